"""Both windows of the till with nothing behind them, and the application they need."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.measure import BenchError
from kpay_desktop.bootstrap.first_window import START_SIZE, make_application
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.late_world import LateWorld
from kpay_desktop.bootstrap.till import first_model
from kpay_desktop.domain.operator import Operator
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.receipts.document import Document
from kpay_desktop.settings import demo_settings
from ui.backend import News, SignedIn
from ui.controller import Controller
from ui.customer.window import CustomerWindow
from ui.main.window import MainWindow
from ui.presenter import present
from ui.till_model import TillModel


def application() -> QCoreApplication:
    """Return the one application, styled as the till's."""
    return QApplication.instance() or make_application()


class _NoWorld(LateWorld):
    """A world that is never started. It takes what is to be kept, and keeps nothing."""

    def save(self, key: str, value: str) -> None:
        """Forget it."""


class Counter:
    """The cashier's and the customer's window on the amount page, as the till connects them.

    The world behind them is never started; nobody asks it for anything while an amount is typed.
    """

    def __init__(self, folder: Path) -> None:
        settings = demo_settings()
        self.controller = Controller(
            first_model(settings),
            _NoWorld(settings, Folders(folder), _ignore),
            changed=self._show,
            open_desk=_nothing,
            close_till=_nothing,
            start_again=_nothing,
        )
        self.window = MainWindow(self.controller.press)
        self.customer = CustomerWindow(self.controller.press)
        self.window.resize(*START_SIZE)
        self.customer.resize(*START_SIZE)
        first = settings.operators[0]
        cashier = Operator(first.operator_id, first.name, first.role)
        self.controller.news(SignedIn(cashier))
        self.window.show()
        self.customer.show()
        settle()

    def close(self) -> None:
        """Close both windows."""
        self.customer.close_for_good()
        self.window.close_for_good()
        settle()
        put_away(self.window, self.customer)

    def _show(self, model: TillModel) -> None:
        screens = present(model, _no_document)
        self.window.show_view(screens.clerk)
        self.customer.show_view(screens.customer, screens.clerk.theme)


class Paints(QObject):
    """Counts a widget's paint events."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.count += 1
        return super().eventFilter(watched, event)


def put_away(*windows: QWidget) -> None:
    """Destroy windows that are closed: left to the interpreter's end, they may crash it."""
    for window in windows:
        shiboken6.delete(window)


def settle() -> None:
    """Let everything happen that waits in the event loop."""
    for _ in range(10):
        QCoreApplication.processEvents()


def _nothing() -> None:
    pass


def _ignore(_news: News) -> None:
    pass


def _no_document(sale: SaleRecord, copy: SlipCopy) -> Document:
    raise BenchError(f"no slip is shown here, and sale {sale.identity.sale_id} wants a {copy}")
