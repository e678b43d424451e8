"""What the pages of a customer's code and of the shop's own code say, and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.operator import Operator
from kpay_desktop.domain.sale import Method, QrMode, SaleState, Wallet
from kpay_desktop.flows.wallet_sale.state import EndReason, Phase
from kpay_desktop.ports_scan import CameraState, FrameHint
from kpay_desktop.settings_shop import WalletSettings
from tests.helpers.front import CASHIER, NOON, SUPERVISOR, Front, sale_view
from tests.helpers.scan_front import (
    ALIPAY,
    CAMERAS,
    EVERY_WALLET,
    WECHAT,
    asked,
    at_confirm,
    begun,
    camera,
    own_code,
    paying,
    scan_view,
    scanning,
    shop,
    told,
)
from ui.backend import Authorised
from ui.presenter import page_of
from ui.views import Action, Button, Page
from ui.views_customer import CustomerKind
from ui.views_sale import ConfirmView, ResultView, ShowQrView
from ui.views_scan import AskPanel, ChoosePanel, PayingView, ScanView, TypePanel
from ui.words import words_of


def labels(buttons: tuple[Button, ...]) -> list[str]:
    return [button.label.id for button in buttons]


def ids_in(view: object) -> Iterator[str]:
    """Every message of a view."""
    if isinstance(view, Message):
        yield view.id
    elif isinstance(view, tuple):
        for each in view:
            yield from ids_in(each)
    elif is_dataclass(view) and not isinstance(view, type):
        for each in fields(view):
            yield from ids_in(getattr(view, each.name))


# --- the scanning page ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "body"),
    [
        ("wechat:show", "sale.confirm_body"),
        ("wechat:scan", "scanpay.confirm_body"),
        ("card:", "card.total_body"),
    ],
)
def test_the_confirmation_says_what_comes(way: str, body: str) -> None:
    assert at_confirm(way).body(ConfirmView).body.id == body


@pytest.mark.parametrize("state", list(CameraState))
def test_each_state_of_the_camera_is_said_with_the_other_ways_offered(state: CameraState) -> None:
    view = camera(scanning(), state).body(ScanView)
    sees = state is CameraState.SEEING

    assert (view.frames is not None, view.state is None) == (sees, sees)
    if not sees and state is not CameraState.OFF:
        assert view.state == Message(f"camera.{state.value}")
    closed = state in {CameraState.OFF, CameraState.OPENING, CameraState.SEEING}
    assert (view.state_body is None) == closed
    assert view.prompt.id == ("scanpay.prompt" if closed else "scanpay.prompt_other")
    assert {"scanpay.type_code", "scanpay.show_instead"} <= set(labels(view.buttons))


@pytest.mark.parametrize("hint", list(FrameHint))
def test_what_keeps_a_code_from_being_read_is_said(hint: FrameHint) -> None:
    view = camera(scanning(), CameraState.SEEING, hint).body(ScanView)

    assert view.hint == Message(f"hint.{hint.value}")


def test_our_own_code_is_offered_only_where_the_wallet_can_be_shown() -> None:
    only = shop(WalletSettings(Wallet.WECHAT, show=False, scan=True))
    front = scanning(settings=only)

    assert "scanpay.show_instead" not in labels(front.body(ScanView).buttons)
    assert front.press(Action.SHOW_INSTEAD).backend.drafts == []


def test_panels_open_one_at_a_time() -> None:
    front = scanning().press(Action.TYPE_CODE)
    assert isinstance(front.body(ScanView).panel, TypePanel)

    panel = front.press(Action.CHOOSE_CAMERA).body(ScanView).panel
    assert isinstance(panel, ChoosePanel)
    assert [choice.chosen for choice in panel.choices] == [True, False]
    assert [choice.button.press.value for choice in panel.choices] == [c.path for c in CAMERAS]

    panel_asked = told(front, ALIPAY).body(ScanView).panel
    assert isinstance(panel_asked, AskPanel)
    assert dict(panel_asked.question.args) == {"method": "@method.alipay", "total": "SGD 30.80"}


def test_while_the_code_is_sent_nothing_else_can_be_pressed() -> None:
    view = told(scanning(), WECHAT).body(ScanView)

    assert not any(button.enabled for button in view.buttons)
    assert view.total.way_out is not None
    assert not view.total.way_out.enabled
    assert view.state == Message("scanpay.read")


def test_showing_instead_begins_the_other_way_at_once() -> None:
    front = scanning().press(Action.SHOW_INSTEAD)

    (draft,) = front.backend.drafts
    assert (draft.method, draft.mode) == (Method.WECHAT, QrMode.SHOW)
    assert front.backend.codes == [""]
    assert front.body(ScanView).state == Message("sale.making_code")
    assert begun(front, sale_view(Phase.CREATED)).screens().clerk.page is Page.SHOW_QR


# --- the customer confirms --------------------------------------------------------------------


def test_the_customer_confirms_on_the_phone() -> None:
    view = paying().body(PayingView)

    assert view.title == Message("scanpay.confirming_title")
    assert (view.seconds_left, view.seconds_total) == (74, 45)
    assert labels(view.buttons) == ["sale.check_now"]
    assert view.total.voucher == "000138"


def test_nobody_leaves_while_the_customer_confirms_but_cancel_and_check_are_there() -> None:
    front = paying().press(Action.OPEN_PAGE, "more").press(Action.NEW_SALE).press(Action.LOCK)
    assert page_of(front.model) is Page.PAYING

    front.press(Action.CHECK_NOW).press(Action.CANCEL_SALE)

    assert front.backend.calls[-2:] == [("check", "scan_pay:138"), ("cancel", "scan_pay:138")]


def test_before_the_first_answer_the_page_says_that_it_was_sent() -> None:
    view = paying(Phase.CREATED).body(PayingView)

    assert (view.title.id, view.seconds_left) == ("scanpay.sent_title", None)
    assert not view.buttons[0].enabled


@pytest.mark.parametrize("stuck", [False, True])
def test_a_payment_that_is_taken_back_is_never_called_approved(*, stuck: bool) -> None:
    front = paying().news(scan_view(Phase.REVERSING, end=EndReason.TOO_LATE, stuck=stuck))
    view = front.body(ResultView)

    assert view.title == Message("scanpay.reversing_title")
    assert (Message("scanpay.stuck") in view.lines) == stuck
    assert view.contact
    assert not [name for name in ids_in(view) if "approved" in name]


@pytest.mark.parametrize("phase", [Phase.REVERSING, Phase.ASKING_AGAIN])
def test_the_customer_is_not_told_not_charged_while_money_may_be_held(phase: Phase) -> None:
    view = scan_view(phase, end=EndReason.TOO_LATE)
    armed = replace(view, state=replace(view.state, armed_at=NOON))

    told_customer = paying().news(armed).screens().customer

    assert told_customer.kind is CustomerKind.WAIT
    assert told_customer.title == Message("customer.taken_back")
    for language in Language:
        said = words_of(language)
        assert said(Message("customer.not_charged")) not in said(Message("customer.taken_back"))


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("AUTHCODEEXPIRE", "expired"),
        ("AUTH_CODE_EXPIRED", "expired"),
        ("AUTH_CODE_INVALID", "invalid"),
        ("AUTHCODE_INVALID", "invalid"),
        ("NOTENOUGH", "funds"),
        ("BALANCE_NOT_ENOUGH", "funds"),
        ("PAYERROR", "error"),
        ("3999", "other"),
        ("", "other"),
    ],
)
def test_each_refusal_has_plain_words(code: str, line: str) -> None:
    ended = scan_view(Phase.DECLINED, end=EndReason.REFUSED, refused_code=code)
    view = paying().news(ended).body(ResultView)

    assert view.lines[0] == Message(f"scanpay.refused_{line}")
    assert labels(view.buttons) == ["sale.try_again", "sale.new_sale", "scanpay.scan_again"]


@pytest.mark.parametrize("end", [e for e in EndReason if e is not EndReason.REFUSED])
def test_each_end_has_words_of_its_own(end: EndReason) -> None:
    view = paying().news(scan_view(Phase.CLOSED, end=end)).body(ResultView)

    assert view.lines[0] == Message(f"scanpay.end_{end.value}")


def test_another_code_is_another_try_at_the_same_purchase() -> None:
    front = paying()
    first = front.model.draft.request
    front.news(scan_view(Phase.DECLINED, end=EndReason.REFUSED)).press(Action.SCAN_AGAIN)
    assert front.backend.scan.open_for is Method.WECHAT

    told(front, WECHAT)

    again = front.backend.drafts[-1]
    assert (again.retry_of, again.total_minor, again.mode) == (138, 3080, QrMode.SCAN)
    assert front.model.draft.request != first


def test_try_again_leads_to_the_ways_to_pay() -> None:
    front = paying().news(scan_view(Phase.CLOSED, end=EndReason.TOO_LATE))

    assert front.press(Action.RETRY_SALE).model.page is Page.METHOD


# --- from the shown code to the scanned one ---------------------------------------------------


def shown(phase: Phase = Phase.SHOWN) -> Front:
    front = at_confirm("wechat:show").press(Action.CONFIRM)
    return begun(front, sale_view(phase, wallet=Wallet.WECHAT))


def test_scanning_instead_waits_until_the_shown_code_is_known_not_to_be_paid() -> None:
    front = shown()
    assert "scanpay.scan_instead" in labels(front.body(ShowQrView).buttons)

    front.press(Action.SCAN_INSTEAD)
    assert asked(front, "cancel") == [("cancel", "show_qr:138")]
    for phase in (Phase.SHOWN, Phase.ASKING, Phase.CLOSING, Phase.ASKING_AGAIN):
        front.news(sale_view(phase, wallet=Wallet.WECHAT))
        assert front.body(ResultView).title == Message("scanpay.switching_title")
        assert front.backend.scan.open_for is None

    front.news(sale_view(Phase.CLOSED, end=EndReason.CANCELLED, wallet=Wallet.WECHAT))

    assert (front.model.page, front.backend.scan.open_for) == (Page.SCAN, Method.WECHAT)
    assert front.model.draft.retry_of == 138
    assert front.screens().customer.kind is CustomerKind.SHOW_CODE


@pytest.mark.parametrize("phase", [Phase.APPROVED, Phase.PAID_LATE])
def test_a_code_that_was_paid_meanwhile_is_not_scanned_for(phase: Phase) -> None:
    front = shown().press(Action.SCAN_INSTEAD).news(sale_view(phase, wallet=Wallet.WECHAT))

    assert page_of(front.model) is Page.RESULT
    assert (front.model.scan.switching, front.backend.scan.open_for) == ("", None)
    assert front.body(ResultView).title.id != "scanpay.switching_title"


def test_the_wish_to_scan_can_be_taken_back() -> None:
    front = shown().press(Action.SCAN_INSTEAD).press(Action.DO_NOT_SCAN)

    front.news(sale_view(Phase.CLOSED, end=EndReason.CANCELLED, wallet=Wallet.WECHAT))

    assert page_of(front.model) is Page.RESULT
    assert front.backend.scan.open_for is None


def test_who_leaves_for_the_next_customer_is_not_called_back() -> None:
    front = shown().press(Action.SCAN_INSTEAD)
    front.news(sale_view(Phase.ASKING, wallet=Wallet.WECHAT)).press(Action.NEW_SALE)

    front.news(sale_view(Phase.CLOSED, end=EndReason.CANCELLED, wallet=Wallet.WECHAT))

    assert front.model.page is Page.AMOUNT


def test_where_nothing_is_scanned_it_is_not_offered() -> None:
    front = at_confirm("wechat:show", shop(WalletSettings(Wallet.WECHAT))).press(Action.CONFIRM)
    begun(front, sale_view(Phase.SHOWN, wallet=Wallet.WECHAT))

    assert labels(front.body(ShowQrView).buttons) == ["sale.check_now"]
    assert front.press(Action.SCAN_INSTEAD).backend.calls[-1][0] != "cancel"


# --- the shop's own code ----------------------------------------------------------------------


def test_our_own_code_is_confirmed_by_a_supervisor_and_never_checked() -> None:
    front = own_code()
    view = front.body(ShowQrView)
    assert labels(view.buttons) == ["by_hand.confirm"]
    assert view.badge == Message("by_hand.own_badge")

    front.press(Action.CONFIRM_BY_HAND)
    panel = front.model.authorise
    assert panel is not None
    act = panel.act
    assert (act.kind, act.amount_minor, act.subject) == (
        Supervised.CONFIRM_BY_HAND,
        3080,
        "own_code:138",
    )
    front.controller.news(Authorised(panel.request, "A1"))

    decided = ("decide", "own_code:138", Supervised.CONFIRM_BY_HAND.value, "A1")
    assert front.backend.calls[-1] == decided


@pytest.mark.parametrize("operator", [CASHIER, SUPERVISOR], ids=["cashier", "supervisor"])
def test_money_seen_later_can_still_be_confirmed(operator: Operator) -> None:
    ended = sale_view(Phase.CLOSED, end=EndReason.EXPIRED, mode=QrMode.OWN)
    front = own_code(operator).news(ended)
    view = front.body(ResultView)
    assert view.title == Message("by_hand.ended_title")
    # Nobody knows that the customer was not charged.
    assert not {"sale.not_charged_line", "sale.not_charged_title"} & set(ids_in(view))

    assert front.press(Action.CONFIRM_BY_HAND).model.authorise is not None


def test_what_was_confirmed_by_hand_is_never_called_approved() -> None:
    front = own_code().news(sale_view(Phase.BY_HAND, mode=QrMode.OWN))
    view = front.body(ResultView)

    assert (view.title.id, view.mark) == ("by_hand.title", "hand")
    assert not [name for name in ids_in(view) if "approved" in name]
    assert not [name for name in ids_in(front.screens().customer) if "paid" in name]
    assert view.slip is not None
    front.press(Action.REPRINT, "customer")
    assert front.backend.calls[-1] == ("reprint", "138", "customer")
    assert front.model.others == ()


def test_only_our_own_code_is_confirmed_by_hand() -> None:
    for front in (shown(), paying(), paying().news(scan_view(Phase.CLOSED))):
        assert front.press(Action.CONFIRM_BY_HAND).model.authorise is None


# --- the customer's screen --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "kind", "title"),
    [
        (scanning, CustomerKind.SHOW_CODE, "customer.show_code"),
        (paying, CustomerKind.ON_PHONE, "customer.on_phone"),
        (own_code, CustomerKind.QR, "customer.total"),
    ],
)
def test_the_customer_sees_what_to_do(
    front: Callable[[], Front], kind: CustomerKind, title: str
) -> None:
    made = front()
    view = made.screens().customer

    assert (view.kind, view.total_minor, view.must_be_seen) == (kind, 3080, True)
    assert view.title is not None
    assert view.title.id == title
    assert CASHIER.name not in repr(view)


def test_a_result_is_seen_for_its_time_though_the_next_sale_begins() -> None:
    front = paying().news(scan_view(Phase.APPROVED)).press(Action.NEW_SALE)
    assert front.screens().customer.kind is CustomerKind.PAID

    seconds = front.settings.sale.result_seconds
    front.controller.tick(front.model.now + seconds, NOON)
    assert front.screens().customer.kind is CustomerKind.IDLE


def test_every_sale_of_these_has_a_state_of_its_own() -> None:
    assert sale_view(Phase.BY_HAND, mode=QrMode.OWN).sale.state is SaleState.BY_HAND
    assert len(EVERY_WALLET) == len(Wallet)
