"""The keypad: big keys that report what was pressed and look the same on every page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.theme import MEDIUM, Look
from ui.views import Action, Press
from ui.widgets.buttons import OnPress, PaintedButton
from ui.widgets.icons import paint_icon
from ui.widgets.painting import focus_ring, mixed, rounded, text_line
from ui.widgets.styled import StyledWidget
from ui.words import Words

BACK, CLEAR = "back", "clear"

SALE_KEYS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("00", "0", BACK))
PIN_KEYS = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), (CLEAR, "0", BACK))

_FACES = {CLEAR: "C"}
_RADIUS = 16
_GAP = 12


class Key(PaintedButton):
    """One key. It acts when it is touched, not when the finger leaves it."""

    def __init__(self, key: str, least_height: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._least_height = least_height
        self.setText(_FACES.get(key, key))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        self.setFont(look.font(30, MEDIUM, tabular=True))

    def sizeHint(self) -> QSize:
        """Never lower than asked for, whatever the scale."""
        height = max(round(self._least_height), self.look.px(self._least_height))
        return QSize(max(64, height), height)

    def minimumSizeHint(self) -> QSize:
        """Never lower than asked for."""
        return QSize(64, round(self._least_height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the key."""
        del event
        look = self.look
        painter = QPainter(self)
        fill = look.colour("soft" if self.key == BACK else "card")
        ink = look.colour("ink")
        if not self.isEnabled():
            ink = mixed(ink, fill, 0.6)
        elif self.isDown():
            fill = mixed(fill, look.colour("accent"), 0.22)
        elif self.underMouse():
            fill = mixed(fill, look.colour("ink"), 0.03)
        self._paint_face(painter, look, fill, ink)
        if self.shows_ring:
            focus_ring(painter, self, look, look.px(_RADIUS))

    def _paint_face(self, painter: QPainter, look: Look, fill: QColor, ink: QColor) -> None:
        area = QRectF(self.rect())
        rounded(painter, area, look.px(_RADIUS), fill, look.colour("line"), look.tokens.line_px)
        if self.key == BACK:
            side = look.px(34)
            centre = area.center()
            box = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
            paint_icon(painter, "backspace", box, ink, 2.1)
            return
        painter.setFont(self.font())
        painter.setPen(ink)
        text_line(painter, area, self.text())


class Keypad(StyledWidget):
    """A block of keys; each press is reported as ``Press(KEY, key)``.

    ``key_height`` is the least height of a key in pixels, at every scale.
    """

    def __init__(
        self,
        on_press: OnPress,
        keys: tuple[tuple[str, ...], ...] = SALE_KEYS,
        key_height: float = 100,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_press = on_press
        self._keys: dict[str, Key] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        for row, names in enumerate(keys):
            self._grid.setRowStretch(row, 1)
            for column, name in enumerate(names):
                self._grid.setColumnStretch(column, 1)
                key = Key(name, key_height)
                key.pressed.connect(self._pressed)
                self._grid.addWidget(key, row, column)
                self._keys[name] = key
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_words(self, words: Words) -> None:
        """Name the keys for screen readers and tool-tips."""
        for name, key in self._keys.items():
            label = words(f"key.{name}") if name in {BACK, CLEAR} else name
            key.setAccessibleName(label)
            key.setToolTip(label if name in {BACK, CLEAR} else "")

    def key(self, name: str) -> Key:
        """Return the key of that name, for example ``7`` or ``back``."""
        return self._keys[name]

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._grid.setSpacing(look.px(_GAP))

    def _pressed(self) -> None:
        key = self.sender()
        if isinstance(key, Key):
            self._on_press(Press(Action.KEY, key.key))
