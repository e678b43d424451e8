"""The slips of a drawer that was opened without a sale: paid in, paid out, no sale."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.cash import ROUND_TO_MINOR
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.receipts.document import Centered, Document, Row, Rule
from kpay_desktop.receipts.frame import (
    Frame,
    framed,
    large_money,
    optional,
    signature_line,
    time_row,
)
from kpay_desktop.receipts.sale_slip import fact
from kpay_desktop.receipts.till_words import TillWord
from kpay_desktop.receipts.words import BOTH, Word

_HEADINGS = {
    DrawerKind.PAID_IN: TillWord.PAID_IN,
    DrawerKind.PAID_OUT: TillWord.PAID_OUT,
    DrawerKind.NO_SALE: TillWord.NO_SALE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerSlip:
    """Everything the slip says. ``amount_minor`` is above zero, also of what was paid out.

    ``entry_no`` is the drawer's own row; ``reason`` is what the cashier wrote.

    Raises:
        ValueError: there is no reason, the kind has no slip, or the amount is none that it has.
    """

    frame: Frame
    kind: DrawerKind
    entry_no: int
    reason: str
    cashier: str
    amount_minor: int = 0
    supervisor: str = ""

    def __post_init__(self) -> None:
        if self.kind not in _HEADINGS:
            raise ValueError("a sale or a count has a slip of another kind")
        if not self.reason.strip():
            raise ValueError("a drawer is opened for a reason")
        if (self.amount_minor > 0) is (self.kind is DrawerKind.NO_SALE):
            raise ValueError("what is paid in or out is money, and nothing else is")
        if self.amount_minor < 0 or self.amount_minor % ROUND_TO_MINOR:
            raise ValueError("there are no coins of less than five cents")


def drawer_slip(slip: DrawerSlip) -> Document:
    """Return the slip as a document. It is no receipt, and says so in both languages."""
    frame = slip.frame
    number = f"{slip.entry_no:06d}"
    is_out = slip.kind is DrawerKind.PAID_OUT
    mark: Row = Centered(f"** {Word.NOT_A_RECEIPT.text(BOTH)} **", bold=True)
    rows: list[Row] = [
        mark,
        fact(frame, TillWord.DRAWER_NO, number),
        time_row(frame),
        *optional(frame, Word.CASHIER, slip.cashier),
        *optional(frame, TillWord.SUPERVISOR, slip.supervisor),
        fact(frame, Word.REASON, slip.reason),
        Rule(),
    ]
    if slip.kind is DrawerKind.NO_SALE:
        rows += [
            Centered(TillWord.DRAWER_OPENED.text((language,)), bold=True)
            for language in frame.languages
        ]
    else:
        rows.append(
            large_money(frame, Word.AMOUNT, -slip.amount_minor if is_out else slip.amount_minor)
        )
    rows.append(Rule())
    if is_out:
        rows += signature_line(frame, TillWord.RECEIVED_BY)
    rows.append(mark)
    return framed(frame, number, _HEADINGS[slip.kind], "", rows)
