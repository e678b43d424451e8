"""The host's ISO 8583 dialect: what each field looks like on the wire.

Numbers are packed two digits to a byte; lengths are packed digits too. A packed field of a fixed
odd length has a zero in front. One of variable length should end with ``F``; whoever fills with a
zero in front or behind is understood as well, because neither a card number nor a track begins
with one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class DialectError(ValueError):
    """These bytes are no field of this dialect. The text holds no data."""


class Form(Enum):
    """How a field's characters are written."""

    DIGITS = "digits"
    TRACK = "track"
    TEXT = "text"
    BINARY = "binary"


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``size``: digits, characters or bytes, at most if ``prefix`` is not 0.

    ``prefix`` counts the bytes of the length in front.
    """

    form: Form
    size: int
    prefix: int = 0


def _digits(size: int) -> Field:
    return Field(Form.DIGITS, size)


def _text(size: int, prefix: int = 0) -> Field:
    return Field(Form.TEXT, size, prefix)


FIELDS: dict[int, Field] = {
    2: Field(Form.DIGITS, 19, 1),
    3: _digits(6),
    4: _digits(12),
    7: _digits(10),
    11: _digits(6),
    12: _digits(6),
    13: _digits(4),
    14: _digits(4),
    15: _digits(4),
    22: _digits(3),
    23: _digits(3),
    24: _digits(3),
    25: _digits(2),
    35: Field(Form.TRACK, 37, 1),
    37: _text(12),
    38: _text(6),
    39: _text(2),
    41: _text(8),
    42: _text(15),
    44: _text(25, 1),
    45: _text(76, 1),
    48: _text(999, 2),
    49: _text(3),
    52: Field(Form.BINARY, 8),
    53: _digits(16),
    54: _text(120, 2),
    55: Field(Form.BINARY, 999, 2),
    60: _text(999, 2),
    61: _text(999, 2),
    62: _text(999, 2),
    63: _text(999, 2),
    64: Field(Form.BINARY, 8),
}
MAC = 64

_PACKED = {Form.DIGITS: "0123456789", Form.TRACK: "0123456789D"}
_FILLER = "F"


def write(field: Field, value: str | bytes) -> bytes:
    """Return a value as it stands on the wire.

    Raises:
        DialectError: it does not fit the field.
    """
    if isinstance(value, bytes) is not (field.form is Form.BINARY):
        raise DialectError("text and bytes are different things")
    length = len(value)
    if length > field.size or (not field.prefix and length != field.size):
        raise DialectError("the field has another length")
    if isinstance(value, bytes):
        data = value
    elif field.form is Form.TEXT:
        data = _ascii(value)
    else:
        if set(value) - set(_PACKED[field.form]):
            raise DialectError("the field holds digits")
        odd = len(value) % 2 == 1
        filled = value if not odd else value + _FILLER if field.prefix else "0" + value
        data = bytes.fromhex(filled)
    return _length(length, field.prefix) + data


def read(field: Field, data: bytes, at: int) -> tuple[str | bytes, int]:
    """Return the value that stands at a place, and the place after it.

    Raises:
        DialectError: there is no such value.
    """
    length = field.size
    if field.prefix:
        digits = _take(data, at, field.prefix).hex()
        at += field.prefix
        if not digits.isdecimal() or int(digits) > field.size:
            raise DialectError("a length cannot be")
        length = int(digits)
    if field.form in _PACKED:
        size = (length + 1) // 2
        return _unpacked(field, _take(data, at, size).hex().upper(), length), at + size
    raw = _take(data, at, length)
    if field.form is Form.BINARY:
        return raw, at + length
    text = raw.decode("latin-1")
    if not (text.isascii() and text.isprintable()):
        raise DialectError("a text holds what is none")
    return text, at + length


def _unpacked(field: Field, nibbles: str, length: int) -> str:
    if len(nibbles) > length:
        if not field.prefix:
            filler, digits = nibbles[0] == "0", nibbles[1:]
        elif nibbles[-1] == _FILLER:
            filler, digits = True, nibbles[:-1]
        elif nibbles[0] == "0":
            filler, digits = True, nibbles[1:]
        else:
            filler, digits = nibbles[-1] == "0", nibbles[:-1]
        if not filler:
            raise DialectError("a field is filled with something")
        nibbles = digits
    if set(nibbles) - set(_PACKED[field.form]):
        raise DialectError("the field holds digits")
    return nibbles


def _length(length: int, prefix: int) -> bytes:
    return bytes.fromhex(str(length).zfill(2 * prefix)) if prefix else b""


def _ascii(value: str) -> bytes:
    if not (value.isascii() and value.isprintable()):
        raise DialectError("a text holds what is none")
    return value.encode("ascii")


def _take(data: bytes, at: int, size: int) -> bytes:
    if at + size > len(data):
        raise DialectError("a field is cut off")
    return data[at : at + size]
