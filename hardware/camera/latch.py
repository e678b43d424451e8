"""One telling for each time that a code is held up."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from typing import Final

MAX_HELD: Final = 32


class Latch:
    """Lets a text pass when it was not read for ``gone_s`` before. Keeps no text, only hashes."""

    def __init__(self, gone_s: float) -> None:
        self._gone_s = gone_s
        self._key = os.urandom(32)
        self._last: dict[bytes, float] = {}

    def new(self, texts: Iterable[str], now: float) -> list[str]:
        """Return those of ``texts``, read ``now``, that have just appeared."""
        appeared = []
        for text in texts:
            mark = self._mark(text)
            last = self._last.pop(mark, None)
            self._last[mark] = now
            if last is None or now - last > self._gone_s:
                appeared.append(text)
        while len(self._last) > MAX_HELD:
            del self._last[next(iter(self._last))]
        return appeared

    def _mark(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key).digest()
