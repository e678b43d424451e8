"""A quiet bar: how much time is left, or that work goes on."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.views import Tone
from ui.widgets.styled import StyledWidget

_HEIGHT = 10
_TICK_MS = 33
_CYCLE_TICKS = 60
_PIECE = 0.3


class ProgressBar(StyledWidget):
    """Shows a fraction, or moves by itself while ``busy``. The timer only runs while visible."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fraction = 0.0
        self._busy = False
        self._phase = 0
        self._tone: Tone | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_fraction(self, fraction: float) -> None:
        """Show ``fraction`` (0 to 1) as the filled part."""
        fraction = min(1.0, max(0.0, fraction))
        if self._busy or fraction != self._fraction:
            self._busy = False
            self._fraction = fraction
            self._run()
            self.update()

    def set_busy(self, busy: bool) -> None:
        """Move by itself: how long the work takes is not known."""
        if busy != self._busy:
            self._busy = busy
            self._run()
            self.update()

    def set_tone(self, tone: Tone | None) -> None:
        """Use a state's colour; None is the accent."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    @property
    def fraction(self) -> float:
        """The filled part."""
        return self._fraction

    @property
    def is_moving(self) -> bool:
        """True while the timer runs."""
        return self._timer.isActive()

    def sizeHint(self) -> QSize:
        """A thin bar."""
        return QSize(self.look.px(240), self.look.px(_HEIGHT))

    def showEvent(self, event: QShowEvent) -> None:
        """Move again if there is work."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody sees it."""
        super().hideEvent(event)
        self._timer.stop()

    def _run(self) -> None:
        if self._busy and self.isVisible():
            if not self._timer.isActive():
                self._timer.start()
        else:
            self._timer.stop()

    def _tick(self) -> None:
        self._phase = (self._phase + 1) % _CYCLE_TICKS
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the groove and the filled part."""
        del event
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        area = QRectF(self.rect())
        radius = area.height() / 2
        painter.setBrush(look.colour("soft"))
        painter.drawRoundedRect(area, radius, radius)
        painter.setBrush(look.colour("accent") if self._tone is None else look.tone_dot(self._tone))
        if self._busy:
            reach = area.width() * (1 + _PIECE)
            start = reach * self._phase / _CYCLE_TICKS - area.width() * _PIECE
            piece = QRectF(start, 0, area.width() * _PIECE, area.height()).intersected(area)
        else:
            piece = QRectF(0, 0, area.width() * self._fraction, area.height())
        if piece.width() > 0:
            painter.drawRoundedRect(piece, radius, radius)
