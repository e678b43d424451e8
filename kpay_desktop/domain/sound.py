"""What the till says without words."""

from __future__ import annotations

from enum import StrEnum


class Sound(StrEnum):
    """The till's sounds.

    ``APPROVED``: a sale is paid. ``FAILED``: it was not charged, or could not begin.
    ``ATTENTION``: somebody has to look. ``REMOVE_CARD``: a card is still in the reader. ``KEY``: a
    key of the keypad was taken.
    """

    APPROVED = "approved"
    FAILED = "failed"
    ATTENTION = "attention"
    REMOVE_CARD = "remove_card"
    KEY = "key"
