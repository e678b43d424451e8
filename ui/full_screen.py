"""The cashier's window in full screen and out of it again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_FULL = Qt.WindowState.WindowFullScreen


class FullScreen:
    """Lets ``window`` follow the model. What the window manager does by itself is left alone."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._full: bool | None = None

    def follow(self, *, full: bool) -> None:
        """Fill the screen or leave it, when that has changed since the last call."""
        before, self._full = self._full, full
        if before is None or before == full:
            return
        state = self._window.windowState()
        self._window.setWindowState(state | _FULL if full else state & ~_FULL)
