"""Lines of a slip as a raster image for the printer: black and white, one bit a dot.

Letters stand on the printer's own grid of 12 by 24 dots, Chinese on two cells, so that drawn rows
and the printer's text rows line up. Nothing is dithered: every dot is decided by one threshold.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from hardware.printer.options import COLUMN_DOTS
from kpay_desktop.domain.signature import HEIGHT, WIDTH, Point
from kpay_desktop.receipts.columns import text_columns
from kpay_desktop.receipts.document import Align, Size
from kpay_desktop.receipts.glyphs import drawable
from kpay_desktop.receipts.layout import (
    SIGNATURE_PEN_DOTS,
    QrLine,
    RuleLine,
    SignatureLine,
    TextLine,
)

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

# As the printer's own text: letters of 24 dots at the top of a line of 30.
LINE_DOTS = 30
# The line above a rule brings a gap of its own, so the rule stands nearer to it.
RULE_ABOVE_DOTS = 4
RULE_DOTS = 2
RULE_BELOW_DOTS = 10
QR_GAP_DOTS = 12

_EM_DOTS = 24
_HEIGHTS = {Size.NORMAL: LINE_DOTS, Size.TALL: 58, Size.LARGE: 58}
_BASELINES = {Size.NORMAL: 21, Size.TALL: 42, Size.LARGE: 42}
# Grey below this stays paper. A little under the middle: a thermal head prints thin strokes thin.
_INK_FROM = 96
_INK = [255 if grey >= _INK_FROM else 0 for grey in range(256)]

# A pen's line is drawn so many times larger and then made small: that smooths its edges.
_FINER = 4

Drawn = TextLine | RuleLine | QrLine


def draw_lines(lines: Sequence[Drawn], dots: int, *, qr_module: int = 6) -> Image:
    """Return the lines as an image of mode ``1``, ``dots`` wide, where set bits are black."""
    from PIL import Image, ImageDraw

    codes = {line.text: draw_qr(line.text, qr_module) for line in lines if isinstance(line, QrLine)}
    height = sum(_height(line, codes) for line in lines)
    grey = Image.new("L", (dots, height), 0)
    pen = ImageDraw.Draw(grey)
    top = 0
    for line in lines:
        match line:
            case TextLine():
                _draw_text(grey, pen, line, top)
            case RuleLine():
                rule = top + RULE_ABOVE_DOTS
                pen.rectangle((0, rule, dots - 1, rule + RULE_DOTS - 1), fill=255)
            case QrLine():
                code = codes[line.text]
                grey.paste(code, ((dots - code.width) // 2, top + QR_GAP_DOTS))
        top += _height(line, codes)
    return grey.point(_INK, "1")


def draw_qr(text: str, module: int) -> Image:
    """Return a QR code of level M with sides of ``module`` dots, white on black, no margin."""
    import qrcode
    from PIL import Image
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    image = Image.new("L", (len(matrix), len(matrix)))
    image.putdata([255 if dark else 0 for row in matrix for dark in row])
    side = len(matrix) * module
    return image.resize((side, side), Image.Resampling.NEAREST)


def draw_signature(line: SignatureLine, dots: int) -> Image:
    """Return a signature's strokes in their box, in the middle of paper ``dots`` wide.

    The image is of mode ``1``; set bits are black. Its size depends on the box alone.
    """
    from PIL import Image, ImageDraw

    width = line.columns * COLUMN_DOTS
    height = round(width * HEIGHT / WIDTH)
    fine = Image.new("L", (width * _FINER, height * _FINER), 0)
    pen = ImageDraw.Draw(fine)
    half = SIGNATURE_PEN_DOTS * _FINER / 2
    # The pen's own breadth stays in the box.
    across = (fine.width - 1 - 2 * half) / WIDTH
    down = (fine.height - 1 - 2 * half) / HEIGHT

    def placed(point: Point) -> tuple[float, float]:
        return half + point[0] * across, half + point[1] * down

    for stroke in line.signature.strokes:
        points = list(map(placed, stroke))
        if len(points) > 1:
            pen.line(points, fill=255, width=SIGNATURE_PEN_DOTS * _FINER)
        for x, y in points:
            # Round ends and joints; a tap of the pen is nothing else.
            pen.ellipse((x - half, y - half, x + half, y + half), fill=255)
    paper = Image.new("L", (dots, height), 0)
    paper.paste(fine.reduce(_FINER), ((dots - width) // 2, 0))
    return paper.point(_INK, "1")


def _height(line: Drawn, codes: dict[str, Image]) -> int:
    match line:
        case TextLine():
            return _HEIGHTS[line.size]
        case RuleLine():
            return RULE_ABOVE_DOTS + RULE_DOTS + RULE_BELOW_DOTS
        case QrLine():
            return codes[line.text].height + 2 * QR_GAP_DOTS


def _draw_text(grey: Image, pen: ImageDraw, line: TextLine, top: int) -> None:
    text = drawable(line.text)
    baseline = _BASELINES[line.size]
    font = _font(line.bold, _EM_DOTS * line.size.down)
    left = 0
    if line.align is Align.CENTER:
        left = (grey.width - text_columns(text) * COLUMN_DOTS * line.size.across) // 2
    if line.size is not Size.TALL:
        pen.text((left, top + baseline), text, font=font, fill=255, anchor="ls")
        return
    grey.paste(_tall(text, font, baseline), (left, top))


def _tall(text: str, font: FreeTypeFont, baseline: int) -> Image:
    """Draw twice as high but no wider: large, then made narrow."""
    from PIL import Image, ImageDraw

    across = max(text_columns(text) * COLUMN_DOTS, 1)
    wide = Image.new("L", (2 * across, _HEIGHTS[Size.TALL]), 0)
    ImageDraw.Draw(wide).text((0, baseline), text, font=font, fill=255, anchor="ls")
    return wide.resize((across, wide.height), Image.Resampling.BOX)


@lru_cache(maxsize=8)
def _font(is_bold: bool, height: int) -> FreeTypeFont:
    from PIL import ImageFont

    name = "slip-bold.otf" if is_bold else "slip-regular.otf"
    data = (resources.files("resources") / "fonts" / name).read_bytes()
    # Advances are exact multiples of the cell: shaping would only cost time.
    return ImageFont.truetype(io.BytesIO(data), height, layout_engine=ImageFont.Layout.BASIC)
