"""What keeps a code from being read, as far as the frame's own figures tell.

Looked at is the middle of the frame, where the guide box is, much reduced. A hint is given only
where something is held up: an empty counter needs no advice, however dark it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kpay_desktop.ports_scan import FrameHint

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels

#: The reduced middle: so wide and high, in pixels.
REDUCED: Final = (160, 120)
#: The middle: so much of the frame's width and height.
MIDDLE: Final = (0.6, 0.8)

# Shades of 255.
_DARK: Final = 45
_LIT: Final = 110
_FULL: Final = 250
_CONTRAST: Final = 10.0
#: So many of a hundred pixels in burnt-out patches are a reflection; more are a bright wall.
_GLARE_PARTS: Final = (4.0, 45.0)
#: How much of an edge is left between two pixels beside each other, to between eight.
_SHARP: Final = 0.42
#: A lit screen of less than so much of the middle is far away.
_FAR_PARTS: Final = (0.4, 8.0)


def hint_of(grey: Pixels) -> FrameHint | None:
    """Return what is wrong with this frame, the worst first, or None: nothing that can be told."""
    import cv2
    import numpy as np

    height, width = grey.shape
    across, down = int(width * MIDDLE[0] / 2), int(height * MIDDLE[1] / 2)
    if across < REDUCED[0] // 4 or down < REDUCED[1] // 4:
        return None
    middle = grey[
        height // 2 - down : height // 2 + down, width // 2 - across : width // 2 + across
    ]
    small = cv2.resize(middle, REDUCED, interpolation=cv2.INTER_AREA)
    low, high = (float(one) for one in np.percentile(small, (5, 97)))
    if high < _DARK:
        # Something with light and shade of its own stands there, and hardly any of it is seen.
        is_something = high - low > _CONTRAST and high > 1.6 * max(low, 1.0)
        return FrameHint.TOO_DARK if is_something else None
    if high - low < 4 * _CONTRAST:
        return None
    if _sharpness(middle) < _SHARP:
        return FrameHint.BLURRED
    if _GLARE_PARTS[0] < _burnt_out(small) < _GLARE_PARTS[1]:
        return FrameHint.GLARE
    return FrameHint.CLOSER if _is_far(small) else None


def _burnt_out(small: Pixels) -> float:
    """Return how many of a hundred pixels stand in burnt-out patches that no code's page leaves."""
    import cv2
    import numpy as np

    burnt = (small >= _FULL).astype(np.uint8) * np.uint8(255)
    return float(np.mean(cv2.blur(burnt, (9, 9)) == 255) * 100)


def _sharpness(middle: Pixels) -> float:
    """Return the steepest of neighbouring pixels' differences by that over eight pixels."""
    import cv2

    calm = cv2.blur(middle, (2, 2))[::4]
    near = _steepest(calm, 2)
    far = _steepest(calm, 8)
    return 1.0 if far < 3 * _CONTRAST else near / far


def _steepest(rows: Pixels, apart: int) -> float:
    """Return the difference that one pixel in a thousand has to the one so far ``apart``."""
    import cv2
    import numpy as np

    steps = cv2.absdiff(rows[:, apart:], rows[:, :-apart])
    larger = np.cumsum(np.bincount(steps.ravel(), minlength=256)[::-1])
    return float(255 - np.searchsorted(larger, steps.size // 1000 + 1))


def _is_far(small: Pixels) -> bool:
    """Say whether what is lit in the very middle is a small rectangle: a phone far away."""
    import cv2
    import numpy as np

    lit = (small >= max(_LIT, int(small.max()) - 70)).astype(np.uint8)
    # Words and code are part of their screen.
    count, _, facts, middles = cv2.connectedComponentsWithStats(cv2.blur(lit * 255, (3, 3)))
    for number in range(1, count):
        x, y = middles[number]
        _, _, wide, tall, area = (int(one) for one in facts[number])
        share = 100 * area / small.size
        if abs(x / small.shape[1] - 0.5) > 0.2 or abs(y / small.shape[0] - 0.5) > 0.2:
            continue
        is_rectangle = area > 0.6 * wide * tall and 1.2 < max(tall, wide) / min(tall, wide) < 3.0
        if is_rectangle and _FAR_PARTS[0] < share < _FAR_PARTS[1]:
            return True
    return False


class HintKeeper:
    """Gives a hint that has stood for ``raise_s``, and takes it back after ``clear_s`` without."""

    def __init__(self, raise_s: float = 1.0, clear_s: float = 1.0) -> None:
        self._raise_s, self._clear_s = raise_s, clear_s
        self._shown: FrameHint | None = None
        self._coming: FrameHint | None = None
        self._since = 0.0

    def take(self, hint: FrameHint | None, now: float) -> FrameHint | None:
        """Take one frame's hint; return the one to show."""
        if hint is self._shown or hint is not self._coming:
            self._coming, self._since = hint, now
        elif now - self._since >= (self._clear_s if hint is None else self._raise_s):
            self._shown = hint
        return self._shown

    def clear(self) -> None:
        """All is well: a code was read."""
        self._shown = self._coming = None
