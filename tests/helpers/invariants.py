"""What must hold of a day whatever breaks, and the table that says how often each was tried.

One list for everything that tries days: its names, its order and its meaning stand here alone. A
try is one comparison that could have failed: a row of the till beside the bank's, a message beside
the journal, a file that was searched. A row of the table that was tried 0 times fails like one that
broke: a proof that looked at nothing proves nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from enum import StrEnum

MOST_NAMED = 20
"""How many breaks of one invariant are kept in words; the rest are counted only."""


class Invariant(StrEnum):
    """What must hold; the value is what tables call it."""

    HAS_ROW = "every approval at the bank has a row"
    """One try: a payment, card approval or refund in the bank's books, looked for in the till's."""

    HAS_BANK = "no row is approved without the bank"
    """One try: a row of the till that says money moved, looked for in the bank's books."""

    DURABLE_FIRST = "nothing sent before it is durable"
    """One try: a message that the bank received, beside the step that had to be written first."""

    ONE_PER_PRESS = "at most one open approval per press of Charge"
    """One try: a press (its request, or its purchase), and how many approvals stand under it."""

    REVERSAL_FIRST = "no other financial message while a reversal is armed"
    """One try: a financial message to a host, beside the reversals for that host armed then."""

    UNKNOWN_ENDS = "every unknown ends or stays named"
    """One try: a row that was once not known; it has ended, or stands in a list that people see."""

    TOTALS = "settlement totals equal the sum of rows"
    """One try: a total of a settlement (a method's count and sum), beside the rows under it."""

    ONE_BATCH = "each row is in exactly one settled batch"
    """One try: a row that counts; it is in one batch, or in the one still open."""

    VOUCHERS = "vouchers unique per lane among open batches"
    """One try: a voucher of a batch that was open."""

    ONE_SLIP = "at most one unmarked slip per approval"
    """One try: an approval's copy on paper, by the printed bytes."""

    REFUNDS = "refunds never exceed the sale"
    """One try: a sale of which something went back, by either side's books."""

    AGREE = "customers' accounts, slips and books agree to the cent"
    """One try: an amount on a slip, a row or an account that stands on two sides."""

    NO_FAULT = "the till has no fault of its own"
    """One try: a look at its log and its terminal: nothing uncaught, nothing left half shown."""

    NO_CARD = "no card number in the clear anywhere"
    """One try: a file, searched for every number that was used."""

    STORE_WHOLE = "the store is whole: pages, chains, books against the journal"
    """One try: a whole check of a store, at a restart or at the end."""


class Tally:
    """How often each invariant was tried and broken. Not thread-safe: one auditor, one tally."""

    def __init__(self) -> None:
        self._tried: Counter[Invariant] = Counter()
        self._broken: Counter[Invariant] = Counter()
        self._words: dict[Invariant, list[str]] = {}

    def check(self, invariant: Invariant, holds: bool, what: str) -> bool:
        """Note one try; ``what`` says, for people, what was found if it does not hold."""
        self._tried[invariant] += 1
        if not holds:
            self.fail(invariant, what)
        return holds

    def tried(self, invariant: Invariant, times: int = 1) -> None:
        """Note tries that held."""
        self._tried[invariant] += times

    def fail(self, invariant: Invariant, what: str) -> None:
        """Note a break of something that is counted as tried already."""
        self._broken[invariant] += 1
        words = self._words.setdefault(invariant, [])
        if len(words) < MOST_NAMED and what not in words:
            words.append(what)

    def add(self, other: Tally) -> None:
        """Take over what another auditor noted."""
        self._tried.update(other._tried)
        self._broken.update(other._broken)
        for invariant, words in other._words.items():
            mine = self._words.setdefault(invariant, [])
            mine += [word for word in words if word not in mine][: MOST_NAMED - len(mine)]

    def times(self, invariant: Invariant) -> int:
        """Return how often it was tried."""
        return self._tried[invariant]

    @property
    def broken(self) -> list[str]:
        """Every break that is kept in words, each with its invariant before it."""
        return [f"{each}: {words}" for each in Invariant for words in self._words.get(each, [])]

    @property
    def breaks(self) -> int:
        """How many tries broke."""
        return self._broken.total()

    def untried(self, wanted: Collection[Invariant] = tuple(Invariant)) -> list[Invariant]:
        """Return those of ``wanted`` that were never tried, in the table's order."""
        return [each for each in Invariant if each in wanted and not self._tried[each]]

    def is_well(self, wanted: Collection[Invariant] = tuple(Invariant)) -> bool:
        """True if nothing broke and each of ``wanted`` was tried."""
        return not self.breaks and not self.untried(wanted)

    def table(self, wanted: Collection[Invariant] = tuple(Invariant)) -> str:
        """Return the table for people: a line for each of ``wanted`` and for whatever was tried."""
        lines = [("invariant", "tried", "broken")]
        lines += [
            (each.value, f"{self._tried[each]:,}", f"{self._broken[each]:,}")
            for each in Invariant
            if each in wanted or self._tried[each] or self._broken[each]
        ]
        widths = [max(len(line[place]) for line in lines) for place in range(3)]
        return "\n".join(
            f"{name:<{widths[0]}}  {tried:>{widths[1]}}  {broken:>{widths[2]}}"
            for name, tried, broken in lines
        )
