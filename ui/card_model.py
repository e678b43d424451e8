"""What the front knows of cards beside the sale itself."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.devices import Health

MOST_CONTACT = 120
"""Characters of a customer's contact."""


@dataclass(frozen=True, slots=True)
class CardModel:
    """``ways``: which ways to read a card work now; None until it was told.

    ``is_blocked``: the sale on the page stands in the way of the one that was to be charged, which
    is still the draft. ``noting``: the field for the customer's contact is open. ``retry_since``:
    when the wait for the next reversal began, in monotonic seconds.
    """

    ways: tuple[tuple[EntryMode, Health], ...] | None = None
    is_blocked: bool = False
    noting: bool = False
    retry_since: float | None = None

    @property
    def are_off(self) -> bool:
        """True where the till has said that no card can be taken, by any way."""
        return self.ways == ()
