"""The keyboard on the screen: when it comes and goes, and that the field stays in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.helpers.front import Front
from tests.helpers.keyboard_desk import WAIT_MS, Desk
from tests.helpers.more_pages import front_at
from ui.backend import InputsSeen
from ui.keyboard.sheets import Sheet
from ui.main.window import MainWindow
from ui.views import Action, Page


def test_the_page_moves_so_that_the_field_is_seen(desk: Desk) -> None:
    low = QLineEdit()
    desk.add(low, y=desk.window.area.height() - 60)
    low.setFocus()
    keyboard = desk.wait_for_keys()

    area = desk.window.area
    place = QRect(low.mapTo(area, QPoint(0, 0)), low.size())
    assert area.shift > 0
    assert place.top() >= 0
    assert place.bottom() < keyboard.y()
    assert keyboard.geometry().bottom() == area.rect().bottom()
    desk.touch("Done")
    desk.wait_for_none()
    assert low.mapTo(area, QPoint(0, 0)).y() == area.height() - 60


def test_a_field_that_is_seen_stays_where_it_is(desk: Desk, field: QLineEdit) -> None:
    assert desk.window.area.shift == 0


def test_a_high_field_keeps_its_upper_edge(desk: Desk) -> None:
    high = QPlainTextEdit()
    desk.add(high, y=200, height=desk.window.area.height() - 210)
    high.setFocus()
    desk.wait_for_keys()

    assert high.mapTo(desk.window.area, QPoint(0, 0)).y() > 0
    desk.touch("o", "k")
    assert high.toPlainText() == "ok"


def test_a_field_far_down_a_scrolled_page_comes_into_sight(desk: Desk) -> None:
    scroll, inside = QScrollArea(), QWidget()
    box = QVBoxLayout(inside)
    for _ in range(30):
        box.addWidget(QWidget(minimumHeight=40))
    last = QLineEdit()
    box.addWidget(last)
    scroll.setWidget(inside)
    scroll.setWidgetResizable(True)
    desk.add(scroll, y=0, height=desk.window.area.height())
    desk.settle()
    last.setFocus()
    keyboard = desk.wait_for_keys()

    place = last.mapTo(desk.window.area, QPoint(0, last.height()))
    assert 0 < place.y() <= keyboard.y()


def test_a_window_that_is_made_smaller_keeps_the_field_in_sight(desk: Desk, qtbot: QtBot) -> None:
    low = QLineEdit()
    desk.add(low, y=420)
    low.setFocus()
    keyboard = desk.wait_for_keys()

    desk.window.resize(1024, 640)

    def seen() -> bool:
        bottom = low.mapTo(desk.window.area, QPoint(0, low.height())).y()
        is_at_foot = keyboard.geometry().bottom() == desk.window.area.rect().bottom()
        return is_at_foot and bottom <= keyboard.y()

    qtbot.waitUntil(seen, timeout=WAIT_MS)


@pytest.mark.parametrize("what", ["read only", "disabled", "no field"])
def test_what_cannot_be_typed_into_brings_up_nothing(
    desk: Desk, field: QLineEdit, what: str
) -> None:
    other = QWidget() if what == "no field" else QLineEdit()
    if isinstance(other, QLineEdit):
        other.setReadOnly(what == "read only")
        other.setEnabled(what != "disabled")
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    desk.add(other, y=120)

    field.clearFocus()
    other.setFocus()

    desk.wait_for_none()


def test_another_page_takes_it_away(desk: Desk, field: QLineEdit) -> None:
    desk.press(Action.OPEN_PAGE, "more")

    desk.wait_for_none()


@pytest.mark.parametrize(
    ("choice", "needed", "drawn"),
    [
        ("auto", False, False),
        ("auto", True, True),
        ("on", False, True),
        ("off", True, False),
    ],
)
def test_it_is_drawn_where_it_is_wanted(desk: Desk, choice: str, needed: bool, drawn: bool) -> None:
    desk.press(Action.SCREEN_KEYBOARD, choice)
    desk.front.controller.news(InputsSeen(needed))
    desk.show()
    line = QLineEdit()
    desk.add(line)
    line.setFocus()

    if drawn:
        desk.wait_for_keys()
    else:
        desk.wait_for_none()


def test_a_keyboard_that_is_plugged_in_takes_it_away(desk: Desk, field: QLineEdit) -> None:
    desk.press(Action.SCREEN_KEYBOARD, "auto")
    desk.wait_for_none()
    desk.front.controller.news(InputsSeen(needs_keyboard=True))
    desk.show()
    desk.wait_for_keys()

    desk.front.controller.news(InputsSeen(needs_keyboard=False))
    desk.show()
    desk.wait_for_none()


def test_a_window_without_it_never_makes_it(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk()
    plain = MainWindow(lambda _: None)
    plain.show_view(front_at(Page.TRANSACTIONS).screens().clerk)

    assert plain.keyboard is None
    assert desk.window.keyboard is not None
    shiboken6.delete(plain)


def test_a_voucher_is_typed_below_its_list(desk: Desk) -> None:
    desk.press(Action.OPEN_PAGE, "transactions")
    desk.press(Action.FIND_PANEL, "keypad")
    keyboard = desk.wait_for_keys()
    assert keyboard.sheet is Sheet.FIGURES

    desk.touch("1", "3", "9", "Backspace", "8")
    assert desk.front.model.search.typed == "138"
    desk.touch("Done")

    assert desk.front.model.search.asked.voucher == "000138"
    assert desk.front.model.search.panel is None
    desk.wait_for_none()


def test_what_was_typed_can_be_cleared(desk: Desk) -> None:
    desk.press(Action.OPEN_PAGE, "transactions")
    desk.press(Action.FIND_PANEL, "keypad")
    desk.wait_for_keys()

    desk.touch("1", "3", "Clear")

    assert desk.front.model.search.typed == ""


def test_where_there_is_a_keyboard_the_page_has_its_own_figures() -> None:
    front = Front().sign_in().press(Action.OPEN_PAGE, "transactions")
    front.press(Action.FIND_PANEL, "keypad")
    body = front.screens().clerk.body
    assert (getattr(body, "keypad", None), getattr(body, "typed_below", None)) == (True, False)

    front.press(Action.SCREEN_KEYBOARD, "on")
    body = front.screens().clerk.body
    assert (getattr(body, "keypad", None), getattr(body, "typed_below", None)) == (False, True)


# The offscreen platform has one window after the other, and none above another.
@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_dialog_gets_a_keyboard_that_is_a_window_of_its_own(desk: Desk, qtbot: QtBot) -> None:
    dialog = QDialog(desk.window)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    line = QLineEdit(dialog)
    line.setGeometry(20, 400, 300, 40)
    dialog.resize(500, 460)
    screen = dialog.screen().availableGeometry()
    dialog.move(screen.left() + 40, screen.bottom() - 470)
    dialog.open()
    line.setFocus()
    keyboard = desk.wait_for_keys()

    assert keyboard.isWindow()
    assert keyboard.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert line.mapToGlobal(QPoint(0, line.height())).y() <= keyboard.y()
    desk.touch("h", "i")
    assert line.text() == "hi"
    dialog.close()
    qtbot.waitUntil(lambda: desk.keyboard is None, timeout=WAIT_MS)
    shiboken6.delete(dialog)


def test_a_window_that_is_not_the_tills_gets_none(desk: Desk, qtbot: QtBot) -> None:
    other = QLineEdit()
    other.show()
    other.activateWindow()
    other.setFocus()

    desk.wait_for_none()
    other.close()
    shiboken6.delete(other)
