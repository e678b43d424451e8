"""The sign-in page: who is at the counter, and their PIN. It is the locked screen as well."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kpay_desktop.domain.message import message
from kpay_desktop.domain.operator import Operator
from ui.main.page import PageWidget, wrong_view
from ui.main.rail import Wordmark
from ui.theme import BOLD, MEDIUM, REGULAR, Look
from ui.views import BAD, WARN, Action, Press
from ui.views_front import LockView, SignInView
from ui.views_screens import PageBody
from ui.widgets.buttons import MIDDLE, BigButton, Kind, OnPress, PaintedButton, tool_tip
from ui.widgets.card import Gap
from ui.widgets.keypad import PIN_KEYS, Keypad
from ui.widgets.label import CENTRE, RIGHT, Fit, Label, shrunk
from ui.widgets.lamps import LampRow
from ui.widgets.language import LanguageSwitch
from ui.widgets.painting import focus_ring, mixed, rounded, text_line
from ui.widgets.pill import Pill
from ui.widgets.styled import StyledWidget
from ui.words import Words

# The dark half takes this much of the width (806 of 1366).
_DARK_PART, _LIGHT_PART = 59, 41
_COLUMNS = 3
_AVATARS = ("accent", "navy", "paynow")
_ON_AVATARS = ("on_accent", "on_wallet", "on_wallet")
_LEAST_TYPE = 0.7


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
        return QSize(self.look.px(140), self.look.px(92 if self._low else 122))

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


class LockPanel(StyledWidget):
    """Who is signed in behind the lock, how much waits there, and what a supervisor may choose."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.owner = Label(size=20, weight=MEDIUM, colour="rail_ink", fit=Fit.SHRINK)
        self.notices = Pill(tone=WARN, size=15)
        self.choices = [BigButton(on_press, Kind.CHIP, MIDDLE) for _ in range(2)]
        self._notice_row, self._choice_row = QHBoxLayout(), QHBoxLayout()
        self._notice_row.addWidget(self.notices)
        self._notice_row.addStretch(1)
        for button in self.choices:
            self._choice_row.addWidget(button)
        self._choice_row.addStretch(1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.owner)
        self._box.addLayout(self._notice_row)
        self._box.addLayout(self._choice_row)

    def show_lock(self, lock: LockView, words: Words) -> None:
        """Show ``lock`` in place."""
        self.owner.setText(words(lock.owner))
        self.notices.setVisible(lock.notices is not None)
        if lock.notices is not None:
            self.notices.show_state(words(lock.notices), WARN)
        for index, button in enumerate(self.choices):
            choice = lock.choices[index] if index < len(lock.choices) else None
            button.show_button(choice.button if choice is not None else None, words)
            button.set_chosen(choice is not None and choice.chosen)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._box.setSpacing(look.px(14))
        self._choice_row.setSpacing(look.px(10))


class _DarkHalf(StyledWidget):
    """The left half: the product, the greeting or the lock, the devices."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.lock: LockPanel | None = None
        self.mark = Wordmark(34, whole=True, centred=False)
        self.greeting = Label(size=44, weight=BOLD, colour="rail_ink", fit=Fit.WRAP)
        self.greeting.set_line_height(1.22)
        self.identity = Label(size=16, colour="rail_ink2", fit=Fit.ELIDE, tabular=True)
        self.lamps = LampRow(on_dark=True, spoken=True)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.mark)
        self._box.addStretch(1)
        self._box.addWidget(self.greeting)
        self._box.addWidget(Gap(12))
        self._box.addWidget(self.identity)
        self._locked = QVBoxLayout()
        self._box.addLayout(self._locked)
        self._box.addStretch(1)
        self._box.addWidget(self.lamps)

    def show_view(self, view: SignInView, words: Words) -> None:
        """Show greeting and devices, and the lock if there is one."""
        self.greeting.setText(words(view.lock.title if view.lock is not None else view.greeting))
        if view.lock is not None:
            if self.lock is None:
                # Only the locked screen has it: signing in does not wait for it.
                self.lock = LockPanel(self._on_press)
                self._locked.addWidget(Gap(26))
                self._locked.addWidget(self.lock)
            self.lock.show_lock(view.lock, words)
        self.identity.setText(
            words(
                message(
                    "frame.identity_short",
                    merchant=view.merchant_name,
                    terminal=view.terminal_id,
                )
            )
        )
        self.lamps.show_lamps(view.lamps, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        side = look.px(64)
        self._box.setContentsMargins(side, look.px(60), side, side)
        self._box.setSpacing(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dark ground."""
        del event
        QPainter(self).fillRect(self.rect(), self.look.colour("rail"))


class _LightHalf(StyledWidget):
    """The right half: people, dots, keys."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.people = OperatorGrid(on_press)
        self.dots = PinDots()
        self.line = Label(size=14, weight=MEDIUM, fit=Fit.WRAP, align=CENTRE)
        self.keypad = Keypad(on_press, PIN_KEYS, key_height=56)
        self.language = LanguageSwitch(on_press)
        self.mode = Label(size=14, colour="ink3", align=RIGHT)
        low = QHBoxLayout()
        low.addWidget(self.language)
        low.addStretch(1)
        low.addWidget(self.mode)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self.people)
        self._box.addWidget(self.dots)
        self._box.addWidget(self.line)
        self._box.addWidget(self.keypad, 1)
        self._box.addLayout(low)

    @property
    def operators(self) -> list[OperatorButton]:
        """The people, as buttons."""
        return self.people.buttons

    def show_view(self, view: SignInView, words: Words) -> None:
        """Show who can sign in, the dots, and what went wrong."""
        self.people.show_operators(view.operators, view.selected_id, view.demo_pins, words)
        self.dots.show_pin(view.pin_entered, view.pin_length, words)
        self.keypad.show_words(words)
        self.keypad.setEnabled(not view.busy)
        if view.error is not None:
            self.line.set_colour(BAD)
            self.line.setText(words(view.error))
        else:
            hint = words(view.lock.hint) if view.lock is not None else ""
            self.line.set_colour("ink3")
            self.line.setText(words("signin.busy") if view.busy else hint)
        self.language.show_language(view.language)
        self.mode.setText(words("signin.demo") if view.simulated else "")

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        side = look.px(56)
        self._box.setContentsMargins(side, look.px(56), side, look.px(56))
        self._box.setSpacing(look.px(12))
        self.dots.setFixedHeight(look.px(50))
        self.line.setMinimumHeight(look.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the light ground."""
        del event
        QPainter(self).fillRect(self.rect(), self.look.colour("card"))


class SignInPage(PageWidget):
    """Shows :class:`SignInView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.left = _DarkHalf(on_press)
        self.right = _LightHalf(on_press)
        self._view: SignInView | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.left, _DARK_PART)
        row.addWidget(self.right, _LIGHT_PART)
        for half in (self.left, self.right):
            half.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`SignInView`."""
        if not isinstance(body, SignInView):
            raise wrong_view(self, body)
        self._view = body
        self.left.show_view(body, words)
        self.right.show_view(body, words)

    def shortcuts(self) -> tuple[tuple[str, Press], ...]:
        """F1, F2, … pick the operators in their order."""
        if self._view is None:
            return ()
        return operator_keys(self._view.operators)


def operator_keys(operators: tuple[Operator, ...]) -> tuple[tuple[str, Press], ...]:
    """Return the keys that pick people in their order: F1, F2, …"""
    return tuple(
        (f"F{number}", Press(Action.PICK_OPERATOR, operator.operator_id))
        for number, operator in enumerate(operators, start=1)
    )
