"""A small HTTP client for hosts: kept connections, one deadline a call, nothing followed.

It is strict because what comes back is about money: no redirects, no content codings, a bounded
body, and only the status 200 is an answer. Failures say whether the peer may have seen the request.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kpay_desktop.hosts.net import Call, Deadline, Resolver, calling

if TYPE_CHECKING:
    from kpay_desktop.hosts.connections import KeptConnections

#: The largest body that is taken, in bytes.
MAX_BODY_BYTES = 64 * 1024
#: How long an idle connection is trusted, in seconds; most servers keep theirs longer.
KEEP_IDLE_S = 15.0
#: Connections that stay open between calls.
MAX_IDLE = 8


class HttpFault(StrEnum):
    """Why a call brought no answer.

    ``OFFLINE``: no connection could be made, or it was cut. ``TIMEOUT``: connected, but no whole
    answer came in time. ``IMPOSTOR``: the peer's certificate is not the host's. ``STATUS``:
    another status than 200. ``MALFORMED``: what came was not HTTP, or too much of it.
    """

    OFFLINE = "offline"
    TIMEOUT = "timeout"
    IMPOSTOR = "impostor"
    STATUS = "status"
    MALFORMED = "malformed"


class HttpError(Exception):
    """A call brought no answer.

    ``is_stale``: a kept connection turned out to be closed before a byte of an answer came; the
    host may still have seen the request.
    """

    def __init__(self, fault: HttpFault, *, status: int = 0, is_stale: bool = False) -> None:
        super().__init__(f"{fault.value} {status or ''}".rstrip())
        self.fault = fault
        self.status = status
        self.is_stale = is_stale


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A host as its base URL names it; ``path`` begins paths and has no slash at its end."""

    is_tls: bool
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The ``Host`` header: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        own_port = 443 if self.is_tls else 80
        return host if self.port == own_port else f"{host}:{self.port}"


def read_base_url(url: str) -> Endpoint:
    """Take a base URL apart.

    Raises:
        ValueError: it is no plain ``http(s)://host[:port][/path]``.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("a base URL begins with http:// or https:// and a host")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("a base URL has no user, query or fragment")
    if not url.isascii() or not url.isprintable() or " " in url:
        raise ValueError("a base URL has printable ASCII characters only")
    is_tls = parts.scheme == "https"
    port = parts.port if parts.port is not None else (443 if is_tls else 80)
    return Endpoint(is_tls, parts.hostname, port, parts.path.rstrip("/"))


class HttpClient:
    """Calls one host. Thread-safe; libraries load at the first call."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        ca_file: Path | None = None,
        resolver: Resolver | None = None,
        keep_idle_s: float = KEEP_IDLE_S,
    ) -> None:
        self._endpoint = endpoint
        self._ca_file = ca_file
        self._resolver = Resolver() if resolver is None else resolver
        self._keep_idle_s = keep_idle_s
        self._lock = threading.Lock()
        self._kept: KeptConnections | None = None
        self._keeps = True

    def get(self, path: str, deadline: Deadline) -> bytes:
        """Return the body of ``path`` (see :meth:`post`)."""
        return self._call("GET", path, None, {}, deadline)

    def post(self, path: str, body: bytes, content_type: str, deadline: Deadline) -> bytes:
        """Send ``body`` to ``path`` below the base URL, once, and return the answer's body.

        Raises:
            HttpError: no answer with the status 200 came whole and in time.
        """
        return self._call("POST", path, body, {"Content-Type": content_type}, deadline)

    def close(self) -> None:
        """Close the idle connections, and keep none from now on.

        The client may be used again: whoever still calls it gets a connection for that call alone,
        so that none is left open that nobody closes.
        """
        with self._lock:
            kept, self._keeps = self._kept, False
        if kept is not None:
            kept.close()

    def _call(
        self,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str],
        deadline: Deadline,
    ) -> bytes:
        all_headers = {
            "Host": self._endpoint.authority,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "kpay-desktop",
            **headers,
        }
        with calling(Call(deadline)):
            return self._connections().exchange(
                method, self._endpoint.path + path, body, all_headers, MAX_BODY_BYTES
            )

    def _connections(self) -> KeptConnections:
        with self._lock:
            if self._kept is None:
                from kpay_desktop.hosts.connections import KeptConnections, Opener

                self._kept = KeptConnections(
                    Opener(self._endpoint, self._resolver, self._ca_file),
                    most_idle=MAX_IDLE,
                    keep_idle_s=self._keep_idle_s,
                )
                if not self._keeps:
                    self._kept.close()
            return self._kept
