"""A simulated card in a radio field: blocks of ISO/IEC 14443-4 from the card's side.

It knows no radio: whoever has a frame for the card calls :meth:`IsoDepTarget.feed` and gets the
card's frame back, or None where the card stays silent.
"""

from __future__ import annotations

from kpay_desktop.simulation.cards.card import SimCard
from kpay_desktop.simulation.cards.errors import CardError

_FRAME_SIZES = (16, 24, 32, 40, 48, 64, 96, 128, 256)
_RATS, _PPS = 0xE0, 0xD0
_CID, _NAD, _CHAINING, _NAK = 0x08, 0x04, 0x10, 0x10
_I, _R, _S = 0x02, 0xA2, 0xC2
_I_MASK, _R_MASK, _S_MASK = 0xE2, 0xE6, 0xC7
_WAIT_BITS = 0x30
_CRC = 2


class IsoDepTarget:
    """The block protocol of one card (ISO/IEC 14443-4 §7, rules of §7.5.4 and §7.5.5).

    ``asks_for_time``: before each answer it asks once for a longer waiting time.
    """

    def __init__(self, card: SimCard, *, asks_for_time: bool = False) -> None:
        self._card, self._asks_for_time = card, asks_for_time
        self._is_active = False
        self._frame_size = _FRAME_SIZES[0]
        self._block = 1
        self._command = self._answer = self._last = self._address = b""
        self._held: bytes | None = None

    def reset(self) -> None:
        """Leave the field."""
        self._is_active = False
        self._card.power_off()

    def feed(self, frame: bytes) -> bytes | None:
        """Answer a frame (without its checksum), or say nothing."""
        if not frame:
            return None
        if frame[0] == _RATS:
            return self._activate(frame)
        if not self._is_active:
            return None
        first = frame[0]
        if first & 0xF0 == _PPS and first & 0x0F == 0:
            return bytes((first,))
        header = 1 + bool(first & _CID) + bool(first & _NAD and first & _I_MASK == _I)
        if len(frame) < header:
            return None
        self._address = frame[1:2] if first & _CID else b""
        return self._block_in(first, frame[header:])

    def _activate(self, frame: bytes) -> bytes | None:
        try:
            ats = self._card.activate()
        except CardError:
            return None
        size = frame[1] >> 4 if len(frame) > 1 else 0
        self._frame_size = _FRAME_SIZES[min(size, len(_FRAME_SIZES) - 1)]
        self._is_active, self._block = True, 1
        self._command = self._answer = self._last = b""
        self._held = None
        return ats

    def _block_in(self, first: int, body: bytes) -> bytes | None:
        if first & _I_MASK == _I:
            return self._information(first, body)
        if first & _R_MASK == _R:
            return self._acknowledgement(first)
        if first & _S_MASK == _S:
            return self._supervision(first)
        return None

    def _information(self, first: int, body: bytes) -> bytes | None:
        self._block ^= 1
        self._command += body
        if first & _CHAINING:
            return self._send(_R | self._block)
        command, self._command = self._command, b""
        if self._asks_for_time:
            self._held = command
            return self._send(_S | _WAIT_BITS, b"\x01")
        return self._process(command)

    def _acknowledgement(self, first: int) -> bytes | None:
        if first & 1 == self._block:
            return self._last
        if first & _NAK:
            return self._send(_R | self._block)
        if not self._answer:
            return None
        self._block ^= 1
        return self._next_part()

    def _supervision(self, first: int) -> bytes | None:
        if first & _WAIT_BITS == _WAIT_BITS:
            command, self._held = self._held, None
            return None if command is None else self._process(command)
        frame = self._send(_S)
        self.reset()
        return frame

    def _process(self, command: bytes) -> bytes | None:
        try:
            self._answer = self._card.transmit(command)
        except CardError:
            self._is_active = False
            return None
        return self._next_part()

    def _next_part(self) -> bytes:
        room = self._frame_size - _CRC - 1 - len(self._address)
        part, self._answer = self._answer[:room], self._answer[room:]
        return self._send(_I | self._block | (_CHAINING if self._answer else 0), part)

    def _send(self, first: int, body: bytes = b"") -> bytes:
        has_address = _CID if self._address else 0
        self._last = bytes((first | has_address,)) + self._address + body
        return self._last
