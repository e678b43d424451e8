"""The screen of a phone that shows a code: painted on the desk and before the camera alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from kpay_desktop.qr.symbol import QUIET_ZONE, Symbol, make_symbol
from ui.demo import code128
from ui.theme import MEDIUM, REGULAR, font


class Trait(StrEnum):
    """How the code is shown and held. Worded as ``demo.trait_<value>``."""

    BARS = "bars"
    DARK = "dark"
    DIM = "dim"
    TILTED = "tilted"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Face:
    """The screen: words above and below a code, which is a square or, with ``bars``, a Code 128."""

    title: str
    note: str
    symbol: Symbol | None = None
    bars: bytes = b""
    dark: bool = False
    dim: bool = False


# Ground, ink of words, and the light modules of a dark screen: no phone shows pure black.
_LIGHT: Final = ("#ffffff", "#3d4657", "#ffffff", "#000000")
_DARK: Final = ("#16181d", "#c9d0db", "#16181d", "#e9ecf2")
#: What is left of the light of a screen that is turned down.
_DIM: Final = 0.34
_TITLE, _NOTE = 13.0, 13.0
_BARS_HIGH = 0.42


def make_face(text: str, title: str, note: str, traits: frozenset[Trait]) -> Face:
    """Return the screen with ``text`` as a code. Takes up to 20 ms: not for the windows' thread.

    What is too long for bars stands in a square all the same.
    """
    bars = Trait.BARS in traits and code128.fits(text)
    return Face(
        title,
        note,
        None if bars else make_symbol(text),
        code128.make_bars(text) if bars else b"",
        Trait.DARK in traits,
        Trait.DIM in traits,
    )


def digits_in_fours(text: str) -> str:
    """Return a code as phones write it under the symbol, and the start of what is no code."""
    if text.isascii() and text.isalnum() and len(text) <= 24:
        return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    return text if len(text) <= 34 else f"{text[:33]}…"


def paint_face(painter: QPainter, area: QRectF, face: Face, scale: float = 1.0) -> None:
    """Paint the screen into ``area``; ``scale`` is that of the words."""
    ground, ink, light, dark = (_shade(text, face) for text in (_DARK if face.dark else _LIGHT))
    painter.fillRect(area, ground)
    title, note = _font(_TITLE, MEDIUM, scale), _font(_NOTE, REGULAR, scale)
    above, below = QFontMetricsF(title).height(), QFontMetricsF(note).height()
    painter.setPen(ink)
    code = area
    if face.title:
        _words(painter, QRectF(area.left(), area.top(), area.width(), above), title, face.title)
        code = code.adjusted(0, above, 0, 0)
    if face.note:
        bottom = QRectF(area.left(), area.bottom() - below, area.width(), below)
        _words(painter, bottom, note, face.note)
        code = code.adjusted(0, 0, 0, -below)
    image = code_image(face, light, dark)
    if image is not None:
        _paint_code(painter, code, image, is_square=not face.bars)


def code_image(face: Face, light: QColor, dark: QColor) -> QImage | None:
    """Return the code with its quiet zone, a pixel a module; a Code 128 is one pixel high."""
    if face.symbol is None and not face.bars:
        return None
    rows = face.symbol.modules if face.symbol is not None else (face.bars,)
    quiet = code128.QUIET_ZONE if face.bars else QUIET_ZONE
    top = 0 if face.bars else QUIET_ZONE
    made = QImage(len(rows[0]) + 2 * quiet, len(rows) + 2 * top, QImage.Format.Format_RGB32)
    made.fill(light)
    for y, row in enumerate(rows):
        for x, module in enumerate(row):
            if module:
                made.setPixelColor(x + quiet, y + top, dark)
    return made


def _paint_code(painter: QPainter, area: QRectF, image: QImage, *, is_square: bool) -> None:
    if is_square:
        across = min(area.width(), area.height()) / image.width()
        # Whole pixels a module, so that no module is wider than its neighbour.
        each = float(math.floor(across)) if across >= 1 else across
        width = height = each * image.width()
    else:
        across = area.width() / image.width()
        each = float(math.floor(across)) if across >= 1 else across
        width, height = each * image.width(), min(0.86 * area.height(), area.width() * _BARS_HIGH)
    left = math.floor(area.center().x() - width / 2)
    top = math.floor(area.center().y() - height / 2)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, each < 1)
    painter.drawImage(QRectF(left, top, width, height), image)


def _words(painter: QPainter, area: QRectF, wanted: QFont, text: str) -> None:
    used = QFont(wanted)
    broad = QFontMetricsF(used).horizontalAdvance(text)
    if broad > area.width():
        used.setPixelSize(max(8, math.floor(used.pixelSize() * area.width() / broad)))
    painter.setFont(used)
    painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), text)


def _font(size: float, weight: int, scale: float) -> QFont:
    return font(max(8.0, size * scale), weight, tabular=True)


def _shade(text: str, face: Face) -> QColor:
    made = QColor(text)
    if not face.dim:
        return made
    return QColor.fromRgbF(made.redF() * _DIM, made.greenF() * _DIM, made.blueF() * _DIM)
