"""A large round sign with an icon: what the customer does with the card now."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.views import PLAIN, Tone
from ui.widgets.icons import paint_icon
from ui.widgets.styled import StyledWidget

_PART, _STROKE = 0.46, 2.0


class Symbol(StyledWidget):
    """An icon in a soft circle; ``size`` is the diameter in design pixels."""

    def __init__(self, size: float = 132, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._icon, self._tone = "", PLAIN
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_symbol(self, icon: str, tone: Tone) -> None:
        """Show an icon by its name; the tone ``ok`` is drawn in the accent."""
        if (icon, tone) != (self._icon, self._tone):
            self._icon, self._tone = icon, tone
            self.update()

    def set_size(self, size: float) -> None:
        """Draw the circle with another diameter, in design pixels."""
        if size != self._size:
            self._size = size
            self.updateGeometry()

    @property
    def icon(self) -> str:
        """The icon shown."""
        return self._icon

    def sizeHint(self) -> QSize:
        """The circle."""
        side = self.look.px(self._size)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """The circle."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint circle and icon."""
        del event
        look = self.look
        ready = self._tone.name == "ok"
        soft = look.colour("accent_soft") if ready else look.tone_soft(self._tone)
        ink = look.colour("accent_ink") if ready else look.tone_ink(self._tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft)
        area = QRectF(self.rect())
        painter.drawEllipse(area)
        side = area.width() * _PART
        box = QRectF(area.center().x() - side / 2, area.center().y() - side / 2, side, side)
        paint_icon(painter, self._icon, box, ink, _STROKE)
