"""Cameras of the computer, built in or plugged in."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from hardware.camera.source import CameraError, Wanted
from hardware.camera.vision import load_vision
from kpay_desktop.ports_scan import CameraState

if TYPE_CHECKING:
    from collections.abc import Callable

    import cv2

    from hardware.camera.vision import Pixels


class Driver(Protocol):
    """What is used of ``cv2.VideoCapture`` once it is open."""

    def read(self) -> tuple[bool, Pixels | None]:
        """Return the next picture, if there is one."""

    def release(self) -> None:
        """Let go of the camera."""


OpenDriver: TypeAlias = "Callable[[int, Wanted, float], Driver | None]"
"""Opens the camera of that number, within so many seconds; None: it does not open."""

#: How many reads that bring nothing at once mean that the camera gives nothing any more.
EMPTY_READS: Final = 5
_PAUSE_S: Final = 0.05


class UsbSource:
    """Implements ``Source`` on the computer's camera ``index``.

    ``is_there`` says whether the system names it, None where it cannot be asked; ``open_capture``
    opens it.
    """

    def __init__(
        self,
        index: int,
        name: str,
        is_there: Callable[[], bool | None],
        open_capture: OpenDriver | None = None,
    ) -> None:
        self.name = name
        self._index = index
        self._is_there = is_there
        self._open_capture = open_capture or open_capture_of(sys.platform)
        self._capture: Driver | None = None
        self._has_seen = False

    def open(self, wanted: Wanted, timeout_s: float) -> None:
        """See ``Source``."""
        if self._is_there() is False:
            raise CameraError(CameraState.ABSENT, "not_there")
        capture = self._open_capture(self._index, wanted, timeout_s)
        if capture is None:
            # The system names it and does not let it be opened: somebody else has it.
            state = CameraState.BUSY if self._is_there() else CameraState.ABSENT
            raise CameraError(state, "not_opened")
        self._capture, self._has_seen = capture, False

    def read(self, timeout_s: float) -> Pixels | None:
        """See ``Source``."""
        if self._capture is None:
            raise CameraError(CameraState.LOST, "closed")
        until = time.monotonic() + timeout_s
        for _ in range(EMPTY_READS):
            _, pixels = self._capture.read()
            if pixels is not None and pixels.ndim == 3 and pixels.size:
                self._has_seen = True
                return pixels
            if time.monotonic() >= until:
                return None
            time.sleep(_PAUSE_S)
        is_there = self._is_there()
        if is_there is False or (is_there is None and self._has_seen):
            raise CameraError(CameraState.LOST, "gone")
        # Some systems let a camera be opened twice and give its pictures to one alone.
        state = CameraState.BLIND if self._has_seen else CameraState.BUSY
        raise CameraError(state, "no_pictures")

    def close(self) -> None:
        """See ``Source``."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None


def open_capture_of(platform: str) -> OpenDriver:
    """Return what opens a camera on ``platform``, by that system's own means, best first."""

    def open_capture(index: int, wanted: Wanted, timeout_s: float) -> Driver | None:
        load_vision()
        import cv2

        until = time.monotonic() + timeout_s
        ways: tuple[int, ...] = (cv2.CAP_V4L2,)
        if platform == "win32":
            ways = (cv2.CAP_DSHOW, cv2.CAP_MSMF)
        elif platform == "darwin":
            ways = (cv2.CAP_AVFOUNDATION,)
        for way in ways:
            if time.monotonic() >= until:
                return None
            capture = cv2.VideoCapture(index, way)
            if capture.isOpened():
                _ask_for(capture, wanted)
                return capture
            capture.release()
        return None

    return open_capture


def _ask_for(capture: cv2.VideoCapture, wanted: Wanted) -> None:
    """Ask for size and pace. Uncompressed, USB 2 carries ten pictures of 720 lines a second."""
    import cv2

    for name, value in (
        (cv2.CAP_PROP_FOURCC, float(cv2.VideoWriter.fourcc("M", "J", "P", "G"))),
        (cv2.CAP_PROP_FRAME_WIDTH, float(wanted.width)),
        (cv2.CAP_PROP_FRAME_HEIGHT, float(wanted.height)),
        (cv2.CAP_PROP_FPS, float(wanted.frames_per_s)),
        # Old pictures are of no use: a queue of them makes a preview lag. One alone would halve its
        # pace, as the driver waits for it to come back.
        (cv2.CAP_PROP_BUFFERSIZE, 2.0),
        (cv2.CAP_PROP_READ_TIMEOUT_MSEC, 1_000.0),
    ):
        capture.set(name, value)
