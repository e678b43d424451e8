"""What every event makes of a sale in every phase, written by hand.

``-> phase: effects`` is a transition, ``stays: effects`` is work without one; after a bar stands
what is written beside the state. ``query`` is an enquiry that somebody waits for, ``look`` one in
the background.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.flows.show_qr import values as t
from kpay_desktop.flows.show_qr.table import TABLE, step
from kpay_desktop.flows.show_qr.values import EVENT_TYPES, Phase
from tests.helpers.show_qr import TOTAL, context, event_of, state_in, told

EARLY = "ignored: the order is still being made"
OVER = "ignored: the sale has ended"
NO_CODE = "ignored: the code is no longer wanted"
ENDING = "ignored: the sale is being ended already"
NO_CLOSE = "ignored: no close is under way"
CLOSE_FIRST = "ignored: the close is answered first"
NO_INBOX = "ignored: no money waits here for a decision"
NO_REFUND = "ignored: no refund is under way"
CLOCK = "ignored: a clock of an earlier state"
REFUND_OVER = "ignored: that refund has ended already"
NOTHING_WAITS = "ignored: nothing waits to be sent back"

APPROVES = "-> approved: stop, start watch | credit T1 3080 sale accepted | print merchant+customer"

EXPECTED: dict[Phase, dict[str, str]] = {
    Phase.CREATED: {
        "CodeReady": "-> shown: start expiry, start poll",
        "CodeRefused": "-> asking: stop, query",
        "OrderDeclined": "-> declined: stop, start watch",
        "OrderUnanswered": "-> asking: stop, query",
        "Paid": APPROVES,
        "Pending": EARLY,
        "NotFound": EARLY,
        "Gone": EARLY,
        "Failed": EARLY,
        "Unsure": EARLY,
        "QueryUnanswered": EARLY,
        "CloseDone": NO_CLOSE,
        "CloseRefused": NO_CLOSE,
        "CloseNotFound": NO_CLOSE,
        "CloseUnanswered": NO_CLOSE,
        "PollDue": CLOCK,
        "ExpiryReached": CLOCK,
        "RetryDue": CLOCK,
        "WatchDue": CLOCK,
        "CancelPressed": "-> asking: stop, query",
        "CheckPressed": EARLY,
        "AcceptPressed": NO_INBOX,
        "RefundPressed": NO_INBOX,
        "RefundDone": NO_REFUND,
        "RefundRefused": NO_REFUND,
        "RefundUnanswered": NO_REFUND,
        "Restarted": "-> asking: stop, query",
        "Stalled": "-> asking: stop, query",
    },
    Phase.SHOWN: {
        "CodeReady": "bug",
        "CodeRefused": "bug",
        "OrderDeclined": "bug",
        "OrderUnanswered": "bug",
        "Paid": APPROVES,
        "Pending": "stays: start poll",
        "NotFound": "stays: start poll",
        "Gone": "-> asking: stop, query",
        "Failed": "-> asking: stop, query",
        "Unsure": "stays: start poll",
        "QueryUnanswered": "stays: start poll",
        "CloseDone": NO_CLOSE,
        "CloseRefused": NO_CLOSE,
        "CloseNotFound": NO_CLOSE,
        "CloseUnanswered": NO_CLOSE,
        "PollDue": "stays: query",
        "ExpiryReached": "-> asking: stop, query",
        "RetryDue": CLOCK,
        "WatchDue": CLOCK,
        "CancelPressed": "-> asking: stop, query",
        "CheckPressed": "stays: query",
        "AcceptPressed": NO_INBOX,
        "RefundPressed": NO_INBOX,
        "RefundDone": NO_REFUND,
        "RefundRefused": NO_REFUND,
        "RefundUnanswered": NO_REFUND,
        "Restarted": "-> asking: stop, query",
        "Stalled": "stays: query, start expiry",
    },
    Phase.ASKING: {
        "CodeReady": "stays",
        "CodeRefused": "stays",
        "OrderDeclined": NO_CODE,
        "OrderUnanswered": NO_CODE,
        "Paid": APPROVES,
        "Pending": "-> closing: stop, close",
        "NotFound": "-> closing: stop, close",
        "Gone": "-> closing: stop, close",
        "Failed": "-> closing: stop, close",
        "Unsure": "stays: start retry",
        "QueryUnanswered": "stays: start retry",
        "CloseDone": NO_CLOSE,
        "CloseRefused": NO_CLOSE,
        "CloseNotFound": NO_CLOSE,
        "CloseUnanswered": NO_CLOSE,
        "PollDue": CLOCK,
        "ExpiryReached": CLOCK,
        "RetryDue": "stays: query",
        "WatchDue": CLOCK,
        "CancelPressed": ENDING,
        "CheckPressed": "stays: query",
        "AcceptPressed": NO_INBOX,
        "RefundPressed": NO_INBOX,
        "RefundDone": NO_REFUND,
        "RefundRefused": NO_REFUND,
        "RefundUnanswered": NO_REFUND,
        "Restarted": "stays: query",
        "Stalled": "stays: query",
    },
    Phase.CLOSING: {
        "CodeReady": "stays",
        "CodeRefused": "stays",
        "OrderDeclined": NO_CODE,
        "OrderUnanswered": NO_CODE,
        "Paid": APPROVES,
        "Pending": CLOSE_FIRST,
        "NotFound": CLOSE_FIRST,
        "Gone": "-> asking_again: stop, query",
        "Failed": CLOSE_FIRST,
        "Unsure": CLOSE_FIRST,
        "QueryUnanswered": CLOSE_FIRST,
        "CloseDone": "-> asking_again: stop, query",
        "CloseRefused": "-> asking_again: stop, query",
        "CloseNotFound": "-> asking_again: stop, query",
        "CloseUnanswered": "stays: start retry",
        "PollDue": CLOCK,
        "ExpiryReached": CLOCK,
        "RetryDue": "stays: close, query",
        "WatchDue": CLOCK,
        "CancelPressed": ENDING,
        "CheckPressed": "stays: close, query",
        "AcceptPressed": NO_INBOX,
        "RefundPressed": NO_INBOX,
        "RefundDone": NO_REFUND,
        "RefundRefused": NO_REFUND,
        "RefundUnanswered": NO_REFUND,
        "Restarted": "stays: close, query",
        "Stalled": "stays: close, query",
    },
    Phase.ASKING_AGAIN: {
        "CodeReady": "stays",
        "CodeRefused": "stays",
        "OrderDeclined": NO_CODE,
        "OrderUnanswered": NO_CODE,
        "Paid": APPROVES,
        "Pending": "stays: start retry",
        "NotFound": "stays: start retry",
        "Gone": "-> closed: stop, start watch",
        "Failed": "-> closed: stop, start watch",
        "Unsure": "stays: start retry",
        "QueryUnanswered": "stays: start retry",
        "CloseDone": NO_CLOSE,
        "CloseRefused": "stays",
        "CloseNotFound": NO_CLOSE,
        "CloseUnanswered": NO_CLOSE,
        "PollDue": CLOCK,
        "ExpiryReached": CLOCK,
        "RetryDue": "stays: query",
        "WatchDue": CLOCK,
        "CancelPressed": ENDING,
        "CheckPressed": "stays: query",
        "AcceptPressed": NO_INBOX,
        "RefundPressed": NO_INBOX,
        "RefundDone": NO_REFUND,
        "RefundRefused": NO_REFUND,
        "RefundUnanswered": NO_REFUND,
        "Restarted": "stays: query",
        "Stalled": "stays: query",
    },
    Phase.DOUBT: {
        "CodeReady": "stays",
        "CodeRefused": "stays",
        "OrderDeclined": NO_CODE,
        "OrderUnanswered": NO_CODE,
        "Paid": APPROVES,
        "Pending": "-> closing: stop, close",
        "NotFound": "-> closing: stop, close",
        "Gone": "-> closing: stop, close",
        "Failed": "-> closing: stop, close",
        "Unsure": "stays: start retry",
        "QueryUnanswered": "stays: start retry",
        "CloseDone": NO_CLOSE,
        "CloseRefused": NO_CLOSE,
        "CloseNotFound": NO_CLOSE,
        "CloseUnanswered": NO_CLOSE,
        "PollDue": CLOCK,
        "ExpiryReached": CLOCK,
        "RetryDue": "stays: query",
        "WatchDue": CLOCK,
        "CancelPressed": ENDING,
        "CheckPressed": "stays: query",
        "AcceptPressed": NO_INBOX,
        "RefundPressed": NO_INBOX,
        "RefundDone": NO_REFUND,
        "RefundRefused": NO_REFUND,
        "RefundUnanswered": NO_REFUND,
        "Restarted": "stays: query",
        "Stalled": "stays: query",
    },
    Phase.APPROVED: {
        "CodeReady": "stays",
        "CodeRefused": "stays",
        "OrderDeclined": NO_CODE,
        "OrderUnanswered": NO_CODE,
        "Paid": "stays: start watch",
        "Pending": "stays: start watch",
        "NotFound": "stays: start watch",
        "Gone": "stays: start watch",
        "Failed": "stays: start watch",
        "Unsure": "stays: start watch",
        "QueryUnanswered": "stays: start watch",
        "CloseDone": OVER,
        "CloseRefused": OVER,
        "CloseNotFound": OVER,
        "CloseUnanswered": OVER,
        "PollDue": CLOCK,
        "ExpiryReached": CLOCK,
        "RetryDue": "stays",
        "WatchDue": "stays: look",
        "CancelPressed": OVER,
        "CheckPressed": "stays: look",
        "AcceptPressed": NO_INBOX,
        "RefundPressed": NOTHING_WAITS,
        "RefundDone": REFUND_OVER,
        "RefundRefused": REFUND_OVER,
        "RefundUnanswered": "stays: start retry",
        "Restarted": "stays: start watch",
        "Stalled": "stays: start watch",
    },
    Phase.CLOSED: {
        "CodeReady": "stays: close",
        "CodeRefused": "stays: close",
        "OrderDeclined": NO_CODE,
        "OrderUnanswered": NO_CODE,
        "Paid": "-> paid_late: start watch | credit T1 3080 late inbox",
        "Pending": "stays: close, start watch",
        "NotFound": "stays: start watch",
        "Gone": "stays: start watch",
        "Failed": "stays: start watch",
        "Unsure": "stays: start watch",
        "QueryUnanswered": "stays: start watch",
        "CloseDone": OVER,
        "CloseRefused": "stays: look",
        "CloseNotFound": OVER,
        "CloseUnanswered": OVER,
        "PollDue": CLOCK,
        "ExpiryReached": CLOCK,
        "RetryDue": "stays",
        "WatchDue": "stays: look",
        "CancelPressed": OVER,
        "CheckPressed": "stays: look",
        "AcceptPressed": NO_INBOX,
        "RefundPressed": NOTHING_WAITS,
        "RefundDone": REFUND_OVER,
        "RefundRefused": REFUND_OVER,
        "RefundUnanswered": "stays: start retry",
        "Restarted": "stays: start watch",
        "Stalled": "stays: start watch",
    },
    Phase.DECLINED: {
        "CodeReady": "stays: close",
        "CodeRefused": "stays: close",
        "OrderDeclined": NO_CODE,
        "OrderUnanswered": NO_CODE,
        "Paid": "-> paid_late: start watch | credit T1 3080 late inbox",
        "Pending": "stays: close, start watch",
        "NotFound": "stays: start watch",
        "Gone": "stays: start watch",
        "Failed": "stays: start watch",
        "Unsure": "stays: start watch",
        "QueryUnanswered": "stays: start watch",
        "CloseDone": OVER,
        "CloseRefused": "stays: look",
        "CloseNotFound": OVER,
        "CloseUnanswered": OVER,
        "PollDue": CLOCK,
        "ExpiryReached": CLOCK,
        "RetryDue": "stays",
        "WatchDue": "stays: look",
        "CancelPressed": OVER,
        "CheckPressed": "stays: look",
        "AcceptPressed": NO_INBOX,
        "RefundPressed": NOTHING_WAITS,
        "RefundDone": REFUND_OVER,
        "RefundRefused": REFUND_OVER,
        "RefundUnanswered": "stays: start retry",
        "Restarted": "stays: start watch",
        "Stalled": "stays: start watch",
    },
    Phase.PAID_LATE: {
        "CodeReady": "stays",
        "CodeRefused": "stays",
        "OrderDeclined": NO_CODE,
        "OrderUnanswered": NO_CODE,
        "Paid": "stays: start watch",
        "Pending": "stays: start watch",
        "NotFound": "stays: start watch",
        "Gone": "stays: start watch",
        "Failed": "stays: start watch",
        "Unsure": "stays: start watch",
        "QueryUnanswered": "stays: start watch",
        "CloseDone": OVER,
        "CloseRefused": OVER,
        "CloseNotFound": OVER,
        "CloseUnanswered": OVER,
        "PollDue": CLOCK,
        "ExpiryReached": CLOCK,
        "RetryDue": "stays",
        "WatchDue": "stays: look",
        "CancelPressed": OVER,
        "CheckPressed": "stays: look",
        "AcceptPressed": "-> approved: start watch | T1 accepted | print merchant+customer",
        "RefundPressed": "stays: refund T1 3080 as R8001000100000701 | T1 refunding",
        "RefundDone": REFUND_OVER,
        "RefundRefused": REFUND_OVER,
        "RefundUnanswered": "stays: start retry",
        "Restarted": "stays: start watch",
        "Stalled": "stays: start watch",
    },
    Phase.REFUNDED: {
        "CodeReady": "stays",
        "CodeRefused": "stays",
        "OrderDeclined": NO_CODE,
        "OrderUnanswered": NO_CODE,
        "Paid": "stays: start watch",
        "Pending": "stays: start watch",
        "NotFound": "stays: start watch",
        "Gone": "stays: start watch",
        "Failed": "stays: start watch",
        "Unsure": "stays: start watch",
        "QueryUnanswered": "stays: start watch",
        "CloseDone": OVER,
        "CloseRefused": OVER,
        "CloseNotFound": OVER,
        "CloseUnanswered": OVER,
        "PollDue": CLOCK,
        "ExpiryReached": CLOCK,
        "RetryDue": "stays",
        "WatchDue": "stays: look",
        "CancelPressed": OVER,
        "CheckPressed": "stays: look",
        "AcceptPressed": NO_INBOX,
        "RefundPressed": NOTHING_WAITS,
        "RefundDone": REFUND_OVER,
        "RefundRefused": REFUND_OVER,
        "RefundUnanswered": "stays: start retry",
        "Restarted": "stays: start watch",
        "Stalled": "stays: start watch",
    },
}

PAIRS = [(phase, kind) for phase in Phase for kind in EVENT_TYPES]


def test_every_pair_is_expected_and_every_pair_stands_in_the_table() -> None:
    names = {kind.__name__ for kind in EVENT_TYPES}
    assert len(PAIRS) == 11 * 28
    assert set(EXPECTED) == set(TABLE) == set(Phase)
    for phase in Phase:
        assert set(EXPECTED[phase]) == names, phase
        assert {kind.__name__ for kind in TABLE[phase]} == names, phase


@pytest.mark.parametrize(
    ("phase", "kind"), PAIRS, ids=[f"{phase.value}-{kind.__name__}" for phase, kind in PAIRS]
)
def test_what_an_event_makes_of_a_sale(phase: Phase, kind: type[t.Event]) -> None:
    state = state_in(phase)
    assert told(state, event_of(kind, state)) == EXPECTED[phase][kind.__name__]


@pytest.mark.parametrize("phase", Phase)
def test_an_answer_to_an_earlier_enquiry_changes_nothing(phase: Phase) -> None:
    earlier = state_in(phase)
    state = replace(earlier, ticket=earlier.ticket + 1)
    for kind in (t.Pending, t.NotFound, t.Gone, t.Failed, t.Unsure, t.QueryUnanswered):
        stale = event_of(kind, earlier)
        assert told(state, stale) == "ignored: an answer to an earlier enquiry"


@pytest.mark.parametrize("phase", Phase)
def test_no_step_without_the_gateways_word_approves(phase: Phase) -> None:
    """Presses, clocks and faults cannot make an approval; accepting late money is the exception."""
    state = state_in(phase)
    for kind in EVENT_TYPES:
        if kind in {t.Paid, t.AcceptPressed} or EXPECTED[phase][kind.__name__] == "bug":
            continue
        after = step(state, event_of(kind, state), context()).state
        assert after.phase is not Phase.APPROVED or phase is Phase.APPROVED
        assert after.total_minor == TOTAL
