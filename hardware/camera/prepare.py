"""Pictures prepared for decoders, each in one way that helps where others do not.

Which ones, and in which order, was found by trying: how many rendered phones that neither zxing-cpp
nor zbar reads as they stand are read after each (``run.py bench decode`` has the rates).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels

Preparation = Callable[["Pixels"], "Pixels"]

#: The middle of the frame, where the guide box asks for the code: so much of width and height.
MIDDLE: Final = 0.5


def sharpened(grey: Pixels) -> Pixels:
    """Give lost edges back: for codes out of focus or moved."""
    return _unsharp(grey, 27, 4.0)


def inverted(grey: Pixels) -> Pixels:
    """Turn dark mode's light bars into dark ones, and sharpen them."""
    import cv2

    return _unsharp(cv2.bitwise_not(grey), 13, 3.0)


def enlarged_middle(grey: Pixels) -> Pixels:
    """Double what stands in the middle: for bars of hardly more than a pixel."""
    import cv2

    height, width = grey.shape
    top, left = int(height * (1 - MIDDLE) / 2), int(width * (1 - MIDDLE) / 2)
    middle = grey[top : height - top, left : width - left]
    larger = cv2.resize(middle, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC)
    return _unsharp(larger, 11, 3.0)


def thresholded(grey: Pixels) -> Pixels:
    """Judge each pixel by its surroundings: for shades, glare and noise."""
    import cv2

    return cv2.adaptiveThreshold(
        cv2.blur(grey, (3, 3)), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 31, 5
    )


def smeared(grey: Pixels) -> Pixels:
    """Average along the bars of a code held upright: for noise and a screen's own pattern."""
    import cv2

    return cv2.blur(grey, (1, 9))


def turned(grey: Pixels) -> Pixels:
    """Turn by half a right angle: decoders cross bars along rows and columns only."""
    import cv2
    import numpy as np

    height, width = grey.shape
    middle_x, middle_y, half = width / 2, height / 2, (width + height) / 4
    # The corners of a square that stands on its point, as those of one that lies.
    around = np.array([[0, -1], [1, 0], [0, 1], [-1, 0]], np.float32) * np.float32(half * 1.2)
    source = around + np.array([middle_x, middle_y], np.float32)
    side = int(half * 1.7)
    target = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    return cv2.warpPerspective(
        grey, matrix, (side, side), borderMode=cv2.BORDER_CONSTANT, borderValue=(255.0,)
    )


def split(grey: Pixels) -> Pixels:
    """Make it black and white at the one shade that parts it best (Otsu): for dim screens."""
    import cv2

    return cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]


def halved(grey: Pixels) -> Pixels:
    """Take every four pixels together: for patterns finer than the code's own."""
    import cv2

    smooth = cv2.GaussianBlur(grey, (0, 0), 1.5)
    size = (max(1, grey.shape[1] // 2), max(1, grey.shape[0] // 2))
    return cv2.resize(smooth, size, interpolation=cv2.INTER_AREA)


#: In turn, one a frame; those that help most come first.
PREPARATIONS: Final[tuple[Preparation, ...]] = (
    sharpened,
    inverted,
    enlarged_middle,
    thresholded,
    smeared,
    turned,
    split,
    halved,
)


def _unsharp(grey: Pixels, size: int, amount: float) -> Pixels:
    """Add what distinguishes pixels from their surroundings, ``amount`` times over."""
    import cv2

    return cv2.addWeighted(grey, 1.0 + amount, cv2.blur(grey, (size, size)), -amount, 0.0)
