"""How a simulated card fails other than by a status word."""

from __future__ import annotations


class CardError(Exception):
    """The card does not answer."""


class CardGoneError(CardError):
    """The card was pulled out, or taken out of the field."""


class CardMuteError(CardError):
    """The card is there and says nothing, so that its reader's clock runs out."""
