"""Both sides' books at one moment, as the auditors of a day have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.helpers.day_books import BankBooks, Row, TillBooks

TAKEN = frozenset({"approved", "by_hand"})
"""States of sales that count."""
PAID = TAKEN | {"voided"}
"""States of sales that were paid at some time, and have slips."""


@dataclass(frozen=True, slots=True)
class Day:
    """Both sides' books and the paper at one moment. ``is_settled``: nothing was left to do."""

    bank: BankBooks
    till: TillBooks
    slips: Sequence[Row]
    is_settled: bool = True
    by_order: dict[str, Row] = field(default_factory=dict)
    by_sale: dict[int, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, bank: BankBooks, till: TillBooks, slips: Sequence[Row], *, is_settled: bool) -> Day:
        """Return the day of these books."""
        by_order = {row["order_no"]: row for row in till.sales}
        return cls(bank, till, slips, is_settled, by_order, {row["id"]: row for row in till.sales})

    @property
    def done(self) -> list[Row]:
        """The voids and refunds whose money went back."""
        return [row for row in self.till.returns if row["state"] == "done"]


def kept_minor(payment: Row) -> int:
    """Return what the shop has of a payment at the bank and has not given back."""
    return payment["amount_minor"] - payment["back_minor"] if payment["state"] == "settled" else 0
