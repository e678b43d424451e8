"""The card host's port: TCP with TLS, frames in a stream, and answers that leave in odd ways."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from kpay_desktop.simulation.bank import sockets
from kpay_desktop.simulation.bank.cardhost.host import Reaction, Wire
from kpay_desktop.simulation.bank.cardhost.message import Frame, FrameError, next_frame
from kpay_desktop.simulation.bank.listener import Connection, Line, Listener, hold

if TYPE_CHECKING:
    import ssl

IDLE_S = 600.0
FRAME_S = 10.0
HANDSHAKE_S = 10.0
SEND_S = 10.0
SILENCE_S = 120.0
PIECE_S = 0.002
WAITING = 64
"""How many answers of one connection can wait for their time."""

_NO_TLS = b"220 busy\r\n"


class CardLine(StrEnum):
    """The line to the card host.

    ``TLS_BROKEN``: what is no TLS answers; ``TLS_OTHER_NAME``, ``TLS_OTHER_CA`` and
    ``TLS_EXPIRED``: a certificate that a till must refuse.
    """

    UP = "up"
    CUT = "cut"
    SILENT = "silent"
    TLS_BROKEN = "tls_broken"
    TLS_OTHER_NAME = "tls_other_name"
    TLS_OTHER_CA = "tls_other_ca"
    TLS_EXPIRED = "tls_expired"


_PLAIN_LINES = {CardLine.CUT: Line.CUT, CardLine.SILENT: Line.SILENT}

Contexts = Callable[[CardLine], "ssl.SSLContext"]


class Handler(Protocol):
    """What answers frames."""

    def handle(self, frame: Frame, *, was_held_up: bool = False) -> Reaction:
        """Answer one frame."""


class CardPort(Listener):
    """The port. Thread-safe. Without ``contexts`` it speaks plainly."""

    def __init__(self, handler: Handler, port: int, contexts: Contexts | None) -> None:
        """Bind ``port`` (0: a free one); nothing is served before :meth:`start`.

        Raises:
            OSError: if the port is taken.
        """
        super().__init__("cards", port)
        self._handler = handler
        self._contexts = contexts
        self._fault = CardLine.UP
        self._fault_ends_at: float | None = None

    @property
    def url(self) -> str:
        """The address that tills use."""
        return f"{'tls' if self._contexts else 'tcp'}://{sockets.LOOPBACK}:{self.port}"

    @property
    def card_line(self) -> CardLine:
        """The line as it is now."""
        line = self.line
        return self._tls_fault() if line is Line.UP else CardLine(line.value)

    def set_card_line(self, line: CardLine, for_s: float | None = None) -> bool:
        """Change the line; True when it is done. With ``for_s`` it is up again after that long.

        Whatever the change, every open connection is broken.
        """
        plain = _PLAIN_LINES.get(line, Line.UP)
        with self._lock:
            self._fault = CardLine.UP if plain is not Line.UP else line
            self._fault_ends_at = None if for_s is None else time.monotonic() + for_s
        done = self.set_line(plain, for_s if plain is not Line.UP else None)
        self.drop_all()
        return done

    def _tls_fault(self) -> CardLine:
        with self._lock:
            ends_at = self._fault_ends_at
            if ends_at is not None and time.monotonic() >= ends_at:
                self._fault, self._fault_ends_at = CardLine.UP, None
            return self._fault

    def turn_away(self, sock: socket.socket) -> None:
        """Say nothing: a till takes a closed connection for what it is."""

    def converse(self, connection: Connection) -> None:
        """Answer frames until the caller goes."""
        if self.line is Line.SILENT:
            hold(connection, SILENCE_S)
            return
        fault = self._tls_fault()
        is_broken = fault is not CardLine.UP and self._contexts is None
        if fault is CardLine.TLS_BROKEN or is_broken:
            self._break_handshake(connection)
            return
        if self._contexts is not None and not self._secure(connection, self._contexts(fault)):
            return
        _Talk(connection, self._handler, self.set_card_line).run()

    def _break_handshake(self, connection: Connection) -> None:
        deadline = time.monotonic() + HANDSHAKE_S
        with contextlib.suppress(TimeoutError):
            sockets.receive(connection.sock, 65536, deadline)
            sockets.send(connection.sock, _NO_TLS, SEND_S)

    def _secure(self, connection: Connection, context: ssl.SSLContext) -> bool:
        """Put TLS on the connection; False if it is to end meanwhile. OSError if it fails."""
        wrapped = context.wrap_socket(
            connection.sock, server_side=True, do_handshake_on_connect=False
        )
        # Whoever breaks the connection from now on has the socket that is really open.
        connection.sock = wrapped
        if connection.cut.is_set():
            return False
        wrapped.settimeout(HANDSHAKE_S)
        wrapped.do_handshake()
        return True


@dataclass(frozen=True, slots=True)
class _Due:
    """Something that happens on a connection at its time: an answer, or a request held up."""

    at: float
    data: bytes = field(default=b"", repr=False)
    frame: Frame | None = None


class _Talk:
    """One connection, from its first frame to its end. All in the connection's own thread."""

    def __init__(
        self,
        connection: Connection,
        handler: Handler,
        set_line: Callable[[CardLine, float | None], bool],
    ) -> None:
        self._connection = connection
        self._handler = handler
        self._set_line = set_line
        self._buffer = b""
        self._glue = b""
        self._due: list[_Due] = []
        self._is_over = False

    def run(self) -> None:
        """Talk until either side has enough."""
        try:
            while not self._is_over and not self._connection.cut.is_set():
                self._do_due()
                if not self._take_frame() and not self._read():
                    break
        finally:
            self._outlive()

    def _take_frame(self) -> bool:
        """Answer the next frame that is whole; False if none is."""
        if self._is_over:
            return True
        try:
            frame, self._buffer = next_frame(self._buffer)
        except FrameError:
            self._is_over = True
            return True
        if frame is None:
            return False
        self._connection.idle_since = None
        self._react(frame, self._handler.handle(frame))
        return True

    def _read(self) -> bool:
        """Read some bytes, or until something is due; False at the end of the connection."""
        now = time.monotonic()
        connection = self._connection
        if connection.idle_since is None:
            connection.idle_since = now
        deadline = connection.idle_since + (FRAME_S if self._buffer else IDLE_S)
        wake_at = min([deadline, *(due.at for due in self._due)])
        try:
            more = sockets.receive(connection.sock, 65536, wake_at)
        except TimeoutError:
            return time.monotonic() < deadline
        if more and not self._buffer:
            connection.idle_since = None
        self._buffer += more
        return bool(more)

    def _react(self, frame: Frame, reaction: Reaction) -> None:
        if reaction.wire is Wire.CLOSE or len(self._due) >= WAITING:
            self._is_over = True
        elif reaction.wire is Wire.HELD_UP:
            self._due.append(_Due(time.monotonic() + reaction.delay_s, frame=frame))
        elif reaction.wire is Wire.GLUED:
            self._glue += reaction.frame
        elif reaction.wire in {Wire.REFUSE, Wire.TLS_FAILURE}:
            is_cut = reaction.wire is Wire.REFUSE
            self._set_line(CardLine.CUT if is_cut else CardLine.TLS_BROKEN, reaction.delay_s)
            self._is_over = True
        elif reaction.wire is Wire.CUT:
            sockets.reset_on_close(self._connection.sock)
            self._is_over = True
        elif reaction.frame and reaction.delay_s > 0:
            self._due.append(_Due(time.monotonic() + reaction.delay_s, reaction.frame))
        elif reaction.frame:
            self._send(reaction)

    def _send(self, reaction: Reaction) -> None:
        data, self._glue = self._glue + reaction.frame, b""
        sock = self._connection.sock
        if reaction.wire is Wire.HALF:
            sockets.send(sock, data[: len(data) // 2], SEND_S)
            self._is_over = True
        elif reaction.wire is Wire.DOUBLED:
            sockets.send(sock, data + reaction.frame, SEND_S)
        elif reaction.wire is Wire.PIECES:
            for at in range(len(data)):
                sockets.send(sock, data[at : at + 1], SEND_S)
                if self._connection.cut.wait(PIECE_S):
                    return
        else:
            sockets.send(sock, data, SEND_S)

    def _do_due(self) -> None:
        now = time.monotonic()
        ready = sorted((due for due in self._due if due.at <= now), key=lambda due: due.at)
        if not ready:
            return
        self._due = [due for due in self._due if due.at > now]
        for due in ready:
            if due.frame is not None:
                reaction = self._handler.handle(due.frame, was_held_up=True)
                self._send(reaction)
            else:
                self._send(Reaction(Wire.WHOLE, due.data))

    def _outlive(self) -> None:
        """After the connection's end: requests that are held up still reach the bank."""
        held_up = [due for due in self._due if due.frame is not None]
        if held_up:
            # The caller sees the end at once, whatever the bank is still to hear.
            sockets.wake(self._connection.sock)
        for due in sorted(held_up, key=lambda due: due.at):
            if due.frame is None:
                continue
            if self._connection.cut.wait(max(0.0, due.at - time.monotonic())):
                return
            self._handler.handle(due.frame, was_held_up=True)
