"""What the till sends, field by field, and how an answer is known to belong to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.hosts.iso8583.chip import chip_field, reversal_chip_field
from kpay_desktop.hosts.iso8583.dialect import MAC_FIELD
from kpay_desktop.hosts.iso8583.profile import MATCHED, CardHostProfile
from kpay_desktop.ports_cards import CardData, CardSaleRequest, ReversalRequest

SALE, REVERSAL, NETWORK = "0200", "0400", "0800"
_TRACK_2 = re.compile(r"[0-9]{12,19}[D=][0-9]{4}[0-9D=]*")
_TRACK_2_LONGEST = 37


def sale_fields(
    profile: CardHostProfile, request: CardSaleRequest, card: CardData
) -> dict[int, str] | None:
    """Return the fields of a sale (0200), or None if the card's data cannot make one."""
    values = _common(profile, request, card)
    values[0] = SALE
    if request.tip_minor:
        values[54] = f"{request.tip_minor:012d}"
    chip = chip_field(profile, request.entry, card.tags)
    if chip:
        values[55] = chip
    listed: tuple[int, ...] = profile.messages.sale
    track = track_2(card.track_2)
    if track:
        values[35] = track
    elif chip:
        # A chip may keep its track to itself: then number and expiry say the same.
        listed = (2, 14, *listed)
    # What could not be taken back by number and expiry is not sent, whatever the track has.
    if not ((track or chip) and card.number and card.expiry):
        return None
    return listed_fields(profile, listed, values)


def reversal_fields(
    profile: CardHostProfile, request: ReversalRequest, card: CardData
) -> dict[int, str] | None:
    """Return the fields of a reversal (0400): the sale's own numbers, PAN and expiry, no track."""
    values = _common(profile, request, card)
    values[0] = REVERSAL
    if request.entry in {EntryMode.CHIP, EntryMode.TAP}:
        chip = reversal_chip_field(profile, card.tags, was_approved=request.was_approved)
        if chip:
            values[55] = chip
    if not (card.number and card.expiry):
        return None
    return listed_fields(profile, profile.messages.reversal, values)


def network_fields(profile: CardHostProfile, code: str, stan: int, at: datetime) -> dict[int, str]:
    """Return the fields of a sign-on or an echo (0800)."""
    values = terminal_values(profile, stan, at) | {0: NETWORK, 3: code}
    return listed_fields(profile, profile.messages.network, values)


def terminal_values(profile: CardHostProfile, stan: int, at: datetime) -> dict[int, str]:
    """Return what every message can say of its number, its time and the terminal."""
    return {
        7: f"{at.astimezone(UTC):%m%d%H%M%S}",
        11: f"{stan:06d}",
        12: f"{at:%H%M%S}",
        13: f"{at:%m%d}",
        24: profile.nii,
        41: profile.terminal_id.ljust(8),
        42: profile.merchant_id.ljust(15),
    }


def card_values(profile: CardHostProfile, entry: EntryMode, card: CardData) -> dict[int, str]:
    """Return what a message can say of a card and of how it was read."""
    values = {
        2: card.number,
        14: card.expiry,
        22: profile.entry.of(entry),
        25: profile.messages.condition,
        49: profile.currency,
    }
    if card.sequence:
        values[23] = card.sequence.rjust(3, "0")
    return values


def _common(
    profile: CardHostProfile, request: CardSaleRequest | ReversalRequest, card: CardData
) -> dict[int, str]:
    values = terminal_values(profile, request.stan, request.local_at)
    values |= card_values(profile, request.entry, card)
    return values | {
        3: profile.messages.sale_code,
        4: f"{request.amount_minor:012d}",
        60: f"{request.batch_no:06d}",
        62: request.voucher,
    }


def track_2(track: str) -> str:
    """Return track 2 as field 35 has it, or nothing if it is none."""
    bare = track.strip().removeprefix(";").rstrip("?Ff").replace("=", "D")
    is_track = len(bare) <= _TRACK_2_LONGEST and _TRACK_2.fullmatch(bare) is not None
    return bare if is_track else ""


def listed_fields(
    profile: CardHostProfile, listed: tuple[int, ...], values: Mapping[int, str]
) -> dict[int, str]:
    """Return the message type and the listed fields, in their order, as far as they are known."""
    constants = {constant.number: constant.value for constant in profile.messages.constants}
    known = {**values, **constants}
    return {number: known[number] for number in (0, *listed) if number in known}


# --- answers --------------------------------------------------------------------------------


@dataclass(slots=True)
class Asked:
    """A message that was sent, as far as its answer is known by it. It holds no card data.

    ``code`` is field 39 of the answer that was believed; ``is_sealed``: it had a MAC, so its
    answer must have one.
    """

    mti: str
    stan: str
    echoed: Mapping[int, str] = field(repr=False)
    is_sealed: bool
    code: str = ""

    @property
    def is_sale(self) -> bool:
        """True for a message whose answer matters even when it comes late."""
        return self.mti == SALE

    @property
    def answer_key(self) -> tuple[str, str]:
        """The message type and the STAN of the answer."""
        return answer_mti(self.mti), self.stan

    def differing(self, answer: Mapping[int, str]) -> list[int]:
        """Return the fields by which an answer does not belong to it."""
        return [number for number, text in self.echoed.items() if answer.get(number) != text]


def asked(fields: Mapping[int, str], *, is_sealed: bool) -> Asked:
    """Return what to remember of a message."""
    echoed = {number: fields[number] for number in MATCHED if number in fields}
    return Asked(fields[0], fields[11], echoed, is_sealed)


def answer_mti(mti: str) -> str:
    """Return the message type that answers another: its third digit goes up by one."""
    return f"{mti[:2]}{int(mti[2]) + 1}0"


def is_answer(mti: str) -> bool:
    """True for the message type of an answer."""
    return mti[2] in "13"


def wants_mac(profile: CardHostProfile, mti: str) -> bool:
    """True if the profile puts field 64 into that message where there is a key."""
    messages = profile.messages
    listed = {
        SALE: messages.sale,
        REVERSAL: messages.reversal,
        "0500": messages.settlement,
        "0320": messages.upload,
    }
    return MAC_FIELD in listed.get(mti, messages.network)
