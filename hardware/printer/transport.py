"""The seam between the printer driver and the line it speaks over: bytes and deadlines.

Deadlines are readings of ``time.monotonic()``.
"""

from __future__ import annotations

from typing import Protocol


class TransportError(Exception):
    """The line cannot be opened, or broke."""


class Link(Protocol):
    """An open line to a printer, used by one thread."""

    def write(self, data: bytes, deadline: float) -> int:
        """Hand over bytes and return how many left; fewer than given means time ran out.

        Raises:
            BrokenLinkError: the line broke; it says how many bytes had left.
        """

    def read(self, deadline: float) -> bytes:
        """Return what has come in, waiting for it until the deadline; empty when nothing has.

        Raises:
            BrokenLinkError: the line broke, or the printer hung up.
        """

    def close(self, deadline: float) -> None:
        """Hang up so that everything written still arrives: tell the end, drain, then close."""

    def abort(self) -> None:
        """Hang up at once; what has not arrived is lost."""


class Transport(Protocol):
    """Opens lines to one printer."""

    @property
    def name(self) -> str:
        """The device path, as people wrote it."""

    @property
    def bytes_per_s(self) -> float | None:
        """How much the line carries at most; None where it is quicker than any printer."""

    def open(self, deadline: float) -> Link:
        """Open a line; the deadline covers name resolution and connecting.

        Raises:
            TransportError: there is no line.
        """


class BrokenLinkError(TransportError):
    """The line broke. ``sent`` is how many bytes of the write had left by then."""

    def __init__(self, reason: str, sent: int = 0) -> None:
        super().__init__(reason)
        self.sent = sent
