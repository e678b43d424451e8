"""What stands on the simulated paper, as read back from the bytes. Lengths are in dots."""

from __future__ import annotations

from dataclasses import dataclass

FONT_ACROSS = 12  # font A of every ESC/POS printer: 12 by 24 dots
FONT_DOWN = 24
LINE_PITCH = 30


@dataclass(frozen=True, slots=True)
class Span:
    """Letters of one style within a line. ``across`` and ``down`` enlarge them 1 to 8 times."""

    text: str
    is_bold: bool
    across: int
    down: int


@dataclass(frozen=True, slots=True)
class PaperText:
    """One printed line. ``align`` is ``left``, ``center`` or ``right``; ``height`` the feed."""

    spans: tuple[Span, ...]
    align: str
    height: int

    @property
    def text(self) -> str:
        """The line's letters."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class PaperRaster:
    """A raster image: rows of ``(width + 7) // 8`` bytes, the highest bit first, 1 is black."""

    width: int
    height: int
    bits: bytes
    align: str

    @property
    def dark_dots(self) -> int:
        """How many dots are black."""
        return int.from_bytes(self.bits, "big").bit_count()


@dataclass(frozen=True, slots=True)
class PaperQr:
    """A QR code that the printer made itself. ``module`` is the side of a module in dots."""

    text: str
    module: int
    level: str
    align: str


@dataclass(frozen=True, slots=True)
class PaperFeed:
    """Empty paper."""

    height: int


@dataclass(frozen=True, slots=True)
class DrawerKick:
    """A pulse to the cash drawer on pin 2 or 5."""

    pin: int


Item = PaperText | PaperRaster | PaperQr | PaperFeed | DrawerKick


@dataclass(frozen=True, slots=True)
class PaperSlip:
    """A stretch of paper. ``is_cut`` is False where it broke off before its cut."""

    items: tuple[Item, ...]
    is_cut: bool

    @property
    def lines(self) -> tuple[str, ...]:
        """The texts of its lines, without the rasters."""
        return tuple(item.text for item in self.items if isinstance(item, PaperText))

    @property
    def codes(self) -> tuple[str, ...]:
        """What its QR codes hold, those that the printer made itself."""
        return tuple(item.text for item in self.items if isinstance(item, PaperQr))
