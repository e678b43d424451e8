"""How wide a text is on a slip, in columns of the printer's grid.

A column is half an em: Latin takes one, Chinese two. What Unicode calls *ambiguous* (UAX #11) is
wide when it is a symbol, as in every Chinese character set, and narrow when it is a letter. The
bundled slip fonts are made to this very rule.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# The marks of running English text have narrow forms on every printer. They stay as they are in a
# text that holds Chinese, where they are two columns wide.
_PLAIN_FORMS = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "\u2026": "...",
        "\u2022": "*",
        "\u00a0": " ",
    }
)


@lru_cache(maxsize=16_384)
def character_columns(character: str) -> int:
    """Return 0 for a mark that sits on the letter before it, else 1 or 2."""
    if unicodedata.combining(character) or unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return 0
    width = unicodedata.east_asian_width(character)
    if width in {"W", "F"}:
        return 2
    if width == "A" and not unicodedata.category(character).startswith("L"):
        return 2
    return 1


def text_columns(text: str) -> int:
    """Return how many columns ``text`` takes on one line."""
    if text.isascii():
        return len(text)
    return sum(map(character_columns, text))


def printable(text: str) -> str:
    """Return ``text`` as a slip can show it.

    Composed (NFC), on one line: control characters and line ends become a space each, and
    typographic marks of a text without Chinese take their plain forms.
    """
    if text.isascii() and text.isprintable():
        return text
    # Composed once what stood between a letter and its mark is gone.
    composed = unicodedata.normalize("NFC", "".join(map(_shown, text)))
    if not any(unicodedata.east_asian_width(character) in {"W", "F"} for character in composed):
        composed = composed.translate(_PLAIN_FORMS)
    return composed


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cc", "Zl", "Zp", "Zs"}:
        return " " if character != "\u3000" else character
    return "" if category in {"Cf", "Cs", "Co", "Cn"} else character
