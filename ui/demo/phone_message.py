"""What the phone says: whom it pays and how much, what came of it, or what its camera saw."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kpay_desktop.domain.sale import Method
from ui.demo.parts import DeskScroll
from ui.demo.phone_parts import Photo, Sign
from ui.demo.phone_view import PhoneView, Stage
from ui.theme import BOLD, MEDIUM, REGULAR
from ui.views import WARN
from ui.widgets.amount import AmountLabel
from ui.widgets.card import Gap
from ui.widgets.label import CENTRE, Fit, Label
from ui.widgets.mark import Mark
from ui.widgets.method_mark import MethodMark
from ui.widgets.styled import StyledWidget
from ui.words import Words, method_name


class PhoneMessage(StyledWidget):
    """The middle of the phone's screen while it does not show its code."""

    def __init__(self) -> None:
        super().__init__()
        self.wallet = MethodMark(48)
        self.method_name = Label("", 13, MEDIUM, "ink3", align=CENTRE)
        self.sign = Sign()
        self.mark = Mark(92)
        self.headline = Label("", 17, BOLD, "ink", fit=Fit.WRAP, align=CENTRE)
        self.headline.set_line_height(1.3)
        self.amount = AmountLabel(38, CENTRE)
        self.body = Label("", 13, REGULAR, "ink3", fit=Fit.WRAP, align=CENTRE)
        self.photo = Photo()
        self.lines = Label("", 12, REGULAR, "ink2", fit=Fit.WRAP, tabular=True)
        self.lines.set_line_height(1.3)
        paper = QWidget()
        rows = QVBoxLayout(paper)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.lines)
        self._receipt = DeskScroll(paper)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addStretch(1)
        for sign in (self.sign, self.mark, self.wallet):
            box.addWidget(sign, 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (Gap(4), self.method_name, self.photo, Gap(10), self.headline, self.amount):
            box.addWidget(widget)
        box.addWidget(self.body)
        box.addWidget(self._receipt, 40)
        box.addStretch(1)

    def show_message(self, view: PhoneView, words: Words) -> None:
        """Show what the phone says."""
        order = view.order
        asking = view.stage in {Stage.ASKING, Stage.PAYING}
        self.sign.setVisible(not (view.mark or order or view.photo or view.lines))
        self._receipt.setVisible(bool(view.lines))
        self.lines.setText(view.lines)
        self.mark.setVisible(bool(view.mark))
        if view.mark:
            self.mark.show_mark(view.mark, view.tone)
        self.wallet.setVisible(asking and order is not None)
        self.method_name.setVisible(asking and order is not None)
        self.amount.setVisible(order is not None)
        if order is not None:
            self.wallet.show_method(Method.of(order.wallet), words)
            self.method_name.setText(method_name(Method.of(order.wallet), words))
            self.amount.set_minor(order.amount_minor)
        self.photo.show_photo(view.photo)
        self.headline.setText(words(view.title))
        self.body.setText(words(view.body))
        self.body.set_colour("warn" if asking and view.tone is WARN else "ink3")
