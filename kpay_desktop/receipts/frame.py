"""What frames every document that is no sale's slip: shop, marks, time, and rows of figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.money import format_plain, format_sgd
from kpay_desktop.receipts.card_sale import SIGN_HERE
from kpay_desktop.receipts.columns import text_columns
from kpay_desktop.receipts.document import Centered, Columns, Document, Feed, Row, Rule, Size
from kpay_desktop.receipts.layout import COLUMNS_BY_PAPER_MM
from kpay_desktop.receipts.sale_slip import (
    duplicate_mark,
    fact,
    gst_part_minor,
    shop_head,
    simulated_mark,
)
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.words import BOTH, SlipWord, Word

_COUNT_COLUMNS = 4
_NARROW_COLUMNS = min(COLUMNS_BY_PAPER_MM.values())
# What is left of a count in the middle of narrow paper, less the space between.
_LABEL_COLUMNS = (_NARROW_COLUMNS - _COUNT_COLUMNS) // 2 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The shop, the till and the moment of a document.

    ``at`` is aware and is printed in its own time zone. ``gst_rate_percent`` of 0 leaves GST out.

    Raises:
        ValueError: the time has no zone, or there is no language.
    """

    merchant: str
    merchant_id: str
    terminal_id: str
    terminal: str
    at: datetime
    registered_name: str = ""
    address: tuple[str, ...] = ()
    gst_number: str = ""
    gst_rate_percent: int = 0
    is_duplicate: bool = False
    is_simulated: bool = False
    languages: tuple[Language, ...] = BOTH

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("a slip's time says its time zone")
        if not self.languages:
            raise ValueError("a slip speaks one language or two")

    def time(self, at: datetime) -> str:
        """Return a moment as slips write it, in the document's own time zone."""
        return at.astimezone(self.at.tzinfo).strftime("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many, and how many cents.

    Raises:
        ValueError: a figure is negative, or there is money without a row.
    """

    count: int = 0
    minor: int = 0

    def __post_init__(self) -> None:
        if self.count < 0 or self.minor < 0 or (self.minor > 0 and self.count == 0):
            raise ValueError("a tally is a count with its cents")


def frame_of(shop: SlipShop, at: datetime, *, is_duplicate: bool = False) -> Frame:
    """Return the frame of a document that ``shop`` prints at ``at``."""
    merchant, terminal = shop.merchant, shop.terminal
    return Frame(
        merchant=merchant.name,
        registered_name=merchant.registered_name,
        address=merchant.address,
        gst_number=merchant.gst_number,
        gst_rate_percent=merchant.gst_rate_percent if merchant.show_gst else 0,
        merchant_id=merchant.merchant_id,
        terminal_id=terminal.terminal_id,
        terminal=f"{terminal.model} {shop.version}",
        at=at.astimezone(shop.time_zone),
        is_duplicate=is_duplicate,
        is_simulated=shop.is_simulated,
        languages=shop.languages,
    )


def framed(frame: Frame, number: str, heading: SlipWord, side: str, rows: list[Row]) -> Document:
    """Return the document: marks and shop, ``heading`` with ``side`` at its right, then ``rows``.

    ``number`` and heading name it in print lists.
    """
    words = heading.text(frame.languages)
    return Document(
        title=" ".join(part for part in (number, words, side) if part),
        rows=(
            *simulated_mark(frame.is_simulated),
            *shop_head(frame),
            Rule(),
            *centered(frame, heading, size=Size.LARGE),
            *([Centered(side, bold=True)] if side else []),
            *duplicate_mark(frame),
            Rule(),
            *rows,
            *([Centered(side, bold=True)] if side else []),
            *duplicate_mark(frame),
            Centered(frame.terminal),
            *simulated_mark(frame.is_simulated),
        ),
    )


def time_row(frame: Frame) -> Row:
    """Return the row of the document's date and time."""
    return fact(frame, Word.TIME, frame.time(frame.at))


def optional(frame: Frame, label: SlipWord, text: str) -> list[Row]:
    """Return the row, none where there is nothing to say."""
    return [fact(frame, label, text)] if text else []


def money(frame: Frame, label: SlipWord, minor: int) -> Row:
    """Return a label and an amount."""
    return Columns(label.text(frame.languages), format_sgd(minor), is_money=True)


def large_money(frame: Frame, label: SlipWord, minor: int) -> Row:
    """Return a label and the amount that matters most."""
    text = format_sgd(minor)
    return Columns(label.text(frame.languages), text, bold=True, size=Size.LARGE, is_money=True)


def gst_rows(frame: Frame, amount_minor: int) -> list[Row]:
    """Return the GST contained in an amount, which a return gives back; none where it is not set.

    A tip bears none, and rounding in cash changes none of it.
    """
    if not frame.gst_rate_percent:
        return []
    part = gst_part_minor(abs(amount_minor), frame.gst_rate_percent)
    label = f"{Word.GST_PART.text(frame.languages)} {frame.gst_rate_percent}%"
    return [Columns(label, format_sgd(part if amount_minor >= 0 else -part), is_money=True)]


def counted(label: str, count: int, minor: int, *, bold: bool = False) -> list[Row]:
    """Return a table's row: what, how many, how many cents; the currency stands above it.

    A label that would push count and amount apart on narrow paper stands on a line of its own, so
    that figures stay under figures on both papers.
    """
    figures, number = format_plain(minor), f"{count:>{_COUNT_COLUMNS}}"
    if text_columns(label) <= _LABEL_COLUMNS:
        return [Columns(label, figures, number, bold=bold, is_money=True)]
    return [Columns(label, bold=bold), Columns("", figures, number, bold=bold, is_money=True)]


def summed(label: str, minor: int, *, bold: bool = False) -> Row:
    """Return a row of a table that counts nothing."""
    return Columns(label, format_plain(minor), bold=bold, is_money=True)


def heading(frame: Frame, word: SlipWord) -> list[Row]:
    """Return a section's heading under a line."""
    return [Rule(), *centered(frame, word)]


def centered(frame: Frame, word: SlipWord, *, size: Size = Size.NORMAL) -> list[Row]:
    """Return a word in bold in the middle: a line a language where narrow paper needs two."""
    whole = word.text(frame.languages)
    if text_columns(whole) * size.across <= _NARROW_COLUMNS:
        return [Centered(whole, bold=True, size=size)]
    return [Centered(word.text((one,)), bold=True, size=size) for one in frame.languages]


def signature_line(frame: Frame, word: SlipWord) -> list[Row]:
    """Return room for a name on paper."""
    return [Feed(3), Centered(SIGN_HERE), Centered(word.text(frame.languages)), Rule()]
