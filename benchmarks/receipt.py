"""A slip of twenty-eight lines as the printer's bytes: as text, and with every line drawn.

The till starts from a document, so it also sets the lines; the floors are handed lines that are
set already, and send a style only where it changes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import BenchError, Effort, race, timed
from benchmarks.report import Row, Target, compare
from hardware.printer.encoder import SlipEncoder
from hardware.printer.escpos_library import load_dummy
from hardware.printer.options import COLUMN_DOTS, PrinterOptions
from kpay_desktop.receipts import document as d
from kpay_desktop.receipts.columns import text_columns
from kpay_desktop.receipts.document import Align, Centered, Columns, Document, Size
from kpay_desktop.receipts.layout import TextLine, layout

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

TEXT, DRAWN = Target(ratio=1.2), Target(ratio=1.3)
LINES = 28
LINE_DOTS, BASELINE_DOTS, LETTER_DOTS = 30, 21, 24
INK_FROM = 96

_ENGLISH: tuple[d.Row, ...] = (
    Centered("Orchid Tea House", bold=True, size=Size.LARGE),
    Centered("1 Sample Street #01-01"),
    Centered("Singapore 018956"),
    *(Columns(f"FIELD NUMBER {number:02d}", f"VALUE {number:06d}") for number in range(21)),
    Columns("TOTAL", "SGD 30.80", bold=True, size=Size.TALL, is_money=True),
    Columns("APPROVED", "000138", bold=True),
    Centered("Thank you"),
    Centered("Please come again"),
)
_CHINESE: tuple[d.Row, ...] = (
    Centered("兰花茶室"),
    *(Columns(f"项目编号 {number:02d}", f"数值 {number:06d}") for number in range(26)),
    Centered("谢谢光临"),
)


def run(effort: Effort, folder: Path) -> list[Row]:
    return [*_text(effort, folder), _drawn(effort, folder)]


def _text(effort: Effort, folder: Path) -> list[Row]:
    options = PrinterOptions()
    encoder = SlipEncoder(options, folder)
    slip = Document("text", _ENGLISH)
    lines = _lines(slip, options)
    by_hand, library, ours = race(
        timed(lambda: _by_hand(lines), batch=20),
        timed(_by_library(lines, folder), batch=20),
        timed(lambda: encoder.encode(slip), batch=20),
        rounds=effort.times(200),
        warm_up=3,
    )
    name = f"{LINES} lines of text as bytes"
    return [
        compare("receipt", name, ("python-escpos's own calls", library), ours, TEXT),
        compare("receipt", "· beside bytes put together by hand", ("by hand", by_hand), ours),
    ]


def _drawn(effort: Effort, folder: Path) -> Row:
    options = PrinterOptions()
    encoder = SlipEncoder(options, folder)
    slip = Document("drawn", _CHINESE)
    lines = _lines(slip, options)
    font = _font()
    floor, ours = race(
        timed(lambda: _by_pillow(lines, options.dots, font)),
        timed(lambda: encoder.encode(slip)),
        rounds=effort.times(100),
        warm_up=2,
    )
    return compare(
        "receipt",
        f"{LINES} lines of Chinese, drawn, as bytes",
        ("Pillow's drawing and bytes", floor),
        ours,
        DRAWN,
    )


def _lines(slip: Document, options: PrinterOptions) -> list[TextLine]:
    lines = [line for line in layout(slip, options.columns) if isinstance(line, TextLine)]
    if len(lines) != LINES:
        raise BenchError(f"the slip has {len(lines)} lines")
    return lines


def _by_hand(lines: list[TextLine]) -> bytes:
    parts = [b"\x1b@"]
    style: tuple[Align, bool, Size] = (Align.LEFT, False, Size.NORMAL)
    for line in lines:
        wanted = (line.align, line.bold, line.size)
        if wanted != style:
            style = wanted
            parts.append(
                b"\x1ba%c\x1bE%c\x1d!%c"
                % (
                    line.align is Align.CENTER,
                    line.bold,
                    (line.size.across - 1) << 4 | (line.size.down - 1),
                )
            )
        parts.append(line.text.encode("ascii") + b"\n")
    parts.append(b"\x1dVA\x00")
    return b"".join(parts)


def _by_library(lines: list[TextLine], folder: Path) -> Callable[[], bytes]:
    printer = load_dummy(folder)()

    def receipt() -> bytes:
        printer.hw("INIT")
        style: tuple[Align, bool, Size] | None = None
        for line in lines:
            wanted = (line.align, line.bold, line.size)
            if wanted != style:
                style = wanted
                printer.set(
                    align=line.align.value,
                    bold=line.bold,
                    normal_textsize=line.size is Size.NORMAL,
                    double_width=line.size is Size.LARGE,
                    double_height=line.size is not Size.NORMAL,
                )
            printer.text(line.text + "\n")
        printer.cut("PART")
        data = printer.output
        printer.clear()
        return data

    return receipt


def _font() -> FreeTypeFont:
    from PIL import ImageFont

    import resources

    path = resources.path("fonts", "slip-regular.otf")
    return ImageFont.truetype(str(path), LETTER_DOTS, layout_engine=ImageFont.Layout.BASIC)


def _by_pillow(lines: list[TextLine], dots: int, font: FreeTypeFont) -> bytes:
    from PIL import Image, ImageDraw

    grey = Image.new("L", (dots, LINE_DOTS * len(lines)), 0)
    pen = ImageDraw.Draw(grey)
    for number, line in enumerate(lines):
        left = 0
        if line.align is Align.CENTER:
            left = (dots - text_columns(line.text) * COLUMN_DOTS) // 2
        place = (left, number * LINE_DOTS + BASELINE_DOTS)
        pen.text(place, line.text, font=font, fill=255, anchor="ls")
    image = grey.point([255 if shade >= INK_FROM else 0 for shade in range(256)], "1")
    size = (dots // 8).to_bytes(2, "little") + image.height.to_bytes(2, "little")
    return b"\x1b@\x1dv0\x00" + size + image.tobytes() + b"\x1dVA\x00"
