"""Money: approvals, late and second payments, refunds, and watching what has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.flows.entries import back_off, on
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import (
    Context,
    Handler,
    Step,
    agrees,
    close,
    credit,
    end,
    enter,
    forget_odd,
    hear_odd,
    inbox,
    new_payments,
    put_right,
    retry_later,
    slips,
    to_book,
)
from kpay_desktop.flows.wallet_sale.decision import (
    NOT_INSISTED,
    ONLY_REFUND,
    is_insisted,
    to_accept,
)
from kpay_desktop.flows.wallet_sale.values import (
    EndReason,
    Phase,
    SeenPayment,
    TimerName,
    WalletSaleState,
)
from kpay_desktop.ports import Payment


@on(t.Paid)
def paid(state: WalletSaleState, event: t.Paid, context: Context) -> Step:
    """The gateway says paid while the sale is still being worked on."""
    fresh = new_payments(state, event)
    if not fresh or not agrees(state, event) or fresh[0].paid_minor != state.total_minor:
        return doubt(hear_odd(state, event, fresh, context), context)
    first, *others = fresh
    more, remembering = to_book(state, event, tuple(others), context)
    seen = (
        SeenPayment(first.wallet_txn_no, first.paid_minor, CreditKind.SALE, CreditState.ACCEPTED),
        *(
            SeenPayment(p.wallet_txn_no, p.paid_minor, CreditKind.SECOND, CreditState.INBOX)
            for p in more
        ),
    )
    paid = replace(
        remembering,
        payments=seen,
        paid_at=event.paid_at or context.at,
        end=None,
        refused_code="",
    )
    ended, watch = end(paid, Phase.APPROVED, context)
    return Step(
        ended,
        (t.StopTimers(), watch),
        new_credits=tuple(credit(state, p) for p in seen),
        print_requests=slips(state),
    )


def doubt(state: WalletSaleState, context: Context) -> Step:
    """Keep asking: the gateway says paid, but not what was asked for."""
    doubted = state
    if state.phase is not Phase.DOUBT:
        doubted = replace(enter(state, Phase.DOUBT), end=state.end or EndReason.MISMATCH)
    later = retry_later(doubted, context)
    return Step(later.state, (t.StopTimers(), *later.effects))


def _righting(handle: Callable[[WalletSaleState, t.Paid, Context], Step]) -> Handler:
    """Make a handler put money right that waits and was booked as another amount."""

    @on(t.Paid)
    def handler(state: WalletSaleState, event: t.Paid, context: Context) -> Step:
        righted, amounts = put_right(state, event)
        step = handle(righted, event, context)
        return replace(step, ignored="", credit_amounts=amounts) if amounts else step

    return handler


@_righting
def paid_more(state: WalletSaleState, event: t.Paid, context: Context) -> Step:
    """Money for a sale that is approved already: into the refund inbox."""
    fresh = new_payments(state, event)
    if not fresh:
        return watch_on(state, event, context)
    sure, remembering = to_book(state, event, fresh, context)
    if not sure:
        return hear_again(remembering, context)
    return book(remembering, sure, CreditKind.SECOND, context)


@_righting
def paid_late(state: WalletSaleState, event: t.Paid, context: Context) -> Step:
    """Money for a sale that was ended without it: a person decides."""
    fresh = new_payments(state, event)
    if not fresh:
        return watch_on(state, event, context)
    sure, remembering = to_book(state, event, fresh, context)
    if not sure:
        return hear_again(remembering, context)
    late = replace(
        remembering, phase=Phase.PAID_LATE, paid_at=event.paid_at or context.at, doubted=True
    )
    return book(late, sure, CreditKind.LATE, context)


def hear_again(state: WalletSaleState, context: Context) -> Step:
    """Money of another amount than the code's: ask once more before it is booked."""
    waiting = replace(state, watching=True)
    return Step(waiting, (t.StartTimer(TimerName.WATCH, context.clocks.watch_first_s),))


def book(
    state: WalletSaleState, fresh: tuple[Payment, ...], kind: CreditKind, context: Context
) -> Step:
    """Book payments into the refund inbox."""
    seen = tuple(SeenPayment(p.wallet_txn_no, p.paid_minor, kind, CreditState.INBOX) for p in fresh)
    watching = state.watching or bool(state.odd)
    booked = replace(state, payments=state.payments + seen, watching=watching, tries=0)
    watch_timer = t.StartTimer(TimerName.WATCH, context.clocks.watch_first_s)
    effects = (watch_timer,) if watching else ()
    return Step(booked, effects, new_credits=tuple(credit(state, p) for p in seen))


def book_insisted(state: WalletSaleState, context: Context) -> Step:
    """Book what the gateway insists on as money that came late: a person decides about it."""
    seen = tuple(
        SeenPayment(p.wallet_txn_no, p.paid_minor, CreditKind.LATE, CreditState.INBOX)
        for p in state.odd
    )
    booked = replace(
        forget_odd(state),
        payments=state.payments + seen,
        paid_at=context.at,
    )
    ended, watch = end(booked, Phase.PAID_LATE, context)
    return Step(ended, (t.StopTimers(), watch), new_credits=tuple(credit(state, p) for p in seen))


def decide(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Carry out a decision about a sale in doubt: book its money, then accept it or send it back.

    One step, so that nothing is booked without the decision.
    """
    if not is_insisted(state):
        return Step(state, ignored=NOT_INSISTED)
    booked = book_insisted(state, context)
    handle = accept if isinstance(event, t.AcceptPressed) else refund
    decided = handle(booked.state, event, context)
    if decided.ignored:
        return Step(state, ignored=decided.ignored)
    return replace(
        decided,
        effects=(*booked.effects, *decided.effects),
        new_credits=booked.new_credits,
    )


@on(t.AcceptPressed)
def accept(state: WalletSaleState, event: t.AcceptPressed, context: Context) -> Step:
    """Accept money that came late, if the sale has no other payment."""
    found = to_accept(state)
    if not event.free or found is None:
        return Step(state, ignored=ONLY_REFUND)
    taken, _ = found
    payments = tuple(
        replace(p, state=CreditState.ACCEPTED) if p.wallet_txn_no == taken else p
        for p in state.payments
    )
    accepted = replace(state, payments=payments, end=None, refused_code="")
    ended, watch = end(accepted, Phase.APPROVED, context)
    return Step(
        ended,
        (watch,),
        credit_states=((taken, CreditState.ACCEPTED),),
        print_requests=slips(state),
    )


# --- money back -----------------------------------------------------------------------------


def refund_effects(state: WalletSaleState) -> tuple[t.RefundPayment, ...]:
    """Return the refunds that are on their way, each under its own number."""
    return tuple(
        t.RefundPayment(p.refund_no, state.identity.order_no, p.wallet_txn_no, p.paid_minor)
        for p in inbox(state, CreditState.REFUNDING)
        if p.refund_no is not None
    )


def refund(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Send back everything that waits in the inbox."""
    refunds = state.refunds
    payments: list[SeenPayment] = []
    changed: list[tuple[str, CreditState]] = []
    for payment in state.payments:
        if payment.state is CreditState.INBOX:
            refunds += 1
            number = f"R{state.identity.order_no}{refunds:02d}"
            sent = replace(payment, state=CreditState.REFUNDING, refund_no=number, refused_code="")
            payments.append(sent)
            changed.append((payment.wallet_txn_no, CreditState.REFUNDING))
        else:
            payments.append(payment)
    if not changed:
        return Step(state, ignored="nothing waits to be sent back")
    sending = replace(state, payments=tuple(payments), refunds=refunds, tries=0)
    return Step(sending, refund_effects(sending), credit_states=tuple(changed))


def refund_ended(
    state: WalletSaleState, refund_no: str, outcome: CreditState, context: Context, code: str = ""
) -> Step:
    """Book the end of a refund; ``code`` is the gateway's if it refused."""
    ours = [p for p in inbox(state, CreditState.REFUNDING) if p.refund_no == refund_no]
    if not ours:
        return Step(state, ignored="that refund has ended already")
    ended = replace(ours[0], state=outcome, refused_code=code)
    after = replace(state, payments=tuple(ended if p == ours[0] else p for p in state.payments))
    left = inbox(after, CreditState.INBOX, CreditState.REFUNDING)
    if after.phase is Phase.PAID_LATE and not left:
        after = replace(after, phase=Phase.REFUNDED, ended_at=context.at)
    return Step(after, credit_states=((ours[0].wallet_txn_no, outcome),))


@on(t.RefundDone)
def refund_done(state: WalletSaleState, event: t.RefundDone, context: Context) -> Step:
    """The money went back."""
    return refund_ended(state, event.refund_no, CreditState.REFUNDED, context)


@on(t.RefundRefused)
def refund_refused(state: WalletSaleState, event: t.RefundRefused, context: Context) -> Step:
    """The money stays: back into the inbox."""
    return refund_ended(state, event.refund_no, CreditState.INBOX, context, event.code)


def retry_refunds(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Send refunds without an answer again, under the same numbers."""
    return Step(state, refund_effects(state))


# --- watching a sale that has ended ---------------------------------------------------------


def watch_on(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Nothing new: look again later, until the watch has lasted long enough."""
    if not state.watching:
        return Step(state, ignored="the watch is over")
    # Only an answer ends the watch: a till that was off meanwhile looks at least once more.
    answered = not isinstance(event, t.Unsure | t.QueryUnanswered)
    if answered and _watched_s(state, context) >= _watch_for_s(state, context):
        return Step(replace(state, watching=False))
    later, timer = next_look(state, context)
    return Step(later, (timer,))


def next_look(state: WalletSaleState, context: Context) -> tuple[WalletSaleState, t.StartTimer]:
    """Return the state and the clock of the next look at an order that has ended."""
    clocks = context.clocks
    delay_s = back_off(state.tries, clocks.watch_first_s, clocks.watch_last_s)
    return replace(state, tries=state.tries + 1), t.StartTimer(TimerName.WATCH, delay_s)


def _watched_s(state: WalletSaleState, context: Context) -> float:
    return (context.at - (state.ended_at or state.created_at)).total_seconds()


def _watch_for_s(state: WalletSaleState, context: Context) -> float:
    paid = state.phase is Phase.APPROVED
    return context.clocks.watch_paid_for_s if paid else context.clocks.watch_for_s


def still_open(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """The sale has ended, but its order can be paid: close it, and keep watching."""
    later, timer = next_look(replace(state, watching=True), context)
    return Step(later, (close(state), timer))


def resume_ended(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """Take up what is left after a start: refunds, and the watch."""
    effects: tuple[t.Effect, ...] = refund_effects(state)
    if state.watching:
        effects = (*effects, t.StartTimer(TimerName.WATCH, context.clocks.watch_first_s))
    return Step(state, effects)
