"""A receipt as a document of rows: what stands on it, and nothing of any device.

Printer, screen and PDF all draw the same document, through :func:`kpay_desktop.receipts.layout`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kpay_desktop.domain.signature import Signature


class Size(StrEnum):
    """How large a row's letters are.

    ``TALL`` is twice as high, ``LARGE`` twice as high and twice as wide.
    """

    NORMAL = "normal"
    TALL = "tall"
    LARGE = "large"

    @property
    def across(self) -> int:
        """How many columns a letter of one column takes."""
        return 2 if self is Size.LARGE else 1

    @property
    def down(self) -> int:
        """How many lines a letter takes."""
        return 1 if self is Size.NORMAL else 2


class Align(StrEnum):
    """Where a line stands on the paper."""

    LEFT = "left"
    CENTER = "center"


@dataclass(frozen=True, slots=True)
class Columns:
    """Texts side by side: at the left, in the middle, at the right.

    Where they do not fit beside each other, each takes lines of its own and none is cut. Of a row
    that ``is_money`` the right text never breaks: it goes to a smaller size before that.
    """

    left: str = ""
    right: str = ""
    center: str = ""
    bold: bool = False
    size: Size = Size.NORMAL
    is_money: bool = False


@dataclass(frozen=True, slots=True)
class Centered:
    """A text in the middle, on as many lines as it needs."""

    text: str
    bold: bool = False
    size: Size = Size.NORMAL


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code of ``text``, in the middle. ``text`` is ASCII, at most 200 characters."""

    text: str

    def __post_init__(self) -> None:
        if not (self.text.isascii() and self.text.isprintable() and 1 <= len(self.text) <= 200):
            raise ValueError("a slip's code has 1 to 200 printable ASCII characters")


@dataclass(frozen=True, slots=True)
class Feed:
    """Empty paper, in lines."""

    lines: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.lines <= 50:
            raise ValueError("a feed is 1 to 50 lines")


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """A customer's signature as it was drawn, in the middle."""

    signature: Signature


Row = Columns | Centered | Rule | QrCode | Feed | SignatureBox


@dataclass(frozen=True, slots=True)
class Document:
    """One slip. ``title`` names it for print lists and screen readers.

    ``more`` are the slips that follow it, of what is too long for one.
    """

    title: str
    rows: tuple[Row, ...]
    more: tuple[Document, ...] = ()
