"""What printers say: the bytes that come back, told apart.

A real-time answer (``DLE EOT``) has bits 1 and 4 set and bits 0 and 7 clear; an answer in turn
(``GS r``) has bits 4 and 7 clear; automatic status comes unasked as four bytes of which the first
has bit 4 set and bits 0, 1 and 7 clear; the answer to ``GS ( H`` is a block from 37h 22h to NUL.
Epson's reference for ESC/POS gives these patterns for telling them apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_XON, _XOFF = 0x11, 0x13


@dataclass(frozen=True, slots=True)
class LiveByte:
    """One answer to ``DLE EOT``, in the order of the questions."""

    value: int


@dataclass(frozen=True, slots=True)
class PaperByte:
    """The answer to ``GS r 1``: everything before it has been worked off."""

    value: int

    @property
    def is_out(self) -> bool:
        """True if the sensor at the roll's end saw no paper."""
        return bool(self.value & 0x0C)


@dataclass(frozen=True, slots=True)
class ProcessDone:
    """The answer to ``GS ( H``: the slip of that name is through."""

    name: bytes


@dataclass(frozen=True, slots=True)
class Unasked:
    """Automatic status, which nobody asked for."""

    value: bytes


Reply = LiveByte | PaperByte | ProcessDone | Unasked


class ReplyReader:
    """Sorts a printer's bytes into replies, split anywhere."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Reply]:
        """Yield the replies that are whole by now."""
        data = self._rest + data
        at = 0
        while at < len(data):
            length, reply = _first(data, at)
            if length == 0:
                break
            at += length
            if reply is not None:
                yield reply
        self._rest = data[at:]


def _first(data: bytes, at: int) -> tuple[int, Reply | None]:
    """Return the length of the reply at ``at`` (0 if it is not whole) and the reply, if known."""
    first = data[at]
    rest = len(data) - at
    if first == 0x37 and (rest == 1 or data[at + 1] == 0x22):
        if rest < 7:
            return 0, None
        return 7, ProcessDone(data[at + 2 : at + 6])
    if first in {_XON, _XOFF}:
        return 1, None
    if first & 0x93 == 0x12:
        return 1, LiveByte(first)
    if first & 0x93 == 0x10:
        return (4, Unasked(data[at : at + 4])) if rest >= 4 else (0, None)
    if first & 0x90 == 0:
        return 1, PaperByte(first)
    return 1, None


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """The printer's state as ``DLE EOT 1``, ``2`` and ``4`` tell it."""

    is_offline: bool
    is_cover_open: bool
    is_paper_out: bool
    is_paper_low: bool


QUESTIONS = b"\x10\x04\x01\x10\x04\x02\x10\x04\x04"
ANSWERS = 3


def live_status(printer: int, offline: int, paper: int) -> LiveStatus:
    """Return what the three answers mean: kinds 1 (printer), 2 (offline cause), 4 (paper)."""
    return LiveStatus(
        is_offline=bool(printer & 0x08),
        is_cover_open=bool(offline & 0x04),
        is_paper_out=bool(offline & 0x20 or paper & 0x60),
        is_paper_low=bool(paper & 0x0C),
    )
