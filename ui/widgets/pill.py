"""Small rounded marks: a state, or SIMULATED."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import SEMIBOLD, Look
from ui.views import PLAIN, Tone
from ui.widgets.painting import text_line
from ui.widgets.styled import StyledLabel


class Pill(StyledLabel):
    """A word on the soft colour of its state."""

    def __init__(
        self, text: str = "", tone: Tone = PLAIN, parent: QWidget | None = None, *, size: float = 12
    ) -> None:
        super().__init__(parent)
        self._tone, self._size = tone, size
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def show_state(self, text: str, tone: Tone) -> None:
        """Show ``text`` in the colours of ``tone``."""
        if text != self.text():
            self.setText(text)
            self.updateGeometry()
        if tone != self._tone:
            self._tone = tone
            self.update()

    @property
    def tone(self) -> Tone:
        """The state shown."""
        return self._tone

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        self.setFont(look.font(self._size, SEMIBOLD))

    def is_clipped(self) -> bool:
        """True if the word does not fit."""
        return QFontMetricsF(self.font()).horizontalAdvance(self.text()) > self.width()

    def sizeHint(self) -> QSize:
        """The word and its padding."""
        look = self.look
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(width) + 2 * max(6, look.px(10)), look.px(self._size * 2))

    def minimumSizeHint(self) -> QSize:
        """A state is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pill."""
        del event
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.tone_soft(self._tone))
        area = QRectF(self.rect())
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setPen(look.tone_ink(self._tone))
        painter.setFont(self.font())
        text_line(painter, area, self.text())
