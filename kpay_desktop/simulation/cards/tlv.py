"""BER-TLV as a card writes and reads it (EMV Book 3 Annex B)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_MORE = 0x1F
_NEXT = 0x80
_LONG = 0x80


class TlvError(ValueError):
    """These bytes are no TLV."""


def tag_bytes(tag: int) -> bytes:
    """Return a tag's own bytes."""
    return tag.to_bytes((tag.bit_length() + 7) // 8 or 1, "big")


def length_bytes(length: int) -> bytes:
    """Return a length in as few bytes as it needs."""
    if length < _LONG:
        return bytes((length,))
    written = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((_LONG | len(written),)) + written


def tlv(tag: int, *values: bytes) -> bytes:
    """Return one data object; several values stand one after the other."""
    value = b"".join(values)
    return tag_bytes(tag) + length_bytes(len(value)) + value


def tlvs(pairs: Iterable[tuple[int, bytes]]) -> bytes:
    """Return data objects one after the other."""
    return b"".join(tlv(tag, value) for tag, value in pairs)


def read_tag(data: bytes, at: int) -> tuple[int, int]:
    """Return the tag at a place, and the place after it.

    Raises:
        TlvError: the bytes end within it.
    """
    start = at
    if at >= len(data):
        raise TlvError("a tag was expected")
    is_long = data[at] & _MORE == _MORE
    at += 1
    while is_long:
        if at >= len(data):
            raise TlvError("a tag was expected")
        is_long = bool(data[at] & _NEXT)
        at += 1
    return int.from_bytes(data[start:at], "big"), at


def read_tlvs(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Go through data objects of one level; ``00`` between them is passed over.

    Raises:
        TlvError: an object is cut off, or has a length that EMV does not use.
    """
    at = 0
    while at < len(data):
        if not data[at]:
            at += 1
            continue
        tag, at = read_tag(data, at)
        length, at = _read_length(data, at)
        if at + length > len(data):
            raise TlvError("a value is cut off")
        yield tag, data[at : at + length]
        at += length


def _read_length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise TlvError("a length was expected")
    first = data[at]
    if first < _LONG:
        return first, at + 1
    count = first & ~_LONG
    if not 1 <= count <= 2 or at + 1 + count > len(data):
        raise TlvError("a length was expected")
    return int.from_bytes(data[at + 1 : at + 1 + count], "big"), at + 1 + count
