"""The code's page and how a sale ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import message
from kpay_desktop.domain.money import format_sgd
from tests.helpers.gui import Presses, clipped
from tests.helpers.page_views import (
    FACTS,
    NEW_SALE,
    approved_view,
    checking_view,
    declined_view,
    late_view,
    making_view,
    show_qr_view,
)
from tests.helpers.pages import click, page_of, show
from ui.main.result import ResultPage
from ui.main.show_qr import ShowQrPage
from ui.main.window import MainWindow
from ui.views import Action, Page, Press, Step
from ui.widgets.buttons import BigButton
from ui.words import words_of

EN = words_of(Language.EN)


def test_the_code_its_clock_and_its_buttons(window: MainWindow, presses: Presses) -> None:
    show(window, Page.SHOW_QR, show_qr_view(), step=Step.PAY)
    page = page_of(window, ShowQrPage)

    assert page.qr.symbol == show_qr_view().symbol
    assert page.wait.badge.text() == "Waiting for payment"
    assert page.wait.clock.text() == "Code expires in 1:14 · last checked 3 s ago"
    assert page.wait.bar.fraction == pytest.approx(74 / 180)
    assert not page.making.isVisible()

    click(page.wait.buttons.buttons[0])
    click(page.total.way_out)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert presses == [
        Press(Action.CHECK_NOW),
        Press(Action.CANCEL_SALE),
        Press(Action.CHECK_NOW),
    ]


def test_the_code_goes_at_once(window: MainWindow) -> None:
    show(window, Page.SHOW_QR, show_qr_view())
    page = page_of(window, ShowQrPage)

    show(window, Page.SHOW_QR, making_view())

    assert page.qr.symbol is None
    assert page.making.isVisible()
    assert page.wait.bar.is_moving
    assert page.wait.clock.text() == ""
    assert not page.wait.buttons.buttons[0].isEnabled()


def test_a_second_moves_the_clock_and_no_widget(window: MainWindow) -> None:
    show(window, Page.SHOW_QR, show_qr_view())
    page = page_of(window, ShowQrPage)
    before = set(map(id, page.findChildren(QWidget)))

    later = message("sale.expires_checked", clock="1:13", seconds=4)
    show(window, Page.SHOW_QR, replace(show_qr_view(), seconds_left=73, clock_line=later))

    assert page.wait.clock.text() == "Code expires in 1:13 · last checked 4 s ago"
    assert set(map(id, page.findChildren(QWidget))) == before


# --- results -------------------------------------------------------------------------------------


def test_approved_shows_the_slip(window: MainWindow, presses: Presses) -> None:
    show(window, Page.RESULT, approved_view(), step=Step.RECEIPT)
    page = page_of(window, ResultPage)

    assert page.mark.mark == "tick"
    assert page.title.text() == "Approved · SGD 30.80"
    assert page.slip.isVisible()
    assert not page.facts.isVisible()
    assert page.slip.paper.document == approved_view().slip
    assert not page.bar.isVisible()

    for button in page.buttons.buttons:
        click(button)
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert presses == [
        Press(Action.REFUND_LATE),
        Press(Action.REPRINT, "customer"),
        Press(Action.NEW_SALE),
        Press(Action.NEW_SALE),
    ]


def test_not_charged_shows_facts_and_whom_to_ask(window: MainWindow) -> None:
    show(window, Page.RESULT, declined_view(), step=Step.PAY)
    page = page_of(window, ResultPage)

    assert page.mark.mark == "cross"
    assert page.facts.isVisible()
    assert not page.slip.isVisible()
    assert page.facts.title.text() == "Not charged"
    assert [label.text() for label in page.facts.contact] == [
        EN("contact.in_doubt"),
        EN(message("contact.phone", phone="+65 6000 0000")),
        EN(message("contact.whatsapp", whatsapp="+65 8000 0000")),
    ]


def test_checking_moves_and_rests_again(window: MainWindow) -> None:
    show(window, Page.RESULT, checking_view())
    page = page_of(window, ResultPage)

    assert (page.bar.isVisible(), page.bar.is_moving) == (True, True)

    show(window, Page.RESULT, replace(declined_view(), facts=FACTS[:1], contact=()))
    assert (page.bar.isVisible(), page.bar.is_moving) == (False, False)
    assert not any(label.isVisible() for label in page.facts.contact)


def test_paid_late_offers_to_accept_or_refund(window: MainWindow, presses: Presses) -> None:
    show(window, Page.RESULT, late_view())
    page = page_of(window, ResultPage)

    assert [button.text() for button in page.buttons.buttons] == [
        "Decide later",
        "Refund SGD 10,000.00",
        "Accept SGD 10,000.00",
    ]
    click(page.buttons.buttons[2])
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert presses == [Press(Action.ACCEPT_LATE), Press(Action.NEW_SALE)]


def test_buttons_stand_below_each_other_where_it_is_narrow(window: MainWindow) -> None:
    show(window, Page.RESULT, late_view())
    row = page_of(window, ResultPage).buttons
    assert len({button.y() for button in row.buttons}) == 1

    window.resize(1024, 768)
    QCoreApplication.processEvents()

    assert len({button.y() for button in row.buttons}) == 3
    assert clipped(window) == []


def test_fewer_buttons_leave_no_old_one(window: MainWindow, presses: Presses) -> None:
    show(window, Page.RESULT, late_view())
    page = page_of(window, ResultPage)

    show(window, Page.RESULT, replace(late_view(), buttons=(NEW_SALE,), lines=()))

    assert [button.text() for button in page.buttons.buttons] == ["New sale"]
    assert [b.isVisible() for b in page.buttons.findChildren(BigButton)] == [True, False, False]
    click(page.buttons.buttons[0])
    assert presses == [Press(Action.NEW_SALE)]


def test_paragraphs_are_balanced(window: MainWindow) -> None:
    show(window, Page.RESULT, approved_view())
    label = page_of(window, ResultPage).lines[1]
    widest = window.current_look.px(560)

    assert label.heightForWidth(widest) == label.sizeHint().height()
    assert label.sizeHint().width() < widest


def test_amounts_keep_their_exact_words() -> None:
    chinese = words_of(Language.ZH)
    total = format_sgd(3080)

    assert EN(message("sale.approved_title", total=total)) == "Approved · SGD 30.80"
    assert chinese(message("sale.approved_title", total=total)) == "交易成功 · SGD 30.80"
    assert (EN("sale.not_charged"), chinese("sale.not_charged")) == ("Not charged", "未扣款")
    assert EN("sale.checking_title").startswith("Checking")
    assert chinese("sale.checking_title") == "核实中（结果未知）"
    assert chinese("sale.not_finished") == "上一笔交易未完成"
    assert (EN("sale.paid_late"), chinese("sale.paid_late")) == ("Paid late", "逾时到账")
