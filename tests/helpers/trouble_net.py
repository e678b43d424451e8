"""The network between a till and its bank, which freezes, is cut, moves, or knows no names.

Every connection that the till opens to a host goes through a relay in this process, on real
sockets. A frozen connection is half open: it takes bytes and says nothing, for ever.
"""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from kpay_desktop.hosts import net

HERE = "127.0.0.1"
PIECE = 65_536
WAIT_S = 60.0


class _Link:
    """A connection of the till and the bank's behind it."""

    def __init__(self, till: socket.socket, bank: socket.socket) -> None:
        self.ends = (till, bank)
        self.sends, self.answers = True, True
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        till, bank = self.ends
        back = threading.Thread(
            target=self._pump, args=(bank, till, False), name="relay-back", daemon=True
        )
        back.start()
        self._pump(till, bank, True)
        back.join()
        till.close()
        bank.close()

    def _pump(self, source: socket.socket, target: socket.socket, is_request: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                if self.sends if is_request else self.answers:
                    target.sendall(piece)
        if self.sends and self.answers:
            self.cut()

    def cut(self) -> None:
        """End it at both ends."""
        for end in self.ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Cut it, and wait until nothing of it is left."""
        self.cut()
        self._thread.join(WAIT_S)
        assert not self._thread.is_alive()


class _Relay:
    """A port that leads to another one, until it is closed."""

    def __init__(self, port: int, new: Callable[[_Link], None]) -> None:
        self._to, self._new = port, new
        self._listener = socket.create_server((HERE, 0))
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._accept, name="relay-port", daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                till, _ = self._listener.accept()
                try:
                    bank = socket.create_connection((HERE, self._to))
                except OSError:
                    till.close()
                    continue
                self._new(_Link(till, bank))

    def close(self) -> None:
        """Take no more connections."""
        # Closing alone does not wake the thread that accepts.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(WAIT_S)
        assert not self._thread.is_alive()


class TroubleNet:
    """What a test does to the network."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._relays: dict[int, _Relay] = {}
        self._links: list[_Link] = []
        self._frozen: tuple[bool, bool] = (True, True)
        self._is_down = False
        self._names = threading.Event()
        self._names.set()
        self._look_up: Callable[..., object] = socket.getaddrinfo
        self.addresses: list[int] = []
        self.unanswered = 0

    # --- what goes wrong ----------------------------------------------------------------------

    def freeze(self, *, arrives: bool) -> None:
        """Let every connection say nothing from now on; ``arrives``: the bank still hears."""
        with self._lock:
            self._frozen = (arrives, False)
            for link in self._links:
                link.sends, link.answers = self._frozen

    def cut(self) -> None:
        """End every connection, and let nobody connect."""
        with self._lock:
            self._is_down = True
            for link in self._links:
                link.cut()

    def mend(self) -> None:
        """Let new connections be well, each bank at another address; frozen ones stay frozen."""
        with self._lock:
            relays = list(self._relays.values())
            self._relays.clear()
            self._frozen, self._is_down = (True, True), False
        for relay in relays:
            relay.close()

    def silence_names(self) -> None:
        """Let the name server say nothing from now on."""
        self._names.clear()

    def answer_names(self) -> None:
        """Let it answer again, also whoever waits."""
        self._names.set()

    def end(self) -> None:
        """Take everything down."""
        self.answer_names()
        self.mend()
        self.cut()
        for link in self._links:
            link.end()

    # --- what the till meets ------------------------------------------------------------------

    def connect(self, connection: socket.socket, address: tuple[str, int]) -> None:
        """Stand for ``socket.connect`` of a connection to a host."""
        with self._lock:
            if self._is_down:
                raise OSError(errno.ENETUNREACH, "no network")
            relay = self._relays.get(address[1])
            if relay is None:
                relay = self._relays[address[1]] = _Relay(address[1], self._add)
                self.addresses.append(relay.port)
        socket.socket.connect(connection, (HERE, relay.port))

    def _add(self, link: _Link) -> None:
        with self._lock:
            link.sends, link.answers = self._frozen
            self._links.append(link)

    def look_up(self, *which: object, **how: object) -> object:
        """Stand for ``socket.getaddrinfo``: only hosts are looked up in vain."""
        if threading.current_thread().name == "resolver" and not self._names.is_set():
            self.unanswered += 1
            self._names.wait()
        return self._look_up(*which, **how)


@contextlib.contextmanager
def trouble_net() -> Iterator[TroubleNet]:
    """Put a network between till and bank; addresses are names that are looked up."""
    troubled = TroubleNet()

    def connect(connection: socket.socket, address: tuple[str, int]) -> None:
        troubled.connect(connection, address)

    def no_literal(_host: str, _port: int) -> None:
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(net.DeadlineSocket, "connect", connect)
        patch.setattr(net, "_literal", no_literal)
        patch.setattr(socket, "getaddrinfo", troubled.look_up)
        try:
            yield troubled
        finally:
            troubled.end()
