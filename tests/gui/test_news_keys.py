"""News of which only the newest counts, and news that must arrive."""

from __future__ import annotations

import threading
import time

import pytest
from PySide6.QtWidgets import QApplication

from kpay_desktop.bootstrap.till import key_of
from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.domain.sale import Method
from kpay_desktop.ports_scan import CameraState, CameraTold, CodeSource, CodeTold, ScannerTold
from kpay_desktop.qr.payment_code import PaymentCode
from ui.backend import News, SupportSaved
from ui.bridge import CAPACITY, GuiBridge

PATIENCE_S = 60.0
CAMERA = CameraTold(CameraState.SEEING, "USB 2.0 HD")


@pytest.mark.parametrize(
    ("news", "key"),
    [
        (DeviceStatus(DeviceKind.CAMERA, Health.OK, "camera.off"), "lamp:camera"),
        (CAMERA, "camera"),
        (ScannerTold(True), "scanner"),
        (CodeTold(CodeSource.CAMERA, PaymentCode(Method.WECHAT, "134567890123456789")), ""),
        (SupportSaved("a"), ""),
    ],
)
def test_only_how_devices_are_may_be_replaced_by_something_newer(news: News, key: str) -> None:
    assert key_of(news) == key


def test_a_camera_never_waits_for_windows_that_take_nothing(qapp: QApplication) -> None:
    """Its threads hold a lock while they tell, for which the windows would wait in their turn."""
    heard: list[object] = []
    bridge = GuiBridge(heard.append)
    for number in range(CAPACITY):
        bridge.post(number)

    told = threading.Thread(
        target=lambda: bridge.post(CAMERA, key=key_of(CAMERA)), name="camera", daemon=True
    )
    told.start()
    told.join(PATIENCE_S)

    assert not told.is_alive()
    until = time.monotonic() + PATIENCE_S
    while CAMERA not in heard and time.monotonic() < until:
        qapp.processEvents()
    assert CAMERA in heard
    assert heard[:CAPACITY] == list(range(CAPACITY))
