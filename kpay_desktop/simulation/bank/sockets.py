"""Loopback sockets as the bank uses them: bound, reset, read by a deadline."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import time

LOOPBACK = "127.0.0.1"
_LINGER_ZERO = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


def bound(port: int) -> socket.socket:
    """Return a socket bound to ``port`` of the loopback address (0: a free one), not listening.

    While it does not listen, the port is kept and whoever connects is refused.

    Raises:
        OSError: if the port is taken.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR would let another program take the port over.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((LOOPBACK, port))
    except OSError:
        sock.close()
        raise
    return sock


def without_delay(sock: socket.socket) -> None:
    """Send small answers at once instead of waiting for more (Nagle against delayed ACK)."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def reset_on_close(sock: socket.socket) -> None:
    """Make the coming close a reset: the peer sees the connection broken, not ended."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)


def wake(sock: socket.socket) -> None:
    """Wake the thread that waits on ``sock``, whichever thread that is."""
    with contextlib.suppress(OSError):
        # Of the plain socket: TLS's own would let go of the cipher while the thread still talks.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def receive(sock: socket.socket, size: int, deadline: float) -> bytes:
    """Return some bytes, or ``b""`` at the end of the stream.

    Raises:
        TimeoutError: when ``deadline`` (monotonic) has passed.
        OSError: if the connection broke.
    """
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("deadline")
    sock.settimeout(left)
    return sock.recv(size)


def send(sock: socket.socket, data: bytes, timeout_s: float) -> None:
    """Send all of ``data`` within ``timeout_s``.

    Raises:
        OSError: if the peer does not take it in time or is gone.
    """
    sock.settimeout(timeout_s)
    sock.sendall(data)
