"""What the scanning page says when the camera fails, and how the sale is finished another way.

The real till with both windows, painted into memory; store, bank, gateway's client, camera's
threads and printer are the real ones. The words are written here by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kpay_desktop.flows.wallet_sale.state import Phase
from kpay_desktop.settings import Settings, parse_settings
from kpay_desktop.settings_scan import CameraSettings
from kpay_desktop.simulation.camera import Fault
from tests.helpers.real_till import audit, profile_text
from tests.helpers.scan_open_till import ScanningTill
from ui.views import Action

TOTAL_MINOR = 2_800
LOST = ("The camera was unplugged", "摄像头已断开")
BUSY = ("Another program uses the camera", "摄像头正被其他程序使用")
ABSENT = ("No camera was found", "未找到摄像头")
NOT_SET = ("No camera is set up", "未设定摄像头")
PRODUCT = "8888002076009"
Finish = Callable[[ScanningTill], None]


def settings_with(camera: str) -> Settings:
    settings = parse_settings(profile_text(), "test")
    return replace(settings, camera=CameraSettings(source=camera))


def typed(till: ScanningTill) -> None:
    """The code is typed."""
    till.types_code(till.code())


def scanned(till: ScanningTill) -> None:
    """Something else is scanned by hand, and then the code."""
    till.scans(PRODUCT)
    till.until("what was wrong", till.is_wrong)
    assert till.hint()
    till.scans(till.code())


def shown(till: ScanningTill) -> None:
    """We show our own code instead."""
    till.touch(Action.SHOW_INSTEAD)
    till.until("a code", lambda: till.model.sale is not None and till.sale.symbol is not None)
    till.customer()


@pytest.fixture
def at_counter(qapp: QApplication, data: Path) -> Iterator[Callable[[str], ScanningTill]]:
    """Give a function that opens a till with a camera; nothing of it stays."""
    opened: list[ScanningTill] = []

    def open_till(camera: str) -> ScanningTill:
        till = ScanningTill(qapp, settings_with(camera), data)
        opened.append(till)
        till.__enter__()
        till.sign_in()
        return till

    yield open_till
    for till in opened:
        till.__exit__(None, None, None)


def finish(till: ScanningTill, how: Finish) -> None:
    how(till)
    till.reaches(Phase.APPROVED)
    till.slips_are_out()


@pytest.mark.parametrize("how", [typed, scanned, shown], ids=lambda how: how.__name__)
@pytest.mark.parametrize(
    ("fault", "words"), [(Fault.UNPLUGGED, LOST), (Fault.BUSY, BUSY)], ids=["unplugged", "busy"]
)
def test_a_camera_that_fails_while_the_page_stands(
    at_counter: Callable[[str], ScanningTill],
    data: Path,
    fault: Fault,
    words: tuple[str, str],
    how: Finish,
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = at_counter("sim:")
    till.begin_scan(TOTAL_MINOR)
    till.until("the picture", lambda: till.stands()[0] == "")
    till.camera(fault)
    assert till.says(lambda said: said[0] == words[0]) == words
    state, body, prompt = till.stands()
    assert state
    assert "hand scanner" in body
    assert "type" in prompt
    finish(till, how)
    check_money(data)


@pytest.mark.parametrize(
    ("camera", "words"),
    [("usb:97", ABSENT), ("none", NOT_SET)],
    ids=["absent", "none"],
)
def test_a_till_without_a_camera(
    at_counter: Callable[[str], ScanningTill],
    data: Path,
    camera: str,
    words: tuple[str, str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = at_counter(camera)
    till.begin_scan(TOTAL_MINOR)
    assert till.says(lambda said: said[0] == words[0]) == words
    finish(till, typed)
    check_money(data)


def test_a_camera_that_is_plugged_in_again_reads_on(
    at_counter: Callable[[str], ScanningTill], caplog: pytest.LogCaptureFixture
) -> None:
    till = at_counter("sim:")
    till.begin_scan(TOTAL_MINOR)
    till.camera(Fault.UNPLUGGED)
    till.says(lambda said: said[0] == LOST[0])
    till.camera(Fault.NONE)
    till.until("the picture", lambda: till.stands()[0] == "")
    till.scans(till.code())
    till.reaches(Phase.APPROVED)
    till.slips_are_out()


def check_money(data: Path) -> None:
    """One payment left the customer's account; its slips say so."""
    report = audit(data)
    assert {slip["total_minor"] for slip in report["slips"]} == {TOTAL_MINOR}
    assert report["moves"]["customer:1010"] == -TOTAL_MINOR
