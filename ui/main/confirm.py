"""The confirm page: the total once more, large, before the customer pays."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.main.page import wrong_view
from ui.main.sale_page import TITLE_LINE, SalePage
from ui.main.total_column import TotalColumn
from ui.theme import BOLD, REGULAR
from ui.views_sale import ConfirmView
from ui.views_screens import PageBody
from ui.widgets.amount import AmountLabel
from ui.widgets.buttons import HUGE, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.label import CENTRE
from ui.widgets.method_mark import MethodMark
from ui.widgets.paragraph import Paragraph
from ui.words import Words


class ConfirmPage(SalePage):
    """The method's sign, the question, the total, and one clear next step."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.mark = MethodMark(88)
        self.title = Paragraph(24, BOLD, max_width=640)
        self.title.set_line_height(TITLE_LINE)
        self.amount = AmountLabel(96, CENTRE)
        self.body = Paragraph(16, REGULAR, "ink3", max_width=600)
        self.confirm = BigButton(on_press, Kind.PRIMARY, HUGE)
        self.total = TotalColumn(on_press)
        card = Card(padding=24)
        card.box.addStretch(3)
        card.box.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(Gap(22))
        card.box.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(Gap(2))
        card.box.addWidget(self.amount)
        card.box.addWidget(Gap(6))
        card.box.addWidget(self.body, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addStretch(4)
        card.box.addWidget(self.confirm)
        self.main.addWidget(card, 1)
        self.side.addWidget(self.total)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in place."""
        if not isinstance(body, ConfirmView):
            raise wrong_view(self, body)
        self.mark.show_method(body.method, words)
        self.title.setText(words(body.title))
        self.amount.set_minor(body.total.total_minor)
        self.body.setText(words(body.body))
        self.confirm.show_button(body.confirm, words)
        self.total.show_total(body.total, words)
