"""The room in which codes are read: opened and closed with the page, and of one mind with it."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time

import pytest

from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.domain.sale import Method, Wallet
from kpay_desktop.ports import BusyError
from kpay_desktop.ports_scan import CameraState, CameraTold, CodeSource, CodeTold, ScannerTold
from kpay_desktop.qr.payment_code import PaymentCode, ScanProblem, WrongCode
from kpay_desktop.settings_scan import ScannerSettings
from tests.helpers.scan_room import (
    ALIPAY,
    PATIENCE_S,
    WECHAT,
    Counter,
    scan_counter,
    scan_settings,
)

SENT = CodeTold(CodeSource.CAMERA, PaymentCode(Method.WECHAT, WECHAT))


def test_the_camera_opens_and_closes_with_the_page() -> None:
    with scan_counter() as counter:
        assert counter.camera.opened == 0
        counter.room.open(Method.WECHAT)
        assert counter.next(CameraTold).state is CameraState.SEEING
        assert counter.scanner() == ScannerTold(True)
        assert counter.room.frames.take() is not None
        counter.room.close()
        counter.room.close()
        assert counter.next(CameraTold).state is CameraState.OFF
        assert counter.camera.sees is None
        assert counter.room.frames.take() is None
    assert counter.camera.is_stopped


def test_a_code_is_told_once_and_the_camera_rests() -> None:
    with scan_counter() as counter:
        counter.room.open(Method.WECHAT)
        counter.camera.see(WECHAT)
        counter.camera.see(ALIPAY)
        assert counter.told() == SENT
        counter.camera.see(ALIPAY)
        counter.room.typed(ALIPAY)
        assert counter.codes() == []


def test_the_camera_reads_on_after_the_code_was_forgotten() -> None:
    with scan_counter() as counter:
        counter.room.open(Method.ALIPAY)
        counter.camera.see(WECHAT)
        found = counter.told().found
        assert isinstance(found, PaymentCode)
        counter.room.forget(found)
        counter.room.scanned(WECHAT, "")
        told = counter.told()
        assert (told.source, told.found) == (CodeSource.SCANNER, found)


def test_opened_again_it_reads_again_and_the_camera_stays_open() -> None:
    with scan_counter() as counter:
        counter.room.open(Method.WECHAT)
        counter.camera.see(WECHAT)
        counter.told()
        counter.room.open(Method.ALIPAY)
        assert counter.camera.is_reading
        counter.camera.see(ALIPAY)
        assert counter.told().found == PaymentCode(Method.ALIPAY, ALIPAY)
        assert counter.camera.opened == 1


def test_where_the_camera_rests_scanners_and_typed_codes_are_taken() -> None:
    with scan_counter() as counter:
        counter.room.open(Method.WECHAT)
        counter.room.rest()
        assert counter.camera.sees is None
        counter.room.heard("13456")
        counter.room.scanned("13456", "")
        counter.room.typed(WECHAT)
        sources = [counter.told().source for _ in range(3)]
        assert sources == [CodeSource.SCANNER, CodeSource.SCANNER, CodeSource.TYPED]
        counter.room.open(Method.ALIPAY)
        counter.camera.see(ALIPAY)
        assert counter.told().found == PaymentCode(Method.ALIPAY, ALIPAY)


def test_what_comes_when_the_page_has_gone_is_dropped() -> None:
    with scan_counter() as counter:
        counter.room.open(Method.WECHAT)
        late = counter.camera.sees
        assert late is not None
        counter.room.close()
        late(WECHAT)
        counter.room.heard(WECHAT)
        counter.room.typed(WECHAT)
        assert counter.codes() == []
        # What was seen for the page before is not for this one.
        late(WECHAT)
        assert counter.codes() == []


def test_wrong_codes_are_told_with_what_they_are() -> None:
    with scan_counter() as counter:
        counter.room.open(Method.WECHAT)
        counter.room.typed("https://example.com/menu")
        assert counter.told().found == WrongCode(ScanProblem.LINK)
        counter.room.heard("13456")
        assert counter.told().source is CodeSource.SCANNER


@pytest.mark.parametrize("offered", [False, True])
def test_paynow_codes_are_taken_where_the_acquirer_does(offered: bool) -> None:
    text = "PN0123456789ABCDEFGHIJKL"
    wallets = (Wallet.WECHAT, Wallet.PAYNOW) if offered else (Wallet.WECHAT,)
    with scan_counter(scan_settings(wallets=wallets)) as counter:
        counter.room.open(Method.WECHAT)
        counter.camera.see(text)
        is_code = isinstance(counter.told().found, PaymentCode)
    assert is_code is offered


def test_another_camera_is_used_and_the_choice_kept() -> None:
    with scan_counter(scan_settings("auto")) as counter:
        counter.room.use_camera("usb:1")
        assert counter.kept == ["usb:1"]
        assert counter.camera.path == "usb:1"
    with scan_counter(scan_settings("auto"), kept="usb:1") as counter:
        assert counter.camera.path == "usb:1"
    with scan_counter(scan_settings("none"), kept="usb:1") as counter:
        assert counter.camera.path == ""


def test_the_camera_may_be_told_of_before_there_is_a_page() -> None:
    with scan_counter(scan_settings("sim:")) as counter:
        lamp = counter.lamp()
        assert (lamp.kind, lamp.health) == (DeviceKind.CAMERA, Health.UNKNOWN)
        assert counter.camera.opened == 0


@pytest.mark.parametrize(
    ("source", "lamp"),
    [
        ("keyboard", DeviceStatus(DeviceKind.SCANNER, Health.OK, "scanner.keyboard")),
        ("sim:", DeviceStatus(DeviceKind.SCANNER, Health.OK, "scanner.simulated")),
        (
            "tty:nowhere",
            DeviceStatus(DeviceKind.SCANNER, Health.BAD, "scanner.wrong_path", "tty:nowhere"),
        ),
    ],
)
def test_the_scanners_lamp(
    source: str, lamp: DeviceStatus, caplog: pytest.LogCaptureFixture
) -> None:
    with scan_counter(scan_settings(scanner=ScannerSettings(source=source))) as counter:
        assert counter.lamp() == lamp
    assert ("no scanner" in caplog.text) is (lamp.health is Health.BAD)


def test_a_shop_that_does_not_scan_opens_nothing() -> None:
    settings = scan_settings("auto", wallets=())
    with scan_counter(settings) as counter:
        counter.room.open(Method.WECHAT)
        counter.room.close()
    assert counter.camera.opened == 0


def test_nothing_of_a_code_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with scan_counter() as counter:
        counter.room.open(Method.WECHAT)
        counter.room.typed("PN0123456789ABCDEFGHIJKL")
        counter.camera.see(WECHAT)
        while counter.told() != SENT:
            pass
    assert WECHAT not in caplog.text
    assert "PN0123" not in caplog.text


def test_opening_and_closing_by_turns_ends_as_the_last_one_said() -> None:
    with scan_counter() as counter:
        for last in ("close", "open"):
            threads = [
                threading.Thread(target=_open_and_close, args=(counter,), daemon=True)
                for _ in range(4)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(PATIENCE_S)
            if last == "open":
                _open(counter)
            else:
                counter.room.close()
            assert (counter.camera.sees is not None) is (last == "open")


def _open(counter: Counter) -> None:
    """Open the page as soon as the room has done what it was asked before."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            return counter.room.open(Method.WECHAT)
        except BusyError:
            assert time.monotonic() < until
            time.sleep(0.01)


def _open_and_close(counter: Counter) -> None:
    for _ in range(20):
        try:
            counter.room.open(Method.WECHAT)
        except BusyError:
            continue
        finally:
            counter.room.close()


def test_a_room_that_stopped_takes_nothing_more(caplog: pytest.LogCaptureFixture) -> None:
    with scan_counter() as counter:
        pass
    counter.room.heard(WECHAT)
    counter.room.close()
    with pytest.raises(BusyError):
        counter.room.open(Method.WECHAT)
    assert counter.camera.sees is None


def test_what_reads_pictures_is_not_loaded_with_the_world() -> None:
    heavy = ("cv2", "numpy", "zxingcpp", "pyzbar", "serial")
    loaded = f"print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys, kpay_desktop.bootstrap.world; {loaded}"],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert done.stdout.strip() == "[]"
