"""What can go wrong on a day, by name, and when it does: drawn from the day's seed."""

from __future__ import annotations

import random
from collections import Counter
from enum import StrEnum
from typing import Final


class Fault(StrEnum):
    """One thing that can go wrong; the value is its name on the command line."""

    UNSENT = "unsent"
    DNS_SILENT = "dns-silent"
    REQUEST_LOST = "request-lost"
    REQUEST_LATE = "request-late"
    ANSWER_LOST = "answer-lost"
    ANSWER_LATE = "answer-late"
    CUT = "cut"
    DOUBLED = "doubled"
    DECLINED = "declined"
    UNLISTED = "unlisted-code"
    UNSURE = "unsure-and-done"
    WRONG_AMOUNT = "wrong-amount"
    PART = "part-approved"
    REVERSAL_UNANSWERED = "reversal-unanswered"
    REVERSAL_REFUSED = "reversal-refused"
    BATCH_DIFFERS = "batch-differs"
    OTHERS_ANSWER = "answer-of-another"
    GATEWAY_PENDING = "gateway-pending"
    GATEWAY_FAILS = "gateway-fails"
    PAPER_OUT = "paper-out"
    UNCONFIRMED = "slip-unconfirmed"
    DISK_FULL = "disk-full"
    READ_ONLY = "read-only"
    TILL_DIES_BEFORE = "till-dies-before-a-commit"
    TILL_DIES_AFTER = "till-dies-after-a-commit"
    TILL_DIES_SENDING = "till-dies-sending"
    TILL_DIES = "till-dies"
    BANK_DIES = "bank-dies"
    CLOCK_FORWARD = "clock-forward"
    CLOCK_BACK = "clock-back"


ALL: Final = tuple(Fault)
SHARES: Final = (0.03, 0.1, 0.3, 1.0)
MOST_TIMES: Final = 6
RARE: Final = frozenset({Fault.BATCH_DIFFERS, Fault.OTHERS_ANSWER})
"""What could strike a few times a day only: it does."""


class Faults:
    """The faults of one day. While ``is_on``, each strikes some of the times that it could."""

    def __init__(self, chance: random.Random, among: tuple[Fault, ...]) -> None:
        self._chance = chance
        kind = chance.random()
        count = (
            0 if kind < 0.05 else 1 if kind < 0.35 else 2 if kind < 0.85 else chance.randint(3, 8)
        )
        self.active = tuple(sorted(chance.sample(among, min(count, len(among)))))
        self._share = {each: chance.choice(SHARES) for each in self.active}
        for each in RARE & {*self.active}:
            self._share[each] = 1.0
        self._left = {each: chance.randint(1, MOST_TIMES) for each in self.active}
        self.struck: Counter[Fault] = Counter()
        self.is_on = True

    def strikes(self, fault: Fault) -> bool:
        """Whether it strikes this time."""
        if not self.is_on or not self._left.get(fault):
            return False
        if self._chance.random() >= self._share[fault]:
            return False
        self._left[fault] -= 1
        self.struck[fault] += 1
        return True

    @property
    def pairs(self) -> set[tuple[Fault, Fault]]:
        """The pairs of faults that both struck."""
        struck = sorted(self.struck)
        return {(one, other) for one in struck for other in struck if one < other}
