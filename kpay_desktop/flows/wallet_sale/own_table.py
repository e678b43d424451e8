"""The table of a sale by the shop's own code. No gateway knows of it, so nothing approves it."""

from __future__ import annotations

from kpay_desktop.flows.entries import Bug, Ignore
from kpay_desktop.flows.wallet_sale import own_code
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.rows import (
    CLOCK,
    CLOSE_ANSWERS,
    CODE_ANSWERS,
    NO_CODE,
    NO_INBOX,
    NO_REFUND,
    OVER,
    QUIET_ANSWERS,
    REFUND_ANSWERS,
    REVERSE_ANSWERS,
    Row,
    Table,
    every,
    row,
)
from kpay_desktop.flows.wallet_sale.values import Phase

_EARLY = Ignore("the code is still being drawn")
_DRAWN = Ignore("the code is drawn already")
_NOBODY_KNOWS = Ignore("no gateway knows of the shop's own code")
_NO_ORDER = Bug("no gateway is asked about the shop's own code")

# A word of payment is nobody's that could know: it changes nothing.
_NO_GATEWAY: Row = {
    **every(_NOBODY_KNOWS, t.Paid, t.CheckPressed, *QUIET_ANSWERS, *CLOSE_ANSWERS),
    **every(_NOBODY_KNOWS, *REVERSE_ANSWERS),
    **every(NO_INBOX, *t.MONEY_PRESSES),
    **every(NO_REFUND, *REFUND_ANSWERS),
    **every(_NO_ORDER, t.OrderDeclined, t.CodeUnsent),
}
_OVER: Row = {
    **every(NO_CODE, *CODE_ANSWERS, t.OrderUnanswered),
    **every(CLOCK, t.PollDue, t.ExpiryReached, t.RetryDue, t.WatchDue),
    **every(OVER, t.CancelPressed, t.Restarted, t.Stalled),
}

OWN: Table = {
    Phase.CREATED: row(
        {t.CodeReady: own_code.shown, t.CodeRefused: own_code.unfit},
        {t.OrderUnanswered: own_code.undrawn, t.ByHandPressed: _EARLY},
        {t.CancelPressed: own_code.cancelled, t.Restarted: own_code.restarted},
        {t.Stalled: own_code.draw_again},
        every(CLOCK, t.PollDue, t.ExpiryReached, t.RetryDue, t.WatchDue),
        _NO_GATEWAY,
    ),
    Phase.SHOWN: row(
        {t.ByHandPressed: own_code.by_hand, t.CancelPressed: own_code.cancelled},
        {t.ExpiryReached: own_code.expired, t.Restarted: own_code.restarted},
        {t.Stalled: own_code.resume_shown},
        every(_DRAWN, *CODE_ANSWERS, t.OrderUnanswered),
        every(CLOCK, t.PollDue, t.RetryDue, t.WatchDue),
        _NO_GATEWAY,
    ),
    Phase.CLOSED: row({t.ByHandPressed: own_code.by_hand}, _OVER, _NO_GATEWAY),
    Phase.BY_HAND: row({t.ByHandPressed: OVER}, _OVER, _NO_GATEWAY),
}
