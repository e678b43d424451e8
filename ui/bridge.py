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
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal, Slot

log = logging.getLogger(__name__)

CAPACITY = 1024
KEYS = 64
PATIENCE_S = 5.0
EVENTS_PER_TURN = 32

Handler = Callable[[object], None]


class BridgeFullError(RuntimeError):
    """The windows have not taken an event for ``PATIENCE_S``."""


class _Doorbell(QObject):
    """Wakes mailboxes in the GUI thread. There is one, and it is never deleted.

    A thread that emits a signal of an object which is being deleted at that moment crashes the
    program, and a bridge goes with its window. So threads only ever touch this one.
    """

    rung = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        # A queued connection to a slot of this object: it runs in this object's thread whatever
        # thread emits. A lambda would run in the emitting one.
        self.rung.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _answer(self, mailbox: object) -> None:
        if isinstance(mailbox, _Mailbox):
            mailbox.deliver()


@lru_cache(maxsize=1)
def doorbell() -> _Doorbell:
    """Return the one doorbell; first called in the GUI thread."""
    return _Doorbell()


class _Mailbox:
    """What waits for one handler. Any thread adds, the GUI thread delivers."""

    def __init__(self, handler: Handler, bell: _Doorbell) -> None:
        self._handler: Handler | None = handler
        self._bell = bell
        self._gui_thread = threading.get_ident()
        self._room = threading.Condition()
        self._queue: deque[tuple[str, object]] = deque()
        self._keyed: dict[str, object] = {}
        self._awake = False

    def close(self, *_: object) -> None:
        """Take and give nothing more; waiting posters go on."""
        with self._room:
            self._handler = None
            self._queue.clear()
            self._keyed.clear()
            self._room.notify_all()

    def post(self, event: object, key: str) -> None:
        """Add an event and ring, unless the GUI thread knows already."""
        with self._room:
            if not (self._put_newest(key, event) if key else self._put(event)):
                return
            ring, self._awake = not self._awake, True
        if ring:
            self._bell.rung.emit(self)

    def deliver(self) -> None:
        """Hand some events to the handler; ring again for the rest."""
        for _ in range(EVENTS_PER_TURN):
            with self._room:
                handler = self._handler
                if handler is None or not self._queue:
                    self._awake = False
                    return
                key, event = self._queue.popleft()
                if key:
                    event = self._keyed.pop(key)
                self._room.notify()
            try:
                handler(event)
            except Exception:
                # One event that a window cannot show must not keep the next from arriving.
                log.exception("event not handled kind=%s", type(event).__name__)
        self._bell.rung.emit(self)

    def _put(self, event: object) -> bool:
        # The GUI thread is the one that makes room: it cannot wait for itself.
        may_wait = threading.get_ident() != self._gui_thread
        deadline = time.monotonic() + PATIENCE_S
        while len(self._queue) >= CAPACITY and self._handler is not None:
            left = deadline - time.monotonic() if may_wait else 0.0
            if left <= 0 or not self._room.wait(left):
                raise BridgeFullError(f"{CAPACITY} events wait for the windows")
        if self._handler is None:
            return False
        self._queue.append(("", event))
        return True

    def _put_newest(self, key: str, event: object) -> bool:
        if self._handler is None:
            return False
        waiting = key in self._keyed
        if not waiting and len(self._keyed) >= KEYS:
            log.warning("bridge drops event key=%s waiting=%d", key, len(self._keyed))
            return False
        self._keyed[key] = event
        if not waiting:
            self._queue.append((key, None))
        return True


class GuiBridge(QObject):
    """Carries events into the thread it was made in, which must be the GUI thread.

    Deleted with its parent, it is closed; threads may go on posting to it all the same.
    """

    def __init__(self, handler: Handler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._mail = _Mailbox(handler, doorbell())
        self.destroyed.connect(self._mail.close)

    def post(self, event: object, *, key: str = "") -> None:
        """Hand ``event`` over from any thread; once the bridge is closed or gone, nowhere.

        Raises:
            BridgeFullError: only without a key, when the queue stayed full for ``PATIENCE_S``.
        """
        self._mail.post(event, key)

    def close(self) -> None:
        """Stop delivering; later events are ignored, waiting posters go on."""
        self._mail.close()
