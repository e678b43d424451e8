"""A text on the soft colour of its state: why something did not work, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.theme import SEMIBOLD, Look
from ui.views import WARN, Tone
from ui.widgets.painting import rounded
from ui.widgets.paragraph import Paragraph
from ui.widgets.styled import StyledWidget

_RADIUS = 14


class Banner(StyledWidget):
    """Hidden without a text."""

    def __init__(
        self, size: float = 18, *, max_width: float = 560, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone = WARN
        self.label = Paragraph(size, SEMIBOLD, max_width=max_width)
        self.label.set_colour(WARN)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.label)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str, tone: Tone = WARN) -> None:
        """Show ``text``, or go away when there is none."""
        if text != self.label.text():
            self.label.setText(text)
            # The page is laid out in the same turn, not in the one after this widget's own.
            self._box.invalidate()
            self.updateGeometry()
        self.label.set_colour(tone)
        self.setVisible(bool(text))
        if tone != self._tone:
            self._tone = tone
            self.update()

    def restyle(self, look: Look) -> None:
        """Take the padding of the look."""
        self._box.setContentsMargins(look.px(18), look.px(10), look.px(18), look.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        del event
        look = self.look
        fill = look.tone_soft(self._tone)
        rounded(QPainter(self), QRectF(self.rect()), look.px(_RADIUS), fill, None, 0)
