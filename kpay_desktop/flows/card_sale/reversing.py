"""Taking a sale back: repeated until the host confirms it, across restarts, for ever."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, EndReason, Phase
from kpay_desktop.flows.card_sale.steps import Context, Step, is_chip, reverse_effect
from kpay_desktop.flows.card_sale.values import TimerName
from kpay_desktop.flows.entries import back_off, on
from kpay_desktop.ports_cards import Silence


def now(state: CardSaleState, _: t.Event, __: Context) -> Step:
    """Send the reversal, again if need be."""
    return Step(state, (t.StopTimers(), reverse_effect(state)))


def reversal_done(state: CardSaleState, _: t.Event, context: Context) -> Step:
    """The host has confirmed: not charged, and nothing held."""
    done = replace(
        state,
        phase=Phase.REVERSED,
        ended_at=context.at,
        reversal_code="",
        needs_person=False,
        is_lifted=False,
    )
    # A chip's reader has its answer and says when the card is out; told to stop, it never would.
    return Step(done, (t.StopTimers(),) if is_chip(state) else (t.StopTimers(), t.StopReading()))


def lift(state: CardSaleState, _: t.Event, __: Context) -> Step:
    """Other sales go on; this one stays what it is, and is asked about on."""
    if state.is_lifted:
        return Step(state, ignored="other sales go on already")
    return Step(replace(state, is_lifted=True))


@on(t.ReversalNotFound)
def not_found(state: CardSaleState, event: t.ReversalNotFound, context: Context) -> Step:
    """The host never had it, if it can no longer arrive; else ask again, or ask a person."""
    can_arrive = event.can_arrive
    if event.batch_is_open and not can_arrive and not state.was_approved:
        return reversal_done(replace(state, found_missing=True), event, context)
    needs_person = state.needs_person or not event.batch_is_open or state.was_approved
    told = replace(state, reversal_code="25", needs_person=needs_person and not can_arrive)
    return _later(told, context)


@on(t.ReversalRefused)
def refused(state: CardSaleState, event: t.ReversalRefused, context: Context) -> Step:
    """No other code ends a reversal."""
    return _later(replace(state, reversal_code=event.code), context)


@on(t.ReversalSilent)
def later(state: CardSaleState, event: t.ReversalSilent, context: Context) -> Step:
    """Repeat, for ever; without the card's number a person has to settle it meanwhile."""
    if event.reason is Silence.NO_CARD_DATA:
        return _later(replace(state, needs_person=True, reversal_code=""), context)
    return _later(state, context)


def _later(state: CardSaleState, context: Context) -> Step:
    clocks = context.clocks
    delay_s = back_off(state.tries, clocks.retry_first_s, clocks.retry_last_s)
    later = replace(state, tries=state.tries + 1)
    return Step(later, (t.StartTimer(TimerName.RETRY, delay_s),))


@on(t.LateApproved)
def late_approval(state: CardSaleState, event: t.LateApproved, _: Context) -> Step:
    """It changes nothing but what the reversal says: the sale stays not charged."""
    return Step(replace(state, answered_late=True, was_approved=True, rrn=event.rrn or state.rrn))


@on(t.LateApproved)
def approved_after_all(state: CardSaleState, event: t.LateApproved, _: Context) -> Step:
    """The host had said no, or that it knew no such sale, and then approved it: take it back."""
    was_taken_back = state.phase is Phase.REVERSED and not state.found_missing
    if was_taken_back or not state.stan:
        return Step(state, ignored="the host has taken it back already")
    again = replace(
        state,
        phase=Phase.REVERSING,
        answered_late=True,
        was_approved=True,
        found_missing=False,
        end=EndReason.UNCLEAR_ANSWER if state.end is EndReason.HOST_SAID_NO else state.end,
        rrn=event.rrn or state.rrn,
        ended_at=None,
        tries=0,
    )
    return Step(again, (reverse_effect(again),))


@on(t.HostApproved)
def approval_overtaken(state: CardSaleState, event: t.HostApproved, context: Context) -> Step:
    """The sale was given up before the answer to it was heard: the host has approved it."""
    return late_approval(state, t.LateApproved(event.rrn), context)


@on(t.HostApproved)
def approval_after_the_end(state: CardSaleState, event: t.HostApproved, context: Context) -> Step:
    """The same, on a sale that had ended meanwhile."""
    return approved_after_all(state, t.LateApproved(event.rrn), context)
