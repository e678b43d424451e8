"""The table of a sale whose code the customer shows."""

from __future__ import annotations

from kpay_desktop.flows.entries import Ignore
from kpay_desktop.flows.wallet_sale import money, ordering, scanning
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.rows import (
    CLOCK,
    CLOSE_ANSWERS,
    CODE_ANSWERS,
    EARLY,
    ENDING,
    NO_CLOSE,
    NO_CODE,
    NO_MONEY_YET,
    NO_REFUND,
    NO_REVERSAL,
    NONE_DRAWN,
    NOT_OWN,
    REFUND_ANSWERS,
    REVERSE_ANSWERS,
    WATCHED,
    Row,
    Table,
    every,
    row,
)
from kpay_desktop.flows.wallet_sale.values import Phase

_TAKEN_BACK = Ignore("the payment is being taken back")
_REVERSING_FIRST = Ignore("the reversal is answered first")

# A code is sent once, so its one answer may come in any phase: the sale may have moved on without
# it. Answers that are none decide nothing there.
_DEFINITE: Row = {
    t.OrderDeclined: ordering.declined,
    t.CodeUnsent: scanning.unsent,
    t.OrderUnanswered: NO_CODE,
    **every(NONE_DRAWN, *CODE_ANSWERS),
}
_NOT_REVERSED_YET: Row = every(NO_REVERSAL, *REVERSE_ANSWERS)
_NEVER_CLOSED: Row = every(NO_CLOSE, *CLOSE_ANSWERS)
_COUNTED = (t.NotFound, t.Failed, t.Unsure)

_ENDED: Row = {
    **WATCHED,
    **every(NONE_DRAWN, *CODE_ANSWERS),
    **every(scanning.nothing_new, t.Pending, *_COUNTED, t.QueryUnanswered),
    t.Gone: scanning.gone_late,
    t.RefundRefused: scanning.refund_refused,
}
# Ended without a charge: a code that arrives late must not be paid any more.
_NOT_CHARGED: Row = {**_ENDED, t.Pending: scanning.still_payable}

SCAN: Table = {
    Phase.CREATED: row(
        {t.Paid: money.paid, t.Gone: scanning.too_late, t.Failed: scanning.failed},
        every(scanning.customer_pays, t.Pending, t.NotFound, t.Unsure, t.OrderUnanswered),
        {t.OrderDeclined: ordering.declined, t.CodeUnsent: scanning.unsent},
        {t.ExpiryReached: scanning.too_late, t.CancelPressed: ordering.cancel},
        {t.Restarted: ordering.restart, t.Stalled: scanning.customer_pays},
        every(EARLY, t.CheckPressed, t.QueryUnanswered),
        every(NONE_DRAWN, *CODE_ANSWERS),
        every(CLOCK, t.PollDue, t.RetryDue, t.WatchDue),
        _NEVER_CLOSED,
        _NOT_REVERSED_YET,
        NO_MONEY_YET,
    ),
    Phase.PAYING: row(
        {t.PollDue: ordering.ask, t.CheckPressed: ordering.ask, t.Paid: money.paid},
        every(scanning.ask_on, t.Pending, t.NotFound, t.Unsure, t.QueryUnanswered),
        {t.Gone: scanning.gone, t.Failed: scanning.failed},
        {t.ExpiryReached: scanning.too_late, t.CancelPressed: ordering.cancel},
        {t.Restarted: ordering.restart, t.Stalled: scanning.resume_paying},
        every(CLOCK, t.RetryDue, t.WatchDue),
        _DEFINITE,
        _NEVER_CLOSED,
        _NOT_REVERSED_YET,
        NO_MONEY_YET,
    ),
    Phase.ASKING: row(
        {t.Paid: money.paid, t.Gone: scanning.over, t.QueryUnanswered: ordering.later},
        every(scanning.take_back, t.Pending, t.NotFound, t.Unsure),
        {t.Failed: scanning.failed_asked},
        every(ordering.ask, t.RetryDue, t.CheckPressed, t.Restarted, t.Stalled),
        {t.CancelPressed: ENDING},
        every(CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        _DEFINITE,
        _NEVER_CLOSED,
        _NOT_REVERSED_YET,
        NO_MONEY_YET,
    ),
    Phase.REVERSING: row(
        every(scanning.ask_last, t.ReverseDone, t.ReverseNotFound),
        every(scanning.later, t.ReverseNotNow, t.ReverseRefused, t.ReverseUnanswered),
        every(scanning.resume, t.Restarted, t.Stalled),
        {t.RetryDue: scanning.repeat, t.CheckPressed: scanning.check, t.CancelPressed: ENDING},
        {t.Paid: _TAKEN_BACK, t.Gone: scanning.over},
        every(_REVERSING_FIRST, t.Pending, *_COUNTED, t.QueryUnanswered),
        every(CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        _DEFINITE,
        _NEVER_CLOSED,
        NO_MONEY_YET,
    ),
    Phase.ASKING_AGAIN: row(
        {t.Gone: scanning.over, t.Failed: scanning.failed_last},
        {t.NotFound: scanning.not_found_last},
        every(scanning.still_there, t.Paid, t.Pending),
        every(scanning.later, t.Unsure, t.QueryUnanswered),
        every(scanning.retry_last, t.RetryDue, t.CheckPressed, t.Restarted, t.Stalled),
        {t.CancelPressed: ENDING, t.ReverseDone: scanning.undone_late},
        every(NO_REVERSAL, *(kind for kind in REVERSE_ANSWERS if kind is not t.ReverseDone)),
        every(CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        _DEFINITE,
        _NEVER_CLOSED,
        NO_MONEY_YET,
    ),
    Phase.DOUBT: row(
        {t.Paid: money.paid, t.QueryUnanswered: ordering.later, t.Unsure: ordering.later},
        every(scanning.take_back, t.Pending, t.NotFound, t.Gone, t.Failed),
        every(ordering.ask, t.RetryDue, t.CheckPressed, t.Restarted, t.Stalled),
        {t.CancelPressed: ENDING, t.ByHandPressed: NOT_OWN},
        every(CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        every(NO_CODE, t.OrderDeclined, t.CodeUnsent, t.OrderUnanswered),
        every(NONE_DRAWN, *CODE_ANSWERS),
        every(money.decide, *t.MONEY_PRESSES),
        every(NO_REFUND, *REFUND_ANSWERS),
        _NEVER_CLOSED,
        _NOT_REVERSED_YET,
    ),
    Phase.APPROVED: {**_ENDED, t.Paid: money.paid_more},
    Phase.CLOSED: _NOT_CHARGED,
    Phase.DECLINED: _NOT_CHARGED,
    Phase.PAID_LATE: {**_ENDED, t.AcceptPressed: money.accept},
    Phase.REFUNDED: _ENDED,
}
