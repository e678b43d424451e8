"""Cash at a counter in Singapore: rounding, change, and what lies in a drawer. Amounts in cents.

One-cent coins are no longer issued: what is paid in cash is rounded to five cents, to the nearest
or always down, as the shop says. Codes and cards are never rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

ROUND_TO_MINOR: Final = 5

COINS_MINOR: Final = (5, 10, 20, 50, 100)
NOTES_MINOR: Final = (200, 500, 1_000, 5_000, 10_000, 100_000)
DENOMINATIONS_MINOR: Final = (*COINS_MINOR, *NOTES_MINOR)
"""What can lie in a drawer, smallest first. SGD 2 to 100 are in circulation as notes; those of
1,000 are no longer issued and still legal tender."""

#: More pieces of one kind than this lie in no drawer: somebody typed an amount in place of a count.
MOST_PIECES: Final = 9_999
#: What a customer hands over, as far as it is offered on a key.
_HANDED_OVER_MINOR: Final = (200, 500, 1_000, 5_000, 10_000)
_MOST_OFFERED: Final = 4


class CashRounding(StrEnum):
    """How the cash part of a sale is rounded to five cents."""

    NEAREST = "nearest"
    DOWN = "down"


def round_cash(total_minor: int, rounding: CashRounding) -> int:
    """Return what is paid in cash of ``total_minor``, and taken back when it is refunded.

    To the nearest: one and two cents go down, three and four go up. A total below five cents that
    would round to nothing is nothing: there is no coin for it.

    Raises:
        ValueError: the total is negative.
    """
    if total_minor < 0:
        raise ValueError("cash is paid one way at a time")
    below = total_minor - total_minor % ROUND_TO_MINOR
    rest = total_minor - below
    if rounding is CashRounding.DOWN or 2 * rest < ROUND_TO_MINOR:
        return below
    return below + ROUND_TO_MINOR


@dataclass(frozen=True, slots=True)
class Tender:
    """A total paid in cash: what is due after rounding, and what was handed over.

    Raises:
        ValueError: an amount is not possible in coins and notes, or is not enough.
    """

    total_minor: int
    due_minor: int
    handed_minor: int

    def __post_init__(self) -> None:
        if self.total_minor < 0 or abs(self.due_minor - self.total_minor) >= ROUND_TO_MINOR:
            raise ValueError("what is due is the total, rounded")
        if self.due_minor % ROUND_TO_MINOR or self.handed_minor % ROUND_TO_MINOR:
            raise ValueError("there are no coins of less than five cents")
        if self.handed_minor < self.due_minor:
            raise ValueError("that is less than what is due")

    @property
    def rounding_minor(self) -> int:
        """What rounding added to the total, below zero where it took away."""
        return self.due_minor - self.total_minor

    @property
    def change_minor(self) -> int:
        """What the customer gets back."""
        return self.handed_minor - self.due_minor


def change_pieces(change_minor: int) -> tuple[tuple[int, int], ...]:
    """Return change as (denomination, pieces), largest first: as few pieces as can be.

    Raises:
        ValueError: the change is negative, or has cents that no coin has.
    """
    if change_minor < 0 or change_minor % ROUND_TO_MINOR:
        raise ValueError("change is made of coins and notes")
    pieces: list[tuple[int, int]] = []
    # The note of 1,000 is not given out any more.
    for denomination in reversed(DENOMINATIONS_MINOR[:-1]):
        count, change_minor = divmod(change_minor, denomination)
        if count:
            pieces.append((denomination, count))
    return tuple(pieces)


def likely_tenders(due_minor: int) -> tuple[int, ...]:
    """Return what a customer is likely to hand over, exact first, for keys beside the keypad.

    Raises:
        ValueError: nothing is due.
    """
    if due_minor <= 0:
        raise ValueError("nothing is due")
    offered = [due_minor]
    for note in _HANDED_OVER_MINOR:
        rounded = -(-due_minor // note) * note
        if rounded not in offered:
            offered.append(rounded)
    return (offered[0], *sorted(offered[1:])[: _MOST_OFFERED - 1])


@dataclass(frozen=True, slots=True)
class DrawerCount:
    """A drawer that was counted: pieces by denomination; what is not named is not there.

    Raises:
        ValueError: a denomination that there is not, or a count that cannot be.
    """

    pieces: Mapping[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not set(self.pieces) <= set(DENOMINATIONS_MINOR):
            raise ValueError("there is no such coin or note")
        if not all(0 <= count <= MOST_PIECES for count in self.pieces.values()):
            raise ValueError("nobody has counted that many")
        # What was counted stays as it was, whatever becomes of the mapping it came in.
        object.__setattr__(self, "pieces", MappingProxyType(dict(self.pieces)))

    @property
    def total_minor(self) -> int:
        """What lies in the drawer."""
        return sum(denomination * count for denomination, count in self.pieces.items())

    def difference_minor(self, expected_minor: int) -> int:
        """Return what is too much in the drawer, below zero where something is missing."""
        return self.total_minor - expected_minor
