"""Card data while a transaction is under way: in memory, by handle, and nowhere else."""

from __future__ import annotations

import threading
from dataclasses import replace

from kpay_desktop.ports_cards import CardData

MOST_CARDS = 64
"""More cards than a lane can have under way; the oldest goes first."""

REVERSAL_TAGS = frozenset({0x95, 0x9F10, 0x9F1E, 0x9F36})
"""What field 55 of a reversal is made of: TVR, issuer application data, serial number, ATC."""


class MemoryCardBox:
    """Implements ``ports_cards.CardBox``. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cards: dict[str, CardData] = {}

    def __repr__(self) -> str:
        return "MemoryCardBox()"

    def get(self, handle: str) -> CardData | None:
        """Return the data of a handle; None once it is wiped."""
        with self._lock:
            return self._cards.get(handle)

    def put(self, handle: str, data: CardData) -> None:
        """Keep or replace the data of a handle."""
        with self._lock:
            self._cards.pop(handle, None)
            self._cards[handle] = data
            while len(self._cards) > MOST_CARDS:
                self._cards.pop(next(iter(self._cards)))

    def forget(self, handle: str) -> None:
        """Let go of track and chip data; number, expiry and a reversal's tags stay."""
        with self._lock:
            data = self._cards.get(handle)
            if data is not None:
                kept = {tag: value for tag, value in data.tags.items() if tag in REVERSAL_TAGS}
                self._cards[handle] = replace(data, track_2="", tags=kept)

    def wipe(self, handle: str) -> None:
        """Let go of all of it."""
        with self._lock:
            self._cards.pop(handle, None)
