"""The cashier's window in full screen and out of it again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

_FULL, _MAXIMIZED = Qt.WindowState.WindowFullScreen, Qt.WindowState.WindowMaximized


class FullScreen:
    """Lets ``window`` follow the model. What the window manager does by itself is left alone.

    ``fits`` says whether the screen has room for the window's usual size.
    """

    def __init__(self, window: QWidget, fits: Callable[[], bool]) -> None:
        self._window = window
        self._fits = fits
        self._full: bool | None = None

    def follow(self, *, full: bool) -> None:
        """Fill the screen or leave it, when that has changed since the last call."""
        before, self._full = self._full, full
        if before is None or before == full:
            return
        state = self._window.windowState()
        if full:
            self._window.setWindowState(state | _FULL)
        else:
            small = Qt.WindowState.WindowNoState if self._fits() else _MAXIMIZED
            self._window.setWindowState(state & ~_FULL | small)
