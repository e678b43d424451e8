"""The method page: one card for each way to pay that the profile offers."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout

from ui.main.page import GAP, wrong_view
from ui.main.sale_page import SalePage
from ui.main.total_column import TotalColumn
from ui.theme import BOLD, REGULAR, Look
from ui.views_sale import MethodChoice, MethodView
from ui.views_screens import PageBody
from ui.widgets.buttons import LARGE, MIDDLE, BigButton, Kind, OnPress
from ui.widgets.card import Card
from ui.widgets.label import CENTRE, LEFT, Fit, Label
from ui.widgets.method_mark import MethodMark
from ui.words import Words

_COLUMNS = 2


class MethodCard(Card):
    """A way to pay. ``tall``: it has the page's height to itself and is drawn larger.

    A touch anywhere on a card with a single button is a touch on that button.
    """

    def __init__(self, on_press: OnPress, *, tall: bool) -> None:
        super().__init__(padding=24)
        self._on_press, self._tall = on_press, tall
        align = CENTRE if tall else LEFT
        self.mark = MethodMark(104 if tall else 60)
        self.name = Label("", 30 if tall else 22, BOLD, "ink", fit=Fit.SHRINK, align=align)
        self.hint = Label(
            "", 16 if tall else 14, REGULAR, "ink3", fit=Fit.WRAP, align=align, max_width=340
        )
        self.buttons: list[BigButton] = []
        self._gaps: list[QBoxLayout] = []
        texts = QVBoxLayout()
        texts.addWidget(self.name)
        texts.addWidget(self.hint)
        top = QBoxLayout(
            QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        )
        centre = Qt.AlignmentFlag.AlignHCenter if tall else Qt.AlignmentFlag.AlignTop
        top.addWidget(self.mark, 0, centre)
        top.addLayout(texts, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        if tall:
            self.box.addStretch(1)
        self.box.addLayout(top)
        self.box.addStretch(1)
        self.box.addLayout(self._row)
        self._texts, self._top = texts, top

    def show_method(self, view: MethodChoice, words: Words) -> None:
        """Show ``view`` in place."""
        self.mark.show_method(view.method, words)
        name = words(view.name)
        self.name.setText(name)
        self.hint.setText(words(view.hint))
        self.set_selected(any(button.primary for button in view.buttons))
        while len(self.buttons) < len(view.buttons):
            made = BigButton(self._on_press, Kind.QUIET, LARGE if self._tall else MIDDLE)
            self._row.addWidget(made, 1)
            self.buttons.append(made)
        for index, widget in enumerate(self.buttons):
            shown = view.buttons[index] if index < len(view.buttons) else None
            widget.show_button(shown, words)
            if shown is not None:
                widget.setAccessibleName(f"{name}: {words(shown.label)}")
                widget.setToolTip(f"{name} · {widget.toolTip()}")
        single = len(view.buttons) == 1
        self.setCursor(Qt.CursorShape.PointingHandCursor if single else Qt.CursorShape.ArrowCursor)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._row.setSpacing(look.px(10))
        self._top.setSpacing(look.px(28 if self._tall else 16))
        self._texts.setSpacing(look.px(8 if self._tall else 2))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Press the card's only button."""
        offered = [button for button in self.buttons if button.isVisibleTo(self)]
        inside = self.rect().contains(event.position().toPoint())
        if inside and len(offered) == 1 and event.button() is Qt.MouseButton.LeftButton:
            offered[0].click()


class MethodPage(SalePage):
    """The ways to pay, and the total with the way back beside them."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.cards: list[MethodCard] = []
        self._grid = QGridLayout()
        self.main.addLayout(self._grid, 1)
        self.total = TotalColumn(on_press)
        self.side.addWidget(self.total)
        self._shown: tuple[tuple[MethodChoice, ...], Words] | None = None

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``; the cards are made again only when their number changes."""
        if not isinstance(body, MethodView):
            raise wrong_view(self, body)
        self.total.show_total(body.total, words)
        if self._shown == (body.methods, words):
            return
        self._shown = (body.methods, words)
        if len(body.methods) != len(self.cards):
            self._deal(len(body.methods))
        for card, view in zip(self.cards, body.methods, strict=True):
            card.show_method(view, words)

    def _deal(self, count: int) -> None:
        for card in self.cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        tall = count <= _COLUMNS
        self.cards = [MethodCard(self._on_press, tall=tall) for _ in range(count)]
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        for index, card in enumerate(self.cards):
            row, column = divmod(index, _COLUMNS)
            # The last of an odd number takes the whole row: no corner stays empty.
            alone = index == count - 1 and column == 0
            self._grid.addWidget(card, row, column, 1, _COLUMNS if alone else 1)
            self._grid.setRowStretch(row, 1)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._grid.setSpacing(look.px(GAP - 4))
