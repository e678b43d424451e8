"""The scanning page in the window: its picture, its panels, its keys, at every size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.sale import QrMode
from kpay_desktop.flows.wallet_sale.state import EndReason, Phase
from kpay_desktop.ports_scan import CameraState, Frame, FrameHint
from kpay_desktop.qr.payment_code import ScanProblem, WrongCode
from tests.helpers.front import Front, sale_view
from tests.helpers.gui import Presses
from tests.helpers.pages import SIZES, assert_fits, cashiers_window, click, page_of, shown
from tests.helpers.scan_front import (
    ALIPAY,
    DIGITS,
    WECHAT,
    camera,
    own_code,
    paying,
    scan_view,
    scanning,
    told,
)
from ui.main.paying import PayingPage
from ui.main.scan import ScanPage
from ui.main.scan_panels import grouped_code
from ui.main.window import MainWindow
from ui.views import Action, Press

WAIT_MS = 60_000
LEAST = (960, 640)


def _with_camera(state: CameraState) -> Front:
    return camera(scanning(), state)


STATES: dict[str, Callable[[], Front]] = {
    "seeing": scanning,
    "hint": lambda: camera(scanning(), CameraState.SEEING, FrameHint.GLARE),
    "wrong": lambda: told(scanning(), WrongCode(ScanProblem.TOO_LONG)),
    "asked": lambda: told(scanning(), ALIPAY),
    "typing": lambda: scanning().press(Action.TYPE_CODE),
    "choosing": lambda: scanning().press(Action.CHOOSE_CAMERA),
    "sending": lambda: told(scanning(), WECHAT),
    **{state.value: partial(_with_camera, state) for state in CameraState},
    "ways to pay": lambda: scanning().press(Action.BACK),
    "paying": paying,
    "sent": lambda: paying(Phase.CREATED),
    "reversing": lambda: paying().news(
        scan_view(Phase.REVERSING, end=EndReason.NO_ANSWER, stuck=True)
    ),
    "declined": lambda: paying().news(
        scan_view(Phase.DECLINED, end=EndReason.REFUSED, refused_code="NOTENOUGH")
    ),
    "closed": lambda: paying().news(scan_view(Phase.CLOSED, end=EndReason.RESTARTED)),
    "own": own_code,
    "own closed": lambda: own_code().news(
        sale_view(Phase.CLOSED, end=EndReason.RESTARTED, mode=QrMode.OWN)
    ),
    "by hand": lambda: own_code().news(sale_view(Phase.BY_HAND, mode=QrMode.OWN)),
    "by hand panel": lambda: own_code().press(Action.CONFIRM_BY_HAND),
}


@pytest.fixture
def presses() -> Presses:
    """What the window reported."""
    return Presses()


@pytest.fixture
def window(qapp: QApplication, presses: Presses) -> Iterator[MainWindow]:
    """The cashier's window."""
    with cashiers_window(qapp, presses) as made:
        yield made


def show(
    window: MainWindow, front: Front, language: Language = Language.EN, theme: str = "light"
) -> MainWindow:
    return shown(window, replace(front.screens().clerk, language=language, theme=theme))


def picture(number: int = 1, width: int = 640, height: int = 360) -> Frame:
    """A picture whose left half is red and whose right half is blue."""
    row = bytes((0, 0, 255)) * (width // 2) + bytes((255, 0, 0)) * (width - width // 2)
    return Frame(number, width, height, row * height)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [*SIZES, LEAST], ids=lambda size: f"{size[0]}x{size[1]}")
def test_all_that_is_said_fits(
    window: MainWindow, size: tuple[int, int], language: Language
) -> None:
    window.resize(*size)
    for name, make in STATES.items():
        show(window, make(), language)
        assert_fits(window, size, name)


@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_every_theme_shows_it(window: MainWindow, theme: str) -> None:
    for name, make in STATES.items():
        show(window, make(), theme=theme)
        assert_fits(window, (1366, 768), name)


def test_the_newest_picture_is_painted_and_turned_as_in_a_looking_glass(
    window: MainWindow, qtbot: QtBot
) -> None:
    front = scanning()
    front.backend.scan.frames.put(picture())
    show(window, front)
    preview = page_of(window, ScanPage).stage.preview
    qtbot.waitUntil(lambda: preview.has_picture, timeout=WAIT_MS)

    grabbed = preview.grab().toImage()
    middle = grabbed.height() // 2
    # The mirror is on: what was at the left is seen at the right.
    left = grabbed.pixelColor(grabbed.width() // 8, middle)
    right = grabbed.pixelColor(grabbed.width() * 7 // 8, middle)
    assert left.blue() > 200 > left.red()
    assert right.red() > 200 > right.blue()


def test_pictures_of_a_page_that_has_gone_are_let_go(window: MainWindow, qtbot: QtBot) -> None:
    front = scanning()
    show(window, front)
    page = page_of(window, ScanPage)
    front.backend.scan.frames.put(picture())
    qtbot.waitUntil(lambda: page.stage.preview.has_picture, timeout=WAIT_MS)

    show(window, front.press(Action.BACK))

    assert not page.stage.preview.has_picture
    front.backend.scan.frames.put(picture(2))
    QCoreApplication.processEvents()
    assert not page.stage.preview.has_picture


def test_a_state_without_a_picture_shows_none(window: MainWindow, qtbot: QtBot) -> None:
    front = scanning()
    show(window, front)
    page = page_of(window, ScanPage)
    front.backend.scan.frames.put(picture())
    qtbot.waitUntil(lambda: page.stage.preview.has_picture, timeout=WAIT_MS)

    show(window, camera(front, CameraState.LOST))

    assert not page.stage.preview.has_picture
    assert page.stage.state.text() == "The camera was unplugged"


def test_typed_figures_stand_in_groups_and_enter_uses_them(
    window: MainWindow, presses: Presses
) -> None:
    show(window, scanning().press(Action.TYPE_CODE))
    page = page_of(window, ScanPage)

    QTest.keyClicks(page.type.field, DIGITS)
    assert page.type.field.text() == "1312 3456 7890 1234 56"
    QTest.keyClick(page.type.field, Qt.Key.Key_Return)

    assert Press(Action.USE_CODE, DIGITS) in presses


def test_a_figure_in_the_middle_keeps_its_place(window: MainWindow) -> None:
    show(window, scanning().press(Action.TYPE_CODE))
    field = page_of(window, ScanPage).type.field
    QTest.keyClicks(field, "12345678")

    field.setCursorPosition(2)
    QTest.keyClicks(field, "99")

    assert field.text() == "1299 3456 78"
    assert field.cursorPosition() == 4


@pytest.mark.parametrize(
    ("typed", "grouped"),
    [("", ""), ("13", "13"), ("13123", "1312 3"), ("PN12 34567", "PN12 34567"), ("1 2", "12")],
)
def test_only_figures_are_grouped(typed: str, grouped: str) -> None:
    assert grouped_code(typed) == grouped


def test_what_was_typed_goes_with_its_panel(window: MainWindow) -> None:
    front = scanning().press(Action.TYPE_CODE)
    show(window, front)
    field = page_of(window, ScanPage).type.field
    QTest.keyClicks(field, DIGITS)

    show(window, front.press(Action.TYPE_CODE))

    assert field.text() == ""
    assert not field.hasFocus()


def test_the_question_is_answered_by_enter_and_escape(window: MainWindow, presses: Presses) -> None:
    show(window, told(scanning(), ALIPAY))
    handle = window.windowHandle()

    QTest.keyClick(handle, Qt.Key.Key_Return)
    QTest.keyClick(handle, Qt.Key.Key_Escape)

    assert presses == [Press(Action.OTHER_WALLET, "yes"), Press(Action.OTHER_WALLET, "no")]


def test_escape_closes_the_panel_before_it_leaves_the_page(
    window: MainWindow, presses: Presses
) -> None:
    front = scanning().press(Action.CHOOSE_CAMERA)
    show(window, front)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)
    show(window, front.press(Action.CHOOSE_CAMERA))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Escape)

    assert presses == [Press(Action.CHOOSE_CAMERA), Press(Action.BACK)]


def test_the_other_ways_have_keys_and_buttons(window: MainWindow, presses: Presses) -> None:
    show(window, scanning())
    page = page_of(window, ScanPage)
    for button in page.foot.buttons.buttons:
        click(button)
    for key in (Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9):
        QTest.keyClick(window.windowHandle(), key)

    pressed = [Action.CHOOSE_CAMERA, Action.TYPE_CODE, Action.SHOW_INSTEAD]
    assert [press.action for press in presses] == pressed * 2
    assert page.foot.camera.text() == "Camera: USB 2.0 HD"
    assert page.foot.scanner.text() == "Hand scanner ready"


def test_while_the_customer_confirms_there_is_a_clock_and_a_way_out(
    window: MainWindow, presses: Presses
) -> None:
    show(window, paying())
    page = page_of(window, PayingPage)

    click(page.wait.buttons.buttons[0])
    click(page.total.way_out)

    assert [press.action for press in presses] == [Action.CHECK_NOW, Action.CANCEL_SALE]
    assert page.wait.clock.text() == "1:14 left to confirm · last checked 0 s ago"
