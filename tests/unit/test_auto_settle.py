"""Settling that begins by itself: its times, its notice, and what a clock or an outage does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.auto_settle import (
    AutoParts,
    AutoPlan,
    AutoSettle,
    AutoState,
    BatchAge,
    is_due,
    look,
    put_off,
)
from kpay_desktop.flows.settle_view import SettleBegun, SettleNotice
from kpay_desktop.flows.settlement.state import Phase
from tests.helpers.flows import ManualClock
from tests.helpers.settle_till import SettleTill, World

SGT = ZoneInfo("Asia/Singapore")
PLAN = AutoPlan(SGT, (22 * 60, 15 * 60 + 30), 120.0)


def at(text: str) -> datetime:
    """Return a moment of the shop's own time."""
    return datetime.fromisoformat(text).replace(tzinfo=SGT).astimezone(UTC)


def test_times_are_the_shops_own() -> None:
    now = at("2026-11-22 16:00")
    assert PLAN.last_due(now) == at("2026-11-22 15:30")
    assert PLAN.next_due(now) == at("2026-11-22 22:00")
    assert PLAN.last_due(at("2026-11-22 15:30")) == at("2026-11-22 15:30")
    assert PLAN.next_due(at("2026-11-22 22:00")) == at("2026-11-23 15:30")
    assert AutoPlan(SGT).last_due(now) is None
    assert AutoPlan(SGT).next_due(now) is None


def test_a_time_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="minutes after midnight"):
        AutoPlan(SGT, (1_440,))
    with pytest.raises(ValueError, match="not negative"):
        AutoPlan(SGT, (0,), -1)


def test_a_shop_with_summer_time_settles_once_a_day() -> None:
    plan = AutoPlan(ZoneInfo("Europe/Berlin"), (150,))
    now, found = datetime(2026, 10, 23, tzinfo=UTC), []
    for _ in range(4):
        due = plan.next_due(now)
        assert due is not None
        found.append(due)
        now = due
    days = [due.astimezone(plan.zone).date() for due in found]
    assert len(set(days)) == 4


def test_what_is_due_was_opened_before_and_not_settled_since() -> None:
    due, now = at("2026-11-22 22:00"), at("2026-11-23 08:00")
    old, new = at("2026-11-22 09:00"), at("2026-11-22 22:30")
    assert is_due(due, now, [BatchAge(old)])
    assert is_due(due, now, [BatchAge(new), BatchAge(old, at("2026-11-21 22:00"))])
    assert not is_due(due, now, [])
    assert not is_due(due, now, [BatchAge(new)])
    assert not is_due(due, now, [BatchAge(old, at("2026-11-22 22:00"))])


def test_a_moment_of_a_clock_that_was_wrong_counts_for_nothing() -> None:
    due, now = at("2026-11-22 22:00"), at("2026-11-22 22:00")
    assert is_due(due, now, [BatchAge(at("2027-11-22 09:00"), at("2027-11-22 22:00"))])
    assert not is_due(due, now, [BatchAge(due, at("2026-11-23 06:00"))])


@dataclass
class Shop:
    """A shop whose clock the test moves; it notes what would be settled."""

    clock: ManualClock
    batches: list[BatchAge] = field(default_factory=list)
    state: AutoState = field(default_factory=AutoState)
    settled: list[datetime] = field(default_factory=list)

    def look(self) -> float:
        """Look once; what is begun settles everything at once."""
        outcome = look(
            PLAN, self.state, self.clock.now(), self.clock.monotonic(), lambda: self.batches
        )
        self.state = outcome.state
        if outcome.settles:
            self.settled.append(self.clock.now())
            self.batches.clear()
        return outcome.rest_s

    def run(self, seconds: float) -> None:
        """Let time pass, looking as often as it was asked for."""
        ends = self.clock.monotonic() + seconds
        while self.clock.monotonic() < ends:
            self.clock.pass_s(max(0.001, self.look()))

    def shown(self) -> datetime | None:
        """When settling begins, as pages say it."""
        return None if self.state.notice is None else self.state.notice.at


def shop(now: str, opened: str | None = "2026-11-22 09:00") -> Shop:
    batches = [] if opened is None else [BatchAge(at(opened))]
    return Shop(ManualClock(at(now)), batches)


def test_it_is_said_before_and_begins_at_its_time() -> None:
    till = shop("2026-11-22 16:00", "2026-11-22 15:31")
    till.run(6 * 3_600 - 121)
    assert till.shown() is None
    till.run(60)
    assert till.shown() == at("2026-11-22 22:00")
    assert till.settled == []
    till.run(70)
    (began,) = till.settled
    assert abs((began - at("2026-11-22 22:00")).total_seconds()) < 1


def test_put_off_it_lets_this_time_pass_and_no_other() -> None:
    till = shop("2026-11-22 21:59", "2026-11-22 15:31")
    till.run(10)
    till.state = put_off(till.state)
    till.run(3_600)
    assert till.settled == []
    till.run(17 * 3_600)
    (began,) = till.settled
    assert began.astimezone(SGT).strftime("%d %H:%M") == "23 15:30"
    assert put_off(AutoState()) == AutoState()


def test_a_machine_that_was_off_catches_up_once_with_a_notice() -> None:
    till = shop("2026-11-25 08:00", "2026-11-21 09:00")
    till.look()
    assert till.state.notice is not None
    assert till.state.notice.due == at("2026-11-24 22:00")
    till.run(3_600)
    (began,) = till.settled
    assert (began - at("2026-11-25 08:00")).total_seconds() == pytest.approx(120, abs=1)


def test_without_rows_nothing_is_said_and_nothing_begins() -> None:
    till = shop("2026-11-22 21:00", None)
    till.run(2 * 86_400)
    assert till.settled == []
    assert till.state == AutoState()


def test_what_somebody_has_settled_meanwhile_is_no_longer_announced() -> None:
    till = shop("2026-11-22 21:59", "2026-11-22 15:31")
    till.look()
    assert till.shown() == at("2026-11-22 22:00")
    till.batches.clear()
    till.look()
    assert till.shown() is None
    till.batches.append(BatchAge(till.clock.now()))
    till.run(61)
    assert len(till.settled) == 1, "a sale since then stands before the time that comes"


@pytest.mark.parametrize("jump_h", [-1, -6, -23])
def test_a_clock_that_is_set_back_settles_no_time_twice(jump_h: int) -> None:
    till = shop("2026-11-22 21:59", "2026-11-22 15:31")
    till.run(600)
    assert len(till.settled) == 1
    till.batches.append(BatchAge(till.clock.now(), till.settled[0]))
    till.clock.jump(jump_h * 3_600)
    till.run(-jump_h * 3_600 + 600)
    assert len(till.settled) == 1


def test_a_clock_that_is_set_forward_settles_once_and_not_for_each_day() -> None:
    till = shop("2026-11-22 16:00", "2026-11-22 15:31")
    till.look()
    till.clock.jump(30 * 86_400)
    till.run(600)
    assert len(till.settled) == 1
    till.batches.append(BatchAge(till.clock.now(), till.settled[0]))
    till.clock.jump(-30 * 86_400)
    till.run(600)
    assert len(till.settled) == 2, "a batch of a day that has not come is settled, once"
    till.batches.append(BatchAge(till.clock.now(), till.settled[1]))
    till.run(86_400)
    assert len(till.settled) == 3, "the days go on, as if it had never been wrong"


def test_the_time_of_a_notice_runs_by_a_clock_that_nobody_sets() -> None:
    till = shop("2026-11-22 21:59", "2026-11-22 15:31")
    till.look()
    till.clock.jump(-7_200)
    till.run(59)
    assert till.settled == []
    till.run(2)
    assert len(till.settled) == 1


def test_without_a_notice_it_begins_at_once() -> None:
    plan = AutoPlan(SGT, (22 * 60,), 0)
    now = at("2026-11-22 22:00")
    outcome = look(plan, AutoState(), now, 5.0, lambda: [BatchAge(at("2026-11-22 09:00"))])
    assert outcome.settles


# --- in the till ------------------------------------------------------------------------------


def parts_of(till: SettleTill) -> AutoParts:
    return AutoParts(
        plan=PLAN,
        executor=till.executor,
        timers=till.timers,
        clock=till.clock,
        batches=till.runner.ages,
        settle=till.runner.settle_by_itself,
        observe=till.news.append,
    )


def auto_of(till: SettleTill) -> AutoSettle:
    return AutoSettle(parts_of(till))


def test_a_till_settles_by_itself_with_nobody_signed_in() -> None:
    till = SettleTill(World(clock=ManualClock(at("2026-11-22 20:00"))))
    till.sell(Method.CASH, 1_000)
    till.sell(Method.WECHAT, 700)
    auto_of(till).start()
    till.timers.advance(2 * 3_600 - 60)
    notices = [one for one in till.news if isinstance(one, SettleNotice)]
    assert notices == [SettleNotice(at("2026-11-22 22:00"))]
    till.timers.advance(61)
    (begun,) = [one for one in till.news if isinstance(one, SettleBegun)]
    assert [view.state.acquirer for view in begun.views] == ["wechat", "cash"]
    assert {view.state.operator_id for view in begun.views} == {"auto"}
    assert all(view.state.is_automatic for view in begun.views)
    record = till.store.settlement(2)
    assert record is not None
    assert (record.phase, record.operator_id) == (Phase.SETTLED, "auto")
    assert till.news.index(SettleNotice(None)) < till.news.index(begun)
    till.timers.advance(3_600)
    assert len([one for one in till.news if isinstance(one, SettleBegun)]) == 1, (
        "what is under way is not begun again"
    )


def test_a_till_that_is_put_off_does_not_settle() -> None:
    till = SettleTill(World(clock=ManualClock(at("2026-11-22 21:59"))))
    till.clock.jump(-3_600)
    till.sell(Method.CASH, 1_000)
    till.clock.jump(3_600)
    auto = auto_of(till)
    auto.start()
    till.timers.advance(1)
    auto.put_off()
    till.timers.advance(3_600)
    assert not [one for one in till.news if isinstance(one, SettleBegun)]
    notices = [one for one in till.news if isinstance(one, SettleNotice)]
    assert notices[-1] == SettleNotice(None)


def test_a_till_that_is_started_again_settles_for_no_time_twice() -> None:
    world = World(clock=ManualClock(at("2026-11-22 20:00")))
    till = SettleTill(world)
    till.sell(Method.CASH, 1_000)
    auto_of(till).start()
    till.timers.advance(3 * 3_600)
    till.sell(Method.CASH, 500)
    again = till.restarted()
    auto_of(again).start()
    again.timers.advance(3_600)
    assert not [one for one in again.news if isinstance(one, SettleBegun)]
    assert [one.acquirer for one in again.store.open_batches()] == [Acquirer.CASH]


def test_a_shop_that_does_not_settle_by_itself_looks_at_no_clock() -> None:
    till = SettleTill()
    parts = AutoParts(
        plan=AutoPlan(SGT),
        executor=till.executor,
        timers=till.timers,
        clock=till.clock,
        batches=list,
        settle=lambda: None,
        observe=till.news.append,
    )
    AutoSettle(parts).start()
    assert till.timers.waiting == {}


def test_a_store_that_cannot_be_read_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    till = SettleTill(World(clock=ManualClock(at("2026-11-22 23:00"))))
    till.clock.jump(-2 * 3_600)
    till.sell(Method.CASH, 1_000)
    till.clock.jump(2 * 3_600)
    till.world.memory.unreadable = True
    auto_of(till).start()
    till.timers.advance(1)
    till.world.memory.unreadable = False
    till.timers.advance(200)
    assert [one for one in till.news if isinstance(one, SettleBegun)]
    assert "not known whether to settle" in caplog.text


def test_a_look_that_fails_is_not_the_last_one() -> None:
    """What a damaged row raises is nobody's to foresee; the day after is settled all the same."""
    till = SettleTill(World(clock=ManualClock(at("2026-11-22 20:00"))))
    till.sell(Method.CASH, 1_000)
    reads: list[int] = []

    def batches() -> Sequence[BatchAge]:
        reads.append(len(reads))
        if len(reads) == 1:
            raise KeyError("a way to pay that there is not")
        return till.runner.ages()

    till.clock.jump(3 * 3_600)
    AutoSettle(replace(parts_of(till), batches=batches)).start()
    with pytest.raises(KeyError):
        till.timers.advance(1)
    till.timers.advance(300)
    assert [one for one in till.news if isinstance(one, SettleBegun)]


def test_the_next_look_is_never_far() -> None:
    outcome = look(PLAN, AutoState(), at("2026-11-22 12:00"), 0.0, list)
    assert 0 < outcome.rest_s <= 30
    assert timedelta(days=1) > timedelta(seconds=outcome.rest_s)
