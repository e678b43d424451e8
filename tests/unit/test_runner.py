"""The runner: written before done, one receipt, and nothing lost that the store refused."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.sale import SaleState, Wallet
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase
from kpay_desktop.ports import NoAnswerReason, StoreErrorKind
from tests.helpers.flows import draft
from tests.helpers.till import BOTH, Till

# --- written before done ----------------------------------------------------------------------


def test_a_sale_is_written_before_its_order_leaves() -> None:
    till = Till()
    flow = till.charge()
    assert till.diary == ["begin", "told", "CreateOrder"]
    view = till.view(flow)
    assert view.sale.total_minor == 3_080
    assert till.row(flow) is SaleState.OPEN
    assert till.store.open_flows()[0].flow == flow
    (create,) = till.asked
    assert create.effect == t.CreateOrder(view.sale.identity.order_no, Wallet.PAYNOW, 3_080)


def test_each_step_is_written_told_and_only_then_done() -> None:
    till = Till()
    flow = till.show()
    till.diary.clear()
    till.runner.post(flow, t.CancelPressed())
    assert till.diary == ["commit", "told", "QueryOrder"]


def test_a_step_that_leaves_the_sales_row_alone_does_not_write_it() -> None:
    till = Till()
    flow = till.show()
    assert [commit.sale for commit in till.store.journal] == [None, None]
    till.runner.post(flow, t.CancelPressed())
    update = till.store.journal[-1].sale
    assert update is not None
    assert (update.state, update.reason) == (SaleState.CHECKING, "cancelled")


def test_the_approval_its_credit_and_its_slips_are_one_step() -> None:
    till = Till()
    flow = till.show()
    steps = len(till.store.journal)
    till.diary.clear()
    till.runner.post(flow, till.paid())
    assert till.diary == ["commit", "told", "print"]
    (commit,) = till.store.journal[steps:]
    assert [c.wallet_txn_no for c in commit.new_credits] == ["T1"]
    assert [r.copy for r in commit.print_requests] == BOTH
    assert till.row(flow) is SaleState.APPROVED
    assert till.view(flow).sale.wallet_txn_no == "T1"


def test_a_repeat_that_changes_nothing_is_not_written() -> None:
    till = Till()
    flow = till.show()
    steps = len(till.store.journal)
    for _ in range(3):
        till.runner.post(flow, t.PollDue())
        till.answer(t.Pending(till.ticket(flow)))
    assert len(till.store.journal) == steps
    assert till.waiting() == []
    assert till.timers.names() == {"poll", "expiry"}


def test_clocks_are_started_and_stopped() -> None:
    till = Till()
    flow = till.show()
    assert till.timers.left_s(f"{flow}/expiry") == 180.0
    till.timers.advance(3.0)
    assert till.waiting() == ["QueryOrder"]
    till.answer(t.Pending(till.ticket(flow)))
    till.timers.advance(177.0)
    assert till.phase(flow) is Phase.ASKING
    assert till.timers.names() == set()


# --- the store refuses ------------------------------------------------------------------------


def test_no_sale_is_begun_that_cannot_be_written(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    till.store.fault = StoreErrorKind.FULL
    till.runner.charge(draft(), "press-1")
    assert [(r.request, r.kind) for r in till.refused()] == [("press-1", StoreErrorKind.FULL)]
    assert till.asked == []
    assert till.store.sales == {}
    # The disk is well again: the same press may begin its sale.
    till.store.fault = None
    till.charge()
    assert len(till.store.sales) == 1


def test_a_step_that_cannot_be_written_does_nothing(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    flow = till.show()
    till.store.fault = StoreErrorKind.READ_ONLY
    till.diary.clear()
    till.runner.post(flow, till.paid())
    assert till.diary == ["told"]
    assert till.phase(flow) is Phase.SHOWN
    assert till.view(flow).store_fault is StoreErrorKind.READ_ONLY
    assert till.store.credits == {}
    assert till.prints_wanted == 0


def test_a_payment_that_could_not_be_written_is_not_forgotten(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The gateway may tell of it only once, by callback."""
    till = Till()
    flow = till.show()
    till.store.fault = StoreErrorKind.FULL
    till.runner.post(flow, till.paid())
    till.runner.post(flow, till.paid())
    till.timers.advance(30.0)
    assert till.store.credits == {}
    till.store.fault = None
    till.timers.advance(2.0)
    assert till.phase(flow) is Phase.APPROVED
    assert list(till.store.credits) == ["T1"]
    assert till.view(flow).store_fault is None
    assert till.prints_wanted == 1


def test_a_closed_sale_keeps_late_money_until_it_can_be_written(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Also when nobody watches any more, so that no enquiry would bring the payment back."""
    till = Till()
    flow = till.end()
    order_no = till.view(flow).sale.identity.order_no
    till.forget(flow)
    till.store.refusals = 2
    till.runner.post_paid(order_no, till.paid())
    till.timers.advance(10.0)
    assert till.phase(flow) is Phase.PAID_LATE
    assert list(till.store.credits) == ["T1"]


@pytest.mark.parametrize(
    ("event", "then", "asked"),
    [
        (t.CancelPressed(), Phase.SHOWN, ["QueryOrder"]),
        (t.ExpiryReached(), Phase.SHOWN, ["QueryOrder"]),
    ],
)
def test_what_stalled_is_taken_up_again(
    event: t.Event, then: Phase, asked: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    till = Till()
    flow = till.show()
    till.timers.cancel(f"{flow}/poll")
    till.store.refusals = 1
    till.runner.post(flow, event)
    assert till.phase(flow) is then
    till.timers.advance(2.0)
    assert till.waiting() == asked
    # The gateway says paid meanwhile: it counts.
    till.runner.post(flow, till.paid())
    assert till.phase(flow) is Phase.APPROVED


def test_a_code_that_could_not_be_written_is_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    flow = till.charge()
    till.store.refusals = 1
    till.answer(t.CodeReady("CODE"))
    assert till.phase(flow) is Phase.CREATED
    till.timers.advance(2.0)
    assert till.phase(flow) is Phase.ASKING
    assert till.view(flow).state.end is EndReason.NO_ANSWER


def test_a_store_that_cannot_be_asked_does_not_approve_late_money(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = Till()
    flow = till.late()
    till.store.unreadable = True
    till.accept(flow)
    assert till.phase(flow) is Phase.PAID_LATE
    assert till.view(flow).store_fault is StoreErrorKind.DAMAGED


# --- notes and views --------------------------------------------------------------------------


def test_a_press_that_changes_nothing_says_why() -> None:
    till = Till()
    flow = till.charge()
    till.runner.post(flow, t.CheckPressed())
    assert till.view(flow).note == "the order is still being made"
    till.answer(t.CodeReady("CODE"))
    assert till.view(flow).note == ""
    till.runner.post(flow, t.CancelPressed())
    till.runner.post(flow, t.CancelPressed())
    assert till.view(flow).note == "the sale is being ended already"
    # Clocks and answers that are ignored say nothing.
    till.runner.post(flow, t.PollDue())
    assert till.view(flow).note == ""


def test_when_the_gateway_was_last_heard() -> None:
    till = Till()
    flow = till.show()
    assert till.view(flow).checked_at is None
    till.timers.advance(3.0)
    till.answer(t.QueryUnanswered(till.ticket(flow), NoAnswerReason.TIMEOUT))
    assert till.view(flow).checked_at is None
    till.timers.advance(3.0)
    till.answer(t.Pending(till.ticket(flow)))
    assert till.view(flow).checked_at == till.clock.monotonic()


@pytest.mark.parametrize("jump_s", [-7_200.0, 0.0])
def test_the_countdown_is_never_longer_than_a_codes_time(jump_s: float) -> None:
    till = Till()
    flow = till.charge()
    till.clock.jump(jump_s)
    till.answer(t.CodeReady("CODE"))
    assert till.view(flow).expires_at == till.clock.monotonic() + 180.0
    assert till.timers.left_s(f"{flow}/expiry") == 180.0
    till.runner.post(flow, t.CancelPressed())
    assert till.view(flow).expires_at is None


def test_a_bug_leaves_the_sale_where_it_was(caplog: pytest.LogCaptureFixture) -> None:
    till = Till()
    flow = till.show()
    before = till.view(flow)
    till.runner.post(flow, t.CodeReady("OTHER"))
    assert till.view(flow) == before
    assert "flow bug: CodeReady in shown" in caplog.text
