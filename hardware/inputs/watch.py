"""Looks every few seconds what is attached, and tells when that changes."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable

from hardware.inputs.values import NOTHING_KNOWN, Attached

log = logging.getLogger(__name__)

EVERY_S = 3.0


if sys.platform == "win32":

    def system_look() -> Callable[[], Attached]:
        """Return the way to look at this system."""
        from hardware.inputs import windows

        calls = windows.load_calls()
        return lambda: windows.look(calls)

elif sys.platform == "linux":

    def system_look() -> Callable[[], Attached]:
        """Return the way to look at this system."""
        from hardware.inputs import linux

        return linux.look

else:

    def system_look() -> Callable[[], Attached]:
        """Return the way to look at this system.

        No Mac has a touch screen. One of another maker moves the pointer as a mouse does, and
        nothing documented tells it from one.
        """
        return lambda: NOTHING_KNOWN


class InputWatch:
    """A thread of its own; the first look is told at once, later ones when they differ."""

    def __init__(
        self,
        look: Callable[[], Attached],
        tell: Callable[[Attached], None],
        every_s: float = EVERY_S,
    ) -> None:
        self._look, self._tell = look, tell
        self._every_s = every_s
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="inputs", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, deadline_s: float) -> None:
        """End after the look that is under way."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(deadline_s)

    def _run(self) -> None:
        last: Attached | None = None
        while True:
            seen = self._look()
            if seen != last:
                last = seen
                log.info("inputs touch=%s keyboard=%s", seen.touch, seen.keyboard)
                self._tell(seen)
            if self._stopping.wait(self._every_s):
                return
