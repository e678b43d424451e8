"""Messages to bytes and back: message type, bitmap and fields, without frame.

Fields are texts by number: 0 is the message type, digits and text as they read, bytes in capital
hexadecimal, track data with ``D`` between. pyiso8583 does the work; what it lets pass is refused
here (letters among digits, a third bitmap, unknown fields), and its errors, which carry the whole
message, end here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter

import iso8583

from kpay_desktop.hosts.iso8583.dialect import BITMAP, Binary, Dialect, Shape, Table
from kpay_desktop.hosts.iso8583.errors import IsoError, IsoFault
from kpay_desktop.hosts.iso8583.profile import CardHostProfile

Fields = Mapping[int, str]

_TRACK = re.compile(r"(?:[0-9]+(?:[D=][0-9D=]*)?)?")
_MORE = 1 << 63
_MAX_SHAPES = 256


def pack(profile: CardHostProfile, fields: Fields) -> bytes:
    """Return the message that ``fields`` make.

    Raises:
        IsoError: a field is unknown, or does not have the form that the profile gives it.
    """
    table = profile.dialect.table
    numbers = tuple(fields)
    shape = table.shapes.get(numbers)
    if shape is None:
        unknown = [number for number in numbers if number not in table.keys]
        if unknown:
            raise IsoError(IsoFault.UNKNOWN_FIELD, str(unknown[0]))
        shape = _keep(table, numbers, tuple(table.keys[n] for n in numbers), numbers)
    _check(table, shape, fields)
    written = dict(zip(shape.keys, fields.values(), strict=True))
    for number in shape.track:
        inside, outside = table.track[number]
        if inside in fields[number]:
            written[table.keys[number]] = fields[number].replace(inside, outside)
    try:
        data, _ = iso8583.encode(written, table.spec)
        return bytes(data)
    except iso8583.EncodeError as error:
        wrong = error.field
    # Here the library's error, and the message in it, are gone.
    raise IsoError(IsoFault.MALFORMED, wrong)


def unpack(profile: CardHostProfile, data: bytes) -> dict[int, str]:
    """Return the fields of a message.

    Raises:
        IsoError: these bytes are no message of this profile.
    """
    table = profile.dialect.table
    data = bytes(data)
    at, width, more_from = table.bitmap
    bitmaps = data[at : at + (2 * width if data[at : at + 1] >= more_from else width)]
    shape = table.shapes.get(bitmaps)
    if shape is None:
        _check_bitmaps(profile.dialect, table, data)
    decoded = _decode(data, table)
    if isinstance(decoded, str):
        raise IsoError(IsoFault.MALFORMED, decoded)
    if shape is None:
        names = tuple(decoded)
        shape = _keep(table, bitmaps, names, tuple(table.numbers[name] for name in names))
    fields = dict(zip(shape.numbers, decoded.values(), strict=True))
    del fields[BITMAP]
    _check(table, shape, fields)
    for number in shape.track:
        if "=" in fields[number]:
            fields[number] = fields[number].replace("=", "D")
    for number in shape.hex:
        fields[number] = fields[number].upper()
    return fields


def _keep(
    table: Table,
    by: tuple[int, ...] | bytes,
    keys: tuple[str, ...],
    numbers: tuple[int, ...],
) -> Shape:
    """Make the shape of messages with these fields, and remember it by fields or bitmaps."""
    shape = Shape(
        keys,
        numbers,
        _picker([number for number in numbers if number in table.digits]),
        _picker([number for number in numbers if number in table.text]),
        tuple(number for number in numbers if number in table.track),
        tuple(number for number in numbers if number in table.hex),
    )
    if len(table.shapes) >= _MAX_SHAPES:
        table.shapes.clear()
    table.shapes[by] = shape
    return shape


def _picker(numbers: list[int]) -> Callable[[Fields], Iterable[str]]:
    # One number alone gives its text, which is as good as a list of its characters.
    return itemgetter(*numbers) if numbers else lambda _: ()


def _decode(data: bytes, table: Table) -> dict[str, str] | str:
    try:
        decoded, _ = iso8583.decode(data, table.spec)
    except iso8583.DecodeError as error:
        return error.field
    return decoded


def _check_bitmaps(dialect: Dialect, table: Table, data: bytes) -> None:
    """Refuse fields that have no format; the library would stumble over them."""
    at, width, _ = table.bitmap
    first, second = data[at : at + width], data[at + width : at + 2 * width]
    if dialect.binary is Binary.HEX:
        first, second = _from_hex(first), _from_hex(second)
    if len(first) != 8:
        raise IsoError(IsoFault.MALFORMED, "p")
    bits = int.from_bytes(first, "big")
    strange = bits & ~table.bits[0]
    if strange:
        raise IsoError(IsoFault.UNKNOWN_FIELD, str(65 - strange.bit_length()))
    if bits & _MORE:
        if len(second) != 8:
            raise IsoError(IsoFault.MALFORMED, "1")
        strange = int.from_bytes(second, "big") & ~table.bits[1]
        if strange:
            raise IsoError(IsoFault.UNKNOWN_FIELD, str(129 - strange.bit_length()))


def _from_hex(characters: bytes) -> bytes:
    text = characters.decode("latin-1")
    return bytes.fromhex(text) if _is_hex(text) else b""


def _is_hex(text: str) -> bool:
    """True for pairs of hexadecimal digits. A regular expression takes more than twice as long."""
    # Spaces are what bytes.fromhex would let pass.
    if text and not text.isalnum():
        return False
    try:
        bytes.fromhex(text)
    except ValueError:
        return False
    return True


def _check(table: Table, shape: Shape, fields: Fields) -> None:
    """Refuse what is not of its kind. All fields of a kind are looked at in one piece."""
    digits = "".join(shape.digits(fields))
    if digits and not (digits.isdecimal() and digits.isascii()):
        raise _wrong(fields, table.digits, IsoFault.NOT_DIGITS)
    text = "".join(shape.text(fields))
    if not (text.isascii() and text.isprintable()):
        raise _wrong(fields, table.text, IsoFault.NOT_TEXT)
    for number in shape.track:
        if not _TRACK.fullmatch(fields[number]):
            raise IsoError(IsoFault.NOT_TRACK, str(number))
    for number in shape.hex:
        if not _is_hex(fields[number]):
            raise IsoError(IsoFault.NOT_HEX, str(number))


def _wrong(fields: Fields, kind: frozenset[int], fault: IsoFault) -> IsoError:
    """Return the error that names the first field which is wrong."""
    for number in sorted(fields.keys() & kind):
        value = fields[number]
        good = value.isprintable() if fault is IsoFault.NOT_TEXT else value.isdecimal()
        if value and not (good and value.isascii()):
            return IsoError(fault, "t" if number == 0 else str(number))
    return IsoError(fault)
