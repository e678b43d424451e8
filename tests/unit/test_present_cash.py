"""What cash looks like: what is due, what is missing, what goes back, and to whom it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.records import PrintState, SlipCopy
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.cash_view import CashSold, DrawerStayedShut
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_day import CashSettings
from tests.helpers.card_front import card_front, reversing
from tests.helpers.cash_front import at_tender, cash_sale, sold
from tests.helpers.front import CASHIER, Front
from ui.backend import SlipNews
from ui.present_cash import change_view
from ui.present_customer import present_customer
from ui.presenter import page_of, present
from ui.views import Action, Page, Step
from ui.views_card import UnfinishedView
from ui.views_cash import TenderView
from ui.views_customer import CustomerKind
from ui.views_sale import MethodView, ResultView

PAPER_OUT = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.paper_out")


def ids(lines: tuple[Message, ...]) -> list[str]:
    return [line.id for line in lines]


def test_the_page_says_what_is_due_and_how_it_was_rounded() -> None:
    body = at_tender().body(TenderView)

    assert body.due_minor == 2_805
    assert dict(body.parts) == {
        Message("sale.total"): message("sale.fact", value="28.03"),
        Message("cash.rounding"): message("sale.fact", value="+0.02"),
    }
    assert at_tender("2", "8", "00").body(TenderView).parts == ()
    (_, rounding) = at_tender("2", "8", "0", "1").body(TenderView).parts
    assert rounding[1] == message("sale.fact", value="-0.01")


def test_likely_sums_have_keys_and_are_chosen() -> None:
    body = at_tender().press(Action.CASH_HANDED, "5000").body(TenderView)

    assert [choice.button.press.value for choice in body.likely] == [
        "2805",
        "3000",
        "5000",
        "10000",
    ]
    assert [choice.button.shortcut for choice in body.likely] == ["F2", "F3", "F4", "F5"]
    assert [choice.chosen for choice in body.likely] == [False, False, True, False]
    assert at_tender("2").body(TenderView).likely == ()


def test_too_little_is_said_in_words_and_cannot_be_taken() -> None:
    body = at_tender().keys("2", "0", "00").body(TenderView)

    assert not body.confirm.enabled
    assert body.is_wrong
    assert body.prompt == message("cash.missing", missing="SGD 8.05")
    assert (body.change, body.change_minor) == (Message("cash.to_come"), 805)


def test_cents_that_no_coin_has_are_said_in_words() -> None:
    body = at_tender().keys("3", "0", "0", "1").body(TenderView)

    assert not body.confirm.enabled
    assert body.prompt == Message("cash.no_such_coin")


def test_nothing_is_wrong_before_something_is_typed() -> None:
    body = at_tender().body(TenderView)

    assert (body.prompt, body.is_wrong) == (Message("cash.prompt"), False)
    assert not body.confirm.enabled


def test_the_change_stands_there_as_it_is_typed() -> None:
    body = at_tender().keys("5", "0", "00").body(TenderView)

    assert body.is_enough
    assert body.confirm.enabled
    assert (body.change, body.change_minor) == (Message("cash.change"), 2_195)
    assert (body.confirm.primary, body.confirm.shortcut, body.back.shortcut) == (
        *(True, "Return"),
        "Esc",
    )


def test_nothing_can_be_pressed_while_it_is_charged() -> None:
    body = at_tender().keys("5", "0", "00").press(Action.TAKE_CASH).body(TenderView)

    buttons = (body.confirm, body.back, *(choice.button for choice in body.likely))
    assert not any(button.enabled for button in buttons)


def test_change_is_named_in_pieces() -> None:
    view = change_view(2_195)

    assert view.pieces == (
        message("cash.notes", count=2, name="SGD 10"),
        message("cash.coins", count=1, name="SGD 1"),
        message("cash.coins", count=1, name="50¢"),
        message("cash.coins", count=2, name="20¢"),
        message("cash.coins", count=1, name="5¢"),
    )
    assert change_view(0).pieces == ()
    assert change_view(0).label == Message("cash.no_change")


def test_a_sale_is_shown_with_its_change_and_its_slip() -> None:
    front = sold()
    body = front.body(ResultView)

    assert body.title == message("cash.paid_title", due="SGD 28.05")
    assert body.change == change_view(2_195)
    assert body.prompt is None
    assert body.slip is not None
    assert ids(body.lines) == ["cash.paid_line", "cash.slip_next"]
    assert front.screens().clerk.step is Step.RECEIPT
    front.controller.news(SlipNews(138, SlipCopy.CUSTOMER, PrintState.PRINTED))
    assert ids(front.body(ResultView).lines) == ["cash.paid_line", "cash.slip_printed"]


def test_a_drawer_that_stayed_shut_is_said_plainly() -> None:
    front = sold()
    front.controller.news(DrawerStayedShut("another"))
    assert front.body(ResultView).prompt is None

    front.controller.news(DrawerStayedShut(front.model.cash.request))

    assert front.body(ResultView).prompt == Message("cash.drawer_shut")


@pytest.mark.parametrize(("handed", "said"), [(5_000, "cash.change_is"), (2_805, "cash.no_change")])
def test_without_paper_the_change_is_still_said(handed: int, said: str) -> None:
    front = sold(cash_sale(handed_minor=handed))
    front.controller.news(PAPER_OUT)
    front.controller.news(DrawerStayedShut(front.model.cash.request))
    body = front.body(ResultView)

    assert body.paper is not None
    assert body.prompt is not None
    assert body.prompt.id == said
    assert ids(body.lines) == ["cash.drawer_shut", "cash.safe_paper"]
    actions = [button.press.action for button in body.buttons]
    assert [actions[0], actions[-1]] == [
        *(Action.NEW_SALE, Action.PRINT_AGAIN),
    ]


# --- the customer -----------------------------------------------------------------------------


def test_the_customer_reads_what_is_due() -> None:
    rounded = at_tender().keys("5").screens().customer
    assert (rounded.kind, rounded.total_minor) == (CustomerKind.TOTAL, 2_805)
    assert rounded.title == Message("customer.cash_total")
    assert rounded.body == message("customer.cash_rounded", total="SGD 28.03")

    plain = at_tender("2", "8", "00").screens().customer
    assert plain.body == Message("customer.cash_due")


def test_the_customer_reads_the_change_for_long_enough() -> None:
    front = sold()
    shown = front.screens().customer
    assert (shown.kind, shown.must_be_seen) == (CustomerKind.PAID, True)
    assert shown.title == message("customer.change", change="SGD 21.95")
    assert shown.body == message("customer.given", due="SGD 28.05", handed="SGD 50.00")

    front.press(Action.NEW_SALE).keys("9")
    assert front.screens().customer.title == shown.title

    front.controller.tick(front.model.now + front.settings.sale.result_seconds, front.model.clock)
    assert front.screens().customer.kind is CustomerKind.TOTAL


def test_a_customer_without_change_is_thanked() -> None:
    shown = sold(cash_sale(handed_minor=2_805)).screens().customer

    assert shown.title == message("customer.paid", total="SGD 28.05")
    assert shown.body == Message("customer.thank_you")


def test_the_customer_never_reads_staff_data() -> None:
    for front in (at_tender().keys("5"), sold()):
        assert CASHIER.name not in repr(front.screens().customer)
        assert "138" not in repr(present_customer(front.model, page_of(front.model)).body)


def test_a_locked_screen_goes_on_telling_the_change() -> None:
    front = sold().press(Action.LOCK)
    assert page_of(front.model) is Page.LOCK
    assert front.screens().customer.kind is CustomerKind.PAID

    front.controller.tick(front.model.now + front.settings.sale.result_seconds, front.model.clock)
    assert front.screens().customer.kind is CustomerKind.IDLE


# --- cash in place of a card --------------------------------------------------------------------


def without(*, cash: bool, wallets: bool) -> Settings:
    demo = demo_settings()
    kept = demo.wallets if wallets else ()
    return replace(demo, wallets=kept, cash=CashSettings(takes=cash))


@pytest.mark.parametrize(
    ("cash", "wallets", "label", "enabled"),
    [
        (True, True, "card.other_way", True),
        (True, False, "card.take_cash", True),
        (False, True, "card.take_qr", True),
        (False, False, "card.take_cash", False),
    ],
)
def test_what_may_be_taken_instead_is_what_the_shop_takes(
    cash: bool, wallets: bool, label: str, enabled: bool
) -> None:
    model = replace(card_front(reversing()).model, settings=without(cash=cash, wallets=wallets))
    body = present(model, Front().document).clerk.body
    assert isinstance(body, UnfinishedView)

    other = body.buttons[-1]
    assert (other.label.id, other.enabled) == (label, enabled)


def test_cash_is_taken_for_the_same_total_as_another_try() -> None:
    view = reversing()
    front = card_front(view).press(Action.OTHER_WAY)
    assert Method.CASH in [choice.method for choice in front.body(MethodView).methods]

    front.press(Action.PICK_METHOD, "cash:").press(Action.CASH_HANDED, "5000")
    front.press(Action.TAKE_CASH)

    draft = front.backend.drafts[-1]
    assert draft.method is Method.CASH
    assert draft.total_minor == view.sale.total_minor
    assert draft.retry_of == view.sale.identity.sale_id
    assert draft.tender is not None


def test_the_card_that_waits_stays_named_beside_the_sale_for_cash() -> None:
    front = card_front(reversing()).press(Action.OTHER_WAY).press(Action.PICK_METHOD, "cash:")
    front.press(Action.CASH_HANDED, "5000").press(Action.TAKE_CASH)
    total = front.model.draft.total_minor
    request = front.model.draft.request
    front.controller.news(CashSold(request, cash_sale(total, 5_000, number=140)))

    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.notice is not None
    assert frame.notice.label.id == "frame.notice_reversing"


def test_a_shop_without_cash_offers_none() -> None:
    front = Front(without(cash=False, wallets=True)).sign_in().keys("5", "00")
    body = front.press(Action.CHARGE).body(MethodView)

    assert Method.CASH not in [choice.method for choice in body.methods]
