"""The customer's window, and the code that a phone has to read off it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.sale import WALLET_METHODS
from kpay_desktop.qr.symbol import QUIET_ZONE, Symbol
from tests.helpers.gui import (
    CUSTOMER,
    Presses,
    clipped,
    customer_view,
    nameless,
    sample_symbol,
    too_small,
    tree,
)
from ui.customer.panel import Panel
from ui.customer.panels import CodePanel, SaidPanel, TotalPanel
from ui.customer.window import CustomerWindow
from ui.theme import prepare_application
from ui.views import Action, Press
from ui.views_customer import CustomerKind, CustomerView
from ui.widgets.label import Label
from ui.widgets.qr import QrWidget, side_for_mm, trusted_dpi

# Small windows, counter screens, a display that stands upright.
SIZES = [
    (300, 190),
    (436, 612),
    (480, 360),
    (800, 480),
    (1024, 768),
    (1366, 768),
    (1920, 1080),
    (1080, 1920),
]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def window(qapp: QApplication, presses: Presses) -> Iterator[CustomerWindow]:
    prepare_application(qapp)
    made = CustomerWindow(presses)
    made.resize(1366, 768)
    yield made
    made.close_for_good()
    shiboken6.delete(made)


def shown(window: CustomerWindow, view: CustomerView) -> Panel:
    window.show_view(view)
    window.show()
    QCoreApplication.processEvents()
    assert window.panel is not None
    return window.panel


def said(window: CustomerWindow) -> list[str]:
    return [w.text() for w in tree(window) if isinstance(w, Label) and w.text()]


@pytest.mark.parametrize("name", CUSTOMER)
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_texts_fit_and_the_switch_can_be_hit(
    window: CustomerWindow, name: str, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)

    shown(window, replace(CUSTOMER[name](), language=language))

    assert window.size().toTuple() == size
    assert clipped(window) == []
    assert too_small(window) == []
    assert nameless(window) == []


def test_the_largest_amount_fits(window: CustomerWindow) -> None:
    window.resize(480, 360)
    for kind in (CustomerKind.TOTAL, CustomerKind.QR):
        shown(window, replace(customer_view(kind), total_minor=99_999_999))
        assert clipped(window) == []


def test_total(window: CustomerWindow) -> None:
    panel = shown(window, customer_view(CustomerKind.TOTAL))

    assert isinstance(panel, TotalPanel)
    assert panel.amount.text() == "SGD 30.80"
    assert panel.title.text() == "Total"
    assert window.ways.text() == "PayNow · WeChat Pay"
    assert window.merchant.text() == "Orchid Tea House"


def test_code(window: CustomerWindow) -> None:
    panel = shown(window, customer_view(CustomerKind.QR))

    assert isinstance(panel, CodePanel)
    assert panel.method.text() == "PayNow"
    assert panel.amount.text() == "SGD 30.80"
    assert panel.clock.text() == "Expires in 1:14"
    assert panel.code.accessibleName() == "Code to pay SGD 30.80 with PayNow"


def test_the_clock_goes_on_in_place(window: CustomerWindow) -> None:
    view = customer_view(CustomerKind.QR)
    panel = shown(window, view)
    assert isinstance(panel, CodePanel)

    assert shown(window, replace(view, seconds_left=5)) is panel
    assert panel.clock.text() == "Expires in 0:05"
    shown(window, replace(view, seconds_left=None))
    assert not panel.clock.isVisible()


@pytest.mark.parametrize(
    ("kind", "mark", "title"),
    [
        (CustomerKind.PAID, "tick", "Paid · SGD 30.80"),
        (CustomerKind.NOT_CHARGED, "cross", "Not charged"),
        (CustomerKind.WAIT, "wait", "Checking your payment"),
    ],
)
def test_results(window: CustomerWindow, kind: CustomerKind, mark: str, title: str) -> None:
    panel = shown(window, customer_view(kind))

    assert isinstance(panel, SaidPanel)
    assert (panel.mark.mark, panel.title.text()) == (mark, title)
    assert panel.mark.isVisible()


def test_idle_has_no_sign(window: CustomerWindow) -> None:
    panel = shown(window, customer_view(CustomerKind.IDLE))

    assert isinstance(panel, SaidPanel)
    assert not panel.mark.isVisible()


def test_the_symbol_is_gone_with_the_sale(window: CustomerWindow) -> None:
    panel = shown(window, customer_view(CustomerKind.QR))
    assert isinstance(panel, CodePanel)

    shown(window, replace(customer_view(CustomerKind.QR), symbol=None))

    assert panel.code.symbol is None
    assert panel.code.module_px() == 0
    middle = panel.code.mapTo(window, panel.code.rect().center())
    seen = window.grab().toImage().pixelColor(middle)
    assert seen == QColor(window.look.tokens.card)


def test_language_of_its_own(window: CustomerWindow, presses: Presses) -> None:
    shown(window, customer_view(CustomerKind.TOTAL))

    QTest.mouseClick(window.language.button(Language.ZH), Qt.MouseButton.LeftButton)
    assert presses == [Press(Action.CUSTOMER_LANGUAGE, "zh_CN")]

    shown(window, replace(customer_view(CustomerKind.TOTAL), language=Language.ZH))
    assert "合计" in said(window)
    assert window.ways.text() == "PayNow · 微信支付"


def test_no_badge_where_the_money_is_real(window: CustomerWindow) -> None:
    shown(window, replace(customer_view(CustomerKind.IDLE), simulated=False))

    assert not window.badge.isVisible()


def test_it_takes_no_keyboard_and_cannot_be_closed(window: CustomerWindow) -> None:
    shown(window, customer_view(CustomerKind.IDLE))

    assert window.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert not window.close()
    assert window.isVisible()


def test_it_follows_the_theme(window: CustomerWindow) -> None:
    view = customer_view(CustomerKind.QR)
    shown(window, view)

    window.show_view(view, "dark")
    QCoreApplication.processEvents()

    assert window.look.tokens.name == "dark"
    assert window.grab().toImage().pixelColor(3, 3) == QColor(window.look.tokens.card)


# --- the code -----------------------------------------------------------------------------------


def modules_on(image: QImage, code: QrWidget, symbol: Symbol, window: CustomerWindow) -> None:
    """Fail unless every pixel of the symbol and its quiet zone is what it has to be."""
    ratio = image.devicePixelRatio()
    place = code.symbol_rect()
    corner = QPointF(code.mapTo(window, QPoint(0, 0))) + place.topLeft()
    px = code.module_px()
    left, top = round(corner.x() * ratio), round(corner.y() * ratio)
    black, white = QColor("black").rgb(), QColor("white").rgb()
    for row in range(-QUIET_ZONE, symbol.size + QUIET_ZONE):
        for column in range(-QUIET_ZONE, symbol.size + QUIET_ZONE):
            inside = 0 <= row < symbol.size and 0 <= column < symbol.size
            wanted = black if inside and symbol.is_dark(row, column) else white
            x, y = left + column * px, top + row * px
            for dx, dy in ((0, 0), (px - 1, 0), (0, px - 1), (px - 1, px - 1)):
                assert image.pixel(x + dx, y + dy) == wanted, (row, column)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_whole_pixels_black_on_white_in_every_theme(
    window: CustomerWindow, theme: str, size: tuple[int, int]
) -> None:
    window.resize(*size)
    view = customer_view(CustomerKind.QR)
    window.show_view(view, theme)
    panel = shown(window, view) if theme == "light" else window.panel
    window.show()
    QCoreApplication.processEvents()
    assert isinstance(panel, CodePanel)
    assert view.symbol is not None

    modules_on(window.grab().toImage(), panel.code, view.symbol, window)


@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_eighty_millimetres_where_the_window_can(
    window: CustomerWindow, size: tuple[int, int]
) -> None:
    window.resize(*size)
    panel = shown(window, customer_view(CustomerKind.QR))
    assert isinstance(panel, CodePanel)
    code = panel.code

    room = min(code.width(), code.height())
    symbol = sample_symbol()
    dpi = trusted_dpi(code.screen())
    needed = side_for_mm(80, dpi) * (symbol.size + 2 * QUIET_ZONE) / symbol.size
    if room >= needed + symbol.size + 2 * QUIET_ZONE:
        assert code.symbol_mm() >= 79.9
    else:
        # As large as fits: one more pixel a module would not.
        count = symbol.size + 2 * QUIET_ZONE
        assert (code.module_px() + 1) * count > room


def test_a_screen_of_1366_shows_eighty_millimetres(window: CustomerWindow) -> None:
    panel = shown(window, customer_view(CustomerKind.QR))
    assert isinstance(panel, CodePanel)

    assert panel.code.symbol_mm() >= 80


def test_nonsense_of_screens_is_not_believed() -> None:
    assert trusted_dpi(None) == 96.0
    assert side_for_mm(25.4, 96.0) == 96


SCALED = """
import os, sys
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_SCALE_FACTOR"] = sys.argv[1]
from PySide6.QtWidgets import QApplication
app = QApplication([])
from tests.gui.test_look_customer import CodePanel, CustomerKind, CustomerWindow
from tests.gui.test_look_customer import customer_view, modules_on, prepare_application
prepare_application(app)
window = CustomerWindow(lambda press: None)
window.resize(1000, 620)
view = customer_view(CustomerKind.QR)
window.show_view(view)
window.show()
app.processEvents()
image = window.grab().toImage()
assert image.devicePixelRatio() == float(sys.argv[1]), image.devicePixelRatio()
assert isinstance(window.panel, CodePanel)
modules_on(image, window.panel.code, view.symbol, window)
print("whole pixels")
"""


@pytest.mark.parametrize("factor", ["1.25", "1.5", "2"])
def test_whole_pixels_on_scaled_screens(factor: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCALED, factor],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stdout.strip()) == (0, "whole pixels"), done.stderr[-2000:]


def test_wallets_have_their_colours(window: CustomerWindow) -> None:
    for method in WALLET_METHODS:
        panel = shown(window, replace(customer_view(CustomerKind.QR), method=method))
        assert isinstance(panel, CodePanel)
        wanted = QColor(getattr(window.look.tokens, f"{method.value}_ink"))
        assert panel.method.ink() == wanted
