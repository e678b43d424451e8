"""Window managers that are slow to answer: a size that was in force before is told once more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from tests.helpers.desk import FakeDesk
from tests.helpers.gui import Presses
from ui.customer.window import CustomerWindow
from ui.demo.desk import DemoDesk
from ui.main.window import MainWindow
from ui.theme import look_of, prepare_application

SMALL, LARGE = (960, 640), (1920, 1080)


@pytest.fixture
def desk(qapp: QApplication) -> Iterator[DemoDesk]:
    prepare_application(qapp)
    port = FakeDesk()
    port.lay_out_cards()
    made = DemoDesk(port)
    yield made
    made.stop()
    shiboken6.delete(made)


@pytest.fixture
def customer(qapp: QApplication, presses: Presses) -> Iterator[CustomerWindow]:
    prepare_application(qapp)
    made = CustomerWindow(presses)
    yield made
    shiboken6.delete(made)


def keeps_its_scale(window: QWidget) -> None:
    window.show()
    scales = {}
    for size in (LARGE, SMALL):
        window.resize(*size)
        QCoreApplication.processEvents()
        scales[size] = look_of(window).scale
    assert scales[SMALL] < scales[LARGE]

    QCoreApplication.sendEvent(window, QResizeEvent(QSize(*LARGE), QSize(*SMALL)))

    assert window.size().toTuple() == SMALL
    assert look_of(window).scale == scales[SMALL]


def test_the_cashiers_window_is_scaled_by_the_size_it_has(window: MainWindow) -> None:
    keeps_its_scale(window)


def test_the_customers_window_is_scaled_by_the_size_it_has(customer: CustomerWindow) -> None:
    keeps_its_scale(customer)


def test_the_demo_desk_is_scaled_by_the_size_it_has(desk: DemoDesk) -> None:
    keeps_its_scale(desk)
