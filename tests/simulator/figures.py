"""What many days came to, and the tables that say so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.helpers.invariants import Tally
from tests.simulator.day import Result
from tests.simulator.faults import Fault


@dataclass(slots=True)
class Figures:
    """The sum of days. ``broken`` are the seeds whose days were not well."""

    tally: Tally = field(default_factory=Tally)
    days: int = 0
    lives: int = 0
    messages: int = 0
    purchases: int = 0
    commits: int = 0
    twice: int = 0
    struck: Counter[Fault] = field(default_factory=Counter)
    pairs: set[tuple[Fault, Fault]] = field(default_factory=set)
    broken: list[int] = field(default_factory=list)
    unlike: list[int] = field(default_factory=list)

    def add(self, result: Result) -> None:
        """Take a day in."""
        self.tally.add(result.tally)
        self.days += 1
        self.lives += result.lives
        self.messages += result.messages
        self.purchases += result.purchases
        self.commits += result.commits
        self.struck.update(result.struck)
        self.pairs |= result.pairs
        if result.tally.breaks:
            self.broken.append(result.seed)

    def join(self, other: Figures) -> None:
        """Take in what others counted."""
        self.tally.add(other.tally)
        self.days += other.days
        self.lives += other.lives
        self.messages += other.messages
        self.purchases += other.purchases
        self.commits += other.commits
        self.twice += other.twice
        self.struck.update(other.struck)
        self.pairs |= other.pairs
        self.broken += other.broken
        self.unlike += other.unlike

    def idle(self, among: tuple[Fault, ...]) -> list[Fault]:
        """Return the faults that never struck."""
        return [fault for fault in among if not self.struck[fault]]

    def is_well(self, among: tuple[Fault, ...]) -> bool:
        """True if nothing broke, every invariant was tried, and every fault struck."""
        return self.tally.is_well() and not self.unlike and not self.idle(among)

    def words(self, among: tuple[Fault, ...]) -> str:
        """Return the tables for people."""
        count = len(among)
        most = max((len(fault) for fault in among), default=0)
        faults = "\n".join(f"{fault:<{most}}  {self.struck[fault]:>7,}" for fault in among)
        return (
            f"{self.tally.table()}\n\n{'fault':<{most}}   struck\n{faults}\n\n"
            f"{self.days:,} days, {self.purchases:,} purchases, {self.messages:,} messages,"
            f" {self.commits:,} commits, {self.lives - 2 * self.days:,} crashes;"
            f" {len(self.pairs)} of {count * (count - 1) // 2} pairs of faults struck on one day;"
            f" {self.twice} days lived twice alike"
        )
