"""The row below the list of sales: the chosen one by name, and what gives its money back."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from ui.theme import MEDIUM, Look
from ui.views_transactions import SaleDetail
from ui.widgets.buttons import MIDDLE, BigButton, Kind, OnPress
from ui.widgets.label import Fit, Label
from ui.widgets.styled import StyledWidget
from ui.words import Words


class BackRow(StyledWidget):
    """Below the list, so that the slip beside it is seen whole: what gives money back."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.name = Label("", 15, MEDIUM, "ink2", fit=Fit.SHRINK, tabular=True)
        self.pair = [BigButton(on_press, Kind.SECONDARY, MIDDLE) for _ in range(2)]
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.name, 1)
        for button in self.pair:
            self._row.addWidget(button)

    def show_pair(self, view: SaleDetail | None, words: Words) -> None:
        """Show the buttons of the chosen sale, or nothing."""
        pair = () if view is None else view.pair
        for index, button in enumerate(self.pair):
            button.show_button(pair[index] if index < len(pair) else None, words)
        self.name.setText("" if view is None or view.name is None else words(view.name))
        self.setVisible(bool(pair))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._row.setContentsMargins(look.px(12), look.px(10), 0, 0)
        self._row.setSpacing(look.px(10))
