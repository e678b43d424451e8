"""A field for text, with the corners and the lines of the other fields."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLineEdit

from ui.theme import REGULAR, Look
from ui.widgets.buttons import TOUCH_PX
from ui.widgets.painting import rounded
from ui.widgets.styled import Styled

_RADIUS, _SIDE = 12, 14


class TextField(Styled, QLineEdit):
    """A line to type. Whoever has the keyboard is seen by the line around it."""

    def __init__(
        self, size: float = 17, weight: int = REGULAR, *, height: float = 52, tabular: bool = False
    ) -> None:
        super().__init__()
        self._type, self._height_px, self._tabular = (size, weight), height, tabular
        # What Qt draws itself is the text alone.
        self.setFrame(False)

    def restyle(self, look: Look) -> None:
        """Take font, colours and lengths of the look."""
        self.setFont(look.font(*self._type, tabular=self._tabular))
        self.setTextMargins(look.px(_SIDE), 0, look.px(_SIDE), 0)
        self.setFixedHeight(max(TOUCH_PX, look.px(self._height_px)))
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Base, QColor(0, 0, 0, 0))
        colours.setColor(QPalette.ColorRole.Text, look.colour("ink"))
        colours.setColor(QPalette.ColorRole.PlaceholderText, look.colour("ink3"))
        self.setPalette(colours)

    def event(self, event: QEvent) -> bool:
        """Restyle just before the field is first shown."""
        self._polish(event)
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and its line, and the text on it."""
        look, has_keys = self.look, self.hasFocus()
        width = look.tokens.line_px * (2 if has_keys else 1)
        painter = QPainter(self)
        line = look.colour("accent" if has_keys else "line2")
        rounded(painter, QRectF(self.rect()), look.px(_RADIUS), look.colour("card"), line, width)
        painter.end()
        super().paintEvent(event)
