"""What card flows ask of readers and of the card host, as Protocols.

Card data never passes through a flow: a flow holds a handle, and whoever works with the data asks
the :class:`CardBox` for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kpay_desktop.domain.card import CardFacts, EntryMode
from kpay_desktop.domain.devices import Health

# --- card data ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardData:
    """Card data, in memory only. Nothing of it shows in ``repr``.

    ``number`` is the PAN, ``expiry`` is ``YYMM``, ``track_2`` as field 35 wants it (``=`` or ``D``
    between), ``sequence`` the PAN sequence number (tag 5F34), ``tags`` the chip's data elements.
    """

    number: str = field(repr=False)
    expiry: str = field(repr=False)
    track_2: str = field(default="", repr=False)
    sequence: str = field(default="", repr=False)
    tags: Mapping[int, bytes] = field(default_factory=dict, repr=False)


class CardBox(Protocol):
    """Holds card data by handle while a transaction is under way. Thread-safe."""

    def get(self, handle: str) -> CardData | None:
        """Return the data of a handle, from memory or from the vault; None once it is wiped."""

    def put(self, handle: str, data: CardData) -> None:
        """Keep or replace the data of a handle in memory."""

    def forget(self, handle: str) -> None:
        """Let go of track and chip data: the host has answered. What a reversal needs stays.

        That is number, expiry, sequence number and the few tags of a reversal's field 55.
        """

    def wipe(self, handle: str) -> None:
        """Let go of all that memory holds of a card."""


# --- the card host --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardSaleRequest:
    """One authorisation (0200). Numbers were written to the disk before it is made.

    ``stan`` (field 11), ``voucher`` (62) and ``batch_no`` (60) are whole numbers; ``tip_minor`` is
    part of ``amount_minor``. ``local_at`` is the shop's own time.
    """

    stan: int
    voucher: str
    batch_no: int
    amount_minor: int
    tip_minor: int
    entry: EntryMode
    handle: str
    local_at: datetime


@dataclass(frozen=True, slots=True)
class ReversalRequest:
    """A reversal (0400) of the message that had ``stan``. It repeats that message's own numbers.

    ``was_approved``: the host had approved and the card did not (tag 9F36 goes along).
    """

    stan: int
    voucher: str
    batch_no: int
    amount_minor: int
    entry: EntryMode
    handle: str
    local_at: datetime
    was_approved: bool = False


@dataclass(frozen=True, slots=True)
class HostApproved:
    """The host approved (39 = 00). ``issuer_data`` and ``scripts`` came in field 55."""

    stan: int
    rrn: str
    approval_code: str
    arc: str
    issuer_data: bytes = field(default=b"", repr=False)
    scripts: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class HostDeclined:
    """The host's answer is a definite no by the profile: nothing is charged, nothing to reverse."""

    stan: int
    code: str
    rrn: str = ""
    issuer_data: bytes = field(default=b"", repr=False)
    scripts: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class HostDoubtful:
    """An answer that settles nothing: partial approval, 68, 98, anything unlisted. Reverse it."""

    stan: int
    code: str


class Silence(StrEnum):
    """Why no answer came that can be believed."""

    OFFLINE = "offline"
    TIMEOUT = "timeout"
    CUT = "cut"
    MAC = "mac"
    MISMATCH = "mismatch"
    MALFORMED = "malformed"
    TLS = "tls"
    NAME = "name"
    NO_CARD_DATA = "no_card_data"


@dataclass(frozen=True, slots=True)
class NoHostAnswer:
    """Nothing that can be believed came back. ``sent``: a byte may have left the till."""

    stan: int
    reason: Silence
    sent: bool


class ReversalStatus(StrEnum):
    """What a reversal came to: 0410 with 00; 25, original not found; any other code."""

    DONE = "done"
    NOT_FOUND = "not_found"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ReversalAnswer:
    """A believed answer (0410) to a reversal."""

    stan: int
    status: ReversalStatus
    code: str


SaleAnswer = HostApproved | HostDeclined | HostDoubtful | NoHostAnswer
LateAnswer = Callable[[HostApproved | HostDeclined | HostDoubtful], None]


GivesWay = Callable[[], bool]
"""Says that something more urgent waits; asked every now and then, from the caller's thread."""


class CardHost(Protocol):
    """An acquirer's card host. It belongs to one thread; each call ends by ``deadline_s``."""

    def sale(self, request: CardSaleRequest, deadline_s: float) -> SaleAnswer:
        """Ask for an authorisation. The request's numbers are on the disk already."""

    def reverse(self, request: ReversalRequest, deadline_s: float) -> ReversalAnswer | NoHostAnswer:
        """Take a message back; repeated until it is answered."""

    def sign_on(self, deadline_s: float) -> bool:
        """Sign on (0800/920000); True if the host took it."""

    def echo(self, deadline_s: float, gives_way: GivesWay | None = None) -> float | None:
        """Return the round trip of an echo in milliseconds, or None.

        It is given up at once where it ``gives_way``. A line that did not answer one is closed.
        """


# --- reading a card -------------------------------------------------------------------------


class ReadProblem(StrEnum):
    """Why a card was not read; each has words on the card page."""

    INSERT_CHIP = "insert_chip"
    SWIPE = "swipe"
    TRY_AGAIN = "try_again"
    BAD_STRIPE = "bad_stripe"
    EXPIRED = "expired"
    PIN_NEEDED = "pin_needed"
    CASH_ONLY = "cash_only"
    NO_APPLICATION = "no_application"
    CARD_BLOCKED = "card_blocked"
    NOT_CHOSEN = "not_chosen"
    OVER_LIMIT = "over_limit"
    REMOVED = "removed"
    BAD_CARD = "bad_card"
    ANOTHER_CARD = "another_card"
    DECLINED_BY_CARD = "declined_by_card"


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What the readers wait for. ``fallback``: a stripe of a chip card is taken this once."""

    flow: str
    amount_minor: int
    tip_minor: int
    at: datetime
    counter: int
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A card is there, and is being read: the other ways no longer wait."""

    flow: str
    entry: EntryMode


@dataclass(frozen=True, slots=True)
class ChoiceNeeded:
    """The card has several applications; ``labels`` are their names, in the card's order."""

    flow: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardReady:
    """The card wants to go online: its facts. Its data is in the card box."""

    flow: str
    facts: CardFacts


@dataclass(frozen=True, slots=True)
class CardDone:
    """The card has seen the issuer's answer. ``approved``: it gave its certificate (TC)."""

    flow: str
    facts: CardFacts
    approved: bool
    was_lost: bool = False


@dataclass(frozen=True, slots=True)
class ReadFailed:
    """No transaction with this card, by this way. ``fallback``: the stripe may be tried next."""

    flow: str
    entry: EntryMode | None
    problem: ReadProblem
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class CardRemoved:
    """The card was taken out after the transaction; nothing holds it any more."""

    flow: str


@dataclass(frozen=True, slots=True)
class WaysTold:
    """Which ways to read a card work at this moment, for their lamps on the card page.

    A way that the shop has no reader for is not among them.
    """

    ways: tuple[tuple[EntryMode, Health], ...]


ReaderNews = CardSeen | ChoiceNeeded | CardReady | CardDone | ReadFailed | CardRemoved


class CardReaders(Protocol):
    """All the ways in at once: chip, tap and stripe. Thread-safe; no call waits.

    News come to the ``tell`` that was given when they were made, from threads of their own.
    """

    def read(self, request: ReadRequest) -> None:
        """Wait for a card by every way at once; the first one wins."""

    def choose(self, flow: str, index: int | None) -> None:
        """Answer :class:`ChoiceNeeded`; None: none of them."""

    def answered(
        self, flow: str, arc: str | None, issuer_data: bytes = b"", scripts: bytes = b""
    ) -> None:
        """Hand the issuer's answer to the card that waits; None: nobody could be asked."""

    def stop(self, flow: str) -> None:
        """Wait no longer; a card that is in is let go."""
