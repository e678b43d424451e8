"""What each event makes of a card sale, in the phases where it means something.

The money rules, in one place:

* The reversal is armed before the first byte leaves: the step into ``AUTHORISING`` writes STAN,
  voucher and the armed reversal, and only then is anything sent.
* It is disarmed together with the approved row, or by a decline that the profile lists as definite,
  or when not one byte left the till. Everything else is reversed.
* The card's own no after the host's yes is reversed; a printer, a signature or a slip never is.
* A reversal is repeated until the host confirms it. "Not found" counts only once the original can
  no longer arrive and its batch is open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from kpay_desktop.domain.card import EntryMode, Signing, Verification
from kpay_desktop.domain.records import PrintRequest, SlipCopy
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, EndReason, Phase
from kpay_desktop.flows.card_sale.values import TimerName
from kpay_desktop.flows.entries import Bug, FlowBugError, Ignore, on
from kpay_desktop.ports_cards import ReadProblem
from kpay_desktop.settings_cards import CardClockSettings


@dataclass(frozen=True, slots=True)
class Context:
    """What a step may know besides state and event.

    ``next_stan`` is the number that a message gets if this step makes one; ``sign_on_screen``: the
    customer's screen takes signatures.
    """

    at: datetime
    clocks: CardClockSettings
    next_stan: int
    sign_on_screen: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of one event: what to write, then what to do."""

    state: CardSaleState
    effects: tuple[t.Effect, ...] = ()
    print_requests: tuple[PrintRequest, ...] = ()
    ignored: str = ""


Handler = Callable[[CardSaleState, t.Event, Context], Step]
Entry = Handler | Ignore | Bug


def handle_of(state: CardSaleState) -> str:
    """Return the name of the card data of this attempt."""
    return f"card:{state.identity.attempt_id}"


def wait_for_card(state: CardSaleState, context: Context) -> tuple[t.Effect, ...]:
    """Return what begins to wait for a card."""
    return (
        t.ReadCard(state.total_minor, state.tip_minor, state.fallback),
        *_patience(context),
    )


def _patience(context: Context) -> tuple[t.Effect, ...]:
    """Return what gives the people at the till their time anew."""
    return (t.StartTimer(TimerName.READ, context.clocks.read_s),)


# --- reading --------------------------------------------------------------------------------


@on(t.CardSeen)
def card_seen(state: CardSaleState, event: t.CardSeen, context: Context) -> Step:
    """A card is there; nothing is written for that."""
    return Step(replace(state, seen=event.entry, problem=None), _patience(context))


@on(t.ChoiceNeeded)
def choice_needed(state: CardSaleState, event: t.ChoiceNeeded, context: Context) -> Step:
    """The customer is asked which application."""
    asked = replace(state, phase=Phase.CHOOSING, labels=event.labels, problem=None)
    return Step(asked, _patience(context))


@on(t.Chosen)
def chosen(state: CardSaleState, event: t.Chosen, _: Context) -> Step:
    """The card goes on with the customer's choice, or lets go."""
    index = event.index
    if index is not None and not 0 <= index < len(state.labels):
        return Step(state, ignored="there is no such application")
    return Step(replace(state, phase=Phase.READING, labels=()), (t.ChooseAtCard(index),))


@on(t.CardReady)
def card_ready(state: CardSaleState, event: t.CardReady, context: Context) -> Step:
    """A tap goes online at once; a chip or a stripe is confirmed by the cashier first."""
    ready = replace(state, facts=event.facts, seen=event.facts.entry, labels=(), problem=None)
    if event.facts.entry is EntryMode.TAP:
        return _arm(ready, context)
    return Step(replace(ready, phase=Phase.CONFIRMING), _patience(context))


@on(t.ReadFailed)
def read_failed(state: CardSaleState, event: t.ReadFailed, context: Context) -> Step:
    """Say why, and wait again; a card that refuses ends the sale."""
    if event.problem is ReadProblem.DECLINED_BY_CARD:
        return _end(state, Phase.DECLINED, EndReason.CARD_SAID_NO, context)
    again = replace(
        state,
        phase=Phase.READING,
        facts=None,
        labels=(),
        seen=None,
        problem=event.problem,
        fallback=event.fallback,
    )
    return Step(again, wait_for_card(again, context))


@on(t.CancelPressed)
def cancel(state: CardSaleState, _: t.CancelPressed, context: Context) -> Step:
    """Nothing was sent, so nothing is charged."""
    return _end(state, Phase.CLOSED, EndReason.CANCELLED, context)


@on(t.ReadTimeOver)
def nobody_came(state: CardSaleState, _: t.ReadTimeOver, context: Context) -> Step:
    """The readers wait no longer: for a card, or for somebody to choose or to confirm."""
    return _end(state, Phase.CLOSED, EndReason.NO_CARD, context)


@on(t.Restarted)
def closed_by_restart(state: CardSaleState, _: t.Restarted, context: Context) -> Step:
    """The program ended before anything was sent."""
    return _end(state, Phase.CLOSED, EndReason.RESTARTED, context)


@on(t.Stalled)
def read_again(state: CardSaleState, _: t.Stalled, context: Context) -> Step:
    """A step of the reading was not written: the card is read anew."""
    again = replace(state, phase=Phase.READING, facts=None, labels=(), seen=None)
    return Step(again, (t.StopReading(), *wait_for_card(again, context)))


# --- going online ---------------------------------------------------------------------------


@on(t.Confirmed)
def confirmed(state: CardSaleState, _: t.Confirmed, context: Context) -> Step:
    """Arm the reversal, then send."""
    return _arm(state, context)


def _arm(state: CardSaleState, context: Context) -> Step:
    armed = replace(state, phase=Phase.AUTHORISING, stan=context.next_stan, sent_at=context.at)
    return Step(armed, (t.StopTimers(), _authorise(armed)))


def _authorise(state: CardSaleState) -> t.Authorise:
    entry, at = _sent(state)
    identity = state.identity
    return t.Authorise(
        stan=state.stan,
        voucher=identity.voucher,
        batch_no=identity.batch_no,
        amount_minor=state.total_minor,
        tip_minor=state.tip_minor,
        entry=entry,
        handle=handle_of(state),
        at=at,
    )


def reverse_effect(state: CardSaleState) -> t.Reverse:
    """Return the reversal: the sale's own numbers, once more."""
    entry, at = _sent(state)
    identity = state.identity
    return t.Reverse(
        stan=state.stan,
        voucher=identity.voucher,
        batch_no=identity.batch_no,
        amount_minor=state.total_minor,
        entry=entry,
        handle=handle_of(state),
        at=at,
        was_approved=state.was_approved,
        is_lifted=state.is_lifted,
    )


def _sent(state: CardSaleState) -> tuple[EntryMode, datetime]:
    if state.facts is None or state.sent_at is None:
        raise FlowBugError(state.phase.value, "sending", "nothing was armed")
    return state.facts.entry, state.sent_at


@on(t.HostApproved)
def host_approved(state: CardSaleState, event: t.HostApproved, context: Context) -> Step:
    """A chip has the last word; a tap and a stripe are approved at once."""
    told = replace(
        state,
        rrn=event.rrn,
        approval_code=event.approval_code,
        was_approved=True,
        answered_late=False,
        code="00",
    )
    if is_chip(state):
        timer = t.StartTimer(TimerName.CARD, context.clocks.card_s)
        return Step(replace(told, phase=Phase.COMPLETING), (t.FinishAtCard(answered=True), timer))
    # The reader lets a tap or a stripe go; its word changes nothing any more.
    approved = _approve(told, context)
    return replace(approved, effects=(*approved.effects, t.FinishAtCard(answered=True)))


@on(t.HostDeclined)
def host_declined(state: CardSaleState, event: t.HostDeclined, context: Context) -> Step:
    """A definite no disarms the reversal."""
    declined = replace(state, code=event.code, rrn=event.rrn)
    if state.was_approved:
        # A second answer that says yes has overtaken the first.
        return _start_reversing(declined, EndReason.UNCLEAR_ANSWER)
    finish = (t.FinishAtCard(answered=True),) if is_chip(state) else ()
    return _end(declined, Phase.DECLINED, EndReason.HOST_SAID_NO, context, finish)


@on(t.HostDoubtful)
def host_doubtful(state: CardSaleState, event: t.HostDoubtful, _: Context) -> Step:
    """An answer that settles nothing is reversed."""
    return _start_reversing(replace(state, code=event.code), EndReason.UNCLEAR_ANSWER)


@on(t.HostSilent)
def host_silent(state: CardSaleState, event: t.HostSilent, context: Context) -> Step:
    """Without an answer nobody knows; unless not one byte has left."""
    if event.sent or state.was_approved:
        return _start_reversing(state, EndReason.NO_ANSWER)
    finish = (t.FinishAtCard(answered=False),) if is_chip(state) else ()
    return _end(state, Phase.DECLINED, EndReason.HOST_OUT_OF_REACH, context, finish)


def reverse_unsent(state: CardSaleState, _: t.Event, __: Context) -> Step:
    """The program cannot tell whether the sale was sent: take it back."""
    return _start_reversing(state, EndReason.NO_ANSWER)


def reverse_unwritten(state: CardSaleState, _: t.Event, __: Context) -> Step:
    """What would have approved the sale could not be written: take it back."""
    return _start_reversing(state, EndReason.NOT_WRITTEN)


@on(t.CardDone)
def card_done(state: CardSaleState, event: t.CardDone, context: Context) -> Step:
    """The card's certificate makes the sale; its no is reversed."""
    told = replace(state, facts=event.facts)
    if event.approved:
        return _approve(told, context)
    return _start_reversing(told, EndReason.CARD_FAILED_AFTER_APPROVAL)


def card_failed(state: CardSaleState, _: t.Event, __: Context) -> Step:
    """The card's last word did not come."""
    return _start_reversing(state, EndReason.CARD_FAILED_AFTER_APPROVAL)


# --- ends -----------------------------------------------------------------------------------


def _approve(state: CardSaleState, context: Context) -> Step:
    wants_signature = state.facts is not None and state.facts.verification is Verification.SIGNATURE
    approved = replace(state, phase=Phase.APPROVED, ended_at=context.at, tries=0)
    if wants_signature and context.sign_on_screen:
        waiting = replace(approved, signing=Signing.WAITED_FOR)
        return Step(waiting, (t.StopTimers(), t.StartTimer(TimerName.SIGN, context.clocks.sign_s)))
    signing = Signing.ON_PAPER if wants_signature else Signing.NOT_NEEDED
    signed = replace(approved, signing=signing)
    return Step(signed, (t.StopTimers(),), slips(signed))


def _end(
    state: CardSaleState,
    phase: Phase,
    end: EndReason,
    context: Context,
    finish: tuple[t.Effect, ...] = (),
) -> Step:
    ended = replace(state, phase=phase, end=end, ended_at=context.at, labels=(), tries=0)
    return Step(ended, (t.StopTimers(), *(finish or (t.StopReading(),))))


def _start_reversing(state: CardSaleState, end: EndReason) -> Step:
    reversing = replace(state, phase=Phase.REVERSING, end=end, tries=0)
    finish: tuple[t.Effect, ...] = ()
    if is_chip(state) and state.phase is Phase.AUTHORISING:
        finish = (t.FinishAtCard(answered=False),)
    return Step(reversing, (t.StopTimers(), *finish, reverse_effect(reversing)))


def is_chip(state: CardSaleState) -> bool:
    """True for a sale whose card is in a slot."""
    return state.facts is not None and state.facts.entry is EntryMode.CHIP


_BOTH_COPIES = (SlipCopy.MERCHANT, SlipCopy.CUSTOMER)


def slips(state: CardSaleState) -> tuple[PrintRequest, ...]:
    """Return the requests for both copies."""
    return tuple(PrintRequest(state.identity.sale_id, copy) for copy in _BOTH_COPIES)


# --- the signature --------------------------------------------------------------------------


@on(t.Signed)
def signed(state: CardSaleState, _: t.Signed, __: Context) -> Step:
    """The slips carry the signature."""
    return _after_signing(state, Signing.ON_SCREEN)


def sign_on_paper(state: CardSaleState, _: t.Event, __: Context) -> Step:
    """The shop's slip has a line to sign on."""
    return _after_signing(state, Signing.ON_PAPER)


def _after_signing(state: CardSaleState, signing: Signing) -> Step:
    if state.signing is not Signing.WAITED_FOR:
        return Step(state, ignored="no signature is waited for")
    done = replace(state, signing=signing)
    return Step(done, (t.StopTimers(),), slips(done))
