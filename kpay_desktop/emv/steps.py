"""What a kernel asks of the world, what it is told, and how it ends.

A kernel is a generator. It yields a :data:`Request` and is sent the :data:`Answer` that belongs to
it; it never waits, reads no clock and makes no random number by itself. Whoever runs it may be a
reader's thread, a test that replays a log, or a simulated card.

==================  =====================================================
yields              is sent
==================  =====================================================
Transmit            ResponseApdu, or CardLost
ChooseApplication   Chosen (``index`` None: nobody wants any of them)
GoOnline            OnlineResult
Say                 None
==================  =====================================================
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kpay_desktop.emv.apdu import CommandApdu, ResponseApdu


class Tags(Mapping[int, bytes]):
    """Data elements by tag. They hold card data: neither ``repr`` nor ``str`` shows a value."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[int, bytes] | None = None) -> None:
        self._values = dict(values or {})

    def __getitem__(self, tag: int) -> bytes:
        return self._values[tag]

    def __iter__(self) -> Iterator[int]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Tags({', '.join(f'{tag:X}' for tag in self._values)})"


@dataclass(frozen=True, slots=True)
class Transmit:
    """Send this command to the card."""

    command: CommandApdu


@dataclass(frozen=True, slots=True)
class CardLost:
    """The card left, or does not answer any more."""


@dataclass(frozen=True, slots=True)
class ApplicationChoice:
    """One application that the customer may choose: its AID and the name to show (Book 1 §12.4)."""

    aid: bytes
    label: str


@dataclass(frozen=True, slots=True)
class ChooseApplication:
    """Let the customer choose; also with one choice, if the card wants it confirmed."""

    choices: tuple[ApplicationChoice, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The place of the application in the list, or None."""

    index: int | None


class Prompt(StrEnum):
    """What cashier and customer should read while the card works."""

    READING = "reading"
    KEEP_CARD = "keep_card"
    AUTHORISING = "authorising"
    REMOVE_CARD = "remove_card"


@dataclass(frozen=True, slots=True)
class Say:
    """Show a prompt; nothing is waited for."""

    prompt: Prompt


class Cvm(StrEnum):
    """How the cardholder was verified. ``NOT_DONE``: no rule applied, or it failed."""

    NONE = "none"
    SIGNATURE = "signature"
    ON_DEVICE = "on_device"
    NOT_DONE = "not_done"


@dataclass(frozen=True, slots=True)
class GoOnline:
    """Ask the issuer. ``tags`` holds every data element so far, the ARQC in 9F26 among them."""

    tags: Tags
    cvm: Cvm


@dataclass(frozen=True, slots=True)
class OnlineResult:
    """What the issuer said.

    ``arc``: authorisation response code, two characters (tag 8A), or None if nobody could be asked
    or nothing that can be believed came back. ``issuer_data``: value of tag 91. ``scripts``:
    templates 71 and 72 as they came, one after the other.
    """

    arc: str | None
    issuer_data: bytes = field(default=b"", repr=False)
    scripts: bytes = field(default=b"", repr=False)


Request = Transmit | ChooseApplication | GoOnline | Say
Answer = ResponseApdu | CardLost | Chosen | OnlineResult | None


class Decision(StrEnum):
    """How a transaction ended.

    ``APPROVED``: the issuer said yes and the card did not contradict. ``DECLINED``: the card, the
    terminal or the issuer said no. ``ENDED``: there was no transaction (nothing was sent, or the
    card could not be worked with). ``TRY_AGAIN``: present the same card again, nothing was sent.
    ``OTHER_WAY``: the same card by another interface; ``Outcome.reason`` says which.
    """

    APPROVED = "approved"
    DECLINED = "declined"
    ENDED = "ended"
    TRY_AGAIN = "try_again"
    OTHER_WAY = "other_way"


class Reason(StrEnum):
    """Why it ended so; each has words on the page."""

    DONE = "done"
    ISSUER_DECLINED = "issuer_declined"
    CARD_DECLINED = "card_declined"
    TERMINAL_DECLINED = "terminal_declined"
    NO_HOST = "no_host"
    CARD_DECLINED_AFTER_APPROVAL = "card_declined_after_approval"
    CARD_LOST_AFTER_APPROVAL = "card_lost_after_approval"
    CARD_LOST = "card_lost"
    CARD_BLOCKED = "card_blocked"
    APPLICATION_BLOCKED = "application_blocked"
    NO_APPLICATION = "no_application"
    NOT_CHOSEN = "not_chosen"
    BAD_CARD = "bad_card"
    CONDITIONS = "conditions"
    OVER_LIMIT = "over_limit"
    INSERT_CHIP = "insert_chip"
    SWIPE = "swipe"
    USE_ANOTHER_CARD = "use_another_card"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a transaction.

    ``tvr`` (tag 95) and ``tsi`` (tag 9B) as the books say. ``was_online``: the issuer was asked; an
    approval it may have given must be reversed unless ``decision`` is ``APPROVED``.
    ``fallback``: the chip failed technically before GET PROCESSING OPTIONS was done, so the stripe
    may be read within a short time. ``script_results``: value of tag 9F5B, empty without scripts.
    """

    decision: Decision
    reason: Reason
    cvm: Cvm
    tvr: bytes
    tsi: bytes
    tags: Tags
    was_online: bool = False
    fallback: bool = False
    script_results: bytes = b""


Kernel = Generator[Request, Answer, Outcome]
