"""Threads that own a connection: tasks one at a time, in order, on a bounded queue."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from types import TracebackType
from typing import Generic, TypeVar

from kpay_desktop.ports import BusyError

log = logging.getLogger(__name__)

T = TypeVar("T")

QUEUE_LIMIT = 1_000
IDLE_AFTER_S = 0.5
LONGEST_IDLE_S = 30.0


class SerialThread:
    """A ``SerialExecutor`` on a thread of its own.

    What a task raises goes to ``on_fault``, on this thread; the next task runs all the same.
    ``on_idle`` runs when nothing has come for ``idle_after_s`` after some task, and again ever
    more slowly while it returns False. ``on_stop`` runs last.
    """

    def __init__(
        self,
        name: str,
        on_fault: Callable[[Exception], None],
        *,
        on_idle: Callable[[], bool] | None = None,
        on_stop: Callable[[], None] | None = None,
        limit: int = QUEUE_LIMIT,
        idle_after_s: float = IDLE_AFTER_S,
    ) -> None:
        self._on_fault = on_fault
        self._on_idle = on_idle
        self._on_stop = on_stop
        self._limit = limit
        self._tasks: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._idle = _IdleClock(idle_after_s)
        # Nothing is lost if the interpreter ends in the middle: that is what the journal is for.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin to run tasks. Only once."""
        self._thread.start()

    def submit(self, task: Callable[[], None]) -> None:
        """Queue a task.

        Raises:
            BusyError: the queue is full, or the thread is stopping.
        """
        with self._changed:
            if self._stopping:
                raise BusyError(f"{self._thread.name} has stopped")
            if len(self._tasks) >= self._limit:
                raise BusyError(f"{self._thread.name} has {self._limit} tasks waiting")
            self._tasks.append(task)
            self._changed.notify()

    def call(self, work: Callable[[], T], deadline_s: float) -> T:
        """Run ``work`` on the thread and return what it returns. Not for the GUI thread.

        What ``work`` raises comes out here. On the thread itself it runs at once.

        Raises:
            BusyError: the queue is full, or the thread is stopping.
            TimeoutError: it has not ended within ``deadline_s``; if it had not begun, it never
                will.
        """
        if threading.current_thread() is self._thread:
            return work()
        call = _Call(work)
        self.submit(call.run)
        return call.result(deadline_s)

    def stop(self, deadline_s: float) -> bool:
        """Take no more tasks, run those that wait, then end; True if that took no longer.

        Harmless when repeated.
        """
        with self._changed:
            self._stopping = True
            self._changed.notify()
        if threading.current_thread() is not self._thread and self._thread.ident is not None:
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    @property
    def waiting(self) -> int:
        """How many tasks wait."""
        return len(self._tasks)

    def _run(self) -> None:
        while self._wait():
            if self._tasks:
                task = self._tasks.popleft()
                with _Report(self._on_fault):
                    task()
                # While it waits for the next one, the thread keeps nothing of this one alive.
                del task
                self._idle.worked()
            else:
                self._rest()
        if self._on_stop is not None:
            with _Report(self._on_fault):
                self._on_stop()

    def _wait(self) -> bool:
        """Wait for a task or for the next pause; False when there is nothing left to do."""
        with self._changed:
            wait_s = self._idle.wait_s()
            self._changed.wait_for(lambda: bool(self._tasks) or self._stopping, wait_s)
            return bool(self._tasks) or not self._stopping

    def _rest(self) -> None:
        done = self._on_idle is None
        if self._on_idle is not None:
            with _Report(self._on_fault):
                done = self._on_idle()
        self._idle.rested(done=done)


class Writer(SerialThread):
    """The one thread that writes to the store."""


class Reader(SerialThread):
    """The thread on which pages' reads run, on a connection that cannot write."""


class _Progress(Enum):
    WAITING = auto()
    RUNNING = auto()
    DONE = auto()
    ABANDONED = auto()


class _Call(Generic[T]):
    """One call across threads, and its result."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._changed = threading.Condition()
        self._progress = _Progress.WAITING
        self._values: list[T] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        with self._changed:
            if self._progress is _Progress.ABANDONED:
                return
            self._progress = _Progress.RUNNING
        with self:
            self._values.append(self._work())

    def result(self, deadline_s: float) -> T:
        with self._changed:
            if not self._changed.wait_for(lambda: self._progress is _Progress.DONE, deadline_s):
                if self._progress is _Progress.WAITING:
                    self._progress = _Progress.ABANDONED
                raise TimeoutError(f"no result within {deadline_s:g} s")
        if self._error is not None:
            raise self._error
        return self._values[0]

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        with self._changed:
            self._error = error
            self._progress = _Progress.DONE
            self._changed.notify_all()
        return True


class _IdleClock:
    """When to look after the house: soon after work, then ever more rarely, then not at all."""

    def __init__(self, first_s: float) -> None:
        self._first_s = first_s
        self._delay_s = first_s
        self._due: float | None = None

    def worked(self) -> None:
        self._delay_s = self._first_s
        self._due = time.monotonic() + self._delay_s

    def rested(self, *, done: bool) -> None:
        if done:
            self._due = None
            return
        self._delay_s = min(self._delay_s * 2, LONGEST_IDLE_S)
        self._due = time.monotonic() + self._delay_s

    def wait_s(self) -> float | None:
        return None if self._due is None else max(0.0, self._due - time.monotonic())


class _Report:
    """The thread's last line of defence: what a task raises is reported, and the thread lives."""

    def __init__(self, on_fault: Callable[[Exception], None]) -> None:
        self._on_fault = on_fault

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if isinstance(error, Exception):
            try:
                self._on_fault(error)
            except Exception:
                log.exception("fault_report_failed")
            return True
        return False
