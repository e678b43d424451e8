"""Who may be at the counter, to be picked, and the dots of a PIN."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from kpay_desktop.domain.message import message
from kpay_desktop.domain.operator import Operator
from ui.theme import BOLD, MEDIUM, REGULAR, Look
from ui.views import Action, Press
from ui.widgets.buttons import OnPress, PaintedButton, tool_tip
from ui.widgets.label import shrunk
from ui.widgets.painting import focus_ring, mixed, rounded, text_line
from ui.widgets.styled import StyledWidget
from ui.words import Words

_COLUMNS = 3
_AVATARS = ("accent", "navy", "paynow")
_ON_AVATARS = ("on_accent", "on_wallet", "on_wallet")
_LEAST_TYPE = 0.7
#: How high a card of a person is, in design pixels.
PERSON_HEIGHT = 122


def initials(name: str) -> str:
    """Return two characters that tell operators apart: ``C1`` for “Cashier 01”."""
    number = re.search(r"\d+", name)
    parts = name.split()
    if not parts:
        return "?"
    if number is not None:
        return f"{parts[0][0]}{int(number[0])}"[:3]
    if len(parts) > 1:
        return parts[0][0] + parts[-1][0]
    return parts[0][:2] if parts[0].isascii() else parts[0][-2:]


class OperatorButton(PaintedButton):
    """One person: a round mark, the name, the role; in the demo the PIN instead."""

    def __init__(
        self, on_press: OnPress, pick: str = "signin.pick", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._on_press = on_press
        self._pick = pick
        self._operator_id = ""
        self._line = ""
        self._colour = 0
        self._selected = False
        self._low = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)

    def show_operator(self, operator: Operator, index: int, words: Words, pin: str) -> None:
        """Show the operator at ``index``, and in the demo their PIN."""
        colour = index % len(_AVATARS)
        role = words(f"role.{operator.role.value}")
        line = words(message("signin.pin_is", pin=pin)) if pin else role
        self._operator_id = operator.operator_id
        if (operator.name, line, colour) != (self.text(), self._line, self._colour):
            self._line, self._colour = line, colour
            self.setText(operator.name)
            self.setAccessibleName(f"{operator.name}, {role}")
            self.setAccessibleDescription(line if pin else "")
            self.update()
        pick = words(message(self._pick, name=operator.name))
        self.setToolTip(tool_tip(pick, f"F{index + 1}"))

    def set_selected(self, selected: bool) -> None:
        """Mark the person who is about to sign in."""
        self._selected = selected
        self.setChecked(selected)

    def set_low(self, low: bool) -> None:
        """Take less height, where there are many people."""
        if low != self._low:
            self._low = low
            self.updateGeometry()

    def texts(self) -> tuple[str, ...]:
        """Return what is painted."""
        return (self.text(), self._line, initials(self.text()))

    def sizeHint(self) -> QSize:
        """A card that a thumb finds."""
        return QSize(self.look.px(140), self.look.px(92 if self._low else PERSON_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Names shrink."""
        return QSize(self.look.px(96), self.sizeHint().height())

    def _clicked(self) -> None:
        # The view says who is selected, not the press.
        self.setChecked(self._selected)
        self._on_press(Press(Action.PICK_OPERATOR, self._operator_id))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        del event
        look = self.look
        painter = QPainter(self)
        fill = look.colour("card")
        if self.isDown() or self.underMouse():
            fill = mixed(fill, look.colour("ink"), 0.03)
        line = look.colour("accent" if self._selected else "line")
        width = look.tokens.line_px * (2 if self._selected else 1)
        radius = look.px(16)
        rounded(painter, QRectF(self.rect()), radius, fill, line, width)
        mark = look.px(34 if self._low else 48)
        top = look.px(9 if self._low else 15)
        self._paint_mark(painter, look, QRectF((self.width() - mark) / 2, top, mark, mark))
        room = self.width() - look.px(12)
        y = top + mark + look.px(4 if self._low else 8)
        for text, size, weight, colour in (
            (self.text(), 14, MEDIUM if self._selected else REGULAR, "ink"),
            (self._line, 12, REGULAR, "ink3"),
        ):
            font = shrunk(look.font(size, weight, tabular=True), text, room, _LEAST_TYPE)
            painter.setFont(font)
            painter.setPen(look.colour(colour))
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            height = look.px(size * 1.35)
            place = QRectF(0, y, self.width(), height)
            text_line(painter, place, shown)
            y += height
        if self.shows_ring:
            focus_ring(painter, self, look, radius)

    def _paint_mark(self, painter: QPainter, look: Look, circle: QRectF) -> None:
        which = self._colour
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(_AVATARS[which]))
        painter.drawEllipse(circle)
        painter.setPen(look.colour(_ON_AVATARS[which]))
        painter.setFont(look.font(12 if self._low else 15, BOLD))
        text_line(painter, circle, initials(self.text()))


class OperatorGrid(StyledWidget):
    """People to choose from. ``pick`` is the message that says what choosing one means."""

    def __init__(self, on_press: OnPress, pick: str = "signin.pick") -> None:
        super().__init__()
        self._on_press, self._pick = on_press, pick
        self.buttons: list[OperatorButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)

    def show_operators(
        self,
        operators: tuple[Operator, ...],
        selected_id: str,
        demo_pins: tuple[tuple[str, str], ...],
        words: Words,
    ) -> None:
        """Show ``operators``, one of them chosen; ``demo_pins`` are names and PINs."""
        while len(self.buttons) > len(operators):
            spare = self.buttons.pop()
            self._grid.removeWidget(spare)
            spare.hide()
            spare.deleteLater()
        while len(self.buttons) < len(operators):
            index = len(self.buttons)
            button = OperatorButton(self._on_press, self._pick)
            self.buttons.append(button)
            self._grid.addWidget(button, index // _COLUMNS, index % _COLUMNS)
        pins = dict(demo_pins)
        for index, (button, operator) in enumerate(zip(self.buttons, operators, strict=True)):
            button.show_operator(operator, index, words, pins.get(operator.name, ""))
            button.set_selected(operator.operator_id == selected_id)
            button.set_low(len(operators) > _COLUMNS)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._grid.setSpacing(look.px(12))


class PinDots(StyledWidget):
    """How many figures of the PIN are in; never which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entered, self._length = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pin(self, entered: int, length: int, words: Words) -> None:
        """Show ``entered`` of ``length`` figures."""
        self.setAccessibleName(words(message("signin.pin", entered=entered, length=length)))
        if (entered, length) != (self._entered, self._length):
            self._entered, self._length = entered, length
            self.update()

    @property
    def entered(self) -> int:
        """How many dots are filled."""
        return self._entered

    def sizeHint(self) -> QSize:
        """A row of dots."""
        return QSize(self.look.px(33) * max(1, self._length), self.look.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dots."""
        del event
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        pitch, radius = look.px(33), look.px(11) / 2
        x = (self.width() - pitch * (self._length - 1)) / 2
        empty = mixed(look.colour("line2"), look.colour("ink3"), 0.15)
        hollow = look.tokens.line_px > 1
        for index in range(self._length):
            if index < self._entered:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(look.colour("ink"))
            else:
                # Where colours are few, an empty place is a ring.
                painter.setPen(QPen(empty, look.tokens.line_px))
                painter.setBrush(look.colour("card") if hollow else empty)
            painter.drawEllipse(QPointF(x + index * pitch, self.height() / 2), radius, radius)


def operator_keys(operators: tuple[Operator, ...]) -> tuple[tuple[str, Press], ...]:
    """Return the keys that pick people in their order: F1, F2, …"""
    return tuple(
        (f"F{number}", Press(Action.PICK_OPERATOR, operator.operator_id))
        for number, operator in enumerate(operators, start=1)
    )
