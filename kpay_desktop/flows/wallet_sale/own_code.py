"""Steps of a sale by the shop's own PayNow code, of which no acquirer knows.

Nobody confirms such a payment to the till, so the sale is never approved: a supervisor who has seen
the money confirms it by hand, and it is counted apart.
"""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.flows.entries import on
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import Context, Step, code_left_s, enter, slips
from kpay_desktop.flows.wallet_sale.decision import PAID_ALREADY
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, TimerName, WalletSaleState


@on(t.CodeReady)
def shown(state: WalletSaleState, event: t.CodeReady, context: Context) -> Step:
    """Show the code and start its clock."""
    standing = replace(enter(state, Phase.SHOWN), code_text=event.code_text)
    return Step(standing, (t.StartTimer(TimerName.EXPIRY, code_left_s(state, context)),))


@on(t.CodeRefused)
def unfit(state: WalletSaleState, event: t.CodeRefused, context: Context) -> Step:
    """End: the code is not right, and was never shown."""
    return _close(replace(state, refused_code=event.problem), EndReason.BAD_CODE, context)


@on(t.OrderUnanswered)
def undrawn(state: WalletSaleState, event: t.OrderUnanswered, context: Context) -> Step:
    """End: the code could not be drawn."""
    return _close(replace(state, refused_code=event.reason.value), EndReason.NO_ANSWER, context)


def draw_again(state: WalletSaleState, _event: t.Event, _context: Context) -> Step:
    """Draw the code anew: drawing it leaves no trace anywhere."""
    return Step(state, (t.DrawOwnCode(state.identity.order_no, state.total_minor),))


def cancelled(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """Take the code away: the cashier wants out."""
    return _close(state, EndReason.CANCELLED, context)


def expired(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """Take the code away: its time is over."""
    return _close(state, EndReason.EXPIRED, context)


def restarted(state: WalletSaleState, _event: t.Event, context: Context) -> Step:
    """The code went with the program that showed it."""
    return _close(state, EndReason.RESTARTED, context)


def resume_shown(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Take the code's clock up again."""
    left_s = code_left_s(state, context)
    if left_s == 0:
        return expired(state, event, context)
    return Step(state, (t.StartTimer(TimerName.EXPIRY, left_s),))


@on(t.ByHandPressed)
def by_hand(state: WalletSaleState, event: t.ByHandPressed, context: Context) -> Step:
    """Somebody has seen the money, and a supervisor vouches for it."""
    if not event.free:
        return Step(state, ignored=PAID_ALREADY)
    confirmed = replace(
        enter(state, Phase.BY_HAND),
        end=None,
        refused_code="",
        paid_at=context.at,
        ended_at=context.at,
    )
    return Step(confirmed, (t.StopTimers(),), print_requests=slips(state))


def _close(state: WalletSaleState, reason: EndReason, context: Context) -> Step:
    """End without money, as far as anybody knows; there is nothing to watch."""
    closed = replace(enter(state, Phase.CLOSED), end=reason, ended_at=context.at)
    return Step(closed, (t.StopTimers(),))
