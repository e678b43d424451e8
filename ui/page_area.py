"""Where the page stands in the window: it may be moved up, away from what lies over its foot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class PageArea(QWidget):
    """Holds ``page`` at its own size, moved up by :meth:`shift_by`; what leaves it is not seen."""

    resized = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self._shift = 0
        page.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def shift(self) -> int:
        """How far the page is moved up, in pixels."""
        return self._shift

    def shift_by(self, pixels: int) -> None:
        """Move the page up by so many pixels."""
        if pixels != self._shift:
            self._shift = pixels
            self._page.move(0, -pixels)

    def sizeHint(self) -> QSize:
        """The page's own."""
        return self._page.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The page's own."""
        return self._page.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the page all of the room."""
        super().resizeEvent(event)
        self._page.setGeometry(0, -self._shift, self.width(), self.height())
        self.resized.emit()

    def event(self, event: QEvent) -> bool:
        """Pass on that the page wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)
