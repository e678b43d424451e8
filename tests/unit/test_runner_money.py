"""Money on the runner: booked once, on its own sale, late money decided by people."""

from __future__ import annotations

import logging

import pytest

from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import Payment
from tests.helpers.approvals import ACCEPT
from tests.helpers.flows import draft
from tests.helpers.memory_store import StoredAttempt
from tests.helpers.till import BOTH, Till


def test_the_same_press_begins_one_sale() -> None:
    till = Till()
    till.charge()
    till.runner.charge(draft(), "press-1")
    assert len(till.store.sales) == 1
    assert till.waiting() == ["CreateOrder"]
    till.runner.charge(draft(), "press-2", despite=(1,))
    assert len(till.store.sales) == 2


def test_callback_and_enquiry_race_to_one_receipt() -> None:
    till = Till()
    flow = till.show()
    order_no = till.view(flow).sale.identity.order_no
    till.timers.advance(3.0)
    till.runner.post_paid(order_no, till.paid())
    till.answer(till.paid())
    till.runner.post_paid(order_no, till.paid())
    assert till.row(flow) is SaleState.APPROVED
    assert list(till.store.credits) == ["T1"]
    assert till.store.unmarked(1) == BOTH
    assert till.prints_wanted == 1


def test_the_gateway_hears_success_only_for_what_is_on_the_disk(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = Till()
    flow = till.show()
    order_no = till.view(flow).sale.identity.order_no
    heard: list[str] = []
    till.store.refusals = 1
    till.runner.post_paid(order_no, till.paid(), lambda: heard.append("stalled"))
    assert heard == []
    till.runner.post_paid(order_no, till.paid(), lambda: heard.append("booked"))
    till.runner.post_paid(order_no, till.paid(), lambda: heard.append("again"))
    till.runner.post_paid("UNKNOWN", till.paid(), lambda: heard.append("unknown"))
    assert heard == ["booked", "again"]


def test_an_unknown_orders_payment_is_dropped(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    flow = till.show()
    till.runner.post_paid("80010001999999", till.paid())
    till.runner.post("show_qr:9", till.paid())
    till.runner.decide("show_qr:9", ACCEPT, "no approval", "01")
    assert till.phase(flow) is Phase.SHOWN
    assert till.store.credits == {}
    assert [r.levelno for r in caplog.records] == [logging.WARNING] * 3


def test_a_payment_lands_on_its_own_sale() -> None:
    till = Till()
    first = till.end(request="press-1")
    order_no = till.view(first).sale.identity.order_no
    second = till.show(request="press-2")
    till.runner.post_paid(order_no, till.paid())
    assert till.phase(first) is Phase.PAID_LATE
    assert till.phase(second) is Phase.SHOWN


def test_a_payment_of_another_sale_does_not_count_again(caplog: pytest.LogCaptureFixture) -> None:
    """The gateway names one wallet transaction for two orders: a named state, and no hot loop."""
    till = Till()
    first = till.sell(request="press-1")
    second = till.show(request="press-2")
    till.runner.post(second, till.paid("T1"))
    assert till.phase(second) is Phase.DOUBT
    assert till.store.credits["T1"].attempt_id == till.view(first).sale.identity.attempt_id
    assert till.timers.left_s(f"{second}/retry") == 2.0
    # Its own payment approves it, whatever else is named.
    told = t.Paid(3_080, (Payment("T1", 3_080), Payment("T2", 3_080)))
    till.runner.post(second, told)
    assert till.phase(second) is Phase.APPROVED
    assert till.view(second).sale.wallet_txn_no == "T2"


def test_a_closed_sale_does_not_take_another_sales_payment(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = Till()
    till.sell(request="press-1")
    closed = till.end(request="press-2")
    till.runner.post(closed, till.paid("T1"))
    assert till.phase(closed) is Phase.CLOSED
    assert len(till.store.credits) == 1


def test_late_money_is_accepted_with_one_receipt(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    flow = till.late()
    assert till.prints_wanted == 0
    till.accept(flow)
    till.accept(flow)
    assert till.row(flow) is SaleState.APPROVED
    assert till.store.unmarked(1) == BOTH
    assert till.store.credits["T1"].state is CreditState.ACCEPTED


@pytest.mark.parametrize("other", [SaleState.APPROVED, SaleState.OPEN, SaleState.CHECKING])
def test_late_money_is_not_accepted_beside_another_payment(other: SaleState) -> None:
    till = Till()
    flow = till.late()
    till.store.attempts[2_000] = StoredAttempt(1, "80010001000999", other)
    till.accept(flow)
    assert till.phase(flow) is Phase.PAID_LATE
    assert till.view(flow).note == "only a refund is possible"
    till.store.attempts[2_000].state = SaleState.CLOSED
    till.accept(flow)
    assert till.phase(flow) is Phase.APPROVED


def test_a_refund_goes_back_under_one_number_whatever_happens() -> None:
    till = Till()
    flow = till.late()
    till.asked.clear()
    till.refund(flow)
    assert till.row(flow) is SaleState.REFUNDING
    (sent,) = (a.effect for a in till.asked)
    after = till.restarted()
    assert after.runner.recover() == 1
    (again,) = (a.effect for a in after.asked)
    assert again == sent
    assert isinstance(sent, t.RefundPayment)
    # The row has what the gateway is told, from the first byte on.
    assert till.store.credits["T1"].refund_no == sent.refund_no
    after.answer(t.RefundUnanswered(sent.refund_no))
    after.timers.advance(2.0)
    assert after.asked[-1].effect == sent
    after.runner.post(flow, t.RefundDone(sent.refund_no))
    assert after.row(flow) is SaleState.REFUNDED
    assert after.store.credits["T1"].state is CreditState.REFUNDED
    assert after.store.credits["T1"].refund_no == sent.refund_no


def test_a_callback_for_a_sale_that_is_long_over_is_found() -> None:
    till = Till()
    flow = till.end()
    order_no = till.view(flow).sale.identity.order_no
    till.forget(flow)
    till.news.clear()
    till.runner.post_paid(order_no, till.paid())
    assert till.phase(flow) is Phase.PAID_LATE
    assert [f.flow for f in till.store.open_flows()] == [flow]
