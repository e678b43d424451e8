"""Figures at the right of a line. Changing them costs one repaint and no layout."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import BOLD, Look
from ui.widgets.label import shrunk
from ui.widgets.styled import StyledWidget

_LEAST_PART = 0.5


class Figures(StyledWidget):
    """A text of figures, at the right edge; it shrinks before it is cut off.

    ``ground`` names the colour that it stands on, where that is one: then nothing behind it is
    painted again with every key.
    """

    def __init__(
        self,
        size: float = 22,
        weight: int = BOLD,
        colour: str = "ink",
        parent: QWidget | None = None,
        *,
        ground: str = "",
    ) -> None:
        super().__init__(parent)
        self._ground = ground
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, bool(ground))
        self._size, self._weight, self._colour = size, weight, colour
        self._text = ""
        self._font = QFont()
        self._line: tuple[QFont, QPointF] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show ``text``."""
        if text != self._text:
            self._text = text
            self._line = None
            self.setAccessibleName(text)
            self.update()

    def text(self) -> str:
        """Return what is shown."""
        return self._text

    def set_colour(self, colour: str) -> None:
        """Use another token."""
        if colour != self._colour:
            self._colour = colour
            self.update()

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        self._font = look.font(self._size, self._weight, tabular=True)
        self._line = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand elsewhere, and at another size if need be."""
        super().resizeEvent(event)
        self._line = None

    def is_clipped(self) -> bool:
        """True if the figures do not fit even at their smallest."""
        font = shrunk(self._font, self._text, self.width(), _LEAST_PART)
        return QFontMetricsF(font).horizontalAdvance(self._text) > self.width() + 1

    def sizeHint(self) -> QSize:
        """A line of figures; the width comes from the layout."""
        height = round(self.look.font(self._size, self._weight).pixelSize() * 1.3)
        return QSize(self.look.px(self._size * 4), height)

    def minimumSizeHint(self) -> QSize:
        """Figures shrink, so little width will do."""
        return QSize(self.look.px(self._size * 2), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the figures."""
        del event
        look = self.look
        painter = QPainter(self)
        if self._ground:
            painter.fillRect(self.rect(), look.colour(self._ground))
        font, place = self._line_now()
        painter.setFont(font)
        painter.setPen(look.colour(self._colour))
        painter.drawText(place, self._text)

    def _line_now(self) -> tuple[QFont, QPointF]:
        """Return the font and where the text begins; found out once for each text."""
        if self._line is None:
            font = shrunk(self._font, self._text, self.width(), _LEAST_PART)
            left = self.width() - QFontMetricsF(font).horizontalAdvance(self._text)
            baseline = (self.height() + QFontMetricsF(self._font).capHeight()) / 2
            self._line = font, QPointF(left, baseline)
        return self._line
