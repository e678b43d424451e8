"""Sales that do not go straight, on the real windows: declined, paid late, a line that is cut."""

from __future__ import annotations

import functools
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.settings import parse_settings
from tests.helpers.audit_log import audit_log
from tests.helpers.bank import wait_until
from tests.helpers.real_till import (
    CASHIER_PIN,
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

    # The same amount with another method; the bank is asked for an approval.
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


def paid_late(till: RealTill) -> None:
    """A sale of SGD 5.00 that was cancelled, and whose money came after all."""
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


def test_late_money_goes_back_with_a_supervisors_pin_while_a_cashier_is_signed_in(
    till: RealTill, data: Path
) -> None:
    till.sign_in()
    paid_late(till)

    # The cashier asks, thinks better of it, and asks again.
    till.keys("F8")
    till.reaches("Refund SGD 5.00 ")
    till.keys("9", "0", "Escape")
    till.reaches("Paid late · SGD 5.00")
    till.keys("F8")
    till.reaches("Refund SGD 5.00 ")
    # Their own PIN opens nothing.
    till.keys(*CASHIER_PIN)
    till.keys("Escape")
    till.reaches("Paid late · SGD 5.00")
    till.keys("F8")
    till.reaches("Refund SGD 5.00 ")
    till.keys(*SUPERVISOR_PIN)
    till.reaches("Refunded · SGD 5.00")
    assert till.paper == b""

    # The cashier is still there, and sells on.
    till.keys("Return")
    till.reaches("Please enter the amount")
    till.keys("8", "0", "0")
    till.charge(PAYNOW)
    till.reaches("PayNow code")
    phone = Phone(till)
    phone.presses(phone.opens(phone.reads()))
    till.reaches("Approved · SGD 8.00")
    till.slips_are_out(2)
    assert till.stop() == 0
    report = audit(data)
    assert {slip["total_minor"] for slip in report["slips"]} == {800}
    assert report["moves"]["customer:1010"] == -800
    rows = sales_of(data)[1]
    assert [(row.state, row.cashier_id) for row in rows] == [
        (SaleState.APPROVED, "01"),
        (SaleState.REFUNDED, "01"),
    ]
    told = audit_log(data, "wrong_pin", "authorised", "refund_late")
    assert [(row.operator_id, row.action) for row in told] == [
        ("90", "wrong_pin"),
        ("90", "authorised"),
        ("01", "refund_late"),
    ]
    assert [row.detail.get("asked_by", row.detail.get("approver")) for row in told] == [
        *("01", "01", "90")
    ]
    assert till.complaints() == ""


def test_late_money_waits_for_a_supervisor_who_is_asked_for_the_pin_too(
    till: RealTill, data: Path, qapp: QApplication
) -> None:
    display, settings = till.display, parse_settings(profile_text(), "test")
    till.sign_in()
    paid_late(till)
    till.keys("F6", "ctrl+5")
    till.reaches("More")
    find = functools.partial(clerk_place, qapp, settings, has_notice=True)
    display.click(*find(Page.MORE, display.area(till.window), "Sign out"))
    till.sign_in(SUPERVISOR_PIN, "F3")
    notice = words_of(Language.EN)(NOTICE)
    display.click(*find(Page.AMOUNT, display.area(till.window), notice))
    till.reaches("Paid late · SGD 5.00")
    till.keys("Return")
    till.reaches("Accept SGD 5.00 ")
    assert till.paper == b""
    till.keys(*SUPERVISOR_PIN)
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
