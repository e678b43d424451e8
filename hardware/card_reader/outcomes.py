"""How a kernel's end becomes news: one table, and what stands beside it for the stripe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kpay_desktop.domain.card import CardFacts, EntryMode, Verification
from kpay_desktop.domain.track import StripeProblem
from kpay_desktop.emv.steps import Cvm, Decision, Outcome, Reason
from kpay_desktop.ports_cards import CardDone, ReadFailed, ReadProblem

VERIFICATIONS: Final = {
    Cvm.NONE: Verification.NONE,
    Cvm.SIGNATURE: Verification.SIGNATURE,
    Cvm.ON_DEVICE: Verification.ON_DEVICE,
    Cvm.NOT_DONE: Verification.NOT_DONE,
}


@dataclass(frozen=True, slots=True)
class Ends:
    """What an end before the issuer was asked means: for a chip, and for a tap."""

    chip: ReadProblem
    tap: ReadProblem


def _both(problem: ReadProblem) -> Ends:
    return Ends(problem, problem)


#: Every reason that a kernel ends for, as it is told when the issuer was not asked. Those that
#: only an issuer's answer brings about cannot come up then; a card that makes them is a bad one.
ENDS: Final = {
    Reason.DONE: _both(ReadProblem.BAD_CARD),
    Reason.ISSUER_DECLINED: _both(ReadProblem.BAD_CARD),
    Reason.CARD_DECLINED: _both(ReadProblem.DECLINED_BY_CARD),
    Reason.TERMINAL_DECLINED: _both(ReadProblem.DECLINED_BY_CARD),
    Reason.NO_HOST: _both(ReadProblem.BAD_CARD),
    Reason.CARD_DECLINED_AFTER_APPROVAL: _both(ReadProblem.BAD_CARD),
    Reason.CARD_LOST_AFTER_APPROVAL: _both(ReadProblem.BAD_CARD),
    Reason.CARD_LOST: Ends(ReadProblem.REMOVED, ReadProblem.TRY_AGAIN),
    Reason.CARD_BLOCKED: _both(ReadProblem.CARD_BLOCKED),
    Reason.APPLICATION_BLOCKED: _both(ReadProblem.CARD_BLOCKED),
    Reason.NO_APPLICATION: Ends(ReadProblem.NO_APPLICATION, ReadProblem.INSERT_CHIP),
    Reason.NOT_CHOSEN: _both(ReadProblem.NOT_CHOSEN),
    Reason.BAD_CARD: Ends(ReadProblem.BAD_CARD, ReadProblem.INSERT_CHIP),
    Reason.CONDITIONS: Ends(ReadProblem.BAD_CARD, ReadProblem.TRY_AGAIN),
    Reason.OVER_LIMIT: _both(ReadProblem.OVER_LIMIT),
    Reason.INSERT_CHIP: Ends(ReadProblem.ANOTHER_CARD, ReadProblem.INSERT_CHIP),
    Reason.SWIPE: _both(ReadProblem.SWIPE),
    Reason.USE_ANOTHER_CARD: _both(ReadProblem.ANOTHER_CARD),
}

#: What is wrong with a swipe, as the page says it.
STRIPE_PROBLEMS: Final = {
    StripeProblem.UNREADABLE: ReadProblem.BAD_STRIPE,
    StripeProblem.NOT_A_CARD: ReadProblem.BAD_STRIPE,
    StripeProblem.TRACKS_DIFFER: ReadProblem.BAD_STRIPE,
    StripeProblem.CHECK_DIGIT: ReadProblem.BAD_STRIPE,
    StripeProblem.NO_EXPIRY: ReadProblem.BAD_STRIPE,
    StripeProblem.EXPIRED: ReadProblem.EXPIRED,
    StripeProblem.HAS_CHIP: ReadProblem.INSERT_CHIP,
    StripeProblem.PIN_NEEDED: ReadProblem.PIN_NEEDED,
    StripeProblem.CASH_ONLY: ReadProblem.CASH_ONLY,
}

_LOST: Final = frozenset({Reason.CARD_LOST, Reason.CARD_LOST_AFTER_APPROVAL})


def news_of(
    flow: str,
    entry: EntryMode,
    outcome: Outcome,
    facts: CardFacts | None,
    *,
    was_technical: bool = False,
) -> CardDone | ReadFailed:
    """Return what the end of a transaction is told as.

    ``facts``: the card, if its data could be read. ``was_technical``: a card that was there all the
    time stopped answering; one that was pulled out is no reason to take its stripe.
    """
    if outcome.was_online and facts is not None:
        was_lost = outcome.reason in _LOST
        return CardDone(flow, facts, outcome.decision is Decision.APPROVED, was_lost)
    is_chip = entry is EntryMode.CHIP
    may_swipe = is_chip and outcome.fallback
    if may_swipe and (was_technical or outcome.reason is not Reason.CARD_LOST):
        return ReadFailed(flow, entry, ReadProblem.SWIPE, fallback=True)
    if was_technical and is_chip:
        return ReadFailed(flow, entry, ReadProblem.BAD_CARD)
    ends = ENDS[outcome.reason]
    return ReadFailed(flow, entry, ends.chip if is_chip else ends.tap)


def mute_news(flow: str, entry: EntryMode) -> ReadFailed:
    """Return what a card that cannot be worked with at all is told as."""
    if entry is EntryMode.CHIP:
        return ReadFailed(flow, entry, ReadProblem.SWIPE, fallback=True)
    return ReadFailed(flow, entry, ReadProblem.INSERT_CHIP)
