"""Codes read from grey frames: QR and Code 128, by one decoder after the other.

zxing-cpp reads most frames in a few milliseconds; zbar reads some that it does not. Only these two
kinds of codes are looked for, so that a price label never passes for a payment code.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zxingcpp import Barcode

log = logging.getLogger(__name__)

#: The largest frame that is looked at, in pixels.
MAX_PIXELS = 64_000_000

#: So many lines through a bar code that read the same are no chance.
SURE_LINES = 2
_WALLET_DIGITS = 16
_QR = "QRCODE"

# ISO/IEC 15424: a QR symbol whose text is in a character set that it names itself.
_NAMES_ITS_CHARACTER_SET = frozenset({"]Q2", "]Q4", "]Q6"})


@dataclass(frozen=True, slots=True)
class GreyFrame:
    """An image of one byte a pixel, row by row, 0 black and 255 white.

    Raises:
        ValueError: the figures do not fit the pixels, or it is larger than ``MAX_PIXELS``.
    """

    pixels: bytes
    width: int
    height: int

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1 or self.width * self.height > MAX_PIXELS:
            raise ValueError("a frame has between one and 64 million pixels")
        if len(self.pixels) != self.width * self.height:
            raise ValueError("a frame has one byte for each of its pixels")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that was read. ``lines``: bars that so many lines through them agree on, 0 if unknown.

    A QR code corrects and checks itself. Bars have one check character, which a chance reading in
    a hundred passes.
    """

    text: str = field(repr=False)
    is_bars: bool = False
    lines: int = 0


#: One step of a chain: looks at a frame and returns the texts that stand in it.
Decoder = Callable[[GreyFrame], Sequence[str]]
#: The same with what speaks for each text.
CarefulDecoder = Callable[[GreyFrame], Sequence[Reading]]


class DecoderChain:
    """Asks its decoders in turn until one reads something.

    Thread-safe. A step that prepares the frame first (inverted, another threshold) is a decoder
    like the others and goes into ``decoders``.
    """

    def __init__(self, decoders: Sequence[Decoder] | None = None) -> None:
        self._decoders = (read_zxing, ZbarDecoder()) if decoders is None else tuple(decoders)

    def read_grey(self, pixels: bytes, width: int, height: int) -> Sequence[str]:
        """Return the texts of the codes in the image, each once; nothing is guessed.

        Raises:
            ValueError: the figures do not fit the pixels.
        """
        frame = GreyFrame(pixels, width, height)
        for decode in self._decoders:
            texts = [text for text in decode(frame) if text]
            if texts:
                return tuple(dict.fromkeys(texts))
        return ()


def read_zxing(frame: GreyFrame) -> Sequence[str]:
    """Decode with zxing-cpp."""
    return [one.text for one in zxing_readings(frame)]


def zxing_readings(frame: GreyFrame) -> Sequence[Reading]:
    """Decode with zxing-cpp, which does not say how many lines agree."""
    import zxingcpp

    kinds = zxingcpp.BarcodeFormats(
        [zxingcpp.BarcodeFormat.QRCodeModel2, zxingcpp.BarcodeFormat.Code128]
    )
    image = memoryview(frame.pixels).cast("B", (frame.height, frame.width))
    found = zxingcpp.read_barcodes(image, formats=kinds)
    return [
        Reading(_zxing_text(one), one.format == zxingcpp.BarcodeFormat.Code128) for one in found
    ]


def _zxing_text(found: Barcode) -> str:
    """Return UTF-8 as it stands; zxing's own idea of the character set only where it is none."""
    if found.symbology_identifier in _NAMES_ITS_CHARACTER_SET:
        return found.text
    text = _utf8(found.bytes)
    return found.text if text is None else text


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


class ZbarDecoder:
    """Decodes with libzbar through pyzbar, if this machine has it.

    ``load`` returns a decoder or raises ``ImportError`` or ``OSError``; it is called once, at the
    first frame, because finding the library takes a while. Without it the chain goes on with what
    it has, and one log line says so.
    """

    def __init__(self, load: Callable[[], CarefulDecoder] | None = None) -> None:
        self._load = load_zbar if load is None else load
        self._lock = threading.Lock()
        self._loaded = False
        self._decode: CarefulDecoder | None = None

    def __call__(self, frame: GreyFrame) -> Sequence[str]:
        """Return the texts in ``frame``; none if the library is not there."""
        return [one.text for one in self.readings(frame)]

    def readings(self, frame: GreyFrame) -> Sequence[Reading]:
        """Return what is read in ``frame``; nothing if the library is not there."""
        decode = self._decoder()
        if decode is None:
            return ()
        try:
            return decode(frame)
        except ValueError:
            # An orientation that pyzbar has no name for ends its whole answer (pyzbar 0.1.9).
            log.debug("zbar_frame_lost reason=orientation")
            return ()

    def _decoder(self) -> CarefulDecoder | None:
        with self._lock:
            if not self._loaded:
                self._loaded = True
                try:
                    self._decode = self._load()
                except (ImportError, OSError) as error:
                    log.info("zbar_missing kind=%s", type(error).__name__)
            return self._decode


def load_zbar() -> CarefulDecoder:
    """Load libzbar and mend its declaration.

    Raises:
        ImportError, OSError: this machine has no libzbar that can be loaded.
    """
    import ctypes

    from pyzbar import pyzbar, wrapper
    from pyzbar.pyzbar_error import PyZbarError

    orientation = wrapper.zbar_symbol_get_orientation
    if orientation is not None:
        # pyzbar 0.1.9 declares it unsigned, so that "unknown" (-1) becomes 4294967295.
        orientation.restype = ctypes.c_int
    symbols = (wrapper.ZBarSymbol.QRCODE, wrapper.ZBarSymbol.CODE128)

    def decode(frame: GreyFrame) -> Sequence[Reading]:
        try:
            found = pyzbar.decode((frame.pixels, frame.width, frame.height), symbols=symbols)
        except PyZbarError as error:
            log.debug("zbar_frame_lost reason=%s", type(error).__name__)
            return ()
        return [
            reading
            for one in found
            if (text := _utf8(one.data)) is not None
            and is_plausible(reading := Reading(text, one.type != _QR, one.quality))
        ]

    return decode


def is_plausible(reading: Reading) -> bool:
    """Say whether what zbar has read can be a code: anything that a QR code says can.

    Its chance readings of bars are short, or of characters that no code for people has; what a
    single line says counts for the digits of a wallet only.
    """
    if not reading.is_bars:
        return True
    if reading.lines < SURE_LINES:
        text = reading.text
        return len(text) >= _WALLET_DIGITS and text.isascii() and text.isdecimal()
    return reading.text.isascii() and reading.text.isprintable()
