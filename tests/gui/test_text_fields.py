"""A field of text that has the focus gets its keys before they mean anything on the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from tests.helpers.gui import Presses
from tests.helpers.more_pages import front_at
from tests.helpers.pages import cashiers_window
from ui.main.window import MainWindow
from ui.text_fields import edits_text, is_text_field
from ui.views import Action, Page, Press

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def presses() -> Presses:
    return Presses()


@pytest.fixture
def window(qapp: QApplication, presses: Presses) -> Iterator[MainWindow]:
    with cashiers_window(qapp, presses) as made:
        made.show_view(front_at(Page.TRANSACTIONS).screens().clerk)
        made.show()
        yield made


@pytest.fixture
def fields(qapp: QApplication) -> Iterator[dict[str, QWidget]]:
    made = {
        "line": QLineEdit(),
        "lines": QPlainTextEdit(),
        "read only": QLineEdit(readOnly=True),
        "disabled": QLineEdit(),
        "button": QPushButton(),
    }
    made["disabled"].setEnabled(False)
    yield made
    for widget in made.values():
        shiboken6.delete(widget)


def test_what_can_be_typed_into(fields: dict[str, QWidget]) -> None:
    assert [name for name, widget in fields.items() if is_text_field(widget)] == ["line", "lines"]
    assert not is_text_field(None)


@pytest.mark.parametrize(
    ("key", "text", "modifiers", "line", "lines"),
    [
        (Qt.Key.Key_7, "7", NONE, True, True),
        (Qt.Key.Key_A, "A", SHIFT, True, True),
        (Qt.Key.Key_unknown, "é", NONE, True, True),
        (Qt.Key.Key_Backspace, "\b", NONE, True, True),
        (Qt.Key.Key_Left, "", NONE, True, True),
        (Qt.Key.Key_V, "", CTRL, True, True),
        (Qt.Key.Key_Up, "", NONE, False, True),
        (Qt.Key.Key_Return, "\r", NONE, False, True),
        (Qt.Key.Key_1, "1", CTRL, False, False),
        (Qt.Key.Key_Escape, "\x1b", NONE, False, False),
        (Qt.Key.Key_F11, "", NONE, False, False),
        (Qt.Key.Key_Tab, "\t", NONE, False, False),
    ],
)
def test_which_keys_are_the_fields(
    fields: dict[str, QWidget],
    key: Qt.Key,
    text: str,
    modifiers: Qt.KeyboardModifier,
    line: bool,
    lines: bool,
) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)

    assert edits_text(event, fields["line"]) is line
    assert edits_text(event, fields["lines"]) is lines
    assert not any(edits_text(event, fields[name]) for name in ("read only", "disabled", "button"))


def test_figures_go_into_the_field_and_not_to_the_page(
    window: MainWindow, presses: Presses
) -> None:
    field = QLineEdit(window.page)
    field.show()
    field.setFocus()
    handle = window.windowHandle()

    QTest.keyClick(handle, Qt.Key.Key_4)
    QTest.keyClick(handle, Qt.Key.Key_2)
    QTest.keyClick(handle, Qt.Key.Key_Backspace)
    assert (field.text(), presses) == ("4", [])

    field.clearFocus()
    window.setFocus()
    QTest.keyClick(handle, Qt.Key.Key_5)
    assert field.text() == "4"
    assert presses == [Press(Action.TYPE, "5")]


def test_the_pages_own_keys_work_from_the_field(window: MainWindow, presses: Presses) -> None:
    field = QLineEdit(window.page)
    field.show()
    field.setFocus()

    for key in (Qt.Key.Key_Return, Qt.Key.Key_F11):
        QTest.keyClick(window.windowHandle(), key)

    assert presses == [Press(Action.FIND), Press(Action.FULL_SCREEN)]
