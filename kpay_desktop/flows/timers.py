"""Wall of clocks: one thread that wakes flows on their executor."""

from __future__ import annotations

import functools
import heapq
import itertools
import logging
import threading
from collections.abc import Callable

from kpay_desktop.ports import BusyError, Clock, SerialExecutor

log = logging.getLogger(__name__)

MAX_TIMERS = 4_096
MAX_HEAP = 2 * MAX_TIMERS
BUSY_RETRY_S = 0.2


class ThreadTimers:
    """Timers by key on one thread; calls run on the executor, never on the timer's thread.

    A timer cancelled on the executor's thread never fires afterwards, even when its time came
    while the cancelling task was running.
    """

    def __init__(self, executor: SerialExecutor, clock: Clock) -> None:
        self._executor = executor
        self._clock = clock
        self._wake = threading.Condition()
        self._heap: list[tuple[float, int, str]] = []
        self._calls: dict[str, tuple[int, Callable[[], None]]] = {}
        self._numbers = itertools.count()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="timers", daemon=True)
        self._thread.start()

    def start(self, key: str, delay_s: float, call: Callable[[], None]) -> None:
        """Call ``call`` on the executor once after ``delay_s``; a timer of that key is replaced.

        Raises:
            BusyError: more timers than any till can have.
        """
        with self._wake:
            if len(self._calls) >= MAX_TIMERS and key not in self._calls:
                raise BusyError("too many timers")
            number = next(self._numbers)
            self._calls[key] = (number, call)
            heapq.heappush(self._heap, (self._clock.monotonic() + delay_s, number, key))
            if len(self._heap) > MAX_HEAP:
                self._drop_replaced()
            self._wake.notify()

    def cancel(self, key: str) -> None:
        """Forget the timer of that key, if there is one."""
        with self._wake:
            self._calls.pop(key, None)

    def stop(self, deadline_s: float) -> None:
        """Stop the thread; no timer fires afterwards."""
        with self._wake:
            self._stopping = True
            self._calls.clear()
            self._wake.notify()
        self._thread.join(deadline_s)

    def _run(self) -> None:
        while True:
            with self._wake:
                if self._stopping:
                    return
                due = self._next_due()
                if due is None:
                    continue
            key, number = due
            try:
                self._executor.submit(functools.partial(self._fire, key, number))
            except BusyError:
                self._try_later(key, number)

    def _next_due(self) -> tuple[str, int] | None:
        """Wait for the next timer; None to look again. The lock is held."""
        while self._heap:
            at, number, key = self._heap[0]
            known = self._calls.get(key)
            if known is None or known[0] != number:
                heapq.heappop(self._heap)
                continue
            wait_s = at - self._clock.monotonic()
            if wait_s <= 0:
                heapq.heappop(self._heap)
                return key, number
            self._wake.wait(wait_s)
            return None
        self._wake.wait(60.0)
        return None

    def _drop_replaced(self) -> None:
        """Forget the times of timers that were replaced or cancelled. The lock is held."""
        numbers = {number for number, _ in self._calls.values()}
        self._heap = [entry for entry in self._heap if entry[1] in numbers]
        heapq.heapify(self._heap)

    def _try_later(self, key: str, number: int) -> None:
        with self._wake:
            at = self._clock.monotonic() + BUSY_RETRY_S
            heapq.heappush(self._heap, (at, number, key))

    def _fire(self, key: str, number: int) -> None:
        with self._wake:
            known = self._calls.get(key)
            if known is None or known[0] != number:
                return
            del self._calls[key]
        known[1]()
