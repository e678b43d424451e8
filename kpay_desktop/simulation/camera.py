"""What stands in front of the simulated camera, and the camera's own switches.

The demo desk holds pictures up; the till's camera driver looks at them as at a real camera's.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: three bytes a pixel, blue, green, red, row by row without gaps."""

    width: int
    height: int
    pixels: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.pixels) != self.width * self.height * 3:
            raise ValueError("a picture has three bytes for each of its pixels")


class Fault(StrEnum):
    """What a camera can suffer from. ``FROZEN``: it is open, and gives no pictures."""

    NONE = "none"
    UNPLUGGED = "unplugged"
    BUSY = "busy"
    FROZEN = "frozen"


class CameraFeed:
    """The scene before the camera. Thread-safe. Nothing held up: an empty counter is seen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pictures: tuple[Picture, ...] = ()
        self._at = 0
        self._fault = Fault.NONE
        self._is_open = False

    def hold(self, *pictures: Picture) -> None:
        """Hold up a picture, or several that are seen in turn; none: take them away."""
        with self._lock:
            self._pictures, self._at = pictures, 0

    def look(self) -> Picture | None:
        """Return what is seen now, or None for the empty counter."""
        with self._lock:
            if not self._pictures:
                return None
            picture = self._pictures[self._at % len(self._pictures)]
            self._at += 1
            return picture

    @property
    def fault(self) -> Fault:
        """What the camera suffers from."""
        with self._lock:
            return self._fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        with self._lock:
            self._fault = fault

    @property
    def is_open(self) -> bool:
        """True while the till looks through it."""
        with self._lock:
            return self._is_open

    @is_open.setter
    def is_open(self, is_open: bool) -> None:
        with self._lock:
            self._is_open = is_open
