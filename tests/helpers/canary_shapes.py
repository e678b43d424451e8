"""The shapes in which what must not be written could hide, and a pattern that finds any of them.

A number is looked for in pieces of twelve digits, so that half of it is found too, and so that what
may be shown (the first six and the last four) is not. Text may stand in any Unicode form, with
anything but letters and digits between its signs; behind that come the forms of programs: packed
digits at either half of a byte, halves swapped, whole numbers, and all of it as hexadecimal,
base64 at each of its three places, percent, backslash and JSON escapes.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

PIECE, STEP = 12, 4
SHORTEST_WORD = 7
#: Between the signs of a text: nothing, spaces, dashes, commas, or the zeros of UTF-16 and UTF-32.
BETWEEN = rb"[^0-9A-Za-z]{0,4}"
#: No shape is longer than this, whatever stands between its signs.
LONGEST = 400


@dataclass(frozen=True, slots=True)
class Canary:
    """What must be nowhere of one card.

    ``numbers`` are card numbers; ``rests`` other runs of digits, as a track has them behind its
    number, of ten at least; ``words`` parts of a name, of seven letters at least.
    """

    name: str
    numbers: tuple[str, ...] = field(repr=False)
    rests: tuple[str, ...] = field(default=(), repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if any(len(digits) < 10 or not digits.isdecimal() for digits in self.numbers + self.rests):
            raise ValueError("a shorter run of digits would be found by chance")
        if any(len(word) < SHORTEST_WORD or not word.isalpha() for word in self.words):
            raise ValueError("a shorter word would be found by chance")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Finds shapes: ``wide`` those with something between their signs, ``exact`` the others."""

    wide: re.Pattern[bytes]
    exact: re.Pattern[bytes]
    _names: Mapping[bytes, str] = field(repr=False)

    def hits(self, data: bytes) -> Iterator[tuple[int, int, str]]:
        """Yield where something begins and ends and what it is; what overlaps is found as well."""
        for pattern in (self.wide, self.exact):
            at = 0
            while found := pattern.search(data, at):
                yield found.start(), found.end(), self._name(found[0])
                at = found.start() + 1

    def _name(self, found: bytes) -> str:
        """Return the canary and the shape; never what was found."""
        known = self._names.get(found)
        return known or self._names.get(re.sub(rb"[^0-9A-Za-z]", b"", found), "a piece")


def pattern_of(canaries: Iterable[Canary], *, is_plain: bool = False) -> Pattern:
    """Return the pattern for all shapes of all canaries.

    ``is_plain``: for text and packed digits alone, which is soon made.
    """
    wide: dict[bytes, str] = {}
    exact: dict[bytes, str] = {}
    for canary in canaries:
        for shape, text in _texts(canary):
            wide.setdefault(text, f"{canary.name}: {shape}")
        for shape, data in _packed(canary) if is_plain else _codes(canary):
            if not data.isalnum():
                exact.setdefault(data, f"{canary.name}: {shape}")
            else:
                # A dump breaks its lines, and puts spaces or colons between its bytes.
                wide.setdefault(data, f"{canary.name}: {shape}")
    return Pattern(_compiled(wide, BETWEEN), _compiled(exact, b""), {**wide, **exact})


# --- shapes ---------------------------------------------------------------------------------


def pieces(digits: str) -> list[str]:
    """Return the runs of twelve digits that no longer run of it can be without."""
    last = len(digits) - PIECE
    if last <= 0:
        return [digits]
    return [digits[at : at + PIECE] for at in sorted({*range(0, last, STEP), last})]


def _texts(canary: Canary) -> Iterator[tuple[str, bytes]]:
    for digits in canary.numbers + canary.rests:
        for piece in pieces(digits):
            yield "text", piece.encode()
            yield "text backwards", piece[::-1].encode()
    for word in canary.words:
        for spelt in (word.upper(), word.lower(), word.title()):
            yield "name", spelt.encode()


def _codes(canary: Canary) -> Iterator[tuple[str, bytes]]:
    """Yield every shape that is not plain text."""
    for shape, text in list(_texts(canary)):
        if shape != "text backwards":
            yield from _wrapped(shape, text)
            # Without the last zero this is the same in both orders of bytes.
            yield from _wrapped(f"{shape} in UTF-16", text.decode().encode("utf-16-le")[:-1])
    for shape, data in _packed(canary):
        yield shape, data
        yield from _wrapped(shape, data)
    for number in canary.numbers:
        for order in ("big", "little"):
            yield f"whole number, {order} end first", whole(number, order)


def _packed(canary: Canary) -> Iterator[tuple[str, bytes]]:
    for digits in canary.numbers + canary.rests:
        yield from packed(digits)


def packed(digits: str) -> Iterator[tuple[str, bytes]]:
    """Yield digits two to a byte: from either half of a byte on, halves in order or swapped."""
    for start in (0, 1):
        run = digits[start : start + (len(digits) - start) // 2 * 2]
        data = bytes.fromhex(run)
        yield f"packed from half {start}", data
        yield f"packed from half {start}, swapped", bytes((b & 15) << 4 | b >> 4 for b in data)


def whole(number: str, order: str) -> bytes:
    """Return a card number as a whole number's bytes, without the zeros in front."""
    value = int(number)
    size = (value.bit_length() + 7) // 8
    return value.to_bytes(size, "big" if order == "big" else "little")


def _wrapped(shape: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    yield f"{shape} in hexadecimal", data.hex().encode()
    yield f"{shape} in hexadecimal", data.hex().upper().encode()
    for place in range(3):
        for code in (base64.b64encode, base64.urlsafe_b64encode):
            yield f"{shape} in base64", _inner_base64(data, place, code(bytes(place) + data))
    yield f"{shape} with percents", b"".join(b"%%%02X" % byte for byte in data)
    yield f"{shape} with percents", b"".join(b"%%%02x" % byte for byte in data)
    yield f"{shape} with backslashes", b"".join(b"\\x%02x" % byte for byte in data)
    yield f"{shape} in JSON", b"".join(b"\\u%04x" % byte for byte in data)
    yield f"{shape} as Python shows it", repr(b"'" + data).encode()[3:-1]
    yield f"{shape} as a list", str(list(data)).encode()[1:-1]


def _inner_base64(data: bytes, place: int, code: bytes) -> bytes:
    """Return the signs that follow from ``data`` alone, wherever in a longer text it stands."""
    first = -(-place * 8 // 6)
    last = (place + len(data)) * 8 // 6
    return code[first:last]


# --- one expression -------------------------------------------------------------------------

_Tree = dict[int, "_Tree"]
_END = -1


def _compiled(shapes: Iterable[bytes], between: bytes) -> re.Pattern[bytes]:
    """Return an expression that looks at each sign once for all shapes."""
    tree: _Tree = {}
    for shape in shapes:
        if len(shape) < 5:
            raise ValueError("a shorter shape would be found by chance")
        node = tree
        for sign in shape:
            node = node.setdefault(sign, {})
        node[_END] = {}
    return re.compile(_branches(tree, between), re.DOTALL)


def _branches(tree: _Tree, between: bytes) -> bytes:
    """Return the expression of a tree; a shape that others go on from counts by itself."""
    if _END in tree or not tree:
        return b""
    signs = b""
    while len(tree) == 1:
        ((sign, tree),) = tree.items()
        signs += re.escape(bytes((sign,)))
        if _END in tree:
            return signs
        signs += between
    options: Sequence[bytes] = [
        re.escape(bytes((sign,)))
        + (between if _END not in below else b"")
        + _branches(below, between)
        for sign, below in sorted(tree.items())
    ]
    return signs + b"(?:" + b"|".join(options) + b")"
