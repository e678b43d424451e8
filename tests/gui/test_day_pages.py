"""The pages of the day in a window, as they really are: they fit, speak, and need no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kpay_desktop.domain.language import Language
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.flows.settle_view import SettleBegun
from kpay_desktop.flows.settlement.state import Agreement
from kpay_desktop.flows.settlement.state import Phase as SettlePhase
from tests.helpers.back_front import BackFront, back_view, candidate
from tests.helpers.day_fronts import DAY_FRONTS
from tests.helpers.day_views import MINIMUM
from tests.helpers.front import Front
from tests.helpers.gui import LAMPS, Presses
from tests.helpers.pages import SIZES, assert_fits, cashiers_window, page_of, shown
from tests.helpers.settle_front import at_settlement, settle_view
from ui.main.titles import announced
from ui.main.void import VoidPage
from ui.main.window import MainWindow
from ui.views import Page, Press
from ui.words import words_of

ALL_SIZES = [MINIMUM, *SIZES]


class Hand(Presses):
    """Somebody at a keyboard: what is pressed goes to the front, and its page is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.front: Front | None = None
        self.window: MainWindow | None = None

    def __call__(self, press: Press) -> None:
        """Carry out what the window reports."""
        assert self.front is not None
        self.front.controller.press(press)
        self.look()

    def look(self) -> None:
        """Show what the front shows now."""
        assert self.front is not None
        assert self.window is not None
        shown(self.window, self.front.screens().clerk)

    def type(self, *keys: str | Qt.Key) -> None:
        """Type figures, and press other keys."""
        assert self.window is not None
        for key in keys:
            if isinstance(key, str):
                QTest.keyClicks(self.window, key)
            else:
                QTest.keyClick(self.window, key)


@pytest.fixture
def hand(qapp: QApplication) -> Iterator[Hand]:
    """A keyboard at the cashier's window."""
    made = Hand()
    with cashiers_window(qapp, made) as window:
        made.window = window
        yield made


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", ALL_SIZES, ids=[f"{w}x{h}" for w, h in ALL_SIZES])
def test_every_state_fits(window: MainWindow, language: Language, size: tuple[int, int]) -> None:
    window.resize(*size)

    for name, made in DAY_FRONTS.items():
        view = made().screens().clerk
        assert view.frame is not None
        frame = replace(view.frame, lamps=LAMPS)
        shown(window, replace(view, frame=frame, language=language))

        assert_fits(window, size, name)


def test_every_state_is_spoken(window: MainWindow) -> None:
    for language in Language:
        words = words_of(language)
        for name, made in DAY_FRONTS.items():
            view = made().screens().clerk
            shown(window, view)
            told = [words(each) for each in announced(view)]
            assert not any("{" in text or "@" in text for text in told), name
            if view.page in {Page.VOID, Page.SETTLEMENT}:
                assert told, name


def test_a_sale_is_voided_without_a_mouse(hand: Hand) -> None:
    front = BackFront()
    hand.front = front.sign_in()
    hand.look()
    assert hand.window is not None

    QTest.keyClick(hand.window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert front.model.page is Page.VOID
    hand.type("000137", "9090", Qt.Key.Key_Return)
    assert front.backend.calls[-1] == ("back.find", str(front.model.void.request), "000137")

    # The form asks for a bank card first; the keys of a touch are Tab and Space.
    front.told(candidate())
    hand.look()
    page = page_of(hand.window, VoidPage)
    assert "paid another way" in page.keys.problem.label.text()
    page.form.kinds[1].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.form.kinds[1], Qt.Key.Key_Space)
    hand.type(Qt.Key.Key_Backspace, "7", "9090", Qt.Key.Key_Return)
    front.told(candidate()).allow()
    hand.look()
    page.sale.ways.buttons[1].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(page.sale.ways.buttons[1], Qt.Key.Key_Space)
    assert [wanted.sale_id for wanted, _ in front.backend.back.wanted] == [137]


def test_settling_needs_no_mouse(hand: Hand) -> None:
    front = at_settlement()
    hand.front = front
    hand.look()

    hand.type(Qt.Key.Key_Return)
    assert ("settlement.settle",) in front.backend.calls
    front.controller.news(
        SettleBegun((settle_view(SettlePhase.SETTLED, agreement=Agreement.AGREE),))
    )
    hand.look()
    hand.type(Qt.Key.Key_F4)
    assert ("settlement.print_again", "5") in front.backend.calls
    hand.type(Qt.Key.Key_Return)
    assert front.backend.calls[-1] == ("settlement.look",)


def test_escape_ends_what_was_not_sent(hand: Hand) -> None:
    front = BackFront()
    front.void(back_view(Phase.READING))
    hand.front = front
    hand.look()

    hand.type(Qt.Key.Key_Escape)

    assert front.backend.calls[-1] == ("back.cancel", "money_back:9001")
