"""Money as whole cents, and the keypad's entry of it.

Every amount in this program is an ``int`` of the currency's minor unit (cents of SGD); there is no
float anywhere near money. Names end in ``_minor``.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass, replace

CURRENCY = "SGD"
CURRENCY_NUMERIC = "702"
MINOR_PER_MAJOR = 100

_POINTS = frozenset(".,。、")


def format_plain(minor: int) -> str:
    """Return ``minor`` cents with grouping and two decimals, for example ``1,284.60``."""
    sign = "-" if minor < 0 else ""
    major, cents = divmod(abs(minor), MINOR_PER_MAJOR)
    return f"{sign}{major:,}.{cents:02d}"


def format_sgd(minor: int) -> str:
    """Return ``minor`` cents as shown everywhere, for example ``SGD 1,284.60``."""
    return f"{CURRENCY} {format_plain(minor)}"


def tip_minor(amount_minor: int, percent: int) -> int:
    """Return the tip in cents: ``percent`` of the amount, half a cent rounded up.

    Raises:
        ValueError: if either figure is negative.
    """
    if amount_minor < 0 or percent < 0:
        raise ValueError("a tip is worked out from figures that are not negative")
    return (amount_minor * percent + 50) // 100


@dataclass(frozen=True, slots=True)
class AmountEntry:
    """What the cashier has keyed in so far.

    Digits shift in from the right as on a card terminal (``2 8 0 0`` is 28.00). Once a decimal
    point is typed on the keyboard the digits before it are whole dollars and at most two follow.
    Values are immutable: each key gives a new entry.
    """

    max_minor: int
    digits: str = ""
    decimals: int | None = None

    @property
    def minor(self) -> int:
        """The amount in cents."""
        value = int(self.digits or "0")
        if self.decimals is None:
            return value
        return value * int(10 ** (2 - self.decimals))

    @property
    def is_empty(self) -> bool:
        """True while nothing has been keyed."""
        return not self.digits and self.decimals is None

    def press(self, key: str) -> AmountEntry:
        """Return the entry after ``key``: a digit, ``00``, ``.``, ``back`` or ``clear``.

        Full-width digits and points of an input method count as their plain forms. A key that
        would pass ``max_minor`` or add a third decimal leaves the entry as it is, and so does any
        other key.
        """
        if key == "clear":
            return replace(self, digits="", decimals=None)
        if key == "back":
            return self._back()
        if key in _POINTS:
            return self._point()
        plain = unicodedata.normalize("NFKC", key)
        if plain in _POINTS:
            return self._point()
        entry = self
        for character in plain:
            after = entry._digit(character) if character in "0123456789" else None
            if after is None:
                # A key is taken whole or not at all, "00" too.
                return self
            entry = after
        return entry

    def accepts(self, key: str) -> bool:
        """True if ``key`` changes the entry."""
        return self.press(key) != self

    def passes_limit(self, key: str) -> bool:
        """True if ``key`` is refused for one reason only: it would pass ``max_minor``."""
        return not self.accepts(key) and replace(self, max_minor=sys.maxsize).accepts(key)

    def _digit(self, digit: str) -> AmountEntry | None:
        """Return the entry with one digit more, or None where it does not fit."""
        if self.decimals is not None and self.decimals >= 2:
            return None
        digits = (self.digits + digit).lstrip("0")
        decimals = None if self.decimals is None else self.decimals + 1
        entry = replace(self, digits=digits, decimals=decimals)
        return entry if entry.minor <= self.max_minor else None

    def _point(self) -> AmountEntry:
        if self.decimals is not None:
            return self
        entry = replace(self, decimals=0)
        return entry if entry.minor <= self.max_minor else self

    def _back(self) -> AmountEntry:
        if self.decimals == 0:
            return replace(self, decimals=None)
        decimals = None if self.decimals is None else self.decimals - 1
        # A typed "0.05" has the digits "5": going back must drop a decimal, not the dollars.
        digits = self.digits[:-1]
        return replace(self, digits=digits, decimals=decimals)
