"""Hands at the demo desk, and the customer's hand at the screen."""

from __future__ import annotations

import re
import time
import tomllib

from PIL import Image, ImageChops
from PySide6.QtWidgets import QApplication

from kpay_desktop.settings import parse_settings
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from kpay_desktop.simulation.cards import catalogue
from tests.helpers.bank import wait_until
from tests.helpers.display import CUSTOMER, Area
from tests.helpers.real_till import WAIT_S, RealTill, profile_text
from tests.helpers.twin import clerk_place, desk_place
from ui.tokens import LIGHT
from ui.views import Page


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
        """Touch a button of the desk until the till shows a page, as a regular expression says.

        A busy desk may miss a touch.
        """
        display = self._till.display
        display.activate(self._desk)
        place = desk_place(self._app, display.area(self._desk), name)

        def there() -> bool:
            if not re.match(until, self._till.title):
                display.click(*place)
                time.sleep(1.0)
            return re.match(until, self._till.title) is not None

        wait_until(until, there, WAIT_S)

    def turn(self, name: str) -> None:
        """Turn one of the desk's switches; a busy desk may miss a touch."""
        display = self._till.display
        display.activate(self._desk)
        x, y = desk_place(self._app, display.area(self._desk), name)
        face = Area(x - 20, y - 12, 40, 24)
        # A pointer that rests on it would colour it.
        display.must("xdotool", "mousemove", "2", "2")
        before = display.picture(face).tobytes()

        def has_turned() -> bool:
            display.click(x, y)
            display.must("xdotool", "mousemove", "2", "2")
            time.sleep(1.0)
            return display.picture(face).tobytes() != before

        wait_until(name, has_turned, WAIT_S)


def card_named(key: str) -> str:
    """Return what a card of the catalogue is called at the desk."""
    spec = next(spec for spec in catalogue() if spec.key == key)
    return f"{spec.title} ··{spec.last_four}"


def card_desk(till: RealTill) -> CardDeskClient:
    """Return the card host's staff."""
    credentials = till.data / "bank" / "credentials"
    contract = tomllib.loads((credentials / "gateway.toml").read_text("utf-8"))
    return CardDeskClient(contract["desk_url"], (credentials / "desk_token").read_text().strip())


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
