"""The panels of the Void page: the form, the keys, the sale, a refund's amount, the outcome."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kpay_desktop.domain.message import message
from ui.main.people import OperatorGrid
from ui.main.sale_page import TITLE_LINE, ButtonRow
from ui.theme import BOLD, MEDIUM, REGULAR, Look
from ui.views import Press
from ui.views_void import (
    FieldView,
    RefundAmount,
    ReturnForm,
    ReturnKeys,
    ReturnOutcome,
    ReturnSale,
)
from ui.widgets.amount import AmountLabel
from ui.widgets.banner import Banner
from ui.widgets.buttons import LARGE, MIDDLE, TOUCH_PX, BigButton, Kind, OnPress, PaintedButton
from ui.widgets.card import Gap
from ui.widgets.facts import FactList
from ui.widgets.keypad import PIN_KEYS, SALE_KEYS, Keypad
from ui.widgets.label import CENTRE, LEFT, Fit, Label, shrunk
from ui.widgets.lines import Lines
from ui.widgets.mark import Mark
from ui.widgets.painting import focus_ring, rounded, text_line
from ui.widgets.paragraph import Paragraph, put_text
from ui.widgets.progress import ProgressBar
from ui.widgets.styled import StyledWidget
from ui.words import Words

_FIELD_HEIGHT = 54
_LEAST_TYPE = 0.6
# How far figures and bullets stand from each other, in per cent.
_FIGURES, _BULLETS = 145, 190
_TEXT_WIDTH = 460
_MARK, _BUTTON_GAP = 96, 12


class EntryField(PaintedButton):
    """A field of figures, widely set. Touching it makes it the one that the keys fill."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self._press: Press | None = None
        self._text, self._active, self._pitch = "", False, _FIGURES
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)

    @property
    def is_active(self) -> bool:
        """True if the keys fill this one."""
        return self._active

    def show_field(self, view: FieldView, words: Words) -> None:
        """Show ``view``; a secret is spoken of by how many figures it has."""
        self._press, self._text, self._active = view.button.press, view.text, view.active
        name = words(view.button.label)
        said = view.text
        self._pitch = _BULLETS if view.secret else _FIGURES
        if view.secret:
            said = words(message("signin.pin", entered=len(view.text), length=view.length))
        self.setText(view.text)
        self.setAccessibleName(f"{name}: {said}" if said else name)
        self.setEnabled(view.button.enabled)
        self.update()

    def sizeHint(self) -> QSize:
        """A line that a finger finds."""
        look = self.look
        return QSize(look.px(240), max(TOUCH_PX, look.px(_FIELD_HEIGHT)))

    def minimumSizeHint(self) -> QSize:
        """The figures shrink."""
        return QSize(self.look.px(150), self.sizeHint().height())

    def is_clipped(self) -> bool:
        """True if the figures do not fit even at their smallest."""
        width = QFontMetricsF(self._font()).horizontalAdvance(self._text)
        return width > self._room() + 1

    def _room(self) -> float:
        return self.width() - 2.0 * self.look.px(16)

    def _font(self) -> QFont:
        font = self.look.font(26, BOLD, tabular=True)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, self._pitch)
        return shrunk(font, self._text, self._room(), _LEAST_TYPE)

    def _clicked(self) -> None:
        if self._press is not None:
            self._on_press(self._press)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the field, and where the next figure will stand if it is this one's turn."""
        del event
        look = self.look
        painter = QPainter(self)
        area, radius = QRectF(self.rect()), look.px(12)
        line = look.colour("accent" if self._active else "line2")
        width = look.tokens.line_px * (2 if self._active else 1)
        rounded(painter, area, radius, look.colour("card"), line, width)
        font = self._font()
        painter.setFont(font)
        painter.setPen(look.colour("ink"))
        place = area.adjusted(look.px(16), 0, -look.px(16), 0)
        text_line(painter, place, self._text, Qt.AlignmentFlag.AlignLeft)
        if self._active:
            x = place.left() + QFontMetricsF(font).horizontalAdvance(self._text) + look.px(1)
            tall = area.height() * 0.5
            top = area.center().y() - tall / 2
            painter.fillRect(QRectF(x, top, max(2, look.px(2)), tall), look.colour("accent"))
        if self.shows_ring:
            focus_ring(painter, self, look, radius)


class Panel(StyledWidget):
    """A column without margins of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.box = QVBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)


class _Ways(StyledWidget):
    """Two buttons: the way back, and what the panel is for, which is the wider one."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.buttons = [BigButton(on_press, Kind.SECONDARY, LARGE) for _ in range(2)]
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for button, part in zip(self.buttons, (3, 4), strict=True):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._row.addWidget(button, part)

    def show_ways(self, view: ReturnSale | RefundAmount, words: Words) -> None:
        """Show the buttons of ``view``."""
        for index, button in enumerate(self.buttons):
            button.show_button(view.buttons[index] if index < len(view.buttons) else None, words)
        self.setVisible(bool(view.buttons))

    def restyle(self, look: Look) -> None:
        """Take the gap of the look."""
        self._row.setSpacing(look.px(_BUTTON_GAP))


class FormPanel(Panel):
    """How it was paid, voucher, PIN, and the rule."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.prompt = Label("", 16, REGULAR, "ink2", fit=Fit.SHRINK)
        self.kinds: list[BigButton] = []
        self.names: list[Label] = []
        self.fields: list[EntryField] = []
        self.note = Banner(15, max_width=600)
        self.note.label.setAlignment(LEFT)
        self.note.label.set_type(15, REGULAR)
        self._row = QHBoxLayout()
        self._fields = QVBoxLayout()
        self.box.addWidget(self.prompt)
        self.box.addWidget(Gap(12))
        self.box.addLayout(self._row)
        self.box.addLayout(self._fields)
        self.box.addStretch(1)
        self.box.addWidget(self.note)

    def show_form(self, view: ReturnForm, words: Words) -> None:
        """Show ``view`` in place."""
        self.prompt.setText(words(view.prompt))
        while len(self.kinds) < len(view.kinds):
            made = BigButton(self._on_press, Kind.CHIP, LARGE)
            made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._row.addWidget(made, 1)
            self.kinds.append(made)
        for index, button in enumerate(self.kinds):
            used = index < len(view.kinds)
            button.show_button(view.kinds[index].button if used else None, words)
            button.set_chosen(used and view.kinds[index].chosen)
        self._show_fields(view, words)
        self.note.show_text(words(view.note), view.note_tone)

    def _show_fields(self, view: ReturnForm, words: Words) -> None:
        while len(self.fields) < len(view.fields):
            name, field = Label("", 16, REGULAR, "ink2", fit=Fit.SHRINK), EntryField(self._on_press)
            for part in (Gap(14), name, Gap(10), field):
                self._fields.addWidget(part)
            self.names.append(name)
            self.fields.append(field)
        for index, (name, field) in enumerate(zip(self.names, self.fields, strict=True)):
            used = index < len(view.fields)
            name.setVisible(used)
            field.setVisible(used)
            if used:
                name.setText(words(view.fields[index].button.label))
                field.show_field(view.fields[index], words)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._row.setSpacing(look.px(_BUTTON_GAP))
        self._fields.setSpacing(0)


class KeysPanel(Panel):
    """The keypad, whose PIN it is, what is wrong, and what can be done instead."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.hint = Label("", 15, REGULAR, "ink2", fit=Fit.WRAP)
        self.problem = Banner(16, max_width=600)
        self.problem.label.setAlignment(LEFT)
        self.people = OperatorGrid(on_press, "authorise.pick")
        self.keypad = Keypad(on_press, PIN_KEYS, key_height=48)
        self.instead = BigButton(on_press, Kind.SECONDARY, LARGE)
        self.camera = BigButton(on_press, Kind.SECONDARY, LARGE)
        self.look_up = BigButton(on_press, Kind.PRIMARY, LARGE)
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(8))
        self.box.addWidget(self.hint)
        self.box.addWidget(self.problem)
        self.box.addWidget(Gap(10))
        self.box.addWidget(self.people)
        self.box.addWidget(Gap(8))
        self.box.addWidget(self.keypad, 100)
        self.box.addStretch(1)
        self._buttons = QHBoxLayout()
        for button in (self.instead, self.camera, self.look_up):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._buttons.addWidget(button, 1)
        self.box.addWidget(Gap(12))
        self.box.addLayout(self._buttons)

    def show_keys(self, view: ReturnKeys, words: Words) -> None:
        """Show ``view`` in place."""
        self.title.setText(words(view.title))
        self.hint.setText(words(view.hint))
        self.hint.setVisible(view.problem is None)
        told = view.problem
        self.problem.show_text("" if told is None else words(told), view.problem_tone)
        self.people.setVisible(bool(view.supervisors))
        if view.supervisors:
            # The people stay made while nobody is asked for.
            self.people.show_operators(view.supervisors, view.selected_id, view.demo_pins, words)
        self.keypad.show_words(words)
        self.keypad.setEnabled(not view.busy)
        self.instead.show_button(view.instead, words)
        self.camera.show_button(view.camera, words)
        self.look_up.show_button(view.find, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._buttons.setSpacing(look.px(_BUTTON_GAP))
        self.keypad.setMaximumHeight(look.px(430))


class SalePanel(Panel):
    """A sale with its facts, and perhaps the question what becomes of it."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.amount = AmountLabel(54, LEFT)
        self.facts = FactList(height=44)
        self.note = Label("", 15, REGULAR, "ink2", fit=Fit.WRAP)
        self.ways = _Ways(on_press)
        for part in (self.title, Gap(4), self.amount, Gap(10), self.facts):
            self.box.addWidget(part)
        self.box.addStretch(1)
        self.box.addWidget(self.note)
        self.box.addWidget(Gap(12))
        self.box.addWidget(self.ways)

    def show_sale(self, view: ReturnSale, words: Words) -> None:
        """Show ``view`` in place."""
        self.title.setText(words(view.title))
        self.amount.set_minor(view.amount_minor)
        self.facts.show_facts([(words(name), words(value)) for name, value in view.facts])
        # A fact less must not leave its height to the others.
        self.facts.updateGeometry()
        self.box.invalidate()
        self.note.setText("" if view.note is None else words(view.note))
        self.note.setVisible(view.note is not None)
        self.ways.show_ways(view, words)


class AmountPanel(Panel):
    """How much of a sale goes back."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.amount = AmountLabel(54, LEFT)
        self.left = Label("", 15, REGULAR, "ink2", fit=Fit.WRAP, tabular=True)
        self.problem = Label("", 15, MEDIUM, "bad", fit=Fit.WRAP)
        self.parts = [BigButton(on_press, Kind.CHIP, MIDDLE) for _ in range(2)]
        self.keypad = Keypad(on_press, SALE_KEYS, key_height=48)
        self.ways = _Ways(on_press)
        self._parts = QHBoxLayout()
        for part in self.parts:
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._parts.addWidget(part, 1)
        for widget in (self.title, Gap(2), self.amount, self.left, self.problem, Gap(8)):
            self.box.addWidget(widget)
        self.box.addLayout(self._parts)
        self.box.addWidget(Gap(10))
        self.box.addWidget(self.keypad, 100)
        self.box.addStretch(1)
        self.box.addWidget(Gap(12))
        self.box.addWidget(self.ways)

    def show_amount(self, view: RefundAmount, words: Words) -> None:
        """Show ``view`` in place; what is wrong stands where else it says how much is left."""
        self.title.setText(words(view.title))
        self.amount.set_minor(view.amount_minor)
        self.left.setText(words(view.left))
        self.left.setVisible(view.problem is None)
        self.problem.setText("" if view.problem is None else words(view.problem))
        self.problem.setVisible(view.problem is not None)
        for index, button in enumerate(self.parts):
            used = index < len(view.parts)
            button.show_button(view.parts[index].button if used else None, words)
            button.set_chosen(used and view.parts[index].chosen)
        self.keypad.show_words(words)
        self.ways.show_ways(view, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._parts.setSpacing(look.px(_BUTTON_GAP))
        self.keypad.setMaximumHeight(look.px(430))


class OutcomePanel(Panel):
    """A sign, what it means, and what comes next."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.mark = Mark(_MARK)
        self.title = Paragraph(26, BOLD, max_width=_TEXT_WIDTH)
        self.title.set_line_height(TITLE_LINE)
        self._lines = Lines(_TEXT_WIDTH)
        self.lines = self._lines.labels
        self.bar = ProgressBar()
        self.contact = Label("", 14, REGULAR, "ink3", fit=Fit.WRAP, align=CENTRE)
        self.buttons = ButtonRow(on_press, LARGE)
        centre = Qt.AlignmentFlag.AlignHCenter
        self.box.addStretch(1)
        self.box.addWidget(self.mark, 0, centre)
        self.box.addWidget(Gap(14))
        self.box.addWidget(self.title, 0, centre)
        self.box.addWidget(Gap(8))
        self.box.addLayout(self._lines)
        self.box.addWidget(Gap(16))
        self.box.addWidget(self.bar, 0, centre)
        self.box.addStretch(1)
        self.box.addWidget(self.contact)
        self.box.addWidget(Gap(12))
        self.box.addWidget(self.buttons)

    def show_outcome(self, view: ReturnOutcome, words: Words) -> None:
        """Show ``view`` in place."""
        self.mark.show_mark(view.mark, view.tone)
        self.mark.setAccessibleName(words(view.title))
        put_text(self.title, words(view.title))
        self._lines.show_lines(view.lines, words)
        self.bar.setVisible(view.busy)
        self.bar.set_busy(view.busy)
        self.bar.set_tone(view.tone)
        self.contact.setText("" if view.contact is None else words(view.contact))
        self.contact.setVisible(view.contact is not None)
        self.buttons.show_buttons(view.buttons, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._lines.restyle(look)
        self.bar.setFixedWidth(look.px(300))
