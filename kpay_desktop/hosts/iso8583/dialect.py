"""How fields are written: ISO 8583:1987 formats in an acquirer's own way, made into a table.

Formats: ``n`` digits, ``z`` track data, ``an`` and ``ans`` text, ``b`` bytes. Lengths count digits,
characters or bytes (ISO 8583:1987 §4). A dialect says how digits, lengths and bytes are written,
and which fields differ from the standard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from kpay_desktop.settings_reader import require

HIGHEST_FIELD = 128
#: Bitmaps: field 1 says that a second follows, 65 that a third does, which nobody uses.
BITMAP, THIRD_BITMAP = -1, 65
MAC_FIELD = 64


class Kind(StrEnum):
    """What a field holds."""

    N = "n"
    Z = "z"
    AN = "an"
    ANS = "ans"
    B = "b"


class Digits(StrEnum):
    """How digits are written: two in a byte, or one character each."""

    BCD = "bcd"
    ASCII = "ascii"


class Lengths(StrEnum):
    """How the length of a variable field is written."""

    BCD = "bcd"
    BINARY = "binary"
    ASCII = "ascii"


class Binary(StrEnum):
    """How bitmaps and bytes are written: as they are, or two hexadecimal characters each."""

    RAW = "raw"
    HEX = "hex"


class Filler(StrEnum):
    """What fills the half byte that an odd number of digits leaves over."""

    LEFT_0 = "left 0"
    RIGHT_0 = "right 0"
    RIGHT_F = "right F"


@dataclass(frozen=True, slots=True)
class FieldFormat:
    """A field that an acquirer writes in another way than the dialect has it.

    ``length`` is the exact length where ``prefix`` is 0, else the longest; ``prefix`` is the number
    of digits of the length (2 for LLVAR, 3 for LLLVAR).
    """

    number: int
    kind: Kind
    length: int
    prefix: int = 0
    digits: Digits = Digits.BCD
    lengths: Lengths = Lengths.BCD
    binary: Binary = Binary.RAW
    filler: Filler = Filler.LEFT_0

    def __post_init__(self) -> None:
        fits = 2 <= self.number <= HIGHEST_FIELD and self.number != THIRD_BITMAP
        require(fits, "number", f"is 2 to {HIGHEST_FIELD}, and not {THIRD_BITMAP}")
        require(0 <= self.prefix <= 4, "prefix", "is 0 (fixed length) to 4 digits")
        longest = 9999 if not self.prefix else 10**self.prefix - 1
        require(1 <= self.length <= longest, "length", f"is 1 to {longest}")


class Shape(NamedTuple):
    """What is looked at in messages with the same fields; made once for all of them.

    ``keys`` and ``numbers`` name the fields in their order, for the library and for us. ``digits``
    and ``text`` pick what is checked in one piece.
    """

    keys: tuple[str, ...]
    numbers: tuple[int, ...]
    digits: Callable[[Mapping[int, str]], Iterable[str]]
    text: Callable[[Mapping[int, str]], Iterable[str]]
    track: tuple[int, ...]
    hex: tuple[int, ...]


class Table(NamedTuple):
    """A dialect, made ready: the library's own table, and what is checked besides.

    ``keys`` and ``numbers`` go from our numbers (0 is the message type) to the library's names and
    back. ``track``: the separator that a field does not have, and the one that it has. ``bits``
    holds a bit for each field of each bitmap that may come. ``bitmap``: where it stands, its bytes,
    and what its first byte is at least if a second one follows.
    ``shapes`` remembers what is looked at, by the fields of a message or by its bitmaps.
    """

    spec: Mapping[str, Mapping[str, str | int]]
    keys: Mapping[int, str]
    numbers: Mapping[str, int]
    digits: frozenset[int]
    text: frozenset[int]
    track: Mapping[int, tuple[str, str]]
    hex: frozenset[int]
    bits: tuple[int, int]
    bitmap: tuple[int, int, bytes]
    shapes: dict[tuple[int, ...] | bytes, Shape]


@dataclass(frozen=True)
class Dialect:
    """How an acquirer writes messages. ``fields`` replaces single formats of the standard.

    ``odd_fixed`` and ``odd_variable`` fill fields with an odd number of digits. It has no slots:
    its table is made once and kept.
    """

    digits: Digits = Digits.BCD
    lengths: Lengths = Lengths.BCD
    binary: Binary = Binary.RAW
    odd_fixed: Filler = Filler.LEFT_0
    odd_variable: Filler = Filler.RIGHT_F
    fields: tuple[FieldFormat, ...] = ()

    def __post_init__(self) -> None:
        numbers = [field.number for field in self.fields]
        require(len(set(numbers)) == len(numbers), "fields", "names each field once")

    @cached_property
    def formats(self) -> Mapping[int, FieldFormat]:
        """The format of every field."""
        formats = {number: self._standard(number, words) for number, words in _standard_fields()}
        return formats | {field.number: field for field in self.fields}

    @cached_property
    def table(self) -> Table:
        """The dialect made ready for packing and unpacking."""
        formats = self.formats
        fixed: dict[str, str | int] = {"len_enc": "ascii", "len_type": 0}
        raw = self.binary is Binary.RAW
        spec: dict[str, Mapping[str, str | int]] = {
            "h": {"data_enc": "b", "max_len": 0, **fixed},
            "t": {"data_enc": "b" if self.digits is Digits.BCD else "ascii", **fixed, "max_len": 2},
            "p": {"data_enc": "b" if raw else "ascii", **fixed, "max_len": 8},
            "1": {"data_enc": "b" if raw else "ascii", **fixed, "max_len": 8},
        }
        spec |= {str(number): _spec_of(field) for number, field in formats.items()}
        keys = {0: "t"} | {number: str(number) for number in formats}
        return Table(
            spec=spec,
            keys=keys,
            numbers={key: number for number, key in keys.items()} | {"p": BITMAP, "1": BITMAP},
            digits=frozenset({0} | {n for n, f in formats.items() if f.kind is Kind.N}),
            text=frozenset(n for n, f in formats.items() if f.kind in {Kind.AN, Kind.ANS}),
            track={
                n: ("=", "D") if f.digits is Digits.BCD else ("D", "=")
                for n, f in formats.items()
                if f.kind is Kind.Z
            },
            hex=frozenset(
                n for n, f in formats.items() if f.kind is Kind.B and f.binary is Binary.HEX
            ),
            bits=(_bits(formats, 1) | 1 << 63, _bits(formats, 65)),
            bitmap=(2 if self.digits is Digits.BCD else 4, *((8, b"\x80") if raw else (16, b"8"))),
            shapes={},
        )

    def _standard(self, number: int, words: str) -> FieldFormat:
        kind = words.rstrip(".0123456789")
        dots = words.count(".")
        return FieldFormat(
            number,
            Kind(kind),
            int(words[len(kind) + dots :]),
            dots,
            self.digits,
            self.lengths,
            self.binary,
            self.odd_variable if dots else self.odd_fixed,
        )


def _bits(formats: Mapping[int, FieldFormat], first: int) -> int:
    return sum(1 << 63 - (number - first) for number in formats if first <= number < first + 64)


def _spec_of(field: FieldFormat) -> dict[str, str | int]:
    """Return a field as pyiso8583 wants it described (its ``specs`` module)."""
    spec: dict[str, str | int] = {"max_len": field.length, "len_type": 0, "len_enc": "ascii"}
    if field.prefix:
        encodings = {Lengths.BCD: "bcd", Lengths.BINARY: "b", Lengths.ASCII: "ascii"}
        spec["len_enc"] = encodings[field.lengths]
        ascii_lengths = field.lengths is Lengths.ASCII
        spec["len_type"] = field.prefix if ascii_lengths else (field.prefix + 1) // 2
    if field.kind in {Kind.N, Kind.Z} and field.digits is Digits.BCD:
        side, _, character = field.filler.value.partition(" ")
        return spec | {"data_enc": "b", "len_count": "nibbles", f"{side}_pad": character}
    if field.kind is Kind.B and field.binary is Binary.RAW:
        return spec | {"data_enc": "b"}
    if field.kind is Kind.B:
        spec["max_len"] = 2 * field.length
    return spec | {"data_enc": "ascii"}


# A point for each digit of the length that stands before a variable field. Amounts with a sign
# (x+n, fields 28 to 31 and 97) are in no message of a till.
_STANDARD = """
2 n..19   3 n6   4 n12   5 n12   6 n12   7 n10   8 n8   9 n8   10 n8   11 n6   12 n6   13 n4
14 n4   15 n4   16 n4   17 n4   18 n4   19 n3   20 n3   21 n3   22 n3   23 n3   24 n3   25 n2
26 n2   27 n1   32 n..11   33 n..11   34 ans..28   35 z..37   36 z...104   37 an12   38 an6
39 an2   40 an3   41 ans8   42 ans15   43 ans40   44 ans..25   45 ans..76   46 ans...999
47 ans...999   48 ans...999   49 an3   50 an3   51 an3   52 b8   53 n16   54 an...120   55 b...999
56 ans...999   57 ans...999   58 ans...999   59 ans...999   60 ans...999   61 ans...999
62 ans...999   63 ans...999   64 b8   66 n1   67 n2   68 n3   69 n3   70 n3   71 n4   72 n4   73 n6
74 n10   75 n10   76 n10   77 n10   78 n10   79 n10   80 n10   81 n10   82 n12   83 n12   84 n12
85 n12   86 n16   87 n16   88 n16   89 n16   90 n42   91 an1   92 an2   93 an5   94 an7   95 an42
96 b8   98 ans25   99 n..11   100 n..11   101 ans..17   102 ans..28   103 ans..28   104 ans...100
105 ans...999   106 ans...999   107 ans...999   108 ans...999   109 ans...999   110 ans...999
111 ans...999   112 ans...999   113 ans...999   114 ans...999   115 ans...999   116 ans...999
117 ans...999   118 ans...999   119 ans...999   120 ans...999   121 ans...999   122 ans...999
123 ans...999   124 ans...999   125 ans...999   126 ans...999   127 ans...999   128 b8
"""


def _standard_fields() -> list[tuple[int, str]]:
    words = _STANDARD.split()
    return [(int(number), form) for number, form in zip(words[::2], words[1::2], strict=True)]
