"""Whole days of cards in an order that follows from a seed: deeper than a search goes."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.ports_cards import ReadProblem
from tests.property.test_card_runner_sequences import CardDay

MOST_SALES = 6
EVENTS = 60
ANSWERS = ["yes", "yes", "no", "unclear", "first no, then yes"]
FATES = ["heard", "heard", "busy", "lost", "late", "twice", "on its way", "unsent"]
PRESSES = ["confirm", "cancel", "now", "sign", "paper", "contact"]
PAUSES = [0.5, 2.0, 5.0, 30.0, 200.0, 400.0]
PROBLEMS = [ReadProblem.REMOVED, ReadProblem.DECLINED_BY_CARD]


class SeededDay:
    """One day, and the dice that it follows from."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.day = CardDay()
        self.acts: list[Callable[[], None]] = [
            *(self.sell, self.sell, self.sell, self.answer, self.answer, self.say, self.say),
            *(self.press, self.arrive, self.hear, self.hear_twice, self.wait, self.fill),
            *(self.show, self.restart, self.two_at_once),
        ]

    def which(self) -> int:
        return self.dice.randrange(100)

    def run(self) -> None:
        for _ in range(EVENTS):
            self.dice.choice(self.acts)()
            self.day.books_hold()
        self.day.teardown()

    def sell(self) -> None:
        if len(self.day.store.sales) < MOST_SALES:
            entry, writes = self.dice.choice(list(EntryMode)), self.dice.choice([0, 0, 0, 1, 2])
            answer, fate = self.dice.choice(ANSWERS), self.dice.choice(FATES)
            self.day.go_online(entry, self.dice.random() < 0.5, answer, fate, writes)

    def answer(self) -> None:
        if self.day.till.host.asked:
            self.day.answer(self.which(), self.dice.choice(ANSWERS), self.dice.choice(FATES))

    def say(self) -> None:
        if self.day.flows():
            word = self.dice.choice(["yes", "yes", "no", "failed", "out"])
            self.day.the_card_says(self.which(), word, self.dice.choice(PROBLEMS))

    def press(self) -> None:
        if self.day.flows():
            self.day.press(self.which(), self.dice.choice(PRESSES))

    def arrive(self) -> None:
        if self.day.on_the_way:
            self.day.a_sale_arrives_after_all(self.which(), self.dice.random() < 0.5)

    def hear(self) -> None:
        if self.day.late:
            self.day.a_late_answer_is_heard(self.which(), self.dice.random() < 0.5)

    def hear_twice(self) -> None:
        if self.day.doubled:
            self.day.an_answer_comes_twice(self.which())

    def wait(self) -> None:
        self.day.time_passes(self.dice.choice(PAUSES))

    def fill(self) -> None:
        self.day.the_disk_refuses(self.dice.randrange(1, 4))

    def show(self) -> None:
        if self.day.flows():
            self.day.card(0, self.dice.choice(list(EntryMode)), self.dice.random() < 0.5)

    def two_at_once(self) -> None:
        """Two sales wait for their cards, and both are confirmed."""
        if len(self.day.store.sales) < MOST_SALES - 1:
            self.day.charge(again=False)
            self.day.charge(again=False)
            for which in range(min(2, len(self.day.flows()))):
                self.day.card(which, EntryMode.CHIP, signs=False)
            for flow in self.day.flows()[-2:]:
                self.day.till.runner.confirm(flow)

    def restart(self) -> None:
        if self.dice.random() < 0.5:
            self.day.restart(self.dice.random() < 0.5)


@pytest.mark.parametrize("first", range(0, 200, 20))
def test_a_day_of_cards_ends_as_the_accounts_say(
    first: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    for seed in range(first, first + 20):
        SeededDay(seed).run()
