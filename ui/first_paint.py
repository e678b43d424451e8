"""Work that waits until a window has been seen."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

DEADLINE_MS = 1_000


class FirstPaint(QObject):
    """Calls ``then`` once, as soon as the window has been painted for the first time.

    A window that nobody can see is never painted (minimised, on a locked screen): then after
    ``deadline_ms`` all the same.
    """

    def __init__(
        self, window: QWidget, then: Callable[[], None], deadline_ms: int = DEADLINE_MS
    ) -> None:
        super().__init__(window)
        self._then: Callable[[], None] | None = then
        window.installEventFilter(self)
        QTimer.singleShot(deadline_ms, self, self._go)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the first paint begin; it is done when the event loop comes round again."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._go)
        return False

    def _go(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()
