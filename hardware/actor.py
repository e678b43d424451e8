"""One thread that owns a device: everything that touches the device runs on it, in order.

The queue is bounded and refuses instead of waiting; a command that has waited past its deadline is
not carried out any more. Drivers call :meth:`Actor.assert_owner` where a second thread would do
harm.
"""

from __future__ import annotations

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from kpay_desktop.ports import BusyError

log = logging.getLogger(__name__)

T = TypeVar("T")

QUEUE_LIMIT: Final = 32


class ExpiredError(TimeoutError):
    """The command's deadline passed before its turn came; nothing was done."""


class StoppedError(RuntimeError):
    """The actor was stopped before the command's turn came; nothing was done."""


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of command ``command_id``: a value, or the exception that ended it."""

    command_id: int
    value: T | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class _Command:
    command_id: int
    deadline: float
    run: Callable[[], None]
    give_up: Callable[[Exception], None]


class Actor:
    """The owner thread of one device. It is also a ``SerialExecutor`` (see ``ports``)."""

    def __init__(self, name: str, *, limit: int = QUEUE_LIMIT) -> None:
        self.name = name
        self._commands: queue.Queue[_Command | None] = queue.Queue(limit)
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self, deadline_s: float) -> bool:
        """End the thread: the command at work is finished, the ones behind it are given up.

        Returns False if it was still at work at the deadline.
        """
        with self._lock:
            already = self._is_stopping
            self._is_stopping = True
        if not already:
            self._drop_waiting()
            self._commands.put(None)
        if not self._thread.is_alive():
            return True
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def assert_owner(self) -> None:
        """Raise unless called on the actor's own thread.

        Raises:
            RuntimeError: another thread touches the device.
        """
        if threading.current_thread() is not self._thread:
            raise RuntimeError(f"{self.name} was touched by {threading.current_thread().name}")

    def submit(self, task: Callable[[], None]) -> None:
        """Queue a task without an answer and without a deadline.

        Raises:
            BusyError: the queue is full, or the actor has stopped.
        """
        self._put(_Command(next(self._ids), float("inf"), task, _forget))

    def ask(
        self,
        work: Callable[[float], T],
        deadline_s: float,
        done: Callable[[Outcome[T]], None],
    ) -> int:
        """Queue a command and return its id.

        ``work`` gets the seconds that are left of ``deadline_s`` when its turn comes. ``done`` is
        called on the actor's thread (or on the one that stops it) with what became of it, and must
        not raise.

        Raises:
            BusyError: the queue is full, or the actor has stopped.
        """
        command_id = next(self._ids)
        deadline = time.monotonic() + deadline_s

        def run() -> None:
            done(Outcome(command_id, value=work(deadline - time.monotonic())))

        def give_up(error: Exception) -> None:
            done(Outcome(command_id, error=error))

        self._put(_Command(command_id, deadline, run, give_up))
        return command_id

    def _put(self, command: _Command) -> None:
        with self._lock:
            if self._is_stopping:
                raise BusyError(f"{self.name} has stopped")
            try:
                self._commands.put_nowait(command)
            except queue.Full:
                raise BusyError(f"{self.name} is busy") from None

    def _drop_waiting(self) -> None:
        while True:
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                return
            if command is not None:
                command.give_up(StoppedError(self.name))

    def _run(self) -> None:
        while (command := self._commands.get()) is not None:
            try:
                if time.monotonic() > command.deadline:
                    command.give_up(ExpiredError(self.name))
                else:
                    command.run()
            except Exception as error:
                # The thread's last line of defence: one bad command must not take the device away.
                log.exception("a command of %s failed: %s", self.name, type(error).__name__)
                command.give_up(error)
            # While it waits for the next one, the thread keeps nothing of this one alive.
            del command


def _forget(_: Exception) -> None:
    """Nobody waits for a task without an answer."""
