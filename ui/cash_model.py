"""What the till knows of cash: what is handed over, and the sale that was paid with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from kpay_desktop.domain.money import AmountEntry
from kpay_desktop.domain.records import SaleRecord

#: More than this beyond what is due is handed over by nobody.
MOST_ABOVE_DUE_MINOR: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class CashModel:
    """``picked_minor`` is a likely sum that was touched; a figure that is typed takes it away.

    ``sold`` is the sale on the page, of the press ``request``. ``shut`` names the press after which
    the drawer stayed shut. Amounts in cents.
    """

    entry: AmountEntry = field(default_factory=partial(AmountEntry, 1))
    picked_minor: int | None = None
    sold: SaleRecord | None = None
    request: str = ""
    shut: str = ""

    @property
    def handed_minor(self) -> int:
        """What the customer hands over, as far as it is known."""
        return self.entry.minor if self.picked_minor is None else self.picked_minor

    @property
    def stayed_shut(self) -> bool:
        """True if the drawer did not open for the sale on the page."""
        return bool(self.request) and self.shut == self.request


def handing_over(cash: CashModel, due_minor: int) -> CashModel:
    """Return the page on which nothing has been handed over yet."""
    return replace(
        cash, entry=AmountEntry(due_minor + MOST_ABOVE_DUE_MINOR), picked_minor=None, shut=""
    )


def press_handed(cash: CashModel, key: str) -> CashModel:
    """Return the page after a key of the keypad."""
    entry = cash.entry
    if cash.picked_minor is not None:
        entry = replace(entry, digits="", decimals=None)
    return replace(cash, entry=entry.press(key), picked_minor=None)
