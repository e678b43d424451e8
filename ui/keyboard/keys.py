"""A key of the keyboard on the screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.keyboard.sheets import Does, Place
from ui.theme import MEDIUM, SEMIBOLD, Look
from ui.widgets.buttons import PaintedButton
from ui.widgets.icons import paint_icon
from ui.widgets.label import shrunk
from ui.widgets.painting import mixed, rounded, text_line

_RADIUS, _ICON, _PADDING = 10, 26, 6
_LEAST_TYPE = 0.6
_ICONS = {Does.BACK: "backspace", Does.CLEAR: "cross", Does.SHIFT: "shift"}


class ScreenKey(PaintedButton):
    """It never takes the focus from the field that is typed into."""

    def __init__(self, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self._lit = self._locked = False
        self.setText(place.face)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_face(self, face: str, name: str = "") -> None:
        """Show another face; ``name`` is what a screen reader says."""
        if (face, name or face) != (self.text(), self.accessibleName()):
            self.setText(face)
            self.setAccessibleName(name or face)
            self.update()

    def set_mark(self, *, lit: bool, locked: bool) -> None:
        """Mark the key as the one in force, for the next key or until it is touched again."""
        if (lit, locked) != (self._lit, self._locked):
            self._lit, self._locked = lit, locked
            self.setAccessibleDescription("✓✓" if locked else "✓" if lit else "")
            self.update()

    @property
    def is_lit(self) -> bool:
        """True while the key is in force."""
        return self._lit

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        types = self.place.does is Does.TYPES
        self.setFont(look.font(22 if types else 16, MEDIUM if types else SEMIBOLD))

    def _room(self) -> float:
        return self.width() - 2.0 * self.look.px(_PADDING)

    def is_clipped(self) -> bool:
        """True if the face does not fit even at its smallest."""
        font = shrunk(self.font(), self.text(), self._room(), _LEAST_TYPE)
        return QFontMetricsF(font).horizontalAdvance(self.text()) > self._room() + 1

    def _colours(self) -> tuple[QColor, QColor]:
        look = self.look
        fill, ink = look.colour("card"), look.colour("ink")
        if self.place.does is Does.DONE or self._locked:
            fill, ink = look.colour("accent"), look.colour("on_accent")
        elif self._lit:
            fill, ink = look.colour("accent_soft"), look.colour("accent_ink")
        elif self.place.does not in {Does.TYPES, Does.SPACE}:
            fill = mixed(fill, look.colour("line2"), 0.35)
        if self.isDown():
            fill = mixed(fill, look.colour("accent"), 0.3)
        return fill, ink

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the key."""
        del event
        look = self.look
        painter = QPainter(self)
        fill, ink = self._colours()
        area = QRectF(self.rect())
        rounded(painter, area, look.px(_RADIUS), fill, look.colour("line2"), look.tokens.line_px)
        icon = _ICONS.get(self.place.does)
        if icon is not None:
            side = look.px(_ICON)
            centre = area.center()
            box = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
            paint_icon(painter, icon, box, ink, 2.0)
            return
        painter.setFont(shrunk(self.font(), self.text(), self._room(), _LEAST_TYPE))
        painter.setPen(ink)
        text_line(painter, area, self.text())
