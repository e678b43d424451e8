"""Steps of a sale whose code the customer shows: it is sent once, waited for, and taken back.

From the moment that it is to be taken back (``armed_at``) the payment is never the sale's, whatever
the gateway says: nobody can tell any more which of its answers will be the last.
"""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.wallet_words import refusal_of
from kpay_desktop.flows.entries import back_off, on
from kpay_desktop.flows.wallet_sale import money
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import (
    Context,
    Step,
    code_left_s,
    end,
    enter,
    forget_odd,
    inbox,
    query,
    start_ending,
)
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, TimerName, WalletSaleState

_MANY_TRIES = 1_000
"""More waits than any profile has before a person should know."""

# --- the code was sent ----------------------------------------------------------------------


def customer_pays(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """The customer may be typing a password, or nothing is known: wait, and ask."""
    answered = isinstance(event, t.Pending)
    paying = replace(
        enter(state, Phase.PAYING),
        order_known=state.order_known or answered,
        doubted=state.doubted or not answered,
        tries=0,
    )
    gone_s = (context.at - state.created_at).total_seconds()
    first_s = context.scan.first_query_s
    return Step(
        paying,
        (
            t.StartTimer(TimerName.EXPIRY, code_left_s(state, context)),
            t.StartTimer(TimerName.POLL, max(0.0, first_s - max(0.0, gone_s))),
        ),
    )


def ask_on(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Nothing new: ask again after the time of a poll."""
    known = state.order_known or isinstance(event, t.Pending)
    return Step(
        replace(state, order_known=known), (t.StartTimer(TimerName.POLL, context.scan.query_s),)
    )


def unsent(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """End at once: nothing left the till."""
    return _end(replace(state, end=state.end or EndReason.NO_ANSWER), context)


def gone(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """The gateway has closed the order: nobody is charged."""
    return _end(replace(state, end=state.end or EndReason.TOO_LATE), context)


@on(t.Failed)
def failed(state: WalletSaleState, event: t.Failed, context: Context) -> Step:
    """The payment failed: the end if the word says for sure that nobody is charged.

    After any other word money may have moved all the same.
    """
    ending = replace(
        state, end=state.end or EndReason.REFUSED, refused_code=event.code, order_known=True
    )
    if refusal_of(event.code) is not None:
        return _end(ending, context)
    return take_back(ending, event, context)


@on(t.Failed)
def failed_asked(state: WalletSaleState, event: t.Failed, context: Context) -> Step:
    """The same of a sale that is being ended already, for a reason of its own."""
    if refusal_of(event.code) is not None:
        return _end(state, context)
    return take_back(state, event, context)


def too_late(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """End the sale: the wallet no longer lets the customer pay."""
    return start_ending(state, EndReason.TOO_LATE)


def resume_paying(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Take the clocks up again."""
    left_s = code_left_s(state, context)
    if left_s == 0:
        return too_late(state, event, context)
    return Step(state, (query(state), t.StartTimer(TimerName.EXPIRY, left_s)))


# --- it is taken back -----------------------------------------------------------------------


def take_back(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Arm the reversal, and send it as soon as the wallet takes one."""
    reversing = replace(
        enter(forget_odd(state), Phase.REVERSING),
        order_known=state.order_known or isinstance(event, t.Pending),
        armed_at=state.armed_at or context.at,
        undone=False,
        tries=0 if state.armed_at is None else state.tries,
    )
    effects = (t.StopTimers(), *_due(reversing, context))
    return Step(_noting_stuck(reversing, context), effects)


def repeat(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """Send the reversal again; ask beside it, the order may be closed by now."""
    # Its clock has run: what the time of day says of it no longer counts.
    return Step(_noting_stuck(state, context), _now(state))


def resume(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """Go on taking it back, as soon as the wallet takes a reversal."""
    return Step(_noting_stuck(state, context), _due(state, context))


def check(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Send the reversal now, if the wallet takes it by now."""
    if _too_early_s(state, context):
        return Step(state, ignored="too early to take the payment back")
    return repeat(state, event, context)


def _due(state: WalletSaleState, context: Context) -> tuple[t.Effect, ...]:
    wait_s = _too_early_s(state, context)
    return (t.StartTimer(TimerName.RETRY, wait_s),) if wait_s else _now(state)


def _now(state: WalletSaleState) -> tuple[t.Effect, ...]:
    return (reverse(state), query(state)) if state.tries else (reverse(state),)


def reverse(state: WalletSaleState) -> t.ReverseOrder:
    """Take the payment back under the one number of its reversal."""
    order_no = state.identity.order_no
    return t.ReverseOrder(f"V{order_no}", order_no, state.total_minor)


def _too_early_s(state: WalletSaleState, context: Context) -> float:
    """Return how long to wait until a reversal is taken; never longer than one ever has to."""
    gone_s = max(0.0, (context.at - state.created_at).total_seconds())
    return max(0.0, context.scan.reverse_after_s - gone_s)


def _noting_stuck(state: WalletSaleState, context: Context) -> WalletSaleState:
    left_s = _until_stuck_s(state, context)
    return replace(state, stuck=state.stuck or left_s <= 0)


def _until_stuck_s(state: WalletSaleState, context: Context) -> float:
    """Return how long until a person should know, by the clock or by the waits that are over."""
    scan = context.scan
    armed_s = (context.at - (state.armed_at or context.at)).total_seconds()
    waits = (
        back_off(n, scan.reverse_first_s, scan.reverse_last_s)
        for n in range(min(state.tries, _MANY_TRIES))
    )
    return scan.stuck_after_s - max(armed_s, sum(waits))


def later(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """It is not taken back yet: repeat after the back-off, and in time to call a person."""
    known = state.order_known or isinstance(event, t.ReverseNotNow | t.Pending | t.Paid)
    delay_s = back_off(state.tries, context.scan.reverse_first_s, context.scan.reverse_last_s)
    left_s = _until_stuck_s(state, context)
    if 0 < left_s < delay_s:
        delay_s = left_s
    waiting = replace(
        _noting_stuck(state, context), order_known=known, tries=state.tries + 1, doubted=True
    )
    return Step(waiting, (t.StartTimer(TimerName.RETRY, delay_s),))


def ask_last(state: WalletSaleState, event: t.Event, _context: Context) -> Step:
    """The reversal is answered: ask whether anybody is charged."""
    done = isinstance(event, t.ReverseDone)
    asking = replace(
        enter(state, Phase.ASKING_AGAIN), undone=done, order_known=state.order_known or done
    )
    return Step(asking, (t.StopTimers(), query(asking)))


# --- it is asked a last time ----------------------------------------------------------------


def over(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """Nobody is charged and nobody will be."""
    return _end(state, context)


@on(t.Failed)
def failed_last(state: WalletSaleState, event: t.Failed, context: Context) -> Step:
    """Failed: the end if it was taken back before; money may have moved where it was not."""
    sure = state.undone or refusal_of(event.code) is not None
    return _end(state, context) if sure else still_there(state, event, context)


def still_there(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Paid, or being paid, after a reversal: take it back once more, later."""
    step = later(replace(state, undone=False), event, context)
    return replace(step, state=replace(step.state, close_again=True))


def not_found_last(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """No such order, twice: final when the code can no longer arrive.

    A gateway that had the order before must keep to it for as long as it takes to call a person; so
    must any where the clock was set back, which no longer says how old the code is.
    """
    doubtful = context.at < state.expires_at
    if state.order_known or context.at < state.created_at:
        doubtful = _until_stuck_s(state, context) > 0
    if state.undone or not doubtful:
        return _end(state, context)
    step = later(state, event, context)
    return replace(step, state=replace(step.state, close_again=True))


def retry_last(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Repeat the last enquiry, or the reversal before it."""
    if state.close_again:
        return take_back(state, event, context)
    return Step(_noting_stuck(state, context), (query(state),))


def undone_late(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Remember that it was taken back, though another answer was quicker."""
    return Step(replace(state, undone=True, order_known=True))


def _end(state: WalletSaleState, context: Context) -> Step:
    phase = Phase.DECLINED if state.end is EndReason.REFUSED else Phase.CLOSED
    ended, watch = end(state, phase, context)
    return Step(ended, (t.StopTimers(), watch))


# --- watching what has ended ----------------------------------------------------------------


def still_payable(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """The sale has ended, but its code arrived late and can be paid: take it back, and watch."""
    armed = replace(
        forget_odd(state), watching=True, armed_at=state.armed_at or context.at, order_known=True
    )
    later, timer = money.next_look(armed, context)
    return Step(later, (reverse(state), timer))


def nothing_new(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Not paid, says the gateway: what an older answer said of a payment is forgotten."""
    step = money.watch_on(state, event, context)
    if step.ignored or state.armed_at is None:
        return step
    return replace(step, state=forget_odd(step.state))


def refund_refused(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """The money stays; ask, because the reversal may have been quicker than the refund."""
    step = money.refund_refused(state, event, context)
    if step.ignored or state.armed_at is None:
        return step
    return replace(step, effects=(*step.effects, query(step.state)))


def gone_late(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Money that waits has gone back by the reversal: nobody need decide about it any more."""
    waiting = inbox(state, CreditState.INBOX)
    if state.armed_at is None or not waiting:
        return nothing_new(state, event, context)
    payments = tuple(
        replace(p, state=CreditState.REFUNDED) if p in waiting else p for p in state.payments
    )
    back = replace(state, payments=payments)
    if not inbox(back, CreditState.REFUNDING):
        back = replace(back, phase=Phase.REFUNDED, ended_at=context.at)
    step = nothing_new(back, event, context)
    gone_back = tuple((p.wallet_txn_no, CreditState.REFUNDED) for p in waiting)
    return replace(step, ignored="", credit_states=gone_back)
