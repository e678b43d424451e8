"""A simulated NFC chip on a serial line, as the library's own driver finds it."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import tty

from kpay_desktop.simulation.cards import SimCard
from kpay_desktop.simulation.cards.isodep import IsoDepTarget
from kpay_desktop.simulation.cards.pn532 import Pn532
from tests.helpers.reader_desk import demo_card

LOOK_S = 0.2


class NfcChip:
    """A chip behind a pseudo terminal; any card may be tapped on it."""

    def __init__(self, *, asks_for_time: bool = False) -> None:
        self._asks_for_time = asks_for_time
        self._chip = self._with(demo_card("visa-debit"))
        self._lock = threading.Lock()
        self._master, self._slave = os.openpty()
        for end in (self._master, self._slave):
            tty.setraw(end)
        self.path = f"tty:{os.ttyname(self._slave)}:pn532"
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nfc-chip", daemon=True)
        self._thread.start()

    def _with(self, card: SimCard) -> Pn532:
        return Pn532(IsoDepTarget(card, asks_for_time=self._asks_for_time))

    def tap(self, card: SimCard) -> None:
        """Bring a card into the field."""
        with self._lock:
            self._chip = self._with(card)
            self._chip.tap()

    def lift(self) -> None:
        """Take it away."""
        with self._lock:
            self._chip.lift()

    def disturb(self, frames: int = 1) -> None:
        """Have the next frames arrive damaged."""
        with self._lock:
            self._chip.disturb(frames)

    def close(self) -> None:
        """Pull the reader's plug."""
        self._ended.set()
        self._thread.join(10)
        for end in (self._master, self._slave):
            with contextlib.suppress(OSError):
                os.close(end)

    def _run(self) -> None:
        while not self._ended.is_set():
            if select.select([self._master], [], [], LOOK_S)[0]:
                data = os.read(self._master, 4096)
                with self._lock:
                    sent = self._chip.feed(data)
                if sent:
                    os.write(self._master, sent)
