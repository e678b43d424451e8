"""The customer's window on real screens: where it stands, how large its code is, whose language."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication

from kpay_desktop.settings import parse_settings
from tests.helpers.bank import wait_until
from tests.helpers.display import COUNTER, CUSTOMER, Area, Display, Monitor
from tests.helpers.real_till import PAYNOW, WAIT_S, Phone, RealTill, profile_text
from tests.helpers.twin import customer_place

CODE_MM = 80.0
SMALL = Monitor("customer", Area(COUNTER.area.width, 0, 1024, 768), 270, 203)
Tell = Callable[[str], None]


@pytest.fixture(autouse=True)
def both_screens(display: Display) -> Iterator[None]:
    """Leave both screens plugged in for the next test."""
    yield
    display.unplug(CUSTOMER)
    display.plug_in(CUSTOMER)


def place_of(till: RealTill) -> Area:
    """Return where the customer's window stands; it may be made anew when it moves."""
    return till.display.area(till.customer_window)


def stands_on(till: RealTill, area: Area) -> None:
    """Wait until the customer's window fills ``area``."""
    wait_until(f"the window on {area}", lambda: place_of(till) == area, WAIT_S)


def stands_in(till: RealTill, area: Area) -> None:
    """Wait until the customer's window stands in ``area`` as a window."""

    def there() -> bool:
        place = place_of(till)
        return area.holds(place) and 0 < place.width < area.width

    wait_until(f"the window in {area}", there, WAIT_S)


def has_state(till: RealTill, state: str) -> bool:
    """True if the window manager says ``state`` of the customer's window."""
    told = till.display.must("xprop", "-id", till.customer_window, "_NET_WM_STATE")
    return f"_NET_WM_STATE_{state}" in told


def show_code(till: RealTill) -> Phone:
    """Have a PayNow code of SGD 5.00 on the customer's screen."""
    till.sign_in()
    till.keys("5", "0", "0")
    till.charge(PAYNOW)
    till.reaches("PayNow code is on the customer’s screen")
    return Phone(till)


@pytest.mark.parametrize("monitor", [CUSTOMER, SMALL], ids=["22-inch", "13-inch"])
def test_the_code_is_large_enough_for_a_phone(
    display: Display, new_till: Callable[[], RealTill], monitor: Monitor, tell: Tell
) -> None:
    if monitor is not CUSTOMER:
        display.unplug(CUSTOMER)
        display.plug_in(monitor)
    till = new_till()
    phone = show_code(till)
    stands_on(till, monitor.area)
    wait_until("the whole screen", lambda: has_state(till, "FULLSCREEN"), WAIT_S)
    assert phone.reads(monitor.area)
    area = phone.code_area(monitor.area)
    assert area.width == area.height
    width_mm = area.width / monitor.pixels_per_mm
    assert width_mm >= CODE_MM
    tell(f"code on {monitor.width_mm} x {monitor.height_mm} mm: {width_mm:.0f} mm wide")
    assert till.stop() == 0


def test_the_window_follows_the_screens_through_a_sale(till: RealTill) -> None:
    phone = show_code(till)
    stands_on(till, CUSTOMER.area)
    code = phone.reads()

    till.display.unplug(CUSTOMER)
    stands_in(till, COUNTER.area)
    assert not has_state(till, "FULLSCREEN")
    wait_until("the code in the window", lambda: phone.sees(place_of(till)) == [code], WAIT_S)
    # The window is not in the cashier's way: keys still mean the cashier's page.
    till.keys("F5")

    till.display.plug_in(CUSTOMER)
    stands_on(till, CUSTOMER.area)
    wait_until("the whole screen", lambda: has_state(till, "FULLSCREEN"), WAIT_S)
    wait_until("the code on it", lambda: phone.sees() == [code], WAIT_S)
    assert phone.presses(phone.opens(code)).result == "paid"
    till.reaches("Approved · SGD 5.00")
    till.slips_are_out(2)
    assert till.stop() == 0


def test_one_screen_holds_both_windows(display: Display, new_till: Callable[[], RealTill]) -> None:
    display.unplug(CUSTOMER)
    till = new_till()
    phone = show_code(till)
    stands_in(till, COUNTER.area)
    wait_until("the code in the window", lambda: len(phone.sees(place_of(till))) == 1, WAIT_S)
    assert till.stop() == 0


def test_the_customer_chooses_a_language_for_that_window_alone(
    till: RealTill, qapp: QApplication
) -> None:
    till.sign_in()
    stands_on(till, CUSTOMER.area)
    before = till.title
    settings = parse_settings(profile_text(), "test")
    window = till.customer_window
    till.display.click(*customer_place(qapp, settings, CUSTOMER.area, "简体中文"))
    wait_until("Chinese", lambda: till.display.title(window) == "客显屏", WAIT_S)
    assert till.title == before
    # The touch took no keys away from the cashier.
    till.display.key("5", "0", "0", "Return")
    till.reaches("Method")
    till.display.click(*customer_place(qapp, settings, CUSTOMER.area, "English"))
    wait_until("English", lambda: till.display.title(window) == "Customer screen", WAIT_S)
    assert till.stop() == 0
    assert till.complaints() == ""
