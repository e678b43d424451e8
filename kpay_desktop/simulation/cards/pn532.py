"""A simulated NFC chip, the PN532, with a simulated card over it.

It speaks the chip's serial frames (NXP UM0701-02), so that a reader's driver can be run against it
unchanged. It knows no port: what the host sends is fed, and what the chip sends comes back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from kpay_desktop.simulation.cards.isodep import IsoDepTarget

ACK = bytes.fromhex("0000FF00FF00")
_START, _ERROR = b"\x00\x00\xff", b"\x7f"
_FROM_CHIP = 0xD5
_MOST = 4096
_UID, _ATQA, _SAK = bytes.fromhex("08A1B2C3"), b"\x00\x04", 0x20
_FIRMWARE = bytes.fromhex("32010607")
_OK, _TIMED_OUT, _BAD_CHECKSUM = b"\x00", b"\x01", b"\x02"
_FIFO_EMPTY = 0x26


class Pn532:
    """The chip. Any thread may feed it, tap and lift."""

    def __init__(self, target: IsoDepTarget) -> None:
        self._target = target
        self._lock = threading.Lock()
        self._is_there = False
        self._waiting = b""
        self._disturbed = 0
        self._commands: dict[int, Callable[[bytes], bytes]] = {
            0x00: lambda data: data,
            0x02: lambda _data: _FIRMWARE,
            0x06: lambda data: bytes((_FIFO_EMPTY,)) * (len(data) // 2),
            0x16: lambda _data: _OK,
            0x40: self._exchange,
            0x42: self._through,
            0x44: self._release,
            0x4A: self._list,
            0x52: self._release,
        }

    def tap(self) -> None:
        """Bring the card into the field."""
        with self._lock:
            self._is_there = True

    def lift(self) -> None:
        """Take it away."""
        with self._lock:
            self._is_there = False
            self._target.reset()

    def disturb(self, frames: int = 1) -> None:
        """Have the next frames arrive damaged."""
        with self._lock:
            self._disturbed = frames

    def feed(self, data: bytes) -> bytes:
        """Take what the host sends; return what the chip sends to it."""
        with self._lock:
            self._waiting = (self._waiting + data)[-_MOST:]
            sent = b""
            while (body := self._next_frame()) is not None:
                sent += self._answer(body)
            return sent

    # --- frames ----------------------------------------------------------------------------

    def _next_frame(self) -> bytes | None:
        """Take the next whole frame's body with its checksum; acknowledgements are passed over."""
        while True:
            at = self._waiting.find(_START)
            rest = self._waiting[at + 3 :]
            if at < 0 or len(rest) < 2:
                return None
            if rest[:2] == b"\x00\xff":
                self._waiting = rest[2:]
                continue
            is_long = rest[:2] == b"\xff\xff"
            if is_long and len(rest) < 5:
                return None
            header = 5 if is_long else 2
            length = int.from_bytes(rest[2:4], "big") if is_long else rest[0]
            if len(rest) < header + length + 1:
                return None
            self._waiting = rest[header + length + 1 :]
            return rest[header : header + length + 1]

    def _answer(self, body: bytes) -> bytes:
        if sum(body) & 0xFF or len(body) < 3:
            return frame(_ERROR)
        code, data = body[1], body[2:-1]
        command = self._commands.get(code)
        answered = b"" if command is None else command(data)
        return ACK + frame(bytes((_FROM_CHIP, code + 1)) + answered)

    # --- the field -------------------------------------------------------------------------

    def _list(self, data: bytes) -> bytes:
        """InListPassiveTarget: only type A at 106 kbit/s has a card here."""
        if len(data) < 2 or data[1] != 0 or not self._is_there:
            return b"\x00"
        self._target.reset()
        return b"\x01\x01" + _ATQA + bytes((_SAK, len(_UID))) + _UID

    def _through(self, data: bytes) -> bytes:
        """InCommunicateThru: the host's own blocks, as they are."""
        if self._disturbed:
            self._disturbed -= 1
            return _BAD_CHECKSUM
        answer = self._target.feed(data) if self._is_there else None
        return _TIMED_OUT if answer is None else _OK + answer

    def _exchange(self, data: bytes) -> bytes:
        return self._through(data[1:])

    def _release(self, _data: bytes) -> bytes:
        self._target.reset()
        return _OK


def frame(body: bytes) -> bytes:
    """Return a frame around a body, with lengths and checksums."""
    length = len(body)
    if length < 256:
        head = bytes((length, -length & 0xFF))
    else:
        high, low = divmod(length, 256)
        head = b"\xff\xff" + bytes((high, low, -(high + low) & 0xFF))
    return _START + head + body + bytes((-sum(body) & 0xFF, 0x00))
