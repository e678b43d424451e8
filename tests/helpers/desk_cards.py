"""Cards and a card host in memory for the demo desk, slow or failing on request."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

from hardware.card_reader.sim import SimReader
from kpay_desktop.bootstrap.desk_card_host import answers_of
from kpay_desktop.bootstrap.desk_cards import CardsAtDesk
from kpay_desktop.simulation.bank.cardhost.scenarios import RULES, CardKind
from kpay_desktop.simulation.card_desk_client import ScenarioRow
from ui.demo.card_port import CardBankState, CardLine, CardMessage, CardsState, CardWay

SCENARIOS = tuple(
    ScenarioRow(
        message_id=rule.message_id,
        scenario=rule.scenario.value,
        number=rule.number,
        kinds=tuple(kind.value for kind in CardKind if kind in rule.kinds),
        group=rule.group.value,
        delay_s=rule.delay_s,
        bank=rule.bank,
        till=rule.till,
    )
    for rule in RULES
)
BOOK = (
    CardMessage("80010001", "000312", "000141", "0036", 123_456, "00", "approved"),
    CardMessage("80010001", "000311", "000140", "5454", 2893, "00", "reversed", reversals=2),
    CardMessage("80010001", "000310", "000139", "0002", 3080, "51", "declined"),
    CardMessage("80010001", "000309", "000138", "1010", 3080, "00", "approved"),
)
CARD_BANK = CardBankState(
    answers=answers_of(SCENARIOS),
    chosen="",
    stays=False,
    line=CardLine.UP,
    book=BOOK,
    cents_table=True,
)


@dataclass
class FakeCards:
    """Implements ``CardPort``. ``hold`` keeps every call of that name until it is set.

    ``hands`` are real ones at a simulated reader that nobody waits at; without them there are no
    cards. ``failing`` names calls that raise, ``unreachable`` makes the bank answer None.
    """

    hands: CardsAtDesk | None = None
    card_bank: CardBankState = CARD_BANK
    unreachable: bool = False
    failing: set[str] = field(default_factory=set)
    hold: dict[str, threading.Event] = field(default_factory=dict)
    calls: list[tuple[object, ...]] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    swipes: list[str] = field(default_factory=list)

    def lay_out_cards(self) -> SimReader:
        """Have cards; return the reader that they are used at."""
        reader = SimReader()
        self.hands = CardsAtDesk(reader, self.swipes.append)
        return reader

    def named(self, name: str) -> list[tuple[object, ...]]:
        """Return the calls of that name, without it."""
        return [call[1:] for call in self.calls if call[0] == name]

    def _note(self, name: str, *given: object) -> None:
        self.calls.append((name, *given))
        self.threads.add(threading.get_ident())
        gate = self.hold.get(name)
        if gate is not None and not gate.wait(30):
            raise TimeoutError("the test never let go")
        if name in self.failing:
            raise OSError("broken on request")

    @property
    def has_cards(self) -> bool:
        return self.hands is not None

    def _at_hand(self, name: str, *given: object) -> CardsAtDesk:
        self._note(name, *given)
        if self.hands is None:
            raise AssertionError("this desk has no cards")
        return self.hands

    def cards_state(self) -> CardsState:
        return self._at_hand("cards_state").state()

    def use_card(self, key: str, way: CardWay) -> CardsState:
        return self._at_hand("use_card", key, way).use(key, way)

    def take_card(self) -> CardsState:
        return self._at_hand("take_card").take()

    def set_locked(self, key: str, locked: bool) -> CardsState:
        return self._at_hand("set_locked", key, locked).set_locked(key, locked)

    def set_card_fault(self, fault: str, command: int) -> CardsState:
        return self._at_hand("set_card_fault", fault, command).set_fault(fault, command)

    def new_cards(self) -> CardsState:
        return self._at_hand("new_cards").anew()

    def card_bank_state(self, deadline_s: float) -> CardBankState | None:
        del deadline_s
        self._note("card_bank_state")
        return None if self.unreachable else self.card_bank

    def set_card_answer(self, name: str, deadline_s: float, *, stays: bool) -> CardBankState | None:
        del deadline_s
        self._note("set_card_answer", name, stays)
        self.card_bank = replace(self.card_bank, chosen=name, stays=stays)
        return self.card_bank

    def set_card_line(self, line: CardLine, deadline_s: float) -> CardBankState | None:
        del deadline_s
        self._note("set_card_line", line)
        self.card_bank = replace(self.card_bank, line=line)
        return self.card_bank
