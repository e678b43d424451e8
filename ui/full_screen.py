"""The cashier's window in full screen and out of it again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

_FULL, _MAXIMIZED = Qt.WindowState.WindowFullScreen, Qt.WindowState.WindowMaximized

#: How long the window manager may take before it is asked again, and asked no more.
PATIENCE_S = 2.0


class FullScreen:
    """Lets a window follow the model.

    ``told`` gives the state that the window manager told last, ``ask`` asks for another one, and
    ``fits`` says whether the screen has room for the window's usual size. A window manager answers
    late: a wish that comes before its answer to the last one would be lost, so the window is looked
    at again for a while. What the window manager does by itself after that is left alone.
    """

    def __init__(
        self,
        told: Callable[[], Qt.WindowState],
        ask: Callable[[Qt.WindowState], None],
        fits: Callable[[], bool],
    ) -> None:
        self._told, self._ask = told, ask
        self._fits = fits
        self._full: bool | None = None
        self._until = 0.0

    def follow(self, *, full: bool, now: float) -> None:
        """Fill the screen or leave it, when that has changed. ``now`` is monotonic, in seconds."""
        before, self._full = self._full, full
        if before is None:
            # The window is opened as it is to be.
            return
        if before != full:
            self._until = now + PATIENCE_S
        elif now > self._until:
            return
        state = self._told()
        if bool(state & _FULL) is full:
            return
        if full:
            self._ask(state | _FULL)
        else:
            small = Qt.WindowState.WindowNoState if self._fits() else _MAXIMIZED
            self._ask(state & ~_FULL | small)
