"""The open batch on the amount page: its newest sales, as many as there is room for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout

from kpay_desktop.domain.message import message
from kpay_desktop.domain.money import format_plain, format_sgd
from ui.state_tones import STATE_TONES, state_word
from ui.theme import BOLD, REGULAR, Look
from ui.views_sale import BatchRow, BatchView
from ui.widgets.card import Card, Gap
from ui.widgets.icons import paint_icon
from ui.widgets.label import CENTRE, RIGHT, Fit, Label
from ui.widgets.pill import Pill
from ui.widgets.styled import StyledWidget
from ui.words import Words, method_name

#: More rows than fit the tallest window are never made.
MOST_ROWS = 12
_ROW_HEIGHT = 61


class SaleRow(StyledWidget):
    """One sale: number, time and way at the left, amount and state at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.voucher = Label("", 15, REGULAR, "ink", tabular=True)
        self.details = Label("", 13, REGULAR, "ink3", fit=Fit.ELIDE, tabular=True)
        self.amount = Label("", 15, BOLD, "ink", tabular=True, align=RIGHT)
        self.state = Pill()
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(0, 1)
        self._grid.setRowStretch(3, 1)
        self._grid.addWidget(self.voucher, 1, 0)
        self._grid.addWidget(self.details, 2, 0)
        self._grid.addWidget(self.amount, 1, 1)
        self._grid.addWidget(self.state, 2, 1, Qt.AlignmentFlag.AlignRight)

    def show_row(self, row: BatchRow, words: Words) -> None:
        """Show ``row`` in place."""
        state = words(state_word(row.method, row.state))
        way = method_name(row.method, words)
        texts = (
            (self.voucher, row.voucher),
            (self.details, f"{row.time} · {way}"),
            (self.amount, format_plain(row.total_minor)),
        )
        for label, text in texts:
            if text != label.text():
                label.setText(text)
        self.state.show_state(state, STATE_TONES[row.state])
        self.setAccessibleName(
            f"{row.voucher}, {row.time}, {way}, {format_sgd(row.total_minor)}, {state}"
        )

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._grid.setContentsMargins(look.px(12), 0, look.px(12), 0)
        self._grid.setHorizontalSpacing(look.px(12))
        self._grid.setVerticalSpacing(look.px(1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line under the row."""
        del event
        look = self.look
        thick = round(look.tokens.line_px)
        painter = QPainter(self)
        painter.fillRect(0, self.height() - thick, self.width(), thick, look.colour("line"))


class _Rows(StyledWidget):
    """Rows from the top; those that do not fit whole are not shown."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[SaleRow] = []
        self._wanted = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_rows(self, rows: tuple[BatchRow, ...], words: Words) -> None:
        """Show the newest of ``rows``."""
        shown = rows[:MOST_ROWS]
        while len(self.rows) < len(shown):
            made = SaleRow()
            made.setParent(self)
            self.rows.append(made)
        for widget, row in zip(self.rows, shown, strict=False):
            widget.show_row(row, words)
        self._wanted = len(shown)
        self._place()

    def restyle(self, look: Look) -> None:
        """Place the rows at the heights of the look."""
        del look
        self._place()

    def sizeHint(self) -> QSize:
        """Room for three."""
        return QSize(self.look.px(300), 3 * self.look.px(_ROW_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Room for one."""
        return QSize(self.look.px(200), self.look.px(_ROW_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many as fit now."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        height = self.look.px(_ROW_HEIGHT)
        fitting = min(self._wanted, self.height() // height)
        for index, row in enumerate(self.rows):
            if index < fitting:
                row.setGeometry(0, index * height, self.width(), height)
            row.setVisible(index < fitting)


class _Nothing(StyledWidget):
    """What stands in an empty batch: a quiet drawing and what to do."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label("", 15, BOLD, "ink2", align=CENTRE, fit=Fit.WRAP, max_width=420)
        self.body = Label("", 13, REGULAR, "ink3", align=CENTRE, fit=Fit.WRAP, max_width=420)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addStretch(1)
        box.addWidget(_Drawing(), 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(Gap(8))
        box.addWidget(self.title)
        box.addWidget(self.body)
        box.addStretch(1)

    def show_words(self, words: Words) -> None:
        """Say it in the language of ``words``."""
        self.title.setText(words("sale.batch_empty_title"))
        self.body.setText(words("sale.batch_empty_body"))


class _Drawing(StyledWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A small square."""
        side = self.look.px(34)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a receipt."""
        del event
        paint_icon(
            QPainter(self), "transactions", QRectF(self.rect()), self.look.colour("ink3"), 1.5
        )


class BatchCard(Card):
    """The card "This batch"."""

    def __init__(self) -> None:
        super().__init__(padding=18)
        self.title = Label("", 16, BOLD, "ink")
        self.sum = Label("", 13.5, REGULAR, "ink3", tabular=True, fit=Fit.SHRINK, align=RIGHT)
        self.by_hand = Label("", 13, REGULAR, "info", tabular=True, fit=Fit.SHRINK, align=RIGHT)
        self.rows = _Rows()
        self.nothing = _Nothing()
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.sum, 1)
        self.box.addLayout(head)
        self.box.addWidget(self.by_hand)
        self.box.addWidget(Gap(4))
        self.box.addWidget(self.rows, 1)
        self.box.addWidget(self.nothing, 1)
        self._shown: tuple[BatchView, Words] | None = None

    def show_batch(self, view: BatchView, words: Words) -> None:
        """Show ``view``; nothing happens while it stays the same."""
        if self._shown is not None and self._shown[0] is view and self._shown[1] is words:
            return
        if self._shown == (view, words):
            return
        self._shown = (view, words)
        self.title.setText(words("sale.this_batch"))
        plural = "one" if view.count == 1 else "many"
        self.sum.setText(
            words(
                message(
                    f"sale.batch_sum_{plural}",
                    count=view.count,
                    total=format_sgd(view.total_minor),
                )
            )
        )
        self._show_by_hand(view, words)
        self.rows.show_rows(view.rows, words)
        self.rows.setVisible(bool(view.rows))
        self.nothing.show_words(words)
        self.nothing.setVisible(not view.rows)

    def _show_by_hand(self, view: BatchView, words: Words) -> None:
        """Show what was confirmed by hand on a line of its own, if anything was."""
        plural = "one" if view.by_hand_count == 1 else "many"
        said = message(
            f"by_hand.batch_{plural}",
            count=view.by_hand_count,
            total=format_sgd(view.by_hand_minor),
        )
        self.by_hand.setText(words(said) if view.by_hand_count else "")
        self.by_hand.setVisible(view.by_hand_count > 0)
