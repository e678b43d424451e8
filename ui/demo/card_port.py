"""What the demo desk asks of cards, their reader and the card host, and what comes back.

Names of behaviours, faults and answers are texts on purpose: the simulated world decides which
there are, and ``resources/translations/plastic_*.ts`` has their words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class CardWay(StrEnum):
    """What a hand does with a card."""

    TAP = "tap"
    INSERT = "insert"
    SWIPE = "swipe"


@dataclass(frozen=True, slots=True)
class PlasticCard:
    """A card, or a phone with one in it.

    ``behaviour`` is worded as ``plastic.shows_<behaviour>``, ``key`` as ``plastic.title_<key>``
    with ``title`` for a card that has no words. ``refused``: whoever issued it says no.
    ``faulty``: something is wrong with the card itself. ``first``: it is shown before the others.
    """

    key: str
    title: str
    scheme: str
    last_four: str
    behaviour: str
    ways: frozenset[CardWay]
    phone: bool = False
    asks_owner: bool = False
    refused: bool = False
    faulty: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True)
class CardsState:
    """The cards on the desk, and where they are.

    ``held`` is the card in the reader (``way`` ``INSERT``) or on it (``TAP``), or "".
    ``unlocked`` are the phones whose owner was there. ``fault`` is worded as
    ``plastic.fault_<fault>`` and happens to the next card that is used, "" for none; with
    ``pulled_out`` it leaves at command ``command``, counted from 1.
    """

    cards: tuple[PlasticCard, ...]
    held: str = ""
    way: CardWay | None = None
    unlocked: frozenset[str] = frozenset()
    faults: tuple[str, ...] = ()
    fault: str = ""
    command: int = 6


class CardLine(StrEnum):
    """The line between till and card host; the last four are no line that a till may take."""

    UP = "up"
    CUT = "cut"
    SILENT = "silent"
    TLS_BROKEN = "tls_broken"
    TLS_OTHER_NAME = "tls_other_name"
    TLS_OTHER_CA = "tls_other_ca"
    TLS_EXPIRED = "tls_expired"


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """A row of the card host's answers, worded as ``bank.card.<scenario>``.

    With a ``code`` the row is worded as ``bank.card.code_<code>`` where there are words for it.
    ``delay_s`` is part of the words; ``group`` is worded as ``plastic.group_<group>``. ``amount``
    is the end of an amount that gets this answer by itself, such as ``2.89``.
    """

    scenario: str
    group: str
    code: str = ""
    delay_s: float = 0.0
    amount: str = ""

    @property
    def name(self) -> str:
        """What tells it from the other rows."""
        return f"{self.scenario}:{self.code}" if self.code else self.scenario


@dataclass(frozen=True, slots=True)
class CardMessage:
    """A sale in the card host's book, in cents. ``state``: ``plastic.state_<state>``."""

    terminal: str
    stan: str
    voucher: str
    last_four: str
    amount_minor: int
    code: str
    state: str
    reversals: int = 0


@dataclass(frozen=True, slots=True)
class CardBankState:
    """The card host as its desk shows it; ``chosen`` is a row's name, "" while none is chosen.

    ``cents_table``: without a choice, an amount's end chooses.
    """

    answers: tuple[CardAnswer, ...]
    chosen: str
    stays: bool
    line: CardLine
    book: tuple[CardMessage, ...] = ()
    cents_table: bool = False


class CardPort(Protocol):
    """Cards and card host. Thread-safe; calls with a deadline may reach another process."""

    @property
    def has_cards(self) -> bool:
        """True where cards can be used. Does not wait."""

    def cards_state(self) -> CardsState:
        """Return the cards and where they are."""

    def use_card(self, key: str, way: CardWay) -> CardsState:
        """Insert a card, hold it to the reader until it was read, or swipe it."""

    def take_card(self) -> CardsState:
        """Take the card away that is in the reader or on it, whatever is going on with it."""

    def set_locked(self, key: str, locked: bool) -> CardsState:
        """Lock a phone, or let its owner unlock it."""

    def set_card_fault(self, fault: str, command: int) -> CardsState:
        """Choose what is wrong with the next card that is used; "" for nothing."""

    def new_cards(self) -> CardsState:
        """Take all cards away and lay out new ones: nothing blocked, nothing counted."""

    def card_bank_state(self, deadline_s: float) -> CardBankState | None:
        """Return the card host's next answer, its line and its book; None without an answer."""

    def set_card_answer(self, name: str, deadline_s: float, *, stays: bool) -> CardBankState | None:
        """Choose how the card host answers the next sale; "" leaves it to account and amount."""

    def set_card_line(self, line: CardLine, deadline_s: float) -> CardBankState | None:
        """Cut the line between till and card host, silence it, spoil its TLS, or mend it."""
