"""Full screen, keys on the screen, and a start with the computer, on a real display."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kpay_desktop.settings import parse_settings
from tests.helpers.bank import wait_until
from tests.helpers.desktop_entry import start_of
from tests.helpers.display import COUNTER, CUSTOMER, Area, Display
from tests.helpers.real_till import (
    CUSTOMER_SCREEN,
    PAYNOW,
    SUPERVISOR_PIN,
    WAIT_S,
    Phone,
    RealTill,
    profile_text,
)
from tests.helpers.twin import clerk_place
from tests.helpers.twin_keyboard import figures_below_the_search, keys_below_a_dialog
from tools.environment import ROOT, Environment, Level
from ui.keyboard.sheets import Sheet
from ui.tokens import LIGHT
from ui.views import Page

NewTill = Callable[[str], RealTill]
SUPERVISOR = "F3"
ACCENT = tuple(bytes.fromhex(LIGHT.accent[1:]))


@pytest.fixture
def start_till(display: Display, data: Path, tmp_path: Path) -> Iterator[NewTill]:
    """Give a function that starts a till with lines of its own under ``[appearance]``."""
    profile = tmp_path / "a shop's till.toml"
    with contextlib.ExitStack() as running:

        def make(appearance: str = "") -> RealTill:
            profile.write_text(f"{profile_text()}\n[appearance]\n{appearance}\n", "utf-8")
            return running.enter_context(RealTill(display, data, profile))

        yield make


def is_full(till: RealTill) -> bool:
    """True if the window manager says so, and the window fills the counter's screen."""
    told = till.display.run("xprop", "-id", till.window, "_NET_WM_STATE")
    return "_NET_WM_STATE_FULLSCREEN" in told and till.display.area(till.window) == COUNTER.area


def becomes_full(till: RealTill, *, full: bool = True) -> None:
    """Wait for full screen, or for a window again."""
    wait_until(f"full screen {full}", lambda: is_full(till) is full, WAIT_S)


def customer_is_on_screen(till: RealTill) -> bool:
    """True if the customer's window fills the customer's screen."""
    window = till.display.find(till.process.pid, CUSTOMER_SCREEN)
    return bool(window) and till.display.area(window) == CUSTOMER.area


def customer_has_a_screen(till: RealTill) -> None:
    """Wait until the customer's window fills the customer's screen."""
    wait_until("the customer's screen", lambda: customer_is_on_screen(till), WAIT_S)


def click(till: RealTill, app: QApplication, page: Page, name: str) -> None:
    """Click a button of the cashier's page."""
    settings = parse_settings(profile_text(), "test")
    area = till.display.area(till.window)
    till.display.click(*clerk_place(app, settings, page, area, name))


# --- full screen ------------------------------------------------------------------------------


def test_a_supervisor_fills_the_screen_and_the_choice_lasts(start_till: NewTill) -> None:
    till = start_till("")
    till.sign_in(SUPERVISOR_PIN, SUPERVISOR)
    customer_has_a_screen(till)
    becomes_full(till, full=False)

    till.keys("F11")
    becomes_full(till)
    till.keys("F11")
    becomes_full(till, full=False)
    till.keys("F11")
    becomes_full(till)
    assert till.stop() == 0

    till.start()
    till.reaches("Sign in")
    becomes_full(till)
    customer_has_a_screen(till)
    assert till.stop() == 0
    assert till.complaints() == ""


def test_a_cashier_stays_in_full_screen(start_till: NewTill) -> None:
    till = start_till("full_screen = true")
    becomes_full(till)
    till.sign_in()
    customer_has_a_screen(till)

    till.keys("F11")
    till.reaches("Appearance")
    becomes_full(till)

    # A screen that is pulled out and plugged in again changes nothing about it.
    till.display.unplug(CUSTOMER)
    wait_until("no customer's screen", lambda: not customer_is_on_screen(till), WAIT_S)
    till.display.plug_in(CUSTOMER)
    customer_has_a_screen(till)
    becomes_full(till)
    till.keys("ctrl+1", "5", "0", "0", "Return")
    till.reaches("Method")
    assert till.stop() == 0
    assert till.complaints() == ""


# --- starting with the computer ---------------------------------------------------------------


def test_the_till_enters_itself_and_the_entry_starts_it(
    start_till: NewTill, qapp: QApplication, private_home: Path
) -> None:
    till = start_till("")
    till.sign_in(SUPERVISOR_PIN, SUPERVISOR)
    till.keys("ctrl+5")
    till.reaches("More")
    click(till, qapp, Page.MORE, "Appearance")
    till.reaches("Appearance")
    entry = private_home / "xdg_config_home" / "autostart" / "kpay-desktop-demo.desktop"
    assert not entry.exists()

    click(till, qapp, Page.APPEARANCE, "Yes")
    wait_until("the entry", entry.exists, WAIT_S)
    began = start_of(entry.read_text("utf-8"))
    assert till.stop() == 0
    assert till.complaints() == ""

    assert Path(began.command[1]) == ROOT / "run.py"
    assert (began.command[2:], began.folder) == (till.arguments, ROOT)
    if Environment(ROOT).is_ready(Level.RUN):
        till.start(began.command[:2])
    else:
        # Tests that run in an environment of their own do not have the till's made for them.
        till.start()
    till.reaches("Sign in")
    till.wait_for_bank()
    assert till.stop() == 0
    assert till.complaints() == ""

    # Taken out again: the next start does not bring it back.
    till.start()
    till.sign_in(SUPERVISOR_PIN, SUPERVISOR)
    till.keys("ctrl+5")
    till.reaches("More")
    click(till, qapp, Page.MORE, "Appearance")
    till.reaches("Appearance")
    click(till, qapp, Page.APPEARANCE, "No")
    wait_until("no entry", lambda: not entry.exists(), WAIT_S)
    assert till.stop() == 0


# --- keys on the screen -----------------------------------------------------------------------


def test_a_voucher_and_a_files_name_are_typed_by_touch(
    start_till: NewTill, qapp: QApplication, private_home: Path
) -> None:
    till = start_till('screen_keyboard = "on"')
    till.sign_in()
    phone = Phone(till)
    for count, amount in enumerate((("5", "0", "0"), ("7", "0", "0")), start=1):
        till.keys(*amount)
        till.charge(PAYNOW)
        phone.presses(phone.opens(phone.reads()))
        till.reaches("Approved")
        till.slips_are_out(2 * count)
        till.keys("Return")
        till.reaches("Please enter the amount")
    till.keys("ctrl+2")
    till.reaches("Transactions")
    shows(phone, "000002")

    # The search field, with figures below it.
    settings = parse_settings(profile_text(), "test")
    keys = figures_below_the_search(qapp, settings, till.display.area(till.window))
    click(till, qapp, Page.TRANSACTIONS, "Voucher number")
    touch(till, keys, "1", "Done")
    shows(phone, "000001")

    # The name of a file, with letters below the dialog.
    till.keys("shift+F4")
    area = till.display.area(till.window)
    letters = keys_below_a_dialog(qapp, area, COUNTER.area, Sheet.LETTERS)
    touch(till, letters, "k", "x")
    till.display.click(*letters["123"])
    signs = keys_below_a_dialog(qapp, area, COUNTER.area, Sheet.SIGNS)
    touch(till, signs, "7")
    till.display.key("Return")

    def saved() -> bool:
        return any("kx7" in path.name for path in private_home.glob("*.pdf"))

    wait_until("the file", saved, WAIT_S)
    assert till.stop() == 0
    assert till.complaints() == ""


def touch(till: RealTill, keys: dict[str, tuple[int, int]], *faces: str) -> None:
    """Touch keys, once they are on the screen."""
    x, y = keys["edge of Done"]

    def drawn() -> bool:
        return till.display.picture(Area(x, y, 1, 1)).getpixel((0, 0)) == ACCENT

    wait_until("the keys", drawn, WAIT_S)
    for face in faces:
        till.display.click(*keys[face])


def shows(phone: Phone, voucher: str) -> None:
    """Wait until the cashier's screen shows the slip of a sale: its code says which."""

    def read() -> bool:
        return any(code.endswith(f":{voucher}") for code in phone.sees(COUNTER.area))

    wait_until(f"the slip of {voucher}", read, WAIT_S)
