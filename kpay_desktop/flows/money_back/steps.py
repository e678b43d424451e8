"""What each event makes of a void or a refund, in the phases where it means something.

The rules, in one place:

* It is on the disk, reserved and armed, before the first byte leaves.
* By card: no answer is answered by a reversal of this very message, repeated until the host has
  confirmed it; then the sale stands as before.
* By wallet: the number stays the same on every repeat, so that nothing is given back twice; only
  the gateway's own yes or no ends it.
* What is not known counts as given back, and keeps everybody from giving it back again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from kpay_desktop.domain.card import CardFacts
from kpay_desktop.flows.entries import Bug, FlowBugError, Ignore, back_off, on
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import EndReason, MoneyBackState, Phase, Way
from kpay_desktop.flows.money_back.values import TimerName
from kpay_desktop.ports_cards import ReadProblem, Silence

MOST_REFUSALS = 5
"""Repeats of a reversal that the host refuses before a person is called; it is repeated on."""


@dataclass(frozen=True, slots=True)
class BackClocks:
    """The clocks of a void or refund, in seconds.

    ``read_s``: for how long the readers wait for the card, and then the cashier may look at it.
    ``arrival_s``: after so long a message that was sent can no longer arrive at the card host.
    ``retry_first_s`` to ``retry_last_s``: the back-off between repeats. ``person_after_s``: a
    wallet that has not ended it for so long is a person's business too; it is asked on.
    """

    read_s: float = 120.0
    arrival_s: float = 180.0
    retry_first_s: float = 5.0
    retry_last_s: float = 300.0
    person_after_s: float = 72 * 3_600.0


@dataclass(frozen=True, slots=True)
class Context:
    """What a step may know besides state and event; ``next_stan`` is for a message of this step."""

    at: datetime
    clocks: BackClocks
    next_stan: int


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of one event: what to write, then what to do. ``prints``: its slips are due."""

    state: MoneyBackState
    effects: tuple[t.Effect, ...] = ()
    prints: bool = False
    ignored: str = ""


Handler = Callable[[MoneyBackState, t.Event, Context], Step]
Entry = Handler | Ignore | Bug


# --- beginning ------------------------------------------------------------------------------


def first(state: MoneyBackState, context: Context) -> Step:
    """Return the first step: read the card, send it, or pay it out."""
    if state.way is Way.CASH:
        step = done(state, context)
        return replace(step, effects=(*step.effects, t.KickDrawer()))
    if state.way is Way.BY_HAND:
        return done(state, context)
    if state.way is Way.WALLET:
        sending = replace(state, phase=Phase.SENDING, sent_at=context.at)
        return Step(sending, (to_gateway(sending),))
    if state.original is None:
        raise FlowBugError(state.phase.value, "begin", "a sale by card has its card's facts")
    if state.needs_card:
        return read_again(replace(state, phase=Phase.READING), t.Stalled(), context)
    return _send(replace(state, facts=state.original), context)


def read_again(state: MoneyBackState, _: t.Event, context: Context) -> Step:
    """Wait for the card of the sale."""
    patience = t.StartTimer(TimerName.READ, context.clocks.read_s)
    return Step(state, (t.ReadCard(state.amount_minor), patience))


@on(t.CardReady)
def card_ready(state: MoneyBackState, event: t.CardReady, context: Context) -> Step:
    """It has to be the card that paid: the first six and the last four digits say so."""
    if state.original is None or not _is_same(state.original, event.facts):
        return read_again(replace(state, problem=ReadProblem.ANOTHER_CARD), event, context)
    shown = replace(state, phase=Phase.CONFIRMING, facts=event.facts, problem=None)
    return Step(shown, (t.StartTimer(TimerName.READ, context.clocks.read_s),))


def _is_same(paid: CardFacts, shown: CardFacts) -> bool:
    return (paid.first_six, paid.last_four) == (shown.first_six, shown.last_four)


@on(t.ReadFailed)
def read_failed(state: MoneyBackState, event: t.ReadFailed, context: Context) -> Step:
    """Nothing came of this card: say why, and wait again."""
    waiting = replace(state, phase=Phase.READING, facts=None, problem=event.problem)
    return read_again(waiting, event, context)


def read_anew(state: MoneyBackState, event: t.Event, context: Context) -> Step:
    """A step of the reading was not written: the card is read anew."""
    again = read_again(replace(state, phase=Phase.READING, facts=None), event, context)
    return replace(again, effects=(t.StopReading(), *again.effects))


def confirmed(state: MoneyBackState, _: t.Event, context: Context) -> Step:
    """The details are right: send it."""
    return _send(state, context)


def cancel(state: MoneyBackState, _: t.Event, context: Context) -> Step:
    """End it: nothing has been sent."""
    return _closed(state, EndReason.CANCELLED, context)


def nobody_came(state: MoneyBackState, _: t.Event, context: Context) -> Step:
    """Nobody showed the card in time."""
    return _closed(state, EndReason.NO_CARD, context)


def closed_by_restart(state: MoneyBackState, _: t.Event, context: Context) -> Step:
    """The program ended before anything was sent."""
    return _closed(state, EndReason.RESTARTED, context)


def _closed(state: MoneyBackState, end: EndReason, context: Context) -> Step:
    closed = replace(state, phase=Phase.CLOSED, end=end, ended_at=context.at)
    return Step(closed, (t.StopTimers(), t.StopReading()))


# --- by card --------------------------------------------------------------------------------


def _send(state: MoneyBackState, context: Context) -> Step:
    sending = replace(
        state,
        phase=Phase.SENDING,
        stan=context.next_stan,
        sent_at=context.at,
        problem=None,
        tries=0,
    )
    # The readers have what they read: only the clock of reading is over.
    return Step(sending, (t.StopTimers(), to_host(sending)))


def _facts(state: MoneyBackState) -> CardFacts:
    if state.facts is None:
        raise FlowBugError(state.phase.value, "send", "a message by card has a card")
    return state.facts


def to_host(state: MoneyBackState) -> t.SendToHost:
    """Return the message; it is made once, and never repeated: it is reversed."""
    facts = _facts(state)
    return t.SendToHost(
        kind=state.kind,
        stan=state.stan,
        voucher=state.back_voucher,
        batch_no=state.batch_no,
        amount_minor=state.amount_minor,
        entry=facts.entry,
        handle=facts.handle,
        rrn=state.rrn,
        at=state.sent_at or state.begun_at,
        sold_at=state.sold_at,
    )


def reversal(state: MoneyBackState) -> t.ReverseAtHost:
    """Return the message's reversal, the same each time."""
    facts = _facts(state)
    return t.ReverseAtHost(
        kind=state.kind,
        stan=state.stan,
        voucher=state.back_voucher,
        batch_no=state.batch_no,
        amount_minor=state.amount_minor,
        entry=facts.entry,
        handle=facts.handle,
        at=state.sent_at or state.begun_at,
        is_lifted=state.is_lifted,
    )


@on(t.HostApproved)
def host_approved(state: MoneyBackState, event: t.HostApproved, context: Context) -> Step:
    """The host has booked it."""
    booked = replace(state, rrn=event.rrn, approval_code=event.approval_code, was_approved=True)
    return done(booked, context)


@on(t.HostDeclined)
def host_declined(state: MoneyBackState, event: t.HostDeclined, context: Context) -> Step:
    """A definite no: the sale stands as before."""
    told = replace(state, code=event.code)
    if state.was_approved:
        # A second answer that says yes has overtaken the first.
        return _reverse(told, EndReason.UNCLEAR_ANSWER)
    return refused(told, EndReason.HOST_SAID_NO, context)


@on(t.HostDoubtful)
def host_doubtful(state: MoneyBackState, event: t.HostDoubtful, _: Context) -> Step:
    """An answer that settles nothing: take the message back."""
    return _reverse(replace(state, code=event.code), EndReason.UNCLEAR_ANSWER)


@on(t.HostSilent)
def host_silent(state: MoneyBackState, event: t.HostSilent, context: Context) -> Step:
    """No answer. Where not one byte left the till, nothing has happened."""
    if event.sent or state.was_approved:
        return _reverse(state, EndReason.NO_ANSWER)
    return refused(state, EndReason.NOT_SENT, context)


def reverse_unknown(state: MoneyBackState, _: t.Event, __: Context) -> Step:
    """The answer, if there was one, is lost with the program: take the message back."""
    return _reverse(state, EndReason.RESTARTED)


def reverse_unwritten(state: MoneyBackState, _: t.Event, __: Context) -> Step:
    """What the host said could not be written: take the message back."""
    return _reverse(state, EndReason.NOT_WRITTEN)


def _reverse(state: MoneyBackState, end: EndReason) -> Step:
    reversing = replace(state, phase=Phase.REVERSING, end=end, tries=0)
    return Step(reversing, (t.StopTimers(), reversal(reversing)))


def reverse_now(state: MoneyBackState, _: t.Event, __: Context) -> Step:
    """Send the reversal, again if need be."""
    return Step(state, (t.StopTimers(), reversal(state)))


def reversed_(state: MoneyBackState, _: t.Event, context: Context) -> Step:
    """The host has taken it back: the sale stands as before."""
    undone = replace(
        state,
        phase=Phase.UNDONE,
        ended_at=context.at,
        needs_person=False,
        was_approved=False,
        is_lifted=False,
    )
    return Step(undone, (t.StopTimers(),))


def lift(state: MoneyBackState, _: t.Event, __: Context) -> Step:
    """Other messages go on; this one stays not known, and is asked about on."""
    if state.is_lifted:
        return Step(state, ignored="other sales go on already")
    return Step(replace(state, is_lifted=True))


@on(t.ReversalNotFound)
def not_found(state: MoneyBackState, event: t.ReversalNotFound, context: Context) -> Step:
    """The host never had it, if it can no longer arrive; else ask again, or ask a person."""
    if event.batch_is_open and not event.can_arrive and not state.was_approved:
        return reversed_(replace(state, found_missing=True), event, context)
    lost = not event.can_arrive and (not event.batch_is_open or state.was_approved)
    told = replace(state, code="25", needs_person=state.needs_person or lost)
    return again_later(told, context)


@on(t.ReversalRefused)
def reversal_refused(state: MoneyBackState, event: t.ReversalRefused, context: Context) -> Step:
    """No other code ends a reversal; a person is called in the end, and it is repeated on."""
    needs_person = state.needs_person or state.tries >= MOST_REFUSALS
    return again_later(replace(state, code=event.code, needs_person=needs_person), context)


@on(t.ReversalSilent)
def reversal_silent(state: MoneyBackState, event: t.ReversalSilent, context: Context) -> Step:
    """Repeat, for ever; without the card's number a person has to settle it meanwhile."""
    lacks_card = event.reason is Silence.NO_CARD_DATA
    return again_later(replace(state, needs_person=state.needs_person or lacks_card), context)


@on(t.LateApproved)
def late_approval(state: MoneyBackState, event: t.LateApproved, _: Context) -> Step:
    """It is being taken back all the same; the reversal counts as of something that was booked."""
    return Step(replace(state, was_approved=True, rrn=event.rrn or state.rrn))


@on(t.HostApproved)
def approval_overtaken(state: MoneyBackState, event: t.HostApproved, context: Context) -> Step:
    """The same, where the answer was only slow."""
    return late_approval(state, t.LateApproved(event.rrn), context)


@on(t.LateApproved)
def approved_after_all(state: MoneyBackState, event: t.LateApproved, _: Context) -> Step:
    """The host had said no, or that it knew no such message, and then booked it: take it back."""
    if not state.stan or (state.phase is Phase.UNDONE and not state.found_missing):
        return Step(state, ignored="the host has taken it back already")
    again = replace(
        state,
        phase=Phase.REVERSING,
        was_approved=True,
        found_missing=False,
        end=EndReason.UNCLEAR_ANSWER,
        rrn=event.rrn or state.rrn,
        ended_at=None,
        tries=0,
    )
    return Step(again, (reversal(again),))


@on(t.HostApproved)
def approval_after_the_end(state: MoneyBackState, event: t.HostApproved, context: Context) -> Step:
    """The same, where the answer was only slow."""
    return approved_after_all(state, t.LateApproved(event.rrn), context)


# --- by wallet ------------------------------------------------------------------------------


def to_gateway(state: MoneyBackState) -> t.SendToGateway:
    """Return the message, the same on every repeat."""
    return t.SendToGateway(
        state.kind, state.number, state.order_no, state.wallet_txn_no, state.amount_minor
    )


# --- the ends -------------------------------------------------------------------------------


def again_later(state: MoneyBackState, context: Context) -> Step:
    """Try again after the back-off."""
    clocks = context.clocks
    delay_s = back_off(state.tries, clocks.retry_first_s, clocks.retry_last_s)
    waiting = replace(state, tries=state.tries + 1)
    return Step(waiting, (t.StartTimer(TimerName.RETRY, delay_s),))


def done(state: MoneyBackState, context: Context) -> Step:
    """The customer has the money back: slips are due."""
    ended = replace(
        state, phase=Phase.DONE, end=None, code="", needs_person=False, ended_at=context.at
    )
    return Step(ended, (t.StopTimers(),), prints=True)


def refused(state: MoneyBackState, end: EndReason, context: Context) -> Step:
    """Nothing went back: the sale stands as before."""
    ended = replace(state, phase=Phase.REFUSED, end=end, needs_person=False, ended_at=context.at)
    return Step(ended, (t.StopTimers(),))
