"""A card service in memory, with readers, cards, and the ways it fails."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from hardware.card_reader.pcsc_library import (
    PLUG_AND_PLAY,
    Change,
    Connection,
    PcscCode,
    PcscError,
    SlotState,
)
from kpay_desktop.simulation.cards import CardError, SimCard
from kpay_desktop.simulation.cards.reset import atr_of_tap
from kpay_desktop.simulation.cards.spec import Protocol

BROKEN = 0x8010002F


@dataclass
class _Reader:
    card: SimCard | None = None
    is_tap: bool = False
    is_mute: bool = False
    atr: bytes = b""
    events: int = 0


class ScriptedPcsc:
    """Implements ``Pcsc``; readers and cards come and go by its switches."""

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._changed = threading.Condition()
        self._readers = {name: _Reader() for name in names}
        self._is_down = False
        self._is_cancelled = False
        self.held_by_others = False
        self.opened = 0

    # --- switches ---------------------------------------------------------------------------

    def insert(self, reader: str, card: SimCard, *, is_tap: bool = False) -> None:
        with self._changed:
            slot = self._readers[reader]
            slot.card, slot.is_tap, slot.is_mute = card, is_tap, False
            try:
                if is_tap:
                    card.activate()
                    slot.atr = atr_of_tap()
                else:
                    slot.atr = card.power_on()
            except CardError:
                slot.is_mute = True
            slot.events += 1
            self._changed.notify_all()

    def remove(self, reader: str) -> None:
        with self._changed:
            slot = self._readers[reader]
            if slot.card is not None:
                slot.card.remove()
            slot.card, slot.atr = None, b""
            slot.events += 1
            self._changed.notify_all()

    def plug_in(self, reader: str) -> None:
        with self._changed:
            self._readers[reader] = _Reader()
            self._changed.notify_all()

    def unplug(self, reader: str) -> None:
        with self._changed:
            del self._readers[reader]
            self._changed.notify_all()

    def go_down(self) -> None:
        with self._changed:
            self._is_down = True
            self._changed.notify_all()

    def come_up(self) -> None:
        with self._changed:
            self._is_down = False
            self._changed.notify_all()

    # --- the service ------------------------------------------------------------------------

    def _check(self) -> None:
        if self._is_down:
            raise PcscError(PcscCode.NO_SERVICE)

    def open(self) -> int:
        with self._changed:
            self._check()
            self.opened += 1
            return self.opened

    def close(self, context: int) -> None:
        with self._changed:
            self._check()

    def cancel(self, context: int) -> None:
        with self._changed:
            self._is_cancelled = True
            self._changed.notify_all()

    def readers(self, context: int) -> list[str]:
        with self._changed:
            self._check()
            return list(self._readers)

    def changes(
        self, context: int, timeout_ms: int, known: Sequence[tuple[str, int]]
    ) -> list[Change]:
        end = time.monotonic() + timeout_ms / 1000
        with self._changed:
            self._is_cancelled = False
            while True:
                self._check()
                told = [self._now(name, state) for name, state in known]
                if any(change.state & SlotState.CHANGED for change in told):
                    return told
                left_s = end - time.monotonic()
                if left_s <= 0 or self._is_cancelled:
                    return []
                self._changed.wait(left_s)

    def _now(self, name: str, known: int) -> Change:
        if name == PLUG_AND_PLAY:
            has_changed = known >> 16 != len(self._readers)
            return Change(name, len(self._readers) << 16 | 2 * has_changed, b"")
        slot = self._readers.get(name)
        if slot is None:
            raise PcscError(0x80100009)
        state = slot.events << 16 | (SlotState.PRESENT if slot.card is not None else 0x10)
        if slot.is_mute:
            state |= SlotState.MUTE
        return Change(name, state | (0 if state == known else SlotState.CHANGED), slot.atr)

    def connect(self, context: int, reader: str, *, shared: bool) -> Connection:
        with self._changed:
            self._check()
            if self.held_by_others and not shared:
                raise PcscError(PcscCode.SHARING_VIOLATION)
            slot = self._readers[reader]
            card = slot.card
            if card is None:
                raise PcscError(PcscCode.NO_SMARTCARD)
            try:
                if slot.is_tap:
                    card.activate()
                else:
                    card.power_on()
            except CardError:
                raise PcscError(PcscCode.UNRESPONSIVE_CARD) from None
            place = list(self._readers).index(reader)
            return Connection(place, not slot.is_tap and card.protocol is Protocol.T0)

    def transmit(self, connection: Connection, command: bytes) -> bytes:
        with self._changed:
            self._check()
            name = list(self._readers)[connection.handle]
            card = self._readers[name].card
        if card is None:
            raise PcscError(PcscCode.REMOVED_CARD)
        try:
            return card.transmit(command)
        except CardError:
            raise PcscError(BROKEN) from None

    def disconnect(self, connection: Connection) -> None:
        with self._changed:
            readers = list(self._readers.values())
            card = readers[connection.handle].card if connection.handle < len(readers) else None
        if card is not None:
            card.power_off()
