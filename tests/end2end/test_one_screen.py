"""A counter with one screen: the customer's window comes with the code, beside what is pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from kpay_desktop.settings import parse_settings
from tests.helpers.bank import wait_until
from tests.helpers.display import COUNTER, CUSTOMER, Display
from tests.helpers.page_views import show_qr_view
from tests.helpers.real_till import CUSTOMER_SCREEN, PAYNOW, WAIT_S, Phone, RealTill, profile_text
from tests.helpers.twin import place_in, screens
from ui.main.window import MainWindow
from ui.theme import prepare_application
from ui.views import Page


@pytest.fixture(autouse=True)
def one_screen(display: Display) -> Iterator[None]:
    """Take the customer's screen away; the next test finds it again."""
    display.unplug(CUSTOMER)
    yield
    display.plug_in(CUSTOMER)


def is_seen(till: RealTill) -> bool:
    """True while the customer's window is on the screen."""
    return bool(till.display.find(till.process.pid, CUSTOMER_SCREEN))


def cancel_place(app: QApplication, till: RealTill) -> tuple[int, int]:
    """Where Cancel is on the page that shows the code."""
    prepare_application(app)
    view = screens(parse_settings(profile_text(), "test"), Page.SHOW_QR).clerk
    window = MainWindow(lambda _: None)
    try:
        area = till.display.area(till.window)
        view = replace(view, body=show_qr_view(), page=Page.SHOW_QR)
        return place_in(window, area, "Cancel", lambda: window.show_view(view))
    finally:
        shiboken6.delete(window)


def test_the_window_comes_with_the_code_and_goes_with_the_result(
    new_till: Callable[[], RealTill], qapp: QApplication
) -> None:
    till = new_till()
    till.sign_in()
    till.keys("5", "0", "0")
    till.reaches("Please enter the amount")
    assert not is_seen(till)

    till.charge(PAYNOW)
    till.reaches("PayNow code is on the customer’s screen")
    wait_until("the customer's window", lambda: is_seen(till), WAIT_S)
    phone = Phone(till)

    def is_read() -> bool:
        """One code in the window: the one of the page stands below it."""
        place = till.display.area(till.customer_window)
        return COUNTER.area.holds(place) and len(phone.sees(place)) == 1

    wait_until("the code in the window", is_read, WAIT_S)

    # The mouse reaches the page's own button beside the window.
    till.display.click(*cancel_place(qapp, till))
    till.reaches("Not charged")
    wait_until("the window gone with the result", lambda: not is_seen(till), WAIT_S)
    assert till.stop() == 0
    assert till.complaints() == ""
