"""A stripe reader's keys at the cashier's window: nothing of them reaches page or focus."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from pytestqt.qtbot import QtBot

from tests.helpers.gui import Presses, signin_view
from tests.helpers.pages import shown
from ui.main.window import MainWindow
from ui.views import Action, Press
from ui.wedge import StripeFilter

TRACK_2 = ";4012000077777777=32121011234567890?"
WAIT_MS = 60_000


class Reader:
    """Types into a window, by the keys' own clock."""

    def __init__(self, window: QWindow) -> None:
        self._window = window
        self.at_ms = 1000

    def types(self, text: str, gap_ms: int = 4) -> None:
        for sign in text:
            self.at_ms += gap_ms
            key = Qt.Key.Key_Return if sign == "\r" else Qt.Key(ord(sign.upper()))
            for kind in (
                QEvent.Type.ShortcutOverride,
                QEvent.Type.KeyPress,
                QEvent.Type.KeyRelease,
            ):
                event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
                event.setTimestamp(self.at_ms)
                QCoreApplication.sendEvent(self._window, event)


@pytest.fixture
def swipes() -> list[str]:
    """What was handed on."""
    return []


@pytest.fixture
def reader(window: MainWindow, swipes: list[str]) -> Reader:
    """A reader at a window that knows of it."""
    shown(window, signin_view())
    window.keys.add_interceptor(StripeFilter(swipes.append, window.windowHandle, window))
    handle = window.windowHandle()
    return Reader(handle)


def waited(qtbot: QtBot, is_so: Callable[[], bool]) -> None:
    qtbot.waitUntil(is_so, timeout=WAIT_MS)


def test_a_swipe_is_swallowed_whole(
    reader: Reader, presses: Presses, swipes: list[str], qtbot: QtBot
) -> None:
    reader.types(TRACK_2 + "\r\r")
    waited(qtbot, lambda: bool(swipes))
    assert swipes == [TRACK_2]
    assert presses == []


@pytest.mark.parametrize("text", ["%E?;E?\r", "%B40120000\r", ";4012000077"])
def test_bad_and_partial_swipes_are_swallowed_too(
    reader: Reader, presses: Presses, swipes: list[str], qtbot: QtBot, text: str
) -> None:
    reader.types(text)
    waited(qtbot, lambda: bool(swipes))
    assert swipes == [text.rstrip("\r")]
    assert presses == []


def test_a_person_goes_on_typing_after_a_swipe(
    reader: Reader, presses: Presses, swipes: list[str], qtbot: QtBot
) -> None:
    reader.types("12", gap_ms=90)
    reader.types(TRACK_2 + "\r")
    waited(qtbot, lambda: bool(swipes))
    reader.types("3", gap_ms=400)
    reader.types("\r", gap_ms=400)
    assert presses == [Press(Action.KEY, key) for key in ("1", "2", "3", "enter")]


def test_a_lone_sign_of_a_person_is_given_back(
    reader: Reader, window: MainWindow, swipes: list[str], qtbot: QtBot
) -> None:
    came: list[str] = []

    def note(event: QKeyEvent) -> bool:
        came.append(event.text())
        return True

    window.keys.add_interceptor(note)
    reader.types("%")
    assert came == []
    waited(qtbot, lambda: "%" in came)
    assert swipes == []


def test_digits_without_a_start_sign_are_a_persons(
    reader: Reader, presses: Presses, swipes: list[str]
) -> None:
    reader.types("88")
    assert presses == [Press(Action.KEY, "8"), Press(Action.KEY, "8")]
    assert swipes == []


def test_keys_without_a_clock_are_taken_too(
    reader: Reader, swipes: list[str], qtbot: QtBot
) -> None:
    reader.types(TRACK_2, gap_ms=0)
    waited(qtbot, lambda: bool(swipes))
    assert swipes == [TRACK_2]
