"""From the simulated camera's picture to the bank's books, through a whole world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kpay_desktop.domain.devices import DeviceKind, DeviceStatus
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.ports_scan import CameraState, CameraTold, CodeSource, CodeTold
from kpay_desktop.qr.payment_code import PaymentCode
from kpay_desktop.qr.symbol import make_symbol
from kpay_desktop.settings import demo_settings
from kpay_desktop.settings_scan import CameraSettings, ScannerSettings
from kpay_desktop.simulation.camera import Picture
from tests.helpers.news_world import NewsWorld

CUSTOMER = "1010"
DRAFT = SaleDraft(
    method=Method.WECHAT, mode=QrMode.SCAN, amount_minor=450, tip_minor=0, cashier_id="01"
)


def counter(folder: Path) -> NewsWorld:
    demo = demo_settings()
    settings = replace(
        demo,
        camera=CameraSettings(source="sim:", width=640, height=480),
        scanner=ScannerSettings(source="sim:"),
        cards=replace(demo.cards, enabled=False),
        devices=replace(demo.devices, sound="sim:"),
        bank=replace(demo.bank, cents_table=False),
    )
    return NewsWorld(settings, folder)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[NewsWorld]:
    made = counter(tmp_path / "data")
    try:
        made.world.start()
        yield made
    finally:
        made.world.stop()


def picture_of(text: str) -> Picture:
    """Return what a camera sees of a phone that shows the code of ``text``."""
    symbol = make_symbol(text)
    dark = np.frombuffer(b"".join(symbol.modules), np.uint8).reshape(symbol.size, symbol.size) != 0
    code = np.kron(np.where(dark, 30, 235).astype(np.uint8), np.ones((7, 7), np.uint8))
    seen = np.full((480, 640), 235, np.uint8)
    seen[100 : 100 + len(code), 200 : 200 + len(code)] = code
    return Picture(640, 480, np.repeat(seen[:, :, None], 3, axis=2).tobytes())


def test_a_code_before_the_camera_is_paid_with(till: NewsWorld) -> None:
    desk, feed = till.desk(), till.world.camera_feed
    assert feed is not None
    issued = desk.issue_code(CUSTOMER, "wechat")
    till.world.scan.open(Method.WECHAT)
    till.wait(CameraTold, lambda told: told.state is CameraState.SEEING)
    till.until("a picture", lambda: till.world.scan.frames.take() is not None)
    feed.hold(picture_of(issued.code))
    told = till.wait(CodeTold)
    found = told.found
    assert isinstance(found, PaymentCode)
    assert (told.source, found.code) == (CodeSource.CAMERA, issued.code)
    till.world.scan.close()
    till.until("the closed camera", lambda: not feed.is_open)
    till.world.charge(DRAFT, "press-1", (), found.code)
    paid = till.wait(SaleView, lambda view: view.sale.state is SaleState.APPROVED)
    assert paid.sale.mode is QrMode.SCAN
    assert desk.code_state(issued.code) == "used"


def test_the_demos_hand_scanner_is_heard_while_the_page_stands(till: NewsWorld) -> None:
    room = till.world.scan_room
    assert room is not None
    code = till.desk().issue_code(CUSTOMER, "alipay").code
    room.heard(code)
    room.open(Method.ALIPAY)
    room.heard(code)
    told = till.wait(CodeTold)
    assert told.source is CodeSource.SCANNER
    assert told.found == PaymentCode(Method.ALIPAY, code)
    assert len([news for news in till.news if isinstance(news, CodeTold)]) == 1


def test_a_chosen_camera_is_used_at_the_next_start(till: NewsWorld, tmp_path: Path) -> None:
    missing = f"file:{tmp_path / 'none.avi'}"
    till.world.scan.use_camera(missing)
    till.world.stop()
    again = counter(tmp_path / "data")
    try:
        again.world.start()
        lamp = again.wait(DeviceStatus, lambda status: status.kind is DeviceKind.CAMERA)
        assert (lamp.message_id, lamp.detail) == ("camera.absent", missing)
    finally:
        again.world.stop()


def test_the_till_stops_while_the_camera_looks(till: NewsWorld) -> None:
    till.world.scan.open(Method.WECHAT)
    till.wait(CameraTold, lambda told: told.state is CameraState.SEEING)
    till.world.stop()
    feed = till.world.camera_feed
    assert feed is not None
    assert not feed.is_open
