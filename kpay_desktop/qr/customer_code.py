"""The code of a card in a customer's phone (EMVCo QR CPM §4): base64 of BER-TLV, taken apart.

``85`` with ``CPV01`` comes first, then one application template ``61`` or more (``4F`` its
application, ``57`` or ``5A`` the card, ``63`` what the chip would have said), and a common data
template ``62`` for what they share. It holds what a card's chip holds: no ``repr`` and no error
shows any of it.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

#: What every such code begins with: ``85 05 CPV0`` in base64.
HEAD: Final = "hQVDUFYwM"
#: The longest code that is taken apart, in characters.
MOST_CHARACTERS: Final = 1_024
MOST_APPLICATIONS: Final = 8

_FORMAT, _APPLICATION, _COMMON = 0x85, 0x61, 0x62
_AID, _LABEL, _TRACK_2, _NUMBER, _LANGUAGE = 0x4F, 0x50, 0x57, 0x5A, 0x5F2D
_CHIP_DATA = {_APPLICATION: 0x63, _COMMON: 0x64}
_VERSION = b"CPV01"
_MORE, _LONG_TAG = 0x80, 0x1F
_MOST_FIELDS = 64

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}\Z")
_TRACK = re.compile(r"([0-9]{8,19})D([0-9]{2}(?:0[1-9]|1[0-2]))([0-9]{3})([0-9]*)F?\Z")
_DIGITS = re.compile(r"([0-9]{8,19})F*\Z")


class CustomerCodeFault(StrEnum):
    """What is wrong with such a code; the value is the id of the message that says so."""

    DAMAGED = "scan.card_code_damaged"
    UNKNOWN_KIND = "scan.card_code_unknown"
    TOO_LONG = "scan.too_long"


class CustomerCodeError(ValueError):
    """A code is refused. It carries the fault and the tag, and never the code's own text."""

    def __init__(self, fault: CustomerCodeFault, tag: int = 0) -> None:
        super().__init__(f"{fault.value} {tag:X}" if tag else fault.value)
        self.fault = fault
        self.tag = tag


@dataclass(frozen=True, slots=True)
class CustomerApplication:
    """One way to pay that the code offers; the first has the customer's preference.

    ``aid`` is in upper-case hexadecimal. ``number``, ``expiry`` (YYMM), ``service`` and ``track_2``
    (with ``D`` as its separator) are empty where the code has none. ``chip_data`` is BER-TLV, for
    the acquirer: the cryptogram and what it was made of.
    """

    aid: str
    label: str
    number: str = field(default="", repr=False)
    expiry: str = field(default="", repr=False)
    service: str = field(default="", repr=False)
    track_2: str = field(default="", repr=False)
    chip_data: bytes = field(default=b"", repr=False)

    def has_expired(self, today: date) -> bool:
        """True if the card's last month is over; a code without a month never has."""
        if not self.expiry:
            return False
        return (2000 + int(self.expiry[:2]), int(self.expiry[2:])) < (today.year, today.month)


@dataclass(frozen=True, slots=True)
class CustomerCode:
    """A code that was read. ``languages``: the customer's, most wanted first (ISO 639-1)."""

    applications: tuple[CustomerApplication, ...]
    languages: tuple[str, ...] = ()

    def has_expired(self, today: date) -> bool:
        """True if nothing in it can be paid with any more."""
        return all(application.has_expired(today) for application in self.applications)


class _Object(NamedTuple):
    """A data object; ``repr`` is kept from showing card data."""

    tag: int
    value: bytes

    def __repr__(self) -> str:
        return f"{self.tag:X}({len(self.value)})"


_Fields: TypeAlias = dict[int, bytes]


def is_customer_code(text: str) -> bool:
    """True if ``text`` begins as such a code does."""
    return text.startswith(HEAD)


def read_customer_code(text: str) -> CustomerCode:
    """Take a code apart; padding at its end may be missing, unknown data objects are left alone.

    Raises:
        CustomerCodeError: it is too long, of a later kind, or not built as the specification says.
    """
    objects = _split(_bytes_of(text))
    first = objects[0] if objects else _Object(0, b"")
    if first.tag != _FORMAT or sum(each.tag == _FORMAT for each in objects) != 1:
        raise _damaged(_FORMAT)
    if first.value != _VERSION:
        raise CustomerCodeError(CustomerCodeFault.UNKNOWN_KIND, _FORMAT)
    commons = [each for each in objects if each.tag == _COMMON]
    if len(commons) > 1:
        raise _damaged(_COMMON)
    common = _fields_of(commons[0]) if commons else {}
    templates = [each for each in objects if each.tag == _APPLICATION]
    if not 0 < len(templates) <= MOST_APPLICATIONS:
        raise _damaged(_APPLICATION)
    own = [_fields_of(template) for template in templates]
    languages = own[0].get(_LANGUAGE, common.get(_LANGUAGE, b""))
    return CustomerCode(
        tuple(_application(fields, common) for fields in own), _read_languages(languages)
    )


def _damaged(tag: int) -> CustomerCodeError:
    return CustomerCodeError(CustomerCodeFault.DAMAGED, tag)


def _bytes_of(text: str) -> bytes:
    if len(text) > MOST_CHARACTERS:
        raise CustomerCodeError(CustomerCodeFault.TOO_LONG)
    if not _BASE64.match(text):
        raise CustomerCodeError(CustomerCodeFault.DAMAGED)
    bare = text.rstrip("=")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        raise CustomerCodeError(CustomerCodeFault.DAMAGED) from None


def _split(data: bytes) -> list[_Object]:
    """Return the data objects of one level (ISO/IEC 8825-1; zeros between them mean nothing)."""
    found: list[_Object] = []
    at = 0
    try:
        while at < len(data):
            if not data[at]:
                at += 1
                continue
            tag, at = _read_tag(data, at)
            length, at = _read_length(data, at, tag)
            if at + length > len(data) or len(found) == _MOST_FIELDS:
                raise _damaged(tag)
            found.append(_Object(tag, data[at : at + length]))
            at += length
    except IndexError:
        raise CustomerCodeError(CustomerCodeFault.DAMAGED) from None
    return found


def _read_tag(data: bytes, at: int) -> tuple[int, int]:
    tag = data[at]
    at += 1
    if tag & _LONG_TAG == _LONG_TAG:
        for _ in range(3):
            tag = tag << 8 | data[at]
            at += 1
            if not tag & _MORE:
                return tag, at
        raise _damaged(tag)
    return tag, at


def _read_length(data: bytes, at: int, tag: int) -> tuple[int, int]:
    length = data[at]
    at += 1
    if length < _MORE:
        return length, at
    size = length - _MORE
    # A code is shorter than what two bytes can say; 80 alone would be a length without an end.
    if size not in {1, 2}:
        raise _damaged(tag)
    if at + size > len(data):
        raise _damaged(tag)
    return int.from_bytes(data[at : at + size], "big"), at + size


def _fields_of(template: _Object) -> _Fields:
    """Return what stands in a template; twice the same would let two readers take two cards."""
    fields: _Fields = {}
    for each in _split(template.value):
        if each.tag in fields:
            raise _damaged(each.tag)
        fields[each.tag] = each.value
    if _CHIP_DATA[template.tag] in fields:
        _split(fields[_CHIP_DATA[template.tag]])
    return fields


def _application(own: _Fields, common: _Fields) -> CustomerApplication:
    aid = own.get(_AID, b"")
    if not 5 <= len(aid) <= 16:
        raise _damaged(_AID)
    track = own.get(_TRACK_2, common.get(_TRACK_2, b"")).hex().upper()
    number = own.get(_NUMBER, common.get(_NUMBER, b"")).hex().upper()
    digits = _DIGITS.match(number)
    if number and digits is None:
        raise _damaged(_NUMBER)
    label = own.get(_LABEL, common.get(_LABEL, b""))
    chip_data = own.get(0x63, b"") + common.get(0x64, b"")
    is_own_number = _NUMBER in own and _TRACK_2 not in own
    if not track or is_own_number:
        return CustomerApplication(
            aid.hex().upper(), _plain(label), digits[1] if digits else "", chip_data=chip_data
        )
    parts = _TRACK.match(track)
    if parts is None or (digits is not None and _NUMBER in own and digits[1] != parts[1]):
        raise _damaged(_TRACK_2)
    return CustomerApplication(
        aid.hex().upper(),
        _plain(label),
        parts[1],
        parts[2],
        parts[3],
        track.rstrip("F"),
        chip_data,
    )


def _plain(label: bytes) -> str:
    """Return a label for people, or nothing if it has other signs than a label may have."""
    text = label.decode("latin-1").strip()
    return text if text.isascii() and text.isprintable() and len(text) <= 16 else ""


def _read_languages(data: bytes) -> tuple[str, ...]:
    text = data.decode("latin-1").lower()
    if not re.fullmatch(r"(?:[a-z]{2}){0,4}", text):
        return ()
    return tuple(text[at : at + 2] for at in range(0, len(text), 2))
