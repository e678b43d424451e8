"""How a printer is set up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kpay_desktop.receipts.layout import COLUMNS_BY_PAPER_MM
from kpay_desktop.settings_works import ChinesePrinting

COLUMN_DOTS: Final = 12  # font A: 12 by 24 dots at 203 dpi
BAND_DOTS: Final = 240
_IMAGE_HEADER_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class PrinterOptions:
    """What a driver must know of the printer that it cannot ask.

    ``paper_mm`` is 80 or 58. ``code_page`` is the printer's for plain text; rows that it cannot
    show are drawn by us, or sent as GB18030 if ``chinese`` says that the printer has that font.
    ``has_process_id``: the printer answers ``GS ( H`` (newer Epson TM), which names the slip that
    it confirms. ``native_qr``: it makes QR codes itself. ``has_cutter``: else paper is fed past
    the tear bar. ``drawer_pin`` is the pin of its drawer plug that opens the cash drawer (2 or 5),
    None without a drawer. ``band_dots``: how high one image command is at most.
    """

    paper_mm: int = 80
    chinese: ChinesePrinting = ChinesePrinting.RASTER
    code_page: str = "CP437"
    has_process_id: bool = False
    native_qr: bool = True
    has_cutter: bool = True
    drawer_pin: int | None = None
    band_dots: int = BAND_DOTS

    def __post_init__(self) -> None:
        if self.paper_mm not in COLUMNS_BY_PAPER_MM:
            raise ValueError("paper is 80 or 58 mm wide")
        if self.drawer_pin not in {None, 2, 5}:
            raise ValueError("a drawer is kicked on pin 2 or 5")

    @property
    def columns(self) -> int:
        """Letters of font A across the paper."""
        return COLUMNS_BY_PAPER_MM[self.paper_mm]

    @property
    def dots(self) -> int:
        """Dots across the paper."""
        return self.columns * COLUMN_DOTS

    @property
    def max_command_bytes(self) -> int:
        """How long the longest single command is: an image as wide as the paper."""
        return _IMAGE_HEADER_BYTES + self.band_dots * self.dots // 8
