"""What each event makes of a settlement, in the phases where it means something.

The rules, in one place:

* Our totals and the number of the message are on the disk before the first byte leaves, and never
  change after that: a lost answer is answered by the *identical* message.
* Nothing financial goes to the acquirer between the totals and the end; the runner holds it back
  while :func:`~kpay_desktop.flows.settlement.table.is_shut` says so.
* The batch is closed, and card numbers leave the vault, only with the host's own word.
* What cannot be cleared is not settled: it is named, and carried over when a supervisor says so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.entries import Bug, Ignore, back_off, on
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import (
    MOST_NAMED,
    Agreement,
    Difference,
    Kind,
    Phase,
    SettlementState,
    StopReason,
)
from kpay_desktop.flows.settlement.values import TimerName
from kpay_desktop.settings_day import SettleClockSettings

MOST_SIGN_ONS = 2
"""Sign-ons for one settlement: a host that still has another batch number needs a person."""

MOST_SIGN_ON_TRIES = 5
"""Repeats of a sign-on that fails before the settlement is given up: nothing has been closed."""

MOST_UNCLEAR = 5
"""Repeats of a message whose answers settle nothing before a person is called."""

UNCLEAR = frozenset({"68", "91", "94", "96", "98"})
"""Codes that leave open whether the host closed the batch: late, out of order, or had before."""

MOST_COMPARES = 3
"""Repeats of the question about one order before it is named as not compared."""

MOST_SILENT_ROWS = 1
"""Orders in a row about which nobody answered before the line counts as down."""

NOT_COMPARED = "not_compared"
"""The code of a difference that is only an answer that never came."""

NOT_FOUND, CLOSED_THERE = "not_found", "closed"
"""The codes of orders that a gateway does not have, or has as closed and not paid."""

NOT_SENT = "not_sent"
"""The code of a difference that is a row which could not be sent: its card is not in the vault."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a step may know besides state and event.

    ``next_stan`` is the number that a message gets if this step makes one. ``totals`` and ``rows``
    are the batch's as it stands, ``next_row`` is the sale behind the state's cursor, None behind
    the last: all three without the vouchers that the state carries over, but for
    :class:`~kpay_desktop.flows.settlement.values.Cleared`, with which it carries none.
    """

    at: datetime
    clocks: SettleClockSettings
    next_stan: int
    totals: Totals
    rows: int
    next_row: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """The outcome of one event: what to write, then what to do."""

    state: SettlementState
    effects: tuple[t.Effect, ...] = ()
    ignored: str = ""

    @property
    def closes(self) -> bool:
        """True if this step closes the batch: its slips are queued and its cards wiped with it."""
        return self.state.phase is Phase.SETTLED


Handler = Callable[[SettlementState, t.Event, Context], Step]
Entry = Handler | Ignore | Bug


# --- before anything was sent ---------------------------------------------------------------


def wait(state: SettlementState, _event: t.Event, _context: Context) -> Step:
    """Wait for the counter."""
    return Step(state, (t.WaitForIdle(),))


def clear(state: SettlementState, _event: t.Event, context: Context) -> Step:
    """Send what is armed, ask what is not known, and give that its time."""
    clearing = replace(state, phase=Phase.CLEARING, carried=(), carried_rows=(), tries=0)
    return Step(clearing, (t.Clear(), t.StartTimer(TimerName.CLEAR, context.clocks.clear_s)))


def count_anew(state: SettlementState, event: t.Event, context: Context) -> Step:
    """Begin once more with the batch as it is by now: nothing has been closed or sent."""
    anew = replace(
        replace(state, ours=Totals(), theirs=None, rows=0, cursor=0, done=0, silent_rows=0),
        differences=(),
        unnamed=0,
    )
    step = clear(anew, event, context)
    return replace(step, effects=(t.StopTimers(), *step.effects))


@on(t.Uncleared)
def uncleared(state: SettlementState, event: t.Uncleared, _context: Context) -> Step:
    """Remember what is not known so far; it is tried until the time is over."""
    return Step(replace(state, carried=event.vouchers, carried_rows=event.rows))


def hold(state: SettlementState, _event: t.Event, context: Context) -> Step:
    """Ask a person; what is not known goes on being tried."""
    return _later(replace(state, phase=Phase.HELD), context)


def clear_again(state: SettlementState, _event: t.Event, context: Context) -> Step:
    """Try what is held once more."""
    again = _later(state, context)
    return replace(again, effects=(t.Clear(), *again.effects))


@on(t.LiftPressed)
def lift(state: SettlementState, event: t.LiftPressed, context: Context) -> Step:
    """Go on without what cannot be cleared: it is carried over, and stays named."""
    if not state.carried:
        return Step(state, ignored="nothing is named yet that could be carried over")
    return go_on(replace(state, lifted_by=event.approver_id), event, context)


def cancel(state: SettlementState, _event: t.Event, context: Context) -> Step:
    """End it: nothing has been sent."""
    return _stop(state, StopReason.CANCELLED, context)


def go_on(state: SettlementState, event: t.Event, context: Context) -> Step:
    """Write our totals down, and settle with them."""
    if isinstance(event, t.Cleared):
        state = replace(state, carried=(), carried_rows=())
    counted = replace(state, ours=context.totals, rows=context.rows, cursor=0, done=0, tries=0)
    if state.kind is Kind.NOBODY:
        return _close(counted, Agreement.OURS_ALONE, None, context)
    if state.kind is Kind.WALLETS:
        return _compare_next(replace(counted, phase=Phase.COMPARING, theirs=Totals()), context)
    return _send_totals(counted, context)


# --- the card host --------------------------------------------------------------------------


def _send_totals(state: SettlementState, context: Context) -> Step:
    sending = replace(
        state, phase=Phase.TOTALS, stan=context.next_stan, sent_at=context.at, tries=0
    )
    return Step(sending, (t.StopTimers(), _message(sending)))


def _message(state: SettlementState) -> t.Effect:
    """Return the message that is on its way, the same each time."""
    at = state.sent_at or state.begun_at
    if state.phase is Phase.TOTALS:
        return t.SendTotals(state.stan, state.batch_no, state.ours, at)
    if state.phase is Phase.ENDING:
        return t.SendEnd(state.stan, state.batch_no, state.ours, at)
    if state.phase is Phase.UPLOADING:
        return t.SendRow(state.stan, state.cursor)
    if state.phase is Phase.COMPARING:
        return t.CompareRow(state.cursor)
    return t.SignOn()


def send_again(state: SettlementState, _event: t.Event, _context: Context) -> Step:
    """Repeat what had no answer."""
    return Step(state, (_message(state),))


def later(state: SettlementState, _event: t.Event, context: Context) -> Step:
    """No answer: repeat after the back-off, for as long as it takes."""
    return _later(state, context)


def _later(state: SettlementState, context: Context) -> Step:
    clocks = context.clocks
    delay_s = back_off(state.tries, clocks.retry_first_s, clocks.retry_last_s)
    again = replace(state, tries=state.tries + 1)
    return Step(again, (t.StartTimer(TimerName.RETRY, delay_s),))


@on(t.HostAgreed)
def agreed(state: SettlementState, event: t.HostAgreed, context: Context) -> Step:
    """The host closed the batch.

    A yes with totals that are all zero names none; a yes with others than ours is no agreement.
    """
    told = None if event.theirs is None or event.theirs.is_empty else event.theirs
    has_rows = state.phase is Phase.ENDING
    theirs = told or (state.theirs if has_rows else state.ours)
    agreement = Agreement.UPLOADED if has_rows else Agreement.AGREE
    if told is not None and told != state.ours:
        agreement = Agreement.DIFFER
    return _close(state, agreement, theirs, context)


@on(t.HostDiffers)
def differs(state: SettlementState, event: t.HostDiffers, context: Context) -> Step:
    """The host has other totals: send it every row."""
    told = replace(state, theirs=event.theirs, cursor=0, done=0, code="", needs_person=False)
    return _send_next(told, context)


@on(t.HostDiffers)
def differs_still(state: SettlementState, event: t.HostDiffers, context: Context) -> Step:
    """It has every row, and has other totals still: a person has to ask the acquirer."""
    told = replace(state, theirs=event.theirs or state.theirs)
    return _stop(told, StopReason.DIFFERS_STILL, context)


@on(t.BatchUnknown)
def batch_unknown(state: SettlementState, event: t.BatchUnknown, context: Context) -> Step:
    """Another batch number: sign on again. It never wipes a batch."""
    if state.sign_ons >= MOST_SIGN_ONS:
        return _stop(replace(state, code=event.code), StopReason.BATCH_UNKNOWN, context)
    signing = replace(
        state, phase=Phase.SIGNING_ON, sign_ons=state.sign_ons + 1, code=event.code, tries=0
    )
    return Step(signing, (t.StopTimers(), t.SignOn()))


@on(t.BatchUnknown)
def end_unknown(state: SettlementState, event: t.BatchUnknown, context: Context) -> Step:
    """The host no longer has the batch whose rows it took: nothing was closed by this message."""
    return _stop(replace(state, code=event.code), StopReason.BATCH_UNKNOWN, context)


def sign_on_failed(state: SettlementState, _event: t.Event, context: Context) -> Step:
    """Repeat it a few times. The totals were refused, so giving up leaves the batch open."""
    if state.tries >= MOST_SIGN_ON_TRIES:
        return _stop(state, StopReason.BATCH_UNKNOWN, context)
    return _later(state, context)


def signed_on(state: SettlementState, _event: t.Event, context: Context) -> Step:
    """Send the totals again: the first message was refused, so this is a new one."""
    return _send_totals(replace(state, code=""), context)


@on(t.HostRefused)
def refused(state: SettlementState, event: t.HostRefused, context: Context) -> Step:
    """The batch stays open at the host, and here; unless the code does not settle even that."""
    if event.code in UNCLEAR:
        needs_person = state.needs_person or state.tries >= MOST_UNCLEAR
        return _later(replace(state, code=event.code, needs_person=needs_person), context)
    return _stop(replace(state, code=event.code), StopReason.REFUSED, context)


def _send_next(state: SettlementState, context: Context) -> Step:
    """Send the row behind the cursor, or the end."""
    if context.next_row is None:
        ending = replace(
            state, phase=Phase.ENDING, stan=context.next_stan, sent_at=context.at, tries=0
        )
        return Step(ending, (t.StopTimers(), _message(ending)))
    sending = replace(
        state, phase=Phase.UPLOADING, stan=context.next_stan, cursor=context.next_row, tries=0
    )
    return Step(sending, (t.StopTimers(), _message(sending)))


@on(t.RowTaken)
def row_taken(state: SettlementState, event: t.RowTaken, context: Context) -> Step:
    """The host has the row: on to the next."""
    return _send_next(_named(replace(state, done=state.done + 1), event.differs), context)


# --- a gateway without batches --------------------------------------------------------------


def _compare_next(state: SettlementState, context: Context) -> Step:
    if context.next_row is None:
        differs = bool(state.differences or state.unnamed or state.theirs != state.ours)
        agreement = Agreement.DIFFER if differs else Agreement.AGREE
        return _close(state, agreement, state.theirs, context)
    asking = replace(state, cursor=context.next_row, tries=0)
    return Step(asking, (t.StopTimers(), _message(asking)))


@on(t.RowCompared)
def row_compared(state: SettlementState, event: t.RowCompared, context: Context) -> Step:
    """Count what the gateway has of the order, and go on to the next."""
    if event.sale_id != state.cursor:
        return Step(state, ignored="an answer about an earlier row")
    theirs = (state.theirs or Totals()) + event.theirs
    counted = replace(state, theirs=theirs, done=state.done + 1, silent_rows=0)
    return _compare_next(_named(counted, event.differs), context)


@on(t.RowUnanswered)
def row_unanswered(state: SettlementState, event: t.RowUnanswered, context: Context) -> Step:
    """Ask about the same order again, later; in the end it is named, and does not hold the rest.

    Unless nobody answers at all, about one order as about the next: then the line is down, and a
    day is not closed uncompared because of that. It is asked until somebody answers.
    """
    if event.sale_id != state.cursor:
        return Step(state, ignored="an answer about an earlier row")
    is_down = not event.is_heard and state.silent_rows >= MOST_SILENT_ROWS
    if state.tries < MOST_COMPARES or is_down:
        return _later(state, context)
    unknown = Difference(event.sale_id, event.voucher, event.ours_minor, code=NOT_COMPARED)
    silent_rows = 0 if event.is_heard else state.silent_rows + 1
    told = replace(state, done=state.done + 1, silent_rows=silent_rows)
    return _compare_next(_named(told, unknown), context)


# --- the end --------------------------------------------------------------------------------


def _named(state: SettlementState, differs: Difference | None) -> SettlementState:
    if differs is None or any(one.sale_id == differs.sale_id for one in state.differences):
        return state
    if len(state.differences) >= MOST_NAMED:
        return replace(state, unnamed=state.unnamed + 1)
    return replace(state, differences=(*state.differences, differs))


def _close(
    state: SettlementState, agreement: Agreement, theirs: Totals | None, context: Context
) -> Step:
    settled = replace(
        state,
        phase=Phase.SETTLED,
        agreement=agreement,
        theirs=theirs,
        ended_at=context.at,
        code="",
        needs_person=False,
        tries=0,
    )
    return Step(settled, (t.StopTimers(),))


def _stop(state: SettlementState, reason: StopReason, context: Context) -> Step:
    stopped = replace(
        state,
        phase=Phase.STOPPED,
        stop=reason,
        needs_person=False,
        ended_at=context.at,
        tries=0,
    )
    return Step(stopped, (t.StopTimers(),))
