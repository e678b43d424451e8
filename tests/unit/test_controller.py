"""The front of the till, pressed without windows."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.records import (
    BatchSummary,
    CreditKind,
    CreditState,
    PrintState,
    SlipCopy,
)
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.flows.sale_view import ChargeBegun, ChargeRefused
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, StoreErrorKind
from tests.helpers.front import CASHIER, SUPERVISOR, Front, payment, sale_view
from ui.backend import (
    BatchNews,
    OperatorsNews,
    SignInRefused,
    SlipNews,
    Started,
    StartFailed,
)
from ui.present_customer import result_is_fresh
from ui.presenter import page_of
from ui.till_model import SlipProgress
from ui.views import Action, Page
from ui.views_customer import CustomerKind
from ui.views_front import SignInView


def page(front: Front) -> Page:
    return page_of(front.model)


def test_pin_of_six_digits_signs_in_by_itself() -> None:
    front = Front().press(Action.PICK_OPERATOR, "01").keys(*"48392")
    assert front.model.sign_in.pin == "48392"
    assert "48392" not in repr(front.model)
    front.keys("0")
    assert front.backend.calls == [("sign_in", "01", "483920")]
    assert front.model.sign_in.busy
    assert front.model.sign_in.pin == ""


def test_a_shorter_pin_needs_enter_and_one_too_short_is_not_sent() -> None:
    front = Front().press(Action.PICK_OPERATOR, "01").keys("1", "2", "3", "enter")
    assert front.backend.calls == []
    front.keys("4", "enter")
    assert front.backend.calls == [("sign_in", "01", "1234")]


def test_keys_do_nothing_while_the_pin_is_checked() -> None:
    front = Front().press(Action.PICK_OPERATOR, "01").keys(*"135790").keys("1", "enter")
    assert len(front.backend.calls) == 1
    assert front.model.sign_in.pin == ""


def test_wrong_pin_says_so_and_keeps_the_operator() -> None:
    front = Front().press(Action.PICK_OPERATOR, "01").keys(*"111111")
    front.controller.news(SignInRefused(Message("signin.wrong_pin")))
    assert page(front) is Page.SIGN_IN
    assert front.model.sign_in.selected_id == "01"
    assert front.model.sign_in.error == Message("signin.wrong_pin")
    assert not front.model.sign_in.busy


def test_the_wait_after_too_many_wrong_pins_counts_down_by_itself() -> None:
    front = Front().press(Action.PICK_OPERATOR, "01").keys(*"111111")
    front.controller.news(SignInRefused(message("signin.locked", seconds=30)))
    for seconds, said in ((0.0, "30"), (0.5, "30"), (1.5, "28"), (27.5, "1")):
        front.controller.tick(front.model.now + seconds, front.model.clock)
        assert front.body(SignInView).error == message("signin.locked", seconds=said)
    front.controller.tick(front.model.now + 0.5, front.model.clock)
    assert front.body(SignInView).error is None


def test_operators_arrive_after_the_window_and_the_first_is_chosen() -> None:
    front = Front()
    front.controller.news(OperatorsNews((CASHIER, SUPERVISOR)))
    assert front.model.sign_in.selected_id == "01"


def test_the_guides_sale_of_28_dollars_and_ten_percent() -> None:
    front = Front().to_confirm()
    assert page(front) is Page.CONFIRM
    front.press(Action.CONFIRM)
    (draft,) = front.backend.drafts
    assert (draft.amount_minor, draft.tip_minor, draft.total_minor) == (2800, 280, 3080)
    assert (draft.method, draft.mode) == (Method.PAYNOW, QrMode.SHOW)
    assert draft.cashier_id == "01"


def test_confirm_pressed_twice_charges_once() -> None:
    front = Front().to_confirm().press(Action.CONFIRM).press(Action.CONFIRM)
    assert len(front.backend.drafts) == 1


def test_nothing_can_be_charged_at_zero_or_over_the_ceiling() -> None:
    front = Front().sign_in().press(Action.CHARGE)
    assert page(front) is Page.AMOUNT
    front.keys(*"1000001")
    assert front.model.draft.amount.minor == 100_000
    front.keys("back").keys("0", "0", "0")
    assert front.model.draft.amount.minor == 1_000_000
    front.press(Action.TIP, "5").press(Action.CHARGE)
    assert page(front) is Page.AMOUNT
    body = front.screens().clerk.body
    assert getattr(body, "hint", None) == Message(
        "sale.hint_over_ceiling", (("ceiling", "SGD 10,000.00"),)
    )


def test_a_figure_without_room_is_not_dropped_in_silence() -> None:
    """Else 12,345.67 would be charged as 1,234.56."""
    front = Front().sign_in().keys(*"1234567")
    body = front.screens().clerk.body
    assert getattr(body, "hint", None) == Message(
        "sale.hint_over_ceiling", (("ceiling", "SGD 10,000.00"),)
    )
    assert page(front.press(Action.CHARGE)) is Page.AMOUNT
    front.keys("0")
    assert (front.model.draft.amount.minor, front.model.draft.over) == (123_456, True)
    front.keys("back")
    assert getattr(front.screens().clerk.body, "hint", None) is None
    assert front.model.draft.amount.minor == 123_456
    assert page(front.press(Action.CHARGE)) is Page.METHOD


@pytest.mark.parametrize("way_out", ["clear", "back"])
def test_what_found_no_room_is_left_by_clearing_and_by_back(way_out: str) -> None:
    front = Front().sign_in().keys(*"1234567")
    if way_out == "clear":
        front.keys("clear")
    else:
        front.press(Action.BACK)
    assert not front.model.draft.over
    assert front.model.draft.amount.minor == 0
    front.keys("5", "00").press(Action.TIP_OTHER).keys(*"99999999").press(Action.BACK)
    assert not front.model.draft.over


def test_other_tip_takes_the_keypad_and_back_gives_it_back() -> None:
    front = Front().sign_in().keys("1", "0", "00").press(Action.TIP_OTHER)
    front.keys("1", "5", "0")
    assert (front.model.draft.amount.minor, front.model.draft.tip_minor) == (1000, 150)
    front.press(Action.BACK)
    assert not front.model.draft.editing_tip
    front.keys("0")
    assert (front.model.draft.amount.minor, front.model.draft.tip_minor) == (10000, 150)


def test_a_tip_larger_than_allowed_is_refused_in_words() -> None:
    front = Front().sign_in().keys("1", "00").press(Action.TIP_OTHER).keys("1", "0", "1")
    front.press(Action.CHARGE)
    assert page(front) is Page.AMOUNT
    hint = getattr(front.screens().clerk.body, "hint", None)
    assert hint == Message("sale.hint_tip_too_large", (("percent", "100"),))


def test_back_goes_step_by_step_and_keeps_the_amount() -> None:
    front = Front().to_confirm().press(Action.BACK)
    assert page(front) is Page.METHOD
    front.press(Action.BACK)
    assert page(front) is Page.AMOUNT
    assert front.model.draft.total_minor == 3080


def test_a_code_on_the_screen_has_only_its_own_ways_out() -> None:
    front = Front().charge(sale_view(Phase.SHOWN))
    assert page(front) is Page.SHOW_QR
    front.press(Action.NEW_SALE).press(Action.SIGN_OUT).press(Action.OPEN_PAGE, "more")
    front.press(Action.BACK).keys("1")
    assert page(front) is Page.SHOW_QR
    assert front.model.operator == CASHIER
    front.press(Action.CANCEL_SALE).press(Action.CHECK_NOW)
    assert front.backend.calls[-2:] == [("cancel", "show_qr:138"), ("check", "show_qr:138")]


def test_approval_turns_the_page_and_slips_move_on() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.APPROVED))
    assert page(front) is Page.RESULT
    assert dict(front.model.slips) == dict.fromkeys(SlipCopy, SlipProgress.WAITING)
    front.controller.news(SlipNews(138, SlipCopy.MERCHANT, PrintState.PRINTED))
    front.controller.news(SlipNews(99, SlipCopy.CUSTOMER, PrintState.PRINTED))
    assert dict(front.model.slips) == {
        SlipCopy.MERCHANT: SlipProgress.PRINTED,
        SlipCopy.CUSTOMER: SlipProgress.WAITING,
    }
    front.press(Action.REPRINT, "customer")
    assert front.backend.calls[-1] == ("reprint", "138", "customer")


def test_the_customer_reads_the_result_for_its_time_even_after_new_sale() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.APPROVED))
    front.press(Action.NEW_SALE)
    assert page(front) is Page.AMOUNT
    assert result_is_fresh(front.model)
    assert front.screens().customer.kind is CustomerKind.PAID
    front.controller.tick(103.5, front.model.clock)
    assert front.screens().customer.kind is CustomerKind.IDLE


def test_a_sale_left_while_checking_stays_named_and_can_be_opened() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.ASKING))
    front.press(Action.NEW_SALE)
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None
    assert frame.notice.label.id == "frame.notice_checking"
    front.press(Action.OPEN_UNFINISHED, "show_qr:138")
    assert page(front) is Page.RESULT
    assert front.model.others == ()


def test_a_sale_that_ends_in_the_background_stays_named_until_it_was_seen() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.ASKING))
    front.press(Action.NEW_SALE).news(sale_view(Phase.APPROVED))
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None
    assert frame.notice.label.id == "frame.notice_approved"
    front.press(Action.OPEN_UNFINISHED, "show_qr:138").press(Action.NEW_SALE)
    assert front.model.others == ()


def test_news_of_another_sale_never_touch_the_one_on_the_screen() -> None:
    front = Front().charge(sale_view(Phase.SHOWN))
    front.news(sale_view(Phase.PAID_LATE, number=77, payments=(payment(CreditState.INBOX),)))
    assert page(front) is Page.SHOW_QR
    assert front.model.sale is not None
    assert front.model.sale.flow == "show_qr:138"
    assert [view.flow for view in front.model.others] == ["show_qr:77"]


def test_second_payment_is_named_on_the_approved_page() -> None:
    twice = sale_view(
        Phase.APPROVED,
        payments=(
            payment(CreditState.ACCEPTED, kind=CreditKind.SALE),
            payment(CreditState.INBOX, kind=CreditKind.SECOND),
        ),
    )
    front = Front().charge(sale_view(Phase.SHOWN)).news(twice)
    lines = [line.id for line in getattr(front.screens().clerk.body, "lines", ())]
    assert "sale.paid_twice" in lines
    front.press(Action.NEW_SALE)
    assert [view.flow for view in front.model.others] == ["show_qr:138"]


def test_try_again_keeps_the_amount_and_is_a_new_press() -> None:
    front = Front().charge(sale_view(Phase.SHOWN))
    first = front.model.draft.request
    front.news(sale_view(Phase.CLOSED, end=EndReason.EXPIRED)).press(Action.RETRY_SALE)
    assert page(front) is Page.METHOD
    assert front.model.draft.total_minor == 3080
    front.press(Action.PICK_METHOD, "wechat:show").press(Action.CONFIRM)
    assert [draft.retry_of for draft in front.backend.drafts] == [None, 138]
    assert front.model.draft.request != first


def test_another_try_at_a_sale_that_was_left_takes_its_amount_and_tip() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.ASKING))
    front.press(Action.NEW_SALE).news(sale_view(Phase.CLOSED, end=EndReason.EXPIRED))
    front.press(Action.OPEN_UNFINISHED, "show_qr:138").press(Action.RETRY_SALE)
    draft = front.model.draft
    assert (draft.amount.minor, draft.tip_minor, draft.retry_of) == (2800, 280, 138)
    front.press(Action.BACK).press(Action.BACK)
    assert front.model.draft.retry_of is None


def test_try_again_is_refused_while_the_result_is_not_known() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.ASKING))
    front.press(Action.RETRY_SALE)
    assert page(front) is Page.RESULT


def test_a_full_disk_begins_no_sale_and_says_so() -> None:
    front = Front().to_confirm().press(Action.CONFIRM)
    front.controller.news(ChargeRefused("another press", StoreErrorKind.FULL))
    assert page(front) is Page.CONFIRM
    front.controller.news(ChargeRefused(front.model.draft.request, StoreErrorKind.FULL))
    assert page(front) is Page.TROUBLE
    body = front.screens().clerk.body
    assert Message("trouble.full") in getattr(body, "lines", ())
    front.press(Action.NEW_SALE)
    assert page(front) is Page.AMOUNT


def test_a_busy_till_says_so_and_charges_nothing(caplog: pytest.LogCaptureFixture) -> None:
    front = Front().to_confirm()
    front.backend.busy = True
    front.press(Action.CONFIRM)
    assert page(front) is Page.TROUBLE
    assert Message("trouble.busy") in getattr(front.screens().clerk.body, "lines", ())
    assert not front.model.draft.charging
    assert caplog.messages == ["the till is busy: confirm"]


def test_an_answer_to_an_older_press_is_not_taken_for_this_one() -> None:
    front = Front().to_confirm().press(Action.CONFIRM)
    front.controller.news(ChargeBegun("older", sale_view(Phase.SHOWN, number=9)))
    assert page(front) is Page.CONFIRM
    assert [view.flow for view in front.model.others] == ["show_qr:9"]


def test_lamps_keep_their_places_and_batch_is_shown() -> None:
    front = Front().sign_in()
    front.controller.news(DeviceStatus(DeviceKind.PRINTER, Health.OK, "printer.ready"))
    front.controller.news(DeviceStatus(DeviceKind.HOST, Health.BAD, "host.offline"))
    front.controller.news(DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.paper_out"))
    kinds = [(lamp.kind, lamp.health) for lamp in front.model.lamps]
    assert kinds == [(DeviceKind.HOST, Health.BAD), (DeviceKind.PRINTER, Health.BAD)]
    rows = (sale_view(Phase.APPROVED).sale,)
    front.controller.news(BatchNews(BatchSummary(42, 1, 3080), rows))
    batch = getattr(front.screens().clerk.body, "batch", None)
    assert batch is not None
    assert (batch.count, batch.rows[0].voucher, batch.rows[0].time) == (1, "000138", "14:32")


def test_languages_of_the_two_windows_are_apart() -> None:
    front = Front().sign_in().press(Action.LANGUAGE, "zh_CN")
    screens = front.screens()
    assert (screens.clerk.language, screens.customer.language) == ("zh_CN", "en")
    front.press(Action.CUSTOMER_LANGUAGE).press(Action.LANGUAGE)
    screens = front.screens()
    assert (screens.clerk.language, screens.customer.language) == ("en", "zh_CN")
    assert ("save", "language.clerk", "zh_CN") in front.backend.calls


def test_more_keeps_a_half_typed_amount_and_sign_out_clears_it() -> None:
    front = Front().sign_in().keys("5", "00").press(Action.OPEN_PAGE, "more")
    assert page(front) is Page.MORE
    front.press(Action.OPEN_PAGE, "amount")
    assert front.model.draft.amount.minor == 500
    front.press(Action.SIGN_OUT)
    assert page(front) is Page.SIGN_IN
    assert front.model.operator is None
    assert front.model.draft.amount.minor == 0
    assert front.screens().clerk.frame is None


def test_a_store_that_cannot_be_opened_is_a_page_of_its_own_and_can_be_tried_again() -> None:
    front = Front()
    front.controller.news(StartFailed(StoreErrorKind.IN_USE))
    body = front.screens().clerk.body
    assert page(front) is Page.TROUBLE
    assert Message("trouble.in_use") in getattr(body, "lines", ())
    front.press(Action.RETRY_START)
    assert (page(front), front.started_again) == (Page.SIGN_IN, 1)
    front.press(Action.RETRY_START)
    assert front.started_again == 1


def test_choices_of_an_earlier_run_come_back_unless_they_are_nonsense() -> None:
    front = Front()
    front.controller.news(Started((("language.clerk", "zh_CN"), ("appearance.theme", "dark")), ()))
    assert (front.model.language, front.model.theme) == ("zh_CN", "dark")
    front.controller.news(Started((("language.clerk", "xx"), ("appearance.theme", "pink")), ()))
    assert (front.model.language, front.model.theme) == ("zh_CN", "dark")


def test_signing_in_before_the_till_has_started_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    front = Front().press(Action.PICK_OPERATOR, "01")
    front.backend.busy = True
    front.keys(*"483920")
    assert front.model.sign_in.error == Message("signin.starting")
    assert not front.model.sign_in.busy
    assert len(caplog.messages) == 1
