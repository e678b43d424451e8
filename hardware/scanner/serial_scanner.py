"""A hand scanner on a serial port, or on a USB port that looks like one.

A thread of its own opens the port, reads, and opens it again when it has gone. Nothing of what is
read is logged.
"""

from __future__ import annotations

import errno
import logging
import sys
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from hardware.scanner.line import QUIET_S, LineBroken, LineScan, LineSetup, ScanLine
from hardware.scanner.plug import LinePath
from kpay_desktop.domain.scanner import ScanFault

if TYPE_CHECKING:
    from serial import Serial

log = logging.getLogger(__name__)

#: How long a stop, or the end of a scan, may go unseen while nothing comes.
LOOK_S: Final = 0.25
FIRST_AGAIN_S: Final = 0.5
LAST_AGAIN_S: Final = 5.0
_PIECE_BYTES: Final = 4_096

_failures: tuple[type[Exception], ...] = (OSError, ValueError)
if sys.platform != "win32":
    import termios

    # What the library lets through when the adapter is pulled out; no OSError, and its own kind.
    _failures = (*_failures, termios.error)


class LineState(StrEnum):
    """How the line is; the value is the last part of the lamp's message (``scanner.…``).

    ``BUSY``: another program holds it. ``FORBIDDEN``: this user may not open it.
    """

    READY = "ready"
    ABSENT = "absent"
    BUSY = "busy"
    FORBIDDEN = "forbidden"


class SerialScanner:
    """Reads scans until it is stopped. The callbacks come on its thread and must not wait.

    ``heard`` gets each whole scan, ``broke`` why one cannot be used, ``told`` how the line is,
    whenever that changes.
    """

    def __init__(
        self,
        path: LinePath,
        setup: LineSetup,
        *,
        heard: Callable[[str], None],
        broke: Callable[[ScanFault], None],
        told: Callable[[LineState], None],
    ) -> None:
        self._path = path
        self._line = ScanLine(setup)
        self._heard, self._broke, self._told = heard, broke, told
        self._state: LineState | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, deadline_s: float) -> bool:
        """Let go of the port; True if that was in time."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        again_s = 0.0
        while not self._stopping.is_set():
            began = time.monotonic()
            self._listen()
            # A port that opens and fails at once is not asked without a pause either.
            was_long = time.monotonic() - began > LAST_AGAIN_S
            again_s = FIRST_AGAIN_S if was_long or not again_s else min(2 * again_s, LAST_AGAIN_S)
            self._stopping.wait(again_s)

    def _listen(self) -> None:
        """Open the port and read until it fails, or until the stop."""
        try:
            port = self._open()
        except _failures as error:
            self._tell(_state_of(error))
            return
        self._tell(LineState.READY)
        try:
            self._read(port)
        except _failures as error:
            log.info("scanner line ended: %s", type(error).__name__)
            self._tell(LineState.ABSENT)
        finally:
            self._event(self._line.lost())
            _close(port)

    def _open(self) -> Serial:
        import serial

        return serial.Serial(
            self._path.port, self._path.baud, timeout=LOOK_S, write_timeout=LOOK_S, exclusive=True
        )

    def _read(self, port: Serial) -> None:
        while not self._stopping.is_set():
            port.timeout = QUIET_S if self._line.is_active else LOOK_S
            data = bytes(port.read(1))
            if not data:
                self._event(self._line.quiet(time.monotonic()))
                continue
            port.timeout = 0.0
            data += bytes(port.read(min(port.in_waiting, _PIECE_BYTES)))
            for event in self._line.take(data, time.monotonic()):
                self._event(event)

    def _event(self, event: LineScan | LineBroken | None) -> None:
        match event:
            case LineScan(text):
                self._heard(text)
            case LineBroken(fault):
                self._broke(fault)
            case None:
                pass

    def _tell(self, state: LineState) -> None:
        if state is self._state:
            return
        self._state = state
        log.info("scanner line is %s", state.value)
        self._told(state)


def _state_of(error: Exception) -> LineState:
    match getattr(error, "errno", None):
        case errno.EACCES | errno.EPERM:
            return LineState.FORBIDDEN
        case errno.EBUSY | errno.EWOULDBLOCK:
            return LineState.BUSY
        case _:
            return LineState.ABSENT


def _close(port: Serial) -> None:
    try:
        port.close()
    except _failures as error:
        log.debug("scanner line was gone: %s", type(error).__name__)
