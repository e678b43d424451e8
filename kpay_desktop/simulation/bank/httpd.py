"""A small HTTP server on the loopback address, with a line that can be cut.

One thread accepts, one thread serves each connection; both kinds are bounded. Answers leave in
one piece and at once. Everything waits with a deadline, and a stop ends every wait.
"""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

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

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 32
IDLE_S = 75.0
REQUEST_S = 10.0
SEND_S = 10.0
SILENCE_S = 120.0
SWITCH_S = 3.0

Handler = Callable[[Request], Answer]


class Line(StrEnum):
    """The line to the bank. ``SILENT``: connections are taken and never answered."""

    UP = "up"
    CUT = "cut"
    SILENT = "silent"


@dataclass(eq=False, slots=True)
class _Connection:
    sock: socket.socket
    cut: threading.Event = field(default_factory=threading.Event)
    idle_since: float | None = None
    thread: threading.Thread | None = None

    def drop(self) -> None:
        """Break the connection from any thread; its own thread closes the socket."""
        self.cut.set()
        sockets.reset_on_close(self.sock)
        sockets.wake(self.sock)


class Endpoint:
    """One port of the bank. Thread-safe."""

    def __init__(self, name: str, handler: Handler, port: int) -> None:
        """Bind ``port`` (0: a free one); nothing is served before :meth:`start`.

        Raises:
            OSError: if the port is taken.
        """
        self.name = name
        self._handler = handler
        self._listener: socket.socket | None = sockets.bound(port)
        self.port: int = self._listener.getsockname()[1]
        self._wake_out, self._wake_in = socket.socketpair()
        self._lock = threading.Lock()
        self._wanted = Line.UP
        self._line = Line.CUT
        self._switched = threading.Condition(self._lock)
        self._stop = False
        self._connections: set[_Connection] = set()
        self._thread = threading.Thread(target=self._accept_loop, name=f"bank-{name}", daemon=True)

    @property
    def url(self) -> str:
        """The address that clients use."""
        return f"http://{sockets.LOOPBACK}:{self.port}"

    @property
    def line(self) -> Line:
        """The line as it is now."""
        with self._lock:
            return self._line

    def start(self) -> None:
        """Begin to listen; connections are taken when this returns.

        Raises:
            OSError: if the port cannot listen.
        """
        self._thread.start()
        if not self.set_line(Line.UP):
            raise OSError(f"port {self.port} cannot listen")

    def set_line(self, line: Line) -> bool:
        """Cut, mend or silence the line; True when it is done.

        Whatever the change, every open connection is broken.
        """
        with self._switched:
            self._wanted = line
            self._poke()
            return self._switched.wait_for(
                lambda: self._line is line or self._stop, timeout=SWITCH_S
            )

    def stop(self) -> None:
        """Close the port and every connection; the threads have ended when this returns."""
        with self._lock:
            self._stop = True
            self._poke()
        if self._thread.ident is not None:
            self._thread.join(SWITCH_S)
        else:
            self._close_listener()
        for connection in self._drop_all():
            if connection.thread is not None:
                connection.thread.join(SWITCH_S)
        self._wake_in.close()
        self._wake_out.close()

    def _poke(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_in.send(b".")

    # --- accepting ---

    def _accept_loop(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_out, selectors.EVENT_READ)
            while True:
                with self._lock:
                    wanted, current, stop = self._wanted, self._line, self._stop
                if stop:
                    break
                if wanted is not current:
                    self._switch(selector, wanted)
                for key, _events in selector.select(1.0 if self._retry() else None):
                    if key.fileobj is self._wake_out:
                        self._wake_out.recv(64)
                    else:
                        self._accept()
        self._close_listener()

    def _retry(self) -> bool:
        with self._lock:
            return self._wanted is not self._line

    def _switch(self, selector: selectors.DefaultSelector, wanted: Line) -> None:
        """Bring the port into the wanted state. Only the accepting thread touches the listener."""
        listening = self._listener is not None and self._listener in selector.get_map()
        try:
            if wanted is Line.CUT and listening and self._listener is not None:
                selector.unregister(self._listener)
                self._listener.close()
                self._listener = None
            if self._listener is None:
                # Bound and not listening: callers are refused, and nobody gets the port by chance.
                self._listener = sockets.bound(self.port)
            if wanted is not Line.CUT and not listening:
                self._listener.listen(MAX_CONNECTIONS)
                self._listener.setblocking(False)
                selector.register(self._listener, selectors.EVENT_READ)
        except OSError as error:
            if wanted is not Line.CUT:
                log.warning("port not open port=%d errno=%s", self.port, error.errno)
                return
        with self._lock:
            self._line = wanted
        self._drop_all()
        with self._switched:
            self._switched.notify_all()

    def _close_listener(self) -> None:
        if self._listener is not None:
            self._listener.close()
            self._listener = None

    def _accept(self) -> None:
        if self._listener is None:
            return
        try:
            sock, _address = self._listener.accept()
        except OSError:
            return  # the caller went away again, or descriptors ran out: the next one may do
        connection = _Connection(sock)
        with self._lock:
            crowded = len(self._connections) >= MAX_CONNECTIONS
            if not crowded:
                self._connections.add(connection)
        if crowded:
            self._turn_away(sock)
            return
        connection.thread = threading.Thread(
            target=self._serve, args=(connection,), name=f"bank-{self.name}-caller", daemon=True
        )
        connection.thread.start()

    def _turn_away(self, sock: socket.socket) -> None:
        """Answer 503 and free a place: the connection that has been idle longest goes."""
        with self._lock:
            idle = [one for one in self._connections if one.idle_since is not None]
            oldest = min(idle, key=lambda one: one.idle_since or 0.0, default=None)
        if oldest is not None:
            oldest.drop()
        with contextlib.suppress(OSError):
            sock.setblocking(False)
            sock.send(format_answer(error_answer(503), keep_alive=False))
        sock.close()

    def _drop_all(self) -> list[_Connection]:
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.drop()
        return connections

    # --- serving ---

    def _serve(self, connection: _Connection) -> None:
        try:
            sockets.without_delay(connection.sock)
            self._converse(connection)
        except OSError:
            pass  # the caller broke the connection: that is its right
        except Exception:
            # The last line of defence of this thread: one caller must not end the bank.
            log.exception("connection ended by a fault in the bank endpoint=%s", self.name)
        finally:
            with self._lock:
                self._connections.discard(connection)
            connection.sock.close()

    def _converse(self, connection: _Connection) -> None:
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
                _hold(connection, SILENCE_S)
                return
            answer = self._handler(request)
            if not _deliver(connection, answer, keep_alive=request.head.keep_alive):
                return


def _read_request(connection: _Connection, buffer: bytes) -> tuple[Request | None, bytes]:
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
    connection: _Connection, head: Head, rest: bytes, deadline: float
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


def _deliver(connection: _Connection, answer: Answer, *, keep_alive: bool) -> bool:
    """Send an answer the way it says; True if the connection goes on."""
    if answer.wire is Wire.HOLD:
        _hold(connection, answer.delay_s)
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


def _send_last(connection: _Connection, answer: Answer) -> None:
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


def _hold(connection: _Connection, seconds: float) -> None:
    """Say nothing until the caller goes, the line changes, or ``seconds`` have passed."""
    deadline = time.monotonic() + seconds
    with contextlib.suppress(TimeoutError):
        while not connection.cut.is_set():
            if not sockets.receive(connection.sock, 4096, deadline):
                return
