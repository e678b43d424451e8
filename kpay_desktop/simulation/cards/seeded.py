"""Choices that look like chance and are the same at every run.

Each is drawn by its name: adding one leaves all the others as they were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seeded:
    """A source of choices, told by its name."""

    name: str

    def draw(self, what: str, length: int) -> bytes:
        """Return ``length`` bytes."""
        return hashlib.shake_256(f"{self.name}|{what}".encode()).digest(length)

    def below(self, what: str, bound: int) -> int:
        """Return a whole number from 0 to ``bound - 1``."""
        return int.from_bytes(self.draw(what, 16), "big") % bound

    def pick(self, what: str, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.below(what, len(options))]

    def chance(self, what: str, percent: int) -> bool:
        """Return True in about ``percent`` of a hundred sources."""
        return self.below(what, 100) < percent

    def shuffled(self, what: str, options: Sequence[T]) -> list[T]:
        """Return all options in another order."""
        order = sorted(range(len(options)), key=lambda at: self.draw(f"{what}|{at}", 16))
        return [options[at] for at in order]
