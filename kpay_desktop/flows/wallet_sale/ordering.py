"""From the order to the end of the sale: making it, showing it, and ending it for sure."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.flows.entries import on
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import (
    Context,
    Step,
    close,
    code_left_s,
    end,
    enter,
    forget_odd,
    query,
    retry_later,
    start_ending,
)
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, TimerName, WalletSaleState


@on(t.CodeReady)
def code_ready(state: WalletSaleState, event: t.CodeReady, context: Context) -> Step:
    """Show the code and start its clocks."""
    shown = replace(enter(state, Phase.SHOWN), code_text=event.code_text, order_known=True, tries=0)
    return Step(
        shown,
        (
            t.StartTimer(TimerName.EXPIRY, code_left_s(state, context)),
            t.StartTimer(TimerName.POLL, context.clocks.poll_s),
        ),
    )


def code_came_late(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Remember that the order exists after all."""
    # The order exists after all: "not found" no longer proves that nobody can pay it.
    return Step(replace(state, order_known=True))


def code_after_end(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Close an order that was made after the sale had been ended without it."""
    return Step(replace(state, order_known=True), (close(state),))


@on(t.CodeRefused)
def code_refused(state: WalletSaleState, event: t.CodeRefused, _context: Context) -> Step:
    """End an order whose code is not the one that was asked for; it was never shown."""
    known = replace(state, order_known=True)
    return start_ending(known, EndReason.BAD_CODE, code=event.problem)


@on(t.OrderDeclined)
def declined(state: WalletSaleState, event: t.OrderDeclined, context: Context) -> Step:
    """End at once: there is no order."""
    refused = replace(state, end=EndReason.REFUSED, refused_code=event.code)
    ended, watch = end(refused, Phase.DECLINED, context)
    return Step(ended, (t.StopTimers(), watch))


@on(t.OrderUnanswered)
def no_order_answer(state: WalletSaleState, event: t.OrderUnanswered, _context: Context) -> Step:
    """Find out whether there is an order, and close it."""
    doubted = replace(state, doubted=True)
    return start_ending(doubted, EndReason.NO_ANSWER, code=event.reason.value)


def lost_first_step(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Treat an answer that could not be written as none."""
    return start_ending(replace(state, doubted=True), EndReason.NO_ANSWER)


def expire(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """End the sale: the code's time is over."""
    return start_ending(state, EndReason.EXPIRED)


def cancel(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """End the sale: the cashier wants out."""
    return start_ending(state, EndReason.CANCELLED)


def restart(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """End the sale: the code went with the program that showed it."""
    return start_ending(replace(state, doubted=True), EndReason.RESTARTED)


@on(t.Failed)
def payer_refused(state: WalletSaleState, event: t.Failed, _context: Context) -> Step:
    """End the sale: the payment failed for good."""
    return start_ending(state, EndReason.REFUSED, code=event.code)


def ask(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Ask once more under the same ticket."""
    return Step(state, (query(state),))


def poll_again(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """Nothing new: ask again after the poll's time."""
    return Step(state, (t.StartTimer(TimerName.POLL, context.clocks.poll_s),))


def resume_shown(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Take a shown code's clocks up again."""
    left_s = code_left_s(state, context)
    if left_s == 0:
        return expire(state, event, context)
    return Step(state, (query(state), t.StartTimer(TimerName.EXPIRY, left_s)))


# --- it is being ended ----------------------------------------------------------------------


def go_close(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Not paid so far: close the order. What was said of another amount is taken back."""
    closing = enter(forget_odd(state), Phase.CLOSING)
    return Step(closing, (t.StopTimers(), close(closing)))


def later(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """No answer that ends anything: repeat later."""
    return retry_later(state, context)


def close_now(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Tell the gateway again to close the order, and ask: it may be paid by now."""
    return Step(state, (close(state), query(state)))


def ask_again(state: WalletSaleState, event: t.Event, _context: Context) -> Step:
    """The close is answered, or no longer needed: ask a last time."""
    again = replace(
        enter(state, Phase.ASKING_AGAIN), close_refused=isinstance(event, t.CloseRefused)
    )
    return Step(again, (t.StopTimers(), query(again)))


def still_pending(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """Pending after a close: close once more, later."""
    return retry_later(state, context, close_again=True)


def retry_last(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Repeat the last enquiry, or the close before it."""
    if state.close_again:
        return go_close(state, event, context)
    return ask(state, event, context)


def close_refused_late(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Remember that the gateway called the order paid, though the enquiry overtook that answer."""
    return Step(replace(state, close_refused=True))


def finish(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """Nobody paid and nobody can: the sale has ended without a charge."""
    if state.close_refused:
        # "Already paid" and then "closed": the gateway contradicts itself, and money is in it.
        # Only a whole round that says the same, close and enquiry, ends the sale.
        return retry_later(state, context, close_again=True)
    phase = Phase.DECLINED if state.end is EndReason.REFUSED else Phase.CLOSED
    ended, watch = end(state, phase, context)
    return Step(ended, (t.StopTimers(), watch))


def not_found_last(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """No such order: final only if the gateway never said that it made one."""
    if state.order_known:
        return later(state, event, context)
    return finish(state, event, context)
