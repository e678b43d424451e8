"""The cashier's window with a field of text and the keyboard on the screen."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.helpers.more_pages import front_at
from ui.keyboard.panel import ScreenKeyboard
from ui.main.window import MainWindow
from ui.views import Action, Page

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 60_000


class Desk:
    """The cashier's window behind a real front, with a field of text on its page."""

    def __init__(self, qtbot: QtBot, size: tuple[int, int] = (1366, 768)) -> None:
        self._bot = qtbot
        self.front = front_at(Page.ABOUT)
        self.front.press(Action.SCREEN_KEYBOARD, "on")
        self.window = MainWindow(self._press)
        self.window.resize(*size)
        self.show()
        self.window.show()
        self.settle()

    def _press(self, press: object) -> None:
        from ui.views import Press

        assert isinstance(press, Press)
        self.front.controller.press(press)
        self.show()

    def show(self) -> None:
        """Show what the front knows."""
        self.window.show_view(self.front.screens().clerk)

    def press(self, action: Action, value: str = "") -> None:
        """Press something, and show what comes of it."""
        self.front.press(action, value)
        self.show()
        self.settle()

    def settle(self) -> None:
        """Let the window lay itself out."""
        for _ in range(4):
            QCoreApplication.processEvents()

    @property
    def keyboard(self) -> ScreenKeyboard | None:
        """The keyboard, if one stands on the screen."""
        dock = self.window.keyboard
        return None if dock is None else dock.keyboard

    def wait_for_keys(self) -> ScreenKeyboard:
        """Wait until there is one."""
        self._bot.waitUntil(lambda: self.keyboard is not None, timeout=WAIT_MS)
        assert self.keyboard is not None
        return self.keyboard

    def wait_for_none(self) -> None:
        """Wait until there is none, and the page is back."""
        self._bot.waitUntil(lambda: self.keyboard is None, timeout=WAIT_MS)
        self._bot.waitUntil(lambda: self.window.area.shift == 0, timeout=WAIT_MS)

    def add(self, field: QWidget, y: int = 40, height: int = 44) -> None:
        """Put a field onto the page."""
        page = self.window.page
        assert page is not None
        field.setParent(page)
        field.setGeometry(60, y, 320, height)
        field.show()

    def show_right(self) -> None:
        """Fingers only reach what is on the screen, which is a small one here."""
        window = self.window
        window.move(window.screen().size().width() - window.width(), 0)
        self.settle()

    def touch(self, *faces: str) -> None:
        """Touch keys by their faces or names."""
        for face in faces:
            keyboard = self.keyboard
            assert keyboard is not None
            QTest.mouseClick(keyboard.key(face), LEFT)
