"""What the customer does with the phone: show a code, or confirm a payment."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.customer.panel import Panel
from ui.theme import BOLD, Look
from ui.views_customer import CustomerView
from ui.widgets.amount import AmountLabel
from ui.widgets.card import Gap
from ui.widgets.label import CENTRE, LEFT, Fit, Label
from ui.widgets.method_mark import MethodMark
from ui.words import Words, method_name

_MARK = 300
_PARTS = (42, 58)
# Between the words, all in all.
_GAPS = 28
# What is shown beside what to do and the amount, from all of it down to nothing.
_SHOWN = (
    frozenset({"mark", "method", "body"}),
    frozenset({"method", "body"}),
    frozenset({"body"}),
    frozenset[str](),
)


class PhonePanel(Panel):
    """The wallet's sign beside what to do and for how much; above it where there is less width."""

    def __init__(self) -> None:
        super().__init__()
        self.mark = MethodMark(_MARK)
        self.method = Label(size=30, weight=BOLD, fit=Fit.SHRINK)
        self.title = Label(size=42, weight=BOLD, fit=Fit.WRAP)
        self.title.set_line_height(1.25)
        self.amount = AmountLabel(94, LEFT, currency_weight=BOLD, ground="card")
        self.body = Label(size=24, colour="ink2", fit=Fit.WRAP)
        self._sign = QWidget()
        sign = QVBoxLayout(self._sign)
        sign.setContentsMargins(0, 0, 0, 0)
        sign.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignCenter)
        self._texts = QWidget()
        self._texts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        texts = QVBoxLayout(self._texts)
        texts.setContentsMargins(0, 0, 0, 0)
        texts.setSpacing(0)
        texts.addStretch(1)
        for widget in (self.method, Gap(6), self.title, Gap(10), self.amount, Gap(12), self.body):
            texts.addWidget(widget)
        texts.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._sign, _PARTS[0])
        self._row.addWidget(self._texts, _PARTS[1])

    def show_view(self, view: CustomerView, words: Words) -> None:
        """Show what to do, with which wallet, for how much."""
        if view.method is not None:
            self.mark.show_method(view.method, words)
            self.method.setText(method_name(view.method, words))
            self.method.set_colour(f"{view.method.value}_ink")
        self.title.setText(words(view.title) if view.title is not None else "")
        self.amount.set_minor(view.total_minor)
        self.body.setText(words(view.body) if view.body is not None else "")
        self._make_room()

    def restyle(self, look: Look) -> None:
        """Take the gap of the look."""
        self._row.setSpacing(look.px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand beside each other, or the words alone where there is no room for the sign."""
        super().resizeEvent(event)
        tall = self.height() > self.width()
        self._row.setDirection(
            QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        )
        for index, part in enumerate((0, 1) if tall else _PARTS):
            self._row.setStretch(index, part)
        align = CENTRE if tall else LEFT
        for label in (self.method, self.title, self.body):
            label.setAlignment(align)
        self.amount.set_align(align)
        self._make_room()

    def _make_room(self) -> None:
        """Leave out what the words on what to do need: on one screen the window is small."""
        size, tall = self.size(), self.height() > self.width()
        narrow = round(size.width() * _PARTS[1] / sum(_PARTS)) - self.look.px(40)
        for shown in _SHOWN:
            width = size.width() if tall or "mark" not in shown else narrow
            needed = self._height(shown, width)
            if tall and "mark" in shown:
                needed += self.mark.sizeHint().height()
            if needed <= size.height():
                break
        self._sign.setVisible("mark" in shown)
        self.method.setVisible("method" in shown)
        self.body.setVisible("body" in shown)

    def _height(self, shown: frozenset[str], width: int) -> int:
        """Return how high the words are at that width."""
        needed = self.title.heightForWidth(max(1, width)) + self.amount.sizeHint().height()
        if "method" in shown:
            needed += self.method.sizeHint().height()
        if "body" in shown:
            needed += self.body.heightForWidth(max(1, width))
        return needed + self.look.px(_GAPS)
