"""The card sale: one pure step from state and event to the next state and its effects."""

from __future__ import annotations

from collections.abc import Mapping

from kpay_desktop.domain.card import Signing
from kpay_desktop.domain.sale import SaleIdentity
from kpay_desktop.flows.card_sale import reversing, steps
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.flows.card_sale.steps import Context, Entry, Step
from kpay_desktop.flows.entries import Bug, FlowBugError, Ignore, full_row

FLOW = "card_sale"

_FINAL = frozenset({Phase.APPROVED, Phase.DECLINED, Phase.CLOSED, Phase.REVERSED})
_ARMED = frozenset({Phase.AUTHORISING, Phase.COMPLETING, Phase.REVERSING})


def flow_name(identity: SaleIdentity) -> str:
    """Return the name of the attempt's flow."""
    return f"{FLOW}:{identity.attempt_id}"


def begin(state: CardSaleState, context: Context) -> Step:
    """Return the first step of a sale whose numbers have just been allocated."""
    return Step(state, steps.wait_for_card(state, context))


def step(state: CardSaleState, event: t.Event, context: Context) -> Step:
    """Return what ``event`` makes of ``state``. Pure.

    Raises:
        FlowBugError: for a pair that cannot come up in a program that is right.
    """
    entry = TABLE[state.phase][type(event)]
    if isinstance(entry, Ignore):
        return Step(state, ignored=entry.reason)
    if isinstance(entry, Bug):
        raise FlowBugError(state.phase.value, type(event).__name__, entry.reason)
    return entry(state, event, context)


def is_open(state: CardSaleState) -> bool:
    """True while the program has work left on the sale, so that a start takes it up again."""
    return state.phase not in _FINAL or state.signing is Signing.WAITED_FOR


def is_armed(state: CardSaleState) -> bool:
    """True while a reversal of the sale is armed: no other money message goes before it."""
    return state.phase in _ARMED


_OVER = Ignore("the sale has ended")
_NOT_READ = Ignore("no card has been read yet")
_NO_LIST = Ignore("there is nothing to choose")
_SENT = Ignore("it has been sent: only the host's answer counts now")
_CARD_LATE = Ignore("the card is no longer waited for")
_NOTHING_SENT = Bug("nothing has been sent")
_CLOCK = Ignore("a clock of an earlier state")
_NO_SIGNATURE = Ignore("no signature is waited for")
_NOT_REVERSING = Ignore("nothing is being reversed")
_ANSWERED = Ignore("the host has answered already")
_AT_WORK = Ignore("it is being worked on already")

_NO_YES = (t.HostDeclined, t.HostDoubtful, t.HostSilent)
_HOST = (t.HostApproved, *_NO_YES)
_REVERSAL = (t.ReversalDone, t.ReversalNotFound, t.ReversalRefused, t.ReversalSilent)
_READER = (t.CardSeen, t.ChoiceNeeded, t.CardReady, t.ReadFailed)
_SIGNATURE = (t.Signed, t.SignOnPaper, t.SignTimeOver)


def _all(entry: Entry, *kinds: type[t.Event]) -> dict[type[t.Event], Entry]:
    return dict.fromkeys(kinds, entry)


def _row(*parts: Mapping[type[t.Event], Entry]) -> Mapping[type[t.Event], Entry]:
    return full_row(t.EVENT_TYPES, *parts)


# Nothing has left the till yet: nothing can be charged.
_UNSENT: Mapping[type[t.Event], Entry] = {
    **_all(_NOTHING_SENT, *_HOST, *_REVERSAL),
    **_all(_NO_SIGNATURE, *_SIGNATURE),
    t.LateApproved: _NOTHING_SENT,
    **_all(_NOT_REVERSING, t.TryNowPressed, t.LiftPressed),
    t.CancelPressed: steps.cancel,
    t.Restarted: steps.closed_by_restart,
    t.Stalled: steps.read_again,
    t.CardDone: _NOTHING_SENT,
    **_all(_CLOCK, t.CardTimeOver, t.RetryDue),
}

_ENDED: Mapping[type[t.Event], Entry] = {
    **_all(_OVER, t.Chosen, t.Confirmed, t.CancelPressed, t.CardDone, *_READER),
    **_all(_ANSWERED, *_NO_YES),
    **_all(_CLOCK, t.CardTimeOver, t.ReadTimeOver, t.RetryDue),
    **_all(_NOT_REVERSING, t.TryNowPressed, t.LiftPressed),
}
_NOT_CHARGED = _row(
    _ENDED,
    _all(_NOT_REVERSING, *_REVERSAL),
    _all(_NO_SIGNATURE, *_SIGNATURE),
    {t.LateApproved: reversing.approved_after_all},
    # Whenever an approval comes, and however: the host holds money.
    {t.HostApproved: reversing.approval_after_the_end},
    _all(_OVER, t.Restarted, t.Stalled),
)

TABLE: Mapping[Phase, Mapping[type[t.Event], Entry]] = {
    Phase.READING: _row(
        {t.CardSeen: steps.card_seen, t.ChoiceNeeded: steps.choice_needed},
        {t.CardReady: steps.card_ready, t.ReadFailed: steps.read_failed},
        {t.ReadTimeOver: steps.nobody_came, t.Chosen: _NO_LIST, t.Confirmed: _NOT_READ},
        _UNSENT,
    ),
    Phase.CHOOSING: _row(
        {t.Chosen: steps.chosen, t.ReadFailed: steps.read_failed},
        {t.CardSeen: _AT_WORK, t.ChoiceNeeded: _AT_WORK, t.CardReady: steps.card_ready},
        {t.ReadTimeOver: steps.nobody_came, t.Confirmed: _NOT_READ},
        _UNSENT,
    ),
    Phase.CONFIRMING: _row(
        {t.Confirmed: steps.confirmed, t.ReadFailed: steps.read_failed},
        _all(_AT_WORK, t.CardSeen, t.ChoiceNeeded, t.CardReady),
        {t.ReadTimeOver: steps.nobody_came, t.Chosen: _NO_LIST},
        _UNSENT,
    ),
    Phase.AUTHORISING: _row(
        {t.HostApproved: steps.host_approved, t.HostDeclined: steps.host_declined},
        {t.HostDoubtful: steps.host_doubtful, t.HostSilent: steps.host_silent},
        # A card that left is found when it is to have the last word.
        _all(_SENT, *_READER, t.Chosen, t.Confirmed, t.CancelPressed, t.ReadTimeOver),
        {t.CardDone: _SENT, t.CardTimeOver: _CLOCK, t.RetryDue: _CLOCK},
        {t.LateApproved: reversing.late_approval},
        _all(Bug("no reversal has been sent"), *_REVERSAL),
        _all(_NO_SIGNATURE, *_SIGNATURE),
        {t.TryNowPressed: _AT_WORK, t.LiftPressed: _NOT_REVERSING},
        {t.Restarted: steps.reverse_unsent, t.Stalled: steps.reverse_unwritten},
    ),
    Phase.COMPLETING: _row(
        {t.CardDone: steps.card_done, t.CardTimeOver: steps.card_failed},
        _all(steps.card_failed, t.Restarted, t.ReadFailed),
        {t.Stalled: steps.reverse_unwritten},
        _all(_SENT, t.CardSeen, t.ChoiceNeeded, t.CardReady),
        _all(_SENT, t.Chosen, t.Confirmed, t.CancelPressed, t.ReadTimeOver),
        _all(_ANSWERED, *_HOST),
        {t.LateApproved: _ANSWERED, t.RetryDue: _CLOCK, t.TryNowPressed: _AT_WORK},
        {t.LiftPressed: _NOT_REVERSING},
        _all(Bug("no reversal has been sent"), *_REVERSAL),
        _all(_NO_SIGNATURE, *_SIGNATURE),
    ),
    Phase.REVERSING: _row(
        {t.ReversalDone: reversing.reversal_done, t.ReversalNotFound: reversing.not_found},
        {t.ReversalRefused: reversing.refused, t.ReversalSilent: reversing.later},
        _all(reversing.now, t.RetryDue, t.TryNowPressed, t.Restarted, t.Stalled),
        {t.LiftPressed: reversing.lift},
        {t.LateApproved: reversing.late_approval, t.HostApproved: reversing.approval_overtaken},
        _all(_CARD_LATE, *_READER, t.CardDone, t.Chosen, t.Confirmed, t.CancelPressed),
        _all(_ANSWERED, *_NO_YES),
        _all(_CLOCK, t.CardTimeOver, t.ReadTimeOver),
        _all(_NO_SIGNATURE, *_SIGNATURE),
    ),
    Phase.APPROVED: _row(
        _ENDED,
        {t.Signed: steps.signed},
        _all(steps.sign_on_paper, t.SignOnPaper, t.SignTimeOver, t.Restarted, t.Stalled),
        _all(_NOT_REVERSING, *_REVERSAL),
        {t.LateApproved: _ANSWERED, t.HostApproved: _ANSWERED},
    ),
    Phase.DECLINED: _NOT_CHARGED,
    Phase.CLOSED: _NOT_CHARGED,
    Phase.REVERSED: _NOT_CHARGED,
}
