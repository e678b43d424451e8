"""Totals of a batch: counts and cents, ours or a host's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MOST_ROWS: Final = 999
"""What a card batch holds of each kind: field 63 has counts of three digits."""

WARN_ROWS: Final = 900


@dataclass(frozen=True, slots=True)
class Totals:
    """Sales net of voids, and refunds: how many and how many cents of each.

    Raises:
        ValueError: a figure is negative, or there is money without a row.
    """

    sales: int = 0
    sales_minor: int = 0
    refunds: int = 0
    refunds_minor: int = 0

    def __post_init__(self) -> None:
        pairs = ((self.sales, self.sales_minor), (self.refunds, self.refunds_minor))
        if any(count < 0 or minor < 0 or (minor > 0 and count == 0) for count, minor in pairs):
            raise ValueError("totals are counts with their cents")

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.sales + other.sales,
            self.sales_minor + other.sales_minor,
            self.refunds + other.refunds,
            self.refunds_minor + other.refunds_minor,
        )

    @property
    def net_minor(self) -> int:
        """What the merchant gets: sales without refunds. Below zero on a day of refunds."""
        return self.sales_minor - self.refunds_minor

    @property
    def is_empty(self) -> bool:
        """True if nothing was sold and nothing went back."""
        return not (self.sales or self.refunds)

    @property
    def is_nearly_full(self) -> bool:
        """True from the count on at which a card batch should be settled."""
        return max(self.sales, self.refunds) >= WARN_ROWS

    @property
    def is_full(self) -> bool:
        """True once a card batch takes no more rows."""
        return max(self.sales, self.refunds) >= MOST_ROWS
