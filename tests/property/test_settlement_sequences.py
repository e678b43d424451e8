"""Voids, refunds and settlements in any order of people, lines, disks, clocks and restarts."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows.money_back.state import Way
from kpay_desktop.flows.settlement import values as s
from tests.helpers.settlement_world import Tables
from tests.helpers.settlement_world_days import Day, Fate
from tests.helpers.truthful_card_host import Mood
from tests.property.test_settlement_days import silence_closes, silence_is_a_no

PICK = st.integers(0, 999)
WAYS = st.sampled_from([Way.CARD, Way.WALLET])
FATES = st.sampled_from(list(Fate))
MOODS = st.sampled_from(list(Mood))
KINDS = st.sampled_from(list(ReturnKind))
FEW = settings(
    max_examples=80,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

# It ends with the first that is found.
MORE = settings(FEW, max_examples=600, phases=[Phase.generate])


class SettlingDay(RuleBasedStateMachine):
    """A till, its acquirers, and everything that can go wrong between them."""

    tables = Tables()

    def __init__(self) -> None:
        super().__init__()
        self.day = Day(self.tables)

    @initialize(shown=st.sampled_from([None, 7]), ends=st.booleans(), forgets=st.booleans())
    def open(self, shown: int | None, ends: bool, forgets: bool) -> None:
        self.day.host.shown_batch_no = shown
        self.day.host.never_ends = not ends
        self.day.host.forgets = forgets
        for way in (Way.CARD, Way.WALLET, Way.CARD):
            self.sell(0, way, True)

    @precondition(lambda self: len(self.day.sales) < 8)
    @rule(cents=PICK, way=WAYS, known=st.booleans())
    def sell(self, cents: int, way: Way, known: bool) -> None:
        number = len(self.day.sales) + 1
        self.day.sell(10_000 * number + cents, way, host_has_it=known)

    @rule(pick=PICK, kind=KINDS, share=st.sampled_from([30, 60, 100]))
    def give_back(self, pick: int, kind: ReturnKind, share: int) -> None:
        self.day.ask_back(pick, kind, share)

    @precondition(lambda self: len(self.day.sales) < 8)
    @rule(way=WAYS, kind=KINDS, fate=FATES, mood=MOODS, again=FATES)
    def give_back_a_new_sale(
        self, way: Way, kind: ReturnKind, fate: Fate, mood: Mood, again: Fate
    ) -> None:
        """The usual way, so that sequences reach far in a few steps."""
        self.sell(5, way, known=True)
        self.day.ask_back(len(self.day.sales) - 1, kind, 60)
        self.day.carry(way, fate, mood)
        self.day.carry(way, again, Mood.YES)

    @rule(pick=PICK, what=st.integers(0, 5))
    def read(self, pick: int, what: int) -> None:
        self.day.at_the_reader(pick, what)

    @rule(pick=PICK, what=st.integers(0, 15))
    def press(self, pick: int, what: int) -> None:
        self.day.press(pick, what)

    @rule(way=WAYS)
    def settle(self, way: Way) -> None:
        self.day.ask_settlement(way)
        self.report()
        self.report()

    @rule()
    def report(self) -> None:
        for key in [*self.day.settlements]:
            self.day.report(key)

    @rule()
    def time_to_clear_is_over(self) -> None:
        for key in [*self.day.settlements]:
            self.day.tell("settle", key, s.ClearTimeOver())
            self.day.lift(key)

    @rule(way=WAYS, fate=FATES, mood=MOODS)
    def carry(self, way: Way, fate: Fate, mood: Mood) -> None:
        self.day.carry(way, fate, mood)

    @rule(pick=PICK, mood=MOODS)
    def arrive(self, pick: int, mood: Mood) -> None:
        self.day.arrive(pick, mood)

    @rule(pick=PICK)
    def hear(self, pick: int) -> None:
        self.day.hear(pick)

    @rule(seconds=st.sampled_from([1, 5, 30, 120]))
    def pass_time(self, seconds: int) -> None:
        self.day.pass_time(seconds)

    @rule(seconds=st.integers(-90_000, 90_000))
    def set_clock(self, seconds: int) -> None:
        self.day.set_clock(seconds)

    @rule()
    def restart(self) -> None:
        self.day.restart_now()

    @rule(writes=st.integers(1, 2), dies=st.booleans())
    def spoil_the_next_writes(self, writes: int, dies: bool) -> None:
        if dies:
            self.day.dies = writes
        else:
            self.day.disk_fails = writes

    @invariant()
    def nothing_is_broken(self) -> None:
        self.day.check()

    def teardown(self) -> None:
        self.day.run_out()


def test_no_sequence_parts_the_tills_books_from_the_hosts() -> None:
    run_state_machine_as_test(SettlingDay, settings=FEW)


class DayOfDeafTill(SettlingDay):
    """Its till takes silence for a no."""

    tables = Tables(back=silence_is_a_no)


class DayOfHastyTill(SettlingDay):
    """Its till takes silence for a yes to its totals."""

    tables = Tables(settle=silence_closes)


@pytest.mark.parametrize("machine", [DayOfDeafTill, DayOfHastyTill])
def test_the_sequences_find_a_mistake(machine: type[SettlingDay]) -> None:
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=MORE)
