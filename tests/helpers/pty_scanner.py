"""A hand scanner at the far end of a real serial line of the system (a pty)."""

from __future__ import annotations

import os
import queue
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path

from hardware.scanner.serial_scanner import LineState
from kpay_desktop.domain.scanner import ScanFault

#: A loaded machine has time.
PATIENCE_S = 60.0


class PtyScanner:
    """``link`` is the port's name; the plug can be pulled out and pushed in again."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self._far = self._near = -1
        self.plug_in()

    def plug_in(self) -> None:
        """Push the plug in."""
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        self.link.symlink_to(os.ttyname(self._near))

    def pull_out(self) -> None:
        """Pull the plug out: the port is gone, and so is whoever holds it."""
        if self._far < 0:
            return
        self.link.unlink()
        os.close(self._near)
        os.close(self._far)
        self._far = self._near = -1

    def send(self, data: bytes) -> None:
        """Send what a scan makes."""
        os.write(self._far, data)


class Listener:
    """What a scanner's driver told, in its order."""

    def __init__(self) -> None:
        self._told: queue.Queue[str | ScanFault | LineState] = queue.Queue()
        self.thread_names: set[str] = set()

    def put(self, told: str | ScanFault | LineState) -> None:
        """Take something that was told."""
        self.thread_names.add(threading.current_thread().name)
        self._told.put(told)

    def next(self) -> str | ScanFault | LineState:
        """Return the next thing that is told. Waits."""
        return self._told.get(timeout=PATIENCE_S)

    @property
    def is_silent(self) -> bool:
        """True if nothing was told since."""
        return self._told.empty()


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Wait for a condition."""
    ends_at = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < ends_at, what
        time.sleep(0.005)
