"""When the customer has to see the window: from the code until the result was there to read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpay_desktop.flows.wallet_sale.values import EndReason, Phase
from tests.helpers.front import NOON, Front, sale_view
from ui.views import Action, Page

UNDER_WAY = [
    Phase.CREATED,
    Phase.SHOWN,
    Phase.ASKING,
    Phase.CLOSING,
    Phase.ASKING_AGAIN,
    Phase.DOUBT,
]
ENDS = {Phase.APPROVED: None, Phase.DECLINED: EndReason.REFUSED, Phase.CLOSED: EndReason.CANCELLED}


def is_needed(front: Front) -> bool:
    return front.screens().customer.must_be_seen


def later(front: Front, seconds: float) -> None:
    front.controller.tick(front.model.now + seconds, NOON + timedelta(seconds=seconds))


def test_the_total_is_read_off_the_tills_page() -> None:
    front = Front()
    assert not is_needed(front)
    front.to_confirm()
    assert front.screens().customer.total_minor == 3080
    assert not is_needed(front)


@pytest.mark.parametrize("phase", UNDER_WAY)
def test_a_customer_who_pays_needs_it(phase: Phase) -> None:
    front = Front().charge(sale_view(phase))
    later(front, 600.0)
    assert is_needed(front)


@pytest.mark.parametrize("phase", ENDS)
def test_a_result_stays_for_its_seconds_on_whatever_page(phase: Phase) -> None:
    front = Front().charge(sale_view(Phase.SHOWN))
    front.news(sale_view(phase, end=ENDS[phase]))
    front.press(Action.NEW_SALE)
    assert front.model.page is Page.AMOUNT
    later(front, front.settings.sale.result_seconds - 0.1)
    assert is_needed(front)
    later(front, 0.2)
    assert not is_needed(front)


def test_a_sale_that_is_opened_again_has_no_customer_before_it() -> None:
    front = Front().charge(sale_view(Phase.ASKING))
    front.press(Action.NEW_SALE)
    late = sale_view(Phase.PAID_LATE, end=EndReason.NO_ANSWER)
    front.news(late).press(Action.OPEN_UNFINISHED, late.flow)
    assert front.model.page is Page.RESULT
    assert not is_needed(front)
