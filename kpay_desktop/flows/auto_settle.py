"""When settling begins by itself, said before and put off by whoever wants to.

A time of settling is due for a batch that was opened before it and not settled since. That is in
the store, so a machine that was off catches up with the newest time that it missed, once, and one
that is started again does not settle twice. A clock that is set changes nothing but which time is
the newest: none is settled for twice, and many at once are one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo

from kpay_desktop.domain.business_day import DAY_MIN
from kpay_desktop.flows.settle_view import SettleNotice
from kpay_desktop.ports import BusyError, Clock, SerialExecutor, StoreError, Timers

log = logging.getLogger(__name__)

BELIEVED = timedelta(days=1)
"""A moment that lies further ahead is of a clock that was wrong, and counts for nothing."""

MOST_REST_S = 30.0
"""How long nobody looks at the clock: it may be set, or the machine sleep."""

_SOME_DAYS = 3
_KEY = "auto-settle"


# --- the times --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AutoPlan:
    """The times of settling: minutes after midnight in the shop's ``zone``.

    ``notice_s``: for how long it is said before, and can be put off.

    Raises:
        ValueError: a time is not within a day, or the notice is negative.
    """

    zone: tzinfo
    at_min: tuple[int, ...] = ()
    notice_s: float = 120.0

    def __post_init__(self) -> None:
        if any(not 0 <= minute < DAY_MIN for minute in self.at_min):
            raise ValueError("a time of settling is 0 to 1439 minutes after midnight")
        if self.notice_s < 0:
            raise ValueError("a notice is not negative")

    def last_due(self, now: datetime) -> datetime | None:
        """Return the newest time of settling that is not behind ``now``."""
        return max((due for due in self._around(now) if due <= now), default=None)

    def next_due(self, now: datetime) -> datetime | None:
        """Return the first time of settling after ``now``."""
        return min((due for due in self._around(now) if due > now), default=None)

    def _around(self, now: datetime) -> Iterable[datetime]:
        today = now.astimezone(self.zone).date()
        for days in range(-_SOME_DAYS, _SOME_DAYS + 1):
            for minute in self.at_min:
                moment = time(minute // 60, minute % 60)
                day = today + timedelta(days=days)
                yield datetime.combine(day, moment, self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class BatchAge:
    """An open batch with rows that is not being settled: since when, and when one was last."""

    opened_at: datetime
    settled_at: datetime | None = None


def is_due(due: datetime, now: datetime, batches: Iterable[BatchAge]) -> bool:
    """True if a batch was opened before ``due``, and its acquirer's was not settled since."""
    latest = max(now, due) + BELIEVED

    def is_before(moment: datetime | None) -> bool:
        return moment is None or moment < due or moment > latest

    return any(is_before(batch.opened_at) and is_before(batch.settled_at) for batch in batches)


# --- the decision -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notice:
    """Settling for ``due`` begins ``at``: ``begins_s`` by a clock that nobody can set."""

    due: datetime
    at: datetime
    begins_s: float


@dataclass(frozen=True, slots=True)
class AutoState:
    """``handled`` is the newest time that this program has settled for, or put off."""

    handled: datetime | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a look came to. ``settles``: now. ``rest_s``: until the next look."""

    state: AutoState
    settles: bool
    rest_s: float


def look(
    plan: AutoPlan,
    state: AutoState,
    now: datetime,
    monotonic_s: float,
    batches: Callable[[], Sequence[BatchAge]],
) -> Outcome:
    """Return what is to be done at this moment. Pure, but for ``batches``, which is read."""
    notice = state.notice
    if notice is not None and not is_due(notice.due, now, batches()):
        # Somebody has settled meanwhile.
        state, notice = replace(state, notice=None), None
    if notice is None:
        notice = _notice(plan, state, now, monotonic_s, batches)
        state = replace(state, notice=notice)
    if notice is not None and monotonic_s >= notice.begins_s:
        return Outcome(AutoState(handled=notice.due), True, MOST_REST_S)
    return Outcome(state, False, _rest_s(plan, notice, now, monotonic_s))


def put_off(state: AutoState) -> AutoState:
    """Let the time that was announced pass without settling."""
    return state if state.notice is None else AutoState(handled=state.notice.due)


def _notice(
    plan: AutoPlan,
    state: AutoState,
    now: datetime,
    monotonic_s: float,
    batches: Callable[[], Sequence[BatchAge]],
) -> Notice | None:
    missed, coming = plan.last_due(now), plan.next_due(now)
    if missed is not None and _is_new(missed, state, now) and is_due(missed, now, batches()):
        at = now + timedelta(seconds=plan.notice_s)
        return Notice(missed, at, monotonic_s + plan.notice_s)
    if coming is None or not _is_new(coming, state, now):
        return None
    left_s = (coming - now).total_seconds()
    if left_s > plan.notice_s or not is_due(coming, now, batches()):
        return None
    return Notice(coming, coming, monotonic_s + left_s)


def _is_new(due: datetime, state: AutoState, now: datetime) -> bool:
    handled = state.handled
    return handled is None or due > handled or handled > now + BELIEVED


def _rest_s(plan: AutoPlan, notice: Notice | None, now: datetime, monotonic_s: float) -> float:
    waits = [MOST_REST_S]
    if notice is not None:
        waits.append(notice.begins_s - monotonic_s)
    coming = plan.next_due(now)
    if coming is not None:
        left_s = (coming - now).total_seconds()
        waits += [wait_s for wait_s in (left_s, left_s - plan.notice_s) if wait_s > 0]
    return max(0.0, min(waits))


# --- the one who looks ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AutoParts:
    """What settling by itself works with.

    ``batches`` reads the open batches with rows that are not being settled; it may raise
    StoreError. ``settle`` begins; ``observe`` gets news.
    """

    plan: AutoPlan
    executor: SerialExecutor
    timers: Timers
    clock: Clock
    batches: Callable[[], Sequence[BatchAge]]
    settle: Callable[[], None]
    observe: Callable[[SettleNotice], None]


class AutoSettle:
    """Looks at the clock, announces, and begins. ``start`` and ``put_off`` from any thread."""

    def __init__(self, parts: AutoParts) -> None:
        self._parts = parts
        self._state = AutoState()

    def start(self) -> None:
        """Begin to look, where the shop settles by itself at all."""
        if self._parts.plan.at_min:
            self._later(0.0)

    def put_off(self) -> None:
        """Keep settling from beginning by itself this time.

        Raises:
            BusyError: the till cannot take it now.
        """
        self._parts.executor.submit(self._put_off)

    # --- on the executor's thread -----------------------------------------------------------

    def _put_off(self) -> None:
        self._take(put_off(self._state))

    def _look(self) -> None:
        parts = self._parts
        # First of all: whatever comes of this look, it is not the last one.
        self._later(MOST_REST_S)
        now, monotonic_s = parts.clock.now(), parts.clock.monotonic()
        try:
            outcome = look(parts.plan, self._state, now, monotonic_s, parts.batches)
        except StoreError as error:
            log.error("it is not known whether to settle: store %s", error.kind.value)
            return
        self._later(outcome.rest_s)
        self._take(outcome.state)
        if outcome.settles:
            log.info("settling begins by itself")
            parts.settle()

    def _take(self, state: AutoState) -> None:
        before, self._state = self._state.notice, state
        if state.notice != before:
            self._parts.observe(SettleNotice(None if state.notice is None else state.notice.at))

    def _later(self, delay_s: float) -> None:
        try:
            self._parts.timers.start(_KEY, delay_s, self._look)
        except BusyError:
            log.error("the clock of settling could not be started")
