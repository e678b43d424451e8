"""Draws the tables of void, refund and settlement; :mod:`tools.flow_docs` writes the pictures."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.money_back import state as back
from kpay_desktop.flows.money_back import table as back_table
from kpay_desktop.flows.money_back import values as b
from kpay_desktop.flows.money_back.steps import BackClocks
from kpay_desktop.flows.money_back.steps import Context as BackContext
from kpay_desktop.flows.settlement import state as batch
from kpay_desktop.flows.settlement import table as batch_table
from kpay_desktop.flows.settlement import values as s
from kpay_desktop.flows.settlement.steps import MOST_SIGN_ONS
from kpay_desktop.flows.settlement.steps import Context as SettleContext
from kpay_desktop.ports_cards import ReadProblem, Silence
from kpay_desktop.settings_day import SettleClockSettings

Phase = TypeVar("Phase", bound=StrEnum)
Ways = dict[tuple[Phase, Phase], list[str]]

_AT = datetime(2026, 1, 1, tzinfo=UTC)
_BACK_NOW = BackContext(_AT, BackClocks(), next_stan=2)
_OURS, _THEIRS = Totals(2, 3_080), Totals(1, 1_080)
BACK_ENDED = (back.Phase.DONE, back.Phase.REFUSED, back.Phase.UNDONE, back.Phase.CLOSED)
SETTLEMENT_ENDED = (batch.Phase.SETTLED, batch.Phase.STOPPED)


def _note(found: Ways[Phase], before: Phase, name: str, after: Callable[[], Phase]) -> None:
    try:
        phase = after()
    except FlowBugError:
        return
    names = found[(before, phase)]
    if phase is not before and name not in names:
        names.append(name)


def _told(found: Ways[Phase]) -> Ways[Phase]:
    return {pair: names for pair, names in found.items() if names}


def _whole(kinds: tuple[type[object], ...], events: Mapping[str, object]) -> None:
    missing = {*kinds} - {type(event) for event in events.values()}
    if missing:
        raise ValueError(f"not drawn: {', '.join(sorted(kind.__name__ for kind in missing))}")


# --- void and refund ------------------------------------------------------------------------


def back_transitions() -> Ways[back.Phase]:
    """Return what leads a void or refund from each phase to another."""
    found: Ways[back.Phase] = defaultdict(list)
    events = _back_events()
    for state in _back_states():
        for name, event in events.items():
            step = _BackStep(state, event)
            _note(found, state.phase, name, step)
    return _told(found)


class _BackStep:
    def __init__(self, state: back.MoneyBackState, event: b.Event) -> None:
        self._state, self._event = state, event

    def __call__(self) -> back.Phase:
        return back_table.step(self._state, self._event, _BACK_NOW).state.phase


def _back_states() -> Iterator[back.MoneyBackState]:
    paid = CardFacts("card:1", Scheme.VISA, EntryMode.CHIP, "400000", "0000")
    numbers = (1, ReturnKind.VOID, back.Way.CARD, 1, "000001", "000001", 1, 3_080, 3_080)
    new = back.MoneyBackState(*numbers, "01", "90", _AT, original=paid)
    unsent = {back.Phase.READING, back.Phase.CLOSED}
    for phase, approved, missing in itertools.product(back.Phase, (False, True), (False, True)):
        by_card = replace(new, phase=phase, was_approved=approved, found_missing=missing)
        yield by_card if phase in unsent else replace(by_card, facts=paid, stan=1, sent_at=_AT)
        yield replace(new, phase=phase, way=back.Way.WALLET, original=None)


def _back_events() -> dict[str, b.Event]:
    paid = CardFacts("card:1", Scheme.VISA, EntryMode.CHIP, "400000", "0000")
    named: dict[str, b.Event] = {
        "HostSilent": b.HostSilent(Silence.TIMEOUT, sent=True),
        "HostSilent unsent": b.HostSilent(Silence.OFFLINE, sent=False),
        "ReversalNotFound too early": b.ReversalNotFound(batch_is_open=True, can_arrive=True),
        "ReversalNotFound": b.ReversalNotFound(batch_is_open=True, can_arrive=False),
    }
    plain: tuple[b.Event, ...] = (
        *(b.CardReady(paid), b.ReadFailed(ReadProblem.BAD_CARD), b.ReadTimeOver()),
        *(b.Confirmed(), b.CancelPressed(), b.TryNowPressed(), b.LiftPressed("01", "90")),
        *(b.HostApproved("1", "2"), b.HostDeclined("12"), b.HostDoubtful("68")),
        *(b.LateApproved("1"), b.ReversalDone(), b.ReversalRefused("12")),
        *(b.ReversalSilent(Silence.TIMEOUT), b.RetryDue(), b.Restarted(), b.Stalled()),
        *(b.WalletDone(), b.WalletRefused("3999"), b.WalletPending(), b.WalletSilent()),
    )
    events = {**named, **{type(event).__name__: event for event in plain}}
    _whole(b.EVENT_TYPES, events)
    return events


# --- settlement -----------------------------------------------------------------------------


def settlement_transitions() -> Ways[batch.Phase]:
    """Return what leads a settlement from each phase to another."""
    found: Ways[batch.Phase] = defaultdict(list)
    for state in _settlements():
        for (name, event), row in itertools.product(_settlement_events().items(), (None, 9)):
            _note(found, state.phase, name, _SettleStep(state, event, row))
    return _told(found)


class _SettleStep:
    def __init__(self, state: batch.SettlementState, event: s.Event, row: int | None) -> None:
        self._state, self._event, self._row = state, event, row

    def __call__(self) -> batch.Phase:
        now = SettleContext(_AT, SettleClockSettings(), 2, _OURS, 2, self._row)
        return batch_table.step(self._state, self._event, now).state.phase


def _settlements() -> Iterator[batch.SettlementState]:
    new = batch.SettlementState(1, batch.Kind.CARD_HOST, "cards", 1, _AT, "01", stan=1)
    before = {batch.Phase.WAITING, batch.Phase.CLEARING, batch.Phase.HELD}
    for phase, kind in itertools.product(batch.Phase, batch.Kind):
        state = replace(new, phase=phase, kind=kind, ours=_OURS, cursor=8, carried=("000001",))
        # Each kind has ways of its own, behind those that all have.
        if (phase is batch.Phase.COMPARING) == (kind is batch.Kind.WALLETS) or phase in before:
            for sign_ons, tries in itertools.product((0, MOST_SIGN_ONS), (0, 30)):
                yield replace(state, sign_ons=sign_ons, tries=tries)


def _settlement_events() -> dict[str, s.Event]:
    plain: tuple[s.Event, ...] = (
        *(s.CounterIdle(), s.Cleared(), s.Uncleared(("000001",)), s.ClearTimeOver()),
        *(s.RetryDue(), s.Restarted(), s.Stalled(), s.CancelPressed(), s.TryNowPressed()),
        *(s.LiftPressed("01", "90"), s.HostAgreed(1), s.HostDiffers(1, _THEIRS)),
        *(s.BatchUnknown(1, "80"), s.HostRefused(1, "03"), s.HostSilent(1, Silence.TIMEOUT)),
        *(s.SignedOn(), s.SignOnFailed(), s.RowTaken(1), s.RowSilent(1, Silence.TIMEOUT)),
        *(s.RowCompared(8, _OURS), s.RowUnanswered(8, "000001", 3_080), s.RowsMoved()),
    )
    events = {type(event).__name__: event for event in plain}
    _whole(s.EVENT_TYPES, events)
    return events
