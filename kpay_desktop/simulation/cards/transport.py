"""How an answer travels: whole over T=1 and by radio, in steps over T=0 (Book 1 §9.3, Annex A)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from kpay_desktop.simulation.cards.command import Reply, Status

Handler = Callable[[bytes], Reply]

_GET_RESPONSE = 0xC0
_MORE, _OTHER_LENGTH = 0x61, 0x6C
_ALL = 256


class Manners(Protocol):
    """Turns a card's replies into what its reader gets."""

    def answer(self, raw: bytes, handle: Handler) -> bytes:
        """Answer a command, or a part of the talk around one."""


class BlockManners:
    """Commands and answers travel whole; too small a wish is told its right length."""

    def answer(self, raw: bytes, handle: Handler) -> bytes:
        """See :class:`Manners`."""
        reply = handle(raw)
        wanted = _wanted(raw)
        if wanted is not None and reply.data and wanted < len(reply.data):
            return bytes((_OTHER_LENGTH, len(reply.data) & 0xFF))
        return reply.encode()


class ByteManners:
    """T=0: a command brings data or fetches it, never both.

    ``61xx`` says that something waits, to be fetched by GET RESPONSE; ``6Cxx`` that the same
    command is wanted again, with that length.
    """

    def __init__(self) -> None:
        self._waiting = b""
        self._status = int(Status.OK)

    def answer(self, raw: bytes, handle: Handler) -> bytes:
        """See :class:`Manners`."""
        if len(raw) >= 2 and raw[1] == _GET_RESPONSE:
            return self._fetch(raw[4] if len(raw) > 4 else 0)
        self._waiting = b""
        reply = handle(raw)
        if not reply.data:
            return reply.encode()
        if len(raw) > 5:
            self._waiting, self._status = reply.data, int(Status.OK)
            if reply.status != Status.OK:
                return Reply(reply.status).encode()
            return bytes((_MORE, len(reply.data) & 0xFF))
        wanted = (raw[4] if len(raw) > 4 else 0) or _ALL
        if wanted != len(reply.data):
            return bytes((_OTHER_LENGTH, len(reply.data) & 0xFF))
        return reply.encode()

    def _fetch(self, length: int) -> bytes:
        if not self._waiting:
            return Reply(Status.CONDITIONS).encode()
        wanted = length or _ALL
        if wanted > len(self._waiting):
            return bytes((_OTHER_LENGTH, len(self._waiting) & 0xFF))
        part, self._waiting = self._waiting[:wanted], self._waiting[wanted:]
        if self._waiting:
            return part + bytes((_MORE, min(len(self._waiting), 255)))
        return part + self._status.to_bytes(2, "big")


def _wanted(raw: bytes) -> int | None:
    """Return a short command's Le, or None if it has none or wants all."""
    if len(raw) == 5:
        return raw[4] or None
    if len(raw) > 5 and raw[4] and len(raw) == 6 + raw[4]:
        return raw[-1] or None
    return None
