"""The notice of a payment by card that is being taken back. It is no receipt.

Paper means success to those who read it, so it says in both languages, at its head and at its foot,
that it is none and that nothing was charged. It has no code: nothing is paid by showing it.
"""

from __future__ import annotations

from typing import Final

from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.receipts.card_sale import CardSaleSlip, card_slip_from_sale, masked
from kpay_desktop.receipts.document import Centered, Columns, Document, Feed, Row, Rule, Size
from kpay_desktop.receipts.sale_slip import (
    cashier_fact,
    fact,
    shop_head,
    simulated_mark,
    time_fact,
    total_row,
)
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.words import BOTH, ENTRIES, Word

_REASONS: Final = {
    "no_answer": Word.NO_ANSWER,
    "unclear_answer": Word.UNCLEAR_ANSWER,
    "card_failed_after_approval": Word.CARD_FAILED,
}


def reversal_notice(sale: SaleRecord, shop: SlipShop) -> Document:
    """Return the notice of a sale by card that was not charged and whose reversal was needed.

    A sale that is ``REVERSING`` says that its reversal is being sent; a closed one that the host
    has confirmed it.

    Raises:
        ValueError: the sale is no such one.
    """
    was_sent = sale.card is not None and sale.card.stan > 0
    if not was_sent or sale.state not in {SaleState.REVERSING, SaleState.CLOSED}:
        raise ValueError("only what was sent and not charged has a reversal notice")
    slip = card_slip_from_sale(sale, shop, SlipCopy.MERCHANT)
    mark: list[Row] = [
        Centered(Word.NOT_A_RECEIPT.text(BOTH), bold=True, size=Size.TALL),
        Centered(Word.NOT_CHARGED.text(BOTH), bold=True, size=Size.TALL),
    ]
    state = Word.BEING_SENT if sale.state is SaleState.REVERSING else Word.CONFIRMED
    rows: list[Row] = [
        *simulated_mark(slip.is_simulated),
        *mark,
        Rule(),
        *shop_head(slip),
        Rule(),
        *_numbers(slip),
        Rule(),
        total_row(slip),
        _said(slip, Word.REASON, _REASONS.get(sale.reason, Word.NOT_FINISHED)),
        _said(slip, Word.REVERSAL, state),
        Rule(),
        Centered(Word.TAKE_AGAIN.text(slip.languages), bold=True),
        Feed(),
        *mark,
        Centered(slip.terminal),
        *simulated_mark(slip.is_simulated),
    ]
    return Document(title=f"{slip.voucher} {Word.NOT_A_RECEIPT.text(BOTH)}", rows=tuple(rows))


def _numbers(slip: CardSaleSlip) -> list[Row]:
    return [
        fact(slip, Word.VOUCHER, slip.voucher),
        fact(slip, Word.STAN, f"{slip.stan:06d}"),
        fact(slip, Word.BATCH, f"{slip.batch_no:06d}"),
        fact(slip, Word.CARD, f"{masked(slip.last_four)} {ENTRIES[slip.entry]}"),
        time_fact(slip),
        *cashier_fact(slip),
    ]


def _said(slip: CardSaleSlip, label: Word, word: Word) -> Columns:
    return Columns(label.text(slip.languages), word.text(slip.languages))
