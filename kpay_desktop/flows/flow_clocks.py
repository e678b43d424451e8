"""The clocks of flows in hand: named by their flow, and forgotten together."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable

from kpay_desktop.ports import BusyError, Timers

log = logging.getLogger(__name__)

STALL_RETRY_S = 2.0
"""After so long what the disk did not take is handed in again."""

BUSY_RETRY_S = 0.5
"""After so long what found a full queue is handed in again."""


class FlowClocks:
    """Starts clocks for a runner. On the executor's thread, but for ``later`` and ``once``.

    A flow's own clocks are kept in a set that goes with it (``running``), so that they can be
    forgotten together. ``kind`` names the runner's flows in the log.
    """

    def __init__(self, timers: Timers, kind: str) -> None:
        self._timers = timers
        self._kind = kind
        self._numbers = itertools.count()

    def start(
        self, running: set[str], flow: str, name: str, delay_s: float, call: Callable[[], None]
    ) -> None:
        """Start one of a flow's clocks; the one of that name that runs is started anew."""
        running.add(f"{flow}/{name}")
        self.once(f"{flow}/{name}", delay_s, call)

    def stop(self, running: set[str]) -> None:
        """Forget every clock of a flow."""
        for key in running:
            self._timers.cancel(key)
        running.clear()

    def start_stall(self, flow: str, call: Callable[[], None]) -> None:
        """Take a flow up again shortly. No step of it stops this clock."""
        self.once(f"{flow}/stall", STALL_RETRY_S, call)

    def later(self, delay_s: float, call: Callable[[], None]) -> None:
        """Call ``call`` on the executor after ``delay_s``."""
        self.once(f"{self._kind}/later/{next(self._numbers)}", delay_s, call)

    def once(self, key: str, delay_s: float, call: Callable[[], None]) -> None:
        """Call ``call`` on the executor after ``delay_s``; one call of a key at a time."""
        try:
            self._timers.start(key, delay_s, call)
        except BusyError:
            log.error("a clock could not be started: %s", key)
