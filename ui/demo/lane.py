"""The desk's own threads: calls that may wait, made one at a time, each with a deadline.

A lane takes a call from the GUI thread and gives its answer back in the GUI thread. Whoever asks
always hears once: the answer, or :attr:`Lost.LATE` when the deadline is over, whatever the call is
still doing. An answer that comes after that is dropped.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from ui.bridge import BridgeFullError, GuiBridge

log = logging.getLogger(__name__)

CAPACITY = 8
# A call is given its own deadline; the lane gives up a little later, so that the call's own words
# for a time-out are heard first.
GRACE_S = 0.5
_END = None


class Lost(StrEnum):
    """Why a call has no answer."""

    LATE = "late"
    BUSY = "busy"
    FAILED = "failed"


Call = Callable[[], object]
Done = Callable[[object], None]


@dataclass(slots=True)
class _Ask:
    """A call that was asked for. ``heard``: its asker knows, it need not be made any more."""

    number: int
    call: Call
    done: Done
    deadline: QTimer
    heard: bool = False


@dataclass(frozen=True, slots=True)
class _Answer:
    number: int
    value: object


class Lane(QObject):
    """One thread for one part of the desk. Made, asked and stopped in the GUI thread."""

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._calls: queue.Queue[_Ask | None] = queue.Queue(CAPACITY)
        self._asks: dict[int, _Ask] = {}
        self._count = 0
        self._stopping = threading.Event()
        self._bridge = GuiBridge(self._arrived, self)
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """How many askers have not heard yet."""
        return len(self._asks)

    def ask(self, call: Call, done: Done, deadline_s: float) -> None:
        """Make ``call`` on the lane's thread; ``done`` hears its value, or a :class:`Lost`.

        ``done`` runs in the GUI thread, never before this returns.
        """
        self._count += 1
        number = self._count
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setTimerType(Qt.TimerType.CoarseTimer)
        timer.setObjectName(str(number))
        timer.timeout.connect(self._deadline)
        asked = self._asks[number] = _Ask(number, call, done, timer)
        timer.start(round((deadline_s + GRACE_S) * 1000))
        if self._stopping.is_set():
            self._answer_soon(number, Lost.BUSY)
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        try:
            self._calls.put_nowait(asked)
        except queue.Full:
            self._answer_soon(number, Lost.BUSY)

    def stop(self) -> None:
        """Take no more calls. Askers hear nothing more.

        The thread ends by itself after the call under way, which has a deadline of its own.
        """
        self._stopping.set()
        self._bridge.close()
        for ask in self._asks.values():
            ask.deadline.stop()
        self._asks.clear()
        try:
            while True:
                self._calls.get_nowait()
        except queue.Empty:
            self._calls.put_nowait(_END)

    def join(self, patience_s: float) -> None:
        """Wait up to ``patience_s`` for the call under way at the stop."""
        if self._thread is not None:
            self._thread.join(patience_s)

    def _answer_soon(self, number: int, value: object) -> None:
        try:
            self._bridge.post(_Answer(number, value))
        except BridgeFullError:
            log.warning("desk answer dropped lane=%s", self._name)

    def _run(self) -> None:
        while True:
            taken = self._calls.get()
            if taken is _END or self._stopping.is_set():
                return
            if taken.heard:
                continue
            value: object
            try:
                value = taken.call()
            except Exception:
                # The last line of defence: a simulated world that fails must not end the desk.
                log.exception("desk call failed lane=%s", self._name)
                value = Lost.FAILED
            self._answer_soon(taken.number, value)

    def _arrived(self, event: object) -> None:
        if isinstance(event, _Answer):
            self._finish(event.number, event.value)

    @Slot()
    def _deadline(self) -> None:
        timer = self.sender()
        if isinstance(timer, QTimer):
            self._finish(int(timer.objectName()), Lost.LATE)

    def _finish(self, number: int, value: object) -> None:
        ask = self._asks.pop(number, None)
        if ask is None:
            return
        ask.heard = True
        ask.deadline.stop()
        ask.deadline.deleteLater()
        ask.done(value)
