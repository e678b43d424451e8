"""What a wallet's gateway says of one row of a batch, beside what the till has of it."""

from __future__ import annotations

from kpay_desktop.domain.ledger import BatchEntry
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.settlement import values as s
from kpay_desktop.flows.settlement.state import Difference
from kpay_desktop.flows.settlement.steps import CLOSED_THERE, NOT_FOUND
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import NoAnswerReason

_GONE = {t.NotFound: NOT_FOUND, t.Gone: CLOSED_THERE}
_UNHEARD = (NoAnswerReason.OFFLINE, NoAnswerReason.TIMEOUT, NoAnswerReason.SERVER)


def number_of(entry: BatchEntry) -> str:
    """Return the number by which the gateway knows a row: the order's, or the refund's own."""
    return entry.sale.identity.order_no if entry.back is None else entry.back.identity.number


def compared(entry: BatchEntry, event: t.Event) -> s.RowCompared | s.RowUnanswered:
    """Return what the answer to an enquiry about the row comes to."""
    row_id, voucher, ours = entry.row_id, entry.voucher, entry.amount_minor
    match event:
        case t.Paid():
            theirs, code = _paid_minor(entry, event), ""
        case t.NotFound() | t.Gone():
            theirs, code = 0, _GONE[type(event)]
        case t.Failed(code=code):
            theirs = 0
        case t.QueryUnanswered(reason=reason) if reason in _UNHEARD:
            return s.RowUnanswered(row_id, voucher, ours)
        case _:
            return s.RowUnanswered(row_id, voucher, ours, is_heard=True)
    differs = None if theirs == ours else Difference(row_id, voucher, ours, theirs, code)
    return s.RowCompared(row_id, _totals(entry, theirs), differs)


def _paid_minor(entry: BatchEntry, event: t.Paid) -> int:
    """Return what was paid for this sale; further payments for its code are no part of it."""
    booked = entry.sale.wallet_txn_no if entry.back is None else entry.back.wallet_no
    for payment in event.payments:
        if payment.wallet_txn_no == booked:
            return payment.paid_minor
    return event.payments[0].paid_minor if event.payments else 0


def _totals(entry: BatchEntry, minor: int) -> Totals:
    count = int(minor > 0)
    return Totals(count, minor) if entry.back is None else Totals(0, 0, count, minor)
