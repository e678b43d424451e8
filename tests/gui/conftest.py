"""Windows for the tests of pages and widgets; each is gone when its test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.gui import Presses
from tests.helpers.keyboard_desk import Desk
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


@pytest.fixture
def new_desk(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., Desk]]:
    """Makes cashiers' windows with a keyboard on the screen."""
    prepare_application(qapp)
    made: list[Desk] = []

    def make(size: tuple[int, int] = (1366, 768)) -> Desk:
        made.append(Desk(qtbot, size))
        return made[-1]

    yield make
    for desk in made:
        desk.window.close_for_good()
        shiboken6.delete(desk.window)
    QCoreApplication.processEvents()


@pytest.fixture
def desk(new_desk: Callable[..., Desk]) -> Desk:
    """One of them."""
    return new_desk()


@pytest.fixture
def field(desk: Desk) -> QLineEdit:
    """A field that is being typed into."""
    made = QLineEdit()
    desk.add(made)
    made.setFocus()
    desk.wait_for_keys()
    return made
