"""Sales by customers' codes as people make them, on a real display: by camera, scanner and hand.

The program is a process of its own; clicks and keys go in through the display. The phone is the
demo desk's, held to the simulated camera, or seen by a network camera of the test's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kpay_desktop.domain.sale import QrMode, SaleState
from tests.helpers.audit_log import audit_log
from tests.helpers.bank import wait_until
from tests.helpers.display import Display
from tests.helpers.mjpeg_server import MjpegServer
from tests.helpers.real_till import (
    SUPERVISOR_PIN,
    WAIT_S,
    WECHAT,
    WECHAT_SCAN,
    Phone,
    RealTill,
    audit,
    sales_of,
)
from tests.helpers.scan_windows import (
    SCANNING,
    PhoneAtDesk,
    begin_scan,
    scan_by_hand,
    scan_profile,
    scan_until,
    till_on,
)
from ui.demo.phone_face import Trait, make_face
from ui.demo.scene import phone_pictures

ALIPAY_SCAN = "F8"
CUSTOMER, TOTAL_MINOR = "1010", 2_800
#: A product's bar code, and a link: nothing that can be paid with.
PRODUCT, LINK = "8888002076009", "https://www.example.com/menu"
Tell = Callable[[str], None]
NewProfile = Callable[[str], RealTill]


@pytest.fixture
def on_profile(display: Display, data: Path) -> Iterator[NewProfile]:
    """Give a function that starts a till on a profile; nothing of it stays."""
    running: list[RealTill] = []

    def start(profile: str) -> RealTill:
        till = till_on(display, data, profile)
        running.append(till.__enter__())
        return till

    yield start
    for till in running:
        till.__exit__(None, None, None)


def code_of(till: RealTill, wallet: str = "wechat") -> str:
    """Return a fresh code of the customer's phone."""
    return till.desk.issue_code(CUSTOMER, wallet).code


def check_books(till: RealTill, data: Path, sales: int) -> None:
    """Stop the till; so many sales of SGD 28.00 are paid, with both slips each."""
    till.slips_are_out(2 * sales)
    assert till.stop() == 0
    report = audit(data)
    assert [slip["total_minor"] for slip in report["slips"]] == [TOTAL_MINOR] * 2 * sales
    assert report["moves"][f"customer:{CUSTOMER}"] == -TOTAL_MINOR * sales
    assert till.complaints() == ""


def test_phones_held_to_the_camera(
    till: RealTill, data: Path, qapp: QApplication, tell: Tell
) -> None:
    till.sign_in()
    phone = PhoneAtDesk(till, qapp)
    begin_scan(till, WECHAT_SCAN)
    phone.hold_until("Approved · SGD 28.00")
    till.slips_are_out(2)
    phone.take_away()
    till.keys("Return")
    till.reaches("Please enter the amount")

    phone.click("Alipay+")
    phone.options("Dark", "Dim", "Tilted")
    begin_scan(till, ALIPAY_SCAN)
    phone.hold_until("Approved · SGD 28.00")
    check_books(till, data, 2)
    _, rows = sales_of(data)
    assert [(row.method.value, row.mode) for row in rows] == [
        ("alipay", QrMode.SCAN),
        ("wechat", QrMode.SCAN),
    ]
    tell("phones held to the camera on the real windows: light; dark mode, dim and tilted")


def test_a_hand_scanner_with_wrong_things_first(till: RealTill, data: Path, tell: Tell) -> None:
    till.sign_in()
    begin_scan(till, WECHAT_SCAN)
    for wrong in (PRODUCT, LINK):
        scan_by_hand(till, wrong)
        till.reaches(SCANNING)
    code = code_of(till)
    scan_until(till, code, "Approved · SGD 28.00")
    check_books(till, data, 1)
    assert code not in till.log()
    tell("a hand scanner typing on the real windows: wrong things, then codes")


def test_a_phone_before_a_network_camera(
    on_profile: NewProfile, data: Path, qapp: QApplication, tell: Tell
) -> None:
    traits = frozenset({Trait.DARK, Trait.TILTED})
    with MjpegServer() as camera:
        till = on_profile(scan_profile({'source = "sim:"': f'source = "{camera.url}"'}))
        till.sign_in()
        begin_scan(till, WECHAT_SCAN)
        wait_until("somebody to look", lambda: camera.viewers > 0, WAIT_S)

        def is_paid() -> bool:
            face = make_face(code_of(till), "WeChat Pay", "", traits)
            camera.show(tuple(phone_pictures(face, traits)))
            till.reaches("Approved · SGD 28.00")
            return True

        assert is_paid()
        check_books(till, data, 1)
    tell("a phone in dark mode before a network camera (MJPEG) on the real windows")


def test_a_camera_unplugged_in_mid_scan_and_a_code_that_is_typed(
    till: RealTill, data: Path, qapp: QApplication
) -> None:
    till.sign_in()
    phone = PhoneAtDesk(till, qapp)
    begin_scan(till, WECHAT_SCAN)
    phone.click("Options")
    phone.click("Unplugged", is_option=True)
    wait_until("the lost camera", lambda: "lamp=camera.lost" in till.log(), WAIT_S)
    till.keys("F8")
    till.display.must("xdotool", "type", "--delay", "130", code_of(till))
    till.keys("Return")
    till.reaches("Approved · SGD 28.00")
    check_books(till, data, 1)


def test_shown_then_scanned_then_shown(till: RealTill, data: Path, tell: Tell) -> None:
    till.sign_in()
    till.keys("2", "8", "0", "0")
    till.charge(WECHAT)
    till.reaches("WeChat Pay code")
    till.keys("F7")
    till.reaches(SCANNING)
    till.keys("F9")
    till.reaches("WeChat Pay code")
    phone = Phone(till)
    assert phone.presses(phone.reads_anew()).result == "paid"
    till.reaches("Approved · SGD 28.00")
    check_books(till, data, 1)
    _, rows = sales_of(data)
    assert [(row.state, row.mode) for row in rows] == [
        (SaleState.APPROVED, QrMode.SHOW),
        (SaleState.CLOSED, QrMode.SHOW),
    ]
    tell("show, scan instead and show instead within one purchase: one payment")


NO_WALLETS = """
[own_paynow]
uen = "201912345K"
"""


def without_wallets(profile: str) -> str:
    """Return a profile of a shop that no acquirer pays by wallet."""
    parts = profile.split("[[wallets]]")
    rest = parts[-1].partition("\n\n")[2]
    return f"{parts[0]}{rest}"


def test_a_shop_without_an_acquirer_confirms_by_hand(
    on_profile: NewProfile, data: Path, tell: Tell
) -> None:
    till = on_profile(f"{without_wallets(scan_profile())}{NO_WALLETS}")
    till.sign_in()
    till.keys("2", "8", "0", "0")
    till.charge("F3")
    till.reaches("Our own PayNow code")
    (code,) = {Phone(till).reads()}
    assert "201912345K" in code
    till.keys("F8")
    till.reaches("Confirm SGD 28.00 by hand")
    till.keys(*SUPERVISOR_PIN)
    till.reaches("Confirmed by hand · SGD 28.00")
    till.slips_are_out(2)
    assert till.stop() == 0
    assert b"APPROVED" not in till.paper
    summary, rows = sales_of(data)
    assert [(row.state, row.mode) for row in rows] == [(SaleState.BY_HAND, QrMode.OWN)]
    assert (summary.count, summary.total_minor) == (0, 0)
    told = audit_log(data, "authorised", "confirm_by_hand")
    assert [(row.operator_id, row.action) for row in told] == [
        ("90", "authorised"),
        ("01", "confirm_by_hand"),
    ]
    assert till.complaints() == ""
    tell("a shop without an acquirer on the real windows: own code, confirmed by hand, apart")


def test_a_scan_in_chinese(on_profile: NewProfile, data: Path) -> None:
    profile = scan_profile({'clerk = "en"': 'clerk = "zh_CN"'})
    till = on_profile(profile)
    till.reaches("登录")
    till.wait_for_bank()
    till.keys(*"135790")
    till.reaches("请输入金额")
    till.keys("2", "8", "0", "0", "Return")
    till.keys(WECHAT_SCAN)
    till.keys("Return")
    till.reaches("扫描顾客的微信支付付款码")
    scan_by_hand(till, PRODUCT)
    scan_until(till, code_of(till), "交易成功 · SGD 28.00")
    check_books(till, data, 1)
