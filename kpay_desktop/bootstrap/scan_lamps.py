"""How camera and hand scanner are, for their lamps, while no page looks through either.

The camera is not opened for that: a camera that shines without reason makes people uneasy. The
system is asked every few seconds which cameras there are. What only an opened camera shows (another
program has it, say) stands until it gives pictures, or has been unplugged.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from hardware.camera.places import List, computers_cameras, numbered_cameras
from hardware.scanner.serial_scanner import LineState
from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.ports_scan import CameraState, CameraTold
from kpay_desktop.simulation.camera import CameraFeed, Fault

log = logging.getLogger(__name__)

EVERY_S: Final = 3.0
#: Loading the camera's library takes a moment of everybody's; the till has settled by then.
WARM_AFTER_S: Final = 2.0

_FAULTS: Final = frozenset(
    {CameraState.BUSY, CameraState.BLIND, CameraState.LOST, CameraState.ABSENT}
)


class CameraLamp:
    """Tells each change of the camera's state once. ``path`` is a profile's, or what was chosen.

    ``warm`` is called once, on this lamp's thread, a while after its start if there is a camera.
    """

    def __init__(
        self,
        path: str,
        tell: Callable[[DeviceStatus], None],
        *,
        feed: CameraFeed | None = None,
        listed: List | None = None,
        warm: Callable[[], None] | None = None,
        every_s: float = EVERY_S,
        warm_after_s: float = WARM_AFTER_S,
    ) -> None:
        self._path = path
        self._tell = tell
        self._feed = feed
        self._listed = listed or computers_cameras()
        self._warm = warm
        self._every_s, self._warm_after_s = every_s, warm_after_s
        self._lock = threading.Lock()
        self._fault: DeviceStatus | None = None
        self._is_seeing = False
        self._last: DeviceStatus | None = None
        self._wake = threading.Event()
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="camera-watch", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self, deadline_s: float) -> bool:
        """End after the look that is under way."""
        self._is_stopping = True
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def use(self, path: str) -> None:
        """Watch another camera."""
        with self._lock:
            self._path, self._fault = path, None
        self._wake.set()

    def told(self, told: CameraTold) -> None:
        """Take in what an opened camera shows."""
        with self._lock:
            self._is_seeing = told.state is CameraState.SEEING
            if self._is_seeing:
                self._fault = None
                self._show(camera_status(told.state, told.name))
            elif told.state in _FAULTS:
                self._fault = camera_status(told.state, told.name)
                self._show(self._fault)

    def _run(self) -> None:
        self._look()
        if not self._wake.wait(self._warm_after_s) and self._may_be_there() and self._warm:
            self._warm()
        while not self._is_stopping:
            self._look()
            self._wake.wait(self._every_s)
            self._wake.clear()

    def _may_be_there(self) -> bool:
        with self._lock:
            return self._last is not None and self._last.health is not Health.WARN

    def _look(self) -> None:
        with self._lock:
            path = self._path
        found = self._found(path)
        with self._lock:
            if self._is_seeing or path != self._path:
                return
            if found.health is not Health.OK:
                # It has been unplugged: whatever it suffered from went with it.
                self._fault = None
            self._show(self._fault or found)

    def _found(self, path: str) -> DeviceStatus:
        kind, _, rest = path.partition(":")
        if kind in {"auto", "usb"}:
            return self._of_computer(path)
        if kind == "sim" and self._feed is not None:
            is_there = self._feed.fault is not Fault.UNPLUGGED
            return _ready("") if is_there else camera_status(CameraState.ABSENT, path)
        if kind in {"file", "folder"}:
            is_there = Path(rest).exists()
            return _ready(path) if is_there else camera_status(CameraState.ABSENT, path)
        return _unknown(path)

    def _of_computer(self, path: str) -> DeviceStatus:
        choices = self._listed()
        if self._listed is numbered_cameras:
            return _unknown("" if path == "auto" else path)
        for choice in choices:
            if path in {"auto", choice.path}:
                return _ready(choice.name)
        return camera_status(CameraState.ABSENT, "" if path == "auto" else path)

    def _show(self, status: DeviceStatus) -> None:
        if status != self._last:
            self._last = status
            log.info("camera lamp=%s", status.message_id)
            self._tell(status)


def camera_status(state: CameraState, name: str) -> DeviceStatus:
    """Return the camera's lamp. One that is there and closed is ready."""
    health = {
        CameraState.OFF: Health.OK,
        CameraState.SEEING: Health.OK,
        # Hand scanners and typing are left where there is no camera.
        CameraState.ABSENT: Health.WARN,
    }.get(state, Health.BAD)
    return DeviceStatus(DeviceKind.CAMERA, health, f"camera.{state.value}", name)


def scanner_status(state: LineState, port: str) -> DeviceStatus:
    """Return the lamp of a scanner on a serial line."""
    health = Health.OK if state is LineState.READY else Health.BAD
    return DeviceStatus(DeviceKind.SCANNER, health, f"scanner.{state.value}", port)


def _ready(name: str) -> DeviceStatus:
    return camera_status(CameraState.OFF, name)


def _unknown(name: str) -> DeviceStatus:
    return replace(_ready(name), health=Health.UNKNOWN)
