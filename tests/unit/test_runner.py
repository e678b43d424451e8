"""The runner: written before done, one receipt, and nothing lost that the store refused."""

from __future__ import annotations

import logging

import pytest

from kpay_desktop.domain.records import CreditState, SlipCopy
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.show_qr import values as t
from kpay_desktop.flows.show_qr.values import EndReason, Phase
from kpay_desktop.ports import NoAnswerReason, Payment, StoreErrorKind
from tests.helpers.flows import draft
from tests.helpers.memory_store import StoredAttempt
from tests.helpers.till import Till

BOTH = [SlipCopy.MERCHANT, SlipCopy.CUSTOMER]


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
    assert create.effect == t.CreateOrder(view.sale.identity.order_no, view.sale.wallet, 3_080)


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
    forget(till, flow)
    till.store.refusals = 2
    till.runner.post_paid(order_no, till.paid())
    till.timers.advance(10.0)
    assert till.phase(flow) is Phase.PAID_LATE
    assert list(till.store.credits) == ["T1"]


def forget(till: Till, flow: str) -> None:
    """Let the watch of a closed sale run out, so that it is in the store alone."""
    till.clock.jump(2 * 86_400)
    till.timers.advance(10.0)
    till.answer(t.Gone(till.ticket(flow)))
    assert till.store.open_flows() == []
    assert till.timers.waiting == {}


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
    till.runner.accept_late(flow, "90")
    assert till.phase(flow) is Phase.PAID_LATE
    assert till.view(flow).store_fault is StoreErrorKind.DAMAGED


# --- once ------------------------------------------------------------------------------------


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
    till.runner.accept_late("show_qr:9", "90")
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


# --- late money -------------------------------------------------------------------------------


def test_late_money_is_accepted_with_one_receipt() -> None:
    till = Till()
    flow = till.late()
    assert till.prints_wanted == 0
    till.runner.accept_late(flow, "90")
    till.runner.accept_late(flow, "90")
    assert till.row(flow) is SaleState.APPROVED
    assert till.store.unmarked(1) == BOTH
    assert till.store.credits["T1"].state is CreditState.ACCEPTED


@pytest.mark.parametrize("other", [SaleState.APPROVED, SaleState.OPEN, SaleState.CHECKING])
def test_late_money_is_not_accepted_beside_another_payment(other: SaleState) -> None:
    till = Till()
    flow = till.late()
    till.store.attempts[2_000] = StoredAttempt(1, "80010001000999", other)
    till.runner.accept_late(flow, "90")
    assert till.phase(flow) is Phase.PAID_LATE
    assert till.view(flow).note == "only a refund is possible"
    till.store.attempts[2_000].state = SaleState.CLOSED
    till.runner.accept_late(flow, "90")
    assert till.phase(flow) is Phase.APPROVED


def test_a_refund_goes_back_under_one_number_whatever_happens() -> None:
    till = Till()
    flow = till.late()
    till.asked.clear()
    till.runner.post(flow, t.RefundPressed("90"))
    assert till.row(flow) is SaleState.REFUNDING
    (sent,) = (a.effect for a in till.asked)
    after = till.restarted()
    assert after.runner.recover() == 1
    (again,) = (a.effect for a in after.asked)
    assert again == sent
    assert isinstance(sent, t.RefundPayment)
    after.answer(t.RefundUnanswered(sent.refund_no))
    after.timers.advance(2.0)
    assert after.asked[-1].effect == sent
    after.runner.post(flow, t.RefundDone(sent.refund_no))
    assert after.row(flow) is SaleState.REFUNDED
    assert after.store.credits["T1"].state is CreditState.REFUNDED


def test_a_callback_for_a_sale_that_is_long_over_is_found() -> None:
    till = Till()
    flow = till.end()
    order_no = till.view(flow).sale.identity.order_no
    forget(till, flow)
    till.news.clear()
    till.runner.post_paid(order_no, till.paid())
    assert till.phase(flow) is Phase.PAID_LATE
    assert [f.flow for f in till.store.open_flows()] == [flow]


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
