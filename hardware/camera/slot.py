"""The newest picture on its way from one thread to the other; what is not taken in time is gone."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Slot(Generic[T]):
    """Holds one thing, the newest."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._newest: T | None = None

    def put(self, newest: T | None) -> None:
        """Replace what it holds; None: nothing."""
        with self._changed:
            self._newest = newest
            self._changed.notify_all()

    def take(self, timeout_s: float) -> T | None:
        """Return the newest once, or None if none comes within ``timeout_s``."""
        with self._changed:
            if self._newest is None:
                self._changed.wait(timeout_s)
            newest, self._newest = self._newest, None
            return newest

    def wake(self) -> None:
        """Let whoever waits look around."""
        with self._changed:
            self._changed.notify_all()
