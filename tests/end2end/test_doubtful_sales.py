"""Sales that do not go straight, on the real windows: declined, paid late, a line that is cut."""

from __future__ import annotations

import functools
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.settings import parse_settings
from tests.helpers.bank import wait_until
from tests.helpers.real_till import (
    PAYNOW,
    SUPERVISOR_PIN,
    WAIT_S,
    WECHAT,
    Phone,
    RealTill,
    audit,
    profile_text,
    sales_of,
)
from tests.helpers.twin import NOTICE, clerk_place
from ui.views import Page
from ui.words import words_of


def test_a_declined_order_is_not_charged_and_can_be_tried_again(till: RealTill, data: Path) -> None:
    till.sign_in()
    till.keys("5", "9", "1")
    till.charge(PAYNOW)
    till.reaches("Declined · Not charged")
    assert Phone(till).sees() == []

    # The same amount with another wallet; the bank is asked for an approval.
    till.desk.set_next("approve")
    till.keys("F6")
    till.reaches("Method")
    till.keys(WECHAT)
    till.reaches("Does the customer agree")
    till.keys("Return")
    till.reaches("WeChat Pay code")
    phone = Phone(till)
    phone.presses(phone.opens(phone.reads()))
    till.reaches("Approved · SGD 5.91")
    till.slips_are_out(2)
    assert till.stop() == 0
    assert {slip["total_minor"] for slip in audit(data)["slips"]} == {591}
    assert [row.state for row in sales_of(data)[1]] == [SaleState.APPROVED, SaleState.DECLINED]


def test_money_that_comes_late_waits_for_a_supervisor(
    till: RealTill, data: Path, qapp: QApplication
) -> None:
    display, settings = till.display, parse_settings(profile_text(), "test")
    till.sign_in()
    till.desk.set_next("late", delay_s=0.3)
    till.keys("5", "0", "0")
    till.charge(PAYNOW)
    till.reaches("PayNow code")
    phone = Phone(till)
    scan = phone.opens(phone.reads())
    till.keys("Escape")
    till.reaches("Not charged")
    phone.presses(scan)
    till.reaches("Paid late · SGD 5.00")

    # A cashier cannot decide it.
    till.keys("Return")
    assert till.title.startswith("Paid late")
    till.keys("F6", "ctrl+3")
    till.reaches("More")
    find = functools.partial(clerk_place, qapp, settings, has_notice=True)
    display.click(*find(Page.MORE, display.area(till.window), "Sign out"))
    till.sign_in(SUPERVISOR_PIN, "F3")
    notice = words_of(Language.EN)(NOTICE)
    display.click(*find(Page.AMOUNT, display.area(till.window), notice))
    till.reaches("Paid late · SGD 5.00")
    assert till.paper == b""
    till.keys("Return")
    till.reaches("Approved · SGD 5.00")
    till.slips_are_out(2)
    assert till.stop() == 0
    assert len(audit(data)["slips"]) == 2
    assert [row.state for row in sales_of(data)[1]] == [SaleState.APPROVED]
    assert till.complaints() == ""


def test_a_line_that_is_cut_leaves_the_sale_open_until_the_bank_answers(
    till: RealTill, data: Path
) -> None:
    till.sign_in()
    till.keys("5", "0", "0")
    till.charge(PAYNOW)
    till.reaches("PayNow code")
    phone = Phone(till)
    scan = phone.opens(phone.reads())
    till.desk.cut_line()
    # The customer's bank works: the money moves, and the till cannot hear of it.
    assert phone.presses(scan).result == "paid"
    till.keys("Escape")
    till.reaches("Checking · not known yet")
    wait_until("a code gone from the screen", lambda: phone.sees() == [], WAIT_S)
    assert till.paper == b""
    till.desk.mend_line()
    till.reaches("Approved · SGD 5.00")
    till.slips_are_out(2)
    assert till.stop() == 0
    assert len(audit(data)["slips"]) == 2
