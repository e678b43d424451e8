"""One GET over HTTP that never waits past its deadline, whatever the other side does.

As HTTP/1.0, so that the answer comes as it is: not in chunks, not compressed. Names are looked up
by the system, which knows no deadline: whoever calls does it on a thread that can be given up.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from hardware.camera.source import CameraError
from kpay_desktop.ports_scan import CameraState

MAX_HEAD_BYTES: Final = 16 * 1024
MAX_REDIRECTS: Final = 3
READ_BYTES: Final = 64 * 1024

_MOVED: Final = frozenset({301, 302, 303, 307, 308})
#: What a camera answers that serves somebody else at the moment.
_TAKEN: Final = frozenset({409, 423, 429, 503})


class StreamError(CameraError):
    """The address gives no pictures."""


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose body is being read. ``content_type`` is what it says it is."""

    content_type: str
    rest: bytes = field(repr=False)
    line: socket.socket = field(repr=False)

    def read(self, until: float) -> bytes | None:
        """Return what comes next, or None if nothing comes before ``until``.

        Raises:
            StreamError: the line has ended.
        """
        try:
            data = _receive(self.line, until)
        except TimeoutError:
            return None
        except OSError as error:
            raise StreamError(CameraState.LOST, type(error).__name__) from error
        if not data:
            raise StreamError(CameraState.LOST, "ended")
        return data

    def close(self) -> None:
        """End the line."""
        _close(self.line)


def get(url: str, until: float) -> Stream:
    """Ask for ``url``, follow it where it has moved, and return the answer that is no other way.

    Raises:
        StreamError: nobody answers by ``until`` (monotonic), or not with what was asked for.
    """
    for _ in range(MAX_REDIRECTS + 1):
        target = _checked(url)
        line = _connected(target, until)
        try:
            answer = _asked(line, target, until)
        except StreamError:
            _close(line)
            raise
        except (OSError, ValueError) as error:
            _close(line)
            raise StreamError(CameraState.ABSENT, type(error).__name__) from error
        if isinstance(answer, Stream):
            return answer
        _close(line)
        moved = urljoin(url, answer)
        if target.scheme == "https" and urlsplit(moved).scheme != "https":
            raise StreamError(CameraState.ABSENT, "moved_to_plain_http")
        url = moved
    raise StreamError(CameraState.ABSENT, "moved_too_often")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port > 0
    except ValueError as error:
        raise StreamError(CameraState.ABSENT, "no_address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not has_port:
        raise StreamError(CameraState.ABSENT, "no_address")
    return parts


def _connected(target: SplitResult, until: float) -> socket.socket:
    host = target.hostname or ""
    port = target.port or (443 if target.scheme == "https" else 80)
    line: socket.socket | None = None
    try:
        line = socket.create_connection((host, port), timeout=_left(until))
        if target.scheme == "https":
            line.settimeout(_left(until))
            line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
    except (OSError, ValueError) as error:
        if line is not None:
            _close(line)
        raise StreamError(CameraState.ABSENT, type(error).__name__) from error
    return line


def _asked(line: socket.socket, target: SplitResult, until: float) -> Stream | str:
    """Send the request; return the answer, or where it has moved to."""
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    host = target.netloc.rpartition("@")[2]
    request = (
        f"GET {path} HTTP/1.0\r\nHost: {host}\r\nAccept: multipart/x-mixed-replace, image/jpeg\r\n"
        "User-Agent: kpay-desktop\r\n\r\n"
    )
    line.settimeout(_left(until))
    line.sendall(request.encode("ascii"))
    head, rest = _head(line, until)
    first, *lines = head.decode("latin-1").splitlines()
    status = first.split(" ", 2)
    if not status[0].startswith("HTTP/1.") or len(status) < 2 or not status[1].isdigit():
        raise StreamError(CameraState.BLIND, "no_http")
    headers = {
        name.strip().lower(): value.strip()
        for name, colon, value in (one.partition(":") for one in lines)
        if colon
    }
    code = int(status[1][:3])
    if code in _MOVED and headers.get("location"):
        return headers["location"]
    if code != 200:
        state = CameraState.BUSY if code in _TAKEN else CameraState.ABSENT
        raise StreamError(state, f"status_{code}")
    return Stream(headers.get("content-type", ""), rest, line)


def _head(line: socket.socket, until: float) -> tuple[bytes, bytes]:
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        if len(data) > MAX_HEAD_BYTES:
            raise StreamError(CameraState.BLIND, "headers_too_long")
        more = _receive(line, until)
        if not more:
            raise StreamError(CameraState.BLIND, "no_answer")
        data += more
    return data[:end], data[end + 4 :]


def _receive(line: socket.socket, until: float) -> bytes:
    line.settimeout(_left(until))
    return line.recv(READ_BYTES)


def _left(until: float) -> float:
    """Return the seconds that are left, never the nought that would mean "for ever"."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("late")
    return left


def _close(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.close()
