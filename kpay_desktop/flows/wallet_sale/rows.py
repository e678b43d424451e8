"""What the tables of the three modes have in common: one row for each phase that has ended."""

from __future__ import annotations

from collections.abc import Mapping

from kpay_desktop.flows.entries import Bug, Ignore, full_row
from kpay_desktop.flows.wallet_sale import money, ordering
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import Entry
from kpay_desktop.flows.wallet_sale.values import Phase

Row = Mapping[type[t.Event], Entry]
Table = Mapping[Phase, Row]

EARLY = Ignore("the order is still being made")
OVER = Ignore("the sale has ended")
NO_CODE = Ignore("the code is no longer wanted")
ENDING = Ignore("the sale is being ended already")
NO_CLOSE = Ignore("no close is under way")
NO_REVERSAL = Ignore("no reversal is under way")
NO_INBOX = Ignore("no money waits here for a decision")
NO_REFUND = Ignore("no refund is under way")
CLOCK = Ignore("a clock of an earlier state")
NOT_OWN = Ignore("only the shop's own code is confirmed by hand")
NONE_DRAWN = Bug("no code is drawn where the customer shows one")


def row(*parts: Row) -> Row:
    """Return a whole row, put together from ``parts``."""
    return full_row(t.EVENT_TYPES, *parts)


def every(entry: Entry, *kinds: type[t.Event]) -> dict[type[t.Event], Entry]:
    """Return the same entry for each of ``kinds``."""
    return dict.fromkeys(kinds, entry)


CODE_ANSWERS = (t.CodeReady, t.CodeRefused)
CLOSE_ANSWERS = (t.CloseDone, t.CloseRefused, t.CloseNotFound, t.CloseUnanswered)
REVERSE_ANSWERS = (
    t.ReverseDone,
    t.ReverseNotNow,
    t.ReverseRefused,
    t.ReverseNotFound,
    t.ReverseUnanswered,
)
QUIET_ANSWERS = (t.Pending, t.NotFound, t.Gone, t.Failed, t.Unsure, t.QueryUnanswered)
REFUND_ANSWERS = (t.RefundDone, t.RefundRefused, t.RefundUnanswered)

NO_MONEY_YET: Row = {
    **every(NO_INBOX, *t.MONEY_PRESSES),
    **every(NO_REFUND, *REFUND_ANSWERS),
    t.ByHandPressed: NOT_OWN,
}
LATE_CODE: Row = {
    **every(ordering.code_came_late, *CODE_ANSWERS),
    **every(NO_CODE, t.OrderDeclined, t.OrderUnanswered, t.CodeUnsent),
}
WATCHED = row(
    {t.WatchDue: ordering.ask, t.CheckPressed: ordering.ask, t.RefundPressed: money.refund},
    {t.RefundDone: money.refund_done, t.RefundRefused: money.refund_refused},
    {t.RefundUnanswered: ordering.later, t.RetryDue: money.retry_refunds},
    {t.Restarted: money.resume_ended, t.Stalled: money.resume_ended},
    {t.Paid: money.paid_late, t.AcceptPressed: NO_INBOX, t.ByHandPressed: NOT_OWN},
    every(money.watch_on, *QUIET_ANSWERS),
    every(OVER, t.CancelPressed, *CLOSE_ANSWERS, *REVERSE_ANSWERS),
    every(CLOCK, t.PollDue, t.ExpiryReached),
    LATE_CODE,
)
