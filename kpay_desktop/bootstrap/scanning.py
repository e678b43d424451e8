"""The place where customers' codes are read: camera, hand scanners, and what becomes of a code.

Everything that may wait has a thread of its own: pictures and decoding the camera's, the serial
line the scanner's, and what follows from a code this room's. The camera is open only while the
scanning page stands.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from hardware.actor import Actor
from kpay_desktop.bootstrap.code_reading import CodeReading
from kpay_desktop.domain.devices import DeviceStatus
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.ports import BusyError, Clock
from kpay_desktop.ports_scan import (
    CameraState,
    CameraTold,
    CodeSource,
    CodeTold,
    FrameBox,
    ScannerTold,
)
from kpay_desktop.qr.payment_code import PaymentCode, ScanRules
from kpay_desktop.settings import Settings

log = logging.getLogger(__name__)

#: The stored setting that keeps which camera somebody chose.
CAMERA_KEY: Final = "camera.source"

ScanNews = CodeTold | CameraTold | ScannerTold | DeviceStatus


class Camera(Protocol):
    """What the room wants of a camera. No call waits."""

    @property
    def frames(self) -> FrameBox:
        """Its pictures while it is open."""

    def open(self) -> None:
        """Begin to look; harmless when it is open."""

    def close(self) -> None:
        """Look no more; harmless when it is closed."""

    def use(self, path: str) -> None:
        """Look through another one."""

    def stop(self, deadline_s: float) -> bool:
        """Close for good; True if its threads ended in time."""


class NoCamera:
    """A profile without a camera: hand scanners and typing are left."""

    def __init__(self, tell: Callable[[CameraTold], None]) -> None:
        self._tell = tell
        self.frames = FrameBox()

    def open(self) -> None:
        """Say that there is none."""
        self._tell(CameraTold(CameraState.NOT_SET))

    def close(self) -> None:
        """See :class:`Camera`."""

    def use(self, path: str) -> None:
        """See :class:`Camera`."""

    def stop(self, deadline_s: float) -> bool:
        """See :class:`Camera`."""
        del deadline_s
        return True


@dataclass(frozen=True, slots=True)
class ScanRoomParts:
    """What the room works with. ``keep`` keeps the choice of a camera for the next start."""

    settings: Settings
    clock: Clock
    report: Callable[[ScanNews], None]
    keep: Callable[[str], None]


class ScanRoom:
    """Implements ``ui.backend_scan.ScanBackend``."""

    def __init__(self, parts: ScanRoomParts) -> None:
        self._parts = parts
        self._settings = parts.settings
        self._actor = Actor("scanning")
        self._reading = CodeReading(self._rules, parts.clock.monotonic, parts.report)
        self._camera: Camera = NoCamera(parts.report)
        self._lock = threading.Lock()
        self._turn = 0
        self._is_open = False
        self._is_seen_waiting = False

    def start(self) -> None:
        """Begin. Nothing is opened that the page does not ask for."""
        self._actor.start()

    def stop(self, deadline_s: float) -> bool:
        """Close everything; True if all threads ended in time."""
        self._close_now()
        is_quiet = self._camera.stop(deadline_s)
        return self._actor.stop(deadline_s) and is_quiet

    # --- ui.backend_scan.ScanBackend ------------------------------------------------------

    @property
    def frames(self) -> FrameBox:
        """The pictures of the camera while it is open."""
        return self._camera.frames

    def open(self, method: Method) -> None:
        """Open the camera and listen to hand scanners; a latched code is let go of."""
        with self._lock:
            turn = self._turn + 1
            self._actor.submit(lambda: self._begin(turn, method))
            self._turn, self._is_open = turn, True
            # Under the lock: a close that comes meanwhile must not be overtaken.
            self._camera.open()

    def close(self) -> None:
        """Close the camera; what was read and not looked at yet is dropped."""
        self._close_now()
        try:
            self._actor.submit(self._reading.end)
        except BusyError:
            # Nothing is read all the same: the turn is over.
            log.warning("scanning: the room is busy")

    def typed(self, text: str) -> None:
        """Take what somebody typed as a code."""
        self._say(CodeSource.TYPED, text)

    def scanned(self, text: str, meant: str) -> None:
        """Take what a hand scanner typed; ``meant``: the same by an American keyboard."""
        self._say(CodeSource.SCANNER, text, meant)

    def forget(self, code: PaymentCode) -> None:
        """Let a code be read again that was not sent."""
        self._actor.submit(lambda: self._reading.forget(code))

    def use_camera(self, path: str) -> None:
        """Use another of the cameras, and keep the choice."""
        self._camera.use(path)
        self._parts.keep(path)

    # --- what devices read ----------------------------------------------------------------

    def heard(self, text: str) -> None:
        """Take what a scanner that does not type has read. Any thread; never raises."""
        try:
            self._say(CodeSource.SCANNER, text)
        except BusyError:
            log.warning("scanning: a scan found the room busy")

    def _say(self, source: CodeSource, text: str, meant: str = "") -> None:
        with self._lock:
            turn = self._turn
        self._submit_in(turn, lambda: self._reading.said(source, text, meant))

    def _seen(self, texts: Sequence[str | bytes]) -> None:
        """Take what the camera sees, from its thread: only the newest picture waits."""
        with self._lock:
            if self._is_seen_waiting or not self._is_open:
                return
            self._is_seen_waiting, turn = True, self._turn

        def look() -> None:
            with self._lock:
                self._is_seen_waiting = False
                is_now = turn == self._turn and self._is_open
            if is_now:
                self._reading.seen(texts)

        try:
            self._actor.submit(look)
        except BusyError:
            with self._lock:
                self._is_seen_waiting = False

    def _submit_in(self, turn: int, task: Callable[[], None]) -> None:
        """Do ``task`` if the page that stood when it was asked for stands by then."""

        def run() -> None:
            with self._lock:
                is_now = turn == self._turn and self._is_open
            if is_now:
                task()

        self._actor.submit(run)

    def _begin(self, turn: int, method: Method) -> None:
        with self._lock:
            if turn != self._turn or not self._is_open:
                return
        self._reading.begin(method)
        self._parts.report(ScannerTold(self._settings.scanner.source != "none"))

    def _close_now(self) -> None:
        with self._lock:
            self._turn += 1
            self._is_open = False
            self._camera.close()

    def _rules(self) -> ScanRules:
        settings = self._settings
        today = self._parts.clock.now().astimezone(settings.terminal.time_zone).date()
        return ScanRules(
            takes_paynow=QrMode.SCAN in settings.modes(Method.PAYNOW),
            member_prefixes=settings.scanner.member_prefixes,
            today=today,
        )
