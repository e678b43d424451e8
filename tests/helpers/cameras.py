"""Cameras of tests: pictures with codes in them, and a desk whose news are kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hardware.camera.clocks import CameraClocks
from kpay_desktop.ports_scan import CameraState, CameraTold
from kpay_desktop.qr.symbol import make_symbol, symbol_pixels
from kpay_desktop.simulation.camera import Picture

WAIT_S = 60.0

#: Never in doubt about a camera that is slow because the machine is.
CALM = CameraClocks(
    slow_s=120, open_s=120, blind_s=120, give_up_s=240, retry_s=0.1, poll_s=0.1, gone_s=120
)
#: Impatient, for tests of what happens when patience ends.
QUICK = replace(CALM, slow_s=0.5, blind_s=1.0, give_up_s=3.0)


def code_picture(text: str, width: int = 640, height: int = 480, pixels: int = 6) -> Picture:
    """Return a white picture with a QR code in its middle."""
    grey, side, _ = symbol_pixels(make_symbol(text), pixels)
    left, top = (width - side) // 2, (height - side) // 2
    rows = []
    for y in range(height):
        inside = 0 <= y - top < side
        row = grey[(y - top) * side : (y - top + 1) * side] if inside else b"\xff" * side
        rows.append(b"\xff" * left + row + b"\xff" * (width - left - side))
    flat = b"".join(rows)
    return Picture(width, height, bytes(one for shade in flat for one in (shade, shade, shade)))


def as_array(picture: Picture) -> NDArray[np.uint8]:
    """Return the picture as OpenCV has it."""
    flat = np.frombuffer(picture.pixels, dtype=np.uint8)
    return flat.reshape(picture.height, picture.width, 3)


class Heard:
    """Keeps what a camera desk tells, on whatever thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.told: list[CameraTold] = []
        self.codes: list[str] = []

    def tell(self, told: CameraTold) -> None:
        with self._changed:
            self.told.append(told)
            self._changed.notify_all()

    def seen(self, text: str) -> None:
        with self._changed:
            self.codes.append(text)
            self._changed.notify_all()

    def wait(self, is_so: Callable[[], bool], what: str = "it") -> None:
        """Wait until ``is_so``; fail after a minute."""
        until = time.monotonic() + WAIT_S
        with self._changed:
            while not is_so():
                left = until - time.monotonic()
                assert left > 0, f"{what} did not come: {self.told[-3:]}"
                # Not everything that is waited for is told.
                self._changed.wait(min(left, 0.05))

    def wait_for(self, *states: CameraState) -> CameraTold:
        """Wait until the camera is in one of these states now."""
        self.wait(lambda: bool(self.told) and self.told[-1].state in states, str(states))
        return self.told[-1]

    def wait_for_code(self, text: str) -> None:
        self.wait(lambda: text in self.codes, "the code")

    @property
    def states(self) -> list[CameraState]:
        """The states in the order in which they came, each change once."""
        found: list[CameraState] = []
        for one in self.told:
            if not found or found[-1] is not one.state:
                found.append(one.state)
        return found
