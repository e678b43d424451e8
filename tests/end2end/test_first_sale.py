"""The first sale, as people make it: keys, a click, a phone held to the screen, paper, accounts."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kpay_desktop.settings import parse_settings
from tests.helpers.bank import wait_until
from tests.helpers.display import Area, Display
from tests.helpers.pdf import pdf_lines
from tests.helpers.phone_web import fetch
from tests.helpers.real_till import (
    PAYNOW,
    WAIT_S,
    WECHAT,
    Phone,
    RealTill,
    audit,
    profile_text,
)
from tests.helpers.twin import clerk_place, desk_place
from ui.views import Page

MERCHANT = "Orchid Tea House"
TOTAL_MINOR = 3080
Tell = Callable[[str], None]

# Served to phones; this computer is one that can be reached in a test.
RECEIPTS = """
[e_receipt]
code = "lan"
address = "127.0.0.1"
"""
# A black box above everything, at the place that is named; it says when it is there.
COVER = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
cover = QWidget()
cover.setWindowFlags(Qt.WindowType.X11BypassWindowManagerHint)
cover.setStyleSheet("background: black")
cover.setGeometry(*map(int, sys.argv[1:]))
cover.show()
cover.raise_()
app.exec()
"""


def fields_of(payload: str) -> dict[str, str]:
    """Return an EMVCo payload's fields: two figures of id, two of length, the value."""
    fields = {}
    while payload:
        key, length = payload[:2], int(payload[2:4])
        fields[key], payload = payload[4 : 4 + length], payload[4 + length :]
    return fields


def crc_of(text: str) -> str:
    """Return the CRC-16 of ISO/IEC 13239 as EMVCo uses it."""
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    return f"{crc:04X}"


@contextmanager
def covered(display: Display, area: Area) -> Iterator[None]:
    """Put something in front of a part of the screen."""
    place = [str(figure) for figure in (area.x, area.y, area.width, area.height)]
    cover = subprocess.Popen([sys.executable, "-c", COVER, *place], env=display.env)
    try:
        inner = Area(area.x + 4, area.y + 4, area.width - 8, area.height - 8)
        wait_until(
            "the cover",
            lambda: display.picture(inner).convert("L").getextrema() == (0, 0),
            WAIT_S,
        )
        yield
    finally:
        cover.kill()
        cover.wait()


def enter_amount(till: RealTill, app: QApplication) -> None:
    """Type 28.00 on both parts of the keyboard and choose the tip with the mouse."""
    till.keys("KP_2", "8", "KP_0", "0")
    settings = parse_settings(profile_text(), "test")
    area = till.display.area(till.window)
    till.display.click(*clerk_place(app, settings, Page.AMOUNT, area, "10%"))


def takes_receipt(till: RealTill, phone: Phone, code: str) -> str:
    """Read the receipt off the customer's screen, then once more when it is shown alone."""
    found: list[str] = []

    def is_there() -> bool:
        # The payment's own code is gone, and nothing can be paid twice.
        found[:] = phone.sees()
        return len(found) == 1 and found != [code]

    def is_larger() -> bool:
        return phone.sees() == found and phone.code_area().width > beside.width

    wait_until("the receipt's code", is_there, WAIT_S)
    beside = phone.code_area()
    till.keys("F3")
    wait_until("the code alone", is_larger, WAIT_S)
    return found[0]


def is_written(receipt: str) -> bool:
    """True for the lines of a receipt."""
    lines = receipt.splitlines()
    return {MERCHANT.upper(), "TOTAL SGD 30.80", "APPROVED", "CUSTOMER COPY DUPLICATE"} <= {*lines}


@pytest.mark.parametrize(
    ("method", "key", "receipts"),
    [("PayNow", PAYNOW, ""), ("WeChat Pay", WECHAT, RECEIPTS)],
    ids=["paynow", "wechat"],
)
def test_first_sale(
    new_till: Callable[..., RealTill],
    data: Path,
    qapp: QApplication,
    method: str,
    key: str,
    receipts: str,
    tell: Tell,
) -> None:
    till = new_till(more=receipts)
    till.sign_in()
    enter_amount(till, qapp)
    till.charge(key)
    till.reaches(f"{method} code is on the customer’s screen")

    phone = Phone(till)
    code = phone.reads()
    if method == "PayNow":
        fields = fields_of(code)
        assert (fields["53"], fields["54"], fields["59"]) == ("702", "30.80", MERCHANT)
        assert fields["63"] == crc_of(code[:-4])
        reference = fields_of(fields["62"])["01"]
    else:
        assert code.startswith("weixin://wxpay/bizpayurl?pr=")
        reference = till.desk.state().orders[0].reqsn
    scan = phone.opens(code)
    assert (scan.payable, scan.amount_minor, scan.merchant) == (True, TOTAL_MINOR, MERCHANT)
    assert scan.reqsn == reference
    assert phone.presses(scan).result == "paid"

    assert till.reaches("Approved").startswith("Approved · SGD 30.80 ·")
    receipt = takes_receipt(till, phone, code)
    if receipts:
        status, _, pdf = fetch(receipt)
        lines = pdf_lines(pdf)
        assert (status, lines.count("** DUPLICATE **")) == (200, 2)
        assert "TOTAL SGD 30.80" in lines
    else:
        assert is_written(receipt)
    till.slips_are_out(2)
    till.keys("Return")
    till.reaches("Please enter the amount")
    wait_until("no code on the screen", lambda: phone.sees() == [], WAIT_S)
    assert till.stop() == 0
    if receipts:
        with pytest.raises(ConnectionRefusedError):
            fetch(receipt)

    report = audit(data)
    assert report["faults"] == []
    assert [slip["copy"] for slip in report["slips"]] == ["merchant", "customer"]
    assert {slip["order"] for slip in report["slips"]} == {reference}
    assert {slip["total_minor"] for slip in report["slips"]} == {TOTAL_MINOR}
    moves = report["moves"]
    assert moves.pop("customer:1010") == -TOTAL_MINOR
    ((account, moved),) = moves.items()
    assert (account.partition(":")[0], moved) == ("merchant", TOTAL_MINOR)
    assert till.complaints() == ""
    tell(f"{method} sale on the real windows: SGD 30.80 read, paid, printed twice, booked")


def test_a_covered_code_cannot_be_paid(till: RealTill, data: Path, qapp: QApplication) -> None:
    till.sign_in()
    enter_amount(till, qapp)
    till.charge(PAYNOW)
    till.reaches("PayNow code is on the customer’s screen")
    phone = Phone(till)
    code = phone.reads()

    with covered(till.display, phone.code_area()):
        assert phone.sees() == []
        till.keys("F5")
        assert till.title.startswith("PayNow code is on the customer’s screen")
        assert phone.sees() == []
        assert till.desk.state().orders[0].settled_minor == 0
        assert till.paper == b""

    assert phone.reads() == code
    phone.presses(phone.opens(phone.reads()))
    till.reaches("Approved · SGD 30.80")
    till.slips_are_out(2)
    assert till.stop() == 0
    assert len(audit(data)["slips"]) == 2


def test_the_demo_desk_pays(till: RealTill, data: Path, qapp: QApplication) -> None:
    display, settings = till.display, parse_settings(profile_text(), "test")
    till.sign_in()
    till.keys("ctrl+5")
    till.reaches("More")
    area = display.area(till.window)
    display.click(*clerk_place(qapp, settings, Page.MORE, area, "Demo desk"))
    desk = display.window(till.process.pid, "Demo desk")
    till.go_to("Please enter the amount", "ctrl+1")
    enter_amount(till, qapp)
    till.charge(WECHAT)
    till.reaches("WeChat Pay code is on the customer’s screen")

    display.activate(desk)
    area = display.area(desk)
    display.click(*desk_place(qapp, area, "Scan the customer screen"))
    pay = desk_place(qapp, area, "Pay")

    def paid() -> bool:
        # Until the phone has read the code, the button takes no press.
        display.click(*pay)
        return till.desk.state().orders[0].settled_minor == TOTAL_MINOR

    wait_until("the payment", paid, WAIT_S)
    till.reaches("Approved · SGD 30.80")
    till.slips_are_out(2)
    assert till.stop() == 0
    assert {slip["total_minor"] for slip in audit(data)["slips"]} == {TOTAL_MINOR}
    assert till.complaints() == ""
