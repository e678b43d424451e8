"""What the till says without words."""

from __future__ import annotations

from enum import StrEnum


class Sound(StrEnum):
    """The till's sounds.

    ``APPROVED``: a sale is paid. ``FAILED``: it was not charged, or could not begin.
    ``ATTENTION``: somebody has to look. ``REMOVE_CARD``: a card is still in the reader.
    ``CODE_READ``: the customer's code was read. ``KEY``: a key of the keypad was taken.
    """

    APPROVED = "approved"
    FAILED = "failed"
    ATTENTION = "attention"
    REMOVE_CARD = "remove_card"
    CODE_READ = "code_read"
    KEY = "key"
