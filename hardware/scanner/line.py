"""What comes on a scanner's serial line, put together to whole scans: pure, bytes in, scans out.

A code ends with carriage return, line feed or tab, or, where the scanner sends none of them, when
nothing follows. What did not come whole is reported and never passed on: half a code must not be
sent. Noise between two scans (zeros of a plug that is pushed in, say) is passed over.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from kpay_desktop.domain.scanner import LEAST, MOST, QUIET_MS, WHOLE_MS, ScanFault, Suffix

#: Where the scanner sends no end, a code is over when nothing has come for so long.
QUIET_S: Final = QUIET_MS / 1_000

_ENDS: Final = frozenset(b"\r\n\t")
_SEPARATORS: Final = frozenset(range(0x1C, 0x20))
_FIRST_SIGN: Final = 0x20
_DELETE: Final = 0x7F


@dataclass(frozen=True, slots=True)
class LineSetup:
    """What a scanner sends around a code; ``whole_s`` is how long one scan takes at most."""

    prefix: str = ""
    suffix: Suffix = Suffix.ENTER
    whole_s: float = WHOLE_MS / 1_000


@dataclass(frozen=True, slots=True)
class LineScan:
    """A code as it came, without prefix and end."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LineBroken:
    """A scan that cannot be used; nothing of it is kept."""

    fault: ScanFault


LineEvent = LineScan | LineBroken


class ScanLine:
    """Puts scans together, in bounded memory. Times are monotonic, in seconds."""

    def __init__(self, setup: LineSetup | None = None) -> None:
        self._setup = setup or LineSetup()
        self._held = bytearray()
        self._since = self._last = 0.0
        self._is_draining = False

    def __repr__(self) -> str:
        return f"ScanLine(held={len(self._held)})"

    @property
    def is_active(self) -> bool:
        """True while a scan is under way."""
        return bool(self._held) or self._is_draining

    def take(self, data: bytes, at: float) -> list[LineEvent]:
        """Take what has come by ``at``; return what became clear by it."""
        events: list[LineEvent] = []
        for byte in data:
            event = self._byte(byte, at)
            if event is not None:
                events.append(event)
        if data:
            self._last = at
        # A scan that ended in this piece was whole, however late it was fetched.
        if self._held and at - self._since > self._setup.whole_s:
            events.append(self._break(ScanFault.BROKEN_OFF))
            self._is_draining = True
        return events

    def quiet(self, at: float) -> LineEvent | None:
        """Say what the held bytes were, given that nothing waits on the line at ``at``."""
        if at - self._last < QUIET_S:
            return None
        self._is_draining = False
        if not self._held:
            return None
        if self._setup.suffix is Suffix.NONE:
            return self._end()
        is_late = at - self._since > self._setup.whole_s
        return self._break(ScanFault.BROKEN_OFF) if is_late else None

    def lost(self) -> LineEvent | None:
        """Say what becomes of the held bytes when the line has gone."""
        self._is_draining = False
        return self._break(ScanFault.BROKEN_OFF) if self._held else None

    def _byte(self, byte: int, at: float) -> LineEvent | None:
        if byte in _ENDS:
            self._is_draining, was_draining = False, self._is_draining
            return self._end() if self._held and not was_draining else None
        if self._is_draining or byte in _SEPARATORS:
            return None
        if not self._held:
            if byte < _FIRST_SIGN or byte == _DELETE:
                return None
            self._since = at
        if len(self._held) >= MOST:
            self._is_draining = True
            return self._break(ScanFault.TOO_LONG)
        self._held.append(byte)
        return None

    def _end(self) -> LineEvent:
        # What is no text stays visible as such: it is told apart where codes are.
        text = bytes(self._held).decode("utf-8", errors="replace")
        prefix = self._setup.prefix
        self._held.clear()
        code = text.removeprefix(prefix)
        if not text.startswith(prefix) or len(code) < LEAST:
            return LineBroken(ScanFault.BROKEN_OFF)
        return LineScan(code)

    def _break(self, fault: ScanFault) -> LineBroken:
        self._held.clear()
        return LineBroken(fault)
