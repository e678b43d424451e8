"""The demo desk's window and its phone, on a simulated world held in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from hardware.camera.decode import DecoderChain
from kpay_desktop.domain.language import Language
from kpay_desktop.simulation.bank.outcomes import RULES
from kpay_desktop.simulation.bank.wallet import Reason, Result
from tests.helpers.desk import BANK, ORDER, slip
from tests.helpers.desk_window import Desk, click, opened_desk
from tests.helpers.gui import PAYNOW_TEXT, clipped, customer_view, nameless, too_small
from tests.helpers.pages import spilt
from ui.demo import lane, phone
from ui.demo.desk_port import Decision, Line, OutcomeRow, Outturn, PaperSwitch, Sighting
from ui.demo.phone_view import Stage
from ui.views_customer import CustomerKind
from ui.words import words_of


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(lane, "GRACE_S", 0.0)
    with opened_desk(qapp, qtbot) as made:
        yield made


# --- the window ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)], ids=str)
def test_texts_fit_in_every_state(desk: Desk, language: Language, size: tuple[int, int]) -> None:
    rows = tuple(OutcomeRow(r.outcome.value, r.group.value, r.cents) for r in RULES)
    desk.port.bank = replace(BANK, outcomes=rows)
    desk.port.hold_payment()
    desk.port.print_slip(slip())
    desk.window.resize(*size)
    desk.window.present(language, "light")
    desk.settle()
    desk.until(lambda: len(desk.window.bank.outcomes.rows) == len(rows) + 1)

    for stage in (Stage.ASKING, Stage.UNSEEN):
        desk.scan(stage)
        QCoreApplication.processEvents()
        assert clipped(desk.window) == []
        assert too_small(desk.window) == []
        assert nameless(desk.window) == []
        assert spilt(desk.window) == []
        desk.port.texts = ()

    assert desk.window.size().toTuple() == size


def test_it_says_that_nothing_is_real(desk: Desk) -> None:
    desk.settle()

    assert desk.window.head.about.text().endswith("No real money moves.")
    assert "模拟" in desk.window.head.badge.text()
    assert "Simulated" in desk.window.windowTitle()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_language_and_theme_change_while_it_is_open(desk: Desk, theme: str) -> None:
    desk.port.print_slip(slip())
    desk.settle()

    desk.window.present(Language.ZH, theme)

    assert desk.window.phone.title.text() == "顾客的手机"
    assert desk.window.phone.holder.text() == "顾客甲 ··1010"
    assert desk.window.bank.outcomes.rows["approve"].text() == "批准"
    assert not desk.window.grab().isNull()


def test_a_hidden_desk_asks_nothing(desk: Desk) -> None:
    desk.settle()
    desk.window.hide()
    desk.until(lambda: not any(each.waiting for each in desk.window.lanes.values()))
    asked = len(desk.port.calls)

    desk.bot.wait(500)

    assert len(desk.port.calls) == asked


def test_closing_hides_and_opening_brings_it_back(desk: Desk) -> None:
    desk.settle()
    desk.window.close()
    assert not desk.window.isVisible()

    desk.window.open_desk()

    assert desk.window.isVisible()


def test_the_world_is_never_asked_on_the_windows_thread(desk: Desk) -> None:
    desk.settle()
    desk.scan(Stage.ASKING)
    click(desk.window.phone.decisions[Decision.PAY])
    click(desk.window.bank.outcomes.rows["decline"])
    click(desk.window.printer.switches[PaperSwitch.LOW])
    desk.until(lambda: desk.port.named("pay") and desk.port.named("set_paper"))

    assert threading.get_ident() not in desk.port.threads


# --- the phone ------------------------------------------------------------------------------------


def test_the_phone_reads_the_code_and_pays(desk: Desk) -> None:
    desk.settle()
    phone_column = desk.window.phone
    assert not phone_column.decisions[Decision.PAY].isEnabled()

    desk.scan(Stage.ASKING)

    (size,) = desk.port.named("photograph")
    assert size == (900 * 600, 900, 600)
    assert desk.port.named("scan") == [("a code",)]
    assert phone_column.headline.text() == "Pay Orchid Tea House"
    assert phone_column.amount.text() == "SGD 30.80"
    assert phone_column.method_name.text() == "PayNow"

    click(phone_column.customers[1])
    click(phone_column.decisions[Decision.PAY])
    desk.until(lambda: phone_column.shown.stage is Stage.DONE)

    assert desk.port.named("pay") == [(ORDER.handle, "5454", Decision.PAY)]
    assert phone_column.headline.text() == "Paid"
    assert phone_column.mark.mark == "tick"
    assert not phone_column.decisions[Decision.PAY].isEnabled()
    assert phone_column.holder.text() == "Customer B ··5454"


def test_the_keyboard_does_the_same(desk: Desk) -> None:
    desk.settle()
    desk.window.activateWindow()
    phone_column, bank = desk.window.phone, desk.window.bank
    assert phone_column.scan.toolTip() == "Scan the customer screen (F5)"

    QTest.keyClick(desk.window, Qt.Key.Key_F5)
    desk.until(lambda: phone_column.shown.stage is Stage.ASKING)
    QTest.keyClick(desk.window, Qt.Key.Key_F6)
    desk.until(lambda: phone_column.shown.stage is Stage.DONE)
    QTest.keyClick(desk.window, Qt.Key.Key_F10)
    desk.until(bank.mend.isVisible)
    QTest.keyClick(desk.window, Qt.Key.Key_F10)
    desk.until(bank.cut.isVisible)

    assert desk.port.named("pay") == [(ORDER.handle, "1010", Decision.PAY)]
    assert desk.port.named("set_line") == [(Line.CUT,), (Line.UP,)]


@pytest.mark.parametrize(
    ("decision", "result", "headline", "stage"),
    [
        (Decision.REFUSE, "refused", "Refused", Stage.DONE),
        (Decision.PAY, "processing", "Payment under way", Stage.DONE),
        (Decision.WAIT, "waiting", "Pay Orchid Tea House", Stage.ASKING),
    ],
)
def test_the_customer_decides(
    desk: Desk, decision: Decision, result: str, headline: str, stage: Stage
) -> None:
    desk.settle()
    desk.scan(Stage.ASKING)
    desk.port.outturn = Outturn(result)

    click(desk.window.phone.decisions[decision])
    desk.until(lambda: desk.window.phone.body.text() != words_of(Language.EN)("demo.one_moment"))

    assert desk.window.phone.shown.stage is stage
    assert desk.window.phone.headline.text() == headline


@pytest.mark.parametrize("reason", [r for r in Reason if r is not Reason.PAYABLE])
def test_a_code_that_cannot_be_paid_says_why(desk: Desk, reason: Reason) -> None:
    desk.settle()
    desk.port.sighting = Sighting(reason.value, payable=False, order=ORDER)

    desk.scan(Stage.UNPAYABLE)

    assert desk.window.phone.body.text() == words_of(Language.EN)(f"demo.sight_{reason.value}")
    assert not desk.window.phone.decisions[Decision.PAY].isEnabled()


def test_not_enough_money_says_so(desk: Desk) -> None:
    desk.settle()
    desk.scan(Stage.ASKING)
    desk.port.outturn = Outturn("not_paid", "no_funds")

    click(desk.window.phone.decisions[Decision.PAY])
    desk.until(lambda: desk.window.phone.shown.stage is Stage.DONE)

    assert desk.window.phone.headline.text() == "Not paid"
    assert desk.window.phone.body.text() == "There is not enough money in this account."


def test_no_code_shows_what_the_camera_saw(desk: Desk) -> None:
    desk.settle()
    desk.port.texts = ()

    desk.scan(Stage.UNSEEN)

    assert desk.window.phone.headline.text() == "No code to be seen"
    assert desk.window.phone.photo.isVisible()
    assert desk.port.named("scan") == []


def test_no_window_no_photo(desk: Desk) -> None:
    desk.settle()
    desk.customer.hide()

    desk.scan(Stage.UNSEEN)

    assert desk.window.phone.headline.text() == "No customer’s screen"
    assert desk.port.named("photograph") == []


def test_the_code_is_read_off_the_pixels(desk: Desk) -> None:
    desk.port.reader = DecoderChain()
    desk.settle()
    desk.scan(Stage.ASKING)
    assert desk.port.named("scan") == [(PAYNOW_TEXT,)]

    cover = QWidget(desk.customer)
    cover.setAutoFillBackground(True)
    cover.setGeometry(0, 150, 450, 200)
    cover.show()
    desk.scan(Stage.UNSEEN)
    assert len(desk.port.named("scan")) == 1

    cover.hide()
    desk.scan(Stage.ASKING)
    desk.customer.show_view(customer_view(CustomerKind.IDLE))
    desk.scan(Stage.UNSEEN)
    assert len(desk.port.named("scan")) == 2


def test_a_desk_over_the_customers_window_steps_aside(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised: list[str] = []
    monkeypatch.setattr(desk.customer, "raise_", lambda: raised.append("customer"))
    monkeypatch.setattr(desk.window, "raise_", lambda: raised.append("desk"))
    monkeypatch.setattr(phone, "sees_screen", lambda: True)
    desk.window.move(desk.customer.pos())
    desk.settle()

    click(desk.window.phone.scan)
    assert (raised, desk.port.named("photograph")) == (["customer"], [])
    desk.until(lambda: desk.window.phone.shown.stage is Stage.ASKING)

    assert raised == ["customer", "desk"]


def test_a_slow_world_does_not_stop_the_window(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "SCAN_S", 0.2)
    desk.settle()
    gate = desk.port.hold["photograph"] = threading.Event()

    click(desk.window.phone.scan)
    # The windows go on: another customer is picked, another answer chosen, meanwhile.
    click(desk.window.phone.customers[2])
    click(desk.window.bank.outcomes.groups["line"])
    click(desk.window.bank.outcomes.rows["slow"])
    assert desk.window.phone.headline.text() == "Looking…"
    assert desk.window.phone.bar.is_moving
    desk.until(lambda: desk.window.phone.shown.stage is Stage.UNSEEN)
    assert desk.window.phone.headline.text() == "That took too long"
    assert desk.window.phone.customers[2].is_chosen
    desk.until(lambda: desk.window.bank.outcomes.rows["slow"].is_chosen)

    gate.set()
    desk.port.hold.clear()
    desk.scan(Stage.ASKING)


def test_a_world_that_fails_is_said_in_plain_words(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.settle()
    desk.port.failing = {"photograph"}
    desk.scan(Stage.UNSEEN)
    assert desk.window.phone.headline.text() == "The phone could not do that"

    desk.port.failing = set()
    desk.scan(Stage.ASKING)
    desk.port.unreachable = True
    click(desk.window.phone.decisions[Decision.PAY])
    desk.until(lambda: desk.window.phone.body.text() == "The bank does not answer")
    # The order stays on the phone: pressing again is the way out.
    assert desk.window.phone.decisions[Decision.PAY].isEnabled()

    desk.port.unreachable = False
    click(desk.window.phone.decisions[Decision.PAY])
    desk.until(lambda: desk.window.phone.headline.text() == "Paid")
    assert "desk call failed lane=desk-phone" in caplog.text


def test_the_bank_has_words_for_every_outcome_reason_and_result() -> None:
    for language in Language:
        words = words_of(language)
        assert all(words.has(f"bank.outcome.{rule.outcome.value}") for rule in RULES)
        assert all(words.has(f"demo.group_{rule.group.value}") for rule in RULES)
        assert all(words.has(f"demo.group_{rule.group.value}_tip") for rule in RULES)
        assert all(words.has(f"demo.sight_{reason.value}") for reason in Reason)
        assert all(words.has(f"demo.outturn_{result.value}") for result in Result)
        ended = {Result.PAID, Result.PROCESSING, Result.REFUSED}
        assert all(words.has(f"demo.outturn_{result.value}_body") for result in ended)
        assert all(words.has(f"demo.lost_{lost.value}") for lost in lane.Lost)
        assert all(words.has(f"demo.line_{line.value}") for line in Line)
