"""The drawer's page: counts, money in and out, and nothing supervised without its own PIN."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kpay_desktop.domain.approval import DRAWER, Act, Supervised
from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.flows.cash_view import DrawerRefused, DrawerStayedShut, DrawerTold
from kpay_desktop.ports import StoreErrorKind
from kpay_desktop.settings import demo_settings
from kpay_desktop.settings_day import CashSettings
from tests.helpers.drawer_front import at_count, at_drawer, at_move, done, let, shift
from tests.helpers.front import CASHIER, SUPERVISOR, Front
from ui.backend import Authorised, AuthoriseRefused
from ui.drawer_model import ROWS, DrawerStage
from ui.presenter import page_of
from ui.views import Action, Page, Press
from ui.views_drawer import DrawerActions, DrawerView, ShiftFacts
from ui.views_more import MoreView
from ui.words import words_of

AT_DRAWER = {DrawerKind.PAID_OUT: "cash.pay_out", DrawerKind.NO_SALE: "cash.open_drawer"}


def told(front: Front, name: str) -> list[tuple[str, ...]]:
    return [call for call in front.backend.calls if call[0] == name]


def stage(front: Front) -> DrawerStage:
    return front.model.drawer.stage


def test_the_page_asks_for_the_shift_each_time_it_is_opened() -> None:
    front = at_drawer()
    front.press(Action.OPEN_PAGE, "more").press(Action.OPEN_PAGE, "drawer")

    assert len(told(front, "cash.look")) == 2
    assert front.model.drawer.shift == shift()


def test_a_shift_is_opened_by_counting() -> None:
    front = at_count(DrawerKind.OPENED, (5_000, "2"), (5, "12"))

    front.press(Action.DRAWER_CONFIRM).press(Action.DRAWER_CONFIRM)

    assert front.backend.cash.counts == [DrawerCount({5_000: 2, 5: 12})]
    assert done(front, shift(10_060)).model.drawer.stage is DrawerStage.DONE


def test_a_shift_of_an_earlier_day_says_which() -> None:
    def title(front: Front) -> str:
        body = front.screens().clerk.body
        assert isinstance(body, DrawerView)
        assert isinstance(body.left, ShiftFacts)
        return words_of(Language.EN)(body.left.title)

    assert title(at_drawer(shift())) == "Shift open since 09:32"
    yesterday = replace(shift(), began_at=shift().began_at - timedelta(days=1))
    assert title(at_drawer(yesterday)) == "Shift open since 21 Nov 09:32"


def test_a_shift_is_closed_by_counting() -> None:
    front = at_count(DrawerKind.CLOSED, (1_000, "36")).press(Action.DRAWER_CONFIRM)

    assert [call[0] for call in front.backend.calls[-1:]] == ["cash.close_shift"]
    assert front.backend.cash.counts == [DrawerCount({1_000: 36})]
    done(front)
    assert front.model.drawer.shift is None
    assert front.press(Action.BACK).model.drawer.stage is DrawerStage.OVERVIEW


def test_keys_go_through_the_rows_and_stop_at_their_ends() -> None:
    front = at_count(DrawerKind.OPENED)
    assert front.press(Action.DRAWER_STEP, "-1").model.drawer.row == 0

    for worth in ROWS:
        assert front.model.drawer.row == ROWS.index(worth)
        front.keys("1").press(Action.DRAWER_STEP, "1")

    assert front.model.drawer.row == len(ROWS) - 1
    assert front.model.drawer.count.total_minor == sum(ROWS)


def test_a_count_is_corrected_and_has_an_end() -> None:
    front = at_count(DrawerKind.OPENED, (100, "123456"))
    assert front.model.drawer.count == DrawerCount({100: 1_234})

    assert front.keys("back", "back").model.drawer.count == DrawerCount({100: 12})
    assert front.keys("clear").model.drawer.count == DrawerCount()


@pytest.mark.parametrize("value", ["", "1", "99", "x", "sale", "closed", "paid_in", "paid_out"])
def test_what_is_not_offered_is_not_begun(value: str) -> None:
    front = at_drawer(is_open=False).press(Action.DRAWER_DO, value)
    assert stage(front) is DrawerStage.OVERVIEW

    counting = at_count(DrawerKind.OPENED)
    counting.press(Action.DRAWER_ROW, value).press(Action.DRAWER_STEP, value.replace("1", "2"))
    assert counting.model.drawer.row == 0


def test_nothing_is_done_before_the_store_has_told() -> None:
    front = Front().sign_in().press(Action.OPEN_PAGE, "drawer")
    front.press(Action.DRAWER_DO, "opened")
    assert stage(front) is DrawerStage.OVERVIEW

    front.controller.news(DrawerTold(None, StoreErrorKind.DAMAGED))
    front.press(Action.DRAWER_DO, "opened")
    assert stage(front) is DrawerStage.OVERVIEW


def test_money_is_paid_in_for_a_reason() -> None:
    front = at_move(DrawerKind.PAID_IN, "5", "0", "00", reason="  ")
    assert told(front.press(Action.DRAWER_CONFIRM), "cash.pay_in") == []

    front.press(Action.DRAWER_REASON, " More float ").press(Action.DRAWER_CONFIRM)
    front.press(Action.DRAWER_CONFIRM)

    request = front.model.drawer.request
    assert told(front, "cash.pay_in") == [("cash.pay_in", request, "5000", "More float")]
    assert front.model.authorise is None


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (DrawerKind.PAID_IN, ()),
        (DrawerKind.PAID_IN, ("5", "0", "3")),
        (DrawerKind.PAID_OUT, ()),
        (DrawerKind.PAID_OUT, ("3", "6", "3", "5", "0")),
    ],
)
def test_nothing_cents_and_more_than_is_there_do_not_move(
    kind: DrawerKind, keys: tuple[str, ...]
) -> None:
    front = at_move(kind, *keys).press(Action.DRAWER_CONFIRM)

    assert front.model.authorise is None
    assert stage(front) is DrawerStage.MOVE


def test_all_that_should_be_there_may_be_paid_out() -> None:
    front = at_move(DrawerKind.PAID_OUT, "3", "6", "3", "4", "5").press(Action.DRAWER_CONFIRM)

    assert front.model.authorise is not None
    assert front.model.authorise.act == Act(
        Supervised.PAID_OUT, DRAWER, "", 36_345, CASHIER.operator_id
    )


@pytest.mark.parametrize("kind", list(AT_DRAWER))
@pytest.mark.parametrize("who", [CASHIER, SUPERVISOR], ids=["cashier", "supervisor"])
def test_it_is_done_with_the_leave_that_was_given_and_once(kind: DrawerKind, who: object) -> None:
    operator = SUPERVISOR if who is SUPERVISOR else CASHIER
    front = at_drawer(operator=operator).press(Action.DRAWER_DO, kind.value)
    front.press(Action.DRAWER_REASON, "To the bank")
    if kind is DrawerKind.PAID_OUT:
        front.keys("5", "00", "0")
    front.press(Action.DRAWER_CONFIRM)
    assert page_of(front.model) is Page.AUTHORISE
    assert told(front, AT_DRAWER[kind]) == []

    let(front)

    assert page_of(front.model) is Page.DRAWER
    amount = ("5000",) if kind is DrawerKind.PAID_OUT else ()
    request = front.model.drawer.request
    assert told(front, AT_DRAWER[kind]) == [
        (AT_DRAWER[kind], request, *amount, "To the bank", "leave-1")
    ]
    (act,) = front.backend.acts
    assert (act.subject, act.operator_id) == (DRAWER, operator.operator_id)
    front.press(Action.DRAWER_CONFIRM)
    front.controller.news(Authorised("another", "leave-2"))
    assert len(told(front, AT_DRAWER[kind])) == 1


def test_a_wrong_pin_and_a_closed_panel_open_nothing() -> None:
    front = at_move(DrawerKind.NO_SALE, reason="Check the drawer").press(Action.DRAWER_CONFIRM)
    panel = front.model.authorise
    assert panel is not None
    front.controller.news(AuthoriseRefused(panel.request, Message("signin.wrong_pin")))
    front.press(Action.BACK)
    front.controller.news(Authorised(panel.request, "leave-1"))

    assert told(front, "cash.open_drawer") == []
    assert stage(front) is DrawerStage.MOVE
    assert front.model.drawer.reason == "Check the drawer"


def test_what_was_refused_stands_there_with_why() -> None:
    front = let(at_move(DrawerKind.PAID_OUT, "5", "00", "0").press(Action.DRAWER_CONFIRM))
    request = front.model.drawer.request
    front.controller.news(DrawerRefused("another"))
    assert stage(front) is DrawerStage.SENT

    front.controller.news(DrawerRefused(request))
    assert stage(front) is DrawerStage.MOVE
    assert front.model.drawer.problem == Message("drawer.no_leave")

    let(front.press(Action.DRAWER_CONFIRM))
    front.controller.news(DrawerRefused(front.model.drawer.request, StoreErrorKind.FULL))
    assert front.model.drawer.problem == Message("trouble.full")

    let(front.press(Action.DRAWER_CONFIRM))
    front.controller.news(DrawerRefused(front.model.drawer.request, most_minor=1_200))
    assert front.model.drawer.problem == message("drawer.too_much", total="SGD 12.00")


def test_a_count_that_was_refused_keeps_its_pieces() -> None:
    front = at_count(DrawerKind.CLOSED, (1_000, "36")).press(Action.DRAWER_CONFIRM)

    front.controller.news(DrawerRefused(front.model.drawer.request))

    assert stage(front) is DrawerStage.COUNT
    assert front.model.drawer.count == DrawerCount({1_000: 36})
    assert front.model.drawer.problem == Message("drawer.shift_moved")


def test_a_drawer_that_stays_shut_is_remembered_whenever_it_is_told() -> None:
    front = at_move(DrawerKind.PAID_IN, "5", "00").press(Action.DRAWER_CONFIRM)
    front.controller.news(DrawerStayedShut(front.model.drawer.request))
    done(front, shift())
    assert front.model.drawer.stayed_shut

    front.press(Action.BACK)

    assert not front.model.drawer.stayed_shut


def test_what_was_handed_over_is_waited_for_wherever_somebody_goes() -> None:
    front = at_move(DrawerKind.PAID_IN, "5", "00").press(Action.DRAWER_CONFIRM).press(Action.BACK)
    assert stage(front) is DrawerStage.SENT
    front.press(Action.OPEN_PAGE, "more").press(Action.OPEN_PAGE, "drawer")
    assert stage(front) is DrawerStage.SENT

    assert stage(done(front, shift())) is DrawerStage.DONE


def test_presses_of_the_page_do_nothing_elsewhere() -> None:
    front = at_move(DrawerKind.PAID_IN, "5", "00").press(Action.OPEN_PAGE, "amount")
    before = front.model.drawer

    front.press(Action.DRAWER_CONFIRM).press(Action.DRAWER_REASON, "x")
    front.press(Action.DRAWER_DO, "paid_out").keys("9")

    assert front.model.drawer == before
    assert told(front, "cash.pay_in") == []


def test_a_busy_till_says_so_on_the_page(caplog: pytest.LogCaptureFixture) -> None:
    front = at_move(DrawerKind.PAID_IN, "5", "00")
    front.backend.busy = True

    front.press(Action.DRAWER_CONFIRM)

    assert stage(front) is DrawerStage.MOVE
    assert front.model.drawer.problem == Message("trouble.busy")
    assert "busy: drawer_confirm" in caplog.text


def test_where_cash_is_no_longer_taken_an_open_shift_is_closed_and_nothing_else() -> None:
    def offered(front: Front) -> list[str]:
        body = front.screens().clerk.body
        assert isinstance(body, DrawerView)
        assert isinstance(body.right, DrawerActions)
        return [b.press.value for b in body.right.buttons if b.press.action is Action.DRAWER_DO]

    def in_more(front: Front) -> bool:
        body = front.press(Action.OPEN_PAGE, "more").screens().clerk.body
        assert isinstance(body, MoreView)
        return Press(Action.OPEN_PAGE, "drawer") in [entry.press for entry in body.entries]

    front = Front(replace(demo_settings(), cash=CashSettings())).sign_in(CASHIER)
    assert not in_more(front)
    front.controller.news(DrawerTold(shift()))
    assert in_more(front)
    front.press(Action.OPEN_PAGE, "drawer")
    assert offered(front) == ["closed"]
    for kind in (DrawerKind.PAID_IN, DrawerKind.PAID_OUT, DrawerKind.NO_SALE):
        assert stage(front.press(Action.DRAWER_DO, kind.value)) is DrawerStage.OVERVIEW
    front.press(Action.DRAWER_DO, DrawerKind.CLOSED.value).press(Action.DRAWER_CONFIRM)
    assert len(front.backend.cash.counts) == 1
    done(front)
    front.controller.news(DrawerTold(None))
    assert offered(front.press(Action.BACK)) == []
    assert stage(front.press(Action.DRAWER_DO, DrawerKind.OPENED.value)) is DrawerStage.OVERVIEW
    assert not in_more(front)
