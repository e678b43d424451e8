"""Field 55: the chip's data elements, put together for the host and taken apart again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.emv import tags
from kpay_desktop.emv.errors import TlvError
from kpay_desktop.emv.tlv import build_all, parse, pieces
from kpay_desktop.hosts.iso8583.errors import IsoError, IsoFault
from kpay_desktop.hosts.iso8583.profile import CardHostProfile

FIELD = "55"


@dataclass(frozen=True, slots=True)
class IssuerAnswer:
    """What the issuer sends to the card.

    ``arc`` is tag 8A, if it came. ``issuer_data`` is the value of tag 91, ``scripts`` are templates
    71 and 72 as they came, one after the other.
    """

    arc: str = ""
    issuer_data: bytes = field(default=b"", repr=False)
    scripts: bytes = field(default=b"", repr=False)


def chip_field(profile: CardHostProfile, entry: EntryMode, values: Mapping[int, bytes]) -> str:
    """Return field 55 of a sale, in hexadecimal; empty where there is no chip."""
    if entry not in {EntryMode.CHIP, EntryMode.TAP}:
        return ""
    chip = profile.chip
    listed = chip.tags + (chip.tap_tags if entry is EntryMode.TAP else ())
    return _written(listed, values)


def reversal_chip_field(
    profile: CardHostProfile, values: Mapping[int, bytes], *, was_approved: bool
) -> str:
    """Return field 55 of a reversal. ``was_approved``: the host had approved, the card declined."""
    chip = profile.chip
    listed = chip.reversal_tags + (chip.reversal_approved_tags if was_approved else ())
    return _written(listed, values)


def _written(listed: Sequence[str], values: Mapping[int, bytes]) -> str:
    numbers = [int(tag, 16) for tag in listed]
    return build_all((tag, values[tag]) for tag in numbers if tag in values).hex().upper()


def read_issuer_answer(text: str) -> IssuerAnswer:
    """Take field 55 of an answer apart. Scripts are not looked into: the card's kernel does that.

    Raises:
        IsoError: it is no list of data objects, or tag 91 has a length that it cannot have.
    """
    found: dict[int, bytes] = {}
    scripts = b""
    is_sound = True
    try:
        for tag, whole in pieces(bytes.fromhex(text)):
            if tag in {tags.SCRIPT_1, tags.SCRIPT_2}:
                scripts += whole
            elif tag in {tags.ARC, tags.ISSUER_AUTH} and tag not in found:
                found[tag] = parse(whole)[0].value
    except TlvError:
        is_sound = False
    issuer_data, arc = found.get(tags.ISSUER_AUTH, b""), found.get(tags.ARC, b"")
    if not is_sound or (issuer_data and not 8 <= len(issuer_data) <= 16):
        raise IsoError(IsoFault.MALFORMED, FIELD)
    is_arc = len(arc) == 2 and arc.isalnum()
    return IssuerAnswer(arc.decode("ascii") if is_arc else "", issuer_data, scripts)
