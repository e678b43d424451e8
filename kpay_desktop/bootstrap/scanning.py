"""The place where codes are read: camera, hand scanners, and what becomes of a code.

Everything that may wait has a thread of its own: pictures and decoding the camera's, the serial
line the scanner's, and what follows from a code this room's. The camera is open only while a page
stands that looks through it. Where slips are looked for, only their codes are told: a customer's
code ends here.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from hardware.actor import Actor
from hardware.camera.decode import DecoderChain
from hardware.camera.desk import CameraDesk
from hardware.camera.vision import load_vision
from hardware.paths import DevicePathError
from hardware.scanner.plug import ScannerKind, kind_of, line_path, line_setup
from hardware.scanner.serial_scanner import LineState, SerialScanner
from kpay_desktop.bootstrap.code_reading import CodeReading
from kpay_desktop.bootstrap.scan_lamps import CameraLamp, scanner_status
from kpay_desktop.bootstrap.slip_reading import SlipReading
from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.domain.scanner import ScanFault
from kpay_desktop.ports import BusyError, Clock
from kpay_desktop.ports_scan import (
    CameraTold,
    CodeSource,
    CodeTold,
    FrameBox,
    ScannerTold,
    SlipTold,
)
from kpay_desktop.qr.payment_code import PaymentCode, ScanProblem, ScanRules
from kpay_desktop.settings import Settings
from kpay_desktop.simulation.camera import CameraFeed

log = logging.getLogger(__name__)

#: The stored setting that keeps which camera somebody chose.
CAMERA_KEY: Final = "camera.source"
NO_CAMERA: Final = "none"
#: The side of an empty picture that is read once, so that the decoders are loaded.
WARM_PX: Final = 64

ScanNews = CodeTold | SlipTold | CameraTold | ScannerTold | DeviceStatus


class Camera(Protocol):
    """What the room wants of the counter's camera; see ``CameraDesk``. No call waits but one."""

    def open(self, seen: Callable[[str], None]) -> None:
        """Look, and tell ``seen`` of every code that appears."""

    def read(self, is_wanted: bool) -> None:
        """Read codes, or only show pictures."""

    def use(self, path: str) -> None:
        """Take another camera."""

    def close(self) -> None:
        """Look no more."""

    def stop(self, deadline_s: float) -> bool:
        """Close it for good. Waits."""


MakeCamera = Callable[[FrameBox, Callable[[CameraTold], None]], Camera]


@dataclass(frozen=True, slots=True)
class ScanRoomParts:
    """What the room works with.

    ``kept`` is the camera that somebody chose in an earlier run, or nothing; ``keep`` keeps a
    choice. ``feed`` stands behind ``sim:``. ``make_camera`` is for tests.
    """

    settings: Settings
    clock: Clock
    report: Callable[[ScanNews], None]
    keep: Callable[[str], None]
    kept: str = ""
    feed: CameraFeed | None = None
    make_camera: MakeCamera | None = None


class ScanRoom:
    """Implements ``ui.backend_scan.ScanBackend``.

    Where customers show no codes the camera is left alone; a scanner on a line still reads slips.
    """

    def __init__(self, parts: ScanRoomParts) -> None:
        self._parts = parts
        self._settings = parts.settings
        self._actor = Actor("scanning")
        modes = {method: self._settings.modes(method) for method in self._settings.methods}
        takes = frozenset(method for method, offered in modes.items() if QrMode.SCAN in offered)
        self._reading = CodeReading(self._rules, parts.clock.monotonic, parts.report, takes)
        self._slips = SlipReading(parts.report)
        # What is read goes to the one of them whose page stands.
        self._now: CodeReading | SlipReading = self._reading
        self._frames = FrameBox()
        # Held while camera and page are brought into step, and by nobody who is told of something.
        self._door = threading.Lock()
        self._turn = 0
        self._is_open = False
        self._camera = self._make_camera()
        self._lamp: CameraLamp | None = None
        self._scanner: SerialScanner | None = None
        self._scanner_told: ScannerTold | None = None

    def _make_camera(self) -> Camera:
        make = self._parts.make_camera
        if make is not None:
            return make(self._frames, self._camera_told)
        camera = self._settings.camera
        return CameraDesk(camera, self._frames, self._camera_told, feed=self._parts.feed)

    # --- starting and stopping ------------------------------------------------------------

    def start(self) -> None:
        """Begin to watch devices, where codes are scanned. The camera stays closed."""
        self._actor.start()
        if not self._settings.takes_scans:
            if kind_of(self._settings.scanner) is ScannerKind.LINE:
                self._start_line()
            return
        source = self._settings.camera.source
        if source != NO_CAMERA:
            if self._parts.kept:
                source = self._parts.kept
                self._camera.use(source)
            self._lamp = CameraLamp(source, self._parts.report, feed=self._parts.feed, warm=_warm)
            self._lamp.start()
        self._start_scanner()

    def stop(self, deadline_s: float) -> bool:
        """Close everything; True if all threads ended in time."""
        with self._door:
            self._turn += 1
            self._is_open = False
        until = time.monotonic() + deadline_s
        parts = [self._camera, self._scanner, self._lamp, self._actor]
        ended = [
            part.stop(max(0.0, until - time.monotonic())) for part in parts if part is not None
        ]
        if not all(ended):
            log.warning("scanning: a device was still at work")
        return all(ended)

    def _start_scanner(self) -> None:
        kind = kind_of(self._settings.scanner)
        if kind is ScannerKind.LINE:
            self._start_line()
        elif kind is not ScannerKind.NONE:
            word = "scanner.keyboard" if kind is ScannerKind.KEYS else "scanner.simulated"
            self._scanner_told = ScannerTold(True)
            self._parts.report(DeviceStatus(DeviceKind.SCANNER, Health.OK, word))

    def _start_line(self) -> None:
        settings = self._settings.scanner
        try:
            path = line_path(settings)
        except DevicePathError as error:
            log.error("no scanner: %s", error)
            status = DeviceStatus(
                DeviceKind.SCANNER, Health.BAD, "scanner.wrong_path", settings.source
            )
            self._parts.report(status)
            return

        def told(state: LineState) -> None:
            self._scanner_told = ScannerTold(state is LineState.READY, path.port)
            self._parts.report(scanner_status(state, path.port))
            # In turn with the page's opening, which tells the same.
            self._from_device(self._tell_scanner)

        self._scanner = SerialScanner(
            path, line_setup(settings), heard=self.heard, broke=self._broke, told=told
        )
        self._scanner.start()

    # --- ui.backend_scan.ScanBackend ------------------------------------------------------

    @property
    def frames(self) -> FrameBox:
        """The pictures of the camera while it is open."""
        return self._frames

    def open(self, method: Method) -> None:
        """Open the camera and listen to hand scanners; a code is read again that was latched."""
        if not self._settings.takes_scans:
            return
        with self._door:
            self._camera.open(self._let_in(self._reading))
        log.info("scanning for %s", method.value)

    def open_for_slips(self, *, camera: bool) -> None:
        """Listen to hand scanners for the codes of slips; look for them with ``camera`` too."""
        with self._door:
            seen = self._let_in(self._slips)
            if camera and self._settings.takes_scans:
                self._camera.open(seen)
            else:
                self._camera.close()
        log.info("listening for slips")

    def _let_in(self, reading: CodeReading | SlipReading) -> Callable[[str], None]:
        """Begin a turn at the open door; return what takes that turn's codes of the camera."""
        turn = self._turn + 1
        self._actor.submit(lambda: self._begin(turn))
        self._turn, self._is_open, self._now = turn, True, reading
        return lambda text: self._seen(turn, text)

    def rest(self) -> None:
        """Close the camera alone: codes of hand scanners, and typed ones, are taken as before."""
        with self._door:
            self._camera.close()

    def close(self) -> None:
        """Close the camera; what was read and not looked at yet is dropped."""
        with self._door:
            self._turn += 1
            self._is_open = False
            self._camera.close()

    def typed(self, text: str) -> None:
        """Take what somebody typed as a code."""
        reading = self._now
        self._in_turn(lambda: reading.said(CodeSource.TYPED, text))

    def scanned(self, text: str, meant: str) -> None:
        """Take what a hand scanner typed; ``meant``: the same by an American keyboard."""
        reading = self._now
        self._in_turn(lambda: reading.said(CodeSource.SCANNER, text, meant))

    def forget(self, code: PaymentCode) -> None:
        """Let a code be read again that was not sent."""
        self._in_turn(lambda: self._reading.forget(code), always=True)

    def use_camera(self, path: str) -> None:
        """Use another of the cameras, and keep the choice."""
        if self._lamp is not None:
            self._lamp.use(path)
        self._camera.use(path)
        self._parts.keep(path)

    # --- what devices tell ----------------------------------------------------------------

    def heard(self, text: str) -> None:
        """Take what a scanner that does not type has read. Any thread; never raises."""
        reading = self._now
        self._from_device(lambda: reading.said(CodeSource.SCANNER, text))

    def _broke(self, fault: ScanFault) -> None:
        is_long = fault is ScanFault.TOO_LONG
        problem = ScanProblem.TOO_LONG if is_long else ScanProblem.INCOMPLETE
        reading = self._now
        self._from_device(lambda: reading.broke(problem))

    def _seen(self, turn: int, text: str) -> None:
        reading = self._now
        self._from_device(lambda: reading.seen(text), turn)

    def _from_device(self, task: Callable[[], None], turn: int | None = None) -> None:
        try:
            self._in_turn(task, turn)
        except BusyError:
            log.warning("scanning: a code found the room busy")

    def _camera_told(self, told: CameraTold) -> None:
        self._parts.report(told)
        if self._lamp is not None:
            self._lamp.told(told)

    # --- the room's own thread ------------------------------------------------------------

    def _in_turn(
        self, task: Callable[[], None], turn: int | None = None, *, always: bool = False
    ) -> None:
        """Do ``task`` if the page that stands now stands by then, or ``always``.

        Afterwards the camera reads, or only shows pictures, as the reading says.
        """
        wanted = self._turn if turn is None else turn

        def run() -> None:
            if always or self._stands(wanted):
                task()
                self._follow(wanted)

        self._actor.submit(run)

    def _begin(self, turn: int) -> None:
        with self._door:
            is_now = turn == self._turn and self._is_open
        if is_now:
            self._now.begin()
            self._tell_scanner()

    def _tell_scanner(self) -> None:
        if self._scanner_told is not None:
            self._parts.report(self._scanner_told)

    def _follow(self, turn: int) -> None:
        with self._door:
            if turn == self._turn and self._is_open:
                self._camera.read(self._now.is_reading)

    def _stands(self, turn: int) -> bool:
        with self._door:
            return turn == self._turn and self._is_open

    def _rules(self) -> ScanRules:
        settings = self._settings
        today = self._parts.clock.now().astimezone(settings.terminal.time_zone).date()
        return ScanRules(
            takes_paynow=QrMode.SCAN in settings.modes(Method.PAYNOW),
            member_prefixes=settings.scanner.member_prefixes,
            today=today,
        )


def _warm() -> None:
    """Load what reads pictures, so that the first picture comes soon when the page opens."""
    try:
        load_vision()
    except ImportError as error:
        log.warning("no camera can be used: %s", type(error).__name__)
        return
    DecoderChain().read_grey(bytes(WARM_PX * WARM_PX), WARM_PX, WARM_PX)
