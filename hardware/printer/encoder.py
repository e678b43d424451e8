"""A document as the bytes of ESC/POS.

Text rows go out as text in the printer's code page; rows that hold Chinese are drawn and go out as
raster images, one for each run of such rows, or as GB18030 where the printer has that font. Rules
are drawn too: they are thin and unbroken on every printer. What is not plain text (code pages, QR
codes, the cut) comes from python-escpos.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hardware.printer.escpos_library import load_dummy
from hardware.printer.options import PrinterOptions
from hardware.printer.raster import draw_lines, draw_signature
from kpay_desktop.receipts.columns import character_columns
from kpay_desktop.receipts.document import Align, Document, Size
from kpay_desktop.receipts.layout import (
    FeedLine,
    QrLine,
    RuleLine,
    SignatureLine,
    TextLine,
    layout,
)
from kpay_desktop.settings_works import ChinesePrinting

if TYPE_CHECKING:
    from PIL.Image import Image

QR_MODULE_DOTS: Final = 6
_QR_LEVEL_M: Final = 1
_QR_MODEL_2: Final = 2

_CHINESE_ON: Final = b"\x1c\x26"
_CHINESE_OFF: Final = b"\x1c\x2e"
_DEFAULT_PITCH: Final = b"\x1b\x32"
_BOLD: Final = {False: b"\x1bE\x00", True: b"\x1bE\x01"}
_ALIGN: Final = {Align.LEFT: b"\x1ba\x00", Align.CENTER: b"\x1ba\x01"}
_SIZE: Final = {Size.NORMAL: b"\x1d!\x00", Size.TALL: b"\x1d!\x01", Size.LARGE: b"\x1d!\x11"}
_FEED: Final = b"\x1bd"
_GAP: Final = b"\x1bJ\x0a"
ASK_PAPER: Final = b"\x1dr\x01"
_ASK_PROCESS: Final = b"\x1d(H\x06\x0000"

# What a printer takes for a question or an order of its own even within an image (DLE EOT, DLE
# ENQ, DLE DC4). One dot more beside a black one keeps the image free of them.
_REAL_TIME: Final = (b"\x10\x04", b"\x10\x05", b"\x10\x14")


class SlipEncoder:
    """Makes bytes for one printer. Not thread-safe: it belongs to the printer's thread."""

    def __init__(self, options: PrinterOptions, cache: Path) -> None:
        self._options = options
        self._library = load_dummy(cache)()
        self._codec = options.code_page.lower()
        self._library.hw("INIT")
        self._library.charcode(options.code_page)
        self._start = self._taken() + _CHINESE_OFF + _DEFAULT_PITCH
        if options.has_cutter:
            self._library.cut("PART")
        self._end = self._taken() or _FEED + b"\x06"
        self._kick = b""
        if options.drawer_pin is not None:
            self._library.cashdraw(options.drawer_pin)
            self._kick = self._taken()

    def encode(self, document: Document) -> bytes:
        """Return the slip's bytes, from the initialisation to the cut.

        Raises:
            ValueError: the document does not fit this paper (see ``layout``).
        """
        options = self._options
        out = _Output(self._codec, options.chinese is ChinesePrinting.GB18030)
        out.parts.append(self._start)
        drawn: list[TextLine | RuleLine | QrLine] = []
        for line in layout(document, options.columns):
            match line:
                case TextLine() if out.has_letters(line.text):
                    self._put_drawn(drawn, out)
                    out.text(line)
                case QrLine() if options.native_qr:
                    self._put_drawn(drawn, out)
                    out.code(self._qr(line.text))
                case FeedLine():
                    self._put_drawn(drawn, out)
                    out.parts.append(_FEED + bytes((line.lines,)))
                case SignatureLine():
                    self._put_drawn(drawn, out)
                    image = draw_signature(line, options.dots)
                    out.picture(raster_bytes(image, options.band_dots))
                case _:
                    drawn.append(line)
        self._put_drawn(drawn, out)
        out.parts.append(self._end)
        return b"".join(out.parts)

    def question(self, number: int) -> bytes:
        """Return what asks the printer, behind a slip, whether it got this far.

        ``number`` (0 to 9999) names the slip where the printer can repeat it.
        """
        if self._options.has_process_id:
            return _ASK_PROCESS + process_name(number)
        return ASK_PAPER

    @property
    def kick(self) -> bytes:
        """The pulse that opens the cash drawer; empty without a drawer."""
        return self._kick

    def _put_drawn(self, lines: list[TextLine | RuleLine | QrLine], out: _Output) -> None:
        if not lines:
            return
        dots = self._options.dots
        if len(lines) == 1 and isinstance(lines[0], RuleLine):
            out.image(_rule(dots))
        else:
            image = draw_lines(lines, dots, qr_module=QR_MODULE_DOTS)
            out.image(raster_bytes(image, self._options.band_dots))
        lines.clear()

    def _qr(self, text: str) -> bytes:
        self._library.qr(text, ec=_QR_LEVEL_M, size=QR_MODULE_DOTS, model=_QR_MODEL_2, native=True)
        return self._taken()

    def _taken(self) -> bytes:
        data = self._library.output
        self._library.clear()
        return data


class _Output:
    """The bytes so far and the printer's style at their end; styles are sent when they change."""

    def __init__(self, codec: str, has_chinese: bool) -> None:
        self.parts: list[bytes] = []
        self._codec = codec
        self._has_chinese = has_chinese
        self._bold = False
        self._size = Size.NORMAL
        self._align = Align.LEFT

    def has_letters(self, text: str) -> bool:
        """True if the printer can set ``text`` itself, each letter as wide as laid out."""
        if text.isascii():
            return True
        if self._has_chinese and _is_gb18030(text):
            return True
        return _is_in_code_page(text, self._codec)

    def text(self, line: TextLine) -> None:
        """Put a line that :meth:`has_letters`."""
        self._style(line.bold, line.size, line.align)
        text = line.text
        if text.isascii():
            self.parts.append(text.encode("ascii") + b"\n")
        elif self._has_chinese and _is_gb18030(text):
            self.parts.append(_CHINESE_ON + text.encode("gb18030") + b"\n" + _CHINESE_OFF)
        else:
            self.parts.append(text.encode(self._codec) + b"\n")
        if line.size is not Size.NORMAL:
            self.parts.append(_GAP)

    def image(self, data: bytes) -> None:
        """Put a raster as wide as the paper."""
        self._style(False, Size.NORMAL, Align.LEFT)
        self.parts.append(data)

    def picture(self, data: bytes) -> None:
        """Put a raster as wide as the paper, with paper above and below."""
        self.parts.append(_GAP)
        self.image(data)
        self.parts.append(_GAP)

    def code(self, data: bytes) -> None:
        """Put a QR code in the middle, with paper around it."""
        self._style(False, Size.NORMAL, Align.CENTER)
        self.parts += (b"\x1bJ\x10", data, b"\x1bJ\x10")

    def _style(self, bold: bool, size: Size, align: Align) -> None:
        if bold is not self._bold:
            self.parts.append(_BOLD[bold])
            self._bold = bold
        if size is not self._size:
            self.parts.append(_SIZE[size])
            self._size = size
        if align is not self._align:
            self.parts.append(_ALIGN[align])
            self._align = align


def process_name(number: int) -> bytes:
    """Return the four figures by which ``GS ( H`` knows a slip."""
    return b"%04d" % (number % 10_000)


def raster_bytes(image: Image, band_dots: int) -> bytes:
    """Return the commands (``GS v 0``) that print an image of mode ``1``, set bits black.

    A taller one goes out in bands: small printers keep one command in their buffer.
    """
    across = (image.width + 7) // 8
    data = image.tobytes()
    for sequence in _REAL_TIME:
        if sequence in data:
            data = data.replace(sequence, b"\x18" + sequence[1:])
    parts: list[bytes] = []
    for top in range(0, image.height, band_dots):
        rows = min(band_dots, image.height - top)
        header = b"\x1dv0\x00" + across.to_bytes(2, "little") + rows.to_bytes(2, "little")
        parts += (header, data[top * across : (top + rows) * across])
    return b"".join(parts)


@lru_cache(maxsize=4)
def _rule(dots: int) -> bytes:
    image = draw_lines([RuleLine()], dots)
    return raster_bytes(image, image.height)


@lru_cache(maxsize=1024)
def _is_gb18030(text: str) -> bool:
    """True if the double-byte font shows it, with every letter as wide as it was laid out."""
    for character in text:
        if character.isascii():
            continue
        if character_columns(character) != 2 or len(character.encode("gb18030")) != 2:
            return False
    return True


@lru_cache(maxsize=1024)
def _is_in_code_page(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return all(character_columns(character) == 1 for character in text)
