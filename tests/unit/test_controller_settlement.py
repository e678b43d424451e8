"""Settling on the front: what stands open, what happens, what is decided, and looking back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.records import PrintState, SlipCopy, SlipKind
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.settle_view import (
    BatchNearlyFull,
    PastTold,
    SettleBegun,
    SettleNotice,
    SettleRefused,
    SettleView,
    StandingTold,
)
from kpay_desktop.flows.settlement.state import Agreement, Difference, Phase, StopReason
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.front import NOON, Front
from tests.helpers.settle_front import (
    PICTURE,
    at_settlement,
    past_row,
    settle_view,
    standing,
    unresolved,
)
from ui.backend import Authorised
from ui.backend_day import PaperNews
from ui.views import Action, Button, Page, Press
from ui.views_settlement import (
    Comparison,
    OpenBatches,
    PastSettlements,
    SettlementView,
    StepState,
)

ENDED = (Phase.SETTLED, Phase.STOPPED)


def view(front: Front) -> SettlementView:
    return front.body(SettlementView)


def button(front: Front, action: Action) -> Button | None:
    return next((b for b in view(front).side.buttons if b.press.action is action), None)


def notice(front: Front) -> Button | None:
    frame = front.screens().clerk.frame
    assert frame is not None
    return frame.notice


def begun(*views: SettleView) -> Front:
    """Settle, and let the world begin with ``views``."""
    front = at_settlement().press(Action.SETTLE)
    front.controller.news(SettleBegun(views))
    return front


def test_a_plain_day_stands_as_in_the_picture() -> None:
    front = at_settlement()
    main = view(front).main

    assert isinstance(main, OpenBatches)
    assert [row.name.id for row in main.rows] == [
        *("scheme.visa", "scheme.mastercard", "method.wechat", "method.paynow"),
    ]
    assert main.total.totals == Totals(37, 128_460, 1, 1_500)
    assert [line.text.id for line in main.banners] == ["settlement.all_final"]
    settle = button(front, Action.SETTLE)
    assert settle is not None
    assert settle.label.args == (("total", "SGD 1,269.60"),)


def test_what_is_not_final_is_named() -> None:
    rows = (unresolved("000136"), unresolved("000139"))
    front = at_settlement(standing("paynow", PICTURE[2].groups, *rows))
    main = view(front).main

    assert isinstance(main, OpenBatches)
    assert dict(main.banners[0].text.args)["vouchers"] == "000136, 000139"


def test_nothing_is_settled_where_nothing_is_open() -> None:
    front = Front().sign_in().press(Action.OPEN_PAGE, Page.SETTLEMENT.value)
    front.controller.news(StandingTold((), ()))
    main, settle = view(front).main, button(front, Action.SETTLE)

    assert isinstance(main, OpenBatches)
    assert main.empty is not None
    assert settle is not None
    assert not settle.enabled


def test_a_store_that_cannot_be_read_is_told() -> None:
    front = Front().sign_in().press(Action.OPEN_PAGE, Page.SETTLEMENT.value)
    front.controller.news(StandingTold((), (), StoreErrorKind.FULL))
    main = view(front).main

    assert isinstance(main, OpenBatches)
    assert main.empty is not None
    assert main.empty.body.id == "trouble.full"


def test_batches_of_other_numbers_name_them() -> None:
    front = at_settlement(PICTURE[0], standing("wechat", PICTURE[1].groups, batch_no=17))
    main = view(front).main

    assert isinstance(main, OpenBatches)
    said = {row.name.id: row.said for row in main.rows}
    assert said["settlement.cards"] is not None
    assert said["method.wechat"] is not None
    assert main.title.id == "settlement.batches"


def test_a_cashier_settles_once() -> None:
    front = at_settlement().press(Action.SETTLE).press(Action.SETTLE)

    assert front.backend.calls.count(("settlement.settle",)) == 1


def test_what_was_not_begun_is_told() -> None:
    front = at_settlement().press(Action.SETTLE)
    front.controller.news(SettleRefused(StoreErrorKind.FULL))
    line = view(front).side.line

    assert line is not None
    assert line.id == "trouble.full"
    front.press(Action.SETTLE)
    assert front.backend.calls.count(("settlement.settle",)) == 2


def test_the_list_prints_alone() -> None:
    assert at_settlement().press(Action.PRINT_LIST).backend.calls[-1] == ("settlement.print_list",)


# --- while it happens -----------------------------------------------------------------------


def test_lanes_say_how_far_each_is() -> None:
    front = begun(
        settle_view(Phase.TOTALS),
        settle_view(Phase.SETTLED, "wechat", number=6, agreement=Agreement.AGREE),
        settle_view(Phase.COMPARING, "paynow", number=7, done=3, rows=6),
    )
    main, side = view(front).main, view(front).side

    assert isinstance(main, OpenBatches)
    said = [row.said.id for row in main.rows if row.said is not None]
    assert said == ["settlement.lane_now", "settlement.lane_settled", "settlement.lane_now"]
    assert side.progress == 0.5
    assert side.steps[0].state is StepState.DOING


def test_rows_that_are_sent_again_are_counted() -> None:
    front = begun(settle_view(Phase.UPLOADING, done=17, rows=37, theirs=Totals(1, 100)))
    main, side = view(front).main, view(front).side

    assert isinstance(main, Comparison)
    assert main.verdict is not None
    assert main.verdict.text.id == "settlement.differ_now"
    assert side.progress == pytest.approx(17 / 37)
    assert [step.state for step in side.steps][:2] == [StepState.DONE, StepState.DOING]


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase not in ENDED])
def test_it_can_be_stopped_exactly_while_nothing_is_closed(phase: Phase) -> None:
    front = begun(settle_view(phase))
    may_stop = phase in {Phase.WAITING, Phase.CLEARING, Phase.HELD, Phase.COMPARING}

    assert (button(front, Action.SETTLE_CANCEL) is not None) is may_stop
    front.press(Action.SETTLE_CANCEL, "settlement:5")
    assert (("settlement.cancel", "settlement:5") in front.backend.calls) is may_stop
    front.press(Action.SETTLE_TRY_NOW, "settlement:5")
    assert ("settlement.try_now", "settlement:5") in front.backend.calls


def test_without_what_is_not_known_it_takes_a_supervisor_by_name() -> None:
    front = begun(settle_view(Phase.HELD))
    main = view(front).main
    assert isinstance(main, Comparison)
    assert [row.voucher for row in main.rows] == ["000136"]

    front.press(Action.SETTLE_WITHOUT, "settlement:5")
    assert front.model.authorise is not None
    act = front.model.authorise.act
    assert (act.kind, act.subject) == (Supervised.CARRY_OVER, "settlement:5")
    assert (act.voucher, act.amount_minor) == ("000136", 880)
    assert not any(call[0] == "settlement.carry_over" for call in front.backend.calls)

    front.keys(*"888888")
    front.controller.news(Authorised(front.model.authorise.request, "leave"))
    assert front.backend.calls[-1] == ("settlement.carry_over", "settlement:5", "leave")


def test_nothing_is_left_behind_that_is_not_held() -> None:
    for phase in set(Phase) - {Phase.HELD}:
        front = begun(settle_view(phase)).press(Action.SETTLE_WITHOUT, "settlement:5")
        assert front.model.authorise is None, phase


def test_a_host_that_keeps_refusing_is_named() -> None:
    front = begun(settle_view(Phase.TOTALS, needs_person=True, code="96"))
    line = view(front).side.line

    assert line is not None
    assert dict(line.args) == {"code": "96", "batch": "000042"}


# --- after ----------------------------------------------------------------------------------


def test_totals_stand_beside_each_other_and_done_leads_back() -> None:
    ours = Totals(23, 83_450, 1, 1_500)
    front = begun(settle_view(Phase.TOTALS))
    front.controller.news(settle_view(Phase.SETTLED, agreement=Agreement.AGREE, theirs=ours))
    main = view(front).main

    assert isinstance(main, Comparison)
    assert (main.ours, main.theirs) == (ours, ours)
    assert main.verdict is not None
    assert main.verdict.text.id == "settlement.agree"

    front.press(Action.BACK)
    assert isinstance(view(front).main, OpenBatches)
    assert front.backend.calls[-1] == ("settlement.look",)


def test_vouchers_that_differ_are_shown_first_and_the_others_behind_them() -> None:
    differs = Difference(9, "000137", 2350, 2340)
    front = begun(
        settle_view(Phase.SETTLED, agreement=Agreement.AGREE),
        settle_view(
            Phase.SETTLED, "wechat", number=6, agreement=Agreement.DIFFER, differences=(differs,)
        ),
    )
    main = view(front).main
    assert isinstance(main, Comparison)
    assert [row.voucher for row in main.rows] == ["000137"]

    following = button(front, Action.SETTLE_LANE)
    assert following is not None
    front.controller.press(following.press)
    other = view(front).main
    assert isinstance(other, Comparison)
    assert other.rows == ()


@pytest.mark.parametrize("reason", list(StopReason))
def test_why_a_batch_was_not_settled_is_said(reason: StopReason) -> None:
    front = begun(settle_view(Phase.STOPPED, stop=reason, code="96"))
    line = view(front).side.line

    assert line is not None
    assert line.id == f"settlement.stop_{reason.value}"


def test_what_went_on_into_the_next_batch_stays_named() -> None:
    held = settle_view(Phase.HELD).state
    front = begun(
        settle_view(
            Phase.SETTLED,
            agreement=Agreement.AGREE,
            carried=held.carried,
            carried_rows=held.carried_rows,
        )
    )
    main = view(front).main

    assert isinstance(main, Comparison)
    assert [row.voucher for row in main.rows] == ["000136"]


def test_its_slips_print_again_once_a_press() -> None:
    front = begun(settle_view(Phase.SETTLED, agreement=Agreement.AGREE))
    front.press(Action.PRINT_SETTLEMENT, "5").press(Action.PRINT_SETTLEMENT, "5")
    front.press(Action.PRINT_SETTLEMENT, "77")
    assert [c for c in front.backend.calls if c[0] == "settlement.print_again"] == [
        ("settlement.print_again", "5")
    ]

    front.controller.news(PaperNews(SlipKind.SETTLEMENT, 5, SlipCopy.MERCHANT, PrintState.PRINTED))
    line = view(front).side.line
    assert line is not None
    assert line.id == "transactions.printed"


# --- from other pages -----------------------------------------------------------------------


def test_what_happens_is_named_on_other_pages() -> None:
    front = begun(settle_view(Phase.TOTALS)).press(Action.OPEN_PAGE, Page.AMOUNT.value)
    told = notice(front)
    assert told is not None
    assert told.label.id == "frame.notice_settling"

    front.controller.news(settle_view(Phase.HELD))
    told = notice(front)
    assert told is not None
    assert told.label.id == "frame.notice_settle_held"
    front.controller.press(told.press)
    assert front.model.page is Page.SETTLEMENT


def test_settling_by_itself_is_announced_everywhere_and_can_be_put_off() -> None:
    front = Front().sign_in()
    front.controller.news(SettleNotice(NOON + timedelta(seconds=120)))
    told = notice(front)
    assert told is not None
    assert told.label.id == "frame.notice_settles"
    front.controller.press(told.press)
    assert front.backend.calls[-1] == ("settlement.put_off",)

    front.press(Action.OPEN_PAGE, Page.SETTLEMENT.value)
    assert view(front).side.notice is not None
    front.controller.news(SettleNotice(None))
    assert view(front).side.notice is None
    front.press(Action.SETTLE_NOT_TODAY)
    assert front.backend.calls.count(("settlement.put_off",)) == 1


def test_one_that_began_by_itself_is_followed() -> None:
    front = Front().sign_in()
    front.controller.news(settle_view(Phase.CLEARING, is_automatic=True))

    assert notice(front) is not None
    front.press(Action.OPEN_PAGE, Page.SETTLEMENT.value)
    assert button(front, Action.SETTLE_CANCEL) is not None


@pytest.mark.parametrize("is_full", [False, True])
def test_a_batch_that_fills_up_is_announced_until_it_is_settled(is_full: bool) -> None:
    front = Front().sign_in()
    front.controller.news(BatchNearlyFull(42, 912, is_full))
    told = notice(front)
    assert told is not None
    assert told.label.id == ("settlement.full" if is_full else "settlement.nearly_full")

    front.controller.news(settle_view(Phase.SETTLED, agreement=Agreement.AGREE))
    front.press(Action.OPEN_PAGE, Page.SETTLEMENT.value).press(Action.BACK)
    front.press(Action.OPEN_PAGE, Page.AMOUNT.value)
    assert notice(front) is None


# --- looking back ---------------------------------------------------------------------------


def test_old_settlements_are_turned_page_by_page() -> None:
    front = at_settlement().press(Action.PAST_SETTLEMENTS)
    state = settle_view(Phase.SETTLED, agreement=Agreement.AGREE).state
    front.controller.news(PastTold(1, (past_row(9), past_row(8)), (state, state), has_more=True))
    front.press(Action.PAST_SETTLEMENTS, "older")
    assert front.backend.calls[-1] == ("settlement.past", "2", "8")

    front.controller.news(PastTold(1, (past_row(3),), (state,), has_more=False))
    assert front.model.settle.past is not None
    assert front.model.settle.past.loading

    front.controller.news(PastTold(2, (past_row(7),), (state,), has_more=False))
    main = view(front).main
    assert isinstance(main, PastSettlements)
    assert [turn.enabled for turn in main.turns] == [True, False]
    front.press(Action.PAST_SETTLEMENTS, "newer")
    assert front.backend.calls[-1] == ("settlement.past", "3", "")

    front.press(Action.BACK)
    assert isinstance(view(front).main, OpenBatches)


def test_an_old_one_prints_again() -> None:
    front = at_settlement().press(Action.PAST_SETTLEMENTS)
    state = settle_view(Phase.SETTLED, agreement=Agreement.AGREE).state
    front.controller.news(PastTold(1, (past_row(9, automatic=True),), (state,), has_more=False))
    main = view(front).main
    assert isinstance(main, PastSettlements)
    front.controller.press(main.rows[0].print_again.press)

    assert front.backend.calls[-1] == ("settlement.print_again", "9")
    assert ("name", "@settlement.by_itself") in main.rows[0].about.args
    (back,) = view(front).side.buttons
    assert (back.press, back.primary) == (Press(Action.BACK), False)


@pytest.mark.parametrize("kind", [None, StoreErrorKind.FULL])
def test_a_page_without_rows_says_why(kind: StoreErrorKind | None) -> None:
    front = at_settlement().press(Action.PAST_SETTLEMENTS)
    front.controller.news(PastTold(1, (), (), has_more=False, kind=kind))
    main = view(front).main

    assert isinstance(main, PastSettlements)
    assert main.empty is not None
    expected = "settlement.past_empty_body" if kind is None else "trouble.full"
    assert main.empty.body.id == expected
