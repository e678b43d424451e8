"""The column at the right of a sale's pages: what is being paid, and the way out."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_plain
from ui.theme import MEDIUM
from ui.views_sale import TotalView
from ui.widgets.amount import AmountLabel
from ui.widgets.buttons import BigButton, OnPress
from ui.widgets.card import Card, Gap, Rule
from ui.widgets.facts import FactList
from ui.widgets.label import LEFT, Label
from ui.words import Words, method_name

_ROW_HEIGHT = 33


class TotalColumn(Card):
    """Total, what it is made of, method, voucher number; the way out at its foot."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(padding=22)
        self.title = Label("", 13, MEDIUM, "ink2")
        self.amount = AmountLabel(52, LEFT)
        self.parts = FactList(ruled=False, height=_ROW_HEIGHT)
        self.facts = FactList(ruled=False, height=_ROW_HEIGHT, strong=True)
        self._facts_rule = (Gap(7), Rule(), Gap(8))
        self.way_out = BigButton(on_press)
        for widget in (self.title, Gap(8), self.amount, Gap(8), Rule(), Gap(8), self.parts):
            self.box.addWidget(widget)
        for widget in (*self._facts_rule, self.facts):
            self.box.addWidget(widget)
        self.box.addStretch(1)
        self.box.addWidget(self.way_out)

    def show_total(self, view: TotalView, words: Words) -> None:
        """Show ``view`` in place."""
        self.title.setText(words("sale.total_to_pay"))
        self.amount.set_minor(view.total_minor)
        parts = [(words("sale.amount"), format_plain(view.amount_minor))]
        if view.tip_minor:
            tip = Message("sale.tip")
            if view.tip_percent is not None:
                tip = message("sale.tip_with_percent", percent=view.tip_percent)
            parts.append((words(tip), format_plain(view.tip_minor)))
        self.parts.show_facts(parts)
        facts = []
        if view.method is not None:
            facts.append((words("sale.method"), method_name(view.method, words)))
        if view.voucher:
            facts.append((words("sale.voucher"), view.voucher))
        if view.time_left:
            facts.append((words("card.time_left"), view.time_left))
        self.facts.show_facts(facts)
        for widget in (*self._facts_rule, self.facts):
            widget.setVisible(bool(facts))
        self.way_out.show_button(view.way_out, words)
