"""The window that stands before the till: it shows the sign-in page, and hands its presses over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kpay_desktop.bootstrap.first_window import FirstWindow
from kpay_desktop.bootstrap.till import first_model
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.receipts.document import Document
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_shop import Theme
from ui.present_front import first_view
from ui.presenter import present
from ui.views import Action, Page, Press

CHINESE_AND_DARK = replace(
    demo_settings(),
    languages=replace(demo_settings().languages, clerk=Language.ZH),
    appearance=replace(demo_settings().appearance, theme=Theme.DARK),
)


@pytest.fixture
def first(qapp: QApplication) -> Iterator[FirstWindow]:
    made = FirstWindow(demo_settings())
    yield made
    made.window.close_for_good()
    shiboken6.delete(made.window)


def _no_slip(sale: SaleRecord, copy: SlipCopy) -> Document:
    raise AssertionError(f"nobody shows the {copy} of sale {sale.identity.sale_id}")


@pytest.mark.parametrize("settings", [demo_settings(), CHINESE_AND_DARK])
def test_the_first_page_is_the_one_that_the_till_shows_next(settings: Settings) -> None:
    model = first_model(settings)
    view = first_view(settings, model.clock)
    assert view.page is Page.SIGN_IN
    assert present(model, _no_slip).clerk == view


def test_it_stands_by_itself(first: FirstWindow) -> None:
    first.show((1366, 768))
    assert first.window.isVisible()
    assert first.window.size().toTuple() == (1366, 768)
    assert "Orchid Tea House" in first.window.windowTitle()
    first.press(Press(Action.KEY, "1"))
    assert not first.is_closed


def test_presses_and_touches_go_to_whoever_took_them_over(first: FirstWindow) -> None:
    pressed: list[Press] = []
    touched: list[str] = []
    first.show((1366, 768))
    first.hand_over(pressed.append, lambda: touched.append("touch"))
    handle = first.window.windowHandle()
    QTest.keyClick(handle, Qt.Key.Key_1)
    assert pressed == [Press(Action.KEY, "1")]
    assert touched
    first.window.close()
    assert pressed[-1] == Press(Action.QUIT)
    assert not first.is_closed


def test_it_closes_while_there_is_nothing_behind_it(first: FirstWindow, qapp: QApplication) -> None:
    first.show((1366, 768))
    # Within the loop that it ends: an end that no loop has heard would meet the next test's.
    QTimer.singleShot(0, first.window.close)
    assert qapp.exec() == 0
    assert first.is_closed
