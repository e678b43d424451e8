"""QR symbols: made, turned into pixels, and read back before anybody sees them.

Making one takes 6 to 20 ms, so none of this belongs on the thread of the windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from kpay_desktop.qr.errors import CodeFault, refuse

#: Light modules around a symbol (ISO/IEC 18004 §6.3.8).
QUIET_ZONE = 4
#: The longest text that is made into a symbol, in bytes of UTF-8.
MAX_BYTES = 1024

_LIGHT, _DARK = b"\xff", b"\x00"
# Enough for a decoder, and small enough to be read in a millisecond.
_CHECK_PIXELS_PER_MODULE = 4


class ErrorCorrection(StrEnum):
    """How much of a symbol may be covered: 7 %, 15 %, 25 % or 30 % (ISO/IEC 18004 §7.5)."""

    L = "L"
    M = "M"
    Q = "Q"
    H = "H"


class GreyReader(Protocol):
    """Decodes grey pixels, row by row; ``kpay_desktop.ports.CodeReader`` is one."""

    def read_grey(self, pixels: bytes, width: int, height: int) -> Sequence[str]:
        """Return the texts of the codes in the image."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A square of modules without its quiet zone.

    ``modules`` has ``size`` rows of ``size`` bytes each: 1 is a dark module, 0 a light one.
    """

    size: int
    modules: tuple[bytes, ...]

    def is_dark(self, row: int, column: int) -> bool:
        """True if the module is dark; row 0 is the top, column 0 the left."""
        return self.modules[row][column] == 1


def make_symbol(text: str, error_correction: ErrorCorrection = ErrorCorrection.M) -> Symbol:
    """Return the smallest symbol that holds ``text`` at that level.

    Raises:
        CodeError: the text is empty, too long, or has characters that no symbol can carry.
    """
    if not text:
        raise refuse(CodeFault.EMPTY)
    try:
        size_bytes = len(text.encode("utf-8"))
    except UnicodeEncodeError:
        raise refuse(CodeFault.CHARACTERS) from None
    if size_bytes > MAX_BYTES:
        raise refuse(CodeFault.TOO_LONG)
    matrix = _matrix(text, error_correction, plain_bytes=False)
    if matrix is None:
        matrix = _matrix(text, error_correction, plain_bytes=True)
    if matrix is None:
        raise refuse(CodeFault.CHARACTERS)
    rows = tuple(bytes(1 if module else 0 for module in row) for row in matrix)
    return Symbol(len(rows), rows)


def _matrix(text: str, level: ErrorCorrection, *, plain_bytes: bool) -> list[list[bool]] | None:
    """Return the modules, or None for a text that qrcode cannot divide.

    qrcode 8.2 fails where a block of the data is all zeros, as with two hundred noughts packed as
    digits; as plain bytes only a text of NUL characters still is.
    """
    import qrcode.constants
    from qrcode.main import QRCode
    from qrcode.util import QRData

    levels = {
        ErrorCorrection.L: qrcode.constants.ERROR_CORRECT_L,
        ErrorCorrection.M: qrcode.constants.ERROR_CORRECT_M,
        ErrorCorrection.Q: qrcode.constants.ERROR_CORRECT_Q,
        ErrorCorrection.H: qrcode.constants.ERROR_CORRECT_H,
    }
    maker = QRCode(error_correction=levels[level], border=0)
    # Left to itself, the library mixes digits, letters and bytes into the smallest symbol; 4 is
    # the mode of bytes (ISO/IEC 18004 table 2).
    maker.add_data(QRData(text, mode=4) if plain_bytes else text)
    try:
        maker.make(fit=True)
    except ValueError:
        return None
    return maker.get_matrix()


def symbol_pixels(
    symbol: Symbol, pixels_per_module: int, quiet: int = QUIET_ZONE
) -> tuple[bytes, int, int]:
    """Return grey pixels (0 black, 255 white), their width and their height.

    Raises:
        ValueError: a module of less than one pixel, or a negative quiet zone.
    """
    if pixels_per_module < 1 or quiet < 0:
        raise ValueError("a module has at least one pixel and a quiet zone is not negative")
    side = (symbol.size + 2 * quiet) * pixels_per_module
    margin = _LIGHT * (quiet * pixels_per_module)
    band = _LIGHT * (side * quiet * pixels_per_module)
    shades = (_LIGHT * pixels_per_module, _DARK * pixels_per_module)
    rows = [band]
    for modules in symbol.modules:
        line = margin + b"".join(shades[module] for module in modules) + margin
        rows.append(line * pixels_per_module)
    rows.append(band)
    return b"".join(rows), side, side


def prepare(
    text: str,
    reader: GreyReader,
    error_correction: ErrorCorrection = ErrorCorrection.M,
) -> Symbol:
    """Make a symbol of ``text``, decode its own pixels and compare.

    Raises:
        CodeError: no symbol could be made, or what was read back is not exactly ``text``.
    """
    symbol = make_symbol(text, error_correction)
    pixels, width, height = symbol_pixels(symbol, _CHECK_PIXELS_PER_MODULE)
    if list(reader.read_grey(pixels, width, height)) != [text]:
        raise refuse(CodeFault.UNREADABLE)
    return symbol
