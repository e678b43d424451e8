"""From the confirmed total to a code that was read: what the front asks, keeps, and lets go."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.sale import Method, QrMode, Wallet
from kpay_desktop.domain.scanner import Broken, Scan, ScanFault
from kpay_desktop.domain.sound import Sound
from kpay_desktop.flows.sale_view import ChargeDoubted, ChargeRefused
from kpay_desktop.flows.wallet_sale.state import EndReason, Phase
from kpay_desktop.ports import StoreErrorKind
from kpay_desktop.ports_scan import CameraState, CodeSource
from kpay_desktop.qr.payment_code import ScanProblem, WrongCode
from kpay_desktop.settings_shop import WalletSettings
from tests.helpers.front import CASHIER, NOON, Front, sale_view
from tests.helpers.scan_front import (
    ALIPAY,
    CAMERAS,
    DIGITS,
    IN_PHONE,
    PAYNOW,
    WECHAT,
    asked,
    at_confirm,
    begun,
    camera,
    paying,
    scan_view,
    scanning,
    shop,
    told,
)
from ui.backend import Unlocked
from ui.presenter import page_of
from ui.scan_model import REST_AFTER_S, SAY_S
from ui.views import Action, Page
from ui.views_scan import ScanView


def tick(front: Front, seconds: float) -> Front:
    """Let time pass."""
    front.controller.tick(front.model.now + seconds, NOON)
    return front


def hint_of(front: Front) -> Message | None:
    return front.body(ScanView).hint


def test_the_total_is_confirmed_before_the_camera_opens() -> None:
    front = at_confirm()
    assert asked(front, "scan.open") == []

    front.press(Action.CONFIRM)

    assert (front.model.page, front.backend.scan.open_for) == (Page.SCAN, Method.WECHAT)
    assert front.backend.drafts == []


@pytest.mark.parametrize("source", list(CodeSource))
def test_a_right_code_begins_the_sale_and_closes_the_camera(source: CodeSource) -> None:
    front = told(scanning(), WECHAT, source)

    (draft,) = front.backend.drafts
    assert (draft.method, draft.mode, draft.total_minor) == (Method.WECHAT, QrMode.SCAN, 3080)
    assert front.backend.codes == [DIGITS]
    assert front.backend.scan.open_for is None
    # It is sent once, however often it is seen.
    told(told(front, WECHAT), ALIPAY)
    assert front.backend.codes == [DIGITS]


def test_the_code_is_kept_no_longer_than_until_the_sale_has_begun() -> None:
    front = told(scanning(), WECHAT)
    kept = [front.model.scan.code]

    begun(front, scan_view(Phase.CREATED))

    kept.append(front.model.scan.code)
    assert kept == [WECHAT, None]
    assert page_of(front.model) is Page.PAYING
    assert asked(front, "scan.forget") == []


def test_nothing_that_is_shown_or_printed_of_the_model_holds_a_code() -> None:
    for front in (told(scanning(), WECHAT), told(scanning(), ALIPAY), paying()):
        assert DIGITS not in repr(front.model)
        assert ALIPAY.code not in repr(front.model)
        assert DIGITS not in repr(front.screens())


@pytest.mark.parametrize("problem", list(ScanProblem))
def test_what_is_no_payment_code_is_said_for_a_while_and_reading_goes_on(
    problem: ScanProblem,
) -> None:
    front = told(scanning(), WrongCode(problem))

    assert hint_of(front) == Message(problem.value)
    assert front.backend.scan.open_for is Method.WECHAT
    assert front.backend.drafts == []
    assert hint_of(tick(front, SAY_S - 1)) is not None
    assert hint_of(tick(front, 1)) is None


@pytest.mark.parametrize("fault", list(ScanFault))
def test_a_scan_that_broke_off_is_said(fault: ScanFault) -> None:
    front = scanning()

    front.controller.scanned(Broken(fault, 9))

    assert hint_of(front) == Message(fault.value)


def test_a_hand_scanners_text_goes_to_the_world() -> None:
    front = scanning()

    front.controller.scanned(Scan(DIGITS, "meant", 19))

    assert front.backend.scan.scans == [(DIGITS, "meant")]


def test_a_scan_on_another_page_is_noticed_and_never_typed() -> None:
    front = Front().sign_in().keys("2", "8")
    front.controller.scanned(Scan(DIGITS))

    assert front.model.draft.amount.minor == 28
    assert front.backend.scan.scans == []
    notice = front.screens().clerk.frame
    assert notice is not None
    assert notice.notice is not None
    assert notice.notice.label.id == "scanpay.elsewhere"
    later = tick(front, SAY_S).screens().clerk.frame
    assert later is not None
    assert later.notice is None


def test_a_notice_goes_when_it_was_read() -> None:
    front = Front().sign_in()
    front.controller.scanned(Scan(DIGITS))

    front.press(Action.SCAN_NOTED)

    assert not front.model.scan.elsewhere_until


def test_at_a_locked_screen_a_scan_is_nothing() -> None:
    front = Front().sign_in().press(Action.LOCK)
    before = front.model

    front.controller.scanned(Scan(DIGITS))

    assert front.model == before


def test_a_slips_code_opens_its_sale_on_the_transactions_page() -> None:
    front = Front().sign_in().press(Action.OPEN_PAGE, "transactions")
    terminal = front.settings.terminal.terminal_id

    front.controller.scanned(Scan(f"KPAY:V:{terminal}:000042:000138"))

    assert front.backend.searches[-1][1].voucher == "000138"
    assert not front.model.scan.elsewhere_until


# --- another wallet's code --------------------------------------------------------------------


def test_another_wallets_code_is_asked_about_before_anything_is_charged() -> None:
    front = told(scanning(), ALIPAY)
    assert front.backend.drafts == []

    front.press(Action.OTHER_WALLET, "yes")

    (draft,) = front.backend.drafts
    assert (draft.method, front.backend.codes) == (Method.ALIPAY, [ALIPAY.code])


def test_no_lets_the_reading_go_on() -> None:
    front = told(scanning(), ALIPAY).press(Action.OTHER_WALLET, "no")

    assert front.backend.scan.forgotten == [ALIPAY]
    assert front.model.scan.asked is None
    assert front.backend.scan.open_for is Method.WECHAT
    assert told(front, WECHAT).backend.codes == [DIGITS]


def test_the_right_code_answers_the_question_too() -> None:
    front = told(told(scanning(), ALIPAY), WECHAT)

    assert front.backend.codes == [DIGITS]
    assert front.model.scan.asked is None


@pytest.mark.parametrize("answer", ["", "maybe"])
def test_other_answers_are_none(answer: str) -> None:
    front = told(scanning(), ALIPAY).press(Action.OTHER_WALLET, answer)

    assert front.model.scan.asked == ALIPAY


def test_a_wallet_that_the_profile_does_not_scan_is_not_charged() -> None:
    wallets = (WalletSettings(Wallet.WECHAT, scan=True), WalletSettings(Wallet.ALIPAY))
    front = told(scanning(settings=shop(*wallets)), ALIPAY)

    hint = hint_of(front)
    assert hint is not None
    assert hint.id == "scanpay.not_taken"
    assert front.model.scan.asked is None
    assert front.press(Action.OTHER_WALLET, "yes").backend.drafts == []


def test_a_card_in_a_phone_is_no_code_for_this_till() -> None:
    assert hint_of(told(scanning(), IN_PHONE)) == Message("scanpay.card_in_phone")


def test_a_paynow_code_pays_by_paynow() -> None:
    assert told(scanning("paynow:scan"), PAYNOW).backend.codes == [PAYNOW.code]


# --- the camera comes and goes with the page --------------------------------------------------


@pytest.mark.parametrize(
    ("action", "value"),
    [
        (Action.BACK, ""),
        (Action.OPEN_PAGE, "more"),
        (Action.OPEN_PAGE, "transactions"),
        (Action.OPEN_PAGE, "amount"),
        (Action.LOCK, ""),
        (Action.OPEN_INBOX, ""),
        (Action.SHOW_INSTEAD, ""),
    ],
)
def test_every_way_out_closes_the_camera(action: Action, value: str) -> None:
    front = told(scanning(), ALIPAY).press(Action.TYPE_CODE)

    front.press(action, value)

    assert front.backend.scan.open_for is None
    assert front.model.scan.asked is None
    assert not front.model.scan.typing


def test_the_camera_opens_again_behind_the_lock() -> None:
    front = scanning().press(Action.LOCK)

    front.controller.news(Unlocked(CASHIER))
    assert front.backend.scan.open_for is Method.WECHAT


def test_what_is_read_where_the_page_has_gone_is_nothing() -> None:
    front = scanning().press(Action.BACK)

    assert told(front, WECHAT).backend.drafts == []


def test_a_camera_that_nobody_needs_closes_and_opens_again_by_a_press() -> None:
    front = tick(scanning(), REST_AFTER_S)
    assert front.backend.scan.open_for is None
    view = front.body(ScanView)
    assert (view.state, view.frames) == (Message("scanpay.rests"), None)
    assert [b.press.action for b in view.buttons if b.primary] == [Action.OPEN_CAMERA]

    front.press(Action.OPEN_CAMERA)

    assert front.backend.scan.open_for is Method.WECHAT


def test_somebody_who_is_there_keeps_it_open() -> None:
    front = tick(scanning(), REST_AFTER_S - 1)
    front.controller.touched()

    assert tick(front, REST_AFTER_S - 1).backend.scan.open_for is Method.WECHAT


def test_a_full_till_opens_and_closes_the_camera_later() -> None:
    front = at_confirm()
    front.backend.busy = True
    front.press(Action.CONFIRM)
    assert (front.model.page, front.backend.scan.open_for) == (Page.SCAN, None)

    front.backend.busy = False
    assert tick(front, 1).backend.scan.open_for is Method.WECHAT

    front.backend.busy = True
    front.press(Action.BACK)
    assert front.backend.scan.open_for is Method.WECHAT
    front.backend.busy = False
    assert tick(front, 1).backend.scan.open_for is None


# --- when the sale does not begin -------------------------------------------------------------


def test_a_full_till_begins_no_sale_and_the_code_can_be_shown_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    front = scanning()
    front.backend.busy = True
    told(front, WECHAT)

    assert (front.model.page, front.model.busy_refused) == (Page.TROUBLE, True)
    front.backend.busy = False
    assert tick(front, 1).backend.scan.forgotten == [WECHAT]
    assert DIGITS not in caplog.text


def test_a_refused_sale_lets_the_code_be_read_again() -> None:
    front = told(scanning(), WECHAT)

    front.controller.news(ChargeRefused(front.model.draft.request, StoreErrorKind.FULL))

    assert front.model.page is Page.TROUBLE
    assert front.backend.scan.forgotten == [WECHAT]
    assert front.model.scan.code is None


def doubted() -> Front:
    front = told(scanning(), WECHAT)
    other = sale_view(Phase.DOUBT, number=137, wallet=Wallet.WECHAT)
    front.controller.news(ChargeDoubted(front.model.draft.request, (other,)))
    assert front.model.page is Page.DOUBT
    return front


def test_a_doubted_charge_keeps_the_code_for_charging_all_the_same() -> None:
    front = doubted().press(Action.CHARGE_ANYWAY)
    tick(front, 1).press(Action.CHARGE_ANYWAY)

    assert front.backend.codes == [DIGITS, DIGITS]
    assert front.backend.scan.forgotten == []


def test_going_back_from_the_doubt_lets_the_code_go() -> None:
    front = doubted().press(Action.BACK)

    assert (front.model.page, front.model.scan.code) == (Page.CONFIRM, None)
    assert front.backend.scan.forgotten == [WECHAT]
    assert front.press(Action.CONFIRM).backend.scan.open_for is Method.WECHAT


def test_behind_the_lock_no_code_is_kept_and_it_is_read_anew() -> None:
    front = doubted().press(Action.LOCK)
    assert front.model.scan.code is None
    front.controller.news(Unlocked(CASHIER))

    front.press(Action.CHARGE_ANYWAY)
    tick(front, 1).press(Action.CHARGE_ANYWAY)

    assert front.model.page is Page.CONFIRM
    assert len(front.backend.drafts) == 1


# --- typing, cameras, sounds ------------------------------------------------------------------


def test_a_typed_code_goes_to_the_world() -> None:
    front = scanning().press(Action.USE_CODE, "1312")
    assert asked(front, "scan.typed") == []

    front.press(Action.TYPE_CODE).press(Action.USE_CODE, f" {DIGITS} ")

    assert asked(front, "scan.typed") == [("scan.typed", DIGITS)]
    assert not front.press(Action.TYPE_CODE).model.scan.typing


def test_another_camera_is_one_of_those_there_are() -> None:
    front = scanning().press(Action.CHOOSE_CAMERA)
    assert front.model.scan.choosing

    front.press(Action.USE_CAMERA, "usb:7").press(Action.USE_CAMERA, CAMERAS[1].path)

    assert asked(front, "scan.use_camera") == [("scan.use_camera", CAMERAS[1].path)]
    assert not front.model.scan.choosing


def test_a_code_is_heard() -> None:
    front = scanning()
    front.backend.heard.clear()

    told(told(front, WrongCode(ScanProblem.LINK)), ALIPAY)

    assert [sound for sound, _ in front.backend.heard] == [Sound.ATTENTION, Sound.CODE_READ]


def test_a_camera_that_goes_takes_its_choice_along() -> None:
    front = camera(scanning().press(Action.CHOOSE_CAMERA), CameraState.LOST)
    assert front.model.scan.choosing

    assert front.press(Action.CHOOSE_CAMERA).press(Action.BACK).model.page is Page.METHOD


def test_a_sale_that_ended_without_a_charge_is_not_scanned_for_by_itself() -> None:
    front = paying().news(scan_view(Phase.CLOSED, end=EndReason.TOO_LATE))

    assert page_of(front.model) is Page.RESULT
    assert front.backend.scan.open_for is None
