"""Trace numbers (STAN, field 11): each message has one of its own, over restarts too.

Numbers are reserved on the disk a block at a time before the first of them is used, so that handing
one out waits for nothing and a crash wastes at most a block.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

from kpay_desktop.ports import BusyError, SerialExecutor, StoreError

log = logging.getLogger(__name__)

BLOCK = 50
LOW = 20


class NoStanError(Exception):
    """No trace number is at hand: the disk could not give any."""


class StanBook:
    """Hands out trace numbers. ``next`` is thread-safe; ``fill`` belongs to the executor.

    ``reserve`` is ``ports.Store.reserve_stans``.
    """

    def __init__(self, reserve: Callable[[int], int], executor: SerialExecutor) -> None:
        self._reserve = reserve
        self._executor = executor
        self._lock = threading.Lock()
        self._numbers: deque[int] = deque()
        self._is_filling = False

    def fill(self) -> None:
        """Have numbers at hand. On the executor's thread.

        Raises:
            StoreError: none can be reserved, and none are left.
        """
        with self._lock:
            self._is_filling = False
            left = len(self._numbers)
        if left >= LOW:
            return
        try:
            first = self._reserve(BLOCK)
        except StoreError:
            if left:
                return
            raise
        with self._lock:
            self._numbers.extend(range(first, first + BLOCK))

    def next(self) -> int:
        """Return the next number.

        Raises:
            NoStanError: there is none at hand.
        """
        with self._lock:
            number = self._numbers.popleft() if self._numbers else None
            runs_low = len(self._numbers) < LOW and not self._is_filling
            self._is_filling = self._is_filling or runs_low
        if runs_low:
            self._ask()
        if number is None:
            raise NoStanError("no trace number is at hand")
        return number

    def _ask(self) -> None:
        try:
            self._executor.submit(self._fill_quietly)
        except BusyError:
            with self._lock:
                self._is_filling = False

    def _fill_quietly(self) -> None:
        try:
            self.fill()
        except StoreError as error:
            log.error("no trace numbers: store %s", error.kind.value)
