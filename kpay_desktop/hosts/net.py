"""Connections that keep one deadline: name, connection, TLS, every byte sent and received.

The time-outs of the standard library count each step anew and leave name resolution out, so that a
silent name server or a peer that sends a byte now and then can hold a thread for minutes. Here the
thread's current :class:`Call` says how long is left, and every step asks it.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

#: How long an address that was found is used without asking again, in seconds.
FRESH_FOR_S = 60.0
#: How long the first caller waits for a new look-up where an older address is at hand, in seconds.
PATIENCE_S = 1.0
#: Look-ups that may hang at the same time, and names that are remembered.
MAX_LOOKUPS = 4
MAX_NAMES = 32
#: How long sent bytes may stay unacknowledged before the system gives the connection up.
UNACKNOWLEDGED_MS = 10_000

_LEAST_S = 0.001


class Deadline:
    """A moment by which something ends, counted from now in seconds."""

    def __init__(self, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._at = monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """True once the moment has come."""
        return self._monotonic() >= self._at

    def left_s(self) -> float:
        """Return the seconds that are left.

        Raises:
            TimeoutError: there are none.
        """
        left = self._at - self._monotonic()
        if left <= 0:
            raise TimeoutError("the deadline is over")
        # Never nought: to a socket that would mean "do not wait at all".
        return max(left, _LEAST_S)


@dataclass(slots=True)
class Call:
    """What the current thread is about: its deadline, and how far the connection came."""

    deadline: Deadline
    is_connected: bool = False
    is_reused: bool = False
    is_impostor: bool = False


_current = threading.local()


@contextlib.contextmanager
def calling(call: Call) -> Iterator[Call]:
    """Make ``call`` the current one of this thread."""
    _current.call = call
    try:
        yield call
    finally:
        _current.call = None


def current_call() -> Call:
    """Return the thread's call.

    Raises:
        RuntimeError: outside :func:`calling`, where no deadline is known.
    """
    call: Call | None = getattr(_current, "call", None)
    if call is None:
        raise RuntimeError("a connection is used outside a call")
    return call


class DeadlineSocket(socket.socket):
    """A plain connection that never waits past the current call's deadline."""

    def recv_into(self, buffer: Buffer, nbytes: int = 0, flags: int = 0) -> int:
        """Receive into ``buffer``; see ``socket.recv_into``."""
        self.settimeout(current_call().deadline.left_s())
        return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: Buffer, flags: int = 0) -> None:
        """Send everything; see ``socket.sendall``."""
        self.settimeout(current_call().deadline.left_s())
        super().sendall(data, flags)


class DeadlineTlsSocket(ssl.SSLSocket):
    """A TLS connection that never waits past the current call's deadline."""

    def recv_into(self, buffer: Buffer, nbytes: int | None = None, flags: int = 0) -> int:
        """Receive into ``buffer``; see ``ssl.SSLSocket.recv_into``."""
        self.settimeout(current_call().deadline.left_s())
        return super().recv_into(buffer, nbytes, flags)

    def send(self, data: Buffer, flags: int = 0) -> int:
        """Send a part; ``sendall`` calls this for each."""
        self.settimeout(current_call().deadline.left_s())
        return super().send(data, flags)


def tls_context(ca_file: Path | None) -> ssl.SSLContext:
    """Return a context of TLS 1.2 or newer that checks certificate and host name.

    ``ca_file`` replaces the system's authorities. Reading those takes some 20 ms.

    Raises:
        OSError: ``ca_file`` cannot be read or holds no certificate.
    """
    context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = DeadlineTlsSocket
    return context


@dataclass(frozen=True, slots=True)
class Address:
    """One address of a host, as a socket wants it."""

    family: int
    sockaddr: tuple[str, int] | tuple[str, int, int, int]


LookUp = Callable[[str, int], Sequence[Address]]


def system_look_up(host: str, port: int) -> Sequence[Address]:
    """Ask the system for the addresses of ``host``. It takes as long as it takes.

    Raises:
        OSError: there are none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [_address(int(family), to) for family, _, _, _, to in found]


def _address(family: int, to: tuple[str | int | bytes, ...]) -> Address:
    if len(to) == 2:
        return Address(family, (str(to[0]), int(to[1])))
    return Address(family, (str(to[0]), int(to[1]), int(to[2]), int(to[3])))


class _Pending:
    """A look-up under way; several callers may wait for the same one."""

    def __init__(self) -> None:
        self.done = threading.Event()
        self.found: Sequence[Address] = ()


class Resolver:
    """Looks names up on threads of its own, and keeps the last good addresses.

    Thread-safe. The system's look-up cannot be interrupted; so at most ``MAX_LOOKUPS`` hang at a
    time, each name on one thread, and nobody waits for them past their own deadline.
    """

    def __init__(
        self, look_up: LookUp = system_look_up, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._look_up = look_up
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: dict[tuple[str, int], tuple[float, Sequence[Address]]] = {}
        self._pending: dict[tuple[str, int], _Pending] = {}

    def addresses(self, host: str, port: int, deadline: Deadline) -> Sequence[Address]:
        """Return the addresses of ``host``, in the order in which to try them.

        Raises:
            TimeoutError: the deadline came first.
            OSError: there is no such name, or too many look-ups hang.
        """
        literal = _literal(host, port)
        if literal is not None:
            return (literal,)
        name = (host, port)
        with self._lock:
            at, known = self._known.get(name, (0.0, ()))
            if known and self._monotonic() - at < FRESH_FOR_S:
                return known
            is_under_way = name in self._pending
            pending = self._begin(name)
        if pending is not None and not (known and is_under_way):
            left_s = deadline.left_s()
            pending.done.wait(min(left_s, PATIENCE_S) if known else left_s)
            if pending.found:
                return pending.found
        if known:
            return known
        if pending is not None and not pending.done.is_set():
            raise TimeoutError("the name server did not answer")
        raise OSError("the name could not be resolved")

    def _begin(self, name: tuple[str, int]) -> _Pending | None:
        """Join the look-up of ``name`` or start one; None if too many are under way."""
        pending = self._pending.get(name)
        if pending is None and len(self._pending) < MAX_LOOKUPS:
            pending = self._pending[name] = _Pending()
            threading.Thread(
                target=self._resolve, args=(name, pending), name="resolver", daemon=True
            ).start()
        return pending

    def _resolve(self, name: tuple[str, int], pending: _Pending) -> None:
        found: Sequence[Address] = ()
        # UnicodeError: a name that cannot be written for the name servers at all.
        with contextlib.suppress(OSError, UnicodeError):
            found = tuple(self._look_up(*name))
        with self._lock:
            if found:
                if name not in self._known and len(self._known) >= MAX_NAMES:
                    del self._known[next(iter(self._known))]
                self._known[name] = (self._monotonic(), found)
            pending.found = found
            del self._pending[name]
        pending.done.set()


def _literal(host: str, port: int) -> Address | None:
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return None
    if ip.version == 4:
        return Address(socket.AF_INET, (str(ip), port))
    return Address(socket.AF_INET6, (str(ip), port, 0, 0))


def open_connection(
    host: str, port: int, resolver: Resolver, context: ssl.SSLContext | None
) -> socket.socket:
    """Connect to ``host`` within the current call, over TLS if there is a ``context``.

    Raises:
        TimeoutError: the deadline came first.
        OSError: no address could be reached, or its identity could not be verified.
    """
    call = current_call()
    addresses = resolver.addresses(host, port, call.deadline)
    failure: OSError = OSError("the host has no address")
    for number, address in enumerate(addresses):
        # A fair share for each, so that one dead address does not use the time of the others.
        share_s = call.deadline.left_s() / (len(addresses) - number)
        plain = DeadlineSocket(address.family, socket.SOCK_STREAM)
        try:
            _set_options(plain)
            plain.settimeout(share_s)
            plain.connect(address.sockaddr)
            if context is None:
                return plain
            plain.settimeout(call.deadline.left_s())
            return context.wrap_socket(plain, server_hostname=host)
        except OSError as error:
            plain.close()
            call.is_impostor = isinstance(error, ssl.SSLCertVerificationError)
            failure = error
    raise failure


def _set_options(connection: socket.socket) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    # Linux only: notices a line that was cut while a kept connection was idle.
    unacknowledged = getattr(socket, "TCP_USER_TIMEOUT", None)
    if unacknowledged is not None:
        connection.setsockopt(socket.IPPROTO_TCP, unacknowledged, UNACKNOWLEDGED_MS)


def is_loopback(host: str) -> bool:
    """True if ``host`` is this machine by any of its own names."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"
