"""Application data: what GET PROCESSING OPTIONS and READ RECORD bring (Book 3 §10.1, §10.2)."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass

from kpay_desktop.emv import tags
from kpay_desktop.emv.apdu import ResponseApdu
from kpay_desktop.emv.authentication import StaticRecord
from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.restrictions import date_of
from kpay_desktop.emv.talk import Part, read_record
from kpay_desktop.emv.tlv import Tlv, leaves, parse

MANDATORY = (tags.EXPIRY, tags.PAN, tags.CDOL_1, tags.CDOL_2)
_ENTRY, _LAST_EMV_SFI, _LAST_SFI = 4, 10, 30
# The books let a card name 255 records in each of 63 entries, and a till read them for minutes.
_MOST_RECORDS = 128


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One entry of the AFL: records ``first`` to ``last`` of a file, the first ones signed."""

    sfi: int
    first: int
    last: int
    signed: int


def read_afl(written: bytes) -> tuple[FileEntry, ...]:
    """Take an application file locator apart.

    Raises:
        EmvDataError: no card may have such a one, or no card has so many records.
    """
    if not written or len(written) % _ENTRY:
        raise EmvDataError("a file locator has entries of four bytes")
    entries = tuple(
        FileEntry(written[at] >> 3, *written[at + 1 : at + _ENTRY])
        for at in range(0, len(written), _ENTRY)
    )
    for entry, sfi_byte in zip(entries, written[::_ENTRY], strict=True):
        if sfi_byte & 0x07 or not 1 <= entry.sfi <= _LAST_SFI:
            raise EmvDataError("a file locator names no such file")
        if not 1 <= entry.first <= entry.last or entry.signed > entry.last - entry.first + 1:
            raise EmvDataError("a file locator names no such records")
    if sum(entry.last - entry.first + 1 for entry in entries) > _MOST_RECORDS:
        raise EmvDataError("a file locator names more records than cards have")
    return entries


def processing_options(answer: ResponseApdu) -> dict[int, bytes]:
    """Return the data elements of an answer to GET PROCESSING OPTIONS, in either format.

    Raises:
        EmvDataError: it is neither.
    """
    nodes = parse(answer.data)
    if len(nodes) != 1:
        raise EmvDataError("one template was expected")
    node = nodes[0]
    if node.tag == tags.FORMAT_1 and len(node.value) >= 2:
        return {tags.AIP: node.value[:2], tags.AFL: node.value[2:]}
    if node.tag != tags.FORMAT_2:
        raise EmvDataError("another template was expected")
    return collect(node.children)


def collect(nodes: Iterable[Tlv]) -> dict[int, bytes]:
    """Return primitive data elements by tag.

    Raises:
        EmvDataError: one stands there twice, or has a length that it may not have.
    """
    values: dict[int, bytes] = {}
    add(values, nodes)
    return values


def add(values: MutableMapping[int, bytes], nodes: Iterable[Tlv]) -> None:
    """Add the primitive data elements of ``nodes``; a card says each once (Book 3 §10.2).

    What is not a card's to say is passed over (Book 3 Annex A, "source").

    Raises:
        EmvDataError: see :func:`collect`.
    """
    for node in leaves(nodes):
        tag, value, _ = node
        if not tags.is_for_cards(tag):
            continue
        if tag in values:
            raise EmvDataError(f"{tag:X} stands there twice")
        if not tags.has_right_length(tag, value):
            raise EmvDataError(f"{tag:X} has a length that it cannot have")
        values[tag] = value


def read_application(
    entries: Iterable[FileEntry], values: MutableMapping[int, bytes]
) -> Part[tuple[StaticRecord, ...]]:
    """Read every record into ``values``; return those that are signed.

    Raises:
        EmvDataError: a record cannot be read or understood, or what every card has is missing.
        CardLostError: the card left.
    """
    found: dict[int, bytes] = {}
    signed: list[StaticRecord] = []
    for entry in entries:
        for number in range(entry.first, entry.last + 1):
            answer = yield from read_record(entry.sfi, number)
            if not answer.is_ok:
                raise EmvDataError("a record cannot be read")
            if number - entry.first < entry.signed:
                signed.append(StaticRecord(entry.sfi, answer.data))
            if entry.sfi <= _LAST_EMV_SFI:
                nodes = parse(answer.data)
                if len(nodes) != 1 or nodes[0].tag != tags.RECORD:
                    raise EmvDataError("a record is no template")
                add(found, nodes[0].children)
    check_mandatory(found)
    values.update(found)
    return tuple(signed)


def check_mandatory(values: MutableMapping[int, bytes]) -> None:
    """Say that what every card has is there (Book 3 §7.2).

    Raises:
        EmvDataError: it is not, or is none of what it should be.
    """
    for tag in MANDATORY:
        if tag not in values:
            raise EmvDataError(f"{tag:X} is missing")
    date_of(values[tags.EXPIRY])
    if tags.EFFECTIVE in values:
        date_of(values[tags.EFFECTIVE])
    digits = values[tags.PAN].hex().rstrip("f")
    if not digits.isdecimal():
        raise EmvDataError("a card number has digits only")
