"""Notices that somebody is at the till, whatever it is that they press."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Slot
from PySide6.QtGui import QGuiApplication, QInputEvent, QWindow

#: Keys, clicks and touches. A mouse that is nudged by the table is nobody.
TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.Wheel,
    }
)


class InputWatch(QObject):
    """An event filter for the window's own handle: it calls ``on_touch`` and keeps nothing."""

    def __init__(self, on_touch: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_touch = on_touch
        self._window: QWindow | None = None
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._focused)

    def watch_over(self, window: QWindow) -> None:
        """Watch ``window``, and each window of the till's own that opens over it."""
        self._window = window
        window.installEventFilter(self)

    @Slot(QWindow)
    def _focused(self, window: QWindow | None) -> None:
        if self._window is not None and window is not None:
            above = window.transientParent()
            if above is self._window:
                window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Report a touch; the event goes on."""
        # By its class first, because the window's other events come by here too, and often.
        if isinstance(event, QInputEvent) and event.type() in TOUCHES:
            self._on_touch()
        return super().eventFilter(watched, event)
