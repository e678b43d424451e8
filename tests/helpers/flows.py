"""What flows work with, moved by hand: a clock, timers and an executor."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kpay_desktop.domain.sale import (
    Method,
    QrMode,
    SaleDraft,
)
from kpay_desktop.ports import (
    BusyError,
)

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def draft(
    amount_minor: int = 2_800, tip_minor: int = 280, method: Method = Method.PAYNOW
) -> SaleDraft:
    """A sale of SGD 28.00 and 10 %."""
    return SaleDraft(amount_minor, tip_minor, method, QrMode.SHOW, "01")


def scan_draft(retry_of: int | None = None, amount_minor: int = 2_800) -> SaleDraft:
    """The same, paid with the code that the customer shows."""
    return SaleDraft(amount_minor, 280, Method.WECHAT, QrMode.SCAN, "01", retry_of)


@dataclass
class ManualClock:
    """A clock that the test moves. ``jump`` moves the time of day alone."""

    at: datetime = NOON
    monotonic_s: float = 5_000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.monotonic_s

    def pass_s(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.monotonic_s += seconds

    def jump(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class InlineExecutor:
    """Runs each task before ``submit`` returns, or after the one that submitted it."""

    def __init__(self) -> None:
        self.is_full = False
        self._tasks: deque[Callable[[], None]] = deque()
        self._running = False

    def submit(self, task: Callable[[], None]) -> None:
        if self.is_full:
            raise BusyError("full")
        self._tasks.append(task)
        if self._running:
            return
        self._running = True
        try:
            while self._tasks:
                self._tasks.popleft()()
        finally:
            self._running = False


class ManualTimers:
    """Timers that go off when the test moves the clock."""

    def __init__(self, clock: ManualClock, executor: InlineExecutor) -> None:
        self._clock = clock
        self._executor = executor
        self._numbers = 0
        self.waiting: dict[str, tuple[float, int, Callable[[], None]]] = {}

    def start(self, key: str, delay_s: float, call: Callable[[], None]) -> None:
        self._numbers += 1
        self.waiting[key] = (self._clock.monotonic() + delay_s, self._numbers, call)

    def cancel(self, key: str) -> None:
        self.waiting.pop(key, None)

    def left_s(self, key: str) -> float:
        """Return in how many seconds the timer goes off."""
        return self.waiting[key][0] - self._clock.monotonic()

    def names(self) -> set[str]:
        """Return the timers' names without their flows."""
        return {key.partition("/")[2] for key in self.waiting}

    def advance(self, seconds: float) -> None:
        """Let time pass; what falls due goes off in its order, at its time."""
        ends_at = self._clock.monotonic() + seconds
        while True:
            due = [(at, number, key) for key, (at, number, _) in self.waiting.items()]
            due = [entry for entry in due if entry[0] <= ends_at]
            if not due:
                break
            at, _, key = min(due)
            self._clock.pass_s(max(0.0, at - self._clock.monotonic()))
            self.fire(key)
        self._clock.pass_s(ends_at - self._clock.monotonic())

    def fire(self, key: str) -> None:
        """Let one timer go off now."""
        _, _, call = self.waiting.pop(key)
        self._executor.submit(call)
