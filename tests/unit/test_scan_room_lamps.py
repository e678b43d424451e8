"""Lamps of camera and hand scanner: found, unplugged, plugged in, and never opened for it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.camera.places import List, numbered_cameras
from hardware.scanner.serial_scanner import LineState
from kpay_desktop.bootstrap.scan_lamps import CameraLamp, camera_status, scanner_status
from kpay_desktop.domain.devices import DeviceStatus, Health
from kpay_desktop.domain.sale import Method
from kpay_desktop.ports_scan import CameraChoice, CameraState, CameraTold, CodeSource, ScannerTold
from kpay_desktop.qr.payment_code import PaymentCode, ScanProblem, WrongCode
from kpay_desktop.settings_scan import ScannerSettings
from kpay_desktop.simulation.camera import CameraFeed, Fault
from tests.helpers.pty_scanner import PtyScanner
from tests.helpers.scan_room import PATIENCE_S, WECHAT, scan_counter, scan_settings

FRONT = CameraChoice("usb:0", "Front")
DESK = CameraChoice("usb:2", "Desk")


class Shown:
    """What the lamp said, and the cameras that the system names."""

    def __init__(self, *choices: CameraChoice) -> None:
        self._said: queue.Queue[DeviceStatus] = queue.Queue()
        self.choices = choices

    def put(self, status: DeviceStatus) -> None:
        self._said.put(status)

    def next(self) -> tuple[Health, str, str]:
        status = self._said.get(timeout=PATIENCE_S)
        return status.health, status.message_id.removeprefix("camera."), status.detail

    def listed(self) -> tuple[CameraChoice, ...]:
        return self.choices

    @contextmanager
    def lamp(
        self,
        path: str,
        listed: List | None = None,
        feed: CameraFeed | None = None,
        warm: Callable[[], None] | None = None,
    ) -> Iterator[CameraLamp]:
        lamp = CameraLamp(
            path,
            self.put,
            feed=feed,
            listed=listed or self.listed,
            warm=warm,
            every_s=0.01,
            warm_after_s=0.01,
        )
        lamp.start()
        try:
            yield lamp
        finally:
            assert lamp.stop(PATIENCE_S)


def test_a_camera_that_is_unplugged_and_plugged_in_is_noticed() -> None:
    shown = Shown(FRONT)
    with shown.lamp("auto"):
        assert shown.next() == (Health.OK, "off", "Front")
        shown.choices = ()
        assert shown.next() == (Health.WARN, "absent", "")
        shown.choices = (DESK,)
        assert shown.next() == (Health.OK, "off", "Desk")


def test_a_camera_by_number_is_that_one_alone() -> None:
    shown = Shown(FRONT)
    with shown.lamp("usb:2") as lamp:
        assert shown.next() == (Health.WARN, "absent", "usb:2")
        shown.choices = (FRONT, DESK)
        assert shown.next() == (Health.OK, "off", "Desk")
        lamp.use("usb:0")
        assert shown.next() == (Health.OK, "off", "Front")


def test_what_an_open_camera_shows_stands_until_it_sees_or_is_gone() -> None:
    shown = Shown(FRONT)
    with shown.lamp("auto") as lamp:
        assert shown.next()[1] == "off"
        lamp.told(CameraTold(CameraState.OPENING, "Front"))
        lamp.told(CameraTold(CameraState.BUSY, "Front"))
        assert shown.next() == (Health.BAD, "busy", "Front")
        lamp.told(CameraTold(CameraState.OFF))
        lamp.told(CameraTold(CameraState.SEEING, "Front"))
        assert shown.next() == (Health.OK, "seeing", "Front")
        lamp.told(CameraTold(CameraState.LOST, "Front"))
        assert shown.next() == (Health.BAD, "lost", "Front")
        shown.choices = ()
        assert shown.next() == (Health.WARN, "absent", "")


def test_the_demos_camera_can_be_unplugged() -> None:
    shown, feed = Shown(), CameraFeed()
    with shown.lamp("sim:", feed=feed):
        assert shown.next() == (Health.OK, "off", "")
        feed.fault = Fault.UNPLUGGED
        assert shown.next() == (Health.WARN, "absent", "sim:")
        assert not feed.is_open


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_recorded_pictures_are_there_or_not(kind: str, tmp_path: Path) -> None:
    shown = Shown()
    with shown.lamp(f"{kind}:{tmp_path / 'day'}"):
        assert shown.next()[:2] == (Health.WARN, "absent")
        (tmp_path / "day").mkdir()
        assert shown.next()[:2] == (Health.OK, "off")


@pytest.mark.parametrize("path", ["auto", "usb:1", "http://camera.shop/video"])
def test_what_cannot_be_asked_is_not_known(path: str) -> None:
    shown = Shown()
    with shown.lamp(path, numbered_cameras):
        assert shown.next()[:2] == (Health.UNKNOWN, "off")


@pytest.mark.parametrize("is_there", [False, True])
def test_the_library_is_loaded_ahead_only_for_a_camera_that_may_be_there(is_there: bool) -> None:
    shown = Shown(FRONT) if is_there else Shown()
    warmed = threading.Event()
    with shown.lamp("auto", warm=warmed.set):
        shown.next()
        if is_there:
            assert warmed.wait(PATIENCE_S)
    assert warmed.is_set() is is_there


@pytest.mark.parametrize("state", list(CameraState))
def test_every_state_has_a_lamp(state: CameraState) -> None:
    assert camera_status(state, "").message_id == f"camera.{state.value}"


def test_a_scanner_on_a_serial_line_is_part_of_the_page(tmp_path: Path) -> None:
    far = PtyScanner(tmp_path / "ttyACM0")
    # Serial ports are named from /dev on; a link elsewhere has such a name too.
    path = f"/dev/../{far.link}".replace("//", "/")
    settings = scan_settings(scanner=ScannerSettings(source=f"tty:{path}", whole_ms=300))
    try:
        with scan_counter(settings) as counter:
            assert counter.lamp().message_id == "scanner.ready"
            counter.room.open(Method.WECHAT)
            assert counter.scanner() == ScannerTold(True, path)
            far.send(WECHAT[:9].encode())
            told = counter.told()
            assert (told.source, told.found) == (
                CodeSource.SCANNER,
                WrongCode(ScanProblem.INCOMPLETE),
            )
            far.send(f"{WECHAT}\r".encode())
            assert counter.told().found == PaymentCode(Method.WECHAT, WECHAT)
            far.pull_out()
            assert not counter.scanner().is_ready
            far.plug_in()
            assert counter.scanner().is_ready
    finally:
        far.pull_out()


def test_a_line_that_is_not_ready_needs_a_look() -> None:
    found = {state: scanner_status(state, "COM3").health for state in LineState}
    assert found.pop(LineState.READY) is Health.OK
    assert set(found.values()) == {Health.BAD}
