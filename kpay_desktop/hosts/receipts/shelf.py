"""Which receipts can be fetched: for a while, by a token that nobody guesses."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kpay_desktop.domain.records import SlipKind

#: 128 bits, as 22 characters of a URL.
TOKEN_BYTES: Final = 16
#: So many receipts lie there at most; the one that has lain longest goes for a new one.
MOST_RECEIPTS: Final = 64


@dataclass(frozen=True, slots=True)
class Shelved:
    """What a receipt is of: a sale's, or money back's, with its row's number."""

    kind: SlipKind
    subject_id: int


@dataclass(slots=True)
class _Place:
    shelved: Shelved
    ends_at: float


class ReceiptShelf:
    """Receipts by their tokens, in memory alone. Thread-safe. ``lasts_s``: for how long each."""

    def __init__(self, lasts_s: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._lasts_s = lasts_s
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._places: dict[str, _Place] = {}

    def put(self, shelved: Shelved) -> str:
        """Return the token of a receipt, whose time begins now."""
        ends_at = self._monotonic() + self._lasts_s
        with self._lock:
            self._sweep()
            token = next((t for t, p in self._places.items() if p.shelved == shelved), None)
            if token is None:
                token = secrets.token_urlsafe(TOKEN_BYTES)
            # Behind all others: the first is always the one that has lain longest.
            self._places.pop(token, None)
            self._places[token] = _Place(shelved, ends_at)
            while len(self._places) > MOST_RECEIPTS:
                del self._places[next(iter(self._places))]
        return token

    def found(self, token: str) -> Shelved | None:
        """Return whose receipt it is; None: of nobody, or no longer."""
        with self._lock:
            self._sweep()
            place = self._places.get(token)
        return None if place is None else place.shelved

    def take_away(self, shelved: Shelved) -> None:
        """Let nobody fetch this receipt any more."""
        with self._lock:
            self._places = {t: p for t, p in self._places.items() if p.shelved != shelved}

    def clear(self) -> None:
        """Take everything away."""
        with self._lock:
            self._places.clear()

    def _sweep(self) -> None:
        now = self._monotonic()
        self._places = {t: p for t, p in self._places.items() if p.ends_at > now}
