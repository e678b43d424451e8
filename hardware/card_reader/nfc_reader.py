"""Taps through a bare NFC reader, without the computer's card service."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from hardware.card_reader.exchange import exchange
from hardware.card_reader.nfc_library import (
    Field,
    FieldLostError,
    NfcField,
    TappedCard,
    UnfitCardError,
)
from hardware.card_reader.pcsc_library import NoLibraryError
from hardware.card_reader.reader import CardLostError, MuteCardError, ReaderNote, ReaderState
from kpay_desktop.domain.card import EntryMode

log = logging.getLogger(__name__)

#: Between two looks into the field, and between two tries to open the reader.
LOOK_S: Final = 0.05
RETRY_S: Final = 2.0


class NfcReader:
    """Implements ``CardReader`` for a reader by its path: ``usb``, ``tty:USB0:pn532``, ``udp:…``.

    The field is looked into only while a card is wanted, or until a card that was read has left.
    """

    def __init__(self, path: str, make: Callable[[str], Field] = NfcField) -> None:
        self._path, self._make = path, make
        self._field: Field | None = None
        self._card: TappedCard | None = None
        self._is_spent = False
        self._woken = threading.Event()
        self._state = ReaderState.STARTING

    @property
    def note(self) -> ReaderNote:
        """See ``CardReader``."""
        return ReaderNote(f"NFC {self._path}", self._state)

    @property
    def ways(self) -> frozenset[EntryMode]:
        """See ``CardReader``."""
        return frozenset({EntryMode.TAP})

    def wait_for_card(self, deadline: float) -> EntryMode | None:
        """See ``CardReader``."""
        return self._watch(deadline, wanted=True)

    def rest(self, deadline: float) -> None:
        """See ``CardReader``."""
        self._watch(deadline, wanted=False)

    def _watch(self, deadline: float, *, wanted: bool) -> EntryMode | None:
        while (left_s := deadline - time.monotonic()) > 0 and not self._woken.is_set():
            try:
                field = self._reach()
                pause_s = LOOK_S
                if not (wanted or self._is_spent):
                    pause_s = left_s
                elif self._sees_new_card(field) and wanted:
                    entry = self._select(field)
                    if entry is not None:
                        return entry
            except NoLibraryError:
                self._state = ReaderState.NO_LIBRARY
                pause_s = left_s
            except FieldLostError:
                self._lose()
                pause_s = RETRY_S
            self._woken.wait(min(pause_s, max(deadline - time.monotonic(), 0.0)))
        self._woken.clear()
        return None

    def _reach(self) -> Field:
        if self._field is None:
            self._field = self._make(self._path)
            self._state = ReaderState.READY
        return self._field

    def _sees_new_card(self, field: Field) -> bool:
        if not field.has_card():
            self._is_spent = False
            self._state = ReaderState.READY
            return False
        self._state = ReaderState.CARD_IN
        return not self._is_spent

    def _select(self, field: Field) -> EntryMode | None:
        try:
            self._card = field.select()
        except CardLostError:
            return None
        except UnfitCardError:
            self._is_spent = True
            raise MuteCardError(EntryMode.TAP) from None
        return EntryMode.TAP

    def transmit(self, command: bytes) -> bytes:
        """See ``CardReader``."""
        if self._card is None:
            raise CardLostError
        return exchange(self._card.transmit, command, bytewise=False)

    def is_present(self) -> bool:
        """See ``CardReader``."""
        return self._card is not None and self._card.is_present()

    def skip(self) -> None:
        """See ``CardReader``. Nothing is looked for while another card is being read."""

    def release(self, *, keep: bool = False) -> None:
        """See ``CardReader``."""
        card, self._card = self._card, None
        if card is not None:
            # One that has left already may come back at once: it is asked for again.
            self._is_spent = not keep and card.is_present()

    def wake(self) -> None:
        """See ``CardReader``."""
        self._woken.set()

    def close(self) -> None:
        """See ``CardReader``."""
        self.release()
        field, self._field = self._field, None
        if field is not None:
            with contextlib.suppress(FieldLostError):
                field.close()

    def _lose(self) -> None:
        self._card = None
        field, self._field = self._field, None
        if field is not None:
            with contextlib.suppress(FieldLostError):
                field.close()
        if self._state is not ReaderState.ABSENT:
            log.info("the NFC reader is not there")
        self._state = ReaderState.ABSENT
