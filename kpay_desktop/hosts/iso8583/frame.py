"""Frames on the line: a length, the TPDU, perhaps a header, then the message.

The TPDU is ``60``, destination and source, two bytes each; an answer has the addresses the other
way round, and networks on the way may change them, so only its first byte is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpay_desktop.hosts.iso8583.errors import IsoError, IsoFault
from kpay_desktop.hosts.iso8583.profile import (
    ByteOrder,
    CardHostProfile,
    FrameSettings,
    LengthCoding,
)


def frame(profile: CardHostProfile, message: bytes) -> bytes:
    """Return a message as it goes over the line.

    Raises:
        IsoError: it is longer than a frame may be.
    """
    settings = profile.frame
    inside = bytes.fromhex(settings.tpdu + settings.header) + message
    counted = len(inside) + (settings.length_bytes if settings.counts_itself else 0)
    if counted > settings.max_bytes:
        raise IsoError(IsoFault.TOO_LONG)
    return _written(settings, counted) + inside


def unframe(profile: CardHostProfile, data: bytes) -> bytes:
    """Return the message of exactly one frame.

    Raises:
        IsoError: the bytes are no whole frame, or more than one.
    """
    reader = FrameReader(profile)
    found = list(reader.feed(data))
    if len(found) != 1 or reader.is_amid:
        raise IsoError(IsoFault.FRAME)
    return found[0]


class FrameReader:
    """Puts messages together from bytes as they come: parts of frames, or several at once."""

    def __init__(self, profile: CardHostProfile) -> None:
        self._settings = profile.frame
        self._ahead = len(bytes.fromhex(self._settings.tpdu + self._settings.header))
        self._bytes = bytearray()

    @property
    def is_amid(self) -> bool:
        """True if a frame has begun and not ended."""
        return bool(self._bytes)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take bytes in and yield the messages that they complete.

        Raises:
            IsoError: what comes is no frame. Nothing after it can be made out.
        """
        self._bytes += data
        width = self._settings.length_bytes
        while len(self._bytes) >= width:
            length = self._length(bytes(self._bytes[:width]))
            if len(self._bytes) < width + length:
                return
            inside = bytes(self._bytes[width : width + length])
            del self._bytes[: width + length]
            if self._settings.tpdu and inside[0] != 0x60:
                raise IsoError(IsoFault.FRAME)
            yield inside[self._ahead :]

    def _length(self, written: bytes) -> int:
        """Return how many bytes follow the length."""
        settings = self._settings
        if settings.byte_order is ByteOrder.LITTLE:
            written = written[::-1]
        if settings.coding is LengthCoding.BINARY:
            length = int.from_bytes(written, "big")
        else:
            is_bcd = settings.coding is LengthCoding.BCD
            digits = written.hex() if is_bcd else written.decode("latin-1")
            if not (digits.isascii() and digits.isdecimal()):
                raise IsoError(IsoFault.FRAME)
            length = int(digits)
        if length > settings.max_bytes:
            raise IsoError(IsoFault.TOO_LONG)
        if settings.counts_itself:
            length -= len(written)
        if length <= self._ahead:
            raise IsoError(IsoFault.FRAME)
        return length


def _written(settings: FrameSettings, length: int) -> bytes:
    width = settings.length_bytes
    if settings.coding is LengthCoding.BINARY:
        written = length.to_bytes(width, "big")
    elif settings.coding is LengthCoding.BCD:
        written = bytes.fromhex(f"{length:0{2 * width}d}")
    else:
        written = f"{length:0{width}d}".encode("ascii")
    return written[::-1] if settings.byte_order is ByteOrder.LITTLE else written
