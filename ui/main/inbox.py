"""The inbox: every sale whose money waits for a decision or is on its way back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout

from kpay_desktop.domain.money import format_sgd
from ui.main.page import MARGIN_X, MARGIN_Y, PageWidget, wrong_view
from ui.theme import BOLD, REGULAR, SEMIBOLD, Look
from ui.views import Press
from ui.views_inbox import InboxRow, InboxView
from ui.views_screens import PageBody
from ui.widgets.buttons import MIDDLE, TOUCH_PX, BigButton, Kind, OnPress, PaintedButton
from ui.widgets.card import Card, Gap
from ui.widgets.icons import paint_icon
from ui.widgets.label import RIGHT, Fit, Label
from ui.widgets.painting import mixed, text_line
from ui.widgets.paragraph import Paragraph
from ui.widgets.styled import StyledScrollArea, StyledWidget
from ui.words import Words, method_name

_ROW_HEIGHT = 64
_ICON = 18


class InboxButton(PaintedButton):
    """One sale: number, time and method; why and how it stands; the money; a way in."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self._press: Press | None = None
        self._texts = ("", "", "", "", "")
        self._tone = "warn"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)

    def show_row(self, row: InboxRow, words: Words) -> None:
        """Show ``row`` in place."""
        way = method_name(row.method, words)
        amount = format_sgd(row.waiting_minor)
        self._press = row.open.press
        self._tone = row.tone.name
        self._texts = (
            row.voucher,
            f"{row.time} · {way}",
            words(row.why),
            words(row.state),
            amount,
        )
        self.setText(words(row.open.label))
        self.setAccessibleName(", ".join(self._texts))
        self.update()

    def _clicked(self) -> None:
        if self._press is not None:
            self._on_press(self._press)

    def restyle(self, look: Look) -> None:
        """Take the height of the look."""
        self.setFixedHeight(max(TOUCH_PX, look.px(_ROW_HEIGHT)))

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(self.look.px(600), self.look.px(_ROW_HEIGHT))

    def _columns(self) -> tuple[QRectF, QRectF, QRectF]:
        """Return the places of the sale, of what is the matter, and of the money."""
        look, width, height = self.look, self.width(), self.height()
        pad, icon = look.px(14), look.px(_ICON)
        inner = width - 2 * pad - icon - look.px(10)
        first, last = 0.30 * inner, 0.26 * inner
        return (
            QRectF(pad, 0, first, height),
            QRectF(pad + first, 0, inner - first - last, height),
            QRectF(pad + inner - last, 0, last, height),
        )

    def is_clipped(self) -> bool:
        """True if a text is wider than its place."""
        look = self.look
        strong, plain = look.font(16, BOLD, tabular=True), look.font(13, REGULAR, tabular=True)
        sale, matter, money = (rect.width() - look.px(6) for rect in self._columns())
        voucher, details, why, state, amount = self._texts
        fits = (
            (strong, voucher, sale),
            (plain, details, sale),
            (strong, why, matter),
            (plain, state, matter),
            (strong, amount, money),
        )
        return any(QFontMetricsF(f).horizontalAdvance(text) > room for f, text, room in fits)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the row, the line under it, and the sign that it can be opened."""
        del event
        look = self.look
        painter = QPainter(self)
        if self.isDown() or self.underMouse():
            ground = mixed(look.colour("card"), look.colour("ink"), 0.05)
            painter.fillRect(self.rect(), ground)
        thick = round(look.tokens.line_px)
        painter.fillRect(0, self.height() - thick, self.width(), thick, look.colour("line"))
        self._paint_texts(painter)
        icon, half = look.px(_ICON), self.height() / 2
        place = QRectF(self.width() - look.px(14) - icon, half - icon / 2, icon, icon)
        paint_icon(painter, "open", place, look.colour("ink3"))
        if self.shows_ring:
            painter.setPen(QPen(look.colour("focus"), 3))
            painter.drawRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))

    def _paint_texts(self, painter: QPainter) -> None:
        look = self.look
        strong, plain = look.font(16, BOLD, tabular=True), look.font(13, REGULAR, tabular=True)
        voucher, details, why, state, amount = self._texts
        sale, matter, money = self._columns()
        left = Qt.AlignmentFlag.AlignLeft
        for place, upper, lower, colour in (
            (sale, voucher, details, "ink3"),
            (matter, why, state, self._tone if self._tone != "plain" else "ink3"),
        ):
            half = place.height() / 2
            top = QRectF(place.left(), look.px(9), place.width(), half - look.px(6))
            low = QRectF(place.left(), half + look.px(1), place.width(), half - look.px(10))
            painter.setFont(strong)
            painter.setPen(look.colour("ink"))
            text_line(painter, top, upper, left)
            painter.setFont(plain)
            painter.setPen(look.colour(colour))
            text_line(painter, low, lower, left)
        painter.setFont(strong)
        painter.setPen(look.colour("ink"))
        text_line(painter, money, amount, Qt.AlignmentFlag.AlignRight)


class _Rows(StyledWidget):
    """The rows from the top."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.rows: list[InboxButton] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addStretch(1)

    def show_rows(self, rows: tuple[InboxRow, ...], words: Words) -> None:
        """Show ``rows`` in place."""
        while len(self.rows) < len(rows):
            made = InboxButton(self._on_press)
            self._box.insertWidget(len(self.rows), made)
            self.rows.append(made)
        for index, widget in enumerate(self.rows):
            widget.setVisible(index < len(rows))
            if index < len(rows):
                widget.show_row(rows[index], words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card's ground: the scrolling area has one of its own."""
        QPainter(self).fillRect(event.rect(), self.look.colour("card"))


class InboxPage(PageWidget):
    """Shows :class:`InboxView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.title = Label("", 22, BOLD, "ink")
        self.count = Label("", 15, SEMIBOLD, "ink3", tabular=True, fit=Fit.SHRINK, align=RIGHT)
        self.rows = _Rows(on_press)
        self.area = StyledScrollArea()
        self.area.setWidget(self.rows)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.note = Paragraph(15, REGULAR, "ink3", max_width=760)
        self.back = BigButton(on_press, Kind.SECONDARY, MIDDLE)
        card = Card(padding=24)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title)
        head.addWidget(self.count, 1)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.back, 0, Qt.AlignmentFlag.AlignBottom)
        card.box.addLayout(head)
        card.box.addWidget(Gap(8))
        card.box.addWidget(self.area, 1)
        card.box.addWidget(Gap(12))
        card.box.addLayout(foot)
        self._box = QVBoxLayout(self)
        self._box.addWidget(card, 1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, an :class:`InboxView`."""
        if not isinstance(body, InboxView):
            raise wrong_view(self, body)
        self.title.setText(words(body.title))
        self.count.setText(words(body.count) if body.count is not None else "")
        self.rows.show_rows(body.rows, words)
        self.note.setText(words(body.note))
        self.back.show_button(body.back, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._box.setContentsMargins(x, y, x, y)
