"""The table of a sale whose code the shop shows."""

from __future__ import annotations

from kpay_desktop.flows.entries import Bug, Ignore
from kpay_desktop.flows.wallet_sale import money, ordering
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.rows import (
    CLOCK,
    CLOSE_ANSWERS,
    CODE_ANSWERS,
    EARLY,
    ENDING,
    LATE_CODE,
    NO_CLOSE,
    NO_MONEY_YET,
    NO_REFUND,
    NO_REVERSAL,
    NOT_OWN,
    QUIET_ANSWERS,
    REFUND_ANSWERS,
    REVERSE_ANSWERS,
    WATCHED,
    Row,
    Table,
    every,
    row,
)
from kpay_desktop.flows.wallet_sale.values import Phase

_TWICE = Bug("an order is made once")
_UNSENT = Bug("no customer's code is sent where the shop shows one")
_CLOSING_FIRST = Ignore("the close is answered first")

# Ended without a charge: nobody should be able to pay the order any more.
_NOT_CHARGED: Row = {
    **WATCHED,
    **every(ordering.code_after_end, *CODE_ANSWERS),
    t.Pending: money.still_open,
    t.CloseRefused: ordering.ask,
}
_NOTHING_REVERSED = every(NO_REVERSAL, *REVERSE_ANSWERS)

SHOW: Table = {
    Phase.CREATED: row(
        {t.CodeReady: ordering.code_ready, t.CodeRefused: ordering.code_refused},
        {t.OrderDeclined: ordering.declined, t.OrderUnanswered: ordering.no_order_answer},
        {t.CodeUnsent: _UNSENT, t.Paid: money.paid, t.CancelPressed: ordering.cancel},
        {t.Restarted: ordering.restart, t.Stalled: ordering.lost_first_step},
        every(EARLY, t.CheckPressed, *QUIET_ANSWERS),
        every(NO_CLOSE, *CLOSE_ANSWERS),
        every(CLOCK, t.PollDue, t.ExpiryReached, t.RetryDue, t.WatchDue),
        _NOTHING_REVERSED,
        NO_MONEY_YET,
    ),
    Phase.SHOWN: row(
        {t.PollDue: ordering.ask, t.CheckPressed: ordering.ask, t.Paid: money.paid},
        every(ordering.poll_again, t.Pending, t.NotFound, t.Unsure, t.QueryUnanswered),
        {t.Gone: ordering.expire, t.Failed: ordering.payer_refused},
        {t.ExpiryReached: ordering.expire, t.CancelPressed: ordering.cancel},
        {t.Restarted: ordering.restart, t.Stalled: ordering.resume_shown},
        every(_TWICE, *CODE_ANSWERS, t.OrderDeclined, t.OrderUnanswered),
        {t.CodeUnsent: _UNSENT},
        every(NO_CLOSE, *CLOSE_ANSWERS),
        every(CLOCK, t.RetryDue, t.WatchDue),
        _NOTHING_REVERSED,
        NO_MONEY_YET,
    ),
    Phase.ASKING: row(
        {t.Paid: money.paid},
        every(ordering.go_close, t.Pending, t.NotFound, t.Gone, t.Failed),
        every(ordering.later, t.Unsure, t.QueryUnanswered),
        every(ordering.ask, t.RetryDue, t.CheckPressed, t.Restarted, t.Stalled),
        {t.CancelPressed: ENDING},
        every(NO_CLOSE, *CLOSE_ANSWERS),
        every(CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        LATE_CODE,
        _NOTHING_REVERSED,
        NO_MONEY_YET,
    ),
    Phase.CLOSING: row(
        {t.Paid: money.paid},
        every(ordering.ask_again, t.CloseDone, t.CloseRefused, t.CloseNotFound),
        {t.CloseUnanswered: ordering.later},
        every(ordering.close_now, t.RetryDue, t.CheckPressed, t.Restarted, t.Stalled),
        {t.CancelPressed: ENDING},
        {t.Gone: ordering.ask_again},
        every(_CLOSING_FIRST, t.Pending, t.NotFound, t.Failed, t.Unsure, t.QueryUnanswered),
        every(CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        LATE_CODE,
        _NOTHING_REVERSED,
        NO_MONEY_YET,
    ),
    Phase.ASKING_AGAIN: row(
        {
            t.Paid: money.paid,
            t.NotFound: ordering.not_found_last,
            t.Pending: ordering.still_pending,
        },
        every(ordering.finish, t.Gone, t.Failed),
        every(ordering.later, t.Unsure, t.QueryUnanswered),
        every(ordering.retry_last, t.RetryDue, t.CheckPressed),
        every(ordering.ask, t.Restarted, t.Stalled),
        {t.CancelPressed: ENDING, t.CloseRefused: ordering.close_refused_late},
        every(NO_CLOSE, t.CloseDone, t.CloseNotFound, t.CloseUnanswered),
        every(CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        LATE_CODE,
        _NOTHING_REVERSED,
        NO_MONEY_YET,
    ),
    Phase.DOUBT: row(
        {t.Paid: money.paid},
        every(ordering.go_close, t.Pending, t.NotFound, t.Gone, t.Failed),
        every(ordering.later, t.Unsure, t.QueryUnanswered),
        every(ordering.ask, t.RetryDue, t.CheckPressed, t.Restarted, t.Stalled),
        {t.CancelPressed: ENDING, t.ByHandPressed: NOT_OWN},
        every(NO_CLOSE, *CLOSE_ANSWERS),
        every(CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        LATE_CODE,
        every(money.decide, *t.MONEY_PRESSES),
        every(NO_REFUND, *REFUND_ANSWERS),
        _NOTHING_REVERSED,
    ),
    Phase.APPROVED: {**WATCHED, t.Paid: money.paid_more},
    Phase.CLOSED: _NOT_CHARGED,
    Phase.DECLINED: _NOT_CHARGED,
    Phase.PAID_LATE: {**WATCHED, t.AcceptPressed: money.accept},
    Phase.REFUNDED: WATCHED,
}
