"""The pages of a sale by card: they fit, are pressed by touch and by keys, and move in place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kpay_desktop.domain.language import Language
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.ports_cards import ReadProblem
from tests.helpers.card_front import (
    ONE_SCREEN,
    STATES,
    card_front,
    choosing,
    completing,
    confirming,
    declined,
    needs_person,
    reading,
    reversing,
    signing,
)
from tests.helpers.front import Front
from tests.helpers.gui import Presses, tree
from tests.helpers.pages import SIZES, assert_fits, click, page_of, shown
from ui.keys import buttons_in
from ui.main.card_page import CardPage
from ui.main.result import ResultPage
from ui.main.unfinished import UnfinishedPage
from ui.main.window import MainWindow
from ui.tokens import THEMES
from ui.views import Action, Press
from ui.widgets.buttons import BigButton
from ui.widgets.label import Label

LANGUAGES = list(Language)
WAIT_MS = 60_000


def show(
    window: MainWindow, front: Front, language: Language = Language.EN, theme: str = "light"
) -> None:
    """Show what the front shows its cashier."""
    if front.model.language is not language:
        front.press(Action.LANGUAGE, language.value)
    front.press(Action.THEME, theme)
    shown(window, front.screens().clerk)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_every_state_fits(window: MainWindow, language: Language, size: tuple[int, int]) -> None:
    window.resize(*size)
    for name, make in STATES.items():
        show(window, make(), language)
        assert window.words.language is language
        assert_fits(window, size, name)


@pytest.mark.parametrize("theme", THEMES)
def test_every_state_fits_in_every_theme(window: MainWindow, theme: str) -> None:
    for name, make in STATES.items():
        show(window, make(), theme=theme)
        assert_fits(window, (1366, 768), name)


def test_every_button_of_a_state_is_on_its_page(window: MainWindow, presses: Presses) -> None:
    for name, make in STATES.items():
        front = make()
        show(window, front)
        presses.clear()
        page = window.page
        assert page is not None
        for widget in tree(page):
            if isinstance(widget, BigButton) and widget.isEnabled() and widget.press is not None:
                click(widget)
        offered = {b.press for b in buttons_in(front.screens().clerk.body) if b.enabled}
        assert offered <= set(presses), name


# --- reading ------------------------------------------------------------------------------------


def test_the_readers_wait_with_their_lamps(window: MainWindow, presses: Presses) -> None:
    show(window, card_front(reading()))
    page = page_of(window, CardPage)

    assert page.title.text() == "Tap, insert or swipe"
    assert [lamp.text() for lamp in page.ways.lamps] == [
        "Tap ready",
        "Chip ready",
        "Swipe ready",
    ]
    assert page.symbol.icon == "tap"
    assert page.symbol.accessibleName() == "Tap, insert or swipe"
    assert not page.prompt.isVisible()
    assert not page.bar.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert presses == [Press(Action.CANCEL_SALE)]


def test_a_second_moves_the_time_and_no_widget(window: MainWindow) -> None:
    front = card_front(reading())
    show(window, front)
    page = page_of(window, CardPage)
    before = set(map(id, page.findChildren(QWidget)))
    times = [label.text() for label in page.total.findChildren(Label)]
    assert "0:52" in times

    front.controller.tick(101.0, front.model.clock)
    show(window, front)

    times = [label.text() for label in page.total.findChildren(Label)]
    assert "0:51" in times
    assert set(map(id, page.findChildren(QWidget))) == before


def test_a_problem_stands_above_what_to_do(window: MainWindow) -> None:
    front = card_front(reading(ReadProblem.OVER_LIMIT))
    show(window, front)
    page = page_of(window, CardPage)
    assert page.prompt.isVisible()
    assert page.prompt.label.text() == "Too much for a tap. Insert the chip."

    front.news(reading(ReadProblem.TRY_AGAIN, fallback=True))
    show(window, front)
    assert page.prompt.label.text() == "Chip not readable. Swipe the stripe."
    assert page.symbol.icon == "swipe"
    assert [lamp.text() for lamp in page.ways.lamps] == ["Swipe ready"]


def test_applications_are_chosen_by_number(window: MainWindow, presses: Presses) -> None:
    show(window, card_front(choosing()))
    page = page_of(window, CardPage)
    assert [button.text() for button in page.choices.buttons] == [
        "1  VISA DEBIT",
        "2  NETS",
        "None of these",
    ]
    for key in (Qt.Key.Key_2, Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_3):
        QTest.keyClick(window, key)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.KeypadModifier)
    click(page.choices.buttons[1])

    assert [press.value for press in presses] == ["1", "0", "none", "0", "1"]
    assert {press.action for press in presses} == {Action.CHOOSE_APPLICATION}


def test_the_details_are_confirmed_with_enter(window: MainWindow, presses: Presses) -> None:
    show(window, card_front(confirming()))
    page = page_of(window, CardPage)
    shown_facts = [widget.text() for widget in tree(page.facts) if hasattr(widget, "text")]
    for text in ("4761 73•• •••• 1010", "TAN MEI LING", "12/28", "VISA DEBIT"):
        assert text in shown_facts

    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    click(page.confirm.buttons[0])
    assert presses == [
        Press(Action.CONFIRM_CARD),
        Press(Action.CANCEL_SALE),
        Press(Action.CONFIRM_CARD),
    ]


def test_what_was_sent_cannot_be_cancelled(window: MainWindow, presses: Presses) -> None:
    show(window, card_front(completing()))
    page = page_of(window, CardPage)
    assert page.bar.is_moving
    assert not page.total.way_out.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert presses == []


# --- signing on the only screen -----------------------------------------------------------------


def test_the_only_screen_has_the_pad(window: MainWindow, presses: Presses) -> None:
    front = card_front(signing(), screen=ONE_SCREEN)
    show(window, front)
    page = page_of(window, CardPage)
    assert page.sign.isVisible()
    assert not page.symbol.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F8)
    assert presses == [Press(Action.SIGN_ON_PAPER)]

    show(window, card_front(signing()))
    assert not page.sign.isVisible()


# --- ends ---------------------------------------------------------------------------------------


def test_a_card_left_in_is_asked_for_beside_the_result(window: MainWindow) -> None:
    show(window, STATES["approved_card_in"]())
    page = page_of(window, ResultPage)
    assert page.title.text() == "Approved · SGD 30.80"
    assert page.prompt.isVisible()
    assert page.prompt.label.text() == "Remove the card."
    assert page.slip.isVisible()

    show(window, card_front(declined()))
    assert not page.prompt.isVisible()
    assert page.lines[0].text() == "Insufficient funds (code 51)."


# --- picture 12 ---------------------------------------------------------------------------------


def unfinished(window: MainWindow, view: CardSaleView) -> UnfinishedPage:
    show(window, card_front(view))
    return page_of(window, UnfinishedPage)


def test_a_reversal_says_that_nothing_is_charged(window: MainWindow, presses: Presses) -> None:
    page = unfinished(window, reversing())
    assert page.title.text() == "Not charged. The reversal is on its way"
    assert page.attempt.text() == "Attempt 2 · next in 8 s"
    assert not page.bar.is_moving
    assert [button.text() for button in page.buttons.buttons] == [
        "Try now",
        "Note the customer’s contact",
        "Take cash or QR",
    ]
    assert page.facts.title.text() == "The last transaction is not finished"
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_Return, Qt.Key.Key_Escape):
        QTest.keyClick(window, key)
    assert [press.action for press in presses] == [
        Action.REVERSE_NOW,
        Action.NOTE_CONTACT,
        Action.OTHER_WAY,
        Action.NEW_SALE,
    ]


def test_while_it_is_sent_the_bar_moves(window: MainWindow) -> None:
    page = unfinished(window, reversing(retry_at=None))
    assert page.bar.is_moving
    assert page.attempt.text() == "Attempt 2 · asking the bank now"
    assert not page.buttons.buttons[0].isEnabled()


def test_a_refused_reversal_names_the_code(window: MainWindow) -> None:
    page = unfinished(window, needs_person())
    assert any("code 12" in line.text() for line in page.lines)


def test_a_contact_is_typed_and_saved_with_enter(window: MainWindow, presses: Presses) -> None:
    front = card_front(reversing()).press(Action.NOTE_CONTACT)
    show(window, front)
    page = page_of(window, UnfinishedPage)
    page.contact.field.setFocus()
    QTest.keyClicks(page.contact.field, "Tan 91")
    # A second goes by: what is typed stays.
    front.controller.tick(101.0, front.model.clock)
    show(window, front)
    QTest.keyClicks(page.contact.field, "23")
    assert page.contact.text == "Tan 9123"
    assert presses == []
    QTest.keyClick(page.contact.field, Qt.Key.Key_Return)
    click(page.contact.save)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert presses == [
        Press(Action.SAVE_CONTACT, "Tan 9123"),
        Press(Action.SAVE_CONTACT, "Tan 9123"),
        Press(Action.LEAVE_CONTACT),
    ]


def test_a_noted_contact_can_be_changed_and_leaves_nothing_behind(window: MainWindow) -> None:
    front = card_front(needs_person()).press(Action.NOTE_CONTACT)
    show(window, front)
    page = page_of(window, UnfinishedPage)
    assert page.contact.text == "Mr Tan 9123 4567"
    assert page.contact.field.accessibleName() == "How can the customer be reached?"

    front.press(Action.LEAVE_CONTACT)
    show(window, front)
    QCoreApplication.processEvents()
    assert not page.contact.isVisible()
    assert page.contact.text == ""


def test_keys_are_drawn_for_the_contact_where_there_are_none(
    window: MainWindow, qtbot: QtBot
) -> None:
    front = card_front(reversing()).press(Action.SCREEN_KEYBOARD, "on")
    show(window, front)
    window.activateWindow()
    show(window, front.press(Action.NOTE_CONTACT))
    page_of(window, UnfinishedPage).contact.field.setFocus()

    qtbot.waitUntil(
        lambda: window.keyboard is not None and window.keyboard.is_shown, timeout=WAIT_MS
    )
    show(window, front.press(Action.LEAVE_CONTACT))
    qtbot.waitUntil(
        lambda: window.keyboard is not None and not window.keyboard.is_shown, timeout=WAIT_MS
    )
