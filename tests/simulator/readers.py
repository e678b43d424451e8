"""The card readers, and the customers who hold their cards to them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Protocol

from kpay_desktop.domain.card import CardFacts, EntryMode, Verification, scheme_of
from kpay_desktop.ports_cards import (
    CardBox,
    CardData,
    CardDone,
    CardReady,
    CardRemoved,
    CardSeen,
    ReaderNews,
    ReadFailed,
    ReadProblem,
    ReadRequest,
)
from tests.simulator.threads import Director

NUMBERS: Final = (
    "4761739001010119",
    "5413339000001513",
    "6216261000000002108",
    "3541829012345009",
    "374245455400126",
)
EXPIRY: Final = "2912"
_TAGS: Final = {0x95: b"\x00" * 5, 0x9F10: b"\x06\x01", 0x9F36: b"\x00\x42", 0x57: b"\x54\x13"}


class Runs(Protocol):
    """The program that the readers belong to."""

    @property
    def is_well(self) -> bool:
        """True while it runs."""


@dataclass(slots=True)
class Pockets:
    """Which card paid for which sale, by their flows; ``asked``: for which it is shown again."""

    paid: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)


class Readers:
    """Implements ``ports_cards.CardReaders`` for one life of the till."""

    def __init__(
        self, director: Director, chance: random.Random, box: CardBox, till: Runs, pockets: Pockets
    ) -> None:
        self._director, self._chance, self._box, self._till = director, chance, box, till
        self._pockets = pockets
        self.tell: Callable[[ReaderNews], None] = lambda _: None
        self._waiting: ReadRequest | None = None
        self._in: dict[str, CardFacts] = {}

    def read(self, request: ReadRequest) -> None:
        self._waiting = request
        # The card's own number goes with the purchase, not with the try.
        if self._chance.random() < 0.93:
            in_s = self._chance.uniform(0.3, 20.0)
            self._director.plan(in_s, lambda: self._present(request))

    def choose(self, flow: str, index: int | None) -> None:
        """No card here has several applications."""

    def answered(
        self, flow: str, arc: str | None, issuer_data: bytes = b"", scripts: bytes = b""
    ) -> None:
        facts = self._in.get(flow)
        if facts is None:
            return
        if arc is None:
            self._later(0.5, CardRemoved(flow))
            return
        word = self._chance.random()
        if word < 0.88:
            self._later(1.0, CardDone(flow, facts, arc == "00"))
        elif word < 0.94:
            self._later(1.0, CardDone(flow, facts, approved=False))
        elif word < 0.98:
            self._later(1.0, ReadFailed(flow, facts.entry, ReadProblem.REMOVED))
        self._later(3.0, CardRemoved(flow))

    def stop(self, flow: str) -> None:
        if self._waiting is not None and self._waiting.flow == flow:
            self._waiting = None
        if flow in self._in:
            self._later(1.0, CardRemoved(flow))

    def _present(self, request: ReadRequest) -> None:
        if self._waiting is not request or not self._till.is_well:
            return
        flow, chance = request.flow, self._chance
        entry = chance.choice((EntryMode.TAP, EntryMode.CHIP, EntryMode.CHIP, EntryMode.SWIPE))
        self.tell(CardSeen(flow, entry))
        if chance.random() < 0.08:
            problem = chance.choice((ReadProblem.TRY_AGAIN, ReadProblem.DECLINED_BY_CARD))
            self._later(0.4, ReadFailed(flow, entry, problem))
            return
        number = self._card_for(flow)
        facts = facts_of(flow, entry, number)
        self._waiting = None
        if entry is EntryMode.CHIP:
            self._in[flow] = facts

        def ready() -> None:
            if self._till.is_well:
                track = f"{number}={EXPIRY}2011000099990"
                self._box.put(facts.handle, CardData(number, EXPIRY, track, "01", _TAGS))
                self.tell(CardReady(flow, facts))

        self._director.plan(0.5, ready)

    def _card_for(self, flow: str) -> str:
        """Return the number of the card that is shown: for money back mostly the one that paid."""
        paid = self._pockets.paid.get(self._pockets.asked.get(flow, ""))
        if paid is not None and self._chance.random() < 0.9:
            return paid
        number = self._chance.choice(NUMBERS)
        self._pockets.paid[flow] = number
        return number

    def _later(self, in_s: float, news: ReaderNews) -> None:
        def tell() -> None:
            if self._till.is_well:
                if isinstance(news, CardRemoved):
                    self._in.pop(news.flow, None)
                self.tell(news)

        self._director.plan(in_s * self._chance.uniform(0.5, 1.5), tell)


def handle_of(flow: str) -> str:
    """Return the name of a flow's card data, as the program's readers have it."""
    kind, _, number = flow.rpartition(":")
    return f"{'back' if kind == 'money_back' else 'card'}:{number}"


def facts_of(flow: str, entry: EntryMode, number: str) -> CardFacts:
    """Return a card as pages see it."""
    signs = entry is EntryMode.SWIPE
    return CardFacts(
        handle=handle_of(flow),
        scheme=scheme_of(number),
        entry=entry,
        first_six=number[:6],
        last_four=number[-4:],
        expiry=f"{EXPIRY[2:]}{EXPIRY[:2]}",
        holder="TAN/MEI LING",
        verification=Verification.SIGNATURE if signs else Verification.NONE,
    )
