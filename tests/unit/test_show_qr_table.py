"""What every event makes of a sale in every phase, written by hand.

``-> phase: effects`` is a transition, ``stays: effects`` is work without one; after a bar stands
what is written beside the state. ``query`` is an enquiry that somebody waits for, ``look`` one in
the background.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.sale import QrMode
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.table import TABLES, step
from kpay_desktop.flows.wallet_sale.values import EVENT_TYPES, Phase
from tests.helpers.wallet_sale import TOTAL, context, event_of, state_in, told

EARLY = "ignored: the order is still being made"
OVER = "ignored: the sale has ended"
NO_CODE = "ignored: the code is no longer wanted"
ENDING = "ignored: the sale is being ended already"
NO_CLOSE = "ignored: no close is under way"
CLOSE_FIRST = "ignored: the close is answered first"
NO_INBOX = "ignored: no money waits here for a decision"
NOT_SURE = "ignored: the gateway has not kept to one amount for long"
NO_REVERSAL = "ignored: no reversal is under way"
NOT_OWN = "ignored: only the shop's own code is confirmed by hand"
NO_REFUND = "ignored: no refund is under way"
CLOCK = "ignored: a clock of an earlier state"
REFUND_OVER = "ignored: that refund has ended already"
NOTHING_WAITS = "ignored: nothing waits to be sent back"

APPROVES = "-> approved: stop, start watch | credit T1 3080 sale accepted | print merchant+customer"

Row = dict[str, str]


def every(says: str, *events: str) -> Row:
    """The same for each of these events."""
    return dict.fromkeys(events, says)


# What several phases have in common, each rule once.
NO_MONEY_HERE = {
    **every(NO_INBOX, "AcceptPressed", "RefundPressed"),
    **every(NO_REFUND, "RefundDone", "RefundRefused", "RefundUnanswered"),
    "ByHandPressed": NOT_OWN,
}
REVERSALS = (
    *("ReverseDone", "ReverseNotNow", "ReverseRefused", "ReverseNotFound"),
    "ReverseUnanswered",
)
NO_CLOSE_HERE = every(NO_CLOSE, "CloseDone", "CloseRefused", "CloseNotFound", "CloseUnanswered")
CODE_COMES_TOO_LATE = {
    **every("stays", "CodeReady", "CodeRefused"),
    **every(NO_CODE, "OrderDeclined", "OrderUnanswered", "CodeUnsent"),
}
ENDS_ALREADY = {
    **every(NO_REVERSAL, *REVERSALS),
    **CODE_COMES_TOO_LATE,
    **NO_MONEY_HERE,
    **every(CLOCK, "PollDue", "ExpiryReached", "WatchDue"),
    "Paid": APPROVES,
    "CancelPressed": ENDING,
}
NOT_KNOWN = {
    **ENDS_ALREADY,
    **NO_CLOSE_HERE,
    **every("-> closing: stop, close", "Pending", "NotFound", "Gone", "Failed"),
    **every("stays: start retry", "Unsure", "QueryUnanswered"),
    **every("stays: query", "RetryDue", "CheckPressed", "Restarted", "Stalled"),
}
WATCHED = {
    **CODE_COMES_TOO_LATE,
    **every("stays: start watch", "Paid", "Pending", "NotFound", "Gone", "Failed", "Unsure"),
    "QueryUnanswered": "stays: start watch",
    **every(OVER, "CloseDone", "CloseRefused", "CloseNotFound", "CloseUnanswered", *REVERSALS),
    "ByHandPressed": NOT_OWN,
    **every(CLOCK, "PollDue", "ExpiryReached"),
    "RetryDue": "stays",
    **every("stays: look", "WatchDue", "CheckPressed"),
    "CancelPressed": OVER,
    "AcceptPressed": NO_INBOX,
    "RefundPressed": NOTHING_WAITS,
    **every(REFUND_OVER, "RefundDone", "RefundRefused"),
    "RefundUnanswered": "stays: start retry",
    **every("stays: start watch", "Restarted", "Stalled"),
}
NOT_PAID = {
    **WATCHED,
    # A code that comes now could still be paid.
    **every("stays: close", "CodeReady", "CodeRefused"),
    "Pending": "stays: close, start watch",
    "CloseRefused": "stays: look",
    "Paid": "-> paid_late: start watch | credit T1 3080 late inbox",
}

EXPECTED: dict[Phase, Row] = {
    Phase.CREATED: {
        **NO_CLOSE_HERE,
        **NO_MONEY_HERE,
        **every(NO_REVERSAL, *REVERSALS),
        "CodeUnsent": "bug",
        "CodeReady": "-> shown: start expiry, start poll",
        **every("-> asking: stop, query", "CodeRefused", "OrderUnanswered", "CancelPressed"),
        **every("-> asking: stop, query", "Restarted", "Stalled"),
        "OrderDeclined": "-> declined: stop, start watch",
        "Paid": APPROVES,
        **every(EARLY, "Pending", "NotFound", "Gone", "Failed", "Unsure", "QueryUnanswered"),
        "CheckPressed": EARLY,
        **every(CLOCK, "PollDue", "ExpiryReached", "RetryDue", "WatchDue"),
    },
    Phase.SHOWN: {
        **NO_CLOSE_HERE,
        **NO_MONEY_HERE,
        **every(NO_REVERSAL, *REVERSALS),
        **every("bug", "CodeReady", "CodeRefused", "OrderDeclined", "OrderUnanswered"),
        "CodeUnsent": "bug",
        "Paid": APPROVES,
        **every("stays: start poll", "Pending", "NotFound", "Unsure", "QueryUnanswered"),
        **every("-> asking: stop, query", "Gone", "Failed", "CancelPressed", "ExpiryReached"),
        **every("stays: query", "PollDue", "CheckPressed"),
        **every(CLOCK, "RetryDue", "WatchDue"),
        "Restarted": "-> asking: stop, query",
        "Stalled": "stays: query, start expiry",
    },
    Phase.ASKING: NOT_KNOWN,
    Phase.CLOSING: {
        **ENDS_ALREADY,
        **every(CLOSE_FIRST, "Pending", "NotFound", "Failed", "Unsure", "QueryUnanswered"),
        **every("-> asking_again: stop, query", "Gone", "CloseDone", "CloseRefused"),
        "CloseNotFound": "-> asking_again: stop, query",
        "CloseUnanswered": "stays: start retry",
        **every("stays: close, query", "RetryDue", "CheckPressed", "Restarted", "Stalled"),
    },
    Phase.ASKING_AGAIN: {
        **NOT_KNOWN,
        **every("stays: start retry", "Pending", "NotFound"),
        **every("-> closed: stop, start watch", "Gone", "Failed"),
        "CloseRefused": "stays",
    },
    Phase.DOUBT: {**NOT_KNOWN, **every(NOT_SURE, "AcceptPressed", "RefundPressed")},
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

PHASES = tuple(EXPECTED)
PAIRS = [(phase, kind) for phase in PHASES for kind in EVENT_TYPES]


def test_every_pair_is_expected_and_every_pair_stands_in_the_table() -> None:
    names = {kind.__name__ for kind in EVENT_TYPES}
    table = TABLES[QrMode.SHOW]
    assert len(PAIRS) == 11 * 35
    assert set(EXPECTED) == set(table)
    for phase in PHASES:
        assert set(EXPECTED[phase]) == names, phase
        assert {kind.__name__ for kind in table[phase]} == names, phase


@pytest.mark.parametrize(
    ("phase", "kind"), PAIRS, ids=[f"{phase.value}-{kind.__name__}" for phase, kind in PAIRS]
)
def test_what_an_event_makes_of_a_sale(phase: Phase, kind: type[t.Event]) -> None:
    state = state_in(phase)
    assert told(state, event_of(kind, state)) == EXPECTED[phase][kind.__name__]


@pytest.mark.parametrize("phase", PHASES)
def test_an_answer_to_an_earlier_enquiry_changes_nothing(phase: Phase) -> None:
    earlier = state_in(phase)
    state = replace(earlier, ticket=earlier.ticket + 1)
    for kind in (t.Pending, t.NotFound, t.Gone, t.Failed, t.Unsure, t.QueryUnanswered):
        stale = event_of(kind, earlier)
        assert told(state, stale) == "ignored: an answer to an earlier enquiry"


@pytest.mark.parametrize("phase", PHASES)
def test_no_step_without_the_gateways_word_approves(phase: Phase) -> None:
    """Presses, clocks and faults cannot make an approval; accepting late money is the exception."""
    state = state_in(phase)
    for kind in EVENT_TYPES:
        if kind in {t.Paid, t.AcceptPressed} or EXPECTED[phase][kind.__name__] == "bug":
            continue
        after = step(state, event_of(kind, state), context()).state
        assert after.phase is not Phase.APPROVED or phase is Phase.APPROVED
        assert after.total_minor == TOTAL
