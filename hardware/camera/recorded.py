"""Cameras that are none: a film and a folder of pictures, each looked at over and over."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hardware.camera.pace import Pace
from hardware.camera.source import MAX_PICTURE, CameraError, Wanted
from hardware.camera.vision import load_vision
from kpay_desktop.ports_scan import CameraState

if TYPE_CHECKING:
    import cv2

    from hardware.camera.vision import Pixels

#: Pictures of a folder, by how their names end.
PICTURE_ENDS: Final = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".webp"})
MAX_FILE_BYTES: Final = 32 * 1024 * 1024
MAX_FILES: Final = 2_000


class FileSource:
    """Implements ``Source`` on a film, which begins anew at its end."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self._film: cv2.VideoCapture | None = None
        self._pace: Pace | None = None

    def open(self, wanted: Wanted, timeout_s: float) -> None:
        """See ``Source``."""
        del timeout_s
        if not self._path.is_file():
            raise CameraError(CameraState.ABSENT, "no_file")
        load_vision()
        self._film = self._opened()
        self._pace = Pace(wanted.frames_per_s)

    def _opened(self) -> cv2.VideoCapture:
        import cv2

        film = cv2.VideoCapture(str(self._path), cv2.CAP_ANY)
        if not film.isOpened():
            film.release()
            raise CameraError(CameraState.BLIND, "no_film")
        return film

    def read(self, timeout_s: float) -> Pixels | None:
        """See ``Source``."""
        if self._film is None or self._pace is None:
            raise CameraError(CameraState.LOST, "closed")
        if not self._pace.wait(timeout_s):
            return None
        _, pixels = self._film.read()
        if pixels is None:
            # Not every film can be wound back: it is opened anew.
            self._film.release()
            self._film = self._opened()
            _, pixels = self._film.read()
        if pixels is None or pixels.ndim != 3:
            raise CameraError(CameraState.BLIND, "empty_film")
        return pixels

    def close(self) -> None:
        """See ``Source``."""
        if self._film is not None:
            self._film.release()
            self._film = None


class FolderSource:
    """Implements ``Source`` on the pictures of a folder, by name, each shown ``shown_s`` long."""

    def __init__(self, folder: Path, shown_s: float = 0.5) -> None:
        self.name = folder.name
        self._folder = folder
        self._shown_s = shown_s
        self._files: list[Path] = []
        self._at = 0
        self._until = 0.0
        self._picture: Pixels | None = None
        self._pace: Pace | None = None

    def open(self, wanted: Wanted, timeout_s: float) -> None:
        """See ``Source``."""
        del timeout_s
        load_vision()
        try:
            found = sorted(
                one for one in self._folder.iterdir() if one.suffix.lower() in PICTURE_ENDS
            )
        except OSError as error:
            raise CameraError(CameraState.ABSENT, type(error).__name__) from error
        if not found:
            raise CameraError(CameraState.ABSENT, "no_pictures")
        self._files, self._at, self._picture = found[:MAX_FILES], 0, None
        self._pace = Pace(wanted.frames_per_s)

    def read(self, timeout_s: float) -> Pixels | None:
        """See ``Source``."""
        if self._pace is None:
            raise CameraError(CameraState.LOST, "closed")
        if not self._pace.wait(timeout_s):
            return None
        if self._picture is None or time.monotonic() >= self._until:
            self._picture = self._next()
            self._until = time.monotonic() + self._shown_s
        return self._picture

    def _next(self) -> Pixels:
        for _ in self._files:
            path = self._files[self._at % len(self._files)]
            self._at += 1
            picture = _picture_of(path)
            if picture is not None:
                return picture
        raise CameraError(CameraState.BLIND, "no_picture_reads")

    def close(self) -> None:
        """See ``Source``."""
        self._pace, self._picture, self._files = None, None, []


def _picture_of(path: Path) -> Pixels | None:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return None
        return picture_in(path.read_bytes())
    except OSError:
        return None


def picture_in(data: bytes | bytearray) -> Pixels | None:
    """Return the picture that a file's bytes hold, or None; a huge or broken one is none."""
    import cv2
    import numpy as np

    if not data:
        return None
    try:
        picture = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    if picture is None or picture.shape[0] * picture.shape[1] > MAX_PICTURE:
        return None
    return picture
