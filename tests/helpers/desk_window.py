"""The demo desk's window with a simulated world in memory and a customer's window beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.helpers.desk import ACCOUNTS, FakeDesk
from tests.helpers.gui import customer_view
from ui.customer.window import CustomerWindow
from ui.demo.desk import DemoDesk
from ui.demo.desk_port import PaperSwitch
from ui.demo.parts import DeskButton
from ui.demo.phone_view import Stage
from ui.theme import prepare_application
from ui.views_customer import CustomerKind
from ui.widgets.pill import Pill


@dataclass
class Desk:
    """The desk with the world behind it."""

    window: DemoDesk
    port: FakeDesk
    customer: CustomerWindow
    bot: QtBot

    def settle(self) -> None:
        """Let the first answers come."""
        self.until(lambda: len(self.window.phone.customers) == len(ACCOUNTS))
        self.until(self.window.printer.switches[PaperSwitch.OUT].isEnabled)

    def until(self, met: Callable[[], object]) -> None:
        """Wait for what a call brings."""
        self.bot.waitUntil(lambda: bool(met()), timeout=60_000)

    def scan(self, stage: Stage) -> None:
        """Scan and wait for the phone's answer."""
        click(self.window.phone.scan)
        self.until(lambda: self.window.phone.shown.stage is stage)


@contextmanager
def opened_desk(
    app: QApplication, bot: QtBot, *, cards: bool = False, scanning: bool = True
) -> Iterator[Desk]:
    """Open both windows, and take them and the desk's threads away again."""
    prepare_application(app)
    customer = CustomerWindow(lambda _: None)
    customer.resize(900, 600)
    customer.show_view(customer_view(CustomerKind.QR))
    customer.show()
    port = FakeDesk(has_scanning=scanning)
    if cards:
        port.lay_out_cards()
    window = DemoDesk(port, lambda: customer)
    # Beside the customer's window: nothing has to be held up to it first.
    window.move(2000, 0)
    window.show()
    yield Desk(window, port, customer, bot)
    for gate in port.hold.values():
        gate.set()
    window.hide()
    window.stop(2.0)
    if port.hands is not None:
        port.hands.stop(30.0)
    customer.close_for_good()
    for made in (window, customer):
        shiboken6.delete(made)


def click(widget: QWidget) -> None:
    """Touch the middle of a widget."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def is_chosen(button: DeskButton, *, wanted: bool) -> bool:
    """True if the button is chosen, or not, as wanted."""
    return button.is_chosen is wanted


def says(pill: Pill, text: str) -> bool:
    """True if the pill shows that text."""
    return pill.text() == text
