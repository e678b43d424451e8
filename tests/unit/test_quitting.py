"""Closing the window: at once, or by a second close while a sale is under way."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.message import Message, message
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.sale_view import AnySaleView
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.card_front import authorising, card_front, reading, reversing, signing
from tests.helpers.front import Front, sale_view
from ui.views import Action


def later(front: Front, seconds: float) -> Front:
    """Let time pass, as the windows' clock tells it."""
    front.controller.tick(front.model.now + seconds, front.model.clock)
    return front


def bar(front: Front) -> Message | None:
    """What the bar says of closing."""
    frame = front.screens().clerk.frame
    notice = frame.notice if frame is not None else None
    if notice is None or notice.press.action is not Action.QUIT:
        return None
    assert not notice.enabled
    return notice.label


def asked(seconds: int) -> Message:
    return message("frame.quit_again", seconds=seconds)


UNDER_WAY: dict[str, AnySaleView] = {
    "code": sale_view(Phase.SHOWN),
    "wallet": sale_view(Phase.PAYING),
    "in doubt": sale_view(Phase.DOUBT),
    "reading": reading(),
    "authorising": authorising(),
    "reversing": reversing(),
    "signing": signing(),
}


@pytest.mark.parametrize("view", UNDER_WAY.values(), ids=list(UNDER_WAY))
def test_a_sale_under_way_is_closed_by_the_second_close(view: AnySaleView) -> None:
    front = card_front(view) if isinstance(view, CardSaleView) else Front().charge(view)
    front.press(Action.QUIT)
    assert (front.closed, bar(front)) == (0, asked(10))
    assert bar(later(front, 3.5)) == asked(7)
    assert front.press(Action.QUIT).closed == 1


def test_a_double_click_is_one_close() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).press(Action.QUIT)
    assert later(front, 0.5).press(Action.QUIT).closed == 0
    assert later(front, 0.5).press(Action.QUIT).closed == 1


def test_who_does_not_close_again_is_asked_anew() -> None:
    front = later(Front().charge(sale_view(Phase.SHOWN)).press(Action.QUIT), 10)
    assert bar(front) is None
    assert front.press(Action.QUIT).closed == 0
    assert bar(front) == asked(10)


def test_nothing_is_asked_once_the_sale_is_over() -> None:
    front = Front().charge(sale_view(Phase.SHOWN)).press(Action.QUIT)
    front.news(sale_view(Phase.APPROVED))
    assert bar(front) is None
    assert front.press(Action.QUIT).closed == 1


def test_nothing_is_asked_where_nobody_pays() -> None:
    assert Front().press(Action.QUIT).closed == 1
    assert Front().sign_in().keys("2", "8").press(Action.QUIT).closed == 1
    assert Front().to_confirm().press(Action.QUIT).closed == 1


@pytest.mark.parametrize("way", ["cash:", "wechat:scan"])
def test_a_customer_who_hands_over_cash_or_a_code_is_paying(way: str) -> None:
    front = Front().to_confirm().press(Action.BACK).press(Action.PICK_METHOD, way)
    if way != "cash:":
        front.press(Action.CONFIRM)
    assert (front.press(Action.QUIT).closed, bar(front)) == (0, asked(10))


def test_a_charge_that_is_not_answered_yet_is_under_way() -> None:
    front = Front().to_confirm().press(Action.CONFIRM).press(Action.QUIT)
    assert (front.closed, bar(front)) == (0, asked(10))


def test_a_session_that_ends_is_not_held_up() -> None:
    front = Front().charge(sale_view(Phase.SHOWN))
    front.controller.session_ends()
    assert later(front, 5).press(Action.QUIT).closed == 1
    # Where it did not end after all, a sale is asked about as before.
    assert later(front, 60).press(Action.QUIT).closed == 1
    assert bar(front) == asked(10)
