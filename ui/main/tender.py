"""The cash page: what is due, what is handed over, and the change as it is typed."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from kpay_desktop.domain.money import format_sgd
from ui.main.page import wrong_view
from ui.main.sale_page import SalePage
from ui.theme import BOLD, MEDIUM, REGULAR, SEMIBOLD, Look
from ui.views import WARN
from ui.views_cash import TenderView
from ui.views_screens import PageBody
from ui.widgets.amount import AmountLabel
from ui.widgets.buttons import HUGE, LARGE, SMALL, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap, Rule
from ui.widgets.facts import FactList
from ui.widgets.figures import Figures
from ui.widgets.keypad import SALE_KEYS, Keypad
from ui.widgets.label import LEFT, Fit, Label
from ui.words import Words

_LEFT, _RIGHT = 674, 520
_INSET, _ROW_HEIGHT, _GAP = 24, 33, 10


class HandedCard(Card):
    """What is handed over, the likely sums, and the change."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.prompt = Label("", 16, REGULAR, "ink3", fit=Fit.SHRINK)
        self.back = BigButton(on_press, Kind.QUIET, SMALL)
        self.handed = AmountLabel(68, ground="card")
        self.likely: list[BigButton] = []
        self.change_label = Label("", 18, SEMIBOLD, "ink")
        self.change = Figures(46, BOLD, ground="card")
        self._likely = QHBoxLayout()
        top = QHBoxLayout()
        top.addWidget(self.prompt, 1)
        top.addWidget(self.back)
        change = QHBoxLayout()
        change.addWidget(self.change_label)
        change.addWidget(self.change, 1)
        self.box.addWidget(Gap(12))
        self.box.addLayout(top)
        self.box.addWidget(self.handed)
        self.box.addWidget(Gap(14))
        self.box.addLayout(self._likely)
        self.box.addWidget(Gap(14))
        self.box.addStretch(1)
        self.box.addWidget(Rule())
        self.box.addWidget(Gap(12))
        self.box.addLayout(change)
        self.box.addStretch(1)
        self.box.addWidget(Gap(14))

    def show_handed(self, view: TenderView, words: Words) -> None:
        """Show ``view`` in place."""
        self.prompt.setText(words(view.prompt))
        self.prompt.set_colour(WARN if view.is_wrong else "ink3")
        self.back.show_button(view.back, words)
        self.handed.set_minor(view.handed_minor)
        self.handed.setAccessibleDescription(words("cash.handed"))
        while len(self.likely) < len(view.likely):
            made = BigButton(self._on_press, Kind.CHIP, LARGE)
            made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._likely.addWidget(made, 1)
            self.likely.append(made)
        for index, button in enumerate(self.likely):
            used = index < len(view.likely)
            button.show_button(view.likely[index].button if used else None, words)
            button.set_chosen(used and view.likely[index].chosen)
        self.change_label.setText(words(view.change))
        self.change.set_text(format_sgd(view.change_minor))
        self.change.set_colour("accent_ink" if view.is_enough else "ink3")
        self.change.setAccessibleDescription(words(view.change))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        inset = look.px(_INSET)
        self.box.setContentsMargins(inset, 0, inset, 0)
        self._likely.setSpacing(look.px(_GAP))


class DueCard(Card):
    """What is due in cash, and how it was rounded."""

    def __init__(self) -> None:
        super().__init__(padding=_INSET)
        self.title = Label("", 13, MEDIUM, "ink2")
        self.amount = AmountLabel(52, LEFT)
        self.parts = FactList(ruled=False, height=_ROW_HEIGHT)
        self._rule = (Gap(6), Rule(), Gap(6))
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(2))
        self.box.addWidget(self.amount)
        for widget in self._rule:
            self.box.addWidget(widget)
        self.box.addWidget(self.parts)
        self.box.addStretch(1)

    def show_due(self, view: TenderView, words: Words) -> None:
        """Show ``view`` in place."""
        self.title.setText(words(view.due))
        self.amount.set_minor(view.due_minor)
        self.parts.show_facts([(words(name), words(value)) for name, value in view.parts])
        for widget in (*self._rule, self.parts):
            widget.setVisible(bool(view.parts))


class TenderPage(SalePage):
    """What is handed over and what is due at the left; the keypad and the button at the right."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press, side_width=0, stretch=(_LEFT, _RIGHT))
        self.handed = HandedCard(on_press)
        self.due = DueCard()
        self.keypad = Keypad(on_press, SALE_KEYS)
        self.confirm = BigButton(on_press, Kind.PRIMARY, HUGE)
        self.main.addWidget(self.due)
        self.main.addWidget(self.handed, 1)
        self.side.addWidget(self.keypad, 1)
        self.side.addWidget(self.confirm)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in place."""
        if not isinstance(body, TenderView):
            raise wrong_view(self, body)
        self.handed.show_handed(body, words)
        self.due.show_due(body, words)
        self.keypad.show_words(words)
        self.confirm.show_button(body.confirm, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self.side.setSpacing(look.px(16))
