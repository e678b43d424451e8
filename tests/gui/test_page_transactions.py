"""The Transactions page in its window: it fits, it is pressed, and it stays light."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kpay_desktop.domain.language import Language
from tests.helpers.found_sales import answer, found_page, found_sale, on_transactions, view_of
from tests.helpers.front import Front
from tests.helpers.gui import Presses
from tests.helpers.pages import SIZES, assert_fits, click, page_of, show
from ui.backend import SlipSaved
from ui.main.transactions import TransactionsPage
from ui.main.window import MainWindow
from ui.save_model import SaveFault
from ui.views import Action, Page, Press
from ui.views_transactions import TransactionsView
from ui.widgets.paper import PaperView

CODE = "KPAY:V:80010001:000042:000138"


def saved(fault: SaveFault | None) -> Front:
    """Return a front whose receipt was saved, or not."""
    path = "/media/somebody/A USB stick/000138_2026-11-22_customer.pdf"
    front = on_transactions().press(Action.SAVE_SLIP, "customer").press(Action.SAVE_TO, path)
    front.controller.news(SlipSaved(path, fault))
    return front


FRONTS: dict[str, Callable[[], Front]] = {
    "list": on_transactions,
    "not_approved": lambda: on_transactions().press(Action.PICK_SALE, "133"),
    "calendar": lambda: on_transactions().press(Action.FIND_PANEL, "date"),
    "methods": lambda: on_transactions().press(Action.FIND_PANEL, "method"),
    "states": lambda: on_transactions().press(Action.FIND_PANEL, "state"),
    "cashiers": lambda: on_transactions().press(Action.FIND_PANEL, "cashier"),
    "keypad": lambda: on_transactions().press(Action.FIND_PANEL, "keypad").keys("1", "3"),
    "nothing": lambda: answer(on_transactions().keys(*"000999")),
    "other_till": lambda: on_transactions().press(Action.TYPE, "KPAY:V:80010002:000042:000136"),
    "saved": lambda: saved(None),
    "not_saved": lambda: saved(SaveFault.GONE).press(Action.REPRINT_SALE, "customer"),
    "scanned": lambda: answer(on_transactions().press(Action.TYPE, CODE), found_page(138, 1)),
    "all_dates": lambda: answer(on_transactions().press(Action.FIND_BY, "day:all"), found_page()),
}


def opened(window: MainWindow, view: TransactionsView) -> TransactionsPage:
    show(window, Page.TRANSACTIONS, view)
    return page_of(window, TransactionsPage)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)

    for name, made in FRONTS.items():
        show(window, Page.TRANSACTIONS, view_of(made()), language=language)

        assert_fits(window, size, name)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_a_slip_that_was_looked_for_is_seen_whole_and_can_be_read(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for front in (
        FRONTS["scanned"](),
        answer(on_transactions().keys(*"000138"), found_page(138, 1)),
    ):
        show(window, Page.TRANSACTIONS, view_of(front), language=language)
        slip = page_of(window, TransactionsPage).detail.slip

        assert slip.paper.height() <= slip.viewport().height()
        assert slip.verticalScrollBar().maximum() == 0
        # Two columns are the width of a Chinese letter, and the height of any.
        assert 2 * slip.paper.column_px >= 9.5, (size, slip.paper.size())


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_list_and_paper_take_the_theme_they_are_first_shown_in(
    window: MainWindow, theme: str
) -> None:
    show(window, Page.TRANSACTIONS, view_of(on_transactions()), theme=theme)
    page = page_of(window, TransactionsPage)

    for part in (page.list, page.head, page.detail.slip, page.panel):
        assert part.look.tokens.name == theme


def test_a_row_is_picked_by_touch(window: MainWindow, presses: Presses) -> None:
    page = opened(window, view_of(on_transactions()))
    second = page.list.visualRect(page.list.model().index(1, 0)).center()

    QTest.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=second)

    assert presses == [Press(Action.PICK_SALE, "137")]


def test_keys_type_scan_find_and_go_through_the_list(window: MainWindow, presses: Presses) -> None:
    opened(window, view_of(on_transactions()))

    QTest.keyClicks(window, "7K:")
    for key in (
        Qt.Key.Key_Return,
        Qt.Key.Key_Escape,
        Qt.Key.Key_Down,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_F4,
    ):
        QTest.keyClick(window, key)

    assert presses == [
        Press(Action.TYPE, "7"),
        Press(Action.TYPE, "K"),
        Press(Action.TYPE, ":"),
        Press(Action.FIND),
        Press(Action.FIND_CLEAR),
        Press(Action.STEP_SALE, "1"),
        Press(Action.KEY, "back"),
        Press(Action.REPRINT_SALE, "customer"),
    ]


def test_field_chips_and_buttons_report_their_presses(window: MainWindow, presses: Presses) -> None:
    page = opened(window, view_of(on_transactions().keys("1")))

    click(page.field.clear)
    page.field.click()
    for chip in page.chips:
        click(chip)
    click(page.detail.buttons[1])

    for column in (page.detail.buttons, page.detail.beside):
        assert len({(button.x(), button.width()) for button in column}) == 1
    assert presses == [
        Press(Action.FIND_CLEAR),
        Press(Action.FIND_PANEL, "keypad"),
        *(Press(Action.FIND_PANEL, name) for name in ("date", "method", "state", "cashier")),
        Press(Action.REPRINT_SALE, "merchant"),
    ]


def test_the_end_of_the_list_asks_for_more_and_keeps_its_place(
    window: MainWindow, presses: Presses
) -> None:
    front = on_transactions(found_page(138, 50, more=True))
    page = opened(window, view_of(front))
    assert presses == []

    bar = page.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert set(presses) == {Press(Action.MORE_SALES, "older")}
    place = bar.value()
    answer(front.press(Action.MORE_SALES, "older"), found_page(88, 50))
    opened(window, view_of(front))

    assert page.list.count == 100
    assert bar.value() == place


def test_another_page_of_rows_makes_no_widget(window: MainWindow) -> None:
    page = opened(window, view_of(on_transactions(found_page(138, 2))))
    before = set(map(id, page.findChildren(QWidget)))

    opened(window, view_of(on_transactions(found_page(138, 130))))

    assert set(map(id, page.findChildren(QWidget))) == before


def test_an_empty_list_gives_its_place_to_what_to_do(window: MainWindow, presses: Presses) -> None:
    page = opened(window, view_of(answer(on_transactions().keys(*"000999"))))

    assert page.nothing.title.text() == "No sale with voucher 000999"
    assert not page.detail.isVisible()
    click(page.nothing.buttons.buttons[0])
    assert presses == [Press(Action.FIND_CLEAR)]


def test_every_row_speaks(window: MainWindow) -> None:
    page = opened(window, view_of(on_transactions()))

    assert page.list.model().index(0, 0).data() == "000138, 14:32:08, PayNow, SGD 30.80, Approved"


def test_the_scroll_bar_of_a_slip_does_not_chase_itself(qapp: QApplication) -> None:
    view = PaperView()
    sale = found_sale(138)
    front = on_transactions(replace(found_page(count=1), rows=(sale,)))
    detail = view_of(front).detail
    assert detail is not None
    view.show()
    view.show_document(detail.slip)
    for height in range(380, 640, 4):
        view.resize(330, height)
        QCoreApplication.processEvents()

    assert view.paper.width() <= 330
    view.close()
