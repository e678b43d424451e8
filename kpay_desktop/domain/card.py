"""What the till knows of a card outside the rooms that may hold card data.

A card's number, track and chip data stay with the reader's session and the vault. Flows, pages,
rows and logs get these values: at most the first six and the last four digits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Scheme(StrEnum):
    """Whose card it is."""

    VISA = "visa"
    MASTERCARD = "mastercard"
    UNIONPAY = "unionpay"
    JCB = "jcb"
    AMEX = "amex"
    OTHER = "other"


class EntryMode(StrEnum):
    """How the card was read; the host is told by field 22 (ISO 8583)."""

    CHIP = "chip"
    TAP = "tap"
    SWIPE = "swipe"
    FALLBACK = "fallback"


class Verification(StrEnum):
    """What proves that the card is the customer's, for the slip."""

    NONE = "none"
    SIGNATURE = "signature"
    ON_DEVICE = "on_device"
    NOT_DONE = "not_done"


class Signing(StrEnum):
    """What became of the customer's signature: slips wait for it, money does not."""

    NOT_NEEDED = "not_needed"
    WAITED_FOR = "waited_for"
    ON_SCREEN = "on_screen"
    ON_PAPER = "on_paper"


UNWRITTEN = {"unwritten": True}
"""The mark of a field that is shown and never written: the journal leaves it out."""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A card as pages and slips may show it.

    ``handle`` names the card data in memory and in the vault; it says nothing about the card.
    ``first_six`` and ``last_four`` are digits, ``expiry`` is ``MMYY`` or empty, ``holder`` the name
    on the card or empty: these two are for the cashier's eyes and never written. ``aid``, ``tvr``,
    ``tsi`` are hexadecimal and stand on the slip.
    """

    handle: str
    scheme: Scheme
    entry: EntryMode
    first_six: str
    last_four: str
    expiry: str = field(default="", repr=False, compare=False, metadata=UNWRITTEN)
    holder: str = field(default="", repr=False, compare=False, metadata=UNWRITTEN)
    label: str = ""
    aid: str = ""
    verification: Verification = Verification.NONE
    tvr: str = ""
    tsi: str = ""
    cryptogram: str = ""

    @property
    def masked(self) -> str:
        """The number as a page shows it: first six, last four."""
        return f"{self.first_six[:4]} {self.first_six[4:]}•• •••• {self.last_four}"


@dataclass(frozen=True, slots=True)
class CardRecord:
    """What the books hold of a sale by card, one row for each attempt.

    ``stan`` (field 11), ``rrn`` (37), ``approval_code`` (38) and ``host_code`` (39) are the card
    host's words of ISO 8583; a number is 0, a text empty, until it is there. ``is_armed``: a
    reversal of it goes before every other message that moves money. ``contact`` is what the cashier
    noted of a customer whose payment is being taken back.
    """

    facts: CardFacts
    stan: int = 0
    rrn: str = ""
    approval_code: str = ""
    host_code: str = ""
    signing: Signing = Signing.NOT_NEEDED
    is_armed: bool = False
    contact: str = ""


@dataclass(frozen=True, slots=True)
class SealedCard:
    """A card's number and expiry as the vault sealed them, and what tells equal cards apart."""

    handle: str
    sealed: bytes = field(repr=False)
    fingerprint: str = field(repr=False)


def scheme_of(number: str) -> Scheme:
    """Return the scheme of a card number by its first digits (ISO/IEC 7812 ranges)."""
    head = int(number[:6].ljust(6, "0")) if number[:6].isdecimal() else 0
    for first, last, scheme in _RANGES:
        if first <= head <= last:
            return scheme
    return Scheme.OTHER


_RANGES = (
    (222_100, 272_099, Scheme.MASTERCARD),
    (340_000, 349_999, Scheme.AMEX),
    (352_800, 358_999, Scheme.JCB),
    (370_000, 379_999, Scheme.AMEX),
    (400_000, 499_999, Scheme.VISA),
    (510_000, 559_999, Scheme.MASTERCARD),
    (620_000, 629_999, Scheme.UNIONPAY),
    (810_000, 817_199, Scheme.UNIONPAY),
)
