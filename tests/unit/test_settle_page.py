"""The Settlement page itself: when it is looked at, how far it has come, what it waits for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.message import message
from kpay_desktop.flows.money_back.state import Phase as BackPhase
from kpay_desktop.flows.settle_counter import Counter
from kpay_desktop.flows.settle_parts import lane_of
from kpay_desktop.flows.settle_view import SettleBegun, SettleView, StandingTold
from kpay_desktop.flows.settlement.state import Agreement, Phase, StopReason
from tests.helpers.back_front import back_view
from tests.helpers.settle_front import PICTURE, at_settlement, settle_view
from ui.views import Action, Page
from ui.views_settlement import OpenBatches, SettlementView, StepState

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


UPLOADED = settle_view(Phase.SETTLED, done=24, agreement=Agreement.UPLOADED)
DIFFERED = settle_view(Phase.SETTLED, done=24, agreement=Agreement.DIFFER)
UNSENT = settle_view(Phase.SETTLED, done=0, agreement=Agreement.DIFFER)
STILL = settle_view(Phase.STOPPED, done=24, stop=StopReason.DIFFERS_STILL)
REFUSED = settle_view(Phase.STOPPED, stop=StopReason.REFUSED)
SENDING = settle_view(Phase.UPLOADING, done=3)
WALLET = settle_view(Phase.SETTLED, "wechat", number=6, done=24, agreement=Agreement.DIFFER)
ASKING = settle_view(Phase.COMPARING, "wechat", number=6, done=3)
HELD = settle_view(Phase.HELD, "wechat", number=6)


@pytest.mark.parametrize(
    ("runs", "compared", "sent"),
    [
        ((UPLOADED,), StepState.DONE, StepState.DONE),
        ((DIFFERED,), StepState.DONE, StepState.DONE),
        ((UNSENT,), StepState.DONE, StepState.TO_DO),
        ((WALLET,), StepState.DONE, StepState.TO_DO),
        ((STILL,), StepState.FAILED, StepState.DONE),
        ((REFUSED,), StepState.FAILED, StepState.TO_DO),
        ((DIFFERED, ASKING), StepState.DOING, StepState.DONE),
        ((SENDING, ASKING), StepState.DOING, StepState.DOING),
        ((SENDING, WALLET), StepState.DONE, StepState.DOING),
        ((SENDING, HELD), StepState.FAILED, StepState.DOING),
    ],
)
def test_the_steps_say_what_was_done(
    runs: tuple[SettleView, ...], compared: StepState, sent: StepState
) -> None:
    front = at_settlement()
    front.controller.news(SettleBegun(runs))
    steps = front.body(SettlementView).side.steps
    assert [step.state for step in steps][:2] == [compared, sent]


def test_the_page_names_what_is_waited_for() -> None:
    paying = message("settlement.waits_sale", voucher="000139")
    unknown = settle_view(Phase.CLEARING, carried=("000136", "000137"))
    named = message("settlement.waits_unknown", vouchers="000136, 000137")
    for view, line in (
        (replace(settle_view(Phase.WAITING), waits_for=paying), paying),
        (settle_view(Phase.WAITING), message("settlement.phase_waiting", done=0, rows=24)),
        (unknown, named),
        (settle_view(Phase.CLEARING), message("settlement.phase_clearing", done=0, rows=24)),
    ):
        front = at_settlement()
        front.controller.news(SettleBegun((view,)))
        said = front.body(SettlementView).side.line
        assert said == line


def test_what_is_about_to_go_back_is_waited_for_by_its_voucher() -> None:
    counter, view = Counter(), back_view(BackPhase.READING)
    lane = lane_of(view.back.sale.method, view.back.sale.mode)
    assert counter.under_way(lane) is None
    assert counter.note(view)
    voucher = view.back.sale.identity.voucher
    assert counter.under_way(lane) == message("settlement.waits_back", voucher=voucher)
    assert counter.under_way(Acquirer.CASH) is None
    assert counter.note(back_view(BackPhase.DONE))
    assert counter.under_way(lane) is None
