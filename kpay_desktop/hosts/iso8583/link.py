"""The line to the card host: one kept connection, and the truth about what left the till.

TLS runs over memory, not over the socket: only so is it known whether a byte of a message was
handed to the system, also when something goes wrong in between.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path

from kpay_desktop.hosts.iso8583.profile import CardHostProfile
from kpay_desktop.hosts.net import Call, Deadline, Resolver, calling, open_connection, tls_context
from kpay_desktop.ports_cards import Silence
from kpay_desktop.settings_reader import SettingsError

log = logging.getLogger(__name__)

_CHUNK_BYTES = 16_384
#: A line that dies while nobody speaks is noticed after half a minute and three more tries.
_KEEP_ALIVE = (
    ("TCP_KEEPIDLE", 30),
    ("TCP_KEEPALIVE", 30),
    ("TCP_KEEPINTVL", 10),
    ("TCP_KEEPCNT", 3),
)


class LinkError(Exception):
    """Nothing more goes over this connection. ``sent``: a byte of the message may have left."""

    def __init__(self, reason: Silence, *, sent: bool) -> None:
        super().__init__(f"{reason.value} sent={sent}")
        self.reason = reason
        self.sent = sent


def make_tls(profile: CardHostProfile) -> ssl.SSLContext:
    """Return the TLS context that a profile asks for.

    Raises:
        SettingsError: one of its files cannot be used.
    """
    tls = profile.tls
    key = "tls.ca_file"
    problem = ""
    try:
        context = tls_context(Path(tls.ca_file) if tls.ca_file else None)
        if tls.client_certificate:
            key = "tls.client_certificate"
            # A key under a passphrase would ask for it on a terminal that nobody sees.
            context.load_cert_chain(tls.client_certificate, tls.client_key or None, password="")
        return context
    except OSError as error:
        problem = error.strerror or "no usable PEM file"
    raise SettingsError(profile.name or "card host", key, f"cannot be used ({problem})")


class Link:
    """One connection, opened when it is needed. It belongs to one thread.

    Every wait ends by the deadline that is handed in.
    """

    def __init__(
        self,
        profile: CardHostProfile,
        resolver: Resolver,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._profile = profile
        self._resolver = resolver
        self._monotonic = monotonic
        self._context: ssl.SSLContext | None = None
        self._complained = False
        self._socket: socket.socket | None = None
        self._tls: _Tls | None = None
        self._used_at = 0.0

    @property
    def is_open(self) -> bool:
        """True while there is a connection, as far as is known."""
        return self._socket is not None

    @property
    def is_stale(self) -> bool:
        """True for a connection that was idle for too long to be trusted."""
        return self.is_open and self._monotonic() - self._used_at > self._profile.times.idle_s

    def load(self) -> None:
        """Read the files that TLS needs.

        Raises:
            SettingsError: one of them cannot be used.
        """
        if self._profile.tls.enabled and self._context is None:
            self._context = make_tls(self._profile)

    def open(self, deadline: Deadline) -> None:
        """Open the connection: name, TCP, TLS.

        Raises:
            LinkError: NAME, OFFLINE or TLS; nothing was sent.
        """
        self._load_quietly()
        address = self._profile.address
        try:
            self._resolver.addresses(address.host, address.port, deadline)
        except OSError:
            raise LinkError(Silence.NAME, sent=False) from None
        try:
            with calling(Call(deadline)):
                plain = open_connection(address.host, address.port, self._resolver, None)
        except OSError:
            raise LinkError(Silence.OFFLINE, sent=False) from None
        _keep_alive(plain)
        self._socket, self._tls, self._used_at = plain, None, self._monotonic()
        if self._context is not None:
            name = self._profile.tls.server_name or address.host
            self._tls = _Tls(self._context, name)
            self._shake_hands(self._tls, deadline)

    def send(self, data: bytes, deadline: Deadline) -> None:
        """Hand ``data`` to the system.

        Raises:
            LinkError: it was cut or takes too long; ``sent`` says whether any of it was taken.
        """
        try:
            if self._tls is not None:
                # What TLS itself has to say is not the message.
                self._push(self._tls.outgoing(), deadline)
                data = self._tls.encrypt(data)
        except OSError as error:
            raise self._lost(error, sent=False) from None
        done = 0
        try:
            while done < len(data):
                done += self._push_some(data[done:], deadline)
        except OSError as error:
            raise self._lost(error, sent=done > 0) from None
        self._used_at = self._monotonic()

    def receive(self, deadline: Deadline) -> bytes:
        """Return the next bytes of the host; never none.

        Raises:
            LinkError: TIMEOUT, where the connection stays; CUT or TLS, where it is gone.
        """
        while True:
            try:
                data = self._pull(deadline.left_s())
            except TimeoutError:
                # Whoever was kept from looking in time may still find it here.
                data = self.receive_now()
                if not data:
                    raise LinkError(Silence.TIMEOUT, sent=True) from None
            if data:
                return data

    def receive_now(self) -> bytes:
        """Return what has come already, perhaps nothing.

        Raises:
            LinkError: the connection is gone.
        """
        try:
            return self._pull(0.0)
        except (BlockingIOError, TimeoutError):
            return b""

    def close(self) -> None:
        """Close the connection, if there is one."""
        line, self._socket, self._tls = self._socket, None, None
        if line is not None:
            with contextlib.suppress(OSError):
                line.close()

    # --- below ---

    def _load_quietly(self) -> None:
        problem = ""
        try:
            self.load()
        except SettingsError as error:
            problem = error.key
        if problem:
            if not self._complained:
                self._complained = True
                log.error("card host not usable key=%s", problem)
            raise LinkError(Silence.TLS, sent=False)
        self._complained = False

    def _line(self) -> socket.socket:
        if self._socket is None:
            raise OSError("not connected")
        return self._socket

    def _push(self, data: bytes, deadline: Deadline) -> None:
        while data:
            data = data[self._push_some(data, deadline) :]

    def _push_some(self, data: bytes, deadline: Deadline) -> int:
        """Return how many bytes the system took; after an exception, none of these."""
        line = self._line()
        line.settimeout(deadline.left_s())
        return line.send(data)

    def _pull(self, timeout_s: float) -> bytes:
        """Return bytes in clear; none, if what came was for TLS alone."""
        tls = self._tls
        try:
            if tls is not None and (waiting := tls.decrypt()):
                return waiting
            line = self._line()
            line.settimeout(timeout_s)
            data = line.recv(_CHUNK_BYTES)
            if tls is not None:
                tls.take(data)
                clear, ended = tls.decrypt(), False
            else:
                clear, ended = data, not data
        except OSError as error:
            if _is_patience(error):
                raise
            raise self._lost(error, sent=True) from None
        if ended:
            raise self._lost(None, sent=True)
        self._used_at = self._monotonic()
        return clear

    def _lost(self, error: OSError | None, *, sent: bool) -> LinkError:
        """Close the connection; what the error says is dropped."""
        self.close()
        is_end = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
        if isinstance(error, ssl.SSLError) and not is_end:
            return LinkError(Silence.TLS, sent=sent)
        if error is not None and _is_patience(error):
            return LinkError(Silence.TIMEOUT, sent=sent)
        return LinkError(Silence.CUT, sent=sent)

    def _shake_hands(self, tls: _Tls, deadline: Deadline) -> None:
        try:
            while not tls.is_ready():
                self._push(tls.outgoing(), deadline)
                line = self._line()
                line.settimeout(deadline.left_s())
                tls.take(line.recv(_CHUNK_BYTES))
            self._push(tls.outgoing(), deadline)
        except OSError:
            with contextlib.suppress(OSError):
                # Tell the host why: it is somebody's certificate that is looked for there.
                self._push(tls.outgoing(), deadline)
            self.close()
            raise LinkError(Silence.TLS, sent=False) from None


def _is_patience(error: OSError) -> bool:
    """True if only our own deadline ended a wait. What the system gives up has a number."""
    if isinstance(error, TimeoutError):
        return error.errno is None
    return isinstance(error, BlockingIOError)


class _Tls:
    """TLS between two buffers. Every error is an ``OSError``."""

    def __init__(self, context: ssl.SSLContext, name: str) -> None:
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._session = context.wrap_bio(self._in, self._out, server_hostname=name)

    def is_ready(self) -> bool:
        """Go on with the handshake; True once it is done."""
        try:
            self._session.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def outgoing(self) -> bytes:
        """Return what is to be sent."""
        return self._out.read()

    def take(self, data: bytes) -> None:
        """Take what came; nothing is the end."""
        if data:
            self._in.write(data)
        else:
            self._in.write_eof()

    def encrypt(self, data: bytes) -> bytes:
        """Return ``data`` as it goes over the line."""
        self._session.write(data)
        return self._out.read()

    def decrypt(self) -> bytes:
        """Return what can be read by now."""
        clear = bytearray()
        # What is there is handed out before an end or an error is told.
        with contextlib.suppress(ssl.SSLWantReadError):
            while len(clear) < _CHUNK_BYTES:
                try:
                    more = self._session.read(_CHUNK_BYTES)
                    if not more:
                        raise ssl.SSLZeroReturnError("the host has said good-bye")
                except (ssl.SSLEOFError, ssl.SSLZeroReturnError):
                    if clear:
                        break
                    raise
                clear += more
        return bytes(clear)


def _keep_alive(line: socket.socket) -> None:
    for name, value in _KEEP_ALIVE:
        option = getattr(socket, name, None)
        if option is not None:
            with contextlib.suppress(OSError):
                line.setsockopt(socket.IPPROTO_TCP, option, value)
