"""The slip of a sale paid in cash: what was due, what was handed over, what came back."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.receipts.document import Centered, Document, QrCode, Row, Rule, Size
from kpay_desktop.receipts.frame import (
    Frame,
    framed,
    gst_rows,
    large_money,
    money,
    optional,
    time_row,
)
from kpay_desktop.receipts.sale_slip import fact
from kpay_desktop.receipts.slip_code import SlipCode
from kpay_desktop.receipts.till_words import TillWord
from kpay_desktop.receipts.words import COPIES, Word


@dataclass(frozen=True, slots=True, kw_only=True)
class CashSlip:
    """Everything the slip says. Amounts in cents.

    Raises:
        ValueError: the tender is not of this amount and tip.
    """

    frame: Frame
    copy: SlipCopy
    voucher: str
    batch_no: int
    amount_minor: int
    tender: Tender
    tip_minor: int = 0
    cashier: str = ""

    def __post_init__(self) -> None:
        if self.amount_minor <= 0 or self.tip_minor < 0:
            raise ValueError("a sale of nothing is refused")
        if self.amount_minor + self.tip_minor != self.tender.total_minor:
            raise ValueError("what was handed over was for another total")


def cash_slip(slip: CashSlip) -> Document:
    """Return the slip as a document. No bank knows of it, so it claims no approval."""
    frame = slip.frame
    code = SlipCode(frame.terminal_id, slip.batch_no, slip.voucher)
    rows: list[Row] = [
        Centered(TillWord.CASH.text(frame.languages), bold=True, size=Size.LARGE),
        Rule(),
        fact(frame, Word.VOUCHER, slip.voucher),
        fact(frame, Word.BATCH, f"{slip.batch_no:06d}"),
        time_row(frame),
        *optional(frame, Word.CASHIER, slip.cashier),
        Rule(),
        *_money(slip),
        Centered(TillWord.PAID_IN_CASH.text(frame.languages), bold=True),
        QrCode(code.text),
        *(Centered(Word.NOT_AN_INVOICE.text((language,))) for language in frame.languages),
    ]
    side = COPIES[slip.copy].text(frame.languages)
    return framed(frame, slip.voucher, Word.SALE, side, rows)


def _money(slip: CashSlip) -> list[Row]:
    frame, tender = slip.frame, slip.tender
    rounding = tender.rounding_minor
    return [
        money(frame, Word.AMOUNT, slip.amount_minor),
        money(frame, Word.TIP, slip.tip_minor),
        money(frame, Word.TOTAL, tender.total_minor),
        *([money(frame, TillWord.ROUNDING, rounding)] if rounding else []),
        large_money(frame, TillWord.CASH_DUE, tender.due_minor),
        # GST is of the price: rounding is of the coins alone.
        *gst_rows(frame, slip.amount_minor),
        Rule(),
        money(frame, TillWord.HANDED_OVER, tender.handed_minor),
        large_money(frame, TillWord.CHANGE, tender.change_minor),
        Rule(),
    ]
