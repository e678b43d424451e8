"""What every camera is to the desk: something that is opened, looked through, and closed.

All of a source is called on one thread, which may hang in it: the desk watches over that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kpay_desktop.ports_scan import CameraState

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels

#: The largest picture that is looked at, in pixels: four times 4K would be more than any camera's.
MAX_PICTURE = 16_000_000


class CameraError(OSError):
    """A camera cannot be used. ``state`` says how it is to people, ``reason`` to the log."""

    def __init__(self, state: CameraState, reason: str) -> None:
        super().__init__(reason)
        self.state = state
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a camera; it gives what it can."""

    width: int
    height: int
    frames_per_s: int


class Source(Protocol):
    """One camera."""

    @property
    def name(self) -> str:
        """What people call it."""

    def open(self, wanted: Wanted, timeout_s: float) -> None:
        """Open it.

        Raises:
            CameraError: it is absent, or another program's.
        """

    def read(self, timeout_s: float) -> Pixels | None:
        """Return the next picture, three bytes a pixel, or None: none came within ``timeout_s``.

        Nobody writes to the picture afterwards. It comes no faster than it was asked for.

        Raises:
            CameraError: it is gone, or gives nothing any more; it is to be closed.
        """

    def close(self) -> None:
        """Let go of it. It may be closed already, or never have been open."""
