"""What the customer's window shows of a sale by card: what to do, a choice, the field to sign."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kpay_desktop.domain.money import format_sgd
from ui.customer.panel import Panel
from ui.theme import BOLD
from ui.views import OK, PLAIN, WARN
from ui.views_customer import CustomerView
from ui.widgets.amount import AmountLabel
from ui.widgets.buttons import LARGE, OnPress
from ui.widgets.card import Gap
from ui.widgets.choice_grid import ChoiceGrid
from ui.widgets.label import CENTRE, LEFT, RIGHT, Fit, Label
from ui.widgets.sign_field import SignField
from ui.widgets.symbol import Symbol
from ui.widgets.way_lamps import WayLamps
from ui.words import Words

_TITLE_WIDTH, _BODY_WIDTH = 1100, 900


def needed_height(panel: Panel, widget: QWidget) -> int:
    """Return the height that ``widget`` needs in the width of ``panel``, in pixels."""
    if widget.hasHeightForWidth():
        return widget.heightForWidth(min(panel.width(), widget.sizeHint().width()))
    return widget.sizeHint().height()


class CardPanel(Panel):
    """The total, a large picture, and what to do with the card."""

    def __init__(self) -> None:
        super().__init__()
        self.symbol = Symbol(200)
        self.amount = AmountLabel(84, CENTRE, currency_weight=BOLD, ground="card")
        self.title = Label(size=44, weight=BOLD, fit=Fit.WRAP, align=CENTRE, max_width=_TITLE_WIDTH)
        self.title.set_line_height(1.25)
        self.body = Label(size=24, colour="ink2", fit=Fit.WRAP, align=CENTRE, max_width=_BODY_WIDTH)
        self.ways = WayLamps()
        self._has_lamps = False
        self._amount_gap, self._symbol_gap = Gap(20), Gap(20)
        self._body_gap, self._ways_gap = Gap(8), Gap(18)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        centre = Qt.AlignmentFlag.AlignHCenter
        box.addStretch(1)
        box.addWidget(self.amount)
        box.addWidget(self._amount_gap)
        box.addWidget(self.symbol, 0, centre)
        box.addWidget(self._symbol_gap)
        box.addWidget(self.title, 0, centre)
        box.addWidget(self._body_gap)
        box.addWidget(self.body, 0, centre)
        box.addWidget(self._ways_gap)
        box.addWidget(self.ways)
        box.addStretch(1)

    def show_view(self, view: CustomerView, words: Words) -> None:
        """Show total, picture and words."""
        self.amount.set_minor(view.total_minor)
        self.symbol.show_symbol(view.picture, PLAIN if view.picture == "alert" else OK)
        self.title.setText("" if view.title is None else words(view.title))
        self.symbol.setAccessibleName(self.title.text())
        self.body.setText("" if view.body is None else words(view.body))
        self.ways.show_ways(view.lamps, words)
        self._has_lamps = bool(view.lamps)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit what is shown to the new size."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave out what the words need the room of: on one screen the window is small."""
        parts: tuple[tuple[QWidget, ...], ...] = (
            (self.symbol, self._symbol_gap),
            (self.ways, self._ways_gap),
            (self.amount, self._amount_gap),
            (self.body, self._body_gap),
        )
        room = self.height() - needed_height(self, self.title)
        needed = {part: sum(needed_height(self, each) for each in part) for part in parts}
        left_out: set[tuple[QWidget, ...]] = set() if self._has_lamps else {parts[1]}
        for part in parts:
            if sum(needed[each] for each in parts if each not in left_out) <= room:
                break
            left_out.add(part)
        for part in parts:
            for widget in part:
                widget.setVisible(part not in left_out)


class ChoosePanel(Panel):
    """The applications of the card, to be touched here or named to the cashier."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.title = Label(size=44, weight=BOLD, fit=Fit.WRAP, align=CENTRE, max_width=_TITLE_WIDTH)
        self.body = Label(size=24, colour="ink2", fit=Fit.WRAP, align=CENTRE, max_width=_BODY_WIDTH)
        self.choices = ChoiceGrid(on_press, LARGE, width=620)
        self._gaps = (Gap(8), Gap(24))
        self._said = self._tell = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        centre = Qt.AlignmentFlag.AlignHCenter
        box.addStretch(1)
        box.addWidget(self.title, 0, centre)
        box.addWidget(self._gaps[0])
        box.addWidget(self.body, 0, centre)
        box.addWidget(self._gaps[1])
        box.addWidget(self.choices, 0, centre)
        box.addStretch(1)

    def show_view(self, view: CustomerView, words: Words) -> None:
        """Show the choices."""
        self.title.setText("" if view.title is None else words(view.title))
        self._said = "" if view.body is None else words(view.body)
        self._tell = words("customer.choose_tell")
        self.choices.show_choices(view.choices, words)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit what is shown to the new size."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Where there is no room to touch anything, the customer tells the cashier."""
        self.body.setText(self._said)
        parts = (self.title, self.body, self.choices, *self._gaps)
        fits = sum(needed_height(self, each) for each in parts) <= self.height()
        self.choices.setVisible(fits)
        self._gaps[1].setVisible(fits)
        if not fits:
            self.body.setText(self._tell)


class SignPanel(Panel):
    """Picture 23: the field to sign in, with the total above it."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.title = Label(size=30, weight=BOLD, fit=Fit.SHRINK, align=LEFT)
        self.total = Label(size=30, weight=BOLD, fit=Fit.SHRINK, align=RIGHT, tabular=True)
        self.prompt = Label(size=22, weight=BOLD, fit=Fit.SHRINK, align=CENTRE)
        self.prompt.set_colour(WARN)
        self.field = SignField(on_press)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.prompt, 1)
        top.addWidget(self.total, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(top)
        box.addWidget(Gap(10))
        box.addWidget(self.field, 1)
        box.addWidget(Gap(8))

    def show_view(self, view: CustomerView, words: Words) -> None:
        """Show the field for the sale of ``view``."""
        self.title.setText("" if view.title is None else words(view.title))
        self.prompt.setText("" if view.body is None else words(view.body))
        self.prompt.setVisible(view.body is not None)
        self.total.setText(format_sgd(view.total_minor))
        if view.pad is not None:
            self.field.show_pad(view.pad, words)

    def put_away(self) -> None:
        """Wipe the signature."""
        self.field.forget()
