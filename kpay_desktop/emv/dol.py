"""Data object lists: what a card wants to be told, and in how many bytes (Book 3 §5.4).

>>> [(f"{e.tag:X}", e.length) for e in parse_dol(bytes.fromhex("9F02065F2A02"))]
[('9F02', 6), ('5F2A', 2)]
>>> fill(parse_dol(bytes.fromhex("9F02065F2A02")), {0x9F02: bytes.fromhex("000000002550")}).hex()
'0000000025500000'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kpay_desktop.emv.errors import DolError
from kpay_desktop.emv.tags import Format, format_of
from kpay_desktop.emv.tlv import is_constructed

MAX_BYTES = 252
# What one short command can tell; less behind the header of template 83.
MAX_TOLD, MAX_TOLD_IN_TEMPLATE = 255, 252
_LONG_TAG, _MORE = 0x1F, 0x80


class DolEntry(NamedTuple):
    """One wish: the tag, and the number of bytes."""

    tag: int
    length: int


def parse_dol(data: bytes) -> tuple[DolEntry, ...]:
    """Return the entries of a list: tags with a length of one byte, no values.

    Raises:
        DolError: the bytes are no such list.
    """
    if len(data) > MAX_BYTES:
        raise DolError("too long")
    entries: list[DolEntry] = []
    rest = iter(data)
    for first in rest:
        tag = first
        try:
            if first & _LONG_TAG == _LONG_TAG:
                tag = _long_tag(tag, rest)
            entries.append(DolEntry(tag, next(rest)))
        except StopIteration:
            raise DolError("an entry ends too early") from None
    return tuple(entries)


def _long_tag(tag: int, rest: Iterable[int]) -> int:
    more = iter(rest)
    for _ in range(3):
        byte = next(more)
        tag = tag << 8 | byte
        if not byte & _MORE:
            return tag
    raise DolError("a tag is too long")


def wants(dol: Iterable[DolEntry], tag: int) -> bool:
    """True if the list asks for ``tag``."""
    return any(entry.tag == tag for entry in dol)


def length_of(dol: Iterable[DolEntry]) -> int:
    """Return the length in bytes of what :func:`fill` makes of the list."""
    return sum(entry.length for entry in dol)


def fill(dol: Iterable[DolEntry], values: Mapping[int, bytes]) -> bytes:
    """Return the values that the list asks for, one after the other, without tags and lengths.

    What is not there, and every template, is given as zeros. A value of another length is cut or
    padded by its format: numeric on the left, compressed numeric with ``F`` on the right, all else
    on the right with zeros.
    """
    return b"".join([_told(tag, length, values.get(tag)) for tag, length in dol])


def tell(dol: Iterable[DolEntry], values: Mapping[int, bytes], most: int = MAX_TOLD) -> bytes:
    """Return what :func:`fill` makes of the list, to be sent in one command.

    Raises:
        DolError: the card asks for more than ``most`` bytes.
    """
    entries = tuple(dol)
    if length_of(entries) > most:
        raise DolError("more is asked for than a command holds")
    return fill(entries, values)


def _told(tag: int, length: int, value: bytes | None) -> bytes:
    if value is None or is_constructed(tag):
        return bytes(length)
    if len(value) == length:
        return value
    form = format_of(tag)
    if form is Format.N:
        return value[-length:].rjust(length, b"\x00") if length else b""
    return value[:length].ljust(length, b"\xff" if form is Format.CN else b"\x00")
