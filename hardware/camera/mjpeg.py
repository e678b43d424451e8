"""Cameras of the network that send JPEG pictures one after the other over HTTP."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hardware.camera.http_stream import Stream, get
from hardware.camera.parts import PartError, Parts, boundary_of
from hardware.camera.recorded import picture_in
from hardware.camera.source import CameraError, Wanted
from hardware.camera.vision import load_vision
from kpay_desktop.ports_scan import CameraState

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels


class MjpegSource:
    """Implements ``Source`` on an address."""

    def __init__(self, url: str) -> None:
        self.name = urlsplit(url).hostname or url
        self._url = url
        self._stream: Stream | None = None
        self._parts: Parts | None = None
        self._newest: bytes | None = None
        self._between_s = 0.0
        self._next = 0.0

    def open(self, wanted: Wanted, timeout_s: float) -> None:
        """See ``Source``."""
        until = time.monotonic() + timeout_s
        load_vision()
        stream = get(self._url, until)
        boundary = boundary_of(stream.content_type)
        if boundary is None:
            stream.close()
            raise CameraError(CameraState.BLIND, "no_mjpeg")
        self._stream, self._parts, self._newest = stream, Parts(boundary), None
        self._between_s, self._next = 1.0 / wanted.frames_per_s, time.monotonic()
        self._take(stream.rest)

    def read(self, timeout_s: float) -> Pixels | None:
        """See ``Source``. What comes faster than was asked for is passed over undecoded."""
        until = time.monotonic() + timeout_s
        while True:
            now = time.monotonic()
            if self._newest is not None and now >= self._next:
                newest, self._newest = self._newest, None
                picture = picture_in(newest)
                if picture is not None:
                    self._next = max(self._next + self._between_s, now)
                    return picture
            if self._stream is None:
                raise CameraError(CameraState.LOST, "closed")
            waiting = until if self._newest is None else min(until, self._next)
            if now >= until:
                return None
            data = self._stream.read(waiting)
            if data is not None:
                self._take(data)

    def _take(self, data: bytes) -> None:
        if self._parts is None:
            return
        try:
            whole = self._parts.feed(data)
        except PartError as error:
            raise CameraError(CameraState.BLIND, "no_pictures") from error
        if whole:
            self._newest = whole[-1]

    def close(self) -> None:
        """See ``Source``."""
        if self._stream is not None:
            self._stream.close()
            self._stream = self._parts = self._newest = None
