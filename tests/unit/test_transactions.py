"""The Transactions page without windows: what is asked, what is shown, what a press does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.records import CreditKind, CreditState, PrintState, SaleFilter, SlipCopy
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.found_sales import answer, found_page, found_sale, on_transactions, view_of
from tests.helpers.front import SUPERVISOR, Front, payment, sale_view
from ui.backend import SalesFailed, SalesFound, SlipNews
from ui.sale_search import day_bounds, typed_after
from ui.views import Action, Page

CODE = "KPAY:V:80010001:000042:000136"


def asked(front: Front) -> SaleFilter:
    return front.backend.searches[-1][1]


def test_it_opens_with_todays_sales_and_the_newest_chosen() -> None:
    front = on_transactions()
    zone = front.settings.terminal.time_zone
    wanted = asked(front)

    assert wanted.since is not None
    assert wanted.until is not None
    assert f"{wanted.since.astimezone(zone):%Y-%m-%d %H:%M}" == "2026-11-22 00:00"
    assert (wanted.until - wanted.since).days == 1
    view = view_of(front)
    assert view.selected_id == 138
    assert view.detail is not None
    assert view.detail.slip is not None
    assert not view.rows.with_date
    frame = front.screens().clerk.frame
    assert frame is not None
    assert frame.current is Page.TRANSACTIONS


@pytest.mark.parametrize(
    ("typed", "text", "after"),
    [
        ("", "000138", "000138"),
        ("", "１３８", "138"),
        ("000138", "9", "9"),
        ("", "12.5x", "125"),
        ("12", CODE, CODE),
        ("", CODE.lower(), CODE),
        ("", "KPX", "KP"),
    ],
)
def test_what_the_field_takes(typed: str, text: str, after: str) -> None:
    assert typed_after(typed, text) == after


def test_six_digits_are_looked_for_on_all_dates() -> None:
    front = on_transactions().press(Action.FIND_BY, "method:paynow").keys(*"000136")

    assert asked(front) == SaleFilter(voucher="000136")
    assert view_of(answer(front, found_page(136, 1))).selected_id == 136


def test_enter_fills_in_leading_zeros() -> None:
    front = on_transactions().keys("1", "3", "6").press(Action.FIND)

    assert asked(front) == SaleFilter(voucher="000136")
    assert view_of(front).typed == "000136"


def test_a_scanned_slip_opens_its_sale() -> None:
    front = on_transactions()
    for character in CODE:
        front.press(Action.TYPE, character)
    front.press(Action.FIND)

    assert asked(front) == SaleFilter(voucher="000136", batch_no=42)
    assert len(front.backend.searches) == 2
    assert view_of(answer(front, found_page(136, 1))).selected_id == 136


def test_a_slip_of_another_till_is_said_to_be_one() -> None:
    front = on_transactions().press(Action.TYPE, CODE.replace("80010001", "80010002"))
    view = view_of(front)

    assert view.problem == message("transactions.other_till", terminal="80010002")
    assert len(front.backend.searches) == 1
    assert view_of(front.keys("1")).problem is None


def test_emptying_the_field_goes_back_to_the_list() -> None:
    front = answer(on_transactions().keys(*"000999"))
    empty = view_of(front).empty
    assert empty is not None
    assert empty.title == message("transactions.no_voucher", voucher="000999")

    front.press(Action.FIND_CLEAR)

    assert asked(front).voucher == ""
    assert asked(front).since is not None


@pytest.mark.parametrize(
    ("choice", "field", "value"),
    [
        ("method:wechat", "method", Method.WECHAT),
        ("state:checking", "state", SaleState.CHECKING),
        ("cashier:90", "cashier_id", "90"),
        ("day:all", "since", None),
    ],
)
def test_each_choice_is_asked_for(choice: str, field: str, value: object) -> None:
    front = on_transactions().press(Action.FIND_PANEL, "state").press(Action.FIND_BY, choice)

    assert getattr(asked(front), field) == value
    assert view_of(front).panel is None


def test_a_day_of_the_calendar() -> None:
    front = (
        on_transactions().press(Action.FIND_PANEL, "date").press(Action.FIND_MONTH, "2026-02-01")
    )
    panel = view_of(front).panel
    assert panel is not None
    assert panel.title == message("transactions.month", month="@transactions.month_2", year=2026)
    assert len([choice for choice in panel.choices if choice is not None]) == 28

    front.press(Action.FIND_BY, "day:2026-02-03")

    zone = front.settings.terminal.time_zone
    assert (asked(front).since, asked(front).until) == day_bounds(
        "2026-02-03", date(2026, 11, 22), zone
    )


def test_choices_open_and_close() -> None:
    front = on_transactions().press(Action.FIND_PANEL, "keypad")
    assert view_of(front).keypad

    front.press(Action.FIND_PANEL, "method")
    panel = view_of(front).panel
    assert panel is not None
    offered = [f"method:{method.value}" for method in front.settings.known_methods]
    shown = [(c.button.press.value, c.chosen) for c in panel.choices if c is not None]
    assert shown == [("method:", True), *((choice, False) for choice in offered)]
    assert view_of(front.press(Action.FIND_PANEL, "method")).panel is None
    assert view_of(front.press(Action.FIND_PANEL, "date").press(Action.FIND_CLEAR)).panel is None


def test_an_answer_to_an_earlier_question_is_dropped() -> None:
    front = on_transactions().press(Action.FIND_BY, "method:wechat")
    request = front.model.search.request
    front.press(Action.FIND_BY, "method:alipay")

    front.controller.news(SalesFound(request, found_page(120, 3)))

    assert view_of(front).rows.rows == found_page().rows


def test_older_sales_come_when_the_end_is_seen_and_only_once() -> None:
    front = on_transactions(found_page(138, 5, more=True))
    assert view_of(front).has_more

    front.press(Action.MORE_SALES, "older").press(Action.MORE_SALES, "older")

    assert [after for _, _, after in front.backend.searches] == [
        None,
        found_page(138, 5, more=True).next_key,
    ]
    view = view_of(answer(front, found_page(133, 5)))
    assert [row.identity.sale_id for row in view.rows.rows] == list(range(138, 128, -1))
    assert not view.has_more
    front.press(Action.MORE_SALES, "older")
    assert len(front.backend.searches) == 2


def test_a_store_that_cannot_be_read_is_tried_again() -> None:
    front = Front().sign_in().press(Action.OPEN_PAGE, "transactions")
    front.controller.news(SalesFailed(front.model.search.request, StoreErrorKind.DAMAGED))
    empty = view_of(front).empty
    assert empty is not None
    assert empty.body == Message("trouble.damaged")

    front.press(Action.FIND)

    assert len(front.backend.searches) == 2
    assert view_of(answer(front, found_page())).empty is None


def test_a_busy_till_says_so() -> None:
    front = Front().sign_in()
    front.backend.busy = True
    empty = view_of(front.press(Action.OPEN_PAGE, "transactions")).empty

    assert empty is not None
    assert empty.body == Message("trouble.busy")


def test_a_slow_answer_is_announced() -> None:
    front = Front().sign_in().press(Action.OPEN_PAGE, "transactions")
    assert view_of(front).empty is None

    front.controller.tick(front.model.now + 1.0, front.model.clock)

    empty = view_of(front).empty
    assert empty is not None
    assert empty.title == Message("transactions.searching")


def test_the_arrows_go_through_the_list_and_stop_at_its_ends() -> None:
    front = on_transactions(found_page(138, 3))
    steps = ("1", "1", "1", "-10")
    seen = [view_of(front.press(Action.STEP_SALE, step)).selected_id for step in steps]

    assert seen == [137, 136, 136, 138]


def test_a_receipt_is_printed_again_once_a_press() -> None:
    front = on_transactions()
    front.press(Action.REPRINT_SALE, "customer").press(Action.REPRINT_SALE, "customer")
    assert [c for c in front.backend.calls if c[0] == "reprint"] == [("reprint", "138", "customer")]
    detail = view_of(front).detail
    assert detail is not None
    assert not detail.buttons[0].enabled

    front.controller.news(SlipNews(138, SlipCopy.CUSTOMER, PrintState.PRINTED))

    detail = view_of(front).detail
    assert detail is not None
    assert detail.lines == (Message("transactions.printed"),)
    front.press(Action.REPRINT_SALE, "merchant")
    assert front.backend.calls[-1] == ("reprint", "138", "merchant")


def test_what_was_not_approved_is_not_printed() -> None:
    front = on_transactions().press(Action.PICK_SALE, "136").press(Action.REPRINT_SALE, "customer")

    assert not [call for call in front.backend.calls if call[0] == "reprint"]
    detail = view_of(front).detail
    assert detail is not None
    assert detail.slip is None
    assert detail.facts


@pytest.mark.parametrize("state", list(SaleState))
def test_every_state_has_its_own_words(state: SaleState) -> None:
    page = replace(found_page(count=1), rows=(found_sale(138, state),))
    detail = view_of(on_transactions(page)).detail

    assert detail is not None
    assert (detail.slip is not None) == (state in {SaleState.APPROVED, SaleState.BY_HAND})
    assert detail.title == Message(f"sale.state_{state.value}")


def test_a_sale_that_needs_somebody_is_opened() -> None:
    late = sale_view(Phase.PAID_LATE, payments=(payment(CreditState.INBOX, kind=CreditKind.LATE),))
    page = replace(found_page(count=1), rows=(late.sale,))
    front = on_transactions(page).sign_in(SUPERVISOR).news(late)
    answer(front.press(Action.OPEN_PAGE, "transactions"), page)
    detail = view_of(front).detail
    assert detail is not None
    press = detail.buttons[0].press
    assert press.action is Action.OPEN_UNFINISHED

    front.press(press.action, press.value)

    assert front.screens().clerk.page is Page.RESULT


def test_a_sale_that_moves_on_is_shown_as_it_is_now() -> None:
    view = sale_view(Phase.APPROVED)
    before = replace(view.sale, state=SaleState.CHECKING)
    front = on_transactions(replace(found_page(count=1), rows=(before,)))

    assert view_of(front.news(view)).rows.rows == (view.sale,)


def test_nothing_happens_on_other_pages() -> None:
    front = on_transactions().press(Action.OPEN_PAGE, "amount")
    before = front.model

    front.press(Action.TYPE, "1").press(Action.FIND).press(Action.MORE_SALES, "older")

    assert front.model == before


def test_an_approved_sale_is_opened_only_while_a_second_payment_waits() -> None:
    for state, offered in ((CreditState.INBOX, True), (CreditState.REFUNDED, False)):
        view = sale_view(
            Phase.APPROVED,
            payments=(payment(CreditState.INBOX, kind=CreditKind.SECOND),),
        )
        page = replace(found_page(count=1), rows=(view.sale,))
        front = on_transactions(page).news(view)
        decided = (payment(state, kind=CreditKind.SECOND),)
        front.news(replace(view, state=replace(view.state, payments=decided)))
        detail = view_of(front).detail

        assert detail is not None
        actions = [button.press.action for button in detail.buttons]
        assert (Action.OPEN_UNFINISHED in actions) is offered
        assert actions[0] is Action.REPRINT_SALE
