"""Messages and frames of the card host.

``2 bytes of length | TPDU, 5 bytes | type, 2 bytes packed | bitmap, 8 bytes | fields``
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kpay_desktop.simulation.bank.cardhost import dialect
from kpay_desktop.simulation.bank.cardhost.dialect import FIELDS, DialectError

LENGTH = 2
TPDU = 5
TYPE, BITMAP = 2, 8
LEAST = TPDU + TYPE + BITMAP
MOST = 2048
"""The longest frame that the host takes, without its length."""

_TPDU_ID = 0x60
_EXTENDED = 1


class FrameError(ValueError):
    """These bytes begin no frame: whoever sends them speaks something else."""


class MessageError(ValueError):
    """A frame holds no message of this dialect. The text holds no data."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message. Texts by field number; fields 52, 55 and 64 are bytes. Neither shows in repr."""

    kind: str
    texts: Mapping[int, str] = field(default_factory=dict, repr=False)
    blobs: Mapping[int, bytes] = field(default_factory=dict, repr=False)

    def text(self, number: int) -> str:
        """Return a field's text, empty if it is not there."""
        return self.texts.get(number, "")

    def blob(self, number: int) -> bytes:
        """Return a field's bytes, empty if it is not there."""
        return self.blobs.get(number, b"")

    def with_text(self, number: int, text: str) -> Message:
        """Return the message with one field changed."""
        return replace(self, texts={**self.texts, number: text})

    def with_blob(self, number: int, blob: bytes) -> Message:
        """Return the message with one field changed."""
        return replace(self, blobs={**self.blobs, number: blob})


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame taken apart: TPDU and what follows it."""

    tpdu: bytes
    body: bytes = field(repr=False)

    def answer(self, body: bytes) -> bytes:
        """Return ``body`` as a whole frame to where this one came from."""
        back = self.tpdu[:1] + self.tpdu[3:5] + self.tpdu[1:3]
        return (TPDU + len(body)).to_bytes(LENGTH, "big") + back + body


def next_frame(buffer: bytes) -> tuple[Frame | None, bytes]:
    """Return the first whole frame of a stream and what follows it; None while it is not whole.

    Raises:
        FrameError: no frame begins here.
    """
    if len(buffer) < LENGTH:
        return None, buffer
    length = int.from_bytes(buffer[:LENGTH], "big")
    if not LEAST <= length <= MOST:
        raise FrameError("no frame has this length")
    if len(buffer) > LENGTH and buffer[LENGTH] != _TPDU_ID:
        raise FrameError("a frame begins with a TPDU")
    end = LENGTH + length
    if len(buffer) < end:
        return None, buffer
    start = LENGTH + TPDU
    return Frame(buffer[LENGTH:start], buffer[start:end]), buffer[end:]


def encode(message: Message) -> bytes:
    """Return a message without its frame.

    Raises:
        MessageError: a field does not fit the dialect.
    """
    if len(message.kind) != 4 or not (message.kind.isascii() and message.kind.isdecimal()):
        raise MessageError("a type has four digits")
    bits, parts = 0, []
    values: dict[int, str | bytes] = {**message.texts, **message.blobs}
    for number in sorted(values):
        known = FIELDS.get(number)
        if known is None:
            raise MessageError(f"no field {number} in this dialect")
        try:
            parts.append(dialect.write(known, values[number]))
        except DialectError as error:
            raise MessageError(f"field {number}: {error}") from None
        bits |= 1 << 64 - number
    return bytes.fromhex(message.kind) + bits.to_bytes(BITMAP, "big") + b"".join(parts)


def decode(body: bytes) -> Message:
    """Return the message that a frame holds.

    Raises:
        MessageError: it holds none, or something after it.
    """
    kind = body[:TYPE].hex()
    if len(body) < TYPE + BITMAP or not kind.isdecimal():
        raise MessageError("no message")
    bits = int.from_bytes(body[TYPE : TYPE + BITMAP], "big")
    texts: dict[int, str] = {}
    blobs: dict[int, bytes] = {}
    at = TYPE + BITMAP
    for number in range(_EXTENDED, 65):
        if not bits >> 64 - number & 1:
            continue
        known = FIELDS.get(number)
        if known is None:
            raise MessageError(f"no field {number} in this dialect")
        try:
            value, at = dialect.read(known, body, at)
        except DialectError as error:
            raise MessageError(f"field {number}: {error}") from None
        if isinstance(value, bytes):
            blobs[number] = value
        else:
            texts[number] = value
    if at != len(body):
        raise MessageError("something follows the message")
    return Message(kind, texts, blobs)
