"""A slip on the screen: the lines that the printer gets, on white paper with a shadow."""

from __future__ import annotations

import threading
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from kpay_desktop.domain.signature import HEIGHT, WIDTH
from kpay_desktop.qr.symbol import QUIET_ZONE, Symbol, make_symbol
from kpay_desktop.receipts.columns import character_columns
from kpay_desktop.receipts.document import Align, Document
from kpay_desktop.receipts.layout import (
    SIGNATURE_PEN_DOTS,
    FeedLine,
    Line,
    QrLine,
    RuleLine,
    SignatureLine,
    TextLine,
    layout,
)
from ui.bridge import GuiBridge
from ui.signature_drawing import draw_signature
from ui.theme import Look, slip_font
from ui.widgets.styled import StyledScrollArea, StyledWidget

COLUMNS = 48
#: Distance of lines and side margin, in column widths (a column is half as wide as a letter high).
#: Closer than on paper: the shorter a slip is, the larger it can be shown whole.
_LINE_PITCH = 2.5
_MARGIN = 2.0
_SHADOW = 12
_QR_COLUMNS = 16
# Modules of the code that stands on slips, with its quiet zone. Its place is whole pixels a module.
_QR_MODULES = 25 + 2 * QUIET_ZONE
_COLUMN_DOTS = 12
#: How much of a line's distance a rule and an empty line take.
_RULE_PART, _FEED_PART = 0.6, 0.6
# How much narrower a paper gets so as to be seen whole.
_LEAST_PART = 0.8
_CORNER = 3.0


@lru_cache(maxsize=16)
def _symbol(text: str) -> Symbol:
    return make_symbol(text)


class Paper(StyledWidget):
    """Draws a document as wide as it is given, and asks for the height that takes."""

    def __init__(self, columns: int = COLUMNS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._document: Document | None = None
        self._lines: list[Line] = []
        self._symbols: dict[str, Symbol] = {}
        # Making a symbol takes longer than a frame, so a thread does it and hands it over.
        self._bridge = GuiBridge(self._symbol_made, self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def document(self) -> Document | None:
        """The slip that is shown."""
        return self._document

    @property
    def lines(self) -> list[Line]:
        """The lines that are drawn."""
        return self._lines

    def show_document(self, document: Document | None) -> None:
        """Draw ``document``, or nothing."""
        if document == self._document:
            return
        self._document = document
        self._lines = layout(document, self._columns) if document is not None else []
        self.setAccessibleName(document.title if document is not None else "")
        self.setAccessibleDescription(
            "\n".join(line.text.strip() for line in self._lines if isinstance(line, TextLine))
        )
        wanted = {line.text for line in self._lines if isinstance(line, QrLine)}
        for text in wanted - self._symbols.keys():
            threading.Thread(
                target=self._make_symbol, args=(text,), name="slip-code", daemon=True
            ).start()
        self.updateGeometry()
        self.update()

    def _make_symbol(self, text: str) -> None:
        self._bridge.post((text, _symbol(text)))

    def _symbol_made(self, event: object) -> None:
        match event:
            case (str() as text, Symbol() as symbol):
                self._symbols[text] = symbol
                self.update()

    # --- geometry ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """The design's width and the height of all lines at it."""
        width = self.look.px(344)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Paper may be small, but not unreadable."""
        return QSize(self.look.px(220), self.look.px(80))

    def hasHeightForWidth(self) -> bool:
        """Paper keeps its proportions."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The length of the paper."""
        column = self._column_px(width)
        length = sum(_length_px(line, column) for line in self._lines)
        return round(length + 2 * _MARGIN * column) + _SHADOW + 1

    def _column_px(self, width: int) -> float:
        return max(2.0, (width - 2 * _SHADOW) / (self._columns + 2 * _MARGIN))

    @property
    def column_px(self) -> float:
        """How wide a column is now; letters are two columns high."""
        return self._column_px(self.width())

    # --- paint ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint shadow, paper and lines."""
        del event
        if self._document is None:
            return
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = QRectF(self.rect()).adjusted(_SHADOW, 1, -_SHADOW, -_SHADOW)
        self._paint_sheet(painter, look, sheet)
        column = self._column_px(self.width())
        painter.translate(sheet.left() + _MARGIN * column, sheet.top() + _MARGIN * column)
        ink = look.colour("paper_ink")
        y = 0.0
        for line in self._lines:
            self._paint_line(painter, line, y, column, ink)
            y += _length_px(line, column)

    def _paint_sheet(self, painter: QPainter, look: Look, sheet: QRectF) -> None:
        shade = look.colour("shadow")
        # Thin layers on each other make the soft edge; together they are the token's colour.
        shade.setAlphaF(shade.alphaF() / _SHADOW)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        for spread in range(_SHADOW, 0, -1):
            around = sheet.adjusted(-spread, -spread + 5, spread, spread)
            painter.drawRoundedRect(around, _CORNER + spread, _CORNER + spread)
        painter.setBrush(look.colour("paper"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawRoundedRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5), _CORNER, _CORNER)

    def _paint_line(
        self, painter: QPainter, line: Line, y: float, column: float, ink: QColor
    ) -> None:
        pitch = _LINE_PITCH * column
        match line:
            case TextLine():
                self._paint_text(painter, line, y, column, ink)
            case RuleLine():
                painter.setPen(QPen(ink, max(1.0, column / 8), Qt.PenStyle.DashLine))
                middle = y + pitch * _RULE_PART / 2
                painter.drawLine(QPointF(0, middle), QPointF(self._columns * column, middle))
            case QrLine():
                self._paint_code(painter, line, y, column)
            case SignatureLine():
                width = line.columns * column
                left = (self._columns * column - width) / 2
                box = QRectF(left, y, width, width * HEIGHT / WIDTH)
                pen = SIGNATURE_PEN_DOTS * column / _COLUMN_DOTS
                draw_signature(painter, line.signature, box, pen, ink)
            case FeedLine():
                pass

    def _paint_text(
        self, painter: QPainter, line: TextLine, y: float, column: float, ink: QColor
    ) -> None:
        painter.save()
        painter.setPen(ink)
        across, down = line.size.across, line.size.down
        font = slip_font(2 * column, bold=line.bold)
        painter.setFont(font)
        width = sum(character_columns(c) for c in line.text) * across
        start = (self._columns - width) / 2 if line.align is Align.CENTER else 0.0
        painter.translate(start * column, y)
        # A font has whole pixels and paper has not: the rest is made up by the painter.
        stretch = 2 * column / font.pixelSize()
        painter.scale(across * stretch, down * stretch)
        baseline = _LINE_PITCH * column / stretch * 0.5 + font.pixelSize() * 0.36
        place = 0
        for character in line.text:
            if character != " ":
                painter.drawText(QPointF(place * font.pixelSize() / 2, baseline), character)
            place += character_columns(character)
        painter.restore()

    def _paint_code(self, painter: QPainter, line: QrLine, y: float, column: float) -> None:
        symbol = self._symbols.get(line.text)
        if symbol is None:
            return
        look = self.look
        count = symbol.size + 2 * QUIET_ZONE
        image = QImage(count, count, QImage.Format.Format_RGB32)
        image.fill(look.colour("qr_light"))
        dark = look.colour("qr_dark").rgb()
        for row in range(symbol.size):
            for place in range(symbol.size):
                if symbol.is_dark(row, place):
                    image.setPixel(place + QUIET_ZONE, row + QUIET_ZONE, dark)
        place_px = _code_place_px(column)
        side = max(1, place_px // count) * count
        left = (self._columns * column - side) / 2
        top = y + (place_px - side) / 2
        painter.drawImage(QRectF(round(left), round(top), side, side), image)


def _code_place_px(column: float) -> int:
    """Return how wide and how high the place of a code is."""
    return max(1, round(_QR_COLUMNS * column / _QR_MODULES)) * _QR_MODULES


def _length_px(line: Line, column: float) -> float:
    """Return how much of the paper's length a line takes."""
    if isinstance(line, QrLine):
        return _code_place_px(column)
    return _pitches(line) * _LINE_PITCH * column


def _pitches(line: TextLine | FeedLine | RuleLine | SignatureLine) -> float:
    """Return how many line distances a line takes."""
    match line:
        case TextLine():
            return float(line.size.down)
        case FeedLine():
            return _FEED_PART * line.lines
        case RuleLine():
            return _RULE_PART
        case SignatureLine():
            return line.columns * HEIGHT / WIDTH / _LINE_PITCH


class PaperView(StyledScrollArea):
    """A paper that scrolls when it is longer than its place."""

    def __init__(self, columns: int = COLUMNS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.paper = Paper(columns)
        self.setWidget(self.paper)
        # A scroll area fills its widget with the ground of whatever theme was there first.
        self.paper.setAutoFillBackground(False)
        self.setWidgetResizable(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_document(self, document: Document | None) -> None:
        """Show ``document`` from its top."""
        self.paper.show_document(document)
        self._fit()
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the paper the height it needs at this width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the whole slip if it can still be read; scroll what is longer."""
        # Measured without the scroll bar: its coming and going must not change the answer.
        room = self.contentsRect().size()
        width = room.width()
        least = int(width * _LEAST_PART)
        while width > least and self.paper.heightForWidth(width) > room.height():
            width -= 2
        if self.paper.heightForWidth(width) > room.height():
            width = room.width() - self.verticalScrollBar().sizeHint().width()
        self.paper.setFixedSize(width, self.paper.heightForWidth(width))
