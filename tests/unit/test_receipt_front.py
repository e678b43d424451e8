"""The receipt on the customer's phone, at the front: when it is asked for, where it is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kpay_desktop.domain.card import Signing
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import CreditKind, CreditState, PrintState, SlipCopy
from kpay_desktop.domain.sale import QrMode
from kpay_desktop.flows.card_sale.state import Phase as CardPhase
from kpay_desktop.flows.sale_view import AnySaleView
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_receipt import EReceiptSettings, ReceiptCode
from tests.helpers.card_front import card_state, view_of
from tests.helpers.cash_front import sold
from tests.helpers.front import NOON, SYMBOL, Front, payment, sale_view
from ui.backend import SlipNews
from ui.backend_receipt import ReceiptCodeTold
from ui.controller_receipt import AGAIN_S
from ui.views import Action, Button, Page, Press
from ui.views_customer import CustomerKind, CustomerView
from ui.views_sale import ResultView

APPROVED = sale_view(Phase.APPROVED)
BY_CARD = view_of(card_state(CardPhase.APPROVED))
NUMBER = 138
SHOW = Press(Action.SHOW_RECEIPT)
NO_PAPER = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.paper_out")


def approved(view: AnySaleView = APPROVED, settings: Settings | None = None) -> Front:
    """Return a front on which a sale was approved a moment ago."""
    front = Front(settings).charge(sale_view(Phase.SHOWN))
    front.backend.receipts.asked.clear()
    return front.news(replace(view, flow="show_qr:138"))


def with_code(view: AnySaleView = APPROVED, *, is_link: bool = False) -> Front:
    front = approved(view)
    front.controller.news(ReceiptCodeTold(NUMBER, Language.EN, SYMBOL, is_link))
    return front


def customer(front: Front) -> CustomerView:
    return front.screens().customer


def buttons(front: Front) -> list[Button]:
    return list(front.body(ResultView).buttons)


def receipt_button(front: Front) -> Button | None:
    return next((button for button in buttons(front) if button.press == SHOW), None)


def later(front: Front, seconds: float) -> None:
    front.controller.tick(front.model.now + seconds, NOON + timedelta(seconds=seconds))


# --- asked for ------------------------------------------------------------------------------


@pytest.mark.parametrize("view", [APPROVED, BY_CARD], ids=["wallet", "card"])
def test_a_code_is_asked_for_once_when_the_sale_is_approved(view: AnySaleView) -> None:
    front = approved(view)
    assert front.backend.receipts.asked == [(NUMBER, Language.EN)]
    front.controller.news(ReceiptCodeTold(NUMBER, Language.EN, SYMBOL))
    later(front, 3_600.0)
    assert front.backend.receipts.asked == [(NUMBER, Language.EN)]


@pytest.mark.parametrize(
    "view",
    [
        sale_view(Phase.CLOSED, end=EndReason.CANCELLED),
        sale_view(Phase.DECLINED, end=EndReason.REFUSED),
        sale_view(Phase.ASKING),
        sale_view(Phase.PAID_LATE, payments=(payment(CreditState.INBOX),)),
        sale_view(Phase.REFUNDED),
        sale_view(Phase.BY_HAND, mode=QrMode.OWN),
        view_of(card_state(CardPhase.DECLINED)),
        view_of(card_state(CardPhase.REVERSING)),
        view_of(card_state(CardPhase.APPROVED, signing=Signing.WAITED_FOR)),
    ],
)
def test_what_was_not_approved_or_is_not_through_has_none(view: AnySaleView) -> None:
    front = approved(view)
    later(front, 60.0)
    assert front.backend.receipts.asked == []
    assert customer(front).note is None


@pytest.mark.parametrize(
    "settings",
    [
        replace(demo_settings(), e_receipt=EReceiptSettings(ReceiptCode.NONE)),
        replace(demo_settings(), devices=replace(demo_settings().devices, customer_screen="none")),
    ],
    ids=["none wanted", "no screen"],
)
def test_where_nobody_would_see_it_there_is_neither_code_nor_button(settings: Settings) -> None:
    front = approved(settings=settings)
    later(front, 60.0)
    assert front.backend.receipts.asked == []
    assert receipt_button(front) is None


def test_the_customer_s_language_is_the_code_s() -> None:
    front = with_code().press(Action.CUSTOMER_LANGUAGE, "zh_CN")
    assert customer(front).symbol is None
    later(front, 0.25)
    assert front.backend.receipts.asked[1:] == [(NUMBER, Language.ZH)]
    # What was still under way in the old language is not shown.
    front.controller.news(ReceiptCodeTold(NUMBER, Language.EN, SYMBOL))
    assert customer(front).symbol is None
    front.controller.news(ReceiptCodeTold(NUMBER, Language.ZH, SYMBOL))
    assert customer(front).symbol is SYMBOL


def test_a_busy_till_is_asked_again_and_so_is_one_that_made_none() -> None:
    front = Front().charge(sale_view(Phase.SHOWN))
    receipts = front.backend.receipts
    receipts.busy = True
    front.news(APPROVED)
    assert receipts.asked == []
    receipts.busy = False
    later(front, 0.25)
    assert len(receipts.asked) == 1
    front.controller.news(ReceiptCodeTold(NUMBER, Language.EN, None))
    later(front, AGAIN_S - 0.1)
    assert len(receipts.asked) == 1
    later(front, 0.1)
    assert len(receipts.asked) == 2


def test_a_link_is_asked_for_anew_before_its_time_is_over() -> None:
    awake = replace(demo_settings(), security=replace(demo_settings().security, lock_after_s=0))
    front = approved(settings=awake)
    front.controller.news(ReceiptCodeTold(NUMBER, Language.EN, SYMBOL, is_link=True))
    half_s = awake.e_receipt.minutes * 30
    later(front, half_s - 1)
    assert len(front.backend.receipts.asked) == 1
    later(front, 1)
    assert len(front.backend.receipts.asked) == 2
    # Meanwhile the old one still leads there.
    assert customer(front).symbol is SYMBOL


def test_behind_a_locked_screen_a_receipt_s_time_runs_out() -> None:
    front = with_code(is_link=True).press(Action.LOCK)
    for _ in range(3):
        later(front, front.settings.e_receipt.minutes * 60)
    assert len(front.backend.receipts.asked) == 1


def test_the_code_of_another_sale_is_not_this_one_s() -> None:
    front = approved()
    front.controller.news(ReceiptCodeTold(NUMBER + 1, Language.EN, SYMBOL))
    assert customer(front).symbol is None


def test_the_next_sale_takes_the_code_off_the_screen() -> None:
    front = with_code().press(Action.NEW_SALE)
    assert customer(front).symbol is SYMBOL
    later(front, front.settings.sale.result_seconds)
    assert customer(front).kind is CustomerKind.IDLE
    front.charge(sale_view(Phase.SHOWN, number=139))
    assert front.model.receipt.wanted is None
    front.news(sale_view(Phase.APPROVED, number=139))
    assert customer(front).note is None
    assert front.backend.receipts.asked[-1] == (139, Language.EN)


# --- shown ----------------------------------------------------------------------------------


@pytest.mark.parametrize("view", [APPROVED, BY_CARD], ids=["wallet", "card"])
@pytest.mark.parametrize(
    ("is_link", "said"), [(False, "receipt.scan_text"), (True, "receipt.scan_link")]
)
def test_the_code_stands_beside_the_result_as_long_as_that(
    view: AnySaleView, is_link: bool, said: str
) -> None:
    front = with_code(view, is_link=is_link)
    for _ in range(3):
        shown = customer(front)
        assert (shown.kind, shown.symbol) == (CustomerKind.PAID, SYMBOL)
        assert shown.note == Message(said)
        later(front, 60.0)
    assert not customer(front).must_be_seen


def test_a_card_that_is_still_in_comes_first() -> None:
    front = with_code(replace(BY_CARD, card_in=True))
    assert customer(front).symbol is None
    assert customer(front).body == Message("customer.remove_card")
    front.news(replace(BY_CARD, flow="show_qr:138"))
    assert customer(front).symbol is SYMBOL


@pytest.mark.parametrize("view", [APPROVED, BY_CARD], ids=["wallet", "card"])
def test_the_button_waits_for_its_code_and_leaves_the_next_step_last(view: AnySaleView) -> None:
    front = approved(view)
    made = receipt_button(front)
    assert made is not None
    assert not made.enabled
    front.controller.news(ReceiptCodeTold(NUMBER, Language.EN, SYMBOL))
    assert [b.label.id for b in buttons(front)] == [
        "sale.customer_copy",
        "receipt.show",
        "sale.new_sale",
    ]
    assert all(button.enabled for button in buttons(front))
    assert len({button.shortcut for button in buttons(front)}) == 3


@pytest.mark.parametrize("view", [APPROVED, BY_CARD], ids=["wallet", "card"])
def test_without_paper_the_second_button_shows_it(view: AnySaleView) -> None:
    front = with_code(view)
    front.controller.news(NO_PAPER)
    assert [b.label.id for b in buttons(front)] == [
        "sale.new_sale",
        "receipt.show",
        "paper.print_again",
    ]
    front.press(Action.SHOW_RECEIPT)
    assert customer(front).kind is CustomerKind.RECEIPT
    # Printing goes on by itself, and the code stays until somebody takes it off.
    for copy in SlipCopy:
        front.controller.news(SlipNews(NUMBER, copy, PrintState.PRINTED))
    assert customer(front).kind is CustomerKind.RECEIPT


def test_large_until_it_is_pressed_again() -> None:
    front = with_code().press(Action.SHOW_RECEIPT)
    later(front, 60.0)
    shown = customer(front)
    assert (shown.kind, shown.symbol, shown.must_be_seen) == (CustomerKind.RECEIPT, SYMBOL, True)
    assert (shown.title, shown.body) == (
        Message("receipt.yours"),
        Message("receipt.scan_text"),
    )
    button = receipt_button(front)
    assert button is not None
    assert button.label == Message("receipt.hide")
    front.press(Action.SHOW_RECEIPT)
    assert customer(front).kind is CustomerKind.PAID


def test_large_ends_with_the_page() -> None:
    front = with_code().press(Action.SHOW_RECEIPT)
    front.press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)
    assert customer(front).kind is not CustomerKind.RECEIPT
    later(front, 0.25)
    assert not front.model.receipt.is_large


def test_a_press_without_a_code_does_nothing() -> None:
    front = approved().press(Action.SHOW_RECEIPT)
    assert not front.model.receipt.is_large
    front = Front().sign_in().press(Action.SHOW_RECEIPT)
    assert front.model.receipt.wanted is None


def test_money_to_be_decided_about_leaves_no_room_for_the_button() -> None:
    second = payment(CreditState.INBOX, kind=CreditKind.SECOND)
    front = with_code(sale_view(Phase.APPROVED, payments=(second,)))
    assert len(buttons(front)) == 3
    assert receipt_button(front) is None
    # The customer takes the receipt along all the same.
    assert customer(front).symbol is SYMBOL


def test_a_locked_screen_shows_the_result_s_code_and_nothing_later() -> None:
    front = with_code().press(Action.SHOW_RECEIPT).press(Action.LOCK)
    later(front, front.settings.sale.result_seconds)
    assert customer(front).kind is CustomerKind.IDLE
    assert customer(front).symbol is None


def test_who_has_signed_out_leaves_no_code_behind() -> None:
    front = with_code().press(Action.OPEN_PAGE, Page.MORE.value).press(Action.SIGN_OUT)
    later(front, 0.25)
    assert front.model.receipt.symbol is None
    assert customer(front).symbol is None


# --- cash -----------------------------------------------------------------------------------


def test_cash_has_its_receipt_too_beside_the_change() -> None:
    front = sold()
    assert front.backend.receipts.asked == [(NUMBER, Language.EN)]
    front.controller.news(ReceiptCodeTold(NUMBER, Language.EN, SYMBOL))
    shown = customer(front)
    assert (shown.kind, shown.symbol) == (CustomerKind.PAID, SYMBOL)
    assert shown.title is not None
    assert shown.title.id == "customer.change"
    assert [b.label.id for b in buttons(front)] == [
        "sale.customer_copy",
        "receipt.show",
        "sale.new_sale",
    ]
    front.press(Action.SHOW_RECEIPT)
    later(front, 60.0)
    assert customer(front).kind is CustomerKind.RECEIPT
    front.press(Action.NEW_SALE)
    assert customer(front).kind is not CustomerKind.RECEIPT


def test_without_paper_cash_has_it_as_the_second_button() -> None:
    front = sold()
    front.controller.news(ReceiptCodeTold(NUMBER, Language.EN, SYMBOL))
    front.controller.news(NO_PAPER)
    assert [b.label.id for b in buttons(front)][1] == "receipt.show"
