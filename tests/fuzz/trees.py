"""Changes that know data objects: a value, a tag, an order, and every length around it put right.

Bytes changed blindly nearly always end at the first wrong length. This reader is the fuzzer's own:
it takes anything, and what is no data object stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.fuzz.target import Change

#: Tags that kernels look at, in the books' order; templates among them.
TAGS = (
    *(0x42, 0x4F, 0x50, 0x57, 0x5A, 0x61, 0x6F, 0x70, 0x71, 0x72, 0x73, 0x77, 0x80, 0x82, 0x84),
    *(0x86, 0x87, 0x88, 0x8A, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x97),
    *(0xA5, 0x5F20, 0x5F24, 0x5F25, 0x5F28, 0x5F2A, 0x5F2D, 0x5F34, 0x9F02, 0x9F07, 0x9F08),
    *(0x9F0D, 0x9F0E, 0x9F0F, 0x9F10, 0x9F11, 0x9F12, 0x9F13, 0x9F14, 0x9F17, 0x9F18, 0x9F23),
    *(0x9F26, 0x9F27, 0x9F2A, 0x9F32, 0x9F36, 0x9F37, 0x9F38, 0x9F42, 0x9F45, 0x9F46, 0x9F47),
    *(0x9F48, 0x9F49, 0x9F4A, 0x9F4B, 0x9F4C, 0x9F4D, 0x9F66, 0x9F69, 0x9F6C, 0xBF0C, 0xDF4B),
)
_DEPTH = 6
_WISHES = ("9F02FF9F03FF", "9F3704", "9F6604", "FF", "9F", "9F0281", "")
#: What stands under a tag on no honest card: lists of wishes without measure, records without end.
_ODD = {
    **dict.fromkeys((b"\x8c", b"\x8d", b"\x97", b"\x9f\x38", b"\x9f\x49"), _WISHES),
    b"\x94": ("0801FF00", "5801FF00" * 4, "08010100" * 60, "F801FFFF", "080000", ""),
    b"\x80": ("1980" + "5801FF00" * 4, "1980", "7980" + "08010100" * 40, "40" + "00" * 10),
    b"\x8e": ("0000000000000000", "0000000000000000" + "1F001E", "0000000000000000" + "0000", ""),
    b"\x82": ("0000", "FFFF", "1880", "7980"),
}
_ANYWHERE = ("991332", "261122", "FFFFFF", "00", "80", "C0", "0F", "FFFFFFFFFFFFFFFF")
_LENGTHS = (0, 1, 2, 4, 8, 19, 0x7F, 0xFF)


@dataclass
class Node:
    """A data object as it may be changed. ``lie`` is added to the length that is written."""

    tag: bytes
    value: bytes
    inside: list[Node] = field(default_factory=list)
    lie: int = 0

    def written(self) -> bytes:
        value = b"".join(node.written() for node in self.inside) if self.inside else self.value
        size = max(0, len(value) + self.lie)
        if size < 0x80:
            length = bytes((size,))
        elif size < 0x100:
            length = bytes((0x81, size))
        else:
            length = b"\x82" + min(size, 0xFFFF).to_bytes(2, "big")
        return self.tag + length + value


def read(data: bytes, depth: int = 0) -> list[Node]:
    """Return what can be made out; the rest is one node without a tag's sense."""
    nodes: list[Node] = []
    at = 0
    while at < len(data):
        start = at
        at += 1
        if data[start] & 0x1F == 0x1F:
            while at < len(data) and data[at] & 0x80:
                at += 1
            at += 1
        tag = data[start:at]
        if at >= len(data):
            break
        size, at = data[at], at + 1
        if size & 0x80:
            more = size & 0x03
            size, at = int.from_bytes(data[at : at + more], "big"), at + more
        value = data[at : at + size]
        at += size
        is_group = bool(tag[0] & 0x20) and depth < _DEPTH
        nodes.append(Node(tag, value, read(value, depth + 1) if is_group else []))
    return nodes


def changed_objects(data: bytes, chance: Random, change: Change) -> bytes:
    """Return ``data`` with one of its objects changed."""
    nodes = read(data)
    _change_one(nodes, chance, change)
    return b"".join(node.written() for node in nodes)


def _change_one(nodes: list[Node], chance: Random, change: Change) -> None:
    siblings = chance.choice(_lists(nodes))
    if not siblings:
        siblings.append(_any(chance))
        return
    place = chance.randrange(len(siblings))
    node = siblings[place]
    match chance.randrange(12):
        case 0 | 1 | 2:
            node.value, node.inside = change(node.value), []
        case 3:
            node.value, node.inside = bytes(chance.choice(_LENGTHS)), []
        case 9 | 10 | 11:
            odd = chance.choice(_ODD.get(node.tag, _ANYWHERE))
            node.value, node.inside = bytes.fromhex(odd), []
        case 4:
            node.tag = _tag(chance)
        case 5:
            node.lie = chance.choice((-1, 1, 2, -len(node.value), 0x70))
        case 6:
            del siblings[place]
        case 7:
            siblings.insert(chance.randrange(len(siblings) + 1), node)
        case _:
            siblings.insert(place, _any(chance))


def _lists(nodes: list[Node]) -> list[list[Node]]:
    found = [nodes]
    for node in nodes:
        if node.inside:
            found += _lists(node.inside)
    return found


def _any(chance: Random) -> Node:
    return Node(_tag(chance), chance.randbytes(chance.choice((0, 1, 2, 3, 6, 8, 16))))


def _tag(chance: Random) -> bytes:
    tag = chance.choice(TAGS)
    return tag.to_bytes(1 if tag <= 0xFF else 2, "big")
