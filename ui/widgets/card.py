"""Cards and the thin lines in them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.theme import Look
from ui.widgets.painting import rounded
from ui.widgets.styled import StyledWidget

RADIUS = 18


class Card(StyledWidget):
    """A white area with round corners and a border; ``box`` is its vertical layout.

    ``padding`` and ``spacing`` are design pixels. ``selected`` draws the border in the accent.
    """

    def __init__(
        self, padding: float = 24, spacing: float = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._padding, self._spacing = padding, spacing
        self._selected = False
        self.box = QVBoxLayout(self)

    def set_selected(self, selected: bool) -> None:
        """Mark the card as the one that is chosen."""
        if selected != self._selected:
            self._selected = selected
            self.update()

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        padding = look.px(self._padding)
        self.box.setContentsMargins(padding, padding, padding, padding)
        self.box.setSpacing(look.px(self._spacing) if self._spacing else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the area and its border."""
        del event
        look = self.look
        painter = QPainter(self)
        line = look.colour("accent" if self._selected else "line")
        width = look.tokens.line_px * (2 if self._selected else 1)
        rounded(painter, QRectF(self.rect()), look.px(RADIUS), look.colour("card"), line, width)


class Rule(StyledWidget):
    """A thin horizontal line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As thick as the theme's lines."""
        return QSize(1, round(self.look.tokens.line_px))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        del event
        QPainter(self).fillRect(self.rect(), self.look.colour("line"))


class Gap(StyledWidget):
    """Empty room of a fixed height that grows and shrinks with the look."""

    def __init__(self, height: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The scaled height."""
        return QSize(0, self.look.px(self._height))


class Space(StyledWidget):
    """Empty room of a fixed width that grows and shrinks with the look."""

    def __init__(self, width: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:
        """The scaled width."""
        return QSize(self.look.px(self._width) if self._width else 0, 0)
