"""The Settlement page (picture 09): open batches, settling, how it ended, and earlier ones."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from ui.main.page import GAP, MARGIN_X, MARGIN_Y, PageWidget, wrong_view
from ui.main.settlement_panels import CompareCard, OpenCard, PastCard
from ui.main.settlement_side import SideCard
from ui.theme import Look
from ui.views_screens import PageBody
from ui.views_settlement import Comparison, OpenBatches, PastSettlements, SettlementView
from ui.widgets.buttons import OnPress
from ui.words import Words

_SIDE_WIDTH, _NARROW_SIDE_WIDTH = 400, 310
# A page narrower than this, in design pixels, spares room at the right.
_NARROW = 1080


class SettlementPage(PageWidget):
    """Shows :class:`SettlementView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.open = OpenCard(on_press)
        self.comparison = CompareCard()
        self.past = PastCard(on_press)
        self.side = SideCard(on_press)
        self._columns = QHBoxLayout(self)
        self._cards = (self.open, self.comparison, self.past)
        for card in self._cards:
            self._columns.addWidget(card, 1)
        self._columns.addWidget(self.side)

    def show_view(self, body: PageBody | SettlementView, words: Words) -> None:
        """Show ``body``, a :class:`SettlementView`, in place."""
        if not isinstance(body, SettlementView):
            raise wrong_view(self, body)
        match body.main:
            case OpenBatches() as batches:
                self.open.show_open(batches, words)
            case Comparison() as comparison:
                self.comparison.show_comparison(comparison, words)
            case PastSettlements() as past:
                self.past.show_past(past, words)
        self.open.setVisible(isinstance(body.main, OpenBatches))
        self.comparison.setVisible(isinstance(body.main, Comparison))
        self.past.setVisible(isinstance(body.main, PastSettlements))
        self.side.show_side(body.side, words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the table more of the width where there is little."""
        super().resizeEvent(event)
        self._set_widths()

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._columns.setContentsMargins(x, y, x, y)
        self._columns.setSpacing(look.px(GAP))
        self._set_widths()

    def _set_widths(self) -> None:
        is_narrow = self.width() < self.look.px(_NARROW)
        self.side.setFixedWidth(self.look.px(_NARROW_SIDE_WIDTH if is_narrow else _SIDE_WIDTH))
