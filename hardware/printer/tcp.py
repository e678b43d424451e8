"""The line to a printer on the network (port 9100, raw)."""

from __future__ import annotations

import contextlib
import logging
import queue
import socket
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

from hardware.printer.transport import BrokenLinkError, Link, TransportError

log = logging.getLogger(__name__)

# Two fields for IPv4; IPv6 has two more, of which the last names the network card.
Address = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int]]
Resolve = Callable[[str, int], list[Address]]

_READ_BYTES: Final = 4096
_MAX_DRAIN_BYTES: Final = 64 * 1024


def resolve_name(host: str, port: int) -> list[Address]:
    """Ask the system for a host's addresses, which may take as long as it likes.

    Raises:
        OSError: there are none, or nobody answers.
    """
    addresses: list[Address] = []
    for family, _, _, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        name = address[0]
        if not isinstance(name, str):
            continue  # a family that this Python was built without
        if len(address) == 4:
            addresses.append((family, (name, port, address[2], address[3])))
        else:
            addresses.append((family, (name, port)))
    return addresses


class TcpTransport:
    """Opens lines to ``host`` and ``port``.

    Names are looked up on a thread of their own, at most one at a time, because the system's
    look-up knows no deadline. The last good addresses are kept: a printer whose name nobody
    answers for at the moment is still found.
    """

    def __init__(self, host: str, port: int, resolve: Resolve = resolve_name) -> None:
        self.name = f"tcp:[{host}]:{port}" if ":" in host else f"tcp:{host}:{port}"
        self._host = host
        self._port = port
        self._resolve = resolve
        self._known = _numeric(host, port)
        self._is_numeric = bool(self._known)
        self._lookup: _Lookup | None = None
        self.bytes_per_s: float | None = None

    def open(self, deadline: float) -> Link:
        """See :class:`hardware.printer.transport.Transport`."""
        failure = "no address"
        for family, address in self._addresses(deadline):
            left = deadline - time.monotonic()
            if left <= 0:
                failure = "timeout"
                break
            link = socket.socket(family, socket.SOCK_STREAM)
            try:
                link.settimeout(left)
                link.connect(address)
                _set_options(link, deadline)
            except OSError as error:
                link.close()
                failure = type(error).__name__
                continue
            return _TcpLink(link)
        raise TransportError(failure)

    def _addresses(self, deadline: float) -> list[Address]:
        if self._is_numeric:
            return self._known
        lookup = self._lookup
        if lookup is None or lookup.is_done:
            lookup = _Lookup(self._resolve, self._host, self._port)
            self._lookup = lookup
        # With addresses in hand a silent name server costs a third of the time, not all of it.
        left = deadline - time.monotonic()
        found = lookup.wait(left / 3 if self._known else left)
        if found:
            self._known = found
        return self._known


class _Lookup:
    """One look-up on a thread of its own."""

    def __init__(self, resolve: Resolve, host: str, port: int) -> None:
        self._answer: queue.SimpleQueue[list[Address]] = queue.SimpleQueue()
        self._resolve = resolve
        self._host = host
        self._port = port
        self._thread = threading.Thread(target=self._run, name="printer-name", daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        return not self._thread.is_alive()

    def wait(self, timeout_s: float) -> list[Address]:
        try:
            found = self._answer.get(timeout=max(0.0, timeout_s))
        except queue.Empty:
            return []
        self._thread.join(1.0)
        return found

    def _run(self) -> None:
        try:
            found = self._resolve(self._host, self._port)
        except OSError:
            found = []
        self._answer.put(found)


class _TcpLink:
    def __init__(self, link: socket.socket) -> None:
        self._socket = link

    def write(self, data: bytes, deadline: float) -> int:
        view = memoryview(data)
        sent = 0
        while sent < len(data):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            self._socket.settimeout(left)
            try:
                sent += self._socket.send(view[sent:])
            except TimeoutError:
                break
            except OSError as error:
                raise BrokenLinkError(type(error).__name__, sent) from error
        return sent

    def read(self, deadline: float) -> bytes:
        left = deadline - time.monotonic()
        self._socket.settimeout(max(left, 0.001))
        try:
            data = self._socket.recv(_READ_BYTES)
        except TimeoutError:
            return b""
        except OSError as error:
            raise BrokenLinkError(type(error).__name__) from error
        if not data:
            raise BrokenLinkError("hung up")
        return data

    def close(self, deadline: float) -> None:
        """Tell the end and read what the printer still says, so that no reset eats the slip.

        Closing a socket that holds unread bytes resets the connection, and the printer drops what
        it has not read yet: a slip cut off in the middle, with no error anywhere.
        """
        drained = 0
        try:
            self._socket.shutdown(socket.SHUT_WR)
            while drained < _MAX_DRAIN_BYTES:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._socket.settimeout(left)
                data = self._socket.recv(_READ_BYTES)
                if not data:
                    break
                drained += len(data)
        except OSError as error:
            log.debug("printer line ended early: %s", type(error).__name__)
        self._socket.close()

    def abort(self) -> None:
        self._socket.close()


def _numeric(host: str, port: int) -> list[Address]:
    """Return the address that ``host`` already is, if it is one."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, host)
        except OSError:
            continue
        return [(family, (host, port))]
    return []


def _set_options(link: socket.socket, deadline: float) -> None:
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    link.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if sys.platform == "linux":
        # A printer that lost its power says nothing: give up on it when we do.
        left_ms = max(1, int((deadline - time.monotonic()) * 1000))
        with contextlib.suppress(OSError):
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, left_ms)
