"""What customer and cashier do in one case of the scenario table."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Final

from hardware.card_reader.sim import SimReader
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.simulation.cards import CardSpec, SimCard, card, make_card, tracks
from tests.helpers.card_cases import Case, Hand, LastWord, Way
from ui.backend_cards import CardBackend

_GENERATE_AC: Final = 0xAE
_TC: Final = 0x40
_CONDITIONS: Final = bytes.fromhex("6985")
_GARBAGE: Final = bytes.fromhex("80021234A59000")
STALL_S: Final = 60.0


def spec_of(case: Case) -> CardSpec:
    """Return the card of a case, with what is wrong with it."""
    spec = card(case.card)
    pulled = case.pulled_at if case.pulled_at is not None else spec.pulled_at
    faults = spec.faults | case.faults
    return replace(spec, faults=faults, pulled_at=pulled, pulled_late=case.pulled_late)


class Hands:
    """One customer's card, and what is done with it as the till's pages change."""

    def __init__(self, case: Case, flow: str, reader: SimReader, cards: CardBackend) -> None:
        self._case, self._flow, self._reader, self._cards = case, flow, reader, cards
        self._spec = spec_of(case)
        self._is_confirmed = self._has_chosen = self._has_swiped = False
        self._may_speak = threading.Event()
        self.card: SimCard = make_card(self._spec, meddle=self._last_word)
        self.problem = ""
        self.wants_out = False

    @property
    def typed(self) -> str:
        """What a stripe reader types of the card."""
        stripe = tracks(self._spec)
        return self._case.typed or f"{stripe.track_1}{stripe.track_2}"

    def present(self) -> None:
        """Use the card, if there is one and it is not swiped."""
        if not self._case.shows_card:
            return
        if self._case.way is Way.TAP:
            self._reader.hold(self.card)
        elif self._case.way is not Way.SWIPE:
            self._reader.insert(self.card)

    def end(self) -> None:
        """Take the card away."""
        self._may_speak.set()
        self._reader.take_away()

    def wants_to_swipe(self, state: CardSaleState) -> bool:
        """Say, once, that the card is swiped now: the till asks for it."""
        if self._has_swiped or self._case.way is not Way.FALLBACK or not state.fallback:
            return False
        self._has_swiped = True
        return True

    def see(self, state: CardSaleState) -> None:
        """Do what the page asks for."""
        if state.phase is Phase.CHOOSING and not self._has_chosen:
            self._has_chosen = True
            self._cards.choose(self._flow, self._case.choice)
        elif state.phase is Phase.CONFIRMING and self._case.hand is Hand.CONFIRMING:
            self._reader.take_away()
        elif state.phase is Phase.CONFIRMING and not self._is_confirmed:
            self._is_confirmed = True
            self._cards.confirm(self._flow)
        elif state.phase is Phase.READING and state.problem is not None:
            self.problem = state.problem.value
            self.wants_out = not (state.fallback and self._case.way is Way.FALLBACK)

    def _last_word(self, _: int, command: bytes, answer: bytes) -> bytes:
        """Spoil the card's answer to the second GENERATE AC."""
        case = self._case.last
        if case is LastWord.SAID or command[1] != _GENERATE_AC or command[2] & 0xC0 != _TC:
            return answer
        if case is LastWord.STALLS:
            self._may_speak.wait(STALL_S)
            return answer
        return _CONDITIONS if case is LastWord.ERROR else _GARBAGE
