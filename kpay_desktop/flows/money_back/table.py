"""Void and refund: one pure step from state and event to the next state and its effects."""

from __future__ import annotations

from collections.abc import Mapping

from kpay_desktop.flows.entries import Bug, FlowBugError, Ignore, full_row
from kpay_desktop.flows.money_back import by_wallet, steps
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import MoneyBackState, Phase, Way
from kpay_desktop.flows.money_back.steps import Context, Entry, Step

FLOW = "money_back"

_ENDED = frozenset({Phase.DONE, Phase.REFUSED, Phase.UNDONE, Phase.CLOSED})
_ARMED = frozenset({Phase.SENDING, Phase.REVERSING})


def flow_name(back_id: int) -> str:
    """Return the name of the flow of a void or refund."""
    return f"{FLOW}:{back_id}"


def handle_of(back_id: int) -> str:
    """Return the name of the data of a card that is shown for this, beside the one that paid."""
    return f"back:{back_id}"


def begin(state: MoneyBackState, context: Context) -> Step:
    """Return the first step of a void or refund that was authorised and has its numbers.

    Raises:
        FlowBugError: it is by card, and nothing is known of the card that paid.
    """
    return steps.first(state, context)


def step(state: MoneyBackState, event: t.Event, context: Context) -> Step:
    """Return what ``event`` makes of ``state``. Pure.

    Raises:
        FlowBugError: for a pair that cannot come up in a program that is right.
    """
    table = WALLET_TABLE if state.way is Way.WALLET else CARD_TABLE
    entry = table[state.phase][type(event)]
    if isinstance(entry, Ignore):
        return Step(state, ignored=entry.reason)
    if isinstance(entry, Bug):
        raise FlowBugError(state.phase.value, type(event).__name__, entry.reason)
    return entry(state, event, context)


def is_open(state: MoneyBackState) -> bool:
    """True while the program has work left on it, so that a start takes it up again."""
    return state.phase not in _ENDED


def is_armed(state: MoneyBackState) -> bool:
    """True while no other money message may go before it to the card host."""
    return state.way is Way.CARD and state.phase in _ARMED


_OVER = Ignore("it has ended")
_SENT = Ignore("it has been sent: only the host's answer counts now")
_ANSWERED = Ignore("the host has answered already")
_CLOCK = Ignore("a clock of an earlier phase")
_AT_WORK = Ignore("it is being worked on already")
_NOT_READ = Ignore("no card has been read yet")
_CARD_LATE = Ignore("the card is no longer waited for")
_NOTHING_SENT = Bug("nothing has been sent")
_NO_REVERSAL = Bug("no reversal has been sent")
_NOT_REVERSING = Ignore("nothing is being reversed")
_OTHER_WAY = Bug("the money goes another way")

_NO_YES = (t.HostDeclined, t.HostDoubtful, t.HostSilent)
_YES = (t.HostApproved, t.LateApproved)
_REVERSAL = (t.ReversalDone, t.ReversalNotFound, t.ReversalRefused, t.ReversalSilent)
_WALLET = (t.WalletDone, t.WalletRefused, t.WalletPending, t.WalletSilent)
_READER = (t.CardReady, t.ReadFailed)
_CARD = (*_READER, t.ReadTimeOver, t.Confirmed, *_YES, *_NO_YES, *_REVERSAL)
_GO = (t.RetryDue, t.TryNowPressed, t.Restarted, t.Stalled)


def _all(entry: Entry, *kinds: type[t.Event]) -> dict[type[t.Event], Entry]:
    return dict.fromkeys(kinds, entry)


def _row(*parts: Mapping[type[t.Event], Entry]) -> Mapping[type[t.Event], Entry]:
    return full_row(t.EVENT_TYPES, *parts)


_NO_WALLET = _all(_OTHER_WAY, *_WALLET)
_UNSENT: Mapping[type[t.Event], Entry] = {
    t.ReadFailed: steps.read_failed,
    t.ReadTimeOver: steps.nobody_came,
    t.CancelPressed: steps.cancel,
    t.Restarted: steps.closed_by_restart,
    t.Stalled: steps.read_anew,
    **_all(_NOT_REVERSING, t.TryNowPressed, t.LiftPressed),
    t.RetryDue: _CLOCK,
    **_all(_NOTHING_SENT, *_YES, *_NO_YES, *_REVERSAL),
    **_NO_WALLET,
}
_STANDS_AS_BEFORE = _row(
    _all(_OVER, *_READER, t.Confirmed, t.CancelPressed, t.TryNowPressed, t.Restarted, t.Stalled),
    _all(_CLOCK, t.ReadTimeOver, t.RetryDue),
    _all(_ANSWERED, *_NO_YES),
    # Whenever an approval comes, and however: the host has booked it.
    {t.HostApproved: steps.approval_after_the_end, t.LateApproved: steps.approved_after_all},
    _all(_NOT_REVERSING, *_REVERSAL, t.LiftPressed),
    _NO_WALLET,
)

CARD_TABLE: Mapping[Phase, Mapping[type[t.Event], Entry]] = {
    Phase.READING: _row({t.CardReady: steps.card_ready, t.Confirmed: _NOT_READ}, _UNSENT),
    Phase.CONFIRMING: _row({t.CardReady: _AT_WORK, t.Confirmed: steps.confirmed}, _UNSENT),
    Phase.SENDING: _row(
        {t.HostApproved: steps.host_approved, t.HostDeclined: steps.host_declined},
        {t.HostDoubtful: steps.host_doubtful, t.HostSilent: steps.host_silent},
        {t.LateApproved: steps.late_approval, t.Restarted: steps.reverse_unknown},
        {t.Stalled: steps.reverse_unwritten, t.TryNowPressed: _AT_WORK, t.RetryDue: _CLOCK},
        _all(_SENT, *_READER, t.ReadTimeOver, t.Confirmed, t.CancelPressed),
        _all(_NO_REVERSAL, *_REVERSAL),
        {t.LiftPressed: _NOT_REVERSING},
        _NO_WALLET,
    ),
    Phase.REVERSING: _row(
        {t.ReversalDone: steps.reversed_, t.ReversalNotFound: steps.not_found},
        {t.ReversalRefused: steps.reversal_refused, t.ReversalSilent: steps.reversal_silent},
        {t.HostApproved: steps.approval_overtaken, t.LateApproved: steps.late_approval},
        _all(steps.reverse_now, *_GO),
        _all(_CARD_LATE, *_READER, t.ReadTimeOver, t.Confirmed),
        _all(_ANSWERED, *_NO_YES),
        {t.CancelPressed: _SENT, t.LiftPressed: steps.lift},
        _NO_WALLET,
    ),
    Phase.DONE: _row(
        _all(_OVER, *_READER, t.Confirmed, t.CancelPressed, t.TryNowPressed),
        _all(_OVER, t.Restarted, t.Stalled),
        _all(_CLOCK, t.ReadTimeOver, t.RetryDue),
        _all(_ANSWERED, *_YES, *_NO_YES),
        _all(_NOT_REVERSING, *_REVERSAL, t.LiftPressed),
        # Cash, and what is given back by hand, is done at once, and nothing else of it ever comes.
        _NO_WALLET,
    ),
    Phase.REFUSED: _STANDS_AS_BEFORE,
    Phase.UNDONE: _STANDS_AS_BEFORE,
    Phase.CLOSED: _STANDS_AS_BEFORE,
}

_WALLET_ENDED: Mapping[type[t.Event], Entry] = {
    **_all(_OVER, t.CancelPressed, t.TryNowPressed, t.Restarted, t.Stalled),
    **_all(_NOT_REVERSING, t.LiftPressed),
    t.RetryDue: _CLOCK,
    **_all(_ANSWERED, t.WalletRefused, t.WalletPending, t.WalletSilent),
    **_all(_OTHER_WAY, *_CARD),
}
_NEVER = _row(_all(_OTHER_WAY, *t.EVENT_TYPES))

WALLET_TABLE: Mapping[Phase, Mapping[type[t.Event], Entry]] = {
    Phase.READING: _NEVER,
    Phase.CONFIRMING: _NEVER,
    Phase.REVERSING: _NEVER,
    Phase.UNDONE: _NEVER,
    Phase.CLOSED: _NEVER,
    Phase.SENDING: _row(
        {t.WalletDone: by_wallet.wallet_done, t.WalletRefused: by_wallet.wallet_refused},
        _all(by_wallet.later, t.WalletPending, t.WalletSilent),
        _all(by_wallet.send_again, *_GO),
        {t.CancelPressed: _SENT, t.LiftPressed: _NOT_REVERSING},
        _all(_OTHER_WAY, *_CARD),
    ),
    Phase.DONE: _row(_WALLET_ENDED, {t.WalletDone: _ANSWERED}),
    # Asked twice under one number, a no can be heard before a yes: the money has gone back.
    Phase.REFUSED: _row(_WALLET_ENDED, {t.WalletDone: by_wallet.wallet_done}),
}
