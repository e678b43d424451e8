"""Reads drawn rows of a slip back into letters, by comparing each cell with the bundled fonts.

Slips draw what a printer's code page lacks, so a Chinese slip is mostly pictures. Its letters stand
on a grid and are never blurred, so each cell is exactly one of the fonts' glyphs. This reader knows
the grid and the fonts and nothing else: neither the driver nor the receipts.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

from kpay_desktop.simulation.paper.items import PaperQr, PaperRaster, PaperSlip, PaperText

CELL = 12
LINE = 30
LARGE_LINE = 58
RULE = 16
INK = 96
# A signature is an image of its own, of a height that no lines of letters happen to have here.
SIGNATURE = 154
DRAWING = "[signature]"


def read_slip(slip: PaperSlip) -> list[str]:
    """Return the slip's lines, drawn or not, without the spaces around; codes as ``[text]``,
    a customer's signature as ``[signature]``.

    Raises:
        ValueError: a drawn row holds something that is no letter of the fonts.
    """
    lines: list[str] = []
    raster: PaperRaster | None = None
    for item in slip.items:
        match item:
            case PaperRaster():
                # A tall image comes in bands, and a line may stand across two of them.
                raster = item if raster is None else _joined(raster, item)
                continue
            case PaperText():
                lines += _flushed(raster)
                lines.append(item.text.strip())
            case PaperQr():
                lines += _flushed(raster)
                lines.append(f"[{item.text}]")
            case _:
                lines += _flushed(raster)
        raster = None
    return [*lines, *_flushed(raster)]


def _joined(upper: PaperRaster, lower: PaperRaster) -> PaperRaster:
    height = upper.height + lower.height
    return PaperRaster(upper.width, height, upper.bits + lower.bits, upper.align)


def _flushed(raster: PaperRaster | None) -> list[str]:
    if raster is None:
        return []
    image = Image.frombytes("1", (raster.width, raster.height), raster.bits)
    lines = _rows(image, 0)
    if lines is None and raster.height == SIGNATURE:
        return [DRAWING]
    if lines is None:
        raise ValueError("a drawn row is not of the slip fonts")
    return [line for line in lines if line]


def _rows(image: Image.Image, top: int) -> list[str] | None:
    """Return the rows from ``top`` down, or None if they cannot be read.

    The upper half of a large row may look like an empty small one, so each way is tried.
    """
    if top == image.height:
        return []
    for height, text in _candidates(image, top):
        rest = _rows(image, top + height)
        if rest is not None:
            return [text, *rest]
    return None


def _candidates(image: Image.Image, top: int) -> Iterator[tuple[int, str]]:
    """Yield the height and the text of the rows that may begin at ``top``; a rule has no text."""
    rule = image.crop((0, top, image.width, top + RULE))
    if rule.getbbox() == (0, 4, image.width, 6):
        yield RULE, ""
    for height, across, down in ((LINE, 1, 1), (LARGE_LINE, 2, 2), (LARGE_LINE, 1, 2)):
        if top + height > image.height:
            continue
        row = image.crop((0, top, image.width, top + height))
        for start in (0, CELL // 2, CELL):
            for is_bold in (False, True):
                text = _letters(row, start, is_bold, across, down)
                if text is not None:
                    yield height, text.strip()


def _letters(row: Image.Image, start: int, is_bold: bool, across: int, down: int) -> str | None:
    """Return the letters of a row whose cells begin at ``start``, or None if they do not fit.

    Worked out from the right: the empty half of a Chinese mark looks like a space at first.
    """
    glyphs = _glyphs(is_bold, across, down)
    cell = CELL * across
    count = (row.width - start) // cell
    texts: list[str | None] = [""]
    for index in range(count - 1, -1, -1):
        left = start + index * cell
        text = None
        for columns in (1, 2):
            rest = texts[-columns] if len(texts) >= columns else None
            if rest is None:
                continue
            dots = _inner(row.crop((left, 0, left + columns * cell, row.height)))
            letter = glyphs.get((columns, dots))
            if letter is not None:
                text = letter + rest
                break
        texts.append(text)
    return texts[-1]


def _inner(cell: Image.Image) -> bytes:
    """Return a cell's dots without its outermost columns, which neighbours may touch together."""
    return cell.crop((1, 0, cell.width - 1, cell.height)).tobytes()


@lru_cache(maxsize=6)
def _glyphs(is_bold: bool, across: int, down: int) -> dict[tuple[int, bytes], str]:
    """Return the letters of a font by their width in columns and their dots."""
    name = "slip-bold.otf" if is_bold else "slip-regular.otf"
    data = (resources.files("resources") / "fonts" / name).read_bytes()
    font = ImageFont.truetype(io.BytesIO(data), 24 * down, layout_engine=ImageFont.Layout.BASIC)
    height = LINE if down == 1 else LARGE_LINE
    found: dict[tuple[int, bytes], str] = {}
    # Large words are few and plain: the rarer half of the characters would only cost time.
    for letter in _charset(0xF8 if down == 1 else 0xD8):
        width = round(font.getlength(letter))
        image = Image.new("L", (width, height), 0)
        ImageDraw.Draw(image).text((0, 21 * down), letter, font=font, fill=255, anchor="ls")
        columns = width // (CELL * down)
        if across < down:
            image = image.resize((width // 2, height), Image.Resampling.BOX)
        dots = _inner(image.point([255 * (grey >= INK) for grey in range(256)], "1"))
        # Greek and Cyrillic letters that look like Latin ones come later and give way.
        found.setdefault((columns, dots), letter)
    return found


def _charset(end: int) -> list[str]:
    letters = [chr(code) for code in range(0x20, 0x7F)]
    for lead in [*range(0xB0, end), *range(0xA1, 0xAA)]:
        for trail in range(0xA1, 0xFF):
            try:
                letters.append(bytes([lead, trail]).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return letters


def main(folder: str) -> None:
    """Write the slips of a roll to standard output."""
    from pathlib import Path

    from kpay_desktop.simulation.paper.roll import read_roll

    for slip in read_roll(Path(folder)):
        sys.stdout.write("\n".join(read_slip(slip)) + "\n\n")


if __name__ == "__main__":
    main(sys.argv[1])
