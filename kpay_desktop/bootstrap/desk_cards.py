"""The hands at the demo desk: they insert cards, hold them to the reader, swipe them and pull out.

To wire it in, a room that has a simulated reader makes one ``CardsAtDesk(reader, swiped)``, hands
it to :class:`~kpay_desktop.bootstrap.desk.Desk` as ``cards``, and calls ``stop`` at the end.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from hardware.card_reader.sim import SimReader
from kpay_desktop.simulation.cards import (
    Behaviour,
    CardMemory,
    CardSpec,
    Fault,
    SimCard,
    Wallet,
    Way,
    catalogue,
    make_card,
    tracks,
)
from ui.demo.card_port import CardsState, CardWay, PlasticCard

#: How long a card is held to the reader: while it is being read, or while nobody reads it.
READING_S, HOLDING_S = 10.0, 2.0
#: So long at least, so that one sees it.
LEAST_S = 0.5

#: Those that the desk shows first, as they are wanted.
FIRST: Final = (
    *("visa-debit", "mastercard", "unionpay", "visa-no-funds", "mastercard-broken"),
    *("two-applications", "phone-visa", "visa-expired", "amex", "jcb"),
)
PULLED_OUT, BAD_SWIPE, HALF_SWIPE = "pulled_out", "bad_swipe", "half_swipe"
#: What a tester wants at hand; ``Fault`` has more.
FAULTS: Final = (
    PULLED_OUT,
    *(
        fault.value
        for fault in (
            Fault.NO_ATR,
            Fault.NO_ANSWERS,
            Fault.GARBAGE,
            Fault.CARD_BLOCKED,
            Fault.APPLICATION_BLOCKED,
            Fault.CONDITIONS,
            Fault.AAC_FIRST,
            Fault.AAC_SECOND,
            Fault.ISSUER_REFUSED,
            Fault.WRONG_CRYPTOGRAM,
            Fault.OPTIONS_GARBAGE,
            Fault.RECORD_CUT_OFF,
            Fault.ELEMENT_TWICE,
            Fault.PAN_MISSING,
            Fault.CA_KEY_UNKNOWN,
            Fault.ISSUER_EXPIRED,
            Fault.STATIC_DATA,
            Fault.DYNAMIC_SIGNATURE,
        )
    ),
    BAD_SWIPE,
    HALF_SWIPE,
)
_OF_STRIPES: Final = frozenset({BAD_SWIPE, HALF_SWIPE})
#: What a reader types that could read nothing.
UNREADABLE: Final = "%E?;E?"
MOST_COMMANDS: Final = 99

_WAYS: Mapping[Way, CardWay] = {
    Way.TAP: CardWay.TAP,
    Way.CHIP: CardWay.INSERT,
    Way.STRIPE: CardWay.SWIPE,
}
_REFUSED: Final = frozenset(
    {
        Behaviour.INSUFFICIENT_FUNDS,
        Behaviour.ACCOUNT_REFUSED,
        Behaviour.EXPIRED,
        Behaviour.CARD_BLOCKED,
        Behaviour.APPLICATION_BLOCKED,
        Behaviour.CARD_DECLINES,
        Behaviour.CARD_DECLINES_LATE,
        Behaviour.NEEDS_PIN,
    }
)
_FAULTY: Final = frozenset(
    {
        Behaviour.CHIP_FAILS,
        Behaviour.CHIP_SILENT,
        Behaviour.CHIP_GARBAGE,
        Behaviour.PULLED_OUT,
        Behaviour.MALFORMED,
        Behaviour.NOT_GENUINE,
    }
)


class CardsAtDesk:
    """Cards, and hands that use them on a simulated reader. Thread-safe.

    ``swiped`` gets what a stripe reader types, as the keyboard's own filter hands it on.
    """

    def __init__(self, reader: SimReader, swiped: Callable[[str], None]) -> None:
        self._reader = reader
        self._swiped = swiped
        specs = sorted(catalogue(), key=lambda spec: _place(spec.key))
        self._specs = {spec.key: spec for spec in specs}
        self._cards = tuple(_plastic(spec) for spec in specs)
        self._lock = threading.RLock()
        self._memories: dict[str, CardMemory] = {}
        self._unlocked: set[str] = set()
        self._held: tuple[str, CardWay, SimCard] | None = None
        self._fault, self._command = "", CardsState(()).command
        self._hand: threading.Thread | None = None

    def state(self) -> CardsState:
        """Return the cards and where they are."""
        with self._lock:
            if self._held is not None and self._reader.card is not self._held[2]:
                # It has left by itself, as a card that is pulled out at a command does.
                self._held = None
            key, way = ("", None) if self._held is None else self._held[:2]
            return CardsState(
                cards=self._cards,
                held=key,
                way=way,
                unlocked=frozenset(self._unlocked),
                faults=FAULTS,
                fault=self._fault,
                command=self._command,
            )

    def use(self, key: str, way: CardWay) -> CardsState:
        """Insert a card, hold it to the reader until it was read, or swipe it. Does not wait.

        Raises:
            KeyError: there is no such card.
        """
        with self._lock:
            spec = self._specs[key]
            if way not in {_WAYS[can] for can in spec.ways}:
                return self.state()
            fault = self._fault
            if (fault in _OF_STRIPES) is (way is CardWay.SWIPE):
                # It was wrong with this card alone; another kind of fault waits for its kind.
                self._fault = ""
            if way is CardWay.SWIPE:
                typed = _typed(spec, fault)
            else:
                typed = ""
                self._put(spec, way, fault)
        if typed:
            self._swiped(typed)
        return self.state()

    def _put(self, spec: CardSpec, way: CardWay, fault: str) -> None:
        memory = self._memories.setdefault(spec.key, CardMemory())
        card = make_card(_spoilt(spec, fault, self._command), memory)
        if spec.key in self._unlocked:
            card.confirm_owner()
        self._held = (spec.key, way, card)
        if way is CardWay.INSERT:
            self._reader.insert(card)
            return
        self._reader.hold(card)
        self._hand = threading.Thread(
            target=self._hold, args=(card,), name="desk-hand", daemon=True
        )
        self._hand.start()

    def _hold(self, card: SimCard) -> None:
        """Take a card away that is held to the reader, once it was read or the arm is tired."""
        began = time.monotonic()
        if not self._reader.wait_until_read(card, began + HOLDING_S) and self._reader.is_at_work:
            self._reader.wait_until_read(card, began + READING_S)
        time.sleep(max(0.0, began + LEAST_S - time.monotonic()))
        with self._lock:
            if self._held is not None and self._held[2] is card:
                self.take()

    def take(self) -> CardsState:
        """Take the card away that is in the reader or on it, whatever is going on with it."""
        with self._lock:
            if self._held is not None:
                self._held = None
                self._reader.take_away()
            return self.state()

    def set_locked(self, key: str, locked: bool) -> CardsState:
        """Lock a phone, or let its owner unlock it for its next taps."""
        with self._lock:
            if locked:
                self._unlocked.discard(key)
            elif key in self._specs:
                self._unlocked.add(key)
                if self._held is not None and self._held[0] == key:
                    self._held[2].confirm_owner()
            return self.state()

    def set_fault(self, fault: str, command: int) -> CardsState:
        """Choose what is wrong with the next card that is used; "" for nothing."""
        with self._lock:
            self._fault = fault if fault in FAULTS else ""
            self._command = min(max(1, command), MOST_COMMANDS)
            return self.state()

    def anew(self) -> CardsState:
        """Take all cards away and lay out new ones: nothing blocked, nothing counted."""
        with self._lock:
            self.take()
            self._memories.clear()
            self._unlocked.clear()
            self._fault = ""
            return self.state()

    def stop(self, deadline_s: float) -> None:
        """Take the card away, and let the hand that held it come to rest."""
        self.take()
        if self._hand is not None:
            self._hand.join(deadline_s)


def _place(key: str) -> int:
    return FIRST.index(key) if key in FIRST else len(FIRST)


def _plastic(spec: CardSpec) -> PlasticCard:
    return PlasticCard(
        key=spec.key,
        title=spec.title,
        scheme=spec.applications[0].scheme.name.lower(),
        last_four=spec.last_four,
        behaviour=spec.behaviour.value,
        ways=frozenset(_WAYS[way] for way in spec.ways),
        phone=spec.wallet is not Wallet.NO,
        asks_owner=spec.wallet is Wallet.ASKS,
        refused=spec.behaviour in _REFUSED,
        faulty=spec.behaviour in _FAULTY,
        first=spec.key in FIRST,
    )


def _spoilt(spec: CardSpec, fault: str, command: int) -> CardSpec:
    """Return the card with that wrong with it; what concerns the stripe alone does not."""
    if fault == PULLED_OUT:
        return replace(spec, pulled_at=command)
    if fault and fault not in _OF_STRIPES:
        return replace(spec, faults=spec.faults | {Fault(fault)})
    return spec


def _typed(spec: CardSpec, fault: str) -> str:
    """Return what a stripe reader types, without its Enter: the filter keeps that to itself."""
    stripe = tracks(spec)
    if fault == BAD_SWIPE:
        return UNREADABLE
    if fault == HALF_SWIPE:
        return stripe.track_2[: len(stripe.track_2) // 2]
    return f"{stripe.track_1}{stripe.track_2}"
