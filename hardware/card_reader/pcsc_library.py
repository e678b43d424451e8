"""The computer's card service (PC/SC) as a value with types: codes become one kind of error.

``smartcard`` is loaded when it is first needed: a till without it still sells by code.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum, IntFlag
from typing import Final, NamedTuple, Protocol

#: Names the wait for readers that come and go, beside those that are there.
PLUG_AND_PLAY: Final = r"\\?PnP?\Notification"


class PcscCode(IntEnum):
    """What the service answers (PC/SC part 5); those that are told apart here."""

    OK = 0
    CANCELLED = 0x80100002
    TIMEOUT = 0x8010000A
    SHARING_VIOLATION = 0x8010000B
    NO_SMARTCARD = 0x8010000C
    PROTO_MISMATCH = 0x8010000F
    NO_SERVICE = 0x8010001D
    SERVICE_STOPPED = 0x8010001E
    NO_READERS = 0x8010002E
    UNSUPPORTED_CARD = 0x80100065
    UNRESPONSIVE_CARD = 0x80100066
    UNPOWERED_CARD = 0x80100067
    REMOVED_CARD = 0x80100069


class SlotState(IntFlag):
    """What is known of a reader's slot (PC/SC part 5); the upper half counts its events."""

    UNAWARE = 0
    CHANGED = 0x02
    UNAVAILABLE = 0x08
    PRESENT = 0x20
    MUTE = 0x200


class PcscError(Exception):
    """The service refused, or is not there; ``code`` is its answer."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code & 0xFFFFFFFF:08X}")
        self.code = code & 0xFFFFFFFF


class NoLibraryError(Exception):
    """The library that talks to the service is not installed."""


class Change(NamedTuple):
    """A slot as the service tells it now."""

    reader: str
    state: int
    atr: bytes


class Connection(NamedTuple):
    """A card with power. ``bytewise``: it talks T=0."""

    handle: int
    bytewise: bool


class Pcsc(Protocol):
    """The service. Calls raise :class:`PcscError`; only ``cancel`` is for another thread."""

    def open(self) -> int:
        """Return a context."""

    def close(self, context: int) -> None:
        """Give a context back, whatever is wrong with it."""

    def cancel(self, context: int) -> None:
        """End a wait on a context."""

    def readers(self, context: int) -> list[str]:
        """Return the names of the readers; none is no error."""

    def changes(
        self, context: int, timeout_ms: int, known: Sequence[tuple[str, int]]
    ) -> list[Change]:
        """Wait until a slot is not as known; nothing at the time-out or when cancelled."""

    def connect(self, context: int, reader: str, *, shared: bool) -> Connection:
        """Give a card power."""

    def transmit(self, connection: Connection, command: bytes) -> bytes:
        """Send a command as it stands and return the answer as it came."""

    def disconnect(self, connection: Connection) -> None:
        """Take the power away, whatever is wrong with the card."""


class ComputersPcsc:
    """Implements :class:`Pcsc` with the library ``smartcard``.

    Raises:
        NoLibraryError: there is none.
    """

    def __init__(self) -> None:
        try:
            from smartcard import scard
        except ImportError as error:
            raise NoLibraryError from error
        self._scard = scard

    def open(self) -> int:
        """See :class:`Pcsc`."""
        code, context = self._scard.SCardEstablishContext(self._scard.SCARD_SCOPE_USER)
        _check(code)
        return context

    def close(self, context: int) -> None:
        """See :class:`Pcsc`."""
        self._scard.SCardReleaseContext(context)

    def cancel(self, context: int) -> None:
        """See :class:`Pcsc`."""
        self._scard.SCardCancel(context)

    def readers(self, context: int) -> list[str]:
        """See :class:`Pcsc`."""
        code, names = self._scard.SCardListReaders(context, [])
        if code & _MASK == PcscCode.NO_READERS:
            return []
        _check(code)
        return names

    def changes(
        self, context: int, timeout_ms: int, known: Sequence[tuple[str, int]]
    ) -> list[Change]:
        """See :class:`Pcsc`."""
        code, states = self._scard.SCardGetStatusChange(context, timeout_ms, list(known))
        if code & _MASK in {PcscCode.TIMEOUT, PcscCode.CANCELLED}:
            return []
        _check(code)
        return [Change(name, state, bytes(atr)) for name, state, atr in states]

    def connect(self, context: int, reader: str, *, shared: bool) -> Connection:
        """See :class:`Pcsc`."""
        scard = self._scard
        share = scard.SCARD_SHARE_SHARED if shared else scard.SCARD_SHARE_EXCLUSIVE
        protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        code, handle, protocol = scard.SCardConnect(context, reader, share, protocols)
        _check(code)
        return Connection(handle, protocol == scard.SCARD_PROTOCOL_T0)

    def transmit(self, connection: Connection, command: bytes) -> bytes:
        """See :class:`Pcsc`."""
        scard = self._scard
        protocol = scard.SCARD_PCI_T0 if connection.bytewise else scard.SCARD_PCI_T1
        code, answer = scard.SCardTransmit(connection.handle, protocol, list(command))
        _check(code)
        return bytes(value & 0xFF for value in answer)

    def disconnect(self, connection: Connection) -> None:
        """See :class:`Pcsc`."""
        self._scard.SCardDisconnect(connection.handle, self._scard.SCARD_UNPOWER_CARD)


_MASK: Final = 0xFFFFFFFF


def _check(code: int) -> None:
    if code & _MASK != PcscCode.OK:
        raise PcscError(code)
