"""What one picture after the other says: the codes in it, or why none is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from hardware.camera.decode import DecoderChain
from kpay_desktop.ports_scan import FrameHint

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels


@dataclass(frozen=True, slots=True)
class Found:
    """The texts of the codes in a picture, each once, and what keeps others from being read."""

    texts: Sequence[str] = field(default=(), repr=False)
    hint: FrameHint | None = None


class Reader(Protocol):
    """Reads pictures of one camera, one after the other."""

    def read(self, picture: Pixels, now: float) -> Found:
        """Read ``picture``, taken ``now`` (monotonic)."""


class PictureReader:
    """Implements ``Reader``."""

    def __init__(self) -> None:
        self._chain = DecoderChain()

    def read(self, picture: Pixels, now: float) -> Found:
        """See ``Reader``."""
        del now
        import cv2

        grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
        height, width = grey.shape
        return Found(self._chain.read_grey(grey.tobytes(), width, height))
