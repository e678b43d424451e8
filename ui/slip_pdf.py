"""A slip as a PDF: the lines that the printer gets, as text that can be searched and copied.

Paper, grid and sizes are the printer's own (font A at 8 dots a millimetre), the page is as long as
the slip, the fonts are in the file. No window is needed and no file is written: a thread of the
world draws, and what it gets are bytes. An application must be there, for its fonts.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
)

from kpay_desktop.domain.signature import HEIGHT, WIDTH
from kpay_desktop.qr.symbol import QUIET_ZONE, Symbol, make_symbol
from kpay_desktop.receipts.columns import text_columns
from kpay_desktop.receipts.document import Align, Document
from kpay_desktop.receipts.glyphs import drawable
from kpay_desktop.receipts.layout import (
    COLUMNS_BY_PAPER_MM,
    SIGNATURE_PEN_DOTS,
    FeedLine,
    Line,
    QrLine,
    RuleLine,
    SignatureLine,
    TextLine,
    layout,
)
from kpay_desktop.version import PROGRAM, VERSION
from ui.signature_drawing import draw_signature
from ui.theme import SLIP_FAMILY, colour, load_slip_fonts
from ui.tokens import LIGHT

# Ten units a dot keep every place a whole number: 80 units a millimetre, 2032 an inch.
_UNIT: Final = 10
_UNITS_PER_INCH: Final = 2032
_DOTS_PER_MM: Final = 8

_COLUMN_DOTS: Final = 12
_EM_DOTS: Final = 24
_LINE_DOTS: Final = 30
_BASELINE_DOTS: Final = 21
_RULE_DOTS: Final = 16
_RULE_INK_DOTS: Final = 2
_MODULE_DOTS: Final = 6
_EDGE_DOTS: Final = 40
_SIGNATURE_GAP_DOTS: Final = 10
# Readers show no page of more than 14,400 points.
_MOST_PAGE_DOTS: Final = 5_000 * _DOTS_PER_MM

_FONTS = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Code:
    """A code and how large its modules are."""

    symbol: Symbol
    module_dots: int

    @property
    def side_dots(self) -> int:
        """Its side with the light modules around it, which belong to it."""
        return (self.symbol.size + 2 * QUIET_ZONE) * self.module_dots


def slip_pdf(document: Document, paper_mm: int) -> bytes:
    """Return ``document`` as a PDF for paper of 80 or 58 mm. From any thread.

    Whether it says DUPLICATE is the document's own matter.

    Raises:
        ValueError: no such paper, or the document cannot be set on it.
        CodeError: a code cannot be made.
        RuntimeError: there is no application, or Qt does not draw.
    """
    if QGuiApplication.instance() is None:
        raise RuntimeError("a PDF is drawn with the application's fonts")
    columns = COLUMNS_BY_PAPER_MM.get(paper_mm)
    if columns is None:
        raise ValueError("paper is 80 or 58 mm wide")
    with _FONTS:
        load_slip_fonts()
    lines = layout(document, columns)
    dots = columns * _COLUMN_DOTS
    codes = {line.text: _code(line.text, dots) for line in lines if isinstance(line, QrLine)}
    return _Drawing(document.title, paper_mm, dots, codes).draw(lines)


def _code(text: str, dots: int) -> _Code:
    symbol = make_symbol(text)
    return _Code(symbol, max(1, min(_MODULE_DOTS, dots // (symbol.size + 2 * QUIET_ZONE))))


class _Drawing:
    """One file. Lengths are dots until they are painted."""

    def __init__(self, title: str, paper_mm: int, dots: int, codes: dict[str, _Code]) -> None:
        self._title = title
        self._paper_mm = paper_mm
        self._dots = dots
        self._codes = codes
        self._fonts = {is_bold: _font(is_bold) for is_bold in (False, True)}

    def draw(self, lines: Sequence[Line]) -> bytes:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(self._title)
        writer.setCreator(f"{PROGRAM} {VERSION}")
        writer.setResolution(_UNITS_PER_INCH)
        painter = QPainter()
        for number, page in enumerate(self._pages(lines)):
            length_dots = sum(map(self._height, page)) + 2 * _EDGE_DOTS
            self._size_page(writer, length_dots)
            # The size counts from the next page on, and for the first before it is begun.
            if not (writer.newPage() if number else painter.begin(writer)):
                raise RuntimeError("the PDF was not begun")
            painter.resetTransform()
            left = (self._paper_mm * _DOTS_PER_MM - self._dots) // 2
            painter.translate(left * _UNIT, _EDGE_DOTS * _UNIT)
            for line in page:
                self._paint(painter, line)
                painter.translate(0, self._height(line) * _UNIT)
        if not painter.end():
            raise RuntimeError("the PDF was not drawn")
        return bytes(buffer.data().data())

    def _size_page(self, writer: QPdfWriter, length_dots: int) -> None:
        size = QSizeF(self._paper_mm, length_dots / _DOTS_PER_MM)
        exact = QPageSize.SizeMatchPolicy.ExactMatch
        writer.setPageSize(QPageSize(size, QPageSize.Unit.Millimeter, "", exact))
        writer.setPageMargins(QMarginsF())

    def _pages(self, lines: Sequence[Line]) -> list[list[Line]]:
        """Return the lines of each page: one page, but for slips of more than five metres."""
        pages: list[list[Line]] = [[]]
        room = _MOST_PAGE_DOTS - 2 * _EDGE_DOTS
        for line in lines:
            height = self._height(line)
            if height > room:
                pages.append([])
                room = _MOST_PAGE_DOTS - 2 * _EDGE_DOTS
            pages[-1].append(line)
            room -= height
        return pages

    def _height(self, line: Line) -> int:
        match line:
            case TextLine():
                return _LINE_DOTS * line.size.down
            case RuleLine():
                return _RULE_DOTS
            case FeedLine():
                return _LINE_DOTS * line.lines
            case QrLine():
                return self._codes[line.text].side_dots
            case SignatureLine():
                return round(_box_dots(line).height()) + 2 * _SIGNATURE_GAP_DOTS

    # --- in units, from the line's upper left corner ----------------------------------------

    def _paint(self, painter: QPainter, line: Line) -> None:
        match line:
            case TextLine():
                self._paint_text(painter, line)
            case RuleLine():
                top = (_RULE_DOTS - _RULE_INK_DOTS) // 2 * _UNIT
                rule = QRectF(0, top, self._dots * _UNIT, _RULE_INK_DOTS * _UNIT)
                painter.fillRect(rule, _ink())
            case QrLine():
                self._paint_code(painter, self._codes[line.text])
            case SignatureLine():
                box = _box_dots(line)
                painter.save()
                painter.scale(_UNIT, _UNIT)
                painter.translate((self._dots - box.width()) / 2, _SIGNATURE_GAP_DOTS)
                draw_signature(painter, line.signature, box, SIGNATURE_PEN_DOTS, _ink())
                painter.restore()
            case FeedLine():
                pass

    def _paint_text(self, painter: QPainter, line: TextLine) -> None:
        text = drawable(line.text)
        left = 0
        if line.align is Align.CENTER:
            left = (self._dots - text_columns(text) * _COLUMN_DOTS * line.size.across) // 2
        painter.save()
        painter.setFont(self._fonts[line.bold])
        painter.translate(left * _UNIT, 0)
        painter.scale(line.size.across, line.size.down)
        painter.drawText(QPointF(0, _BASELINE_DOTS * _UNIT), text)
        painter.restore()

    def _paint_code(self, painter: QPainter, code: _Code) -> None:
        """Paint the dark modules as one shape: no picture to be blurred, no seams between them."""
        module = code.module_dots * _UNIT
        shape = QPainterPath()
        shape.setFillRule(Qt.FillRule.WindingFill)
        for row, modules in enumerate(code.symbol.modules):
            for start, count in _runs(modules):
                shape.addRect(start * module, row * module, count * module, module)
        painter.save()
        edge = QUIET_ZONE * module
        painter.translate((self._dots - code.side_dots) // 2 * _UNIT + edge, edge)
        painter.fillPath(shape, _ink())
        painter.restore()


def _box_dots(line: SignatureLine) -> QRectF:
    width = line.columns * _COLUMN_DOTS
    return QRectF(0, 0, width, width * HEIGHT / WIDTH)


def _runs(modules: bytes) -> list[tuple[int, int]]:
    """Return where dark modules stand in a row: the first of each run, and how many."""
    runs: list[tuple[int, int]] = []
    for place, module in enumerate(modules):
        if not module:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs


def _ink() -> QColor:
    # Codes are black in every theme.
    return colour(LIGHT.qr_dark)


def _font(is_bold: bool) -> QFont:
    made = QFont(SLIP_FAMILY)
    made.setPixelSize(_EM_DOTS * _UNIT)
    made.setWeight(QFont.Weight.Bold if is_bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Letters come from the file's own fonts or not at all.
    made.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    return made
