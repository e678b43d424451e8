"""The part of the HTTP client that stands on urllib3; imported at the first call.

urllib3 writes and reads HTTP. Opening a connection, TLS and every wait are
:mod:`kpay_desktop.hosts.net`'s, because urllib3's time-outs count each read of the socket anew and
leave name resolution out.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, IncompleteRead, ProtocolError
from urllib3.response import HTTPResponse

from kpay_desktop.hosts.http import Endpoint, HttpError, HttpFault
from kpay_desktop.hosts.net import Call, Resolver, current_call, open_connection, tls_context

HTTP_OK = 200


class Opener:
    """How connections to one host are opened."""

    def __init__(self, endpoint: Endpoint, resolver: Resolver, ca_file: Path | None) -> None:
        self.endpoint = endpoint
        self._resolver = resolver
        self._ca_file = ca_file
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None

    def open(self) -> socket.socket:
        """Open a connection within the current call; see ``net.open_connection``."""
        to = self.endpoint
        return open_connection(to.host, to.port, self._resolver, self._tls() if to.is_tls else None)

    def _tls(self) -> ssl.SSLContext:
        with self._lock:
            if self._context is None:
                self._context = tls_context(self._ca_file)
            return self._context


class _Connection(HTTPConnection):
    """One connection, opened by our own means (over TLS too)."""

    def __init__(self, opener: Opener) -> None:
        super().__init__(opener.endpoint.host, opener.endpoint.port)
        self._opener = opener
        self.idle_since = 0.0

    def connect(self) -> None:
        """Open the socket."""
        self.sock = self._opener.open()


class KeptConnections:
    """Idle connections to one host, the last used first. Thread-safe."""

    def __init__(self, opener: Opener, *, most_idle: int, keep_idle_s: float) -> None:
        self._opener = opener
        self._most_idle = most_idle
        self._keep_idle_s = keep_idle_s
        self._lock = threading.Lock()
        self._idle: list[_Connection] = []
        self._is_open = True

    def exchange(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
        max_body_bytes: int,
    ) -> bytes:
        """Send one request and return the body of its answer.

        Raises:
            HttpError: no answer with the status 200 came whole, in time and within the bound.
        """
        call = current_call()
        connection = self._borrow()
        call.is_reused = not connection.is_closed
        try:
            answer = _exchange(call, connection, method, path, body, headers, max_body_bytes)
        except BaseException as error:
            connection.close()
            if isinstance(error, HttpError) and error.is_stale:
                # The host has gone away and come back: the others are as dead as this one.
                self._forget_idle()
            raise
        self._give_back(connection)
        return answer

    def close(self) -> None:
        """Close the idle connections now, and the others when they come back."""
        with self._lock:
            self._is_open = False
        self._forget_idle()

    def _forget_idle(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _borrow(self) -> _Connection:
        while True:
            with self._lock:
                if not self._idle:
                    return _Connection(self._opener)
                connection = self._idle.pop()
            is_fresh = time.monotonic() - connection.idle_since < self._keep_idle_s
            # "Connected" means that there is nothing to read: neither an end nor stray bytes.
            if is_fresh and connection.is_connected:
                return connection
            connection.close()

    def _give_back(self, connection: _Connection) -> None:
        connection.idle_since = time.monotonic()
        with self._lock:
            if self._is_open and not connection.is_closed and len(self._idle) < self._most_idle:
                self._idle.append(connection)
                return
        connection.close()


def _exchange(
    call: Call,
    connection: _Connection,
    method: str,
    path: str,
    body: bytes | None,
    headers: Mapping[str, str],
    max_body_bytes: int,
) -> bytes:
    try:
        if connection.is_closed:
            connection.connect()
        call.is_connected = True
        connection.request(
            method,
            path,
            body=body,
            headers=headers,
            preload_content=False,
            decode_content=False,
        )
        # An answer that was not read to its end would hold the socket until it is collected.
        with contextlib.closing(connection.getresponse()) as response:
            if response.status != HTTP_OK:
                raise HttpError(HttpFault.STATUS, status=response.status)
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise HttpError(HttpFault.MALFORMED)
            return _read_all(response, max_body_bytes)
    except (OSError, HTTPError, http.client.HTTPException) as error:
        raise _failure(call, error) from None


def _read_all(response: HTTPResponse, max_bytes: int) -> bytes:
    body = b""
    # To the very end: only there does a body prove to be as long as its header said.
    while more := response.read(max_bytes + 1 - len(body)):
        body += more
        if len(body) > max_bytes:
            raise HttpError(HttpFault.MALFORMED)
    return body


def _failure(call: Call, error: Exception) -> HttpError:
    """Return what an error means. The error itself is dropped: its text could hold payload."""
    if call.is_impostor:
        return HttpError(HttpFault.IMPOSTOR)
    if not call.is_connected:
        return HttpError(HttpFault.OFFLINE)
    if call.deadline.is_over:
        return HttpError(HttpFault.TIMEOUT)
    if isinstance(error, ProtocolError) and len(error.args) > 1:
        error = error.args[1] if isinstance(error.args[1], Exception) else error
    is_cut = isinstance(error, OSError | IncompleteRead | http.client.IncompleteRead)
    if not is_cut:
        return HttpError(HttpFault.MALFORMED)
    is_stale = call.is_reused and isinstance(error, ConnectionError)
    return HttpError(HttpFault.OFFLINE, is_stale=is_stale)
