"""The settlement: one pure step from state and event to the next state and its effects."""

from __future__ import annotations

from collections.abc import Mapping

from kpay_desktop.flows.entries import Bug, FlowBugError, Ignore, full_row
from kpay_desktop.flows.settlement import steps
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import Phase, SettlementState
from kpay_desktop.flows.settlement.steps import Context, Entry, Step

FLOW = "settlement"

_ENDED = frozenset({Phase.SETTLED, Phase.STOPPED})
_SHUT = frozenset({Phase.TOTALS, Phase.SIGNING_ON, Phase.UPLOADING, Phase.ENDING, Phase.COMPARING})


def flow_name(settlement_id: int) -> str:
    """Return the name of a settlement's flow."""
    return f"{FLOW}:{settlement_id}"


def begin(state: SettlementState, context: Context) -> Step:
    """Return the first step of a settlement that has just been asked for."""
    return steps.wait(state, t.Restarted(), context)


def step(state: SettlementState, event: t.Event, context: Context) -> Step:
    """Return what ``event`` makes of ``state``. Pure.

    Raises:
        FlowBugError: for a pair that cannot come up in a program that is right.
    """
    if getattr(event, "stan", state.stan) != state.stan:
        return Step(state, ignored="an answer to an earlier message")
    entry = TABLE[state.phase][type(event)]
    if isinstance(entry, Ignore):
        return Step(state, ignored=entry.reason)
    if isinstance(entry, Bug):
        raise FlowBugError(state.phase.value, type(event).__name__, entry.reason)
    return entry(state, event, context)


def is_open(state: SettlementState) -> bool:
    """True while the program has work left on it, so that a start takes it up again."""
    return state.phase not in _ENDED


def is_shut(state: SettlementState) -> bool:
    """True while nothing else financial may go to the acquirer: the set of rows stands."""
    return state.phase in _SHUT


_OVER = Ignore("the settlement has ended")
_SENT = Ignore("it has been sent: only the host's answer counts now")
_UNDER_WAY = Ignore("it is being worked on already")
_CLOCK = Ignore("a clock of an earlier phase")
_NOT_CLEARING = Ignore("nothing is being cleared")
_LATE = Ignore("an answer to an earlier message")
_NOT_HELD = Ignore("nothing is held")
_NOT_COMPARING = Ignore("no rows are compared")
_NOTHING_SENT = Bug("nothing has been sent")

_HOST = (t.HostAgreed, t.HostDiffers, t.BatchUnknown, t.HostRefused, t.HostSilent)
_SIGNING = (t.SignedOn, t.SignOnFailed)
_UPLOAD = (t.RowTaken, t.RowSilent)
_COMPARE = (t.RowCompared, t.RowUnanswered)
_ANSWERS = (*_HOST, *_SIGNING, *_UPLOAD, *_COMPARE)
_CLEARING = (t.Cleared, t.Uncleared)
_GO = (t.RetryDue, t.TryNowPressed, t.Restarted, t.Stalled)


def _all(entry: Entry, *kinds: type[t.Event]) -> dict[type[t.Event], Entry]:
    return dict.fromkeys(kinds, entry)


def _row(*parts: Mapping[type[t.Event], Entry]) -> Mapping[type[t.Event], Entry]:
    return full_row(t.EVENT_TYPES, *parts)


def _others(*known: type[t.Event]) -> dict[type[t.Event], Entry]:
    """Return the answers that belong to messages of earlier phases."""
    return _all(_LATE, *(kind for kind in _ANSWERS if kind not in known))


# Sent: nobody takes it back, and the set of rows stands.
_ON_ITS_WAY: Mapping[type[t.Event], Entry] = {
    t.CounterIdle: _UNDER_WAY,
    **_all(_NOT_CLEARING, *_CLEARING),
    t.ClearTimeOver: _CLOCK,
    t.CancelPressed: _SENT,
    t.LiftPressed: _NOT_HELD,
    t.RowsMoved: _NOT_COMPARING,
    **_all(steps.send_again, *_GO),
}
_FINISHED = _row(
    {t.CounterIdle: _OVER, t.CancelPressed: _OVER, t.TryNowPressed: _OVER, t.LiftPressed: _OVER},
    _all(_OVER, *_CLEARING, t.RowsMoved, t.Restarted, t.Stalled),
    _all(_CLOCK, t.ClearTimeOver, t.RetryDue),
    _all(_LATE, *_ANSWERS),
)

TABLE: Mapping[Phase, Mapping[type[t.Event], Entry]] = {
    Phase.WAITING: _row(
        {t.CounterIdle: steps.clear, t.CancelPressed: steps.cancel},
        _all(steps.wait, t.Restarted, t.Stalled, t.TryNowPressed),
        _all(_CLOCK, t.RetryDue, t.ClearTimeOver),
        _all(_NOT_CLEARING, *_CLEARING),
        {t.LiftPressed: _NOT_HELD, t.RowsMoved: _NOT_COMPARING},
        _all(_NOTHING_SENT, *_ANSWERS),
    ),
    Phase.CLEARING: _row(
        {t.Cleared: steps.go_on, t.Uncleared: steps.uncleared, t.ClearTimeOver: steps.hold},
        {t.CancelPressed: steps.cancel, t.LiftPressed: _NOT_HELD, t.CounterIdle: _UNDER_WAY},
        _all(steps.clear, t.Restarted, t.Stalled, t.TryNowPressed),
        {t.RetryDue: _CLOCK, t.RowsMoved: _NOT_COMPARING},
        _all(_NOTHING_SENT, *_ANSWERS),
    ),
    Phase.HELD: _row(
        {t.Cleared: steps.go_on, t.Uncleared: steps.uncleared, t.LiftPressed: steps.lift},
        {t.CancelPressed: steps.cancel, t.CounterIdle: _UNDER_WAY, t.ClearTimeOver: _CLOCK},
        _all(steps.clear_again, *_GO),
        {t.RowsMoved: _NOT_COMPARING},
        _all(_NOTHING_SENT, *_ANSWERS),
    ),
    Phase.TOTALS: _row(
        {t.HostAgreed: steps.agreed, t.HostDiffers: steps.differs},
        {t.BatchUnknown: steps.batch_unknown, t.HostRefused: steps.refused},
        {t.HostSilent: steps.later},
        _others(*_HOST),
        _ON_ITS_WAY,
    ),
    Phase.SIGNING_ON: _row(
        {t.SignedOn: steps.signed_on, t.SignOnFailed: steps.sign_on_failed},
        _others(*_SIGNING),
        # The host has refused our totals: nothing is closed, and it can be left.
        {**_ON_ITS_WAY, t.CancelPressed: steps.cancel},
    ),
    Phase.UPLOADING: _row(
        {t.RowTaken: steps.row_taken, t.RowSilent: steps.later},
        _others(*_UPLOAD),
        _ON_ITS_WAY,
    ),
    Phase.ENDING: _row(
        {t.HostAgreed: steps.agreed, t.HostDiffers: steps.differs_still},
        {
            t.BatchUnknown: steps.end_unknown,
            t.HostRefused: steps.refused,
            t.HostSilent: steps.later,
        },
        _others(*_HOST),
        _ON_ITS_WAY,
    ),
    Phase.COMPARING: _row(
        {t.RowCompared: steps.row_compared, t.RowUnanswered: steps.row_unanswered},
        _others(*_COMPARE),
        # Nothing is closed by asking: it can still be left.
        {**_ON_ITS_WAY, t.CancelPressed: steps.cancel, t.RowsMoved: steps.count_anew},
    ),
    Phase.SETTLED: _FINISHED,
    Phase.STOPPED: _FINISHED,
}
