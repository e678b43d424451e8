"""The list's rows come and go at both ends, and what is seen stays where it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QScroller, QWidget
from pytestqt.qtbot import QtBot

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.sale import Method
from tests.helpers.found_sales import found_sale
from tests.helpers.widgets import put
from ui.sale_search import MOST_ROWS
from ui.views_transactions import SaleRows
from ui.widgets.sale_list import SaleList
from ui.widgets.sale_rows import cells, moved_by
from ui.words import words_of

NEWEST, PAGE = 3_000, 50
WORDS = words_of(Language.EN)
ROW = 51


def rows(first: int, last: int) -> SaleRows:
    """Return the sales from ``first`` down to ``last``."""
    return SaleRows(tuple(found_sale(n) for n in range(first, last - 1, -1)), UTC, False)


class Store:
    """Moves a list's window as the till does, when the list says that an end is near."""

    def __init__(self, host: QWidget) -> None:
        self.asked: list[bool] = []
        self.list = SaleList(lambda _: None, self.asked.append)
        host.resize(760, 600)
        put(host, self.list)
        self.first, self.last = NEWEST, NEWEST - PAGE + 1
        self.show()

    def show(self) -> None:
        self.list.show_rows(
            rows(self.first, self.last),
            NEWEST,
            WORDS,
            has_more=self.last > 1,
            has_newer=self.first < NEWEST,
        )
        QCoreApplication.processEvents()

    def serve(self) -> None:
        """Answer the last question; what is seen must not move."""
        newer = self.asked[-1]
        self.asked.clear()
        before = self.seen()
        if newer:
            self.first = min(NEWEST, self.first + PAGE)
            self.last = max(self.last, self.first - MOST_ROWS + 1)
        else:
            self.last = max(1, self.last - PAGE)
            self.first = min(self.first, self.last + MOST_ROWS - 1)
        self.show()
        assert self.seen() == before
        assert self.list.count <= MOST_ROWS

    def seen(self) -> tuple[int, int]:
        """Return the sale at the top and how many of its pixels are above the edge."""
        index = self.list.indexAt(self.list.viewport().rect().topLeft())
        sale = self.list.sale_at(index.row())
        return sale.identity.sale_id, self.list.visualRect(index).top()


@pytest.fixture
def store(host: QWidget) -> Store:
    return Store(host)


def test_three_thousand_sales_go_by_both_ways_and_nothing_jumps(store: Store) -> None:
    bar = store.list.verticalScrollBar()
    for _ in range(NEWEST):
        bar.setValue(bar.value() + 577)
        if store.asked:
            store.serve()
        elif bar.value() == bar.maximum():
            break
    assert store.last == 1
    assert store.list.sale_at(store.list.count - 1).identity.sale_id == 1

    for _ in range(NEWEST):
        bar.setValue(bar.value() - 577)
        if store.asked:
            store.serve()
        elif bar.value() == 0:
            break
    assert store.seen() == (NEWEST, 0)


def test_a_fling_goes_on_over_the_edge_of_the_window(store: Store, qtbot: QtBot) -> None:
    bar = store.list.verticalScrollBar()
    while store.first == NEWEST:
        bar.setValue(bar.maximum())
        store.serve()
    start, place = store.seen()
    scroller = QScroller.scroller(store.list.viewport())
    scroller.scrollTo(QPointF(0, bar.value() + 20 * ROW), 1_000)
    qtbot.waitUntil(lambda: store.seen()[0] < start, timeout=60_000)

    store.last -= PAGE
    store.first -= PAGE
    store.show()
    qtbot.waitUntil(lambda: scroller.state() == QScroller.State.Inactive, timeout=60_000)

    # It ends where it would have, neither short of it by the rows that went above nor beyond.
    assert store.seen() == (start - 20, place)


def test_no_end_is_told_of_while_rows_move(store: Store) -> None:
    bar = store.list.verticalScrollBar()
    while store.first == NEWEST:
        bar.setValue(bar.maximum())
        store.serve()

    assert store.asked == []


def test_rows_that_changed_are_painted_anew_where_they_stand(store: Store) -> None:
    def picture() -> QImage:
        return store.list.viewport().grab().toImage()

    bar = store.list.verticalScrollBar()
    bar.setValue(300)
    before = picture()
    shown = rows(store.first, store.last)
    changed = tuple(replace(sale, amount_minor=4_321) for sale in shown.rows)
    store.list.show_rows(replace(shown, rows=changed), NEWEST, WORDS, has_more=True)
    QCoreApplication.processEvents()

    assert bar.value() == 300
    assert picture() != before


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ((10, 6), (10, 6), 0),
        ((10, 6), (10, 1), 0),
        ((10, 6), (10, 8), 0),
        ((10, 6), (8, 1), -2),
        ((8, 1), (10, 4), 2),
        ((10, 6), (5, 1), None),
        ((10, 6), (6, 1), -4),
    ],
)
def test_how_far_rows_moved(old: tuple[int, int], new: tuple[int, int], moved: int | None) -> None:
    assert moved_by(rows(*old).rows, rows(*new).rows) == moved


def test_another_order_is_another_list(qapp: QApplication) -> None:
    several = rows(10, 1).rows
    swapped = (*several[:4], several[5], several[4], *several[6:])

    assert moved_by(several, swapped) is None
    assert moved_by((), several) is None
    assert moved_by(several, ()) is None


@pytest.mark.parametrize(("method", "entry"), [(Method.CARD, "No card"), (Method.CASH, "Drawer")])
def test_cash_says_nothing_of_a_card(method: Method, entry: str) -> None:
    sale = replace(found_sale(7), method=method, mode=None)

    assert cells(sale, rows(7, 7), WORDS)["entry"] == entry
