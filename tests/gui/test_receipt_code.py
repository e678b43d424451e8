"""The code for the receipt on the customer's window: a decoder reads it off the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from hardware.camera.decode import DecoderChain
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SlipKind
from tests.helpers.back_receipts import BACKS, NUMBER, given_back
from tests.helpers.gui import Presses, clipped
from tests.helpers.receipt_views import Code, back_code, codes, paid_with, receipt_with
from ui.backend_receipt import ReceiptCodeTold
from ui.customer.panels import PaidPanel, ReceiptPanel
from ui.customer.window import CustomerWindow
from ui.theme import prepare_application
from ui.views import Action
from ui.views_customer import CustomerView
from ui.widgets.qr import LEAST_MODULE_PX

# What the customer's own screen has, and the window on a till that has one screen.
SCREENS = [(1366, 768), (1920, 1080), (1024, 768), (1080, 1920)]
WINDOWS = [(800, 480), (640, 760), (436, 612), (480, 360), (300, 190)]
READER = DecoderChain()


@pytest.fixture
def window(qapp: QApplication, presses: Presses) -> Iterator[CustomerWindow]:
    prepare_application(qapp)
    made = CustomerWindow(presses)
    yield made
    shiboken6.delete(made)


def read_off(window: CustomerWindow, view: CustomerView, theme: str = "light") -> tuple[str, ...]:
    """Return what a decoder reads in a picture of the window."""
    window.show_view(view, theme)
    window.show()
    QCoreApplication.processEvents()
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, line = image.width(), image.height(), image.bytesPerLine()
    rows = bytes(image.constBits())
    pixels = b"".join(rows[y * line : y * line + width] for y in range(height))
    return tuple(READER.read_grey(pixels, width, height))


@pytest.mark.parametrize("size", SCREENS, ids=[f"{w}x{h}" for w, h in SCREENS])
@pytest.mark.parametrize("language", list(Language))
def test_every_code_is_read_off_the_screen(
    window: CustomerWindow, size: tuple[int, int], language: Language
) -> None:
    window.resize(*size)
    for code in codes(language).values():
        for view in (paid_with(code, language), receipt_with(code, language)):
            assert read_off(window, view) == (code.text,)
            assert clipped(window) == []
            panel = window.panel
            assert isinstance(panel, PaidPanel | ReceiptPanel)
            assert panel.code.module_px() > LEAST_MODULE_PX


@pytest.mark.parametrize("size", SCREENS, ids=[f"{w}x{h}" for w, h in SCREENS])
@pytest.mark.parametrize("language", list(Language))
def test_the_code_of_money_back_is_read_off_the_screen(
    window: CustomerWindow, size: tuple[int, int], language: Language
) -> None:
    window.resize(*size)
    for name, back in BACKS.items():
        front, code = given_back(back, language), back_code(back, language)
        told = ReceiptCodeTold(NUMBER, language, code.symbol, kind=SlipKind.RETURN)
        front.controller.news(told)
        for panel in (PaidPanel, ReceiptPanel):
            assert read_off(window, front.screens().customer) == (code.text,), name
            assert isinstance(window.panel, panel)
            assert clipped(window) == []
            front.press(Action.SHOW_RECEIPT)


@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_it_is_read_in_every_theme(window: CustomerWindow, theme: str) -> None:
    window.resize(1366, 768)
    code = codes(Language.ZH)["card"]
    assert read_off(window, paid_with(code, Language.ZH), theme) == (code.text,)
    assert read_off(window, receipt_with(code, Language.ZH), theme) == (code.text,)


@pytest.mark.parametrize("size", WINDOWS, ids=[f"{w}x{h}" for w, h in WINDOWS])
def test_a_small_window_shows_a_code_that_is_read_or_none(
    window: CustomerWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for code in codes(Language.EN).values():
        found = read_off(window, paid_with(code, Language.EN))
        panel = window.panel
        assert isinstance(panel, PaidPanel)
        assert found == ((code.text,) if panel.code.isVisible() else ())
        assert panel.note.isVisible() == panel.code.isVisible()
        assert clipped(window) == []
        read_off(window, receipt_with(code, Language.EN))
        assert clipped(window) == []


@pytest.mark.parametrize("size", [(640, 760), (800, 480), (436, 612)])
def test_alone_it_is_read_in_a_small_window_too(
    window: CustomerWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for code in codes(Language.EN).values():
        assert read_off(window, receipt_with(code, Language.EN)) == (code.text,)


def test_the_result_stands_as_ever_while_there_is_no_code(window: CustomerWindow) -> None:
    window.resize(1366, 768)
    bare = replace(paid_with(codes(Language.EN)["card"], Language.EN), symbol=None, note=None)
    read_off(window, bare)
    panel = window.panel
    assert isinstance(panel, PaidPanel)
    assert not panel.code.isVisible()
    middle = panel.mark.mapTo(window, panel.mark.rect().center())
    assert abs(middle.x() - window.width() / 2) <= 1


def test_the_code_comes_and_goes_beside_the_result(window: CustomerWindow) -> None:
    window.resize(1366, 768)
    code = codes(Language.EN)["wallet"]
    shown = paid_with(code, Language.EN)
    bare = replace(shown, symbol=None, note=None)
    panels = set()
    for view, found in ((bare, ()), (shown, (code.text,)), (bare, ()), (shown, (code.text,))):
        assert read_off(window, view) == found
        panels.add(window.panel)
    assert len(panels) == 1


def test_what_it_is_for_is_said_to_those_who_cannot_see_it(window: CustomerWindow) -> None:
    window.resize(1366, 768)
    code: Code = codes(Language.EN)["link"]
    read_off(window, paid_with(code, Language.EN))
    panel = window.panel
    assert isinstance(panel, PaidPanel)
    assert panel.code.accessibleName() == panel.note.text()
    assert panel.note.text() == "Join our Wi-Fi and scan for your receipt"
    read_off(window, receipt_with(code, Language.ZH))
    large = window.panel
    assert isinstance(large, ReceiptPanel)
    assert large.code.accessibleName() == "您的收据"
