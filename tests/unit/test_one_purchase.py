"""One purchase: one open try at a time, none once it is paid, nothing by hand beside a payment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.approval import Act
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.sale_view import ChargeDoubted
from kpay_desktop.flows.wallet_sale import decision
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.approvals import BY_HAND, CASHIER, SUPERVISOR
from tests.helpers.flows import draft, scan_draft
from tests.helpers.till import BOTH, CODE, Till


def retry(till: Till, of: int = 1, total_minor: int = 2_800, request: str = "again") -> None:
    """Try the purchase of sale ``of`` again by the customer's code, whatever is in doubt."""
    sale = scan_draft(of, total_minor)
    till.runner.charge(sale, request, tuple(till.store.sales), CODE)


def doubted(till: Till) -> list[str]:
    """The sales that stand in the way, as the last press was told."""
    told = till.news[-1]
    assert isinstance(told, ChargeDoubted)
    return [view.flow for view in told.others]


# --- one open try -----------------------------------------------------------------------------


def test_a_purchase_has_no_second_try_while_one_is_open(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    flow = till.show()
    retry(till)
    assert doubted(till) == [flow]
    till.runner.post(flow, t.CancelPressed())
    retry(till, request="again 2")
    assert doubted(till) == [flow]
    assert len(till.store.sales) == 1
    assert "SendCode" not in till.waiting()
    till.answer(t.Pending(till.ticket(flow)))
    till.answer(t.CloseDone())
    till.answer(t.Gone(till.ticket(flow)))
    # The very press that was refused may begin its sale now.
    retry(till)
    assert till.waiting() == ["SendCode"]


def test_a_purchase_whose_payment_is_being_taken_back_waits(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = Till()
    flow = till.take_back()
    retry(till)
    assert doubted(till) == [flow]
    till.answer(t.ReverseDone())
    till.answer(t.Gone(till.ticket(flow)))
    retry(till)
    assert till.waiting() == ["SendCode"]


def test_a_purchase_that_is_paid_has_no_second_try(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    flow = till.sell()
    retry(till)
    assert doubted(till) == [flow]
    assert len(till.store.sales) == 1


def test_another_amount_of_the_same_purchase_is_the_same_purchase(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = Till()
    flow = till.show()
    retry(till, total_minor=1_000)
    assert doubted(till) == [flow]


def test_a_try_of_a_try_is_the_same_purchase(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    till.end()
    retry(till)
    (second,) = [flow for flow in till.store.flows if flow.startswith("scan_pay:")]
    retry(till, request="again 2")
    assert doubted(till) == [second]
    retry(till, of=2, total_minor=1_000, request="again 3")
    assert doubted(till) == [second]
    assert len(till.store.sales) == 2


def test_a_purchase_confirmed_by_hand_has_no_second_try(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    flow = till.own()
    till.confirm(flow)
    retry(till)
    assert doubted(till) == [flow]


def test_another_purchase_is_no_second_try() -> None:
    till = Till()
    till.show()
    till.runner.charge(scan_draft(), "another", tuple(till.store.sales), CODE)
    assert "SendCode" in till.waiting()


def test_an_open_try_by_card_is_named_by_nobody_but_stands_in_the_way(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = Till()
    till.end()
    till.store.sales[1] = replace(till.store.sales[1], method=Method.CARD, mode=None)
    till.store.attempts[1_001].state = SaleState.OPEN
    retry(till)
    assert [each.kind for each in till.refused()] == [None]
    assert len(till.store.sales) == 1


def test_a_store_that_cannot_be_read_begins_no_second_try(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = Till()
    till.end()
    till.store.unreadable = True
    retry(till)
    assert [each.kind for each in till.refused()] == [StoreErrorKind.DAMAGED]


# --- by hand ----------------------------------------------------------------------------------


def test_the_own_code_is_shown_and_confirmed_by_hand() -> None:
    till = Till()
    flow = till.own()
    assert flow.startswith("own_code:")
    assert till.view(flow).expires_at == till.clock.monotonic() + 180.0
    assert till.timers.names() == {"expiry"}
    till.confirm(flow)
    assert till.row(flow) is SaleState.BY_HAND
    assert till.phase(flow) is Phase.BY_HAND
    assert till.store.unmarked(1) == BOTH
    assert till.store.credits == {}
    assert [each.act.kind for each in till.store.authorised] == [BY_HAND]
    assert [each.approver_id for each in till.store.authorised] == ["90"]
    assert till.timers.waiting == {}
    assert till.store.open_flows() == []


def test_a_closed_own_code_may_be_confirmed_from_the_store_days_later() -> None:
    till = Till()
    flow = till.own()
    till.timers.advance(180.0)
    assert till.row(flow) is SaleState.CLOSED
    assert till.store.open_flows() == []
    later = till.restarted()
    later.clock.jump(2 * 86_400)
    assert later.runner.recover() == 0
    later.confirm(flow)
    assert later.row(flow) is SaleState.BY_HAND
    assert later.store.sales[1].paid_at == later.clock.now()


def test_nobody_confirms_by_hand_without_a_supervisor(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    flow = till.own()
    with pytest.raises(ValueError, match="approval"):
        till.runner.post(flow, t.ByHandPressed("01", "90", free=True))
    till.runner.decide(flow, BY_HAND, "no approval", CASHIER.operator_id)
    assert till.view(flow).note == decision.NOT_AUTHORISED
    act = Act(BY_HAND, flow, till.view(flow).sale.identity.voucher, 3_079, CASHIER.operator_id)
    less = till.authority.grant(act, SUPERVISOR)
    till.runner.decide(flow, BY_HAND, less.number, CASHIER.operator_id)
    assert till.row(flow) is SaleState.OPEN
    assert till.store.authorised == []


@pytest.mark.parametrize("mode", [QrMode.SHOW, QrMode.SCAN])
def test_what_an_acquirer_answers_for_is_never_confirmed_by_hand(mode: QrMode) -> None:
    till = Till()
    flow = till.show() if mode is QrMode.SHOW else till.scan()
    for state in (till.state(flow), replace(till.state(flow), phase=Phase.CLOSED)):
        assert decision.act_of(state, flow, BY_HAND, CASHIER.operator_id) is None


def test_nothing_is_confirmed_by_hand_while_another_try_is_open_or_paid() -> None:
    till = Till()
    flow = till.own()
    till.runner.post(flow, t.CancelPressed())
    sale = replace(draft(), retry_of=1)
    paid = till.charge(sale, "press-2")
    for _ in range(2):
        till.confirm(flow)
        assert till.row(flow) is SaleState.CLOSED
        assert till.view(flow).note == decision.PAID_ALREADY
        till.runner.post(paid, till.paid())
    assert till.row(paid) is SaleState.APPROVED
    assert till.store.authorised == []


def test_a_slip_of_a_sale_confirmed_by_hand_is_printed_again() -> None:
    till = Till()
    flow = till.own()
    till.confirm(flow)
    till.runner.reprint(1, BOTH[0])
    assert [job.duplicate for job in till.store.jobs.values()] == [False, False, True]


def test_a_code_that_cannot_be_drawn_is_never_shown() -> None:
    till = Till()
    flow = till.charge(replace(draft(), mode=QrMode.OWN))
    till.answer(t.CodeRefused("code.missing"))
    assert till.row(flow) is SaleState.CLOSED
    assert till.store.sales[1].reason == "code.missing"
