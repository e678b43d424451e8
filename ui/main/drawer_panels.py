"""The panels of the drawer's page: the shift, the count, the reason, the keys, the actions."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.main.void_panels import Panel
from ui.theme import BOLD, MEDIUM, REGULAR, SEMIBOLD, Look
from ui.views import BAD, Action, Button, Press
from ui.views_drawer import (
    CountRow,
    CountRows,
    DrawerActions,
    DrawerKeys,
    ReasonForm,
    ShiftFacts,
)
from ui.widgets.amount import AmountLabel
from ui.widgets.banner import Banner
from ui.widgets.buttons import LARGE, TOUCH_PX, BigButton, Kind, OnPress, PaintedButton
from ui.widgets.card import Gap
from ui.widgets.facts import FactList
from ui.widgets.keypad import PIN_KEYS, Keypad
from ui.widgets.label import LEFT, Fit, Label, shrunk
from ui.widgets.painting import focus_ring, rounded, text_line
from ui.widgets.text_field import TextField
from ui.words import Words

_GAP, _ROW_GAP, _ROW_HEIGHT = 12, 8, 50
_LEAST_TYPE = 0.6
_READY_COLUMNS = 2
_NAME_PART = 0.56
_FIRST_KEY = 2


class CountCell(PaintedButton):
    """A coin or note with how many there are of it; framed while the keys fill it."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self._press: Press | None = None
        self._name, self._pieces, self._active = "", "", False
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)

    @property
    def is_active(self) -> bool:
        """True if the keys fill this one."""
        return self._active

    def show_row(self, row: CountRow, words: Words) -> None:
        """Show ``row`` in place."""
        self._press, self._active = row.button.press, row.active
        self._name, self._pieces = row.name, row.pieces
        self.setText(row.pieces)
        self.setAccessibleName(words(row.button.label))
        self.setEnabled(row.button.enabled)
        self.update()

    def sizeHint(self) -> QSize:
        """A line that a finger finds."""
        return QSize(self.look.px(150), max(TOUCH_PX, self.look.px(_ROW_HEIGHT)))

    def minimumSizeHint(self) -> QSize:
        """Name and figures shrink."""
        return QSize(self.look.px(110), self.sizeHint().height())

    def is_clipped(self) -> bool:
        """True if name or figures do not fit even at their smallest."""
        name, pieces = self._places()
        return any(
            QFontMetricsF(self._font(text, place, weight)).horizontalAdvance(text)
            > place.width() + 1
            for text, place, weight in ((self._name, name, MEDIUM), (self._pieces, pieces, BOLD))
        )

    def _places(self) -> tuple[QRectF, QRectF]:
        inside = QRectF(self.rect()).adjusted(self.look.px(14), 0, -self.look.px(14), 0)
        middle = inside.left() + inside.width() * _NAME_PART
        name, pieces = QRectF(inside), QRectF(inside)
        name.setRight(middle)
        pieces.setLeft(middle)
        return name, pieces

    def _font(self, text: str, place: QRectF, weight: int) -> QFont:
        size = 20 if weight == BOLD else 16
        return shrunk(self.look.font(size, weight, tabular=True), text, place.width(), _LEAST_TYPE)

    def _clicked(self) -> None:
        if self._press is not None:
            self._on_press(self._press)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the name at the left, the figures at the right, and where the next will stand."""
        del event
        look, painter = self.look, QPainter(self)
        area, radius = QRectF(self.rect()), look.px(12)
        line = look.colour("accent" if self._active else "line2")
        width = look.tokens.line_px * (2 if self._active else 1)
        rounded(painter, area, radius, look.colour("card"), line, width)
        name, pieces = self._places()
        painter.setFont(self._font(self._name, name, MEDIUM))
        painter.setPen(look.colour("ink2"))
        text_line(painter, name, self._name, Qt.AlignmentFlag.AlignLeft)
        painter.setFont(self._font(self._pieces, pieces, BOLD))
        painter.setPen(look.colour("ink"))
        text_line(painter, pieces, self._pieces, Qt.AlignmentFlag.AlignRight)
        if self._active:
            tall = area.height() * 0.5
            top = area.center().y() - tall / 2
            bar = QRectF(pieces.right() + look.px(3), top, max(2, look.px(2)), tall)
            painter.fillRect(bar, look.colour("accent"))
        if self.shows_ring:
            focus_ring(painter, self, look, radius)


class ShiftPanel(Panel):
    """The shift, what should lie in the drawer, and what that is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.body = Label("", 15, REGULAR, "ink2", fit=Fit.WRAP)
        self.amount = AmountLabel(54, LEFT)
        self.facts = FactList(height=42)
        for part in (self.title, Gap(6), self.body, self.amount, Gap(8), self.facts):
            self.box.addWidget(part)
        self.box.addStretch(1)

    def show_shift(self, view: ShiftFacts, words: Words) -> None:
        """Show ``view`` in place."""
        self.title.setText(words(view.title))
        self.body.setText(words(view.body))
        self.amount.setVisible(view.amount_minor is not None)
        self.amount.set_minor(view.amount_minor or 0)
        self.amount.setAccessibleDescription(words(view.body))
        self.facts.show_facts([(words(name), words(value)) for name, value in view.facts])


class CountPanel(Panel):
    """Notes and coins beside each other, what they come to, and what that means."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.cells: list[CountCell] = []
        self.facts = FactList(height=38, strong=True)
        self.said = Banner(16, max_width=600)
        self._grid = QGridLayout()
        for column in range(2):
            self._grid.setColumnStretch(column, 1)
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(12))
        self.box.addLayout(self._grid)
        self.box.addStretch(1)
        self.box.addWidget(Gap(8))
        self.box.addWidget(self.facts)
        self.box.addWidget(Gap(8))
        self.box.addWidget(self.said)

    def show_count(self, view: CountRows, words: Words) -> None:
        """Show ``view`` in place; Tab goes through the cells in their order."""
        self.title.setText(words(view.title))
        rows = (*view.notes, *view.coins)
        while len(self.cells) < len(rows):
            at = len(self.cells)
            cell = CountCell(self._on_press)
            column = int(at >= len(view.notes))
            self._grid.addWidget(cell, at - column * len(view.notes), column)
            self.cells.append(cell)
        for cell, row in zip(self.cells, rows, strict=True):
            cell.show_row(row, words)
        self.facts.show_facts([(words(name), words(value)) for name, value in view.facts])
        self.said.show_text("" if view.said is None else words(view.said), view.said_tone)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._grid.setSpacing(look.px(_ROW_GAP))


class ReasonPanel(Panel):
    """Why: ready reasons to touch, and a field for any other."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.facts = FactList(height=42)
        self.prompt = Label("", 16, REGULAR, "ink2", fit=Fit.SHRINK)
        self.ready: list[BigButton] = []
        self.label = Label("", 16, REGULAR, "ink2", fit=Fit.SHRINK)
        self.field = TextField()
        self._grid = QGridLayout()
        for column in range(_READY_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        for part in (self.title, Gap(6), self.facts, Gap(12), self.prompt, Gap(10)):
            self.box.addWidget(part)
        self.box.addLayout(self._grid)
        for below in (Gap(16), self.label, Gap(10), self.field):
            self.box.addWidget(below)
        self.box.addStretch(1)
        self.field.textEdited.connect(self._typed)

    def show_reason(self, view: ReasonForm, words: Words) -> None:
        """Show ``view`` in place."""
        self.title.setText(words(view.title))
        self.facts.show_facts([(words(name), words(value)) for name, value in view.facts])
        self.prompt.setText(words(view.prompt))
        self.label.setText(words(view.label))
        while len(self.ready) < len(view.ready):
            at, made = len(self.ready), BigButton(self._on_press, Kind.CHIP, LARGE)
            made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._grid.addWidget(made, at // _READY_COLUMNS, at % _READY_COLUMNS)
            self.ready.append(made)
        for index, (chip, reason) in enumerate(zip(self.ready, view.ready, strict=True)):
            text = words(reason)
            chip.show_press(Press(Action.DRAWER_REASON, text), text, enabled=view.enabled)
            chip.set_chosen(view.text == text)
            chip.setToolTip(f"F{_FIRST_KEY + index}")
        self.field.setMaxLength(view.most)
        self.field.setPlaceholderText(words(view.hint))
        self.field.setAccessibleName(words(view.label))
        self.field.setEnabled(view.enabled)
        if self.field.text() != view.text:
            self.field.setText(view.text)

    def shortcuts(self) -> tuple[tuple[str, Press], ...]:
        """F2, F3, … give the ready reasons in their order."""
        given = (chip.press for chip in self.ready)
        return tuple(
            (f"F{key}", press) for key, press in enumerate(given, _FIRST_KEY) if press is not None
        )

    def put_away(self) -> None:
        """Hand the keys back to the window before another panel takes this one's place."""
        if self.field.hasFocus():
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, text: str) -> None:
        self._on_press(Press(Action.DRAWER_REASON, text))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._grid.setSpacing(look.px(10))


class ActionsPanel(Panel):
    """What can be done, one below the other."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.problem = Banner(16, max_width=600)
        self.buttons: list[BigButton] = []
        self._list = QVBoxLayout()
        self.back = BigButton(on_press, Kind.SECONDARY, LARGE)
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(14))
        self.box.addWidget(self.problem)
        self.box.addLayout(self._list)
        self.box.addStretch(1)
        self.box.addWidget(self.back)

    def show_actions(self, view: DrawerActions, words: Words) -> None:
        """Show ``view`` in place; its last button is the way out."""
        self.title.setText(words(view.title))
        self.problem.show_text("" if view.problem is None else words(view.problem), BAD)
        *actions, back = view.buttons
        while len(self.buttons) < len(actions):
            made = BigButton(self._on_press, Kind.SECONDARY, LARGE)
            self._list.addWidget(made)
            self.buttons.append(made)
        for index, button in enumerate(self.buttons):
            button.show_button(actions[index] if index < len(actions) else None, words)
        self.back.show_button(back, words)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._list.setSpacing(look.px(_GAP))


class DrawerKeysPanel(Panel):
    """What the keys fill, the keys, and the ways on."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.body = Label("", 15, REGULAR, "ink2", fit=Fit.WRAP)
        self.problem = Label("", 15, SEMIBOLD, "bad", fit=Fit.WRAP)
        self.amount = AmountLabel(54, LEFT)
        self.keypad = Keypad(on_press, PIN_KEYS, key_height=48)
        self.step = BigButton(on_press, Kind.SECONDARY, LARGE)
        self.ways = [BigButton(on_press, Kind.SECONDARY, LARGE) for _ in range(2)]
        self._ways = QHBoxLayout()
        for button, part in zip(self.ways, (3, 5), strict=True):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._ways.addWidget(button, part)
        for widget in (self.title, Gap(4), self.body, self.problem, self.amount, Gap(8)):
            self.box.addWidget(widget)
        self.box.addWidget(self.keypad, 100)
        self.box.addWidget(Gap(10))
        self.box.addWidget(self.step)
        self.box.addStretch(1)
        self.box.addWidget(Gap(12))
        self.box.addLayout(self._ways)

    def show_keys(self, view: DrawerKeys, words: Words) -> None:
        """Show ``view`` in place; what is wrong stands where else the hint does."""
        self.title.setText(words(view.title))
        self.body.setText(words(view.body))
        self.body.setVisible(view.problem is None)
        self.problem.setText("" if view.problem is None else words(view.problem))
        self.problem.setVisible(view.problem is not None)
        self.amount.setVisible(view.amount_minor is not None)
        self.amount.set_minor(view.amount_minor or 0)
        self.keypad.show_words(words)
        self.keypad.setVisible(view.has_keypad)
        self.keypad.setEnabled(not view.busy)
        self.step.show_button(view.step, words)
        shown: tuple[Button, ...] = view.buttons
        for index, button in enumerate(self.ways):
            button.show_button(shown[index] if index < len(shown) else None, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._ways.setSpacing(look.px(_GAP))
        self.keypad.setMaximumHeight(look.px(430))
