"""Money in the show-QR sale: amounts, second and late payments, accepting, refunds.

Steps are told in words, as in the table's test.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.table import is_open, is_settled, sale_state, sale_update, step
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, TimerName
from tests.helpers.wallet_sale import TOTAL, after, context, delay_of, paid, seen, state_in, told

INBOX, REFUNDING = CreditState.INBOX, CreditState.REFUNDING
OPEN = (
    *(Phase.CREATED, Phase.SHOWN, Phase.ASKING),
    *(Phase.CLOSING, Phase.ASKING_AGAIN, Phase.DOUBT),
)


# --- amounts ----------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", OPEN)
@pytest.mark.parametrize(
    "event",
    [
        paid(("T1", TOTAL - 1)),
        paid(("T1", TOTAL + 100)),
        paid(("T1", TOTAL), order_minor=TOTAL + 100),
        paid(("T1", 1), ("T2", TOTAL)),
        paid(("T1", 0)),
        paid(("", TOTAL)),
        t.Paid(TOTAL, ()),
    ],
)
def test_only_the_very_amount_approves(phase: Phase, event: t.Paid) -> None:
    state = state_in(phase)
    lead = "stays" if phase is Phase.DOUBT else "-> doubt"
    assert told(state, event) == f"{lead}: stop, start retry"


@pytest.mark.parametrize("phase", OPEN)
def test_an_order_amount_that_is_not_told_is_no_contradiction(phase: Phase) -> None:
    assert told(state_in(phase), paid(order_minor=None)).startswith("-> approved")


def test_doubt_keeps_why_the_sale_was_being_ended() -> None:
    doubted = after(state_in(Phase.ASKING), paid(("T1", 1)))
    assert doubted.end is EndReason.CANCELLED
    assert sale_state(doubted) is SaleState.CHECKING


def test_doubt_backs_off_also_when_it_comes_and_goes() -> None:
    state = replace(state_in(Phase.CLOSING), tries=4)
    outcome = step(state, paid(("T1", 1)), context())
    assert delay_of(outcome, TimerName.RETRY) == 32.0


def test_doubt_ends_when_a_whole_round_takes_the_word_back() -> None:
    """Also for an order that was never made: a word about it proves nothing."""
    doubted = after(replace(state_in(Phase.CREATED)), paid(("T1", 1)))
    closing = after(doubted, t.NotFound(doubted.ticket))
    assert closing.phase is Phase.CLOSING
    asking = after(closing, t.CloseNotFound())
    assert told(asking, t.NotFound(asking.ticket)) == "-> closed: stop, start watch"
    assert told(asking, paid()).startswith("-> approved")


def test_doubt_is_over_with_the_right_amount() -> None:
    doubted = after(state_in(Phase.SHOWN), paid(("T1", 1)))
    approved = step(doubted, paid(), context())
    assert approved.state.phase is Phase.APPROVED
    assert approved.state.end is None
    assert sale_update(approved.state).reason == ""


def test_a_second_payment_told_with_the_first_waits_for_a_refund() -> None:
    state = state_in(Phase.SHOWN)
    both = paid(("T1", TOTAL), ("T2", TOTAL), ("T1", TOTAL))
    assert told(state, both) == (
        "-> approved: stop, start watch | credit T1 3080 sale accepted"
        " | credit T2 3080 second inbox | print merchant+customer"
    )
    approved = after(state, both)
    assert is_open(approved)
    assert not is_settled(approved)
    assert sale_update(approved).wallet_txn_no == "T1"


def test_money_that_comes_for_an_approved_sale_prints_nothing() -> None:
    approved = state_in(Phase.APPROVED)
    second = paid(("T1", TOTAL), ("T2", TOTAL))
    assert told(approved, second) == "stays: start watch | credit T2 3080 second inbox"
    over = replace(approved, watching=False)
    assert told(over, second) == "stays | credit T2 3080 second inbox"
    assert is_open(after(over, second))


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.DECLINED, Phase.REFUNDED])
def test_late_money_is_for_a_person_to_decide(phase: Phase) -> None:
    late = after(state_in(phase), paid(("T2", TOTAL)))
    assert late.phase is Phase.PAID_LATE
    assert sale_state(late) is SaleState.PAID_LATE
    assert is_open(late)
    # The row does not claim a payment that nobody accepted.
    assert sale_update(late).wallet_txn_no is None
    assert sale_update(late).paid_at is None


@pytest.mark.parametrize(
    "phase", [Phase.APPROVED, Phase.CLOSED, Phase.DECLINED, Phase.PAID_LATE, Phase.REFUNDED]
)
@pytest.mark.parametrize("watching", [True, False])
@pytest.mark.parametrize("odd", [paid(("T2", 1)), paid(("T2", TOTAL), order_minor=TOTAL + 100)])
def test_an_odd_amount_after_the_end_is_heard_twice(
    phase: Phase, watching: bool, odd: t.Paid
) -> None:
    """Booked wrong it could never be put right; said once more, it is booked as it is said."""
    state = replace(state_in(phase), watching=watching)
    assert told(state, odd) == "stays: start watch"
    heard = after(state, odd)
    assert heard.watching
    # The gateway's repeats of one and the same call are no second word.
    assert told(heard, odd, context(22)) == "stays: start watch"
    heard = after(heard, odd, 22)
    kind = "second" if phase is Phase.APPROVED else "late"
    assert f"credit T2 {odd.payments[0].paid_minor} {kind} inbox" in told(heard, odd, context(30))
    # The gateway puts itself right: booked as it is.
    assert f"credit T2 {TOTAL} {kind} inbox" in told(heard, paid(("T2", TOTAL)))
    # Another odd amount is another story.
    assert told(heard, paid(("T2", 2)), context(30)) == "stays: start watch"


def test_a_clock_that_is_set_back_keeps_no_odd_money_waiting() -> None:
    heard = after(state_in(Phase.CLOSED), paid(("T2", 1)), 4_000)
    anew = after(heard, paid(("T2", 1)), -80_000)
    assert told(anew, paid(("T2", 1)), context(-79_998)) == "stays: start watch"
    assert "credit T2 1 late inbox" in told(anew, paid(("T2", 1)), context(-79_990))


def test_odd_money_does_not_keep_right_money_waiting() -> None:
    closed = replace(state_in(Phase.CLOSED), watching=False)
    event = paid(("T1", TOTAL), ("T2", 1))
    assert told(closed, event) == "-> paid_late: start watch | credit T1 3080 late inbox"
    late = after(closed, event)
    assert told(late, event, context(30)) == "stays: start watch | credit T2 1 late inbox"
    shown = state_in(Phase.SHOWN)
    approved = after(shown, event)
    assert [p.wallet_txn_no for p in approved.payments] == ["T1"]
    assert told(approved, event, context(30)) == "stays: start watch | credit T2 1 second inbox"


# --- accepting late money ---------------------------------------------------------------------


def test_late_money_is_accepted_once_and_prints_once() -> None:
    late = replace(state_in(Phase.PAID_LATE), payments=(inbox("T1"), inbox("T2")))
    accepted = after(late, t.AcceptPressed("01", "90", free=True))
    assert [p.state for p in accepted.payments] == [CreditState.ACCEPTED, INBOX]
    assert sale_update(accepted).wallet_txn_no == "T1"
    assert told(accepted, t.AcceptPressed("01", "90", free=True)).startswith("ignored")
    assert told(accepted, t.RefundPressed("01", "90")) == (
        "stays: refund T2 3080 as R8001000100000701 | T2 refunding"
    )


def inbox(number: str = "T1", paid_minor: int = TOTAL) -> t.SeenPayment:
    return seen(number, INBOX, CreditKind.LATE, paid_minor)


def on_its_way(number: str = "T1", refund_no: str = "R1") -> t.SeenPayment:
    return seen(number, REFUNDING, CreditKind.LATE, TOTAL, refund_no)


@pytest.mark.parametrize(
    ("payments", "free"),
    [
        ((inbox(),), False),
        ((inbox("T1", 1), inbox("T2", TOTAL - 1)), True),
        ((inbox(), on_its_way("T2")), True),
        ((on_its_way(),), True),
    ],
    ids=["another payment", "two other amounts", "a refund under way", "on its way back"],
)
def test_late_money_is_not_accepted(payments: tuple[t.SeenPayment, ...], free: bool) -> None:
    state = replace(state_in(Phase.PAID_LATE), payments=payments)
    press = t.AcceptPressed("01", "90", free=free)
    assert told(state, press) == "ignored: only a refund is possible"


# --- refunds ----------------------------------------------------------------------------------


def test_everything_that_waits_goes_back_each_under_its_own_number() -> None:
    state = replace(state_in(Phase.PAID_LATE), payments=(inbox("T1"), inbox("T2", 1_000)))
    assert told(state, t.RefundPressed("01", "90")) == (
        "stays: refund T1 3080 as R8001000100000701, refund T2 1000 as R8001000100000702"
        " | T1 refunding | T2 refunding"
    )
    sending = after(state, t.RefundPressed("01", "90"))
    assert sale_state(sending) is SaleState.REFUNDING
    # A second press sends nothing anew.
    assert told(sending, t.RefundPressed("01", "90")) == "ignored: nothing waits to be sent back"
    half = after(sending, t.RefundDone("R8001000100000701"))
    assert half.phase is Phase.PAID_LATE
    whole = after(half, t.RefundDone("R8001000100000702"))
    assert whole.phase is Phase.REFUNDED
    assert sale_state(whole) is SaleState.REFUNDED


def test_a_refund_without_an_answer_is_repeated_under_its_number() -> None:
    state = replace(state_in(Phase.PAID_LATE), payments=(on_its_way(),), refunds=1, tries=0)
    unanswered = step(state, t.RefundUnanswered("R1"), context())
    assert delay_of(unanswered, TimerName.RETRY) == 2.0
    assert told(unanswered.state, t.RetryDue()) == "stays: refund T1 3080 as R1"
    # A restart in the middle, and a disk that failed in the middle.
    for event in (t.Restarted(), t.Stalled()):
        assert told(state, event) == "stays: refund T1 3080 as R1, start watch"


def test_a_refused_refund_goes_back_into_the_inbox_and_next_time_has_a_new_number() -> None:
    state = replace(state_in(Phase.PAID_LATE), payments=(on_its_way(),), refunds=1)
    refused = after(state, t.RefundRefused("R1", "3999"))
    assert refused.phase is Phase.PAID_LATE
    assert refused.payments[0].state is INBOX
    assert told(refused, t.RefundPressed("01", "90")) == (
        "stays: refund T1 3080 as R8001000100000702 | T1 refunding"
    )
    assert told(refused, t.RefundDone("R1")) == "ignored: that refund has ended already"


def test_the_refund_of_a_second_payment_leaves_the_approval_alone() -> None:
    second = seen("T2", REFUNDING, CreditKind.SECOND, TOTAL, "R1")
    approved = replace(state_in(Phase.APPROVED), payments=(seen(), second), watching=False)
    assert is_open(approved)
    done = after(approved, t.RefundDone("R1"))
    assert done.phase is Phase.APPROVED
    assert sale_state(done) is SaleState.APPROVED
    assert not is_open(done)
