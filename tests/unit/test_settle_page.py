"""The Settlement page itself: when it is looked at."""

from __future__ import annotations

from kpay_desktop.flows.settle_view import StandingTold
from tests.helpers.settle_front import PICTURE, at_settlement
from ui.views import Action, Page
from ui.views_settlement import OpenBatches, SettlementView

LOOK_AWAY = ("settlement.look_away",)


def test_the_batches_are_told_of_while_the_page_stands_and_no_longer() -> None:
    front = at_settlement()
    front.press(Action.PAST_SETTLEMENTS).press(Action.BACK)
    assert LOOK_AWAY not in front.backend.calls

    front.press(Action.OPEN_PAGE, Page.AMOUNT.value)
    assert front.backend.calls.count(LOOK_AWAY) == 1
    front.controller.news(StandingTold(PICTURE, ()))
    front.press(Action.OPEN_PAGE, Page.SETTLEMENT.value)
    main = front.body(SettlementView).main
    assert isinstance(main, OpenBatches)
    assert main.empty is not None, "what stood there before is not taken for what stands now"
    assert front.backend.calls.count(LOOK_AWAY) == 1


def test_a_till_that_is_too_busy_is_told_at_the_next_tick() -> None:
    front = at_settlement()
    front.backend.busy = True
    front.press(Action.OPEN_PAGE, Page.AMOUNT.value)
    front.backend.busy = False
    assert LOOK_AWAY not in front.backend.calls
    front.controller.tick(1.0, front.model.clock)
    assert front.backend.calls.count(LOOK_AWAY) == 1
