"""Room for the customer's window over the cashier's: nothing that is needed lies below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.ports import DeviceStatus
from tests.helpers import page_views
from tests.helpers.gui import customer_view
from tests.helpers.pages import SIZES, page_of, show
from ui.free_place import Need, largest_free, mark_spare, needed_places
from ui.main.show_qr import ShowQrPage
from ui.main.window import MainWindow
from ui.screens import OVER_TILL_MIN, CustomerScreen, over_till
from ui.views import Page
from ui.views_customer import CustomerKind, CustomerView
from ui.views_screens import PageBody

ROOM = QRect(0, 0, 1366, 768)
SEEN_S = 10_000

PAGES: dict[str, tuple[Page, Callable[[], PageBody]]] = {
    "amount": (Page.AMOUNT, page_views.amount_view),
    "making": (Page.SHOW_QR, page_views.making_view),
    "code": (Page.SHOW_QR, page_views.show_qr_view),
    "approved": (Page.RESULT, page_views.approved_view),
    "closed": (Page.RESULT, page_views.closed_view),
    "declined": (Page.RESULT, page_views.declined_view),
    "checking": (Page.RESULT, page_views.checking_view),
    "late": (Page.RESULT, page_views.late_view),
}


class Painted(QWidget):
    """Something that shows something."""


places = st.builds(
    QRect,
    st.integers(-100, 1400),
    st.integers(-100, 800),
    st.integers(0, 700),
    st.integers(0, 500),
)


# --- free room ----------------------------------------------------------------------------------


@given(st.lists(places, max_size=12))
def test_a_free_place_is_free(needed: list[QRect]) -> None:
    free = largest_free(ROOM, needed, OVER_TILL_MIN)

    if free is not None:
        assert ROOM.contains(free)
        assert free.width() >= OVER_TILL_MIN.width()
        assert free.height() >= OVER_TILL_MIN.height()
        assert not any(free.intersects(place) for place in needed)


@given(st.lists(places, max_size=6))
def test_none_is_missed(needed: list[QRect]) -> None:
    """Where a window of the least size fits at a corner of something, a place is found."""
    if largest_free(ROOM, needed, OVER_TILL_MIN) is not None:
        return
    lefts = [0, *(place.x() + place.width() + 6 for place in needed)]
    tops = [0, *(place.y() + place.height() + 6 for place in needed)]
    for left in lefts:
        for top in tops:
            there = QRect(QPoint(left, top), OVER_TILL_MIN)
            aired = [place.adjusted(-6, -6, 6, 6) for place in needed]
            assert not ROOM.contains(there) or any(there.intersects(place) for place in aired)


def test_an_empty_room_is_whole() -> None:
    assert largest_free(ROOM, [], OVER_TILL_MIN) == ROOM
    assert largest_free(QRect(), [], OVER_TILL_MIN) is None
    assert largest_free(ROOM, [ROOM], OVER_TILL_MIN) is None
    assert largest_free(ROOM, [], QSize(2000, 100)) is None


def test_the_shape_of_a_window_wins_over_the_area() -> None:
    # A long strip at the top is larger than the block below it.
    strip, block = QRect(0, 0, 1366, 190), QRect(0, 200, 400, 400)
    needed = [QRect(0, 190, 1366, 4), QRect(406, 194, 960, 574), QRect(0, 606, 406, 162)]

    free = largest_free(ROOM, needed, OVER_TILL_MIN)

    assert free is not None
    assert block.contains(free)
    assert not strip.intersects(free)


# --- what a page needs --------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_the_window_covers_no_button(
    window: MainWindow, name: str, language: Language, size: tuple[int, int]
) -> None:
    page, body = PAGES[name]
    window.resize(*size)
    show(window, page, body(), language=language)
    whole = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())

    place = over_till(whole, window)

    assert whole.contains(place)
    for button in window.findChildren(QAbstractButton):
        if button.isVisible():
            assert not place.intersects(QRect(button.mapToGlobal(QPoint(0, 0)), button.size()))
    assert not any(place.intersects(other) for other in needed_places(window, Need.ALMOST_ALL))


def test_the_code_is_larger_in_the_window_than_on_the_page(window: MainWindow) -> None:
    show(window, Page.SHOW_QR, page_views.show_qr_view())
    page = page_of(window, ShowQrPage)

    place = over_till(QRect(window.mapToGlobal(QPoint(0, 0)), window.size()), window)

    on_page = QRect(page.qr.mapToGlobal(QPoint(0, 0)), page.qr.size())
    assert place.intersected(on_page).width() >= on_page.width() * 0.9
    assert place.height() > place.width() > 400


def test_marked_widgets_are_spare_as_far_as_they_say(host: QWidget) -> None:
    first, second = Painted(host), Painted(host)
    first.setGeometry(0, 0, 100, 100)
    second.setGeometry(0, 100, 100, 100)
    mark_spare(first)
    mark_spare(second, at=Need.ALMOST_ALL)
    host.show()

    assert len(needed_places(host, Need.ALL)) == 1
    assert needed_places(host, Need.ALMOST_ALL) == []
    assert needed_places(host, Need.PRESSED) == []


# --- coming and going ---------------------------------------------------------------------------


def said(kind: CustomerKind, title: str, *, must_be_seen: bool = True) -> CustomerView:
    return replace(customer_view(kind), title=Message(title), must_be_seen=must_be_seen)


def deaf(_: DeviceStatus) -> None:
    return


def test_the_window_is_there_while_the_customer_needs_it(
    window: MainWindow, host: QWidget, qtbot: QtBot
) -> None:
    screen = CustomerScreen(host, window, deaf)
    show(window, Page.AMOUNT, page_views.amount_view())
    screen.follow(Page.AMOUNT, said(CustomerKind.TOTAL, "customer.total", must_be_seen=False))
    screen.place()
    assert not host.isVisible()

    show(window, Page.SHOW_QR, page_views.show_qr_view())
    screen.follow(Page.SHOW_QR, said(CustomerKind.QR, "customer.total"))
    qtbot.waitUntil(host.isVisible, timeout=SEEN_S)

    screen.follow(Page.RESULT, said(CustomerKind.PAID, "customer.paid", must_be_seen=False))
    qtbot.waitUntil(lambda: not host.isVisible(), timeout=SEEN_S)
    screen.stop()


def test_where_somebody_puts_it_there_it_comes_again(
    window: MainWindow, host: QWidget, qtbot: QtBot
) -> None:
    screen = CustomerScreen(host, window, deaf)
    show(window, Page.SHOW_QR, page_views.show_qr_view())
    screen.follow(Page.SHOW_QR, said(CustomerKind.QR, "customer.total"))
    screen.place()
    qtbot.waitUntil(lambda: screen.has_arrived, timeout=SEEN_S)
    chosen = QRect(60, 70, 320, 200)
    assert host.geometry() != chosen

    host.setGeometry(chosen)
    screen.follow(Page.RESULT, said(CustomerKind.PAID, "customer.paid", must_be_seen=False))
    qtbot.waitUntil(lambda: not host.isVisible(), timeout=SEEN_S)
    screen.follow(Page.SHOW_QR, said(CustomerKind.QR, "customer.total"))
    qtbot.waitUntil(host.isVisible, timeout=SEEN_S)

    assert host.geometry() == chosen
    screen.stop()
