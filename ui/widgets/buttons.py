"""Buttons: the one next step, the others, and small choices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import BOLD, MEDIUM, SEMIBOLD, Look
from ui.views import Button, Press
from ui.widgets.icons import paint_icon
from ui.widgets.label import shrunk
from ui.widgets.painting import focus_ring, mixed, rounded, text_line
from ui.widgets.styled import StyledButton
from ui.words import Words

OnPress = Callable[[Press], None]

#: The least height of anything to be touched, in pixels at every scale.
TOUCH_PX = 44

_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class Kind(Enum):
    """How much a button asks for attention."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"
    CHIP = "chip"
    GHOST = "ghost"


#: Fill, border and ink of each kind.
_COLOURS: dict[Kind, tuple[str, str | None, str]] = {
    Kind.PRIMARY: ("accent", None, "on_accent"),
    Kind.SECONDARY: ("card", "line2", "ink"),
    Kind.QUIET: ("soft", None, "ink"),
    Kind.DANGER: ("bad", None, "on_bad"),
    Kind.CHIP: ("soft", None, "ink2"),
    Kind.GHOST: ("card", None, "ink2"),
}


@dataclass(frozen=True, slots=True)
class ButtonSize:
    """Height, type, corner and padding of a button, in design pixels."""

    height: float
    font: float
    weight: int
    radius: float
    padding: float


HUGE = ButtonSize(76, 24, BOLD, 14, 24)
LARGE = ButtonSize(64, 20, BOLD, 14, 22)
MIDDLE = ButtonSize(46, 15, SEMIBOLD, 12, 22)
SMALL = ButtonSize(44, 13, MEDIUM, 12, 13)

_LEAST_TYPE = 0.62


class PaintedButton(StyledButton):
    """A button that paints itself and shows a ring only when the keyboard brought the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ring = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def shows_ring(self) -> bool:
        """True while the keyboard's focus is here and shown."""
        return self._ring and self.hasFocus()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring for focus that came by the keyboard."""
        self._ring = event.reason() in _KEYBOARD_REASONS
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the ring."""
        self._ring = False
        super().focusOutEvent(event)


class BigButton(PaintedButton):
    """A button of a page; it reports its :class:`Press`."""

    def __init__(
        self,
        on_press: OnPress,
        kind: Kind = Kind.SECONDARY,
        size: ButtonSize = LARGE,
        parent: QWidget | None = None,
        *,
        icon: str = "",
    ) -> None:
        super().__init__(parent)
        self._on_press = on_press
        self._base_kind = self._kind = kind
        self._size = size
        self._icon = icon
        self._chosen = False
        self._press: Press | None = None
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)

    @property
    def press(self) -> Press | None:
        """What the button reports now."""
        return self._press

    def show_button(self, button: Button | None, words: Words) -> None:
        """Show ``button``, or hide when there is none."""
        if button is None:
            self._press = None
            self.setVisible(False)
            return
        kind = self._base_kind
        if button.danger:
            kind = Kind.DANGER
        elif button.primary and kind is not Kind.CHIP:
            kind = Kind.PRIMARY
        self.show_press(button.press, words(button.label), enabled=button.enabled, kind=kind)
        # The label is on the button already, and may change at every key.
        tip = key_name(button.shortcut)
        if tip != self.toolTip():
            self.setToolTip(tip)
        # A press can hide its own button; showing it again must not move the focus.
        self.setVisible(True)

    def show_press(
        self, press: Press, text: str, *, enabled: bool = True, kind: Kind | None = None
    ) -> None:
        """Show a press that stands in no :class:`Button`, such as a tip."""
        self._press = press
        if kind is not None and kind is not self._kind:
            self._kind = kind
            self.update()
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)
            self.updateGeometry()
        if enabled != self.isEnabled():
            self.setEnabled(enabled)

    def set_chosen(self, chosen: bool) -> None:
        """Mark a choice as the one in force."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.setAccessibleDescription("✓" if chosen else "")
            self.update()

    @property
    def is_chosen(self) -> bool:
        """True for the choice in force."""
        return self._chosen

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        self.setFont(look.font(self._size.font, self._size.weight, tabular=True))

    def text_width(self) -> float:
        """Return the room for the text, in pixels."""
        look = self.look
        icon = look.px(self._size.font * 1.2 + 10) if self._icon else 0
        return self.width() - 2 * look.px(self._size.padding * 0.5) - icon

    def is_clipped(self) -> bool:
        """True if the text does not fit even at its smallest."""
        font = shrunk(self.font(), self.text(), self.text_width(), _LEAST_TYPE)
        return QFontMetricsF(font).horizontalAdvance(self.text()) > self.text_width() + 1

    def sizeHint(self) -> QSize:
        """The text with its padding, never lower than a finger needs."""
        look = self.look
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        if self._icon:
            width += look.px(self._size.font * 1.2 + 10)
        height = max(TOUCH_PX, look.px(self._size.height))
        return QSize(max(height, round(width) + 2 * look.px(self._size.padding)), height)

    def minimumSizeHint(self) -> QSize:
        """A button may be narrower than its text: the type shrinks a little."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), self.look.px(96)), hint.height())

    def _clicked(self) -> None:
        if self._press is not None:
            self._on_press(self._press)

    # --- paint ------------------------------------------------------------------------------

    def _colours(self) -> tuple[QColor, QColor | None, QColor]:
        """Return fill, border and ink of the present state."""
        look = self.look
        kind = self._kind
        if kind is Kind.CHIP and self._chosen:
            return look.colour("accent_soft"), None, look.colour("accent_ink")
        fill, line, ink = _COLOURS[kind]
        colours = look.colour(fill), look.colour(line) if line else None, look.colour(ink)
        if not self.isEnabled():
            page = look.colour("card")
            faded = mixed(colours[0], page, 0.55)
            border = mixed(colours[1], page, 0.4) if colours[1] else None
            return faded, border, mixed(colours[2], faded, 0.5)
        if self.isDown():
            return mixed(colours[0], look.colour("ink"), 0.16), colours[1], colours[2]
        if self.underMouse():
            return mixed(colours[0], look.colour("ink"), 0.06), colours[1], colours[2]
        return colours

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint fill, border, text and ring."""
        del event
        look = self.look
        fill, line, ink = self._colours()
        painter = QPainter(self)
        radius = look.px(self._size.radius)
        rounded(painter, QRectF(self.rect()), radius, fill, line, look.tokens.line_px)
        if self.shows_ring:
            focus_ring(painter, self, look, radius)
        font = shrunk(self.font(), self.text(), self.text_width(), _LEAST_TYPE)
        if self._chosen and self._kind is Kind.CHIP:
            font.setWeight(look.font(13, SEMIBOLD).weight())
        painter.setFont(font)
        painter.setPen(ink)
        area = QRectF(self.rect())
        if self._icon:
            side = look.px(self._size.font * 1.2)
            gap = look.px(10)
            width = QFontMetricsF(font).horizontalAdvance(self.text()) + side + gap
            left = (area.width() - width) / 2
            top = (area.height() - side) / 2
            paint_icon(painter, self._icon, QRectF(left, top, side, side), ink)
            area = area.adjusted(left + side + gap, 0, 0, 0)
            text_line(painter, area, self.text(), Qt.AlignmentFlag.AlignLeft)
            return
        text_line(painter, area, self.text())


@lru_cache(maxsize=64)
def key_name(shortcut: str) -> str:
    """Return what a key is called on the keyboard, for example ``Enter`` or ``Ctrl+1``."""
    name = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return name.replace("Return", "Enter")


def tool_tip(text: str, shortcut: str) -> str:
    """Return a tool-tip that names the key, if there is one."""
    return f"{text} ({key_name(shortcut)})" if shortcut else text
