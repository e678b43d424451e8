"""The twin: a reader whose cards are put in, held to it and taken away by the demo desk."""

from __future__ import annotations

import threading
import time
from typing import Final

from hardware.card_reader.exchange import exchange
from hardware.card_reader.reader import CardLostError, MuteCardError, ReaderNote, ReaderState
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.simulation.cards.card import SimCard
from kpay_desktop.simulation.cards.errors import CardError, CardGoneError
from kpay_desktop.simulation.cards.spec import Protocol

NAME: Final = "simulated"


class SimReader:
    """Implements ``CardReader``: one slot and one field; a card is in one of them, or nowhere.

    Switches for tests and the demo desk, from any thread: ``insert``, ``hold``, ``take_away``,
    and ``break_down`` and ``mend``. ``card``, ``is_at_work`` and ``wait_until_read`` are for them
    too.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._card: SimCard | None = None
        #: The card that :meth:`wait_for_card` found last; another may be in its place by now.
        self._found: SimCard | None = None
        self._entry = EntryMode.CHIP
        self._is_spent = self._is_woken = self._has_power = False
        self._trouble: ReaderState | None = None

    @property
    def note(self) -> ReaderNote:
        """See ``CardReader``."""
        with self._changed:
            holds = ReaderState.READY if self._card is None else ReaderState.CARD_IN
            return ReaderNote(NAME, self._trouble or holds)

    @property
    def ways(self) -> frozenset[EntryMode]:
        """See ``CardReader``."""
        return frozenset({EntryMode.CHIP, EntryMode.TAP})

    @property
    def card(self) -> SimCard | None:
        """The card that is in the slot or in the field now."""
        with self._changed:
            return self._card

    @property
    def is_at_work(self) -> bool:
        """True while a card has power: it is being read, or waits for its issuer's answer."""
        with self._changed:
            return self._has_power

    def wait_until_read(self, card: SimCard, deadline: float) -> bool:
        """Wait until ``card`` was read to its end, or is gone; False at the deadline."""
        with self._changed:
            while self._card is card and not self._is_spent:
                left_s = deadline - time.monotonic()
                if left_s <= 0:
                    return False
                self._changed.wait(left_s)
            return True

    # --- hands ----------------------------------------------------------------------------

    def insert(self, card: SimCard) -> None:
        """Put a card into the slot; what was there is gone."""
        self._put(card, EntryMode.CHIP)

    def hold(self, card: SimCard) -> None:
        """Hold a card to the field; what was there is gone."""
        self._put(card, EntryMode.TAP)

    def _put(self, card: SimCard, entry: EntryMode) -> None:
        with self._changed:
            self._remove()
            self._card, self._entry = card, entry
            self._changed.notify_all()

    def take_away(self) -> None:
        """Take the card away, whatever is going on with it."""
        with self._changed:
            self._remove()
            self._changed.notify_all()

    def _remove(self) -> None:
        if self._card is not None:
            self._card.remove()
        self._card, self._is_spent, self._has_power = None, False, False

    def break_down(self, state: ReaderState) -> None:
        """Be a reader that is not there, or fails."""
        with self._changed:
            self._remove()
            self._trouble = state
            self._changed.notify_all()

    def mend(self) -> None:
        """Work again."""
        with self._changed:
            self._trouble = None
            self._changed.notify_all()

    # --- the reader -----------------------------------------------------------------------

    def wait_for_card(self, deadline: float) -> EntryMode | None:
        """See ``CardReader``."""
        with self._changed:
            while not self._is_woken and (left_s := deadline - time.monotonic()) > 0:
                if self._card is not None and not self._is_spent and self._trouble is None:
                    return self._power(self._card)
                self._changed.wait(left_s)
            self._is_woken = False
            return None

    def _power(self, card: SimCard) -> EntryMode:
        self._found = card
        try:
            if self._entry is EntryMode.CHIP:
                card.power_on()
            else:
                card.activate()
        except CardError:
            self._is_spent = True
            self._changed.notify_all()
            raise MuteCardError(self._entry) from None
        self._has_power = True
        return self._entry

    def rest(self, deadline: float) -> None:
        """See ``CardReader``."""
        with self._changed:
            while not self._is_woken and (left_s := deadline - time.monotonic()) > 0:
                self._changed.wait(left_s)
            self._is_woken = False

    def transmit(self, command: bytes) -> bytes:
        """See ``CardReader``."""
        with self._changed:
            card = self._card if self._has_power else None
            bytewise = (
                card is not None and self._entry is EntryMode.CHIP and card.protocol is Protocol.T0
            )
        if card is None:
            raise CardLostError
        try:
            return exchange(card.transmit, command, bytewise=bytewise)
        except CardGoneError:
            self._has_left(card)
            raise CardLostError from None
        except CardError:
            raise CardLostError from None

    def _has_left(self, card: SimCard) -> None:
        with self._changed:
            if self._card is card:
                self._remove()
                self._changed.notify_all()

    def is_present(self) -> bool:
        """See ``CardReader``."""
        with self._changed:
            return self._card is not None and self._card is self._found

    def skip(self) -> None:
        """See ``CardReader``."""
        with self._changed:
            self._is_spent = self._card is not None
            self._changed.notify_all()

    def release(self, *, keep: bool = False) -> None:
        """See ``CardReader``."""
        with self._changed:
            self._has_power = False
            if self._card is not None and self._card is self._found:
                self._card.power_off()
                self._is_spent = not keep
            self._changed.notify_all()

    def wake(self) -> None:
        """See ``CardReader``."""
        with self._changed:
            self._is_woken = True
            self._changed.notify_all()

    def close(self) -> None:
        """See ``CardReader``."""
        self.release()
