"""Calls that know no deadline of their own, given one: each runs on a thread beside the caller.

Print spoolers and disks of other machines can keep a caller waiting for minutes.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class LateError(TimeoutError):
    """The call had not come back by its deadline; what became of it is not known.

    ``has_begun`` is False where it was not even begun, because one before it is still at work.
    """

    def __init__(self, *, has_begun: bool) -> None:
        super().__init__("no answer in time")
        self.has_begun = has_begun


class Bounded:
    """Makes one call at a time. One that hangs holds up the next ones, never the caller."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._thread: threading.Thread | None = None

    def call(self, work: Callable[[], T], deadline: float) -> T:
        """Return what ``work`` returns, or raise what it raises.

        Raises:
            LateError: it is not through by ``deadline``.
        """
        before = self._thread
        if before is not None:
            before.join(max(0.0, deadline - time.monotonic()))
            if before.is_alive():
                raise LateError(has_begun=False)
        task = _Task(work)
        thread = threading.Thread(target=task.run, name=self._name, daemon=True)
        self._thread = thread
        thread.start()
        return task.result(deadline)


class _Task(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._answer: queue.SimpleQueue[tuple[T] | Exception] = queue.SimpleQueue()

    def run(self) -> None:
        try:
            self._answer.put((self._work(),))
        except Exception as error:
            # The caller's error: it is raised there.
            log.debug("a call ended early: %s", type(error).__name__, exc_info=True)
            self._answer.put(error)

    def result(self, deadline: float) -> T:
        try:
            answer = self._answer.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            raise LateError(has_begun=True) from None
        if isinstance(answer, Exception):
            raise answer
        return answer[0]
