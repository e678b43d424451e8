"""BER-TLV as EMV uses it: taken apart and built (EMV Book 3 Annex B; ISO/IEC 8825-1).

What comes from a card is bounded here: in depth, in length, and in what a tag may look like. Only
:class:`TlvError` is ever raised for it.

>>> [(f"{node.tag:X}", node.value.hex()) for node in leaves(parse(bytes.fromhex("70035A0112")))]
[('5A', '12')]
>>> build(0x9F02, bytes(6)).hex()
'9f0206000000000000'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kpay_desktop.emv.errors import TlvError

MAX_DEPTH = 12
MAX_BYTES = 65_535
_TAG_BYTES = 4
_MORE, _CONSTRUCTED, _LONG_TAG = 0x80, 0x20, 0x1F


class Tlv(NamedTuple):
    """One data object. ``value`` holds a template's whole inside; ``children`` take it apart."""

    tag: int
    value: bytes
    children: tuple[Tlv, ...] = ()

    @property
    def is_template(self) -> bool:
        """True if the tag says that other data objects are inside."""
        return is_constructed(self.tag)

    def __repr__(self) -> str:
        """Name the object, not what is in it: it may be card data."""
        return f"Tlv({self.tag:X}, {len(self.value)} bytes)"


_new = tuple.__new__


def is_constructed(tag: int) -> bool:
    """True for the tag of a template (bit 6 of its first byte)."""
    if tag > 0xFF:
        tag >>= (tag.bit_length() - 1) // 8 * 8
    return bool(tag & _CONSTRUCTED)


def parse(data: bytes) -> tuple[Tlv, ...]:
    """Return the data objects that ``data`` holds, templates taken apart.

    ``00`` before, between and after data objects means nothing (Annex B1). Lengths need not be
    in their shortest form, as cards in the field show.

    Raises:
        TlvError: the bytes are no such list, or nested past any real card's depth.
    """
    if len(data) > MAX_BYTES:
        raise TlvError("too long")
    return _parse(data, 0)


def _parse(data: bytes, depth: int) -> tuple[Tlv, ...]:
    # Most of what a kernel does is this; so it goes through the bytes once, without a generator.
    if depth > MAX_DEPTH:
        raise TlvError("nested too deep")
    nodes: list[Tlv] = []
    at, end = 0, len(data)
    try:
        while at < end:
            tag = first = data[at]
            at += 1
            if not first:
                continue
            if first & _LONG_TAG == _LONG_TAG:
                if data[at] & _MORE:
                    tag, at = _long_tag(data, at, tag)
                else:
                    tag = tag << 8 | data[at]
                    at += 1
            length = data[at]
            at += 1
            if length >= _MORE:
                length, at = _long_length(data, at, length)
            stop = at + length
            if stop > end:
                raise TlvError("a value is shorter than its length says")
            value = data[at:stop]
            inside = _parse(value, depth + 1) if first & _CONSTRUCTED else ()
            nodes.append(_new(Tlv, (tag, value, inside)))
            at = stop
    except IndexError:
        raise TlvError("a tag or a length ends too early") from None
    return tuple(nodes)


def _spans(data: bytes) -> Iterator[tuple[int, int, int, int]]:
    """Yield each data object's tag, its start, and the start and the end of its value."""
    at, end = 0, len(data)
    while at < end:
        start = at
        tag = first = data[at]
        at += 1
        if not first:
            continue
        try:
            if first & _LONG_TAG == _LONG_TAG:
                tag, at = _long_tag(data, at, tag)
            length = data[at]
            at += 1
            if length >= _MORE:
                length, at = _long_length(data, at, length)
        except IndexError:
            raise TlvError("a tag or a length ends too early") from None
        stop = at + length
        if stop > end:
            raise TlvError("a value is shorter than its length says")
        yield tag, start, at, stop
        at = stop


def pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the outermost data objects, each with its tag and its bytes just as they came.

    Raises:
        TlvError: the bytes are no list of data objects.
    """
    return ((tag, data[start:stop]) for tag, start, _, stop in _spans(data))


def _long_tag(data: bytes, at: int, tag: int) -> tuple[int, int]:
    for _ in range(_TAG_BYTES - 1):
        byte = data[at]
        at += 1
        tag = tag << 8 | byte
        if not byte & _MORE:
            return tag, at
    raise TlvError("a tag is too long")


def _long_length(data: bytes, at: int, first: int) -> tuple[int, int]:
    count = first & ~_MORE
    if not count:
        raise TlvError("EMV has no indefinite length")
    if count > _TAG_BYTES:
        raise TlvError("a length is too long")
    length = 0
    for _ in range(count):
        length = length << 8 | data[at]
        at += 1
    return length, at


def leaves(nodes: Iterable[Tlv]) -> Iterator[Tlv]:
    """Yield the primitive data objects in the order in which they stand, however nested."""
    for node in nodes:
        if node.is_template:
            yield from leaves(node.children)
        else:
            yield node


def find(nodes: Iterable[Tlv], tag: int) -> Tlv | None:
    """Return the first data object of that tag, looked for inside templates too, or None."""
    for node in nodes:
        if node.tag == tag:
            return node
        inside = find(node.children, tag)
        if inside is not None:
            return inside
    return None


def find_all(nodes: Iterable[Tlv], tag: int) -> Iterator[Tlv]:
    """Yield every data object of that tag that stands outside of another of that tag."""
    for node in nodes:
        if node.tag == tag:
            yield node
        else:
            yield from find_all(node.children, tag)


def tag_bytes(tag: int) -> bytes:
    """Return a tag as it is written.

    Raises:
        ValueError: no data object can have that tag.
    """
    if not 0 < tag < 1 << 8 * _TAG_BYTES:
        raise ValueError("not a tag")
    written = tag.to_bytes((tag.bit_length() + 7) // 8, "big")
    try:
        read = _long_tag(written, 1, written[0]) if written[0] & 0x1F == _LONG_TAG else (tag, 1)
    except (IndexError, TlvError):
        raise ValueError("not a tag") from None
    if read != (tag, len(written)):
        raise ValueError("not a tag")
    return written


def build(tag: int, value: bytes) -> bytes:
    """Return one data object, its length in the shortest form.

    Raises:
        ValueError: no data object can have that tag, or be that long.
    """
    size = len(value)
    if size > MAX_BYTES:
        raise ValueError("too long")
    if size < _MORE:
        length = bytes((size,))
    else:
        plain = size.to_bytes((size.bit_length() + 7) // 8, "big")
        length = bytes((_MORE | len(plain),)) + plain
    return tag_bytes(tag) + length + value


def build_all(objects: Iterable[tuple[int, bytes]]) -> bytes:
    """Return data objects one after the other, as in field 55.

    Raises:
        ValueError: see :func:`build`.
    """
    return b"".join(build(tag, value) for tag, value in objects)
