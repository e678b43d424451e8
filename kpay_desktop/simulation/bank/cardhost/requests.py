"""What a till asks, taken out of a message and checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpay_desktop.simulation.bank.cardhost import tlv
from kpay_desktop.simulation.bank.cardhost.message import Message

FORMAT_ERROR = "30"
INVALID_TRANSACTION = "12"
INVALID_AMOUNT = "13"
NO_MERCHANT = "03"

SINGAPORE_DOLLARS = bytes.fromhex("0702")
_ENTRIES = {"05": "chip", "07": "tap", "02": "stripe", "80": "fallback"}


class RefusedError(Exception):
    """The request is answered with ``code`` and nothing else happens."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Card:
    """What a request says of a card. Nothing of it shows in repr.

    ``expiry`` is ``YYMM``; ``service_code`` is empty without a track.
    """

    pan: str = field(repr=False)
    expiry: str = field(repr=False)
    service_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SaleRequest:
    """A sale (0200, 000000). ``chip`` holds the data elements of field 55 by tag."""

    terminal: str
    stan: str
    voucher: str
    amount_minor: int
    tip_minor: int
    entry: str
    card: Card
    sequence: str = field(repr=False)
    chip: Mapping[int, bytes] = field(repr=False)

    @property
    def cryptogram(self) -> bytes:
        """Tag 9F26, empty without a chip."""
        return self.chip.get(tlv.CRYPTOGRAM, b"")


@dataclass(frozen=True, slots=True)
class ReversalRequest:
    """A reversal (0400) of the message with its numbers and its ``processing`` code (field 3)."""

    terminal: str
    stan: str
    voucher: str
    amount_minor: int
    card: Card
    processing: str = "000000"


def sale_request(message: Message, merchant_id: str) -> SaleRequest:
    """Return the sale that a message asks for.

    Raises:
        RefusedError: it asks for none that the host could do.
    """
    need(message, 3, 4, 11, 22, 24, 25, 41, 42, 62)
    check_merchant(message, merchant_id)
    amount_minor = amount_of(message)
    entry = _ENTRIES.get(message.text(22)[:2])
    if entry is None:
        raise RefusedError(INVALID_TRANSACTION)
    chip = _chip(message.blob(55))
    if (entry in {"chip", "tap"}) != bool(chip):
        raise RefusedError(FORMAT_ERROR)
    _check_chip(chip, message)
    sequence = chip.get(tlv.SEQUENCE, b"").hex() or message.text(23)[-2:] or "00"
    return SaleRequest(
        terminal=message.text(41),
        stan=message.text(11),
        voucher=voucher_of(message),
        amount_minor=amount_minor,
        tip_minor=_tip(message, amount_minor),
        entry=entry,
        card=card_of(message),
        sequence=sequence,
        chip=chip,
    )


def reversal_request(message: Message, merchant_id: str) -> ReversalRequest:
    """Return the reversal that a message asks for.

    Raises:
        RefusedError: it asks for none that the host could do.
    """
    need(message, 3, 4, 11, 22, 24, 25, 41, 42, 62)
    check_merchant(message, merchant_id)
    return ReversalRequest(
        terminal=message.text(41),
        stan=message.text(11),
        voucher=voucher_of(message),
        amount_minor=amount_of(message),
        card=card_of(message),
        processing=message.text(3),
    )


def check_network(message: Message) -> None:
    """Check a sign-on or an echo.

    Raises:
        RefusedError: it lacks something.
    """
    need(message, 3, 11, 24, 41)


def need(message: Message, *numbers: int) -> None:
    """Refuse a message that lacks one of the fields."""
    if any(number not in message.texts for number in numbers):
        raise RefusedError(FORMAT_ERROR)


def check_merchant(message: Message, merchant_id: str) -> None:
    """Refuse a message of another merchant, or of no terminal."""
    if message.text(42).rstrip() != merchant_id or not message.text(41).strip():
        raise RefusedError(NO_MERCHANT)


def amount_of(message: Message) -> int:
    """Return field 4 in cents; nothing is refused."""
    amount_minor = int(message.text(4))
    if amount_minor <= 0:
        raise RefusedError(INVALID_AMOUNT)
    return amount_minor


def _tip(message: Message, amount_minor: int) -> int:
    """Return the tip, which is part of the amount: the last twelve characters of field 54."""
    if 54 not in message.texts:
        return 0
    digits = message.text(54)[-12:]
    if not digits.isdecimal() or int(digits) >= amount_minor:
        raise RefusedError(INVALID_AMOUNT)
    return int(digits)


def voucher_of(message: Message) -> str:
    """Return field 62: six digits."""
    voucher = message.text(62)
    if len(voucher) != 6 or not voucher.isdecimal():
        raise RefusedError(FORMAT_ERROR)
    return voucher


def card_of(message: Message) -> Card:
    """Return the card of field 35, else of fields 2 and 14."""
    track = message.text(35)
    if track:
        pan, separator, rest = track.partition("D")
        if not separator or not rest[:7].isdecimal() or len(rest) < 7 or not 12 <= len(pan) <= 19:
            raise RefusedError(FORMAT_ERROR)
        return Card(pan, rest[:4], rest[4:7])
    if not 12 <= len(message.text(2)) <= 19:
        raise RefusedError(FORMAT_ERROR)
    return Card(message.text(2), message.text(14))


def _chip(blob: bytes) -> dict[int, bytes]:
    try:
        return tlv.read_chip_data(blob)
    except tlv.ChipDataError:
        raise RefusedError(FORMAT_ERROR) from None


def _check_chip(chip: Mapping[int, bytes], message: Message) -> None:
    """Check that the chip signed the amount and the currency that the message names."""
    if not chip:
        return
    if chip.get(tlv.AMOUNT, b"").hex() != message.text(4):
        raise RefusedError(INVALID_AMOUNT)
    if chip.get(tlv.CURRENCY) != SINGAPORE_DOLLARS:
        raise RefusedError(INVALID_TRANSACTION)
