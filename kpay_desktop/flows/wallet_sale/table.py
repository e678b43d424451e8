"""The show-QR sale: one pure step from state and event to the next state and its effects.

The rules are those of the acquirers' gateways: no reply is never a failure, only the gateway's own
answer ends a sale; on expiry or cancel the code goes, the gateway is asked, told to close, and
asked again; money after that is *paid late* and a person decides. Callback and enquiry race
through the same transition, keyed by the wallet's transaction number: one receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from kpay_desktop.domain.records import CreditState, SaleUpdate
from kpay_desktop.domain.sale import OTHER_AMOUNT, SaleDraft, SaleIdentity, SaleState
from kpay_desktop.flows.entries import Bug, FlowBugError, Ignore, full_row
from kpay_desktop.flows.wallet_sale import money, ordering
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import ENDED, Context, Entry, Step, inbox
from kpay_desktop.flows.wallet_sale.values import Phase, WalletSaleState

FLOW = "show_qr"


def flow_name(identity: SaleIdentity) -> str:
    """Return the name of the attempt's flow."""
    return f"{FLOW}:{identity.attempt_id}"


def begin(draft: SaleDraft, identity: SaleIdentity, context: Context) -> Step:
    """Return the first step of a sale whose numbers have just been allocated.

    Raises:
        ValueError: it is not paid with a wallet.
    """
    wallet = draft.method.wallet
    if wallet is None:
        raise ValueError("only a wallet's code can be shown")
    state = WalletSaleState(
        identity=identity,
        wallet=wallet,
        total_minor=draft.total_minor,
        created_at=context.at,
        expires_at=context.at + timedelta(seconds=context.clocks.valid_s),
    )
    effect = t.CreateOrder(identity.order_no, wallet, draft.total_minor)
    return Step(state, (effect,))


def step(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Return what ``event`` makes of ``state``. Pure.

    Raises:
        FlowBugError: for a pair that cannot come up in a program that is right.
    """
    ticket = getattr(event, "ticket", state.ticket)
    if ticket != state.ticket:
        return Step(state, ignored="an answer to an earlier enquiry")
    entry = TABLE[state.phase][type(event)]
    if isinstance(entry, Ignore):
        return Step(state, ignored=entry.reason)
    if isinstance(entry, Bug):
        raise FlowBugError(state.phase.value, type(event).__name__, entry.reason)
    return entry(state, event, context)


def is_open(state: WalletSaleState) -> bool:
    """True while the program has work left on the sale, so that a start takes it up again."""
    if state.phase in ENDED:
        return state.watching or not is_settled(state)
    return True


def is_settled(state: WalletSaleState) -> bool:
    """True if the sale has ended and no money waits: at most its order is still watched."""
    waits = inbox(state, CreditState.REFUNDING, CreditState.INBOX)
    return state.phase in ENDED and not waits


def sale_state(state: WalletSaleState) -> SaleState:
    """Return the sale's state as people read it."""
    if state.phase is Phase.PAID_LATE and inbox(state, CreditState.REFUNDING):
        return SaleState.REFUNDING
    return _SALE_STATES[state.phase]


def sale_update(state: WalletSaleState) -> SaleUpdate:
    """Return what the sale's row says of this state."""
    accepted = [p for p in state.payments if p.state is CreditState.ACCEPTED]
    other_minor = next((p.paid_minor for p in accepted if p.paid_minor != state.total_minor), None)
    reason = state.end.value if state.end else ""
    if other_minor is not None:
        reason = OTHER_AMOUNT
    return SaleUpdate(
        sale_id=state.identity.sale_id,
        state=sale_state(state),
        reason=state.refused_code or reason,
        wallet_txn_no=accepted[0].wallet_txn_no if accepted else None,
        paid_at=state.paid_at if accepted else None,
        finished_at=state.ended_at,
        paid_minor=other_minor,
    )


_SALE_STATES: Mapping[Phase, SaleState] = {
    Phase.CREATED: SaleState.OPEN,
    Phase.SHOWN: SaleState.OPEN,
    Phase.ASKING: SaleState.CHECKING,
    Phase.CLOSING: SaleState.CHECKING,
    Phase.ASKING_AGAIN: SaleState.CHECKING,
    Phase.DOUBT: SaleState.CHECKING,
    Phase.APPROVED: SaleState.APPROVED,
    Phase.CLOSED: SaleState.CLOSED,
    Phase.DECLINED: SaleState.DECLINED,
    Phase.PAID_LATE: SaleState.PAID_LATE,
    Phase.REFUNDED: SaleState.REFUNDED,
}


_EARLY = Ignore("the order is still being made")
_OVER = Ignore("the sale has ended")
_NO_CODE = Ignore("the code is no longer wanted")
_ENDING = Ignore("the sale is being ended already")
_NO_CLOSE = Ignore("no close is under way")
_NO_INBOX = Ignore("no money waits here for a decision")
_NO_REFUND = Ignore("no refund is under way")
_CLOCK = Ignore("a clock of an earlier state")
_TWICE = Bug("an order is made once")
_CLOSING_FIRST = Ignore("the close is answered first")


def _row(*parts: Mapping[type[t.Event], Entry]) -> Mapping[type[t.Event], Entry]:
    return full_row(t.EVENT_TYPES, *parts)


def _all(entry: Entry, *kinds: type[t.Event]) -> dict[type[t.Event], Entry]:
    return dict.fromkeys(kinds, entry)


_CLOSE_ANSWERS = (t.CloseDone, t.CloseRefused, t.CloseNotFound, t.CloseUnanswered)
_QUIET_ANSWERS = (t.Pending, t.NotFound, t.Gone, t.Failed, t.Unsure, t.QueryUnanswered)
_REFUND_ANSWERS = (t.RefundDone, t.RefundRefused, t.RefundUnanswered)

_NO_MONEY_YET = _all(_NO_INBOX, *t.SUPERVISED) | _all(_NO_REFUND, *_REFUND_ANSWERS)
_LATE_CODE: Mapping[type[t.Event], Entry] = {
    t.CodeReady: ordering.code_came_late,
    t.CodeRefused: ordering.code_came_late,
    **_all(_NO_CODE, t.OrderDeclined, t.OrderUnanswered),
}
_WATCHED = _row(
    {t.WatchDue: ordering.ask, t.CheckPressed: ordering.ask, t.RefundPressed: money.refund},
    {t.RefundDone: money.refund_done, t.RefundRefused: money.refund_refused},
    {t.RefundUnanswered: ordering.later, t.RetryDue: money.retry_refunds},
    {t.Restarted: money.resume_ended, t.Stalled: money.resume_ended},
    {t.Paid: money.paid_late, t.AcceptPressed: _NO_INBOX, t.CancelPressed: _OVER},
    _all(money.watch_on, *_QUIET_ANSWERS),
    _all(_OVER, *_CLOSE_ANSWERS),
    _all(_CLOCK, t.PollDue, t.ExpiryReached),
    _LATE_CODE,
)

# Ended without a charge: nobody should be able to pay the order any more.
_NOT_CHARGED: Mapping[type[t.Event], Entry] = {
    **_WATCHED,
    **_all(ordering.code_after_end, t.CodeReady, t.CodeRefused),
    t.Pending: money.still_open,
    t.CloseRefused: ordering.ask,
}

TABLE: Mapping[Phase, Mapping[type[t.Event], Entry]] = {
    Phase.CREATED: _row(
        {t.CodeReady: ordering.code_ready, t.CodeRefused: ordering.code_refused},
        {t.OrderDeclined: ordering.declined, t.OrderUnanswered: ordering.no_order_answer},
        {t.Paid: money.paid, t.CancelPressed: ordering.cancel},
        {t.Restarted: ordering.restart, t.Stalled: ordering.lost_first_step},
        _all(_EARLY, t.CheckPressed, *_QUIET_ANSWERS),
        _all(_NO_CLOSE, *_CLOSE_ANSWERS),
        _all(_CLOCK, t.PollDue, t.ExpiryReached, t.RetryDue, t.WatchDue),
        _NO_MONEY_YET,
    ),
    Phase.SHOWN: _row(
        {t.PollDue: ordering.ask, t.CheckPressed: ordering.ask, t.Paid: money.paid},
        _all(ordering.poll_again, t.Pending, t.NotFound, t.Unsure, t.QueryUnanswered),
        {t.Gone: ordering.expire, t.Failed: ordering.payer_refused},
        {t.ExpiryReached: ordering.expire, t.CancelPressed: ordering.cancel},
        {t.Restarted: ordering.restart, t.Stalled: ordering.resume_shown},
        _all(_TWICE, t.CodeReady, t.CodeRefused, t.OrderDeclined, t.OrderUnanswered),
        _all(_NO_CLOSE, *_CLOSE_ANSWERS),
        _all(_CLOCK, t.RetryDue, t.WatchDue),
        _NO_MONEY_YET,
    ),
    Phase.ASKING: _row(
        {t.Paid: money.paid},
        _all(ordering.go_close, t.Pending, t.NotFound, t.Gone, t.Failed),
        _all(ordering.later, t.Unsure, t.QueryUnanswered),
        _all(ordering.ask, t.RetryDue, t.CheckPressed, t.Restarted, t.Stalled),
        {t.CancelPressed: _ENDING},
        _all(_NO_CLOSE, *_CLOSE_ANSWERS),
        _all(_CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        _LATE_CODE,
        _NO_MONEY_YET,
    ),
    Phase.CLOSING: _row(
        {t.Paid: money.paid},
        _all(ordering.ask_again, t.CloseDone, t.CloseRefused, t.CloseNotFound),
        {t.CloseUnanswered: ordering.later},
        _all(ordering.close_now, t.RetryDue, t.CheckPressed, t.Restarted, t.Stalled),
        {t.CancelPressed: _ENDING},
        {t.Gone: ordering.ask_again},
        _all(_CLOSING_FIRST, t.Pending, t.NotFound, t.Failed, t.Unsure, t.QueryUnanswered),
        _all(_CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        _LATE_CODE,
        _NO_MONEY_YET,
    ),
    Phase.ASKING_AGAIN: _row(
        {
            t.Paid: money.paid,
            t.NotFound: ordering.not_found_last,
            t.Pending: ordering.still_pending,
        },
        _all(ordering.finish, t.Gone, t.Failed),
        _all(ordering.later, t.Unsure, t.QueryUnanswered),
        _all(ordering.retry_last, t.RetryDue, t.CheckPressed),
        _all(ordering.ask, t.Restarted, t.Stalled),
        {t.CancelPressed: _ENDING, t.CloseRefused: ordering.close_refused_late},
        _all(_NO_CLOSE, t.CloseDone, t.CloseNotFound, t.CloseUnanswered),
        _all(_CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        _LATE_CODE,
        _NO_MONEY_YET,
    ),
    Phase.DOUBT: _row(
        {t.Paid: money.paid},
        _all(ordering.go_close, t.Pending, t.NotFound, t.Gone, t.Failed),
        _all(ordering.later, t.Unsure, t.QueryUnanswered),
        _all(ordering.ask, t.RetryDue, t.CheckPressed, t.Restarted, t.Stalled),
        {t.CancelPressed: _ENDING},
        _all(_NO_CLOSE, *_CLOSE_ANSWERS),
        _all(_CLOCK, t.PollDue, t.ExpiryReached, t.WatchDue),
        _LATE_CODE,
        _all(money.decide, *t.SUPERVISED),
        _all(_NO_REFUND, *_REFUND_ANSWERS),
    ),
    Phase.APPROVED: {**_WATCHED, t.Paid: money.paid_more},
    Phase.CLOSED: _NOT_CHARGED,
    Phase.DECLINED: _NOT_CHARGED,
    Phase.PAID_LATE: {**_WATCHED, t.AcceptPressed: money.accept},
    Phase.REFUNDED: _WATCHED,
}
