"""Sales by card, as people make them: at the demo desk's reader, by a swipe, with a signature."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops
from PySide6.QtWidgets import QApplication

from kpay_desktop.settings import parse_settings
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from kpay_desktop.simulation.cards import catalogue, tracks
from tests.helpers.bank import wait_until
from tests.helpers.display import CUSTOMER, Area
from tests.helpers.real_till import WAIT_S, RealTill, audit, profile_text
from tests.helpers.twin import clerk_place, desk_place
from ui.tokens import LIGHT
from ui.views import Page

CARD = "F2"
TOTAL_MINOR = 2_800
CALM_S = 1.0
READY = "Tap, insert or swipe"
Tell = Callable[[str], None]


class Hands:
    """A customer's hands at the demo desk."""

    def __init__(self, till: RealTill, app: QApplication) -> None:
        self._till, self._app = till, app
        settings = parse_settings(profile_text(), "test")
        till.keys("ctrl+5")
        till.reaches("More")
        area = till.display.area(till.window)
        till.display.click(*clerk_place(app, settings, Page.MORE, area, "Demo desk"))
        self._desk = till.display.window(till.process.pid, "Demo desk")
        till.go_to("Please enter the amount", "ctrl+1")

    def touch(self, name: str, until: str) -> None:
        """Touch a button of the desk until the till shows a page; a busy desk may miss a touch."""
        display = self._till.display
        display.activate(self._desk)
        place = desk_place(self._app, display.area(self._desk), name)

        def there() -> bool:
            if not self._till.title.startswith(until):
                display.click(*place)
                time.sleep(1.0)
            return self._till.title.startswith(until)

        wait_until(until, there, WAIT_S)


def card_named(key: str) -> str:
    """Return what a card of the catalogue is called at the desk."""
    spec = next(spec for spec in catalogue() if spec.key == key)
    return f"{spec.title} ··{spec.last_four}"


def card_desk(till: RealTill) -> CardDeskClient:
    """Return the card host's staff."""
    credentials = till.data / "bank" / "credentials"
    contract = tomllib.loads((credentials / "gateway.toml").read_text("utf-8"))
    return CardDeskClient(contract["desk_url"], (credentials / "desk_token").read_text().strip())


def charge(till: RealTill) -> None:
    """Key SGD 28.00 and take it by card."""
    till.keys("2", "8", "0", "0")
    till.charge(CARD)
    till.reaches(READY)


def accent_area(till: RealTill, area: Area) -> Area:
    """Return where the one next step stands on a screen: nothing else has its colour."""
    picture = till.display.picture(area).convert("RGB")
    other = ImageChops.difference(picture, Image.new("RGB", picture.size, LIGHT.accent))
    box = other.convert("L").point(lambda value: 255 if value == 0 else 0).getbbox()
    if box is None:
        return Area(0, 0, 0, 0)
    left, top, right, bottom = box
    return Area(area.x + left, area.y + top, right - left, bottom - top)


def sign(till: RealTill) -> None:
    """Draw on the customer's screen and press Done."""
    area = CUSTOMER.area
    x, y = area.x + area.width // 3, area.y + area.height // 2
    moves = [f"{x + 40 * n} {y + (60 if n % 2 else -60)}" for n in range(8)]
    command = ["xdotool", "mousemove", *moves[0].split(), "mousedown", "1"]
    for move in moves[1:]:
        command += ["mousemove", *move.split(), "sleep", "0.05"]
    till.display.must(*command, "mouseup", "1")
    wait_until("Done", lambda: accent_area(till, area).width > 100, WAIT_S)
    till.display.click(*accent_area(till, area).centre)


def test_a_chip_sale_that_is_signed(
    till: RealTill, data: Path, qapp: QApplication, tell: Tell
) -> None:
    till.sign_in()
    hands = Hands(till, qapp)
    charge(till)
    hands.touch(f"Insert · {card_named('mastercard')}", "Check the card’s details")
    till.keys("Return")
    till.reaches("The customer signs")
    assert till.paper == b"", "slips wait for the signature"
    sign(till)
    till.reaches("Approved · SGD 28.00")
    till.slips_are_out(2)
    assert till.stop() == 0
    report = audit(data)
    assert [slip["copy"] for slip in report["slips"]] == ["merchant", "customer"]
    assert list(report["cards"].values()) == [TOTAL_MINOR]
    assert till.complaints() == ""
    tell("chip sale on the real windows: inserted, confirmed, signed by mouse, printed twice")


def test_a_tap_and_a_swipe_typed_by_the_reader(
    till: RealTill, data: Path, qapp: QApplication, tell: Tell
) -> None:
    till.sign_in()
    hands = Hands(till, qapp)
    charge(till)
    hands.touch(f"Tap · {card_named('visa-debit')}", "Approved · SGD 28.00")
    till.slips_are_out(2)
    till.keys("Return")
    till.reaches("Please enter the amount")

    charge(till)
    stripe = tracks(next(spec for spec in catalogue() if spec.key == "visa-stripe"))
    till.display.activate(till.window)
    typed = f"{stripe.track_1}{stripe.track_2}\n"
    till.display.must("xdotool", "type", "--delay", "2", typed)
    till.reaches("Check the card’s details")
    # An Enter that follows on a swipe's heels is the reader's.
    time.sleep(CALM_S)
    till.keys("Return")
    till.reaches("The customer signs|Approved")
    if till.title.startswith("The customer signs"):
        sign(till)
    till.reaches("Approved · SGD 28.00")
    till.slips_are_out(4)
    assert till.stop() == 0
    assert list(audit(data)["cards"].values()) == [TOTAL_MINOR, TOTAL_MINOR]
    assert stripe.track_2.strip(";?").partition("=")[0] not in till.log()
    tell("tap at the demo desk, and a swipe typed by a reader, on the real windows")


def test_a_lost_answer_is_taken_back(
    till: RealTill, data: Path, qapp: QApplication, tell: Tell
) -> None:
    till.sign_in()
    hands = Hands(till, qapp)
    desk = card_desk(till)
    desk.set_next_card("cut_after")
    desk.set_next_card("cut_before", kind="reversal", sticky=True)
    charge(till)
    hands.touch(f"Tap · {card_named('visa-debit')}", "Not charged. The reversal is on its way")
    assert till.paper == b""
    desk.clear_next_card("reversal")
    till.reaches("Undone. Nothing was charged.")
    assert till.stop() == 0
    report = audit(data)
    assert (report["slips"], report["cards"]) == ([], {})
    tell("a lost answer on the real windows: taken back, nothing charged, nothing printed")
