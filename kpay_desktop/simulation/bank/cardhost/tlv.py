"""Field 55: data objects one after the other, in BER-TLV as EMV uses it (Book 3 Annex B)."""

from __future__ import annotations

SEQUENCE = 0x5F34
CURRENCY = 0x5F2A
AMOUNT = 0x9F02
CRYPTOGRAM = 0x9F26

_LONG_TAG, _MORE = 0x1F, 0x80
_LONGEST_TAG, _LONGEST_LENGTH = 4, 2


class ChipDataError(ValueError):
    """These bytes are no data objects, or one stands there twice."""


def read_chip_data(data: bytes) -> dict[int, bytes]:
    """Return the values of primitive data objects by tag; ``00`` between them is passed over.

    Raises:
        ChipDataError: an object is cut off, too long for EMV, or there twice.
    """
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        tag, at = _tag(data, at)
        length, at = _length(data, at)
        if at + length > len(data) or tag in found:
            raise ChipDataError("a data object is cut off, or there twice")
        found[tag] = data[at : at + length]
        at += length
    return found


def _tag(data: bytes, at: int) -> tuple[int, int]:
    end = at + 1
    if data[at] & _LONG_TAG == _LONG_TAG:
        while end < len(data) and data[end] & _MORE:
            end += 1
        end += 1
    if end > len(data) or end - at > _LONGEST_TAG:
        raise ChipDataError("a tag is cut off or too long")
    return int.from_bytes(data[at:end], "big"), end


def _length(data: bytes, at: int) -> tuple[int, int]:
    if at >= len(data):
        raise ChipDataError("a length is missing")
    first = data[at]
    if first < _MORE:
        return first, at + 1
    count = first - _MORE
    if not 1 <= count <= _LONGEST_LENGTH or at + 1 + count > len(data):
        raise ChipDataError("a length cannot be")
    return int.from_bytes(data[at + 1 : at + 1 + count], "big"), at + 1 + count
