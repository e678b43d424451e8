"""A picture of simulated paper, dot by dot, for the demo desk and for people who check slips."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

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
)

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

MARGIN = 24
_FOOT = 12


def png(slip: PaperSlip, dots: int = 576) -> bytes:
    """Return the slip as a PNG of one bit a dot, with a margin of white paper around."""
    buffer = io.BytesIO()
    draw(slip, dots).save(buffer, "PNG", optimize=False)
    return buffer.getvalue()


def draw(slip: PaperSlip, dots: int = 576) -> Picture:
    """Return the slip as a picture of mode ``1``, black on white."""
    from PIL import Image

    strips = [_strip(item, dots) for item in slip.items]
    height = sum(strip.height for strip in strips) + 2 * MARGIN + _FOOT
    paper = Image.new("1", (dots + 2 * MARGIN, height), 1)
    at = MARGIN
    for strip in strips:
        paper.paste(strip, (MARGIN, at))
        at += strip.height
    return paper


def _strip(item: Item, dots: int) -> Picture:
    from PIL import Image

    match item:
        case PaperText():
            return _text(item, dots)
        case PaperRaster():
            image = Image.frombytes("1", (item.width, item.height), item.bits, "raw", "1;I")
            return _placed(image, item.align, dots)
        case PaperQr():
            return _placed(_qr(item), item.align, dots)
        case PaperFeed():
            return Image.new("1", (dots, max(item.height, 1)), 1)
        case DrawerKick():
            return Image.new("1", (dots, 1), 1)


def _text(line: PaperText, dots: int) -> Picture:
    """Draw a line in the printer's own font, each letter in its cell of 12 by 24 dots."""
    from PIL import Image, ImageDraw

    pieces: list[Picture] = []
    for span in line.spans:
        font = _font(span.is_bold)
        across = round(font.getlength(span.text))
        cell = Image.new("L", (max(across, FONT_ACROSS), FONT_DOWN), 255)
        ImageDraw.Draw(cell).text((0, 19), span.text, font=font, fill=0, anchor="ls")
        cell = cell.resize((cell.width * span.across, cell.height * span.down), 0)
        pieces.append(cell.point(lambda value: 255 * (value > 150), "1"))
    strip = Image.new("1", (sum(piece.width for piece in pieces), line.height), 1)
    at = 0
    base = max(piece.height for piece in pieces)
    for piece in pieces:
        strip.paste(piece, (at, base - piece.height))
        at += piece.width
    return _placed(strip, line.align, dots)


def _placed(image: Picture, align: str, dots: int) -> Picture:
    from PIL import Image

    paper = Image.new("1", (dots, image.height), 1)
    free = dots - image.width
    paper.paste(image, ({"left": 0, "center": free // 2, "right": free}[align], 0))
    return paper


def _qr(item: PaperQr) -> Picture:
    import qrcode
    from PIL import Image
    from qrcode import constants

    levels = {
        "L": constants.ERROR_CORRECT_L,
        "M": constants.ERROR_CORRECT_M,
        "Q": constants.ERROR_CORRECT_Q,
        "H": constants.ERROR_CORRECT_H,
    }
    code = qrcode.QRCode(error_correction=levels[item.level], border=0)
    code.add_data(item.text)
    code.make(fit=True)
    modules = code.get_matrix()
    image = Image.new("1", (len(modules), len(modules)), 1)
    image.putdata([0 if dark else 1 for row in modules for dark in row])
    side = len(modules) * item.module
    return image.resize((side, side), 0)


@lru_cache(maxsize=2)
def _font(is_bold: bool) -> FreeTypeFont:
    from PIL import ImageFont

    name = "slip-bold.otf" if is_bold else "slip-regular.otf"
    data = (resources.files("resources") / "fonts" / name).read_bytes()
    return ImageFont.truetype(io.BytesIO(data), FONT_DOWN, layout_engine=ImageFont.Layout.BASIC)
