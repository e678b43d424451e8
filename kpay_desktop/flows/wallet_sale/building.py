"""What the steps of a sale by wallet are built of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from kpay_desktop.domain.records import CreditRecord, CreditState, PrintRequest, SlipCopy
from kpay_desktop.domain.sale import QrMode, Wallet
from kpay_desktop.flows.entries import Bug, Ignore, back_off
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import (
    EndReason,
    Phase,
    SeenPayment,
    TimerName,
    WalletSaleState,
)
from kpay_desktop.ports import Payment
from kpay_desktop.settings_scan import ScanClockSettings
from kpay_desktop.settings_works import QrClockSettings


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of one event: what to write, then what to do."""

    state: WalletSaleState
    effects: tuple[t.Effect, ...] = ()
    new_credits: tuple[CreditRecord, ...] = ()
    credit_states: tuple[tuple[str, CreditState], ...] = ()
    credit_amounts: tuple[tuple[str, int], ...] = ()
    print_requests: tuple[PrintRequest, ...] = ()
    ignored: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What a step may know besides state and event: the time of day, and the profile's clocks."""

    at: datetime
    clocks: QrClockSettings
    scan: ScanClockSettings = field(default_factory=ScanClockSettings)


Handler = Callable[[WalletSaleState, t.Event, Context], Step]
Entry = Handler | Ignore | Bug


def inbox(state: WalletSaleState, *states: CreditState) -> tuple[SeenPayment, ...]:
    """Return the order's payments that are in one of ``states``."""
    return tuple(p for p in state.payments if p.state in states)


ENDED = frozenset(
    {
        Phase.APPROVED,
        Phase.CLOSED,
        Phase.DECLINED,
        Phase.PAID_LATE,
        Phase.REFUNDED,
        Phase.BY_HAND,
    }
)
"""The phases in which nobody waits at the counter any more."""


def query(state: WalletSaleState) -> t.QueryOrder:
    """Ask under the state's own ticket."""
    in_background = state.phase in ENDED
    return t.QueryOrder(state.identity.order_no, state.ticket, in_background)


def close(state: WalletSaleState) -> t.CloseOrder:
    """Tell the gateway to close the order."""
    return t.CloseOrder(state.identity.order_no)


def lasts_s(mode: QrMode, wallet: Wallet, context: Context) -> float:
    """Return for how many seconds a code is shown, or a customer's payment is waited for."""
    if mode is QrMode.SCAN:
        return context.scan.limit_s(wallet)
    return float(context.clocks.valid_s)


def code_left_s(state: WalletSaleState, context: Context) -> float:
    """Return for how many seconds more the code may be shown, or the payment be waited for.

    Never more than it lasts: a clock that was set back must not leave it standing.
    """
    left_s = (state.expires_at - context.at).total_seconds()
    return min(max(0.0, left_s), lasts_s(state.mode, state.wallet, context))


def retry_later(state: WalletSaleState, context: Context, *, close_again: bool = False) -> Step:
    """Stay, and repeat after the back-off."""
    delay_s = back_off(state.tries, context.clocks.doubt_first_s, context.clocks.doubt_last_s)
    later = replace(state, tries=state.tries + 1, close_again=close_again, doubted=True)
    return Step(later, (t.StartTimer(TimerName.RETRY, delay_s),))


def enter(state: WalletSaleState, phase: Phase) -> WalletSaleState:
    """Return ``state`` in ``phase``; enquiries made before no longer count."""
    return replace(state, phase=phase, ticket=state.ticket + 1, close_again=False)


def start_ending(state: WalletSaleState, end: EndReason, *, code: str = "") -> Step:
    """Take the code off the screen and ask a first time."""
    asking = replace(enter(state, Phase.ASKING), end=end, refused_code=code, tries=0)
    return Step(asking, (t.StopTimers(), query(asking)))


def end(
    state: WalletSaleState, phase: Phase, context: Context
) -> tuple[WalletSaleState, t.StartTimer]:
    """End the sale in ``phase`` and begin to watch the order."""
    ended = replace(
        enter(state, phase),
        ended_at=context.at,
        watching=True,
        tries=0,
        close_refused=False,
        stuck=False,
    )
    return ended, t.StartTimer(TimerName.WATCH, context.clocks.watch_first_s)


def credit(state: WalletSaleState, seen: SeenPayment) -> CreditRecord:
    """Return a payment as the store's row."""
    return CreditRecord(
        wallet_txn_no=seen.wallet_txn_no,
        attempt_id=state.identity.attempt_id,
        paid_minor=seen.paid_minor,
        kind=seen.kind,
        state=seen.state,
        refund_no=seen.refund_no,
    )


def new_payments(state: WalletSaleState, event: t.Paid) -> tuple[Payment, ...]:
    """Return the payments that are not booked yet, each once."""
    booked = {p.wallet_txn_no for p in state.payments}
    fresh: dict[str, Payment] = {}
    for payment in event.payments:
        is_money = payment.paid_minor > 0 and payment.wallet_txn_no != ""
        if is_money and payment.wallet_txn_no not in booked:
            fresh.setdefault(payment.wallet_txn_no, payment)
    return tuple(fresh.values())


def agrees(state: WalletSaleState, event: t.Paid) -> bool:
    """True if the gateway's amount of the order is ours, or is not told."""
    return event.order_minor in {None, state.total_minor}


def to_book(
    state: WalletSaleState, event: t.Paid, fresh: tuple[Payment, ...], context: Context
) -> tuple[tuple[Payment, ...], WalletSaleState]:
    """Return what is booked now of money for an ended sale; the state remembers the rest.

    A code has one amount, so any other is doubtful, and so is a payment that was taken back. It is
    booked as the gateway says when the gateway says it again a while later: its own repeats of one
    and the same call do not count.
    """
    right = agrees(state, event) and state.armed_at is None
    heard = state.odd if _is_later(state, context, context.clocks.watch_first_s / 2) else ()
    sure = tuple(p for p in fresh if (right and p.paid_minor == state.total_minor) or p in heard)
    odd = tuple(p for p in fresh if p not in sure)
    # A clock that was set back must not keep the money waiting until it has caught up.
    is_known = state.odd_at is not None and context.at >= state.odd_at
    if odd and is_known and set(odd) <= set(state.odd):
        return sure, state
    return sure, replace(state, odd=odd, odd_at=context.at if odd else None)


def hear_odd(
    state: WalletSaleState, event: t.Paid, fresh: tuple[Payment, ...], context: Context
) -> WalletSaleState:
    """Return a sale in doubt after the gateway said once more what cannot be believed at once.

    It insists when it has kept to one story for long, about the order and about each payment.
    """
    same = (fresh, event.order_minor) == (state.odd, state.odd_order_minor)
    if not same or state.odd_at is None or context.at < state.odd_at:
        return replace(
            state,
            odd=fresh,
            odd_at=context.at,
            odd_order_minor=event.order_minor,
            insists=False,
        )
    is_long = _is_later(state, context, context.clocks.insist_s)
    return replace(state, insists=bool(fresh) and (state.insists or is_long))


def forget_odd(state: WalletSaleState) -> WalletSaleState:
    """Return the state without what was heard of another amount."""
    return replace(state, odd=(), odd_at=None, odd_order_minor=None, insists=False)


def put_right(
    state: WalletSaleState, event: t.Paid
) -> tuple[WalletSaleState, tuple[tuple[str, int], ...]]:
    """Return the state with money that waits put right, and its numbers with their cents.

    It had been booked as another amount; now the gateway names the one that was asked for.
    """
    named = {p.wallet_txn_no: p.paid_minor for p in event.payments}
    wrong = [
        p.wallet_txn_no
        for p in inbox(state, CreditState.INBOX)
        if p.paid_minor != state.total_minor == named.get(p.wallet_txn_no)
    ]
    if not wrong or not agrees(state, event):
        return state, ()
    payments = tuple(
        replace(p, paid_minor=state.total_minor) if p.wallet_txn_no in wrong else p
        for p in state.payments
    )
    return replace(state, payments=payments), tuple((n, state.total_minor) for n in wrong)


def _is_later(state: WalletSaleState, context: Context, after_s: float) -> bool:
    """True if another amount was first heard of at least ``after_s`` ago."""
    return state.odd_at is not None and (context.at - state.odd_at).total_seconds() >= after_s


_BOTH_COPIES = (SlipCopy.MERCHANT, SlipCopy.CUSTOMER)


def slips(state: WalletSaleState) -> tuple[PrintRequest, ...]:
    """Return the requests for both copies."""
    return tuple(PrintRequest(state.identity.sale_id, copy) for copy in _BOTH_COPIES)
