"""Data object lists from the card's side: what it wants, and what it was told (Book 3 §5.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpay_desktop.simulation.cards.tlv import read_tag, tag_bytes

Dol = Sequence[tuple[int, int]]


class DolError(ValueError):
    """The terminal told more or less than was asked for."""


def dol_bytes(entries: Dol) -> bytes:
    """Return a list as it stands in tags 8C, 8D, 9F38, 9F49."""
    return b"".join(tag_bytes(tag) + bytes((length,)) for tag, length in entries)


def dol_length(entries: Dol) -> int:
    """Return how many bytes the terminal has to tell."""
    return sum(length for _, length in entries)


def read_dol(written: bytes) -> Iterator[tuple[int, int]]:
    """Go through a list as it stands in a data object."""
    at = 0
    while at < len(written):
        tag, at = read_tag(written, at)
        yield tag, written[at]
        at += 1


def told(entries: Dol, data: bytes) -> dict[int, bytes]:
    """Return the values that the terminal told, by tag.

    Raises:
        DolError: the lengths are others.
    """
    if len(data) != dol_length(entries):
        raise DolError("other lengths were asked for")
    values: dict[int, bytes] = {}
    at = 0
    for tag, length in entries:
        values[tag] = data[at : at + length]
        at += length
    return values
