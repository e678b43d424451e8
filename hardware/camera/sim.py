"""The demo's camera: it looks at what the desk holds up, and suffers from what the desk says."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from hardware.camera.pace import Pace
from hardware.camera.source import CameraError, Wanted
from kpay_desktop.ports_scan import CameraState
from kpay_desktop.simulation.camera import CameraFeed, Fault, Picture

if TYPE_CHECKING:
    import numpy as np

    from hardware.camera.vision import Pixels

#: The empty counter: how bright it is of 255, and by how much its pixels differ.
COUNTER_SHADE: Final = 24
COUNTER_NOISE: Final = 6
_NOISES: Final = 4

_STATES: Final = {
    Fault.UNPLUGGED: CameraState.LOST,
    Fault.BUSY: CameraState.BUSY,
}


class SimSource:
    """Implements ``Source`` on a :class:`CameraFeed`."""

    name = "sim:"

    def __init__(self, feed: CameraFeed) -> None:
        self._feed = feed
        self._pace: Pace | None = None
        self._empty: list[Pixels] = []
        self._turn = 0

    def open(self, wanted: Wanted, timeout_s: float) -> None:
        """See ``Source``."""
        del timeout_s
        fault = self._feed.fault
        if fault is Fault.UNPLUGGED:
            raise CameraError(CameraState.ABSENT, "unplugged")
        if fault is Fault.BUSY:
            raise CameraError(CameraState.BUSY, "busy")
        self._pace = Pace(wanted.frames_per_s)
        self._empty = empty_counter(wanted.width, wanted.height)
        self._feed.is_open = True

    def read(self, timeout_s: float) -> Pixels | None:
        """See ``Source``."""
        if self._pace is None:
            raise CameraError(CameraState.LOST, "closed")
        until = time.monotonic() + timeout_s
        while True:
            fault = self._feed.fault
            if (state := _STATES.get(fault)) is not None:
                raise CameraError(state, fault.value)
            if not self._pace.wait(until - time.monotonic()):
                return None
            if self._feed.fault is Fault.NONE:
                return self._look()

    def _look(self) -> Pixels:
        seen = self._feed.look()
        if seen is not None:
            return as_pixels(seen)
        self._turn += 1
        return self._empty[self._turn % len(self._empty)]

    def close(self) -> None:
        """See ``Source``."""
        if self._pace is not None:
            self._pace, self._empty = None, []
            self._feed.is_open = False


def as_pixels(picture: Picture) -> Pixels:
    """Return the picture's own bytes as rows of pixels; nothing is copied."""
    import numpy as np

    rows = np.frombuffer(picture.pixels, dtype=np.uint8)
    return rows.reshape(picture.height, picture.width, 3)


def empty_counter(width: int, height: int) -> list[Pixels]:
    """Return a few pictures of a dark counter, each with its own noise, as a camera's have."""
    import numpy as np

    shades = np.random.default_rng(0)
    return [_noise(shades, width, height) for _ in range(_NOISES)]


def _noise(shades: np.random.Generator, width: int, height: int) -> Pixels:
    import numpy as np

    grain = shades.integers(0, COUNTER_NOISE, size=(height, width, 1), dtype=np.uint8)
    return np.repeat(grain + np.uint8(COUNTER_SHADE), 3, axis=2)
