"""OpenCV, loaded when it is first needed, so that it disturbs neither the windows nor the terminal.

Its Linux wheel points Qt's own variables at a Qt of its own; it logs to the terminal; and loading
its hundred megabytes would hold the interpreter up for as long as that takes.
"""

from __future__ import annotations

import ctypes
import functools
import importlib.util
import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint8]
    """Rows of pixels: one byte each when grey, or three, blue, green and red."""
    FloatGrid: TypeAlias = NDArray[np.floating[Any]]

log = logging.getLogger(__name__)

#: What cv2 sets for the Qt that it brings along, and what must not reach the till's own.
QT_VARIABLES: Final = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
#: Read by the library while it loads. Media Foundation's hardware transforms cost a camera seconds.
SETTINGS: Final = {
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS": "0",
}

_lock = threading.Lock()


def load_vision() -> None:
    """Load ``cv2``; afterwards importing it costs nothing. Not for the windows' thread.

    Raises:
        ImportError: it is not installed, or this system lacks something that it needs.
    """
    with _lock:
        _load_once()


@functools.cache
def _load_once() -> None:
    before = {name: os.environ.get(name) for name in QT_VARIABLES}
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    _preload()
    try:
        import cv2
    finally:
        for name, old in before.items():
            if old is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = old
    cv2.setNumThreads(1)


def _preload() -> None:
    """Have the system map the library while Python goes on; Python's own import keeps its lock."""
    found = importlib.util.find_spec("cv2")
    if found is None or found.origin is None:
        return
    for library in Path(found.origin).parent.glob("cv2*.so"):
        try:
            ctypes.CDLL(str(library))
        except OSError as error:
            # The import says the same in words of its own.
            log.debug("vision_preload kind=%s", type(error).__name__)
