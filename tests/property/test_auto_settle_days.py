"""Days of a shop that settles by itself: sales, outages, restarts, and clocks that are set."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from kpay_desktop.flows.auto_settle import AutoPlan, AutoState, BatchAge, look, put_off
from tests.helpers.flows import ManualClock

BEGAN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
PLAN = AutoPlan(UTC, (3 * 60, 22 * 60), 120.0)
HOUR_S = 3_600
NOTICE_S = 120


@dataclass
class Shop:
    """A shop with one lane; ``marks`` are the times that it settled for."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(BEGAN))
    state: AutoState = field(default_factory=AutoState)
    opened_at: datetime | None = None
    settled_at: datetime | None = None
    begun: list[datetime] = field(default_factory=list)
    was_set: bool = False

    def batches(self) -> list[BatchAge]:
        return [] if self.opened_at is None else [BatchAge(self.opened_at, self.settled_at)]

    def sell(self) -> None:
        """A row is added; the first one opens a batch."""
        self.opened_at = self.opened_at or self.clock.now()

    def run(self, seconds: float) -> None:
        """Let the program run."""
        ends = self.clock.monotonic() + seconds
        while self.clock.monotonic() < ends:
            now = self.clock.now()
            outcome = look(PLAN, self.state, now, self.clock.monotonic(), self.batches)
            assert 0 <= outcome.rest_s <= 30
            self.state = outcome.state
            if outcome.settles:
                assert self.opened_at is not None, "nothing was settled"
                self.begun.append(now)
                self.opened_at, self.settled_at = None, now
            left_s = ends - self.clock.monotonic()
            self.clock.pass_s(max(0.01, min(outcome.rest_s, left_s)))

    def restart(self, off_s: float) -> None:
        """The machine is off for a while, and starts again."""
        self.clock.pass_s(off_s)
        self.state = AutoState()

    def dues(self) -> list[datetime]:
        """The times of settling since the beginning."""
        found, due = [], PLAN.next_due(BEGAN)
        while due is not None and due <= self.clock.now():
            found.append(due)
            due = PLAN.next_due(due)
        return found


ACTIONS = st.lists(
    st.one_of(
        st.just(("sell", 0)),
        st.tuples(st.just("run"), st.integers(1, 20 * HOUR_S)),
        st.tuples(st.just("off"), st.integers(1, 80 * HOUR_S)),
        st.just(("put off", 0)),
    ),
    max_size=8,
)


def live(shop: Shop, actions: list[tuple[str, int]]) -> None:
    """Do what the day brings."""
    for what, amount in actions:
        match what:
            case "sell":
                shop.sell()
            case "run":
                shop.run(amount)
            case "off":
                shop.restart(amount)
            case "put off":
                shop.state = put_off(shop.state)
            case "set":
                shop.clock.jump(amount)


@settings(max_examples=40, deadline=None)
@given(ACTIONS)
def test_each_settlement_is_for_a_time_of_its_own(actions: list[tuple[str, int]]) -> None:
    shop = Shop()
    live(shop, actions)
    dues = shop.dues()
    meant = [max(due for due in dues if due <= begun) for begun in shop.begun]
    assert len(meant) == len(set(meant)), "two settlements for one time"


@settings(max_examples=40, deadline=None)
@given(ACTIONS)
def test_a_batch_never_outlives_a_time_that_was_not_put_off(
    actions: list[tuple[str, int]],
) -> None:
    shop = Shop()
    live(shop, [one for one in actions if one[0] != "put off"])
    shop.sell()
    opened = shop.opened_at
    assert opened is not None
    shop.run(NOTICE_S + 31)
    due = PLAN.last_due(shop.clock.now() - timedelta(seconds=NOTICE_S + 31))
    if due is not None and opened < due:
        assert shop.opened_at is None or shop.opened_at > due


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.just(("sell", 0)),
            st.tuples(st.just("run"), st.integers(1, 5 * HOUR_S)),
            st.tuples(st.just("set"), st.integers(-400 * HOUR_S, 400 * HOUR_S)),
        ),
        max_size=10,
    )
)
def test_however_the_clock_is_set_there_is_no_storm(actions: list[tuple[str, int]]) -> None:
    shop = Shop()
    live(shop, actions)
    looked_s = sum(amount for what, amount in actions if what == "run")
    sets = sum(what == "set" for what, _ in actions)
    most = looked_s / (2 * HOUR_S) + sets + 2
    assert len(shop.begun) <= most
    sales = sum(what == "sell" for what, _ in actions)
    assert len(shop.begun) <= sales
