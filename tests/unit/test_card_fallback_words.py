"""What the page says after a chip that failed: to swipe, where the shop can, and what was wrong."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.devices import Health
from kpay_desktop.domain.message import Message
from kpay_desktop.ports_cards import ReadProblem, WaysTold
from tests.helpers.card_front import card_front, reading
from ui.views_card import CardView

CHIP_ALONE = WaysTold(((EntryMode.CHIP, Health.OK), (EntryMode.TAP, Health.OK)))


@pytest.mark.parametrize(
    "problem",
    [
        ReadProblem.BAD_STRIPE,
        ReadProblem.EXPIRED,
        ReadProblem.PIN_NEEDED,
        ReadProblem.CASH_ONLY,
    ],
)
def test_what_is_wrong_with_the_stripe_is_said(problem: ReadProblem) -> None:
    front = card_front(reading(problem, fallback=True))
    words = Message(f"card.problem_{problem.value}")
    assert front.body(CardView).prompt == words
    assert front.screens().customer.body == words


def test_a_chip_that_failed_is_swiped() -> None:
    front = card_front(reading(ReadProblem.SWIPE, fallback=True))
    assert front.body(CardView).title == Message("card.swipe_title")
    assert front.body(CardView).prompt == Message("card.problem_fallback")


@pytest.mark.parametrize("fallback", [True, False])
def test_nobody_is_told_to_swipe_where_there_is_no_stripe_reader(fallback: bool) -> None:
    front = card_front(reading(ReadProblem.SWIPE, fallback=fallback))
    front.controller.news(CHIP_ALONE)
    body, customer = front.body(CardView), front.screens().customer
    assert body.title == customer.title == Message("card.tap_chip_title")
    assert body.prompt == customer.body == Message("card.problem_bad_card")
    assert [lamp.health for lamp in body.ways] == [Health.OK, Health.OK]
