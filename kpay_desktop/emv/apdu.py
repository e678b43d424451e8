"""Command and response APDUs as values (ISO/IEC 7816-4; EMV Book 1 §11.1, Book 3 §6.3)."""

from __future__ import annotations

from dataclasses import dataclass, field

MAX_DATA = 255
OK = 0x9000


@dataclass(frozen=True, slots=True)
class CommandApdu:
    """A short command. ``le`` is the length asked for, 1 to 256, or None if no data may come back.

    Data may hold what nobody may read in a log: it is left out of ``repr``.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = field(default=b"", repr=False)
    le: int | None = None

    def __post_init__(self) -> None:
        if (self.cla | self.ins | self.p1 | self.p2) & ~0xFF:
            raise ValueError("header bytes are 0 to 255")
        if len(self.data) > MAX_DATA:
            raise ValueError("a short command holds at most 255 bytes")
        if self.le is not None and not 1 <= self.le <= MAX_DATA + 1:
            raise ValueError("between 1 and 256 bytes can be asked for")

    def encode(self) -> bytes:
        """Return the command as bytes: header, then Lc and data, then Le (256 as ``00``)."""
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        body = bytes((len(self.data),)) + self.data if self.data else b""
        tail = b"" if self.le is None else bytes((self.le & 0xFF,))
        return header + body + tail


@dataclass(frozen=True, slots=True)
class ResponseApdu:
    """What the card answered: its data, and the status word ``SW1 SW2`` as one number."""

    data: bytes = field(repr=False)
    sw: int

    @property
    def is_ok(self) -> bool:
        """True for ``9000``."""
        return self.sw == OK

    @classmethod
    def decode(cls, raw: bytes) -> ResponseApdu:
        """Return the response that ``raw`` holds.

        Raises:
            ValueError: it lacks a status word.
        """
        if len(raw) < 2:
            raise ValueError("a response has a status word")
        return cls(raw[:-2], int.from_bytes(raw[-2:], "big"))
