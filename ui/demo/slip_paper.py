"""A slip as the simulated printer has it on paper, read back from the bytes it was sent."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kpay_desktop.qr.symbol import Symbol
from kpay_desktop.receipts.columns import character_columns
from kpay_desktop.simulation.paper.items import (
    FONT_ACROSS,
    FONT_DOWN,
    DrawerKick,
    Item,
    PaperFeed,
    PaperQr,
    PaperRaster,
    PaperSlip,
    PaperText,
    Span,
)
from ui.theme import Look, slip_font
from ui.widgets.styled import StyledWidget

#: White paper around the print, in dots.
MARGIN_DOTS = 36
_SHADOW = 6
_BASELINE = 0.79
"""Of a letter's height, from its top."""


class SlipPaper(StyledWidget):
    """Draws one slip as wide as it is given, in the printer's own dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slip: PaperSlip | None = None
        self._symbols: Mapping[PaperQr, Symbol] = {}
        self._width_dots = 576
        self._images: dict[int, QImage] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def slip(self) -> PaperSlip | None:
        """The slip that is drawn."""
        return self._slip

    def show_slip(
        self, slip: PaperSlip, symbols: Mapping[PaperQr, Symbol], width_dots: int
    ) -> None:
        """Draw ``slip`` of so many dots; ``symbols`` has its codes ready made."""
        if slip is self._slip and width_dots == self._width_dots:
            return
        self._slip, self._symbols, self._width_dots = slip, symbols, width_dots
        self._images = {}
        self.setAccessibleDescription("\n".join(line.strip() for line in slip.lines))
        self.updateGeometry()
        self.update()

    # --- geometry ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Half the dots' size."""
        width = self.look.px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Small, but still paper."""
        return QSize(self.look.px(160), self.look.px(60))

    def hasHeightForWidth(self) -> bool:
        """Paper keeps its proportions."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The length of the paper."""
        items = self._slip.items if self._slip is not None else ()
        dots = sum(self._height(item) for item in items) + 2 * MARGIN_DOTS
        return round(dots * self._scale(width)) + 2 * _SHADOW

    def _height(self, item: Item) -> int:
        match item:
            case PaperText() | PaperFeed() | PaperRaster():
                return item.height
            case PaperQr():
                symbol = self._symbols.get(item)
                return symbol.size * item.module if symbol is not None else 0
            case DrawerKick():
                return 0

    def _scale(self, width: int) -> float:
        """Return pixels per dot."""
        return max(0.1, (width - 2 * _SHADOW) / (self._width_dots + 2 * MARGIN_DOTS))

    # --- paint ------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint sheet and print; what lies outside of the part that is needed is left out."""
        if self._slip is None:
            return
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        sheet = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW - 2, -_SHADOW, -_SHADOW)
        self._paint_sheet(painter, look, sheet)
        scale = self._scale(self.width())
        top, bottom = event.rect().top(), event.rect().bottom()
        painter.translate(sheet.left(), sheet.top())
        painter.scale(scale, scale)
        painter.translate(MARGIN_DOTS, MARGIN_DOTS)
        painter.setPen(look.colour("paper_ink"))
        y = 0
        for number, item in enumerate(self._slip.items):
            height = self._height(item)
            at = sheet.top() + (MARGIN_DOTS + y) * scale
            if at + height * scale >= top and at <= bottom:
                self._paint_item(painter, item, number, y)
            y += height

    def _paint_sheet(self, painter: QPainter, look: Look, sheet: QRectF) -> None:
        shade = look.colour("shadow")
        shade.setAlphaF(shade.alphaF() * 0.18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        for spread in range(_SHADOW, 0, -1):
            around = sheet.adjusted(-spread, -spread + 2, spread, spread)
            painter.drawRoundedRect(around, 2 + spread, 2 + spread)
        painter.setBrush(look.colour("paper"))
        painter.setPen(QPen(look.colour("line"), 1))
        painter.drawRoundedRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)

    def _paint_item(self, painter: QPainter, item: Item, number: int, y: int) -> None:
        match item:
            case PaperText():
                self._paint_text(painter, item, y)
            case PaperRaster():
                image = self._image(number, item)
                painter.drawImage(QPointF(self._left(item.width, item.align), y), image)
            case PaperQr():
                self._paint_code(painter, item, y)
            case PaperFeed() | DrawerKick():
                pass

    def _left(self, width: int, align: str) -> int:
        free = max(0, self._width_dots - width)
        return {"center": free // 2, "right": free}.get(align, 0)

    def _paint_text(self, painter: QPainter, line: PaperText, y: int) -> None:
        x = self._left(sum(_span_dots(span) for span in line.spans), line.align)
        tallest = max(span.down for span in line.spans)
        baseline = y + FONT_DOWN * tallest * _BASELINE
        for span in line.spans:
            painter.save()
            painter.translate(x, baseline)
            painter.scale(span.across, span.down)
            painter.setFont(slip_font(FONT_DOWN, bold=span.is_bold))
            place = 0
            for letter in span.text:
                if letter != " ":
                    painter.drawText(QPointF(place, 0), letter)
                place += FONT_ACROSS * character_columns(letter)
            painter.restore()
            x += _span_dots(span)

    def _image(self, number: int, raster: PaperRaster) -> QImage:
        image = self._images.get(number)
        if image is None:
            stride = (raster.width + 7) // 8
            bits = QImage(
                raster.bits, raster.width, raster.height, stride, QImage.Format.Format_Mono
            )
            look = self.look
            bits.setColorTable([look.colour("paper").rgb(), look.colour("paper_ink").rgb()])
            # The copy owns its pixels, and greys look better made smaller than bits do.
            image = self._images[number] = bits.convertToFormat(QImage.Format.Format_RGB32)
        return image

    def _paint_code(self, painter: QPainter, code: PaperQr, y: int) -> None:
        symbol = self._symbols.get(code)
        if symbol is None:
            return
        look = self.look
        left = self._left(symbol.size * code.module, code.align)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        dark = look.colour("paper_ink")
        for row in range(symbol.size):
            for column in range(symbol.size):
                if symbol.is_dark(row, column):
                    painter.fillRect(
                        QRectF(
                            left + column * code.module,
                            y + row * code.module,
                            code.module,
                            code.module,
                        ),
                        dark,
                    )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def restyle(self, look: Look) -> None:
        """Take the colours of the look."""
        del look
        self._images = {}


def codes_of(slip: PaperSlip) -> tuple[PaperQr, ...]:
    """Return the codes on a slip that the printer made itself."""
    return tuple(item for item in slip.items if isinstance(item, PaperQr))


def _span_dots(span: Span) -> int:
    return sum(FONT_ACROSS * span.across * character_columns(letter) for letter in span.text)
