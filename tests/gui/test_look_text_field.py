"""A field for text looks as the other fields do, and shows whether it has the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.widgets import put
from ui.theme import Look, look_of
from ui.tokens import THEMES
from ui.widgets.styled import apply_look
from ui.widgets.text_field import TextField


@pytest.mark.parametrize("theme", THEMES)
def test_a_field_has_round_corners_and_a_line_of_the_theme(host: QWidget, theme: str) -> None:
    apply_look(host, Look(THEMES[theme], 1.0))
    field = TextField()
    field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    put(host, field)
    look = look_of(host)
    drawn = field.grab().toImage()
    middle = field.height() // 2

    assert drawn.pixelColor(0, 0) != look.colour("line2")
    assert drawn.pixelColor(0, middle) == look.colour("line2")
    assert drawn.pixelColor(field.width() // 2, middle) == look.colour("card")
    assert field.palette().placeholderText().color() == look.colour("ink3")


def test_the_keyboard_is_seen_by_the_line(host: QWidget, qtbot: QtBot) -> None:
    field = TextField()
    put(host, field)
    host.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=60_000)
    drawn = field.grab().toImage()

    for x in (0, 1):
        assert drawn.pixelColor(x, field.height() // 2) == look_of(host).colour("accent")
