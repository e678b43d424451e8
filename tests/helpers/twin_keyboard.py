"""Where the keys of the on-screen keyboard stand in a window of another process."""

from __future__ import annotations

import time
from dataclasses import replace

import shiboken6
from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QApplication

from kpay_desktop.bootstrap.till import first_model
from kpay_desktop.domain.language import Language
from kpay_desktop.receipts.document import Document
from kpay_desktop.settings import Settings
from kpay_desktop.settings_shop import ScreenKeyboard as Wanted
from tests.helpers.bank import wait_until
from tests.helpers.display import Area
from tests.helpers.twin import CASHIER
from ui.comfort_model import ComfortModel
from ui.keyboard.panel import ScreenKeyboard, Typing
from ui.keyboard.sheets import Sheet
from ui.main.window import MainWindow
from ui.presenter import present
from ui.sale_search import Panel
from ui.theme import prepare_application
from ui.views import Page
from ui.widgets.styled import apply_look
from ui.words import words_of

WAIT_S = 60.0
Places = dict[str, tuple[int, int]]


def _nothing() -> None:
    return


def figures_below_the_search(app: QApplication, settings: Settings, real: Area) -> Places:
    """Return where the figures are while a voucher is typed; ``real`` is the window's inside."""
    prepare_application(app)
    model = first_model(settings)
    model = replace(
        model,
        operator=CASHIER,
        page=Page.TRANSACTIONS,
        comfort=ComfortModel(keyboard=Wanted.ON),
        search=replace(model.search, panel=Panel.KEYPAD),
    )
    window = MainWindow(lambda _: None)
    try:
        window.resize(real.width, real.height)
        window.show_view(present(model, lambda sale, copy: Document("", ())).clerk)
        window.show()

        def drawn() -> bool:
            time.sleep(0.01)
            QCoreApplication.processEvents()
            return window.keyboard is not None and window.keyboard.keyboard is not None

        wait_until("the twin's keys", drawn, WAIT_S)
        assert window.keyboard is not None
        keyboard = window.keyboard.keyboard
        assert keyboard is not None
        corner = keyboard.mapTo(window, QPoint(0, 0))
        return _places(keyboard, QPoint(real.x, real.y) + corner)
    finally:
        shiboken6.delete(window)


def keys_below_a_dialog(app: QApplication, real: Area, screen: Area, sheet: Sheet) -> Places:
    """Return where a sheet's keys are while a dialog is typed into on ``screen``."""
    prepare_application(app)
    window = MainWindow(lambda _: None)
    window.resize(real.width, real.height)
    window.show()
    QCoreApplication.processEvents()
    keyboard = ScreenKeyboard(Typing(lambda _: None, _nothing, _nothing, _nothing))
    try:
        apply_look(keyboard, window.current_look)
        keyboard.begin(sheet, words_of(Language.EN))
        height = keyboard.sizeHint().height()
        keyboard.resize(screen.width, height)
        keyboard.show()
        QCoreApplication.processEvents()
        return _places(keyboard, QPoint(screen.x, screen.y + screen.height - height))
    finally:
        shiboken6.delete(keyboard)
        shiboken6.delete(window)


def _places(keyboard: ScreenKeyboard, corner: QPoint) -> Places:
    places: Places = {}
    for key in keyboard.keys:
        at = corner + key.geometry().center()
        places[key.text() or key.accessibleName()] = (at.x(), at.y())
        # A point of the key's ground, beside its face.
        edge = corner + key.geometry().topLeft() + QPoint(key.width() // 2, 6)
        places[f"edge of {key.text() or key.accessibleName()}"] = (edge.x(), edge.y())
    return places
