"""A listening port on the loopback address, with a line that can be cut.

One thread accepts, one thread serves each connection; both kinds are bounded. Everything waits
with a deadline, and a stop ends every wait. What is spoken on a connection is up to the class that
derives from :class:`Listener`.
"""

from __future__ import annotations

import contextlib
import logging
import selectors
import socket
import threading
import time
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum

from kpay_desktop.simulation.bank import sockets

log = logging.getLogger(__name__)

MAX_CONNECTIONS = 32
SWITCH_S = 3.0
RETRY_S = 1.0


class Line(StrEnum):
    """The line to the bank. ``SILENT``: connections are taken and never answered."""

    UP = "up"
    CUT = "cut"
    SILENT = "silent"


@dataclass(eq=False, slots=True)
class Connection:
    """One caller. ``cut`` is set when the connection is to end, whoever wants it to."""

    sock: socket.socket
    cut: threading.Event = field(default_factory=threading.Event)
    idle_since: float | None = None
    thread: threading.Thread | None = None

    def drop(self) -> None:
        """Break the connection from any thread; its own thread closes the socket."""
        self.cut.set()
        sockets.reset_on_close(self.sock)
        sockets.wake(self.sock)


class Listener(ABC):
    """One port of the bank. Thread-safe."""

    def __init__(self, name: str, port: int) -> None:
        """Bind ``port`` (0: a free one); nothing is served before :meth:`start`.

        Raises:
            OSError: if the port is taken.
        """
        self.name = name
        self._listener: socket.socket | None = sockets.bound(port)
        self.port: int = self._listener.getsockname()[1]
        self._wake_out, self._wake_in = socket.socketpair()
        self._lock = threading.Lock()
        self._wanted = Line.UP
        self._mended_at: float | None = None
        self._line = Line.CUT
        self._switched = threading.Condition(self._lock)
        self._stop = False
        self._connections: set[Connection] = set()
        self._thread = threading.Thread(target=self._accept_loop, name=f"bank-{name}", daemon=True)

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

    def set_line(self, line: Line, for_s: float | None = None) -> bool:
        """Cut, mend or silence the line; True when it is done.

        Whatever the change, every open connection is broken. With ``for_s`` the line is up again
        by itself after that many seconds.
        """
        with self._switched:
            self._wanted = line
            self._mended_at = None if for_s is None else time.monotonic() + for_s
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
        for connection in self.drop_all():
            if connection.thread is not None:
                connection.thread.join(SWITCH_S)
        self._wake_in.close()
        self._wake_out.close()

    def drop_all(self) -> list[Connection]:
        """Break every open connection; return them."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.drop()
        return connections

    def _poke(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_in.send(b".")

    # --- what a protocol adds ---

    @abstractmethod
    def converse(self, connection: Connection) -> None:
        """Serve one caller until it is done; OSError ends the connection quietly."""

    @abstractmethod
    def turn_away(self, sock: socket.socket) -> None:
        """Say to a caller, without waiting, that there is no place; it is closed afterwards."""

    # --- accepting ---

    def _accept_loop(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_out, selectors.EVENT_READ)
            while True:
                wanted, current, stop = self._wishes()
                if stop:
                    break
                if wanted is not current:
                    self._switch(selector, wanted)
                for key, _events in selector.select(self._pause_s()):
                    if key.fileobj is self._wake_out:
                        self._wake_out.recv(64)
                    else:
                        self._accept()
        self._close_listener()

    def _wishes(self) -> tuple[Line, Line, bool]:
        """Return the line as it should be, as it is, and whether to stop."""
        with self._lock:
            if self._mended_at is not None and time.monotonic() >= self._mended_at:
                self._wanted, self._mended_at = Line.UP, None
            return self._wanted, self._line, self._stop

    def _pause_s(self) -> float | None:
        with self._lock:
            if self._wanted is not self._line:
                return RETRY_S
            if self._mended_at is not None:
                return max(0.0, self._mended_at - time.monotonic())
            return None

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
        self.drop_all()
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
        connection = Connection(sock)
        with self._lock:
            crowded = len(self._connections) >= MAX_CONNECTIONS
            if not crowded:
                self._connections.add(connection)
        if crowded:
            self._make_room(sock)
            return
        connection.thread = threading.Thread(
            target=self._serve, args=(connection,), name=f"bank-{self.name}-caller", daemon=True
        )
        connection.thread.start()

    def _make_room(self, sock: socket.socket) -> None:
        """Turn a caller away and free a place: the connection that has been idle longest goes."""
        with self._lock:
            idle = [one for one in self._connections if one.idle_since is not None]
            oldest = min(idle, key=lambda one: one.idle_since or 0.0, default=None)
        if oldest is not None:
            oldest.drop()
        with contextlib.suppress(OSError):
            sock.setblocking(False)
            self.turn_away(sock)
        sock.close()

    # --- serving ---

    def _serve(self, connection: Connection) -> None:
        try:
            sockets.without_delay(connection.sock)
            self.converse(connection)
        except OSError:
            pass  # the caller broke the connection: that is its right
        except Exception:
            # The last line of defence of this thread: one caller must not end the bank.
            log.exception("connection ended by a fault in the bank endpoint=%s", self.name)
        finally:
            with self._lock:
                self._connections.discard(connection)
            connection.sock.close()


def hold(connection: Connection, seconds: float) -> None:
    """Say nothing until the caller goes, the line changes, or ``seconds`` have passed."""
    deadline = time.monotonic() + seconds
    with contextlib.suppress(TimeoutError):
        while not connection.cut.is_set():
            if not sockets.receive(connection.sock, 4096, deadline):
                return
