"""Very large figures, painted from images of their glyphs.

Qt keeps the glyphs of small type ready, and fills the outlines of anything larger anew each time:
that alone takes longer than all the rest of a key's repaint. There are few figures, so their
images are kept here.
"""

from __future__ import annotations

import math
from functools import lru_cache

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

#: Type of more device pixels than this is painted from images.
KEPT_BY_QT_PX = 64
# Room around a glyph for what reaches over its advance.
_MARGIN_PX = 2


class FigureFont:
    """A font with what painting and measuring figures asks of it again and again."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.size_px = font.pixelSize()
        self._key = font.toString()
        self._metrics = QFontMetricsF(font)
        self.cap_height = self._metrics.capHeight()

    def width(self, text: str) -> float:
        """Return how wide ``text`` is, in pixels."""
        return self._metrics.horizontalAdvance(text)

    def height(self) -> float:
        """Return the height of a line."""
        return self._metrics.height()

    def smaller(self, part: float) -> FigureFont:
        """Return the same font at ``part`` of the size, at least 8 pixels."""
        font = QFont(self.font)
        font.setPixelSize(max(8, int(self.size_px * part)))
        return FigureFont(font)

    def draw(
        self, painter: QPainter, left: float, baseline: float, text: str, colour: QColor
    ) -> None:
        """Paint ``text`` with its baseline at ``baseline``, from ``left`` on."""
        ratio = painter.device().devicePixelRatio()
        if self.size_px * ratio <= KEPT_BY_QT_PX:
            painter.setFont(self.font)
            painter.setPen(colour)
            painter.drawText(QPointF(left, baseline), text)
            return
        rgba = colour.rgba()
        # Glyphs stand on whole device pixels, as the images were made there.
        y = round(baseline * ratio) / ratio
        for letter in text:
            image, ascent, advance = _glyph(self._key, self.size_px, letter, rgba, ratio)
            painter.drawImage(QPointF(round(left * ratio) / ratio - _MARGIN_PX, y - ascent), image)
            left += advance


@lru_cache(maxsize=512)
def _glyph(
    key: str, size_px: int, letter: str, rgba: int, ratio: float
) -> tuple[QImage, float, float]:
    """Return a letter's image, the height of its baseline in it, and its advance."""
    font = QFont()
    font.fromString(key)
    font.setPixelSize(size_px)
    metrics = QFontMetricsF(font)
    ascent = math.ceil(metrics.ascent()) + _MARGIN_PX
    advance = metrics.horizontalAdvance(letter)
    width = math.ceil(advance) + 2 * _MARGIN_PX
    height = ascent + math.ceil(metrics.descent()) + _MARGIN_PX
    image = QImage(
        math.ceil(width * ratio),
        math.ceil(height * ratio),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(QColor.fromRgba(rgba))
    painter.drawText(QPointF(_MARGIN_PX, ascent), letter)
    painter.end()
    return image, float(ascent), advance
