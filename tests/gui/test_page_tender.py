"""The cash page and its end in a window: they fit, are pressed, typed into, and speak."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kpay_desktop.domain.language import Language
from kpay_desktop.flows.cash_view import DrawerStayedShut
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from tests.helpers.cash_front import at_tender, cash_sale, sold
from tests.helpers.front import Front
from tests.helpers.gui import Presses, tree
from tests.helpers.page_views import confirm_view
from tests.helpers.pages import SIZES, assert_fits, cashiers_window, click, page_of, show, shown
from ui.keys import buttons_in
from ui.main.result import ResultPage
from ui.main.tender import TenderPage
from ui.main.titles import announced
from ui.main.window import MainWindow
from ui.views import Action, Page, Press
from ui.widgets.buttons import BigButton
from ui.words import words_of

PAPER_OUT = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.paper_out")


@pytest.fixture
def presses() -> Presses:
    return Presses()


@pytest.fixture
def window(qapp: QApplication, presses: Presses) -> Iterator[MainWindow]:
    with cashiers_window(qapp, presses) as made:
        yield made


def shut() -> Front:
    """The longest change, from the note of a thousand, and a drawer that stayed shut."""
    front = sold(cash_sale(1_205, 100_000))
    front.controller.news(DrawerStayedShut(front.model.cash.request))
    return front


def without_paper() -> Front:
    front = shut()
    front.controller.news(PAPER_OUT)
    return front


FRONTS = {
    "empty": at_tender,
    "too little": lambda: at_tender().keys("2", "0", "00"),
    "in cents": lambda: at_tender().keys("3", "0", "0", "1"),
    "picked": lambda: at_tender().press(Action.CASH_HANDED, "5000"),
    "plain": lambda: at_tender("2", "8", "00").keys("5", "00", "0"),
    "largest": lambda: at_tender(*"999999").keys(*"1999999"),
    "nothing": lambda: at_tender("2"),
    "charging": lambda: at_tender().keys("5", "00", "0").press(Action.TAKE_CASH),
    "sold": sold,
    "exact": lambda: sold(cash_sale(handed_minor=2_805)),
    "shut": shut,
    "no paper": without_paper,
}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for name, made in FRONTS.items():
        clerk = made().screens().clerk

        show(window, clerk.page, clerk.body, step=clerk.step, language=language)

        assert_fits(window, size, name)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_they_paint_in_every_theme(window: MainWindow, theme: str) -> None:
    for name, made in FRONTS.items():
        shown(window, made().press(Action.THEME, theme).screens().clerk)

        assert not window.grab().isNull(), name


def test_every_button_of_a_view_is_on_its_page(window: MainWindow, presses: Presses) -> None:
    for name, made in FRONTS.items():
        clerk = made().screens().clerk
        shown(window, clerk)
        presses.clear()
        wanted = {button.press for button in buttons_in(clerk.body) if button.enabled}
        assert window.page is not None

        for widget in tree(window.page):
            if isinstance(widget, BigButton):
                click(widget)

        assert wanted == set(presses), name


def test_cash_is_taken_by_keys_alone(window: MainWindow, presses: Presses) -> None:
    """Every key goes to a till, and what it comes to is shown before the next one."""
    front = at_tender()

    def type_key(key: Qt.Key | str) -> None:
        shown(window, front.screens().clerk)
        presses.clear()
        if isinstance(key, str):
            QTest.keyClicks(window, key)
        else:
            QTest.keyClick(window, key)
        for press in presses:
            front.controller.press(press)

    for key in ("2", "0", Qt.Key.Key_Backspace, Qt.Key.Key_Delete, "5", Qt.Key.Key_Return):
        type_key(key)
    assert front.backend.drafts == []
    assert front.model.cash.handed_minor == 5

    type_key(Qt.Key.Key_Escape)
    assert front.model.page is Page.METHOD
    front.press(Action.PICK_METHOD, "cash:")
    type_key(Qt.Key.Key_F3)
    type_key(Qt.Key.Key_Return)

    (draft,) = front.backend.drafts
    assert draft.tender is not None
    assert draft.tender.handed_minor == 3_000


def test_figures_speak_and_a_mistake_is_announced(window: MainWindow) -> None:
    clerk = at_tender().keys("2", "0", "00").screens().clerk
    shown(window, clerk)
    page = page_of(window, TenderPage)

    assert page.handed.handed.accessibleName() == "SGD 20.00"
    assert page.handed.handed.accessibleDescription() == "Handed over"
    assert page.handed.change.accessibleName() == "SGD 8.05"
    assert page.handed.change.accessibleDescription() == "Still to come"
    words = words_of(Language.EN)
    assert [words(each) for each in announced(clerk)] == ["SGD 8.05 is still missing"]


def test_the_change_is_said_with_its_pieces(window: MainWindow) -> None:
    clerk = sold().screens().clerk
    shown(window, clerk)
    page = page_of(window, ResultPage)
    words = words_of(Language.EN)

    said = [words(each) for each in announced(clerk)]
    assert said[:4] == [
        *("Paid in cash · SGD 28.05", "Change SGD 21.95"),
        *("2 × SGD 10", "1 × SGD 1"),
    ]
    assert page.change.amount.minor == 2_195
    pieces = page.change.pieces.text().replace("\N{NO-BREAK SPACE}", " ")
    assert pieces == "2 × SGD 10  ·  1 × SGD 1  ·  1 × 50¢  ·  2 × 20¢  ·  1 × 5¢"


def test_without_change_the_words_stand_alone(window: MainWindow) -> None:
    shown(window, FRONTS["exact"]().screens().clerk)
    page = page_of(window, ResultPage)

    assert page.change.label.text() == "No change to give"
    assert not page.change.amount.isVisible()
    assert not page.change.pieces.isVisible()


def test_the_block_is_gone_with_the_next_sale_by_card(window: MainWindow) -> None:
    shown(window, sold().screens().clerk)
    shown(window, without_paper().screens().clerk)

    assert not page_of(window, ResultPage).change.isVisible()


def test_a_key_makes_no_widget(window: MainWindow) -> None:
    front = at_tender()
    shown(window, front.screens().clerk)
    page = page_of(window, TenderPage)
    before = set(map(id, page.findChildren(QWidget)))

    for key in ("5", "0", "00", "back"):
        shown(window, front.keys(key).screens().clerk)

    assert set(map(id, page.findChildren(QWidget))) == before


def test_it_refuses_the_view_of_another(window: MainWindow) -> None:
    with pytest.raises(TypeError, match="TenderPage cannot show ConfirmView"):
        show(window, Page.TENDER, confirm_view())


def test_touching_the_way_on_reports_it(window: MainWindow, presses: Presses) -> None:
    shown(window, at_tender().press(Action.CASH_HANDED, "5000").screens().clerk)

    click(page_of(window, TenderPage).confirm)

    assert presses == [Press(Action.TAKE_CASH)]
