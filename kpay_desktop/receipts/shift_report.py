"""The shift report 交班报表: what should lie in the drawer, what does, and the difference."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.domain.money import format_plain
from kpay_desktop.receipts.document import Centered, Document, Row, Rule, Size
from kpay_desktop.receipts.frame import (
    Frame,
    Tally,
    centered,
    counted,
    framed,
    heading,
    large_money,
    optional,
    signature_line,
    summed,
)
from kpay_desktop.receipts.sale_slip import fact
from kpay_desktop.receipts.till_words import TillWord
from kpay_desktop.receipts.words import Word


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftReport:
    """Everything the report says. ``sales`` and ``returns`` are cash as it went, after rounding.

    ``no_sales``: how often the drawer was opened for no money. The frame's time is that of the
    closing.

    Raises:
        ValueError: the shift ends before it began, or a count is negative.
    """

    frame: Frame
    shift_no: int
    cashier: str
    opened_at: datetime
    opening: DrawerCount
    counted: DrawerCount
    sales: Tally = field(default_factory=Tally)
    returns: Tally = field(default_factory=Tally)
    paid_in: Tally = field(default_factory=Tally)
    paid_out: Tally = field(default_factory=Tally)
    no_sales: int = 0
    supervisor: str = ""

    def __post_init__(self) -> None:
        if self.opened_at > self.frame.at:
            raise ValueError("a shift ends after it began")
        if self.no_sales < 0 or self.shift_no < 0:
            raise ValueError("counts are not negative")

    @property
    def expected_minor(self) -> int:
        """What should lie in the drawer."""
        came = self.opening.total_minor + self.sales.minor + self.paid_in.minor
        return came - self.returns.minor - self.paid_out.minor

    @property
    def difference_minor(self) -> int:
        """What is too much in the drawer, below zero where something is missing."""
        return self.counted.difference_minor(self.expected_minor)


def shift_report(report: ShiftReport) -> Document:
    """Return the report as a document."""
    frame = report.frame
    number = f"{report.shift_no:06d}"
    rows: list[Row] = [
        fact(frame, TillWord.SHIFT, number),
        *optional(frame, Word.CASHIER, report.cashier),
        *optional(frame, TillWord.SUPERVISOR, report.supervisor),
        fact(frame, TillWord.FROM, frame.time(report.opened_at)),
        fact(frame, TillWord.UNTIL, frame.time(frame.at)),
        Rule(),
        *(Centered(TillWord.CASH_IN_SGD.text((language,))) for language in frame.languages),
        *_drawer(report),
        *_pieces(report),
        *_verdict(report),
        *signature_line(frame, TillWord.CASHIER_SIGNATURE),
        *signature_line(frame, TillWord.SUPERVISOR_SIGNATURE),
    ]
    return framed(frame, number, TillWord.SHIFT_REPORT, "", rows)


def _drawer(report: ShiftReport) -> list[Row]:
    languages = report.frame.languages

    def row(word: TillWord, tally: Tally, sign: int) -> list[Row]:
        return counted(word.text(languages), tally.count, sign * tally.minor)

    return [
        summed(TillWord.OPENING.text(languages), report.opening.total_minor),
        *row(TillWord.SALES, report.sales, 1),
        *row(TillWord.CASH_RETURNS, report.returns, -1),
        *row(TillWord.IN_ROW, report.paid_in, 1),
        *row(TillWord.OUT_ROW, report.paid_out, -1),
        fact(report.frame, TillWord.NO_SALES, str(report.no_sales)),
        summed(TillWord.EXPECTED.text(languages), report.expected_minor, bold=True),
    ]


def _pieces(report: ShiftReport) -> list[Row]:
    """Return what was counted, the largest notes first; what is not there is left out."""
    rows = heading(report.frame, TillWord.PIECES)
    for denomination, count in sorted(report.counted.pieces.items(), reverse=True):
        if count:
            left = f"{format_plain(denomination)} x"
            rows += counted(left, count, denomination * count)
    total = report.counted.total_minor
    return [*rows, summed(TillWord.COUNTED.text(report.frame.languages), total, bold=True)]


def _verdict(report: ShiftReport) -> list[Row]:
    difference = report.difference_minor
    word = TillWord.DRAWER_AGREES
    if difference:
        word = TillWord.DRAWER_OVER if difference > 0 else TillWord.DRAWER_SHORT
    return [
        Rule(),
        large_money(report.frame, TillWord.DIFFERENCE, difference),
        *centered(report.frame, word, size=Size.TALL),
        Rule(),
    ]
