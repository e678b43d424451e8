"""Whole days by seed: a few of those that ``python3 run.py simulate`` lives through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulator.day import live, template
from tests.simulator.disk import folder
from tests.simulator.faults import ALL, Fault
from tests.simulator.figures import Figures

SEEDS = range(1, 13)


@pytest.fixture(scope="module")
def new() -> Iterator[Path]:
    with folder() as place:
        yield template(place)


@pytest.mark.parametrize("first", range(SEEDS.start, SEEDS.stop, 4))
def test_days_end_as_the_books_say(new: Path, first: int) -> None:
    figures = Figures()
    for seed in range(first, first + 4):
        figures.add(live(seed, new))
    assert figures.tally.broken == []
    assert figures.broken == []


def test_a_day_is_the_same_twice(new: Path) -> None:
    among = (Fault.TILL_DIES_AFTER, Fault.ANSWER_LOST)
    first, again = live(3, new, among), live(3, new, among)
    assert first.trace == again.trace
    assert first.digest != live(4, new, among).digest


def test_a_day_without_faults_tries_money_and_paper(new: Path) -> None:
    result = live(5, new, ())
    assert result.tally.broken == []
    assert result.struck == {}
    assert result.messages


def test_what_never_struck_is_not_well(new: Path) -> None:
    figures = Figures()
    figures.add(live(1, new, (Fault.CLOCK_BACK,)))
    assert set(figures.idle(ALL)) >= set(ALL) - {Fault.CLOCK_BACK}
    assert not figures.is_well(ALL)
