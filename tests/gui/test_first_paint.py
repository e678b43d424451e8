"""What waits for the first paint comes once, after it, and also when there never is one."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.first_paint import FirstPaint


class Painted(QWidget):
    """Writes down when it is painted."""

    def __init__(self, diary: list[str]) -> None:
        super().__init__()
        self._diary = diary

    def paintEvent(self, event: QPaintEvent) -> None:
        self._diary.append("painted")


def test_the_rest_comes_once_and_behind_the_first_paint(qtbot: QtBot) -> None:
    diary: list[str] = []
    window = Painted(diary)
    qtbot.addWidget(window)
    FirstPaint(window, lambda: diary.append("then"), deadline_ms=60_000)
    window.show()
    qtbot.waitUntil(lambda: "then" in diary, timeout=60_000)
    window.repaint()
    qtbot.wait(20)
    assert diary[:2] == ["painted", "then"]
    assert diary.count("then") == 1


def test_a_window_that_is_never_painted_does_not_hold_it_up(qtbot: QtBot) -> None:
    diary: list[str] = []
    window = Painted(diary)
    qtbot.addWidget(window)
    FirstPaint(window, lambda: diary.append("then"), deadline_ms=5)
    qtbot.waitUntil(lambda: bool(diary), timeout=60_000)
    window.show()
    qtbot.waitUntil(lambda: "painted" in diary, timeout=60_000)
    qtbot.wait(20)
    assert diary.count("then") == 1
    assert diary[0] == "then"
