"""The field for a code that is typed: nothing of it outlives its panel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.helpers.gui import Presses
from tests.helpers.pages import cashiers_window, page_of, shown
from tests.helpers.scan_front import scanning
from ui.main.scan import ScanPage
from ui.main.window import MainWindow
from ui.views import Action

CODE = "PN1234567890ABCDEFGHIJKL"


@pytest.fixture
def window(qapp: QApplication) -> Iterator[MainWindow]:
    """A window on the scanning page."""
    with cashiers_window(qapp, Presses()) as window:
        yield window


def test_a_typed_code_does_not_come_back_by_undo(window: MainWindow) -> None:
    front = scanning().press(Action.TYPE_CODE)
    shown(window, front.screens().clerk)
    field = page_of(window, ScanPage).type.field
    field.insert(CODE)
    assert field.isUndoAvailable()

    shown(window, front.press(Action.TYPE_CODE).screens().clerk)
    assert not field.isUndoAvailable()
    shown(window, front.press(Action.TYPE_CODE).screens().clerk)
    field.undo()

    assert field.text() == ""


@pytest.mark.parametrize("way_out", [Action.BACK, Action.LOCK])
def test_a_typed_code_goes_with_the_page(window: MainWindow, way_out: Action) -> None:
    front = scanning().press(Action.TYPE_CODE)
    shown(window, front.screens().clerk)
    field = page_of(window, ScanPage).type.field
    field.insert(CODE)

    shown(window, front.press(way_out).screens().clerk)

    assert (field.text(), field.isUndoAvailable()) == ("", False)
