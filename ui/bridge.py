"""The single crossing from threads to the windows.

Workers post events; the GUI thread's handler receives them in order. The queue is bounded:

* ``post(event)`` is for what must arrive (results, answers, states of money). It is never dropped:
  on a full queue the poster waits for room up to ``PATIENCE_S``, then gets
  :class:`BridgeFullError`.
* ``post(event, key="lamps")`` is for what only counts when it is the newest (lamps, clocks). An
  event that still waits under the same key is replaced; with too many keys the newest event is
  dropped and logged.

The GUI thread never waits: it hands over a few events a turn and lets input and paint through.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger(__name__)

CAPACITY = 1024
KEYS = 64
PATIENCE_S = 5.0
EVENTS_PER_TURN = 32

Handler = Callable[[object], None]


class BridgeFullError(RuntimeError):
    """The windows have not taken an event for ``PATIENCE_S``."""


class GuiBridge(QObject):
    """Carries events into the thread it was made in, which must be the GUI thread."""

    _wake = Signal()

    def __init__(self, handler: Handler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handler = handler
        self._gui_thread = threading.get_ident()
        self._room = threading.Condition()
        self._queue: deque[tuple[str, object]] = deque()
        self._keyed: dict[str, object] = {}
        self._awake = False
        self._closed = False
        # A queued connection to a slot of this object: it runs in this object's thread whatever
        # thread emits. A lambda would run in the emitting one.
        self._wake.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def post(self, event: object, *, key: str = "") -> None:
        """Hand ``event`` over from any thread.

        Raises:
            BridgeFullError: only without a key, when the queue stayed full for ``PATIENCE_S``.
        """
        with self._room:
            if self._closed:
                return
            if key:
                if not self._keep_newest(key, event):
                    return
            else:
                self._wait_for_room()
                self._queue.append(("", event))
            if self._awake:
                return
            self._awake = True
        self._wake.emit()

    def close(self) -> None:
        """Stop delivering; later events are ignored, waiting posters go on."""
        with self._room:
            self._closed = True
            self._queue.clear()
            self._keyed.clear()
            self._room.notify_all()

    def _keep_newest(self, key: str, event: object) -> bool:
        waiting = key in self._keyed
        if not waiting and len(self._keyed) >= KEYS:
            log.warning("bridge drops event key=%s waiting=%d", key, len(self._keyed))
            return False
        self._keyed[key] = event
        if not waiting:
            self._queue.append((key, None))
        return True

    def _wait_for_room(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while len(self._queue) >= CAPACITY and not self._closed:
            # The GUI thread is the one that makes room: it cannot wait for itself.
            left = 0.0 if threading.get_ident() == self._gui_thread else deadline - time.monotonic()
            if left <= 0 or not self._room.wait(left):
                raise BridgeFullError(f"{CAPACITY} events wait for the windows")

    @Slot()
    def _drain(self) -> None:
        for _ in range(EVENTS_PER_TURN):
            with self._room:
                if not self._queue:
                    self._awake = False
                    return
                key, event = self._queue.popleft()
                if key:
                    event = self._keyed.pop(key)
                self._room.notify()
            try:
                self._handler(event)
            except Exception:
                # One event that a window cannot show must not keep the next from arriving.
                log.exception("event not handled kind=%s", type(event).__name__)
        self._wake.emit()
