"""Windows for the tests of pages and widgets; each is gone when its test ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from tests.helpers.gui import Presses
from tests.helpers.pages import cashiers_window
from ui.main.window import MainWindow
from ui.theme import prepare_application


@pytest.fixture
def presses() -> Presses:
    """What was pressed in the test's window."""
    return Presses()


@pytest.fixture
def window(qapp: QApplication, presses: Presses) -> Iterator[MainWindow]:
    """The cashier's window, 1366 by 768."""
    with cashiers_window(qapp, presses) as made:
        yield made


@pytest.fixture
def host(qapp: QApplication) -> Iterator[QWidget]:
    """A plain window to put widgets in."""
    prepare_application(qapp)
    made = QWidget()
    QVBoxLayout(made)
    made.resize(600, 400)
    yield made
    made.hide()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))
