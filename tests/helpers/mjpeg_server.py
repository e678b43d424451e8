"""A network camera: MJPEG over HTTP on a port of its own, showing whatever a test holds up."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Final

from PIL import Image

from kpay_desktop.simulation.camera import Picture

EVERY_S: Final = 0.06
STOP_S: Final = 30.0
_BOUNDARY: Final = "frame"


def jpeg_of(picture: Picture) -> bytes:
    """Return a picture as a camera sends it."""
    size = (picture.width, picture.height)
    out = io.BytesIO()
    Image.frombytes("RGB", size, picture.pixels, "raw", "BGR").save(out, "JPEG", quality=85)
    return out.getvalue()


class MjpegServer:
    """Serves pictures in turn to everybody who asks; a context manager."""

    def __init__(self) -> None:
        self._pictures: tuple[bytes, ...] = ()
        self._is_over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        #: How many have begun to look.
        self.viewers = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/video"

    def show(self, pictures: Sequence[Picture]) -> None:
        """Show these from now on, one after the other, again and again."""
        self._pictures = tuple(jpeg_of(picture) for picture in pictures)

    def __enter__(self) -> MjpegServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._server.shutdown()
        self._thread.join(STOP_S)
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        camera = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                kind = f"multipart/x-mixed-replace; boundary={_BOUNDARY}"
                self.send_header("Content-Type", kind)
                self.end_headers()
                camera.viewers += 1
                try:
                    camera._send(self)
                except OSError:
                    # Whoever looked has gone.
                    return

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler

    def _send(self, handler: BaseHTTPRequestHandler) -> None:
        number = 0
        while not self._is_over.wait(EVERY_S):
            pictures = self._pictures
            if not pictures:
                continue
            jpeg = pictures[number % len(pictures)]
            number += 1
            head = f"--{_BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n"
            handler.wfile.write(head.encode("ascii") + b"\r\n" + jpeg + b"\r\n")
