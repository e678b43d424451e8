"""The demo desk's cards: real hands at a simulated reader that nobody waits at."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpay_desktop.bootstrap.desk_cards import FAULTS, FIRST
from kpay_desktop.domain.language import Language
from kpay_desktop.simulation.cards import Behaviour, Scheme, catalogue
from tests.helpers.contrast import contrast
from tests.helpers.desk import slip
from tests.helpers.desk_window import Desk, click, is_chosen, opened_desk
from tests.helpers.gui import clipped, nameless, too_small
from tests.helpers.pages import spilt
from ui.demo import lane
from ui.demo.card_port import CardWay
from ui.demo.cards import CardsColumn, Pile
from ui.demo.plastic import FACE_PART, PlasticView
from ui.theme import colour
from ui.tokens import CONTRAST, THEMES, Tokens
from ui.widgets.painting import mixed
from ui.words import words_of

SIZES = [(960, 620), (1024, 768), (1366, 768), (1920, 1080)]


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(lane, "GRACE_S", 0.0)
    with opened_desk(qapp, qtbot, cards=True) as made:
        made.settle()
        made.until(lambda: len(column_of(made).views) == len(FIRST))
        QCoreApplication.processEvents()
        yield made


def column_of(desk: Desk) -> CardsColumn:
    column = desk.window.cards
    assert column is not None
    return column


def view_of(desk: Desk, key: str) -> PlasticView:
    return column_of(desk).views[key]


def press(desk: Desk, key: str, way: CardWay) -> None:
    """Show a card and press one of its ways."""
    view = view_of(desk, key)
    column_of(desk).area.ensureWidgetVisible(view)
    QCoreApplication.processEvents()
    click(view.ways[way])


def assert_fits(desk: Desk) -> None:
    QCoreApplication.processEvents()
    QCoreApplication.processEvents()
    assert clipped(desk.window) == []
    assert too_small(desk.window) == []
    assert nameless(desk.window) == []
    assert spilt(desk.window) == []


# --- how it looks -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
def test_all_cards_and_faults_fit(desk: Desk, language: Language) -> None:
    desk.port.print_slip(slip())
    desk.window.present(language, "light")
    column = column_of(desk)
    for size in SIZES:
        desk.window.resize(*size)
        for pile in Pile:
            click(column.piles[pile])
            assert_fits(desk)
        click(column.faults_button)
        assert_fits(desk)
        column.faults.rows["pulled_out"].click()
        desk.until(column.notice.isVisible)
        click(column.piles[Pile.USUAL])
        press(desk, "visa-debit", CardWay.INSERT)
        view = view_of(desk, "visa-debit")
        desk.until(view.take.isVisible)
        assert_fits(desk)
        click(view.take)
        desk.until(lambda: not column.notice.isVisible())
        desk.until(view.take.isHidden)

        assert desk.window.size().toTuple() == size


def test_the_usual_cards_come_first_and_every_card_has_its_pile(desk: Desk) -> None:
    column = column_of(desk)
    shown = sorted(column.views.values(), key=PlasticView.y)
    assert [view.card.key for view in shown] == list(FIRST)

    seen = set(column.views)
    for pile in Pile:
        click(column.piles[pile])
        assert column.piles[pile].is_chosen
        QCoreApplication.processEvents()
        there = [view for view in column.views.values() if view.isVisible()]
        assert there
        seen |= {view.card.key for view in there}
    assert seen == {spec.key for spec in catalogue()}
    phone = view_of(desk, "phone-mastercard")
    assert phone.isVisible()
    assert phone.accessibleName() == "Mastercard on a phone ··4111"
    click(column.piles[Pile.REFUSED])
    assert not phone.isVisible()


def test_a_card_says_what_it_does_and_what_it_cannot(desk: Desk) -> None:
    view = view_of(desk, "mastercard-broken")
    assert view.title.text() == "Mastercard"
    assert view.last_four.text() == "··0019"
    assert view.shows.text() == "Chip fails, falls back to the stripe"
    tap, insert = view.ways[CardWay.TAP], view.ways[CardWay.INSERT]
    assert not tap.isEnabled()
    assert tap.toolTip() == tap.accessibleDescription() == "This card has no antenna"
    assert insert.isEnabled()
    assert insert.accessibleName() == "Insert · Mastercard ··0019"
    phone = view_of(desk, "phone-visa")
    assert phone.ways[CardWay.INSERT].toolTip() == "A phone does not go into the reader"

    desk.window.present(Language.ZH, "dark")
    assert (view.title.text(), insert.text()) == ("Mastercard 卡", "插卡")
    assert tap.toolTip() == "此卡不支持感应"
    assert not desk.window.grab().isNull()


@pytest.mark.parametrize("tokens", THEMES.values(), ids=list(THEMES))
def test_what_stands_on_plastic_can_be_read(tokens: Tokens) -> None:
    least = 7.0 if tokens is CONTRAST else 4.5
    grounds = [scheme.name.lower() for scheme in Scheme] + ["refused", "faulty"]
    for name in grounds:
        ground = getattr(tokens, f"plastic_{name}")
        face = mixed(colour(ground), colour(tokens.on_plastic), FACE_PART).name()
        assert contrast(tokens.on_plastic, ground) >= least, name
        assert contrast(tokens.on_plastic, face) >= least, name


def test_there_are_words_for_all_that_a_card_can_be() -> None:
    ids = [f"plastic.title_{spec.key.replace('-', '_')}" for spec in catalogue()]
    ids += [f"plastic.shows_{behaviour.value}" for behaviour in Behaviour]
    ids += [f"plastic.fault_{fault}" for fault in FAULTS]
    ids += [f"plastic.pile_{pile.value}{part}" for pile in Pile for part in ("", "_tip")]
    for way in CardWay:
        ids += [f"plastic.{way.value}", f"plastic.{way.value}_tip"]
        ids += [f"plastic.{what}_no_{way.value}" for what in ("card", "phone")]
    for language in Language:
        words = words_of(language)
        assert [message_id for message_id in ids if not words.has(message_id)] == []


# --- hands --------------------------------------------------------------------------------------


def test_an_inserted_card_stays_in_the_reader_until_it_is_pulled_out(desk: Desk) -> None:
    view = view_of(desk, "visa-debit")
    press(desk, "visa-debit", CardWay.INSERT)
    desk.until(view.take.isVisible)
    assert view.where.text() == "In the reader"
    assert view.take.accessibleName() == "Pull out · Visa Debit ··1010"
    assert not any(button.isVisible() for button in view.ways.values())

    # It stays in sight whatever else is looked at: somebody has to pull it out.
    click(column_of(desk).piles[Pile.FAULTY])
    assert view.isVisible()
    click(view.take)
    desk.until(lambda: not view.isVisible())

    assert desk.port.named("use_card") == [("visa-debit", CardWay.INSERT)]
    assert len(desk.port.named("take_card")) == 1


def test_the_keyboard_uses_a_card_and_pulls_it_out(desk: Desk) -> None:
    view = view_of(desk, "visa-debit")
    desk.window.activateWindow()
    # Keys go to the window that is in front, and it is so only once events were handled.
    desk.until(desk.window.isActiveWindow)
    insert = view.ways[CardWay.INSERT]
    for _ in range(200):
        if insert.hasFocus():
            break
        # Qt hands a key to whatever has the focus; nothing has it at first.
        QTest.keyClick(QApplication.focusWidget() or desk.window, Qt.Key.Key_Tab)
    assert insert.hasFocus()
    QTest.keyClick(insert, Qt.Key.Key_Space)
    desk.until(view.take.isVisible)
    assert view.take.toolTip() == "At any moment, also while it is being read (F4)"
    QTest.keyClick(desk.window, Qt.Key.Key_F4)
    desk.until(lambda: not view.take.isVisible())

    assert desk.port.named("use_card") == [("visa-debit", CardWay.INSERT)]


def test_a_tapped_card_comes_back_by_itself(desk: Desk) -> None:
    view = view_of(desk, "mastercard")
    press(desk, "mastercard", CardWay.TAP)
    desk.until(view.where.isVisible)
    assert view.where.text() == "On the reader"

    desk.until(lambda: not view.where.isVisible())
    assert desk.port.named("take_card") == []


def test_a_swipe_is_typed(desk: Desk) -> None:
    press(desk, "unionpay", CardWay.SWIPE)
    desk.until(lambda: len(desk.port.swipes) == 1)

    assert desk.port.swipes[0].startswith("%B")
    assert "=" in desk.port.swipes[0]


def test_a_locked_phone_is_unlocked_by_its_owner(desk: Desk) -> None:
    click(column_of(desk).piles[Pile.OTHER])
    QCoreApplication.processEvents()
    view = view_of(desk, "phone-visa-locked")
    column_of(desk).area.ensureWidgetVisible(view)
    QCoreApplication.processEvents()
    assert not view.ways[CardWay.SWIPE].isVisible()
    assert view.owner.accessibleName() == "Unlock · Visa on a phone ··0010"

    click(view.owner)
    desk.until(lambda: view.owner.text() == "Lock")
    click(view.owner)
    desk.until(lambda: view.owner.text() == "Unlock")

    key = "phone-visa-locked"
    assert desk.port.named("set_locked") == [(key, False), (key, True)]


def test_a_fault_is_chosen_for_the_next_card_alone(desk: Desk) -> None:
    column = column_of(desk)
    click(column.faults_button)
    assert not column.area.isVisible()
    click(column.faults.later)
    desk.until(column.notice.isVisible)
    assert column.notice.text() == "Next card: Pulled out at command 7"
    assert column.faults.rows["pulled_out"].is_chosen
    click(column.faults.earlier)
    desk.until(lambda: column.notice.text().endswith("command 6"))

    click(column.faults.rows["no_atr"])
    desk.until(lambda: column.notice.text() == "Next card: Chip is dead")
    assert column.area.isVisible()
    assert column.faults_button.is_chosen
    press(desk, "visa-debit", CardWay.INSERT)
    desk.until(lambda: not column.notice.isVisible())

    assert is_chosen(column.faults_button, wanted=False)
    assert desk.port.named("set_card_fault")[-1] == ("no_atr", 6)


def test_new_cards_are_laid_out(desk: Desk) -> None:
    column = column_of(desk)
    press(desk, "visa-debit", CardWay.INSERT)
    desk.until(view_of(desk, "visa-debit").take.isVisible)
    click(column.faults_button)
    QCoreApplication.processEvents()
    column.faults_area.ensureWidgetVisible(column.faults.anew)
    click(column.faults.anew)
    desk.until(lambda: not view_of(desk, "visa-debit").take.isVisible())

    assert column.area.isVisible()
    assert len(desk.port.named("new_cards")) == 1


def test_nothing_is_asked_on_the_windows_thread_and_nothing_waits_for_it(desk: Desk) -> None:
    gate = desk.port.hold["use_card"] = threading.Event()
    press(desk, "visa-debit", CardWay.INSERT)
    # The windows go on: another pile is looked at meanwhile.
    click(column_of(desk).piles[Pile.REFUSED])
    assert column_of(desk).piles[Pile.REFUSED].is_chosen
    gate.set()
    desk.until(view_of(desk, "visa-debit").take.isVisible)

    assert threading.get_ident() not in desk.port.threads


def test_a_hand_that_fails_is_said(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.port.failing = {"use_card"}
    press(desk, "visa-debit", CardWay.INSERT)
    desk.until(column_of(desk).notice.isVisible)

    assert column_of(desk).notice.text() == "The card could not be used. Try again."
    assert "desk call failed lane=desk-cards" in caplog.text
    desk.port.failing = set()
    press(desk, "visa-debit", CardWay.INSERT)
    desk.until(view_of(desk, "visa-debit").take.isVisible)
    desk.until(lambda: not column_of(desk).notice.isVisible())


# --- where there is little room -------------------------------------------------------------------


def test_a_narrow_desk_shows_cards_or_phone(desk: Desk) -> None:
    window = desk.window
    assert view_of(desk, "visa-debit").isVisible()
    assert window.phone.isVisible()
    assert not window.customer.tabs["cards"].isVisible()

    window.resize(1024, 768)
    QCoreApplication.processEvents()
    assert (window.cards is not None and window.cards.isVisible(), window.phone.isVisible()) == (
        True,
        False,
    )
    click(window.customer.tabs["cards"].buttons["phone"])
    assert window.phone.isVisible()
    assert not column_of(desk).isVisible()
    window.resize(1366, 768)
    assert window.phone.isVisible()
    assert column_of(desk).isVisible()
