"""What one picture after the other says: the codes in it, or why none is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from hardware.camera.hints import HintKeeper, hint_of
from hardware.camera.turning import TurningChain
from kpay_desktop.ports_scan import FrameHint

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels

#: Larger pictures are reduced to about so many pixels before they are read: 1080 lines.
MAX_READ: Final = 2_100_000


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

    def __init__(self, chain: TurningChain | None = None) -> None:
        self._chain = chain or TurningChain()
        self._hints = HintKeeper()

    def read(self, picture: Pixels, now: float) -> Found:
        """See ``Reader``."""
        grey = grey_of(picture)
        texts = self._chain.read(grey)
        if texts:
            self._hints.clear()
            return Found(texts)
        return Found(hint=self._hints.take(hint_of(grey), now))


def grey_of(picture: Pixels) -> Pixels:
    """Return the picture in shades of grey, no larger than is of use."""
    import cv2

    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    height, width = grey.shape
    if width * height <= MAX_READ:
        return grey
    scale = (MAX_READ / (width * height)) ** 0.5
    size = (max(1, int(width * scale)), max(1, int(height * scale)))
    return cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
