"""What every event makes of a sale by the shop's own code, written by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.sale import QrMode, SaleState
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.table import TABLES, is_open, sale_state, sale_update, step
from kpay_desktop.flows.wallet_sale.values import EVENT_TYPES, EndReason, Phase, TimerName
from tests.helpers.wallet_sale import at, context, delay_of, event_of, paid, state_in, told

NOBODY_KNOWS = "ignored: no gateway knows of the shop's own code"
OVER = "ignored: the sale has ended"
NO_CODE = "ignored: the code is no longer wanted"
DRAWN = "ignored: the code is drawn already"
DRAWING = "ignored: the code is still being drawn"
NO_INBOX = "ignored: no money waits here for a decision"
NO_REFUND = "ignored: no refund is under way"
CLOCK = "ignored: a clock of an earlier state"
CLOSES = "-> closed: stop"
CONFIRMS = "-> by_hand: stop | print merchant+customer"

Row = dict[str, str]


def every(says: str, *events: str) -> Row:
    """The same for each of these events."""
    return dict.fromkeys(events, says)


NO_GATEWAY = {
    **every(NOBODY_KNOWS, "Paid", "CheckPressed"),
    **every(NOBODY_KNOWS, "Pending", "NotFound", "Gone", "Failed", "Unsure", "QueryUnanswered"),
    **every(NOBODY_KNOWS, "CloseDone", "CloseRefused", "CloseNotFound", "CloseUnanswered"),
    **every(NOBODY_KNOWS, "ReverseDone", "ReverseNotNow", "ReverseRefused", "ReverseNotFound"),
    "ReverseUnanswered": NOBODY_KNOWS,
    **every(NO_INBOX, "AcceptPressed", "RefundPressed"),
    **every(NO_REFUND, "RefundDone", "RefundRefused", "RefundUnanswered"),
    **every("bug", "OrderDeclined", "CodeUnsent"),
}
ENDED = {
    **NO_GATEWAY,
    **every(NO_CODE, "CodeReady", "CodeRefused", "OrderUnanswered"),
    **every(CLOCK, "PollDue", "ExpiryReached", "RetryDue", "WatchDue"),
    **every(OVER, "CancelPressed", "Restarted", "Stalled"),
}

EXPECTED: dict[Phase, Row] = {
    Phase.CREATED: {
        **NO_GATEWAY,
        "CodeReady": "-> shown: start expiry",
        **every(CLOSES, "CodeRefused", "OrderUnanswered", "CancelPressed", "Restarted"),
        "Stalled": "stays: draw",
        "ByHandPressed": DRAWING,
        **every(CLOCK, "PollDue", "ExpiryReached", "RetryDue", "WatchDue"),
    },
    Phase.SHOWN: {
        **NO_GATEWAY,
        **every(DRAWN, "CodeReady", "CodeRefused", "OrderUnanswered"),
        "ByHandPressed": CONFIRMS,
        **every(CLOSES, "CancelPressed", "ExpiryReached", "Restarted"),
        "Stalled": "stays: start expiry",
        **every(CLOCK, "PollDue", "RetryDue", "WatchDue"),
    },
    Phase.CLOSED: {**ENDED, "ByHandPressed": CONFIRMS},
    Phase.BY_HAND: {**ENDED, "ByHandPressed": OVER},
}

PAIRS = [(phase, kind) for phase in EXPECTED for kind in EVENT_TYPES]


def test_every_pair_is_expected_and_every_pair_stands_in_the_table() -> None:
    names = {kind.__name__ for kind in EVENT_TYPES}
    table = TABLES[QrMode.OWN]
    assert len(PAIRS) == 4 * 35
    assert set(EXPECTED) == set(table)
    for phase, row in EXPECTED.items():
        assert set(row) == names, phase
        assert {kind.__name__ for kind in table[phase]} == names, phase


@pytest.mark.parametrize(
    ("phase", "kind"), PAIRS, ids=[f"{phase.value}-{kind.__name__}" for phase, kind in PAIRS]
)
def test_what_an_event_makes_of_a_sale_by_the_own_code(phase: Phase, kind: type[t.Event]) -> None:
    state = state_in(phase, QrMode.OWN)
    assert told(state, event_of(kind, state)) == EXPECTED[phase][kind.__name__]


@pytest.mark.parametrize("phase", EXPECTED)
def test_nothing_approves_a_sale_by_the_own_code(phase: Phase) -> None:
    for kind in EVENT_TYPES:
        if EXPECTED[phase][kind.__name__] == "bug":
            continue
        state = state_in(phase, QrMode.OWN)
        outcome = step(state, event_of(kind, state), context())
        assert outcome.state.phase in EXPECTED
        assert sale_state(outcome.state) is not SaleState.APPROVED
        assert outcome.new_credits == ()


def test_why_a_sale_by_the_own_code_was_closed() -> None:
    created, shown = state_in(Phase.CREATED, QrMode.OWN), state_in(Phase.SHOWN, QrMode.OWN)
    ends = [
        (created, t.CodeRefused("code.checksum"), EndReason.BAD_CODE, "code.checksum"),
        (created, event_of(t.OrderUnanswered, created), EndReason.NO_ANSWER, "timeout"),
        (created, t.Restarted(), EndReason.RESTARTED, ""),
        (shown, t.CancelPressed(), EndReason.CANCELLED, ""),
        (shown, t.ExpiryReached(), EndReason.EXPIRED, ""),
        (shown, t.Restarted(), EndReason.RESTARTED, ""),
    ]
    for state, event, reason, code in ends:
        closed = step(state, event, context()).state
        assert (closed.end, closed.refused_code) == (reason, code)
        assert closed.ended_at == at(20)
        # Nobody could say what became of it: there is nothing to watch.
        assert not is_open(closed)


def test_the_own_code_stands_for_its_time() -> None:
    outcome = step(state_in(Phase.CREATED, QrMode.OWN), t.CodeReady("CODE"), context(5))
    assert outcome.state.code_text == "CODE"
    assert delay_of(outcome, TimerName.EXPIRY) == 175.0
    shown = state_in(Phase.SHOWN, QrMode.OWN)
    assert delay_of(step(shown, t.Stalled(), context(100)), TimerName.EXPIRY) == 80.0
    assert told(shown, t.Stalled(), context(200)) == CLOSES


def test_what_the_row_of_a_sale_confirmed_by_hand_says() -> None:
    state = state_in(Phase.CLOSED, QrMode.OWN)
    confirmed = step(state, event_of(t.ByHandPressed, state), context(90_000)).state
    update = sale_update(confirmed)
    assert update.state is SaleState.BY_HAND
    assert update.paid_at == update.finished_at == at(90_000)
    assert update.wallet_txn_no is None
    assert update.reason == ""
    assert not is_open(confirmed)


def test_nothing_is_confirmed_by_hand_beside_another_payment() -> None:
    for phase in (Phase.SHOWN, Phase.CLOSED):
        state = state_in(phase, QrMode.OWN)
        press = t.ByHandPressed("01", "90", free=False)
        assert told(state, press) == "ignored: another try at this purchase is paid or still open"


def test_a_word_of_payment_is_nobodys_that_could_know() -> None:
    shown = replace(state_in(Phase.SHOWN, QrMode.OWN))
    assert told(shown, paid()) == NOBODY_KNOWS
