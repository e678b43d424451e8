"""Chip and tap through the computer's card service (PC/SC): every reader that it knows.

The service may start late, end, and start again; readers are plugged in and out. So nothing is
asked of the library but one bounded wait after the other, and whatever fails is begun anew.
"""

from __future__ import annotations

import contextlib
import logging
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from hardware.card_reader.exchange import exchange
from hardware.card_reader.pcsc_library import (
    PLUG_AND_PLAY,
    Change,
    ComputersPcsc,
    Connection,
    NoLibraryError,
    Pcsc,
    PcscCode,
    PcscError,
    SlotState,
)
from hardware.card_reader.reader import CardLostError, MuteCardError, ReaderNote, ReaderState
from kpay_desktop.domain.card import EntryMode

log = logging.getLogger(__name__)

#: A wait that cannot be ended from outside, because it had not yet begun, is no longer than this.
SLICE_S: Final = 1.0
#: Between two tries to reach a service or a card that another program holds.
RETRY_S: Final = 0.5

# A reader that makes an ATR up for a card in its field follows PC/SC part 3 §3.1.3.2.3.
_TAPPED_ATR: Final = re.compile(rb"\x3b[\x80-\x8f]\x80\x01", re.DOTALL)
_TAP_NAME: Final = re.compile(r"picc|contactless|\bnfc\b|\bcl\b|\brfid\b", re.IGNORECASE)
_CHIP_NAME: Final = re.compile(r"\bicc\b|contact reader|\bchip\b", re.IGNORECASE)
# A slot inside the reader for its own security module, never a customer's card.
_MODULE_NAME: Final = re.compile(r"\bsam\b", re.IGNORECASE)
_MUTE: Final = frozenset(
    {
        PcscCode.UNRESPONSIVE_CARD,
        PcscCode.UNPOWERED_CARD,
        PcscCode.UNSUPPORTED_CARD,
        PcscCode.PROTO_MISMATCH,
    }
)
_SERVICE: Final = frozenset({PcscCode.NO_SERVICE, PcscCode.SERVICE_STOPPED})


def entry_of(reader: str, atr: bytes) -> EntryMode:
    """Tell how a card came to a reader: by the reader's name, else by the card's ATR."""
    if _TAP_NAME.search(reader):
        return EntryMode.TAP
    if _CHIP_NAME.search(reader) or not _TAPPED_ATR.match(atr):
        return EntryMode.CHIP
    return EntryMode.TAP


def ways_by_name(names: Iterable[str]) -> frozenset[EntryMode]:
    """Return the ways that readers offer by their names: chip, unless a name says otherwise."""
    return frozenset(entry_of(name, b"") for name in names)


@dataclass(slots=True)
class _Slot:
    state: int = SlotState.UNAWARE
    atr: bytes = b""
    is_spent: bool = False

    @property
    def holds_card(self) -> bool:
        return bool(self.state & SlotState.PRESENT)


class PcscReader:
    """Implements ``CardReader`` for the readers whose name contains ``named``; empty means all.

    ``shared``: other programs may use the card at the same time; a lab may want that.
    """

    def __init__(
        self,
        named: str = "",
        *,
        shared: bool = False,
        make: Callable[[], Pcsc] = ComputersPcsc,
    ) -> None:
        self._named, self._shared, self._make = named, shared, make
        self._pcsc: Pcsc | None = None
        self._context: int | None = None
        self._slots: dict[str, _Slot] = {}
        self._total = 0
        self._found = ""
        self._connection: Connection | None = None
        self._woken = threading.Event()
        self._state = ReaderState.STARTING
        self._lock = threading.Lock()
        self._ways = ways_by_name([named])

    @property
    def note(self) -> ReaderNote:
        """See ``CardReader``."""
        name = self._found or next(iter(tuple(self._slots)), "") or self._named
        return ReaderNote(name, self._state)

    @property
    def ways(self) -> frozenset[EntryMode]:
        """See ``CardReader``. Of readers that were pulled out, what they offered."""
        return self._ways

    # --- waiting --------------------------------------------------------------------------

    def wait_for_card(self, deadline: float) -> EntryMode | None:
        """See ``CardReader``."""
        return self._watch(deadline, wanted=True)

    def rest(self, deadline: float) -> None:
        """See ``CardReader``."""
        self._watch(deadline, wanted=False)

    def _watch(self, deadline: float, *, wanted: bool) -> EntryMode | None:
        while (left_s := deadline - time.monotonic()) > 0 and not self._woken.is_set():
            try:
                pcsc, context = self._reach()
                self._list_readers(pcsc, context)
                fresh = self._fresh() if wanted else None
                if fresh is not None:
                    entry = self._power(pcsc, context, fresh)
                    if entry is not None:
                        return entry
                self._look(pcsc, context, min(left_s, SLICE_S))
            except NoLibraryError:
                self._become(ReaderState.NO_LIBRARY)
                self._woken.wait(left_s)
            except PcscError as error:
                self._lose(error)
                self._woken.wait(min(left_s, RETRY_S))
        self._woken.clear()
        return None

    def _reach(self) -> tuple[Pcsc, int]:
        if self._pcsc is None:
            self._pcsc = self._make()
        if self._context is None:
            context = self._pcsc.open()
            with self._lock:
                self._context = context
        return self._pcsc, self._context

    def _list_readers(self, pcsc: Pcsc, context: int) -> None:
        names = pcsc.readers(context)
        self._total = len(names)
        wanted = [name for name in names if self._is_ours(name)]
        for name in [name for name in self._slots if name not in wanted]:
            del self._slots[name]
        for name in wanted:
            self._slots.setdefault(name, _Slot())
        if self._slots:
            self._ways = ways_by_name(self._slots)
        else:
            self._become(ReaderState.ABSENT)

    def _is_ours(self, name: str) -> bool:
        return self._named.lower() in name.lower() and not _MODULE_NAME.search(name)

    def _look(self, pcsc: Pcsc, context: int, timeout_s: float) -> None:
        known = [(name, slot.state) for name, slot in self._slots.items()]
        known.append((PLUG_AND_PLAY, self._total << 16))
        for change in pcsc.changes(context, max(1, int(timeout_s * 1000)), known):
            if change.reader in self._slots and change.state & SlotState.CHANGED:
                self._take(self._slots[change.reader], change)
        if self._slots and self._state is not ReaderState.BUSY:
            holds = any(slot.holds_card for slot in self._slots.values())
            self._become(ReaderState.CARD_IN if holds else ReaderState.READY)

    def _take(self, slot: _Slot, change: Change) -> None:
        is_there = bool(change.state & SlotState.PRESENT)
        # The counter tells a card that was changed between two looks from one that stayed.
        is_same = slot.holds_card and slot.state >> 16 == change.state >> 16
        if not (is_there and (is_same or not slot.state)):
            slot.is_spent = False
        slot.state, slot.atr = change.state & ~int(SlotState.CHANGED), change.atr
        if self._state is ReaderState.BUSY and not is_there:
            self._become(ReaderState.READY)

    def _fresh(self) -> str | None:
        return next(
            (name for name, slot in self._slots.items() if slot.holds_card and not slot.is_spent),
            None,
        )

    def _power(self, pcsc: Pcsc, context: int, reader: str) -> EntryMode | None:
        slot = self._slots[reader]
        entry = entry_of(reader, slot.atr)
        if slot.state & SlotState.MUTE:
            slot.is_spent = True
            raise MuteCardError(entry)
        try:
            self._connection = pcsc.connect(context, reader, shared=self._shared)
        except PcscError as error:
            if error.code in _MUTE:
                slot.is_spent = True
                raise MuteCardError(entry) from None
            if error.code in {PcscCode.NO_SMARTCARD, PcscCode.REMOVED_CARD}:
                slot.state = SlotState.UNAWARE
                return None
            if error.code != PcscCode.SHARING_VIOLATION:
                raise
            self._become(ReaderState.BUSY)
            self._woken.wait(RETRY_S)
            return None
        self._found = reader
        self._become(ReaderState.CARD_IN)
        return entry

    # --- the card -------------------------------------------------------------------------

    def transmit(self, command: bytes) -> bytes:
        """See ``CardReader``."""
        if self._connection is None:
            raise CardLostError
        return exchange(self._send, command, bytewise=self._connection.bytewise)

    def _send(self, command: bytes) -> bytes:
        if self._pcsc is None or self._connection is None:
            raise CardLostError
        try:
            return self._pcsc.transmit(self._connection, command)
        except PcscError as error:
            log.info("a command was not answered, code=%08X", error.code)
            raise CardLostError from None

    def is_present(self) -> bool:
        """See ``CardReader``."""
        if self._pcsc is None or self._context is None or not self._found:
            return False
        try:
            found = self._pcsc.changes(self._context, 0, [(self._found, SlotState.UNAWARE)])
        except PcscError:
            return False
        return any(change.state & SlotState.PRESENT for change in found)

    def skip(self) -> None:
        """See ``CardReader``."""
        for slot in self._slots.values():
            slot.is_spent |= slot.holds_card

    def release(self, *, keep: bool = False) -> None:
        """See ``CardReader``."""
        connection, self._connection = self._connection, None
        if connection is not None and self._pcsc is not None:
            self._pcsc.disconnect(connection)
        slot = self._slots.get(self._found)
        if slot is not None:
            slot.is_spent = not keep

    # --- the service ----------------------------------------------------------------------

    def wake(self) -> None:
        """See ``CardReader``."""
        self._woken.set()
        with self._lock:
            if self._context is not None and self._pcsc is not None:
                self._pcsc.cancel(self._context)

    def close(self) -> None:
        """See ``CardReader``."""
        self.release()
        self._forget_context()

    def _lose(self, error: PcscError) -> None:
        self._connection = None
        self._slots.clear()
        self._forget_context()
        is_service = error.code in _SERVICE
        if self._become(ReaderState.NO_SERVICE if is_service else ReaderState.FAILING):
            log.info("the card service fails, code=%08X", error.code)

    def _forget_context(self) -> None:
        with self._lock:
            context, self._context = self._context, None
        if context is not None and self._pcsc is not None:
            with contextlib.suppress(PcscError):
                self._pcsc.close(context)

    def _become(self, state: ReaderState) -> bool:
        has_changed = state is not self._state
        self._state = state
        return has_changed
