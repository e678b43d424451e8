"""OpenCV for tests, loaded as the till loads it: neither Qt nor the terminal hears of it.

Tests import this before ``cv2``, or take it from here.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from hardware.camera.vision import load_vision

load_vision()

if TYPE_CHECKING:
    import cv2
else:
    cv2 = importlib.import_module("cv2")

__all__ = ["cv2"]
