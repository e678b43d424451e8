"""A small HTTP server on a port of the bank. Answers leave in one piece and at once."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable

from kpay_desktop.simulation.bank import sockets
from kpay_desktop.simulation.bank.http_codec import (
    MAX_HEAD_BYTES,
    Answer,
    Head,
    HttpError,
    Request,
    Wire,
    error_answer,
    format_answer,
    parse_head,
)
from kpay_desktop.simulation.bank.listener import Connection, Line, Listener, hold

IDLE_S = 75.0
REQUEST_S = 10.0
SEND_S = 10.0
SILENCE_S = 120.0

Handler = Callable[[Request], Answer]


class Endpoint(Listener):
    """A port that answers HTTP requests. Thread-safe."""

    def __init__(self, name: str, handler: Handler, port: int) -> None:
        """Bind ``port`` (0: a free one); nothing is served before :meth:`start`.

        Raises:
            OSError: if the port is taken.
        """
        super().__init__(name, port)
        self._handler = handler

    @property
    def url(self) -> str:
        """The address that clients use."""
        return f"http://{sockets.LOOPBACK}:{self.port}"

    def turn_away(self, sock: socket.socket) -> None:
        """Answer 503."""
        sock.send(format_answer(error_answer(503), keep_alive=False))

    def converse(self, connection: Connection) -> None:
        """Answer one request after the other."""
        left_over = b""
        while not connection.cut.is_set():
            try:
                request, left_over = _read_request(connection, left_over)
            except HttpError as error:
                _send_last(connection, error_answer(error.status))
                return
            if request is None:
                return
            if self.line is Line.SILENT:
                hold(connection, SILENCE_S)
                return
            answer = self._handler(request)
            if not _deliver(connection, answer, keep_alive=request.head.keep_alive):
                return


def _read_request(connection: Connection, buffer: bytes) -> tuple[Request | None, bytes]:
    """Return the next request and what was read beyond it; None at the end of the connection."""
    connection.idle_since = time.monotonic()
    deadline = connection.idle_since + (REQUEST_S if buffer else IDLE_S)
    try:
        while b"\r\n\r\n" not in buffer:
            if len(buffer) > MAX_HEAD_BYTES:
                raise HttpError(431)
            more = sockets.receive(connection.sock, 65536, deadline)
            if not more:
                return None, b""
            if connection.idle_since is not None:
                connection.idle_since = None
                deadline = time.monotonic() + REQUEST_S
            buffer += more
        connection.idle_since = None
        raw_head, _blank, rest = buffer.partition(b"\r\n\r\n")
        if len(raw_head) > MAX_HEAD_BYTES:
            raise HttpError(431)
        return _read_body(connection, parse_head(raw_head), rest, deadline)
    except TimeoutError as error:
        if not buffer:
            return None, b""
        raise HttpError(408) from error


def _read_body(
    connection: Connection, head: Head, rest: bytes, deadline: float
) -> tuple[Request, bytes]:
    parts = [rest]
    size = len(rest)
    while size < head.body_bytes:
        more = sockets.receive(connection.sock, 65536, deadline)
        if not more:
            raise ConnectionError("the caller left in the middle of a body")
        parts.append(more)
        size += len(more)
    whole = b"".join(parts)
    return Request(head, whole[: head.body_bytes]), whole[head.body_bytes :]


def _deliver(connection: Connection, answer: Answer, *, keep_alive: bool) -> bool:
    """Send an answer the way it says; True if the connection goes on."""
    if answer.wire is Wire.HOLD:
        hold(connection, answer.delay_s)
        sockets.reset_on_close(connection.sock)
        return False
    if answer.delay_s > 0 and connection.cut.wait(answer.delay_s):
        return False
    if answer.wire is Wire.CUT:
        sockets.reset_on_close(connection.sock)
        return False
    keep_alive = keep_alive and answer.wire is Wire.WHOLE
    data = format_answer(answer, keep_alive=keep_alive)
    if answer.wire is Wire.HALF:
        data = data[: len(data) - (len(answer.body) + 1) // 2]
    sockets.send(connection.sock, data, SEND_S)
    return keep_alive


def _send_last(connection: Connection, answer: Answer) -> None:
    """Send an answer and end the connection so that the answer is not lost with it.

    Closing while unread bytes are waiting resets the connection, and the reset can overtake the
    answer: the rest of what the caller sent is read first, within limits.
    """
    sockets.send(connection.sock, format_answer(answer, keep_alive=False), SEND_S)
    connection.sock.shutdown(socket.SHUT_WR)
    deadline = time.monotonic() + 1.0
    with contextlib.suppress(TimeoutError):
        for _ in range(64):
            if not sockets.receive(connection.sock, 65536, deadline):
                return
