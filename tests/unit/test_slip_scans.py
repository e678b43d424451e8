"""Slips' codes where slips are looked for: the room that reads them, and the pages that ask."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.scanner import Broken, Scan, ScanFault
from kpay_desktop.domain.sound import Sound
from kpay_desktop.ports_scan import (
    CameraState,
    CameraTold,
    CodeSource,
    FrameHint,
    SlipProblem,
    SlipTold,
)
from kpay_desktop.qr.payment_code import PaymentCode
from kpay_desktop.receipts.slip_code import SlipCode
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_scan import CameraSettings, ScannerSettings
from tests.helpers.back_front import BackFront
from tests.helpers.front import NOON, Front
from tests.helpers.pty_scanner import PtyScanner
from tests.helpers.scan_room import ALIPAY, WECHAT, scan_counter, scan_settings
from ui.scan_model import REST_AFTER_S, SAY_S
from ui.views import Action, Button, Page
from ui.views_void import ReturnCamera, ReturnKeys, VoidView
from ui.void_model import Filled

SLIP = SlipCode("80010001", 42, "000138")
CARD_IN_PHONE = "hQVDUFYwMWEaTwegAAAAAAMQEFcPTVwAAAAA"

# --- the room -------------------------------------------------------------------------------


def test_hand_scanners_are_heard_for_slips_and_the_camera_is_left_alone() -> None:
    with scan_counter() as counter:
        counter.room.heard(SLIP.text)
        counter.room.open_for_slips(camera=False)
        counter.room.heard(SLIP.text)
        counter.room.scanned("kpay", SLIP.text)
        for _ in range(2):
            assert counter.next(SlipTold) == SlipTold(CodeSource.SCANNER, SLIP)
        assert counter.camera.opened == 0
        counter.room.close()
        counter.room.heard(SLIP.text)
        assert counter.codes() == []


def test_the_camera_looks_for_slips_where_it_is_asked_to() -> None:
    with scan_counter() as counter:
        counter.room.open_for_slips(camera=True)
        assert counter.next(CameraTold).state is CameraState.SEEING
        counter.camera.see(SLIP.text)
        assert counter.next(SlipTold) == SlipTold(CodeSource.CAMERA, SLIP)
        assert counter.camera.is_reading
        counter.room.open_for_slips(camera=False)
        assert counter.next(CameraTold).state is CameraState.OFF


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (WECHAT, SlipProblem.PAYMENT_CODE),
        (ALIPAY, SlipProblem.PAYMENT_CODE),
        (CARD_IN_PHONE, SlipProblem.PAYMENT_CODE),
        ("https://example.com/menu", SlipProblem.NO_SLIP),
        ("8888002076009", SlipProblem.NO_SLIP),
        ("KPAY:V:80010001:000042", SlipProblem.NO_SLIP),
        ("x" * 8_000, SlipProblem.NO_SLIP),
        (WECHAT[:9], SlipProblem.INCOMPLETE),
    ],
)
def test_of_anything_else_its_kind_is_told_and_no_character(
    text: str, problem: SlipProblem, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with scan_counter() as counter:
        counter.room.open_for_slips(camera=True)
        counter.camera.see(text)
        counter.room.heard(text)
        for source in (CodeSource.CAMERA, CodeSource.SCANNER):
            told = counter.next(SlipTold)
            assert told == SlipTold(source, problem)
            assert text not in repr(told)
    assert text not in caplog.text


def test_a_scanner_may_say_which_symbol_it_was() -> None:
    with scan_counter() as counter:
        counter.room.open_for_slips(camera=False)
        counter.room.heard(f"]Q1{SLIP.text}")
        assert counter.next(SlipTold).found == SLIP


def test_a_customers_code_shown_there_can_be_paid_with_on_its_own_page() -> None:
    with scan_counter() as counter:
        counter.room.open_for_slips(camera=False)
        counter.room.heard(WECHAT)
        assert counter.next(SlipTold).found is SlipProblem.PAYMENT_CODE
        counter.room.close()
        counter.room.open(Method.WECHAT)
        counter.room.heard(WECHAT)
        assert counter.told().found == PaymentCode(Method.WECHAT, WECHAT)


def test_a_scanner_on_a_line_reads_slips_where_no_customer_shows_a_code(tmp_path: Path) -> None:
    far = PtyScanner(tmp_path / "ttyACM0")
    path = f"/dev/../{far.link}".replace("//", "/")
    scanner = ScannerSettings(source=f"tty:{path}", whole_ms=300)
    try:
        with scan_counter(scan_settings("auto", scanner, wallets=())) as counter:
            assert counter.lamp().message_id == "scanner.ready"
            counter.room.open_for_slips(camera=True)
            assert counter.scanner().is_ready
            far.send(SLIP.text[:9].encode())
            assert counter.next(SlipTold).found is SlipProblem.INCOMPLETE
            far.send(f"{SLIP.text}\r".encode())
            assert counter.next(SlipTold) == SlipTold(CodeSource.SCANNER, SLIP)
            assert counter.camera.opened == 0
    finally:
        far.pull_out()


# --- the pages ------------------------------------------------------------------------------


def looking(front: BackFront | None = None) -> BackFront:
    """Return a Void page whose camera looks for a slip."""
    made = front or BackFront().open()
    made.press(Action.SCAN_SLIP)
    made.controller.news(CameraTold(CameraState.SEEING, "USB 2.0 HD"))
    return made


def told(front: BackFront, found: SlipCode | SlipProblem) -> BackFront:
    front.controller.news(SlipTold(CodeSource.SCANNER, found))
    return front


def keys_of(front: Front) -> ReturnKeys:
    right = front.body(VoidView).right
    assert isinstance(right, ReturnKeys)
    return right


def camera_of(front: Front) -> ReturnCamera:
    right = front.body(VoidView).right
    assert isinstance(right, ReturnCamera)
    return right


def button_of(front: Front) -> Button | None:
    return keys_of(front).camera


def tick(front: Front, seconds: float) -> None:
    front.controller.tick(front.model.now + seconds, NOON)


def slips(front: Front) -> bool | None:
    return front.backend.scan.slips


AWAY: dict[str, Callable[[BackFront], object]] = {
    "another page": lambda front: front.press(Action.OPEN_PAGE, Page.AMOUNT.value),
    "lock": lambda front: front.press(Action.LOCK),
    "search": lambda front: front.fill(),
    "sign out": lambda front: front.press(Action.OPEN_PAGE, "more").press(Action.SIGN_OUT),
}


@pytest.mark.parametrize("leave", list(AWAY))
def test_scanners_are_listened_to_only_while_the_page_asks_for_a_slip(leave: str) -> None:
    front = BackFront().open()
    assert slips(front) is False
    AWAY[leave](front)
    assert slips(front) is None
    assert not front.backend.scan.listens


def test_the_list_of_transactions_hears_them_too() -> None:
    front = BackFront().open()
    front.press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)
    assert slips(front) is False
    own = front.settings.terminal.terminal_id
    told(front, replace(SLIP, terminal_id=own))
    assert front.backend.searches[-1][1].voucher == "000138"
    told(front, SlipProblem.PAYMENT_CODE)
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None
    assert frame.notice.label.id == "scanpay.elsewhere"


def test_a_slip_fills_the_form_and_the_camera_closes() -> None:
    front = looking()
    assert slips(front) is True
    assert camera_of(front).frames is front.backend.scan.frames
    own = front.settings.terminal.terminal_id

    told(front, replace(SLIP, terminal_id=own))

    assert (front.model.void.voucher, front.model.void.filled) == ("000138", Filled.PIN)
    assert front.model.void.slip is not None
    assert slips(front) is False
    assert keys_of(front).title == Message("void.keys_pin")
    assert front.backend.heard[-1][0] is Sound.CODE_READ


def test_a_slip_of_another_till_is_said_beside_the_keys() -> None:
    front = told(looking(), replace(SLIP, terminal_id="90000009"))
    problem = keys_of(front).problem
    assert problem is not None
    assert problem.id == "transactions.other_till"
    assert front.model.void.voucher == ""


@pytest.mark.parametrize("problem", list(SlipProblem))
def test_what_is_no_slip_is_said_for_a_while_and_goes_nowhere(problem: SlipProblem) -> None:
    front = BackFront().open().keys(*"000137", *"9090")
    told(front, problem)

    assert keys_of(front).problem == Message(problem.value)
    # What was typed stands, and can be gone on with.
    find = keys_of(front).find
    assert find is not None
    assert find.enabled
    assert (front.model.void.voucher, front.model.void.pin) == ("000137", "9090")
    assert (front.backend.drafts, front.backend.codes) == ([], [])
    assert front.backend.scan.open_for is None
    assert front.backend.heard[-1][0] is Sound.ATTENTION
    tick(front, SAY_S - 1)
    assert keys_of(front).problem is not None
    tick(front, 1)
    assert keys_of(front).problem is None


def test_before_the_camera_it_is_said_under_the_picture() -> None:
    front = looking()
    front.controller.news(CameraTold(CameraState.SEEING, hint=FrameHint.CLOSER))
    assert camera_of(front).hint == Message("slipscan.hint_closer")
    told(front, SlipProblem.PAYMENT_CODE)
    assert camera_of(front).hint == Message("slipscan.payment_code")
    assert slips(front) is True


@pytest.mark.parametrize("state", [s for s in CameraState if s is not CameraState.SEEING])
def test_without_a_picture_it_says_why_and_what_else_works(state: CameraState) -> None:
    front = looking()
    front.controller.news(CameraTold(state))
    shown = camera_of(front)
    assert shown.frames is None
    assert shown.state is not None
    waits = state in {CameraState.OFF, CameraState.OPENING}
    assert (shown.state_body is None) is waits
    assert shown.prompt == Message("slipscan.prompt" if waits else "slipscan.prompt_other")


@pytest.mark.parametrize("way", ["button", "key", "back"])
def test_the_camera_closes_when_somebody_goes_on_without_it(way: str) -> None:
    front = looking()
    match way:
        case "button":
            front.press(camera_of(front).close.press.action)
        case "key":
            front.keys("1")
        case "back":
            front.press(Action.BACK)
    assert slips(front) is False
    assert front.model.void.voucher == ("1" if way == "key" else "")
    assert button_of(front) is not None


def test_a_camera_that_nobody_uses_closes_by_itself() -> None:
    awake = replace(demo_settings(), security=replace(demo_settings().security, lock_after_s=0))
    front = looking(BackFront(awake).open())
    tick(front, REST_AFTER_S - 1)
    assert slips(front) is True
    tick(front, 1)
    assert slips(front) is False


def without(settings: Settings) -> Front:
    return BackFront(settings).open()


@pytest.mark.parametrize(
    "settings",
    [
        replace(demo_settings(), camera=CameraSettings(source="none")),
        replace(demo_settings(), wallets=()),
    ],
    ids=["no camera", "no codes"],
)
def test_a_shop_without_a_camera_is_offered_none(settings: Settings) -> None:
    front = without(settings)
    assert button_of(front) is None
    front.press(Action.SCAN_SLIP)
    assert slips(front) is False


def test_the_button_comes_with_the_camera_and_goes_when_the_pin_is_next() -> None:
    front = BackFront().open()
    front.controller.news(DeviceStatus(DeviceKind.CAMERA, Health.WARN, "camera.absent"))
    assert button_of(front) is None
    front.controller.news(DeviceStatus(DeviceKind.CAMERA, Health.OK, "camera.off", "HD"))
    assert button_of(front) is not None
    front.keys(*"000137")
    assert button_of(front) is None


# --- scanners that type ---------------------------------------------------------------------


def test_what_a_scanner_types_is_judged_as_any_other_scan() -> None:
    front = BackFront().open()
    front.controller.scanned(Scan(WECHAT, "meant", 19))
    assert front.backend.scan.scans == [(WECHAT, "meant")]
    front.controller.scanned(Broken(ScanFault.BROKEN_OFF, 9))
    assert keys_of(front).problem == Message("scan.incomplete")
    assert front.model.void.voucher == ""


def test_where_no_slip_is_asked_for_a_scan_is_noticed_and_nothing_else() -> None:
    front = BackFront().to_question()
    front.controller.scanned(Scan(f"KPAY:V:{front.settings.terminal.terminal_id}:000042:000138"))
    told(front, SLIP)
    assert front.model.void.voucher == "000137"
    assert front.model.scan.elsewhere_until
