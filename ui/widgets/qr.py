"""A code on the screen: whole pixels a module, black on white in every theme."""

from __future__ import annotations

import math

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kpay_desktop.qr.symbol import QUIET_ZONE, Symbol
from ui.theme import Look
from ui.widgets.painting import rounded
from ui.widgets.styled import StyledWidget

MM_PER_INCH = 25.4
#: What a phone reads comfortably across a counter: the symbol's side, in millimetres.
SYMBOL_MM = 80.0
#: With fewer device pixels a module no phone reads a code of many modules off a screen.
LEAST_MODULE_PX = 3
# Screens report their size in many wrong ways (0, 1 cm, a projector's wall): outside of these
# figures the report is not believed.
DPI_MIN, DPI_MAX, DPI_USUAL = 60.0, 400.0, 96.0


def trusted_dpi(screen: QScreen | None) -> float:
    """Return logical pixels per inch of a screen, with nonsense replaced by the usual figure."""
    if screen is None:
        return DPI_USUAL
    dpi = float(screen.physicalDotsPerInch())
    return dpi if DPI_MIN <= dpi <= DPI_MAX else DPI_USUAL


def side_for_mm(millimetres: float, dpi: float) -> int:
    """Return a length on a screen of ``dpi`` in logical pixels."""
    return round(millimetres / MM_PER_INCH * dpi)


class QrWidget(StyledWidget):
    """Paints a symbol as large as fits, with its quiet zone; blank while there is none.

    ``least_mm`` asks for a symbol of at least that side (without quiet zone) on this screen;
    ``greatest`` (design pixels) keeps it from growing further than that needs.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        least_mm: float = 0.0,
        framed: bool = False,
        greatest: float = 0.0,
    ) -> None:
        super().__init__(parent)
        self._symbol: Symbol | None = None
        self._least_mm, self._framed, self._greatest = least_mm, framed, greatest
        self._image: QImage | None = None
        self._image_px = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def symbol(self) -> Symbol | None:
        """The symbol on the screen."""
        return self._symbol

    def set_symbol(self, symbol: Symbol | None) -> None:
        """Show ``symbol``, or nothing."""
        if symbol is self._symbol or symbol == self._symbol:
            return
        self._symbol = symbol
        self._image = None
        self.updateGeometry()
        self.update()

    def restyle(self, look: Look) -> None:
        """Take the frame of the look."""
        del look
        self._image = None

    def module_px(self) -> int:
        """Return device pixels per module at the present size; 0 without a symbol."""
        return max(1, self.module_px_in(self._side())) if self._symbol is not None else 0

    def module_px_in(self, side: int) -> int:
        """Return device pixels per module in a square of that side; 0 without a symbol."""
        if self._symbol is None:
            return 0
        count = self._symbol.size + 2 * QUIET_ZONE
        return int(side * self.devicePixelRatioF()) // count

    def symbol_rect(self) -> QRectF:
        """Return where the dark-and-light modules are, without the quiet zone."""
        if self._symbol is None:
            return QRectF()
        whole = self._code_rect(self._symbol)
        quiet = QUIET_ZONE * self.module_px() / self.devicePixelRatioF()
        return whole.adjusted(quiet, quiet, -quiet, -quiet)

    def _code_rect(self, symbol: Symbol) -> QRectF:
        """Return where the code with its quiet zone is: in the middle, on whole device pixels.

        A widget may itself begin between two device pixels, on screens scaled by 1.25 or 1.5.
        """
        ratio = self.devicePixelRatioF()
        side = (symbol.size + 2 * QUIET_ZONE) * self.module_px() / ratio
        corner = self.mapTo(self.window(), QPoint(0, 0))
        left = round((corner.x() + (self.width() - side) / 2) * ratio) / ratio - corner.x()
        top = round((corner.y() + (self.height() - side) / 2) * ratio) / ratio - corner.y()
        return QRectF(left, top, side, side)

    def symbol_mm(self) -> float:
        """Return the symbol's side on this screen in millimetres, as far as the screen says."""
        return self.symbol_rect().width() / trusted_dpi(self.screen()) * MM_PER_INCH

    def sizeHint(self) -> QSize:
        """Room for the wanted millimetres, or a modest square."""
        side = self.look.px(self._greatest or 380)
        if self._least_mm:
            side = max(side, self._needed_side())
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """Small enough for any screen: a code that is too small beats one that is cut off."""
        return QSize(160, 160)

    def hasHeightForWidth(self) -> bool:
        """The code is square, its place need not be."""
        return False

    def _needed_side(self) -> int:
        """Return the side with quiet zone that makes the symbol as large as was asked for."""
        if not self._least_mm:
            return 0
        modules = self._symbol.size if self._symbol is not None else 33
        ratio = self.devicePixelRatioF()
        wanted = side_for_mm(self._least_mm, trusted_dpi(self.screen())) * ratio
        # Whole pixels a module, rounded up: rounding down would fall short of the size.
        module_px = math.ceil(wanted / modules)
        return math.ceil(module_px * (modules + 2 * QUIET_ZONE) / ratio)

    def _side(self) -> int:
        frame = self.look.px(16) if self._framed else 0
        side = min(self.width(), self.height()) - 2 * frame
        if self._greatest:
            # Calm beats large, but never below the millimetres that were asked for.
            side = min(side, max(self.look.px(self._greatest), self._needed_side()))
        return max(1, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the quiet zone and the modules."""
        del event
        look = self.look
        painter = QPainter(self)
        if self._framed:
            side = min(self.width(), self.height())
            area = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
            rounded(
                painter,
                area,
                look.px(18),
                look.colour("qr_light" if self._symbol is not None else "card"),
                look.colour("line"),
                look.tokens.line_px,
            )
        if self._symbol is None:
            return
        image = self._painted(self._symbol)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(self._code_rect(self._symbol).topLeft(), image)

    def _painted(self, symbol: Symbol) -> QImage:
        px = self.module_px()
        ratio = self.devicePixelRatioF()
        image = self._image
        if image is not None and self._image_px == px and image.devicePixelRatio() == ratio:
            return image
        small = QImage(
            symbol.size + 2 * QUIET_ZONE, symbol.size + 2 * QUIET_ZONE, QImage.Format.Format_RGB32
        )
        look = self.look
        light, dark = look.colour("qr_light"), look.colour("qr_dark").rgb()
        small.fill(light)
        for row in range(symbol.size):
            for column in range(symbol.size):
                if symbol.is_dark(row, column):
                    small.setPixel(column + QUIET_ZONE, row + QUIET_ZONE, dark)
        # Fast scaling by a whole factor repeats pixels and smooths nothing.
        image = small.scaled(
            small.size() * px,
            Qt.AspectRatioMode.IgnoreAspectRatio,
            Qt.TransformationMode.FastTransformation,
        )
        image.setDevicePixelRatio(ratio)
        self._image, self._image_px = image, px
        return image
