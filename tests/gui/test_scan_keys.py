"""A hand scanner's keys at the cashier's window: told from a person's, and from a stripe's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from kpay_desktop.domain.scanner import Broken, Scan, ScanFault, ScannerSetup, Suffix
from tests.helpers.front import Front
from tests.helpers.gui import Presses
from tests.helpers.pages import cashiers_window, page_of, shown
from tests.helpers.scan_front import DIGITS, scanning
from ui.main.scan import ScanPage
from ui.main.window import MainWindow
from ui.views import Action, Press
from ui.wedge import ScanFilter, StripeFilter
from ui.widgets.buttons import BigButton

WAIT_MS = 60_000
TRACK_2 = ";4012000077777777=32121011234567890?"


@dataclass
class Counter:
    """A window with both filters, and who types into it. ``at_ms`` is the keys' own clock."""

    window: MainWindow
    scans: list[Scan | Broken] = field(default_factory=list)
    swipes: list[str] = field(default_factory=list)
    awaits: bool = True
    at_ms: int = 1_000

    def listen(self, setup: ScannerSetup | None = None) -> Counter:
        """Put the filters in, the scanner's in front."""
        target = self.window.windowHandle
        scans = ScanFilter(
            setup or ScannerSetup(), self.scans.append, lambda: self.awaits, target, self.window
        )
        self.window.keys.add_interceptor(scans)
        self.window.keys.add_interceptor(StripeFilter(self.swipes.append, target, self.window))
        return self

    def types(self, text: str, gap_ms: int = 4) -> None:
        """Type with so many milliseconds between two keys."""
        handle = self.window.windowHandle()
        for sign in text:
            self.at_ms += gap_ms
            key = {"\r": Qt.Key.Key_Return, "\t": Qt.Key.Key_Tab}.get(sign)
            self.press_key(handle, key or Qt.Key(ord(sign.upper())), sign)

    def press_key(self, window: QWindow, key: Qt.Key, sign: str) -> None:
        """Press one key and let it go."""
        for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
            event.setTimestamp(self.at_ms)
            QCoreApplication.sendEvent(window, event)


@pytest.fixture
def presses() -> Presses:
    """What the window reported."""
    return Presses()


@pytest.fixture
def counter(qapp: QApplication, presses: Presses) -> Iterator[Counter]:
    """A window on the scanning page."""
    with cashiers_window(qapp, presses) as window:
        shown(window, scanning().screens().clerk)
        yield Counter(window)


@pytest.fixture
def amount(counter: Counter) -> Counter:
    """The same window on the amount page, where no code is awaited."""
    shown(counter.window, Front().sign_in().screens().clerk)
    counter.awaits = False
    return counter


def waited(qtbot: QtBot, is_so: Callable[[], bool]) -> None:
    qtbot.waitUntil(is_so, timeout=WAIT_MS)


def test_a_scan_is_swallowed_whole_and_handed_on(counter: Counter, presses: Presses) -> None:
    counter.listen().types(DIGITS + "\r")

    (scan,) = counter.scans
    assert isinstance(scan, Scan)
    assert scan.text == DIGITS
    assert presses == []


def test_a_scan_with_a_stripes_signs_in_it_is_no_swipe(counter: Counter, qtbot: QtBot) -> None:
    counter.listen().types("PN1234;5678%90?AB\r")
    waited(qtbot, lambda: bool(counter.scans))

    assert counter.swipes == []


def test_a_swipe_goes_to_the_card(counter: Counter, qtbot: QtBot) -> None:
    counter.listen().types(TRACK_2 + "\r")
    waited(qtbot, lambda: bool(counter.swipes))

    assert counter.swipes == [TRACK_2]
    assert counter.scans == []


def test_a_scan_that_broke_off_is_an_error_and_no_figure(
    counter: Counter, presses: Presses, qtbot: QtBot
) -> None:
    counter.listen().types(DIGITS[:6])
    waited(qtbot, lambda: bool(counter.scans))

    (broken,) = counter.scans
    assert isinstance(broken, Broken)
    assert broken.fault is ScanFault.BROKEN_OFF
    assert presses == []


def test_a_person_types_into_the_pages_field(
    counter: Counter, presses: Presses, qtbot: QtBot
) -> None:
    front = scanning().press(Action.TYPE_CODE)
    shown(counter.window, front.screens().clerk)
    entry = page_of(counter.window, ScanPage).type.field
    counter.window.activateWindow()
    entry.setFocus()
    counter.listen()
    for count, sign in enumerate("131234", start=1):
        counter.types(sign, gap_ms=300)
        waited(qtbot, partial(_has, entry, "131234"[:count]))

    assert counter.scans == []


def _has(entry: QLineEdit, typed: str) -> bool:
    return entry.text().replace(" ", "") == typed


def test_without_a_prefix_other_pages_take_every_key_at_once(
    amount: Counter, presses: Presses
) -> None:
    amount.listen().types("280")

    assert presses == [Press(Action.KEY, sign) for sign in "280"]


def test_with_a_prefix_a_scan_is_told_on_every_page_and_never_typed(
    amount: Counter, presses: Presses
) -> None:
    amount.listen(ScannerSetup(prefix="~")).types("~" + DIGITS + "\r")

    (scan,) = amount.scans
    assert isinstance(scan, Scan)
    assert scan.text == DIGITS
    assert presses == []


def test_with_a_prefix_no_other_key_is_held_back(amount: Counter, presses: Presses) -> None:
    amount.listen(ScannerSetup(prefix="~")).types("28")

    assert presses == [Press(Action.KEY, "2"), Press(Action.KEY, "8")]


def test_a_scanner_that_ends_with_tab_moves_no_focus(counter: Counter, presses: Presses) -> None:
    counter.listen(ScannerSetup(suffix=Suffix.TAB)).types(DIGITS + "\t")

    assert len(counter.scans) == 1
    assert presses == []


def test_the_rest_of_a_scan_is_swallowed_though_the_page_has_gone(
    counter: Counter, presses: Presses
) -> None:
    counter.listen().types(DIGITS[:10])
    counter.awaits = False
    counter.types(DIGITS[10:] + "\r")

    (scan,) = counter.scans
    assert isinstance(scan, Scan)
    assert scan.text == DIGITS
    assert presses == []


def test_two_scans_one_after_the_other_are_two(counter: Counter, qtbot: QtBot) -> None:
    counter.listen().types(DIGITS + "\r")
    counter.types(DIGITS[::-1] + "\r", gap_ms=6)
    waited(qtbot, lambda: len(counter.scans) == 2)

    texts = [scan.text for scan in counter.scans if isinstance(scan, Scan)]
    assert texts == [DIGITS, DIGITS[::-1]]


def test_keys_that_type_nothing_keep_their_meaning(counter: Counter, presses: Presses) -> None:
    counter.listen()
    handle = counter.window.windowHandle()
    counter.press_key(handle, Qt.Key.Key_F8, "")
    counter.press_key(handle, Qt.Key.Key_Escape, "\x1b")

    assert presses == [Press(Action.TYPE_CODE), Press(Action.BACK)]


def test_space_presses_the_button_that_has_the_focus(counter: Counter, presses: Presses) -> None:
    counter.listen()
    page = page_of(counter.window, ScanPage)
    button = next(b for b in page.findChildren(BigButton) if b.isVisible() and b.isEnabled())
    button.setFocus(Qt.FocusReason.TabFocusReason)

    counter.types(" ")

    assert len(presses) == 1
    assert not button.isDown()
    assert counter.scans == []
