"""The demo desk's card host, on a simulated bank held in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpay_desktop.domain.language import Language
from kpay_desktop.simulation.bank.cardhost.register import SaleState
from kpay_desktop.simulation.bank.cardhost.scenarios import RULES, CardGroup
from tests.helpers.desk_cards import BOOK, CARD_BANK
from tests.helpers.desk_window import Desk, click, is_chosen, opened_desk, says
from tests.helpers.gui import clipped, nameless, too_small
from tests.helpers.pages import spilt
from ui.demo import lane
from ui.demo.card_bank import CardBankColumn
from ui.demo.card_port import CardLine
from ui.demo.desk_port import Line
from ui.words import words_of


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(lane, "GRACE_S", 0.0)
    with opened_desk(qapp, qtbot, cards=True) as made:
        made.settle()
        made.until(lambda: bool(column_of(made).book))
        QCoreApplication.processEvents()
        yield made


def column_of(desk: Desk) -> CardBankColumn:
    column = desk.window.card_bank
    assert column is not None
    return column


@pytest.mark.parametrize("language", list(Language))
def test_both_sides_of_the_bank_fit(desk: Desk, language: Language) -> None:
    desk.window.present(language, "light")
    for size in ((960, 620), (1024, 768), (1366, 768), (1920, 1080)):
        desk.window.resize(*size)
        for side in ("qr", "card_bank"):
            desk.window.banks.pick(side)
            QCoreApplication.processEvents()
            QCoreApplication.processEvents()
            assert clipped(desk.window) == []
            assert too_small(desk.window) == []
            assert nameless(desk.window) == []
            assert spilt(desk.window) == []


def test_cards_stand_first_and_codes_beside_them(desk: Desk) -> None:
    window, bank = desk.window, column_of(desk)
    assert (bank.isVisible(), window.bank.isVisible()) == (True, False)
    tabs = window.banks.tabs["card_bank"]
    assert tabs.buttons["card_bank"].is_chosen

    tabs.buttons["qr"].setFocus()
    QTest.keyClick(tabs.buttons["qr"], Qt.Key.Key_Space)
    assert (bank.isVisible(), window.bank.isVisible()) == (False, True)
    assert window.banks.tabs["qr"].buttons["qr"].is_chosen
    assert window.banks.side == "qr"


def test_the_next_answer_is_chosen_and_stays(desk: Desk) -> None:
    bank = column_of(desk)
    rows = bank.answers.rows
    assert rows[""].is_chosen
    assert rows[""].text() == "Approve"
    assert not bank.stays.isEnabled()
    assert rows["code:51"].accessibleName() == "Decline · 51 insufficient funds 51.79"
    assert rows["slow"].text() == "Answer after 20 s"
    assert rows["code:91"].text() == "91 · issuer unavailable"

    rows["code:51"].click()
    desk.until(lambda: rows["code:51"].is_chosen)
    click(bank.stays)
    desk.until(partial(is_chosen, bank.stays, wanted=True))
    rows["lose_answer"].click()
    desk.until(lambda: rows["lose_answer"].is_chosen)
    rows[""].click()
    desk.until(lambda: rows[""].is_chosen)

    assert desk.port.named("set_card_answer") == [
        ("code:51", False),
        ("code:51", True),
        ("lose_answer", True),
        ("", True),
    ]


def test_without_the_table_of_cents_no_amounts_are_named(desk: Desk) -> None:
    bank = column_of(desk)
    desk.port.card_bank = replace(CARD_BANK, cents_table=False)

    desk.until(lambda: bank.answers.rows["lose_answer"].accessibleName().endswith("answer"))
    assert bank.answers.rows["code:51"].accessibleName().endswith("funds")


def test_the_line_is_cut_spoilt_and_mended(desk: Desk) -> None:
    bank = column_of(desk)
    desk.window.activateWindow()
    QTest.keyClick(desk.window, Qt.Key.Key_F10)
    desk.until(partial(says, bank.line_pill, "Line cut"))
    QTest.keyClick(desk.window, Qt.Key.Key_F10)
    desk.until(partial(says, bank.line_pill, "Line up"))
    click(bank.silence)
    desk.until(partial(says, bank.line_pill, "Line silent"))
    bank.answers.lines[CardLine.TLS_EXPIRED].click()
    desk.until(partial(says, bank.line_pill, "Line spoilt"))
    assert bank.answers.lines[CardLine.TLS_EXPIRED].is_chosen
    click(bank.mend)
    desk.until(partial(says, bank.line_pill, "Line up"))

    wanted = [CardLine.CUT, CardLine.UP, CardLine.SILENT, CardLine.TLS_EXPIRED, CardLine.UP]
    assert desk.port.named("set_card_line") == [(line,) for line in wanted]
    assert desk.port.named("set_line") == []


def test_each_side_cuts_its_own_line(desk: Desk) -> None:
    desk.window.activateWindow()
    desk.window.banks.pick("qr")
    QTest.keyClick(desk.window, Qt.Key.Key_F10)
    desk.until(lambda: desk.port.bank.line is Line.CUT)

    assert desk.port.card_bank.line is CardLine.UP


def test_the_book_shows_the_newest_sales(desk: Desk) -> None:
    bank = column_of(desk)
    said = [(row.text.text(), row.amount.text(), row.state.text()) for row in bank.book]
    assert said == [
        ("000141 ··0036", "SGD 1,234.56", "Approved"),
        ("000140 ··5454", "SGD 28.93", "Reversed"),
        ("000139 ··0002", "SGD 30.80", "Declined 51"),
        ("000138 ··1010", "SGD 30.80", "Approved"),
    ]
    assert bank.book[1].toolTip() == "Reversal messages: 2"
    assert bank.book[2].accessibleName() == "000139 ··0002 · SGD 30.80 · Declined 51"

    desk.port.card_bank = replace(CARD_BANK, book=BOOK[3:])
    desk.until(lambda: not bank.book[1].isVisible())
    assert bank.book[0].text.text() == "000138 ··1010"
    desk.port.card_bank = replace(CARD_BANK, book=())
    desk.until(bank.nothing.isVisible)


def test_a_bank_that_is_gone_is_said_and_comes_back(desk: Desk) -> None:
    bank = column_of(desk)
    desk.port.unreachable = True
    desk.until(bank.notice.isVisible)
    assert bank.line_pill.text() == "Line unknown"
    assert not bank.cut.isEnabled()
    assert not bank.answers.isEnabled()

    desk.port.unreachable = False
    desk.until(lambda: not bank.notice.isVisible())
    assert bank.cut.isEnabled()


def test_the_card_host_has_words_for_everything() -> None:
    ids = [rule.message_id for rule in RULES]
    ids += [f"plastic.group_{group.value}" for group in CardGroup]
    ids += [f"plastic.state_{state.value}" for state in SaleState]
    ids += [f"plastic.line_{line.value}" for line in CardLine]
    ids += [f"bank.card.code_{a.code.lower()}" for a in CARD_BANK.answers if a.code]
    ids += [f"plastic.tab_{name}{p}" for name in ("qr", "card_bank") for p in ("", "_tip")]
    ids += [f"plastic.tab_{name}{p}" for name in ("cards", "phone") for p in ("", "_tip")]
    for language in Language:
        words = words_of(language)
        assert [message_id for message_id in ids if not words.has(message_id)] == []
