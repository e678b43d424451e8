"""What people type, as it may be kept: a card's number in it is not.

A stripe reader types like a keyboard, and somebody may write a number down: neither may stand in
the books, on a slip or in a log.
"""

from __future__ import annotations

import re
from typing import Final

SHORTEST: Final = 13
LONGEST: Final = 19
"""Digits of a card's number (ISO/IEC 7812-1 §4)."""

SHOWN: Final = 4

_RUN: Final = re.compile(r"[0-9](?:[ .\-]?[0-9]){12,}")


def without_card_numbers(text: str) -> str:
    """Return the text with every card's number hidden but for its last four digits."""
    return _RUN.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    digits = re.sub(r"[^0-9]", "", found.group())
    return f"****{digits[-SHOWN:]}" if _holds_number(digits) else found.group()


def _holds_number(digits: str) -> bool:
    """True if so many digits in a row are a card's number by their check digit."""
    return any(
        _is_checked(digits[first : first + length])
        for length in range(SHORTEST, LONGEST + 1)
        for first in range(len(digits) - length + 1)
    )


def _is_checked(digits: str) -> bool:
    """True if the last digit checks the others (ISO/IEC 7812-1 annex B)."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(digits[::-1]))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
