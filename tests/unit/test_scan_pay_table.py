"""What every event makes of a sale by the customer's code in every phase, written by hand.

The words are those of the table of the shop's code. ``reverse`` takes the payment back.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.sale import QrMode
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.table import TABLES, step
from kpay_desktop.flows.wallet_sale.values import EVENT_TYPES, Phase
from tests.helpers.wallet_sale import TOTAL, at, context, event_of, state_in, told

EARLY = "ignored: the order is still being made"
OVER = "ignored: the sale has ended"
NO_CODE = "ignored: the code is no longer wanted"
ENDING = "ignored: the sale is being ended already"
NO_CLOSE = "ignored: no close is under way"
NO_REVERSAL = "ignored: no reversal is under way"
REVERSING = "ignored: the payment is being taken back"
REVERSE_FIRST = "ignored: the reversal is answered first"
NO_INBOX = "ignored: no money waits here for a decision"
NOT_SURE = "ignored: the gateway has not kept to one amount for long"
NOT_OWN = "ignored: only the shop's own code is confirmed by hand"
NO_REFUND = "ignored: no refund is under way"
CLOCK = "ignored: a clock of an earlier state"
REFUND_OVER = "ignored: that refund has ended already"
NOTHING_WAITS = "ignored: nothing waits to be sent back"

APPROVES = "-> approved: stop, start watch | credit T1 3080 sale accepted | print merchant+customer"
ASKS = "-> asking: stop, query"
WAITS = "-> paying: start expiry, start poll"
REVERSES = "-> reversing: stop, reverse"
CLOSES = "-> closed: stop, start watch"
DECLINES = "-> declined: stop, start watch"

CLOSE_ANSWERS = ("CloseDone", "CloseRefused", "CloseNotFound", "CloseUnanswered")
REVERSALS = (
    *("ReverseDone", "ReverseNotNow", "ReverseRefused", "ReverseNotFound"),
    "ReverseUnanswered",
)

Row = dict[str, str]


def every(says: str, *events: str) -> Row:
    """The same for each of these events."""
    return dict.fromkeys(events, says)


NEVER = {
    **every("bug", "CodeReady", "CodeRefused"),
    **every(NO_CLOSE, *CLOSE_ANSWERS),
    **every(NO_INBOX, "AcceptPressed", "RefundPressed"),
    **every(NO_REFUND, "RefundDone", "RefundRefused", "RefundUnanswered"),
    "ByHandPressed": NOT_OWN,
}
# The one answer to the code, when the sale has moved on without it.
LATE_ANSWER = {"OrderDeclined": DECLINES, "OrderUnanswered": NO_CODE, "CodeUnsent": CLOSES}
ENDS_ALREADY = {
    **NEVER,
    **LATE_ANSWER,
    **every(CLOCK, "PollDue", "ExpiryReached", "WatchDue"),
    "CancelPressed": ENDING,
}
WATCHED = {
    **NEVER,
    **every(OVER, *CLOSE_ANSWERS, *REVERSALS),
    **every(NO_CODE, "OrderDeclined", "OrderUnanswered", "CodeUnsent"),
    **every("stays: start watch", "Paid", "Pending", "NotFound", "Gone", "Failed", "Unsure"),
    "QueryUnanswered": "stays: start watch",
    **every(CLOCK, "PollDue", "ExpiryReached"),
    "RetryDue": "stays",
    **every("stays: look", "WatchDue", "CheckPressed"),
    "CancelPressed": OVER,
    "RefundPressed": NOTHING_WAITS,
    **every(REFUND_OVER, "RefundDone", "RefundRefused"),
    "RefundUnanswered": "stays: start retry",
    **every("stays: start watch", "Restarted", "Stalled"),
}
NOT_PAID = {
    **WATCHED,
    # A code that arrives only now could still be paid.
    "Pending": "stays: reverse, start watch",
    "Paid": "-> paid_late: start watch | credit T1 3080 late inbox",
}

EXPECTED: dict[Phase, Row] = {
    Phase.CREATED: {
        **NEVER,
        **every(NO_REVERSAL, *REVERSALS),
        "Paid": APPROVES,
        **every(WAITS, "Pending", "NotFound", "Unsure", "OrderUnanswered", "Stalled"),
        "OrderDeclined": DECLINES,
        "CodeUnsent": CLOSES,
        "Failed": REVERSES,
        **every(ASKS, "Gone", "ExpiryReached", "CancelPressed", "Restarted"),
        **every(EARLY, "CheckPressed", "QueryUnanswered"),
        **every(CLOCK, "PollDue", "RetryDue", "WatchDue"),
    },
    Phase.PAYING: {
        **NEVER,
        **LATE_ANSWER,
        **every(NO_REVERSAL, *REVERSALS),
        "Paid": APPROVES,
        **every("stays: start poll", "Pending", "NotFound", "Unsure", "QueryUnanswered"),
        "Gone": CLOSES,
        "Failed": REVERSES,
        **every(ASKS, "ExpiryReached", "CancelPressed", "Restarted"),
        **every("stays: query", "PollDue", "CheckPressed"),
        "Stalled": "stays: query, start expiry",
        **every(CLOCK, "RetryDue", "WatchDue"),
    },
    Phase.ASKING: {
        **ENDS_ALREADY,
        **every(NO_REVERSAL, *REVERSALS),
        "Paid": APPROVES,
        "Gone": CLOSES,
        **every(REVERSES, "Pending", "NotFound", "Failed", "Unsure"),
        "QueryUnanswered": "stays: start retry",
        **every("stays: query", "RetryDue", "CheckPressed", "Restarted", "Stalled"),
    },
    Phase.REVERSING: {
        **ENDS_ALREADY,
        "Paid": REVERSING,
        "Gone": CLOSES,
        **every(REVERSE_FIRST, "Pending", "NotFound", "Failed", "Unsure", "QueryUnanswered"),
        **every("-> asking_again: stop, query", "ReverseDone", "ReverseNotFound"),
        **every("stays: start retry", "ReverseNotNow", "ReverseRefused", "ReverseUnanswered"),
        **every("stays: reverse", "RetryDue", "CheckPressed", "Restarted", "Stalled"),
    },
    Phase.ASKING_AGAIN: {
        **ENDS_ALREADY,
        **every(NO_REVERSAL, *REVERSALS),
        "ReverseDone": "stays",
        **every("stays: start retry", "Paid", "Pending", "Unsure", "QueryUnanswered"),
        **every(CLOSES, "Gone", "Failed", "NotFound"),
        **every("stays: query", "RetryDue", "CheckPressed", "Restarted", "Stalled"),
    },
    Phase.DOUBT: {
        **ENDS_ALREADY,
        **every(NO_REVERSAL, *REVERSALS),
        **every(NO_CODE, "OrderDeclined", "CodeUnsent"),
        "Paid": APPROVES,
        **every(REVERSES, "Pending", "NotFound", "Gone", "Failed"),
        **every("stays: start retry", "Unsure", "QueryUnanswered"),
        **every("stays: query", "RetryDue", "CheckPressed", "Restarted", "Stalled"),
        **every(NOT_SURE, "AcceptPressed", "RefundPressed"),
    },
    Phase.APPROVED: WATCHED,
    Phase.CLOSED: NOT_PAID,
    Phase.DECLINED: NOT_PAID,
    Phase.PAID_LATE: {
        **WATCHED,
        "AcceptPressed": "-> approved: start watch | T1 accepted | print merchant+customer",
        "RefundPressed": "stays: refund T1 3080 as R8001000100000701 | T1 refunding",
    },
    Phase.REFUNDED: WATCHED,
}

PAIRS = [(phase, kind) for phase in EXPECTED for kind in EVENT_TYPES]


def test_every_pair_is_expected_and_every_pair_stands_in_the_table() -> None:
    names = {kind.__name__ for kind in EVENT_TYPES}
    table = TABLES[QrMode.SCAN]
    assert len(PAIRS) == 11 * 35
    assert set(EXPECTED) == set(table)
    for phase, row in EXPECTED.items():
        assert set(row) == names, phase
        assert {kind.__name__ for kind in table[phase]} == names, phase


@pytest.mark.parametrize(
    ("phase", "kind"), PAIRS, ids=[f"{phase.value}-{kind.__name__}" for phase, kind in PAIRS]
)
def test_what_an_event_makes_of_a_scanned_sale(phase: Phase, kind: type[t.Event]) -> None:
    state = state_in(phase, QrMode.SCAN)
    assert told(state, event_of(kind, state)) == EXPECTED[phase][kind.__name__]


@pytest.mark.parametrize("phase", EXPECTED)
def test_an_answer_to_an_earlier_enquiry_changes_nothing_of_a_scanned_sale(phase: Phase) -> None:
    earlier = state_in(phase, QrMode.SCAN)
    state = replace(earlier, ticket=earlier.ticket + 1)
    for kind in (t.Pending, t.NotFound, t.Gone, t.Failed, t.Unsure, t.QueryUnanswered):
        stale = event_of(kind, earlier)
        assert told(state, stale) == "ignored: an answer to an earlier enquiry"


@pytest.mark.parametrize("phase", EXPECTED)
def test_no_step_without_the_gateways_word_approves_a_scanned_sale(phase: Phase) -> None:
    state = state_in(phase, QrMode.SCAN)
    for kind in EVENT_TYPES:
        if kind in {t.Paid, t.AcceptPressed} or EXPECTED[phase][kind.__name__] == "bug":
            continue
        after = step(state, event_of(kind, state), context()).state
        assert after.phase is not Phase.APPROVED or phase is Phase.APPROVED
        assert after.total_minor == TOTAL


UNARMED = {Phase.CREATED, Phase.PAYING, Phase.ASKING, Phase.DOUBT, Phase.APPROVED}


@pytest.mark.parametrize("phase", [phase for phase in EXPECTED if phase not in UNARMED])
@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_nothing_approves_what_was_to_be_taken_back(phase: Phase, kind: type[t.Event]) -> None:
    """Whatever comes, however often: the reversal may still be on its way."""
    state = replace(state_in(phase, QrMode.SCAN), armed_at=at(16))
    for after_s in (20.0, 60.0, 600.0):
        if EXPECTED[phase][kind.__name__] == "bug":
            return
        outcome = step(state, event_of(kind, state), context(after_s))
        assert outcome.state.phase is not Phase.APPROVED
        assert outcome.state.armed_at == at(16)
        assert outcome.print_requests == ()
        if outcome.state.phase is not phase:
            return
        state = outcome.state
