"""Where a button stands in a window of another process.

The same window is laid out here, in memory, at the same size and with the same view; whoever wants
to click in the real one asks its twin where.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kpay_desktop.bootstrap.till import first_model
from kpay_desktop.domain.message import message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.receipts.document import Document
from kpay_desktop.settings import Settings
from tests.helpers.desk import FakeDesk
from tests.helpers.display import Area
from ui.customer.window import CustomerWindow
from ui.demo.desk import DemoDesk
from ui.main.window import MainWindow
from ui.presenter import present
from ui.theme import prepare_application
from ui.till_model import TillModel
from ui.views import Action, Button, Page, Press
from ui.views_screens import Screens

NOTICE = message("frame.notice_paid_late", voucher="000001", count=1)
CASHIER = Operator("01", "Cashier 01", Role.CASHIER)


def _nothing(_: Press) -> None:
    return


def _no_slip(sale: SaleRecord, copy: SlipCopy) -> Document:
    return Document(f"{sale.identity.voucher} {copy.value}", ())


def screens(settings: Settings, page: Page) -> Screens:
    """Return what both windows show on a page of a cashier who has signed in."""
    model: TillModel = replace(first_model(settings), operator=CASHIER, page=page)
    return present(model, _no_slip)


def place_in(
    window: QWidget, real: Area, name: str, show: Callable[[], None] = lambda: None
) -> tuple[int, int]:
    """Return the point of the display to click for the button called ``name``.

    ``window`` is the twin of the window whose inside is at ``real``; ``show`` is called once it
    has its size.
    """
    window.resize(real.width, real.height)
    window.show()
    show()
    # A wrapped text that finds its height moves what stands below it: one round of events each.
    for _ in range(4):
        QApplication.processEvents()
    found = [
        button
        for button in window.findChildren(QAbstractButton)
        if name in {button.text(), button.accessibleName()} and button.isVisible()
    ]
    assert len(found) == 1, f"{len(found)} buttons are called {name}"
    middle = found[0].mapTo(window, QPoint(found[0].width() // 2, found[0].height() // 2))
    window.hide()
    return real.x + middle.x(), real.y + middle.y()


def _discard(window: QWidget) -> None:
    """Destroy a twin now: left to the garbage collector it may outlive the application."""
    shiboken6.delete(window)


def clerk_place(
    app: QApplication,
    settings: Settings,
    page: Page,
    real: Area,
    name: str,
    *,
    has_notice: bool = False,
) -> tuple[int, int]:
    """Return where a button of a cashier's page is on the display.

    ``has_notice``: the bar of a sale that was paid late stands above the page, see ``NOTICE``.
    """
    prepare_application(app)
    view = screens(settings, page).clerk
    if has_notice and view.frame is not None:
        notice = Button(Press(Action.OPEN_UNFINISHED), NOTICE)
        view = replace(view, frame=replace(view.frame, notice=notice))
    window = MainWindow(_nothing)
    try:
        return place_in(window, real, name, lambda: window.show_view(view))
    finally:
        _discard(window)


def desk_place(
    app: QApplication, real: Area, name: str, prepare: Callable[[DemoDesk], None] = lambda _: None
) -> tuple[int, int]:
    """Return where a button of the demo desk, cards and all, is on the display.

    ``prepare`` brings the twin to where the real one stands.
    """
    prepare_application(app)
    port = FakeDesk()
    port.lay_out_cards()
    window = DemoDesk(port)
    try:
        return place_in(window, real, name, lambda: prepare(window))
    finally:
        window.stop()
        _discard(window)


def customer_place(app: QApplication, settings: Settings, real: Area, name: str) -> tuple[int, int]:
    """Return where a button of the customer's window is on the display."""
    prepare_application(app)
    window = CustomerWindow(_nothing)
    view = screens(settings, Page.AMOUNT).customer
    try:
        return place_in(window, real, name, lambda: window.show_view(view))
    finally:
        _discard(window)
