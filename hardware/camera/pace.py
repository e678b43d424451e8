"""Pictures from where they cost no time to take, at the pace of a camera."""

from __future__ import annotations

import threading
import time


class Pace:
    """Lets one pass every ``1 / frames_per_s`` seconds. ``end`` makes it wait no longer."""

    def __init__(self, frames_per_s: float) -> None:
        self._between_s = 1.0 / frames_per_s
        self._next = time.monotonic()
        self._ended = threading.Event()

    def wait(self, timeout_s: float) -> bool:
        """Wait for the next turn; False if it does not come within ``timeout_s``, or never."""
        now = time.monotonic()
        if self._next - now > timeout_s:
            self._ended.wait(timeout_s)
            return False
        if self._next > now and self._ended.wait(self._next - now):
            return False
        # Turns that were missed are not made up for.
        self._next = max(self._next + self._between_s, time.monotonic())
        return not self._ended.is_set()

    def end(self) -> None:
        """Nobody waits any more."""
        self._ended.set()
