"""The page on which the customer confirms on the phone: the wallet's sign, the clock, a way out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.main.page import wrong_view
from ui.main.sale_page import SalePage
from ui.main.show_qr import WaitPanel
from ui.main.total_column import TotalColumn
from ui.theme import Look
from ui.views_scan import PayingView
from ui.views_screens import PageBody
from ui.widgets.buttons import OnPress
from ui.widgets.card import Card
from ui.widgets.method_mark import MethodMark
from ui.words import Words

_MARK = 180


class PayingPage(SalePage):
    """The wallet's sign beside what is waited for, and the total with the way out."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.mark = MethodMark(_MARK)
        self.wait = WaitPanel(on_press)
        self.total = TotalColumn(on_press)
        self._card = Card(padding=22)
        self._inner = QHBoxLayout()
        place = QVBoxLayout()
        place.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignCenter)
        self._inner.addLayout(place, 2)
        self._inner.addWidget(self.wait, 3)
        self._card.box.addLayout(self._inner, 1)
        self.main.addWidget(self._card, 1)
        self.side.addWidget(self.total)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in place."""
        if not isinstance(body, PayingView):
            raise wrong_view(self, body)
        self.mark.show_method(body.method, words)
        self.wait.show_wait(body, words)
        self.total.show_total(body.total, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._inner.setSpacing(look.px(30))
