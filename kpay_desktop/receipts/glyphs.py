"""Which characters the bundled slip fonts have, and what stands in for the others."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from kpay_desktop.receipts.columns import character_columns


def drawable(text: str) -> str:
    """Return ``text`` with a box for what the bundled fonts do not have.

    The replacement is as wide as what it stands for, so that the grid holds.
    """
    if text.isascii():
        return text
    return "".join(map(_drawable, text))


@lru_cache(maxsize=16_384)
def _drawable(character: str) -> str:
    if character <= "\xff" or character == "€":
        return character
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        width = character_columns(character)
        base = unicodedata.normalize("NFKD", character)[:1]
        if width == 1:
            return base if base.isascii() else "?"
        return "□" * (width // 2)
    return character
