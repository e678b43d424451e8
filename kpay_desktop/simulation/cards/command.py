"""Commands as a card gets them, and its answers (ISO/IEC 7816-3 §12.1, 7816-4; Book 1 §11)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

_HEADER = 4
_ALL, _ALL_EXTENDED = 256, 65_536


class Status(IntEnum):
    """Status words, by their meaning in EMV."""

    OK = 0x9000
    BLOCKED = 0x6283
    PROOF_FAILED = 0x6300
    WRONG_LENGTH = 0x6700
    NOT_PROTECTED = 0x6987
    WRONG_PROTECTION = 0x6988
    OTHER_INTERFACE = 0x6984
    CONDITIONS = 0x6985
    ASK_OWNER = 0x6986
    WRONG_DATA = 0x6A80
    NOT_SUPPORTED = 0x6A81
    NO_FILE = 0x6A82
    NO_RECORD = 0x6A83
    WRONG_PARAMETERS = 0x6A86
    NO_DATA = 0x6A88
    NO_INSTRUCTION = 0x6D00
    NO_CLASS = 0x6E00
    BROKEN = 0x6F00


class CommandError(ValueError):
    """The bytes are no command."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command. ``le`` None: no data is wanted."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = field(default=b"", repr=False)
    le: int | None = None

    @property
    def header(self) -> bytes:
        """The four bytes that it begins with."""
        return bytes((self.cla, self.ins, self.p1, self.p2))


@dataclass(frozen=True, slots=True)
class Reply:
    """What comes back."""

    status: int
    data: bytes = field(default=b"", repr=False)

    def encode(self) -> bytes:
        """Return data and status word."""
        return self.data + int(self.status).to_bytes(2, "big")


def done(data: bytes = b"") -> Reply:
    """Return an answer that all is well."""
    return Reply(Status.OK, data)


def read_command(raw: bytes) -> Command:
    """Take a command apart, short or extended.

    Raises:
        CommandError: its lengths contradict each other.
    """
    if len(raw) < _HEADER:
        raise CommandError("a command has a header")
    cla, ins, p1, p2 = raw[:_HEADER]
    body = raw[_HEADER:]
    if not body:
        return Command(cla, ins, p1, p2)
    if len(body) == 1:
        return Command(cla, ins, p1, p2, le=body[0] or _ALL)
    if not body[0] and len(body) >= 3:
        data, tail = _extended(body[1:])
        wanted = int.from_bytes(tail, "big") or _ALL_EXTENDED if tail else None
        return Command(cla, ins, p1, p2, data, wanted)
    length, rest = body[0], body[1:]
    if not length or not length <= len(rest) <= length + 1:
        raise CommandError("a command's length is another")
    tail = rest[length:]
    return Command(cla, ins, p1, p2, rest[:length], (tail[0] or _ALL) if tail else None)


def _extended(body: bytes) -> tuple[bytes, bytes]:
    if len(body) == 2:
        return b"", body
    length, rest = int.from_bytes(body[:2], "big"), body[2:]
    if not length or len(rest) - length not in {0, 2}:
        raise CommandError("a command's length is another")
    return rest[:length], rest[length:]
