"""A customer's phone before the till's camera, and a hand scanner, on the real windows."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from kpay_desktop.settings import Settings, parse_settings
from tests.helpers.bank import wait_until
from tests.helpers.display import Display
from tests.helpers.real_till import QUICK, WAIT_S, RealTill, profile_text
from tests.helpers.twin import clerk_place, desk_place
from ui.demo.desk import DemoDesk
from ui.views import Page

SCANNING: Final = "Scan the customer’s"
#: What holds the phone to the camera, and at the same place takes it away again.
HOLD: Final = "Hold to the camera"
#: As a scanner types, in milliseconds between keys.
SCANNER_MS: Final = "3"
#: So long the till may take to see what is held to it before it is held up again.
LOOK_S, AGAIN_S = 8.0, 1.0


def scan_profile(changes: Mapping[str, str] | None = None, more: str = "") -> str:
    """Return the demo's profile with quick clocks, parts of its text changed, and more of it."""
    text = profile_text(QUICK)
    for before, after in (changes or {}).items():
        assert before in text, before
        text = text.replace(before, after)
    return f"{text}\n{more}"


def till_on(display: Display, data: Path, profile: str) -> RealTill:
    """Return a till with a profile of its own, not started yet."""
    path = data.with_name("scanning.toml")
    path.write_text(profile, "utf-8")
    return RealTill(display, data, path)


def begin_scan(till: RealTill, key: str) -> None:
    """Key SGD 28.00 and confirm it for a code that the customer shows."""
    till.keys("2", "8", "0", "0")
    till.charge(key)
    till.reaches(SCANNING)


def scan_by_hand(till: RealTill, text: str) -> None:
    """Type a text as a hand scanner does."""
    till.display.activate(till.window)
    till.display.must("xdotool", "type", "--delay", SCANNER_MS, f"{text}\n")


def scan_until(till: RealTill, text: str, page: str) -> None:
    """Scan a code until the till shows ``page``: what a busy machine breaks is scanned again."""

    def is_there() -> bool:
        if not till.title.startswith(page):
            scan_by_hand(till, text)
            _look(till, page, AGAIN_S)
        return till.title.startswith(page)

    wait_until(page, is_there, WAIT_S)


def _look(till: RealTill, page: str, within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while not till.title.startswith(page) and time.monotonic() < deadline:
        time.sleep(0.05)


class PhoneAtDesk:
    """The phone of the demo desk."""

    def __init__(self, till: RealTill, app: QApplication, settings: Settings | None = None) -> None:
        self._till, self._app = till, app
        shop = settings or parse_settings(profile_text(), "test")
        till.keys("ctrl+5")
        till.reaches("More")
        area = till.display.area(till.window)
        till.display.click(*clerk_place(app, shop, Page.MORE, area, "Demo desk"))
        self._desk = till.display.window(till.process.pid, "Demo desk")
        till.go_to("Please enter the amount", "ctrl+1")

    def click(self, name: str, *, is_option: bool = False) -> None:
        """Touch a button of the desk; ``is_option``: of the phone's options, which stand open."""
        display = self._till.display
        display.activate(self._desk)
        place = desk_place(
            self._app,
            display.area(self._desk),
            name,
            show_options if is_option else lambda _: None,
        )
        display.click(*place)

    def options(self, *names: str) -> None:
        """Turn some of the phone's options."""
        self.click("Options")
        for name in names:
            self.click(name, is_option=True)
        self.click("Options", is_option=True)

    def hold_until(self, page: str) -> None:
        """Hold the phone to the camera, and once more if nothing comes of it."""

        def is_there() -> bool:
            if not self._till.title.startswith(page):
                self.click(HOLD)
                _look(self._till, page, LOOK_S)
            return self._till.title.startswith(page)

        wait_until(page, is_there, WAIT_S)

    def take_away(self) -> None:
        """Take the phone away again."""
        self.click(HOLD)


def show_options(desk: DemoDesk) -> None:
    """Open the options of a twin's phone."""
    desk.phone.show_options(wanted=True)
