"""The show-QR page: the code as the customer sees it, its clock, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from ui.free_place import mark_spare
from ui.main.page import wrong_view
from ui.main.sale_page import TITLE_LINE, ButtonRow, SalePage
from ui.main.total_column import TotalColumn
from ui.theme import BOLD, REGULAR, Look
from ui.views_sale import ShowQrView
from ui.views_scan import PayingView
from ui.views_screens import PageBody
from ui.widgets.buttons import MIDDLE, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.label import Fit, Label
from ui.widgets.mark import Mark
from ui.widgets.pill import Pill
from ui.widgets.progress import ProgressBar
from ui.widgets.qr import QrWidget
from ui.widgets.styled import StyledWidget
from ui.words import Words

_QR_SIDE = 380


class WaitPanel(StyledWidget):
    """Badge, title, text, clock and buttons beside the code."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.badge = Pill()
        self.title = Label("", 28, BOLD, "ink", fit=Fit.WRAP)
        self.title.set_line_height(TITLE_LINE)
        self.body = Label("", 16, REGULAR, "ink3", fit=Fit.WRAP)
        self.bar = ProgressBar()
        self.clock = Label("", 14, REGULAR, "ink3", fit=Fit.SHRINK, tabular=True)
        self.buttons = ButtonRow(on_press, MIDDLE, align=Qt.AlignmentFlag.AlignLeft)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addStretch(1)
        box.addWidget(self.badge, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(Gap(12))
        box.addWidget(self.title)
        box.addWidget(Gap(10))
        box.addWidget(self.body)
        box.addWidget(Gap(20))
        box.addWidget(self.bar)
        box.addWidget(Gap(12))
        box.addWidget(self.clock)
        box.addWidget(Gap(12))
        box.addWidget(self.buttons)
        box.addStretch(1)

    def show_wait(self, view: ShowQrView | PayingView, words: Words) -> None:
        """Show ``view`` in place; only what changed is laid out again."""
        self.badge.show_state(words(view.badge), view.badge_tone)
        _put(self.title, words(view.title))
        _put(self.body, words(view.body))
        if view.seconds_left is None:
            self.bar.set_busy(True)
        else:
            self.bar.set_busy(False)
            self.bar.set_fraction(view.seconds_left / max(1, view.seconds_total))
        _put(self.clock, words(view.clock_line) if view.clock_line is not None else "")
        self.buttons.show_buttons(view.buttons, words)


class ShowQrPage(SalePage):
    """The code with its clock, and the total with the way out beside it."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.qr = QrWidget(framed=True, greatest=_QR_SIDE)
        self.making = Mark(84)
        self.wait = WaitPanel(on_press)
        self.total = TotalColumn(on_press)
        self._card = Card(padding=22)
        self._inner = QHBoxLayout()
        place = QGridLayout()
        place.addWidget(self.qr, 0, 0)
        place.addWidget(self.making, 0, 0, Qt.AlignmentFlag.AlignCenter)
        self._inner.addLayout(place, 1)
        self._inner.addWidget(self.wait, 1)
        self._card.box.addLayout(self._inner, 1)
        self.main.addWidget(self._card, 1)
        self.side.addWidget(self.total)
        # The customer's window says the same, larger.
        mark_spare(self.qr, self.making)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in place."""
        if not isinstance(body, ShowQrView):
            raise wrong_view(self, body)
        self.qr.set_symbol(body.symbol)
        self.making.setVisible(body.symbol is None)
        self.qr.setAccessibleName(words(body.title))
        self.wait.show_wait(body, words)
        self.total.show_total(body.total, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._inner.setSpacing(look.px(30))
        self.qr.setMaximumSize(look.px(_QR_SIDE * 1.25), look.px(_QR_SIDE * 1.25))


def _put(label: Label, text: str) -> None:
    if text != label.text():
        label.setText(text)
