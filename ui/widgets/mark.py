"""The large sign of a result: tick, cross, clock, exclamation mark or pen in a soft circle."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.views import PLAIN, Tone
from ui.widgets.icons import paint_icon
from ui.widgets.styled import StyledWidget

_ICONS = {"tick": "check", "cross": "cross", "wait": "wait", "alert": "alert", "hand": "sign"}
# Part of the circle that the sign takes, and its stroke on the icons' grid.
_PARTS = {"tick": (0.46, 3.4), "cross": (0.42, 3.2), "wait": (0.48, 1.9), "alert": (0.46, 2.6)}


class Mark(StyledWidget):
    """A result's sign; ``size`` is the circle's diameter in design pixels."""

    def __init__(self, size: float = 132, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._mark, self._tone = "wait", PLAIN
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_mark(self, mark: str, tone: Tone) -> None:
        """Show ``tick``, ``cross``, ``wait``, ``alert`` or ``hand`` in the colours of ``tone``."""
        if (mark, tone) != (self._mark, self._tone):
            self._mark, self._tone = mark, tone
            self.update()

    def set_size(self, size: float) -> None:
        """Draw the circle with another diameter, in design pixels."""
        if size != self._size:
            self._size = size
            self.updateGeometry()

    @property
    def mark(self) -> str:
        """The sign shown."""
        return self._mark

    def sizeHint(self) -> QSize:
        """The circle."""
        side = self.look.px(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """The circle."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint circle and sign."""
        del event
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.tone_soft(self._tone))
        area = QRectF(self.rect())
        painter.drawEllipse(area)
        part, stroke = _PARTS.get(self._mark, (0.46, 2.6))
        side = area.width() * part
        box = QRectF(area.center().x() - side / 2, area.center().y() - side / 2, side, side)
        paint_icon(painter, _ICONS.get(self._mark, "alert"), box, look.tone_ink(self._tone), stroke)
