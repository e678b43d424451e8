"""Taking cash: what is handed over is keyed in, enough is asked for, and one press is one sale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.cash import CashRounding, Tender
from kpay_desktop.domain.records import PrintState, SlipCopy
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.cash_view import CashSold, DrawerStayedShut
from kpay_desktop.flows.sale_view import ChargeDoubted, ChargeRefused
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import StoreErrorKind
from kpay_desktop.settings import demo_settings
from kpay_desktop.settings_day import CashSettings
from tests.helpers.cash_front import at_tender, cash_sale, sold
from tests.helpers.front import Front, sale_view
from ui.backend import SlipNews
from ui.doubt_model import SECOND_PRESS_S
from ui.presenter import page_of
from ui.till_model import SlipProgress
from ui.views import Action, Page


def charges(front: Front) -> int:
    return sum(call[0] == "charge" for call in front.backend.calls)


def test_cash_is_charged_with_what_was_handed_over() -> None:
    front = at_tender().keys("5", "00", "0")

    front.press(Action.TAKE_CASH)

    (draft,) = front.backend.drafts
    assert draft.method is Method.CASH
    assert draft.mode is None
    assert draft.tender == Tender(2_803, 2_805, 5_000)


def test_a_second_press_begins_nothing() -> None:
    front = at_tender().press(Action.CASH_HANDED, "2805")

    front.press(Action.TAKE_CASH).press(Action.TAKE_CASH).keys("9")
    front.press(Action.CASH_HANDED, "5000").press(Action.BACK)

    assert charges(front) == 1
    assert front.model.cash.handed_minor == 2_805
    assert page_of(front.model) is Page.TENDER


@pytest.mark.parametrize("keys", [(), ("2", "8", "00"), ("2", "8", "0", "4"), ("2", "8", "0", "7")])
def test_less_than_is_due_or_in_cents_is_not_taken(keys: tuple[str, ...]) -> None:
    front = at_tender().keys(*keys).press(Action.TAKE_CASH)

    assert charges(front) == 0
    assert not front.model.draft.charging


def test_a_figure_after_a_likely_sum_begins_a_new_one() -> None:
    front = at_tender().press(Action.CASH_HANDED, "5000")
    assert front.model.cash.handed_minor == 5_000

    front.keys("3", "0", "00")

    assert front.model.cash.handed_minor == 3_000
    assert front.keys("back").model.cash.handed_minor == 300


@pytest.mark.parametrize("value", ["", "-5", "x", "５"])
def test_a_sum_that_is_none_is_not_handed_over(value: str) -> None:
    assert at_tender().press(Action.CASH_HANDED, value).model.cash.handed_minor == 0


def test_the_page_begins_empty_each_time() -> None:
    front = at_tender().keys("9", "9").press(Action.BACK)
    assert page_of(front.model) is Page.METHOD

    front.press(Action.PICK_METHOD, "cash:")

    assert page_of(front.model) is Page.TENDER
    assert front.model.cash.handed_minor == 0


def test_what_is_due_follows_the_shop() -> None:
    down = replace(demo_settings(), cash=CashSettings(takes=True, rounding=CashRounding.DOWN))
    front = at_tender("2", "8", "0", "4", settings=down).press(Action.CASH_HANDED, "2800")

    front.press(Action.TAKE_CASH)

    assert front.backend.drafts[0].tender == Tender(2_804, 2_800, 2_800)


def test_a_total_below_every_coin_is_taken_for_nothing() -> None:
    front = at_tender("2").press(Action.TAKE_CASH)

    assert front.backend.drafts[0].tender == Tender(2, 0, 0)


def test_a_shop_without_cash_takes_none() -> None:
    front = at_tender(settings=replace(demo_settings(), cash=CashSettings()))

    assert page_of(front.model) is Page.METHOD


def test_the_sale_is_shown_and_the_next_begins_empty() -> None:
    front = sold()

    assert page_of(front.model) is Page.CASH_SOLD
    assert front.model.slips == ((SlipCopy.CUSTOMER, SlipProgress.WAITING),)
    assert front.press(Action.TAKE_CASH).model.draft.total_minor == 0
    assert charges(front) == 1

    front.press(Action.NEW_SALE)

    assert page_of(front.model) is Page.AMOUNT


def test_news_of_another_press_change_nothing() -> None:
    front = at_tender().keys("5", "00", "0").press(Action.TAKE_CASH)

    front.controller.news(CashSold("another", cash_sale()))

    assert page_of(front.model) is Page.TENDER
    assert front.model.cash.sold is None


def test_a_drawer_that_stays_shut_may_be_told_first() -> None:
    front = at_tender().keys("5", "00", "0").press(Action.TAKE_CASH)
    request = front.model.draft.request
    front.controller.news(DrawerStayedShut(request))
    front.controller.news(CashSold(request, cash_sale()))
    assert front.model.cash.stayed_shut

    front.press(Action.NEW_SALE).keys("5", "00").press(Action.CHARGE)
    front.press(Action.PICK_METHOD, "cash:").press(Action.CASH_HANDED, "500")
    front.press(Action.TAKE_CASH)
    front.controller.news(CashSold(front.model.draft.request, cash_sale(500, 500, number=139)))

    assert not front.model.cash.stayed_shut


def test_the_slip_is_followed_and_printed_again() -> None:
    front = sold()

    front.controller.news(SlipNews(138, SlipCopy.CUSTOMER, PrintState.PRINTED))
    front.press(Action.REPRINT, SlipCopy.CUSTOMER.value)

    assert front.model.slips == ((SlipCopy.CUSTOMER, SlipProgress.PRINTED),)
    assert ("reprint", "138", "customer") in front.backend.calls


def test_a_sale_that_is_not_booked_leads_to_the_page_that_says_so() -> None:
    front = at_tender().keys("5", "00", "0").press(Action.TAKE_CASH)

    front.controller.news(ChargeRefused(front.model.draft.request, StoreErrorKind.FULL))

    assert page_of(front.model) is Page.TROUBLE
    assert not front.model.draft.charging


def test_a_till_that_is_busy_says_so(caplog: pytest.LogCaptureFixture) -> None:
    front = at_tender().keys("5", "00", "0")
    front.backend.busy = True

    front.press(Action.TAKE_CASH)

    assert page_of(front.model) is Page.TROUBLE
    assert not front.model.draft.charging
    assert "busy: take_cash" in caplog.text


def test_a_total_in_doubt_is_asked_about_first() -> None:
    front = at_tender().keys("5", "00", "0").press(Action.TAKE_CASH)
    doubted = sale_view(Phase.DOUBT)
    front.controller.news(ChargeDoubted(front.model.draft.request, (doubted,)))
    assert page_of(front.model) is Page.DOUBT

    front.press(Action.CHARGE_ANYWAY)
    front.controller.tick(front.model.now + SECOND_PRESS_S, front.model.clock)
    front.press(Action.CHARGE_ANYWAY)

    first, second = front.backend.drafts
    assert first == second
    assert front.backend.calls[-1] == ("charge", front.model.draft.request, "138")

    front.controller.news(CashSold(front.model.draft.request, cash_sale(number=139), (138,)))
    assert page_of(front.model) is Page.CASH_SOLD
    assert front.model.doubt is None


def test_the_way_back_from_doubt_keeps_what_was_handed_over() -> None:
    front = at_tender().keys("5", "00", "0").press(Action.TAKE_CASH)
    front.controller.news(ChargeDoubted(front.model.draft.request, (sale_view(Phase.DOUBT),)))

    front.press(Action.BACK)

    assert page_of(front.model) is Page.TENDER
    assert front.model.cash.handed_minor == 5_000


def test_the_sale_is_heard_as_approved_and_a_shut_drawer_asks_for_a_look() -> None:
    front = sold()
    heard = [sound.value for sound, _ in front.backend.heard]
    assert heard == ["approved"]

    front.controller.news(DrawerStayedShut(front.model.cash.request))

    assert [sound.value for sound, _ in front.backend.heard] == ["approved", "attention"]
