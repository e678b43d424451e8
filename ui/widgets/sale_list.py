"""A list of sales that stays light at any length: only the rows that can be seen are painted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QScroller,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from kpay_desktop.domain.records import SaleRecord
from ui.state_tones import STATE_TONES
from ui.theme import BOLD, MEDIUM, REGULAR, SEMIBOLD, Look, scroll_style
from ui.views_transactions import SaleRows
from ui.widgets.painting import text_line
from ui.widgets.sale_rows import DATED_WIDTH, AnyIndex, Column, SaleModel, cells, columns
from ui.widgets.styled import Styled, StyledWidget
from ui.words import Words

#: Design pixels.
ROW_HEIGHT, HEAD_HEIGHT = 51, 36
_PILL_HEIGHT, _PILL_PADDING = 24, 11
_FLING_MS = 400


class _Painter(QStyledItemDelegate):
    """Paints one row."""

    def __init__(self, owner: SaleList) -> None:
        super().__init__(owner)
        self._owner = owner

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """All rows are alike."""
        del option, index
        return QSize(10, self._owner.look.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint ground, line, cells and the state's pill."""
        self._owner.paint_row(painter, QRectF(option.rect), index.row())


class SaleList(Styled, QListView):
    """The rows. ``on_pick`` is told a sale's number, ``on_end`` that an end of them is near.

    ``on_end`` gets True at the upper end. Rows may come and go at both: what is seen stays put.
    """

    def __init__(self, on_pick: Callable[[int], None], on_end: Callable[[bool], None]) -> None:
        super().__init__()
        self._on_end = on_end
        self._has_more = self._has_newer = False
        self._is_moving = False
        self._selected_id = 0
        self._sales = SaleModel(self)
        self.setModel(self._sales)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setAutoFillBackground(False)
        # A current row that goes must not take the view along to another one.
        self.setAutoScroll(False)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        self.clicked.connect(lambda index: on_pick(self.sale_at(index.row()).identity.sale_id))
        self.verticalScrollBar().valueChanged.connect(self._look_for_end)
        self.verticalScrollBar().rangeChanged.connect(self._look_for_end)

    def show_rows(
        self,
        rows: SaleRows,
        selected_id: int,
        words: Words,
        *,
        has_more: bool,
        has_newer: bool = False,
    ) -> None:
        """Show ``rows`` and mark the one that is selected."""
        self._has_more, self._has_newer = has_more, has_newer
        bar = self.verticalScrollBar()
        place = bar.value()
        # Until all is in its place again, where the bar stands says nothing about an end.
        self._is_moving = True
        moved = self._sales.show_rows(rows, words)
        if moved:
            self._stay(place, moved * self.look.px(ROW_HEIGHT))
        self._is_moving = False
        if moved is None:
            self.scrollToTop()
        if selected_id != self._selected_id:
            self._selected_id = selected_id
            self._uncover(selected_id)
        self.viewport().update()
        self._look_for_end()

    def _stay(self, place: int, moved_px: int) -> None:
        """Keep under the eye what is there, although rows above it came or went."""
        self.doItemsLayout()
        self.verticalScrollBar().setValue(place + moved_px)
        if not QScroller.hasScroller(self.viewport()):
            return
        scroller = QScroller.scroller(self.viewport())
        if scroller.state() is QScroller.State.Scrolling:
            # A fling knows its end by the old places, so it is sent on to the new one.
            end = scroller.finalPosition()
            scroller.stop()
            scroller.scrollTo(QPointF(end.x(), end.y() + moved_px), _FLING_MS)
        else:
            scroller.resendPrepareEvent()

    def sale_at(self, row: int) -> SaleRecord:
        """Return the sale of a row."""
        return self._sales.sales[row]

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._sales.sales)

    def _uncover(self, sale_id: int) -> None:
        numbers = [sale.identity.sale_id for sale in self._sales.sales]
        if sale_id in numbers:
            index = self._sales.index(numbers.index(sale_id))
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _look_for_end(self) -> None:
        if self._is_moving or not self.isVisible():
            return
        bar = self.verticalScrollBar()
        near = 2 * self.viewport().height()
        if self._has_more and bar.maximum() - bar.value() < near:
            self._on_end(False)
        elif self._has_newer and bar.value() < near:
            self._on_end(True)

    # --- the look ---------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Restyle just before the list is first shown."""
        self._polish(event)
        return super().event(event)

    def restyle(self, look: Look) -> None:
        """Take the scroll bar and the height of rows of the look."""
        self.setStyleSheet(scroll_style(look.tokens))
        self.verticalScrollBar().setSingleStep(look.px(ROW_HEIGHT))
        self.scheduleDelayedItemsLayout()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns at the present width."""
        shown = self._sales.shown
        dated = shown is not None and shown.with_date
        return columns(self.look, self.viewport().width(), with_date=dated)

    def is_clipped(self) -> bool:
        """True if a cell of a row that can be seen does not fit its column."""
        places = self.columns()
        return any(
            self._width(cell, name) > place.width
            for row in range(min(self.count, 20))
            for name, place, cell in self._cells(row, places)
        )

    def _cells(self, row: int, places: tuple[Column, ...]) -> list[tuple[str, Column, str]]:
        shown = self._sales.shown
        if shown is None:
            return []
        cell = cells(self.sale_at(row), shown, self._sales.words)
        if shown.with_date and _is_short(places, self.look):
            cell["time"] = cell["short_time"]
        return [(place.name, place, cell[place.name]) for place in places]

    def _font(self, name: str) -> QFont:
        look = self.look
        match name:
            case "voucher" | "amount":
                return look.font(15, BOLD, tabular=True)
            case "state":
                return look.font(12, SEMIBOLD)
            case _:
                return look.font(14.5, REGULAR, tabular=True)

    def _width(self, text: str, name: str) -> float:
        width = QFontMetricsF(self._font(name)).horizontalAdvance(text)
        return width + 2 * self.look.px(_PILL_PADDING) if name == "state" else width

    def paint_row(self, painter: QPainter, area: QRectF, row: int) -> None:
        """Paint one row into ``area``."""
        look = self.look
        sale = self.sale_at(row)
        chosen = sale.identity.sale_id == self._selected_id
        if chosen:
            painter.fillRect(area, look.colour("accent_soft"))
        thick = look.tokens.line_px
        line = QRectF(area.left(), area.bottom() - thick, area.width(), thick)
        painter.fillRect(line, look.colour("line"))
        for name, place, text in self._cells(row, self.columns()):
            where = QRectF(area.left() + place.left, area.top(), place.width, area.height())
            if name == "state":
                self._paint_pill(painter, where, text, sale)
                continue
            painter.setFont(self._font(name))
            painter.setPen(self._ink(name, chosen=chosen))
            align = Qt.AlignmentFlag.AlignRight if place.to_right else Qt.AlignmentFlag.AlignLeft
            text_line(painter, where, text, align)

    def _ink(self, name: str, *, chosen: bool) -> QColor:
        quiet = name == "entry" and not chosen
        return self.look.colour("ink3" if quiet else "ink")

    def _paint_pill(self, painter: QPainter, where: QRectF, text: str, sale: SaleRecord) -> None:
        look = self.look
        tone = STATE_TONES[sale.state]
        width, height = self._width(text, "state"), look.px(_PILL_HEIGHT)
        pill = QRectF(where.right() - width, where.center().y() - height / 2, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.tone_soft(tone))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(self._font("state"))
        painter.setPen(look.tone_ink(tone))
        text_line(painter, pill, text)


def _is_short(places: tuple[Column, ...], look: Look) -> bool:
    return any(p.name == "time" and p.width < look.px(DATED_WIDTH) for p in places)


class SaleHead(StyledWidget):
    """The columns' names over a list."""

    def __init__(self, rows: SaleList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = rows
        self._words: Words | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_words(self, words: Words) -> None:
        """Say them in the language of ``words``."""
        self._words = words
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(10, self.look.px(HEAD_HEIGHT))

    def _font(self) -> QFont:
        return self.look.font(12.5, MEDIUM)

    def is_clipped(self) -> bool:
        """True if a name does not fit its column."""
        metrics, words = QFontMetricsF(self._font()), self._words
        return words is not None and any(
            metrics.horizontalAdvance(words(f"transactions.column_{c.name}")) > c.width
            for c in self._list.columns()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the names and the line below."""
        del event
        look, words = self.look, self._words
        if words is None:
            return
        painter = QPainter(self)
        painter.setFont(self._font())
        painter.setPen(look.colour("ink3"))
        for place in self._list.columns():
            align = Qt.AlignmentFlag.AlignRight if place.to_right else Qt.AlignmentFlag.AlignLeft
            where = QRectF(place.left, 0, place.width, self.height())
            text_line(painter, where, words(f"transactions.column_{place.name}"), align)
        thick = look.tokens.line_px
        width = self._list.viewport().width()
        painter.fillRect(QRectF(0, self.height() - thick, width, thick), look.colour("line"))
