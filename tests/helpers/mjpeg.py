"""A camera of the network: an HTTP server that sends what a test tells it, byte by byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from tests.helpers.vision import cv2

Script = Callable[[socket.socket, threading.Event], None]
"""What is done with a line that asked: it ends when the script does. The event: stop now."""

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n"


def jpeg(picture: NDArray[np.uint8]) -> bytes:
    """Return the picture as a JPEG."""
    _, data = cv2.imencode(".jpg", picture)
    return data.tobytes()


def part(data: bytes, boundary: bytes = b"frame", *, length: bool = True) -> bytes:
    """Return one part of a series."""
    said = b"Content-Length: %d\r\n" % len(data) if length else b""
    return b"--" + boundary + b"\r\nContent-Type: image/jpeg\r\n" + said + b"\r\n" + data + b"\r\n"


def endless(picture: NDArray[np.uint8], pause_s: float = 0.02, *, length: bool = True) -> Script:
    """Send the picture again and again."""
    data = part(jpeg(picture), length=length)

    def send(line: socket.socket, stop: threading.Event) -> None:
        line.sendall(HEAD)
        while not stop.wait(pause_s):
            line.sendall(data)

    return send


class NetworkCamera:
    """Listens on this machine; ``script`` may be replaced at any time."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked: list[bytes] = []
        self._stop = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lines: list[threading.Thread] = []
        self._thread = threading.Thread(target=self._accept, name="test-mjpeg", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/video"

    def __enter__(self) -> NetworkCamera:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        # A listener that is only closed keeps who accepts waiting.
        with socket.create_connection(self._listener.getsockname(), timeout=60.0):
            self._thread.join(60.0)
        self._listener.close()
        for line in self._lines:
            line.join(60.0)

    def _accept(self) -> None:
        while not self._stop.is_set():
            line, _ = self._listener.accept()
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            self._lines.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        with line:
            line.settimeout(60.0)
            try:
                asked = b""
                while b"\r\n\r\n" not in asked:
                    more = line.recv(4096)
                    if not more:
                        return
                    asked += more
                self.asked.append(asked)
                self.script(line, self._stop)
            except OSError:
                return
