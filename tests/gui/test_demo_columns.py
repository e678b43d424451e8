"""The demo desk's printer and bank, on a simulated world held in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.helpers.desk import ACCOUNTS, BANK, slip
from tests.helpers.desk_window import Desk, click, is_chosen, opened_desk, says
from ui.demo import lane
from ui.demo.desk_port import Line, PaperSwitch


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(lane, "GRACE_S", 0.0)
    with opened_desk(qapp, qtbot) as made:
        yield made


# --- the printer ---------------------------------------------------------------------------------


def test_slips_come_out_newest_first(desk: Desk) -> None:
    desk.settle()
    printer = desk.window.printer
    assert printer.nothing.isVisible()
    assert not printer.tear_off.isEnabled()

    desk.port.print_slip(slip("MERCHANT COPY"))
    desk.port.print_slip(slip("CUSTOMER COPY"))
    desk.until(lambda: sum(paper.isVisible() for paper in printer.papers) == 2)

    assert "CUSTOMER COPY" in printer.papers[0].accessibleDescription()
    assert "MERCHANT COPY" in printer.papers[1].accessibleDescription()
    assert [paper.accessibleName() for paper in printer.papers] == ["Slip 2", "Slip 1"]
    assert printer.papers[0].y() < printer.papers[1].y()

    click(printer.tear_off)
    desk.until(printer.nothing.isVisible)
    assert not any(paper.isVisible() for paper in printer.papers)


def test_the_printers_switches(desk: Desk) -> None:
    desk.settle()
    printer = desk.window.printer

    for switch, button in printer.switches.items():
        click(button)
        desk.until(partial(is_chosen, button, wanted=True))
        assert desk.port.paper.switches == {switch}
        click(button)
        desk.until(partial(is_chosen, button, wanted=False))

    assert set(printer.switches) == set(PaperSwitch)


def test_the_same_paper_is_not_painted_again(desk: Desk) -> None:
    desk.port.print_slip(slip())
    desk.settle()
    desk.until(lambda: bool(desk.window.printer.papers))
    shown = desk.window.printer.papers[0].slip
    polls = len(desk.port.named("paper_state"))

    desk.until(lambda: len(desk.port.named("paper_state")) >= polls + 2)

    assert desk.window.printer.papers[0].slip is shown


# --- the bank ------------------------------------------------------------------------------------


def test_the_next_answer_is_chosen_and_stays(desk: Desk) -> None:
    desk.settle()
    bank = desk.window.bank
    assert bank.outcomes.rows[""].is_chosen
    assert not bank.stays.isEnabled()

    click(bank.outcomes.rows["late"])
    desk.until(lambda: bank.outcomes.rows["late"].is_chosen)
    click(bank.stays)
    desk.until(lambda: bank.stays.is_chosen)
    click(bank.outcomes.rows[""])
    desk.until(lambda: bank.outcomes.rows[""].is_chosen)

    assert desk.port.named("set_outcome") == [("late", False), ("late", True), ("", True)]


def test_the_table_shows_one_group_at_a_time(desk: Desk) -> None:
    desk.settle()
    outcomes = desk.window.bank.outcomes
    desk.until(lambda: bool(outcomes.groups))
    late, slow = outcomes.rows["late"], outcomes.rows["slow"]
    assert (late.isVisible(), slow.isVisible()) == (True, False)

    click(outcomes.groups["line"])
    assert (late.isVisible(), slow.isVisible()) == (False, True)
    assert outcomes.rows[""].isVisible()
    assert [name for name, chip in outcomes.groups.items() if chip.is_chosen] == ["line"]

    # Somebody else chose an answer: its row comes into sight.
    desk.port.bank = replace(desk.port.bank, next_outcome="bad_signature")
    desk.until(outcomes.rows["bad_signature"].isVisible)


def test_the_cents_can_be_switched_off(desk: Desk) -> None:
    desk.settle()
    bank = desk.window.bank
    assert bank.outcomes.rows["decline"].accessibleName() == "Decline the order .91"

    click(bank.cents)
    desk.until(lambda: not bank.cents.is_chosen)

    assert bank.outcomes.rows["decline"].accessibleName() == "Decline the order"
    assert bank.outcomes.rows[""].text() == "Approve every sale"


def test_the_line_is_cut_silenced_and_mended(desk: Desk) -> None:
    desk.settle()
    bank = desk.window.bank
    assert (bank.cut.isVisible(), bank.mend.isVisible()) == (True, False)

    for button, line, words in (
        (bank.cut, Line.CUT, "Line cut"),
        (bank.mend, Line.UP, "Line up"),
        (bank.silence, Line.SILENT, "Line silent"),
        (bank.mend, Line.UP, "Line up"),
    ):
        click(button)
        desk.until(partial(says, bank.line_pill, words))
        assert desk.port.bank.line is line

    assert (bank.cut.isVisible(), bank.mend.isVisible()) == (True, False)


def test_a_payment_under_way_can_be_ended(desk: Desk) -> None:
    desk.port.hold_payment()
    desk.settle()
    bank = desk.window.bank
    desk.until(lambda: bool(bank.held) and bank.held[0].isVisible())
    assert bank.held[0].text.text() == "SGD 28.93 · WeChat Pay"

    click(bank.held[0].give_back)
    desk.until(lambda: not bank.held[0].isVisible())

    assert desk.port.named("release") == [("KP000139", False)]


def test_a_bank_that_is_gone_is_said_and_comes_back(desk: Desk) -> None:
    desk.settle()
    bank = desk.window.bank

    desk.port.unreachable = True
    desk.until(bank.notice.isVisible)
    assert bank.notice.text() == "The bank does not answer. It starts again by itself."
    assert not bank.cut.isEnabled()

    desk.port.unreachable = False
    desk.until(lambda: not bank.notice.isVisible())
    assert bank.cut.isEnabled()


def test_balances_follow_the_books(desk: Desk) -> None:
    desk.settle()
    first = replace(ACCOUNTS[0], balance_minor=1)

    desk.port.bank = replace(BANK, accounts=(first, *ACCOUNTS[1:]))

    desk.until(lambda: desk.window.phone.balance.text() == "SGD 0.01")
