"""A contactless transaction: Entry Point, then the kernel of the scheme (EMVCo Books A and B).

The kernel is a generator: see :mod:`kpay_desktop.emv.steps` for what it yields and is sent. A card
that leaves before its cryptogram is complete is asked for again; nothing was sent.
"""

from __future__ import annotations

from kpay_desktop.emv import kernel2, kernel3, tags
from kpay_desktop.emv.bits import new_tsi, new_tvr
from kpay_desktop.emv.config import EmvConfig, KernelId, Transaction
from kpay_desktop.emv.entry_point import Tapped, find_tapped, prepare, select_tapped
from kpay_desktop.emv.errors import EmvDataError
from kpay_desktop.emv.steps import (
    Decision,
    GoOnline,
    Kernel,
    OnlineResult,
    Outcome,
    Prompt,
    Reason,
    Say,
    Tags,
)
from kpay_desktop.emv.talk import CardLostError, EarlyEndError, Part
from kpay_desktop.emv.tapping import NextApplicationError, Tap
from kpay_desktop.emv.terminal_data import terminal_values

APPROVED_ARCS = frozenset({"00", "10", "11"})
_TAP_ENTRY = 0x07


def tap_transaction(config: EmvConfig, transaction: Transaction) -> Kernel:
    """Return the kernel of one tap; it has not begun yet."""
    combinations = prepare(config.applications, transaction.amount_minor)
    tap = Tap(config, transaction, {}, new_tvr(), new_tsi())
    try:
        if not combinations:
            raise EarlyEndError(Reason.OVER_LIMIT, decision=Decision.OTHER_WAY)
        yield Say(Prompt.READING)
        candidates = yield from find_tapped(combinations)
        if not candidates:
            raise EarlyEndError(Reason.INSERT_CHIP, decision=Decision.OTHER_WAY)
        yield from _try_each(tap, candidates)
    except CardLostError:
        return _outcome(tap, Decision.TRY_AGAIN, Reason.CARD_LOST)
    except EarlyEndError as end:
        return _outcome(tap, end.decision, end.reason)
    except EmvDataError:
        return _outcome(tap, Decision.ENDED, Reason.BAD_CARD)
    return (yield from _ask_issuer(tap))


def _try_each(tap: Tap, candidates: list[Tapped]) -> Part[None]:
    """Go down the list until an application carries the transaction to its cryptogram."""
    for candidate in candidates:
        values = yield from select_tapped(candidate)
        if values is None:
            continue
        combination = candidate.combination
        own = terminal_values(
            tap.config.terminal, combination.application, tap.transaction, _TAP_ENTRY
        )
        tap.begin(combination, {**values, **own})
        kernel = kernel2 if combination.profile.kernel is KernelId.MASTERCARD else kernel3
        try:
            yield from kernel.run(tap)
        except NextApplicationError:
            continue
        return
    raise EarlyEndError(Reason.INSERT_CHIP, decision=Decision.OTHER_WAY)


def _ask_issuer(tap: Tap) -> Kernel:
    """Ask the issuer; the card may be gone, and has no say after this."""
    tap.note_results()
    yield Say(Prompt.REMOVE_CARD)
    answer = yield GoOnline(Tags(tap.values), tap.cvm)
    if not isinstance(answer, OnlineResult):
        raise TypeError("the issuer's answer was expected")
    if answer.arc is None:
        tap.values[tags.ARC] = b"Z3"
        return _outcome(tap, Decision.DECLINED, Reason.NO_HOST, was_online=True)
    tap.values[tags.ARC] = answer.arc.encode("ascii", "replace")
    if answer.arc in APPROVED_ARCS:
        return _outcome(tap, Decision.APPROVED, Reason.DONE, was_online=True)
    return _outcome(tap, Decision.DECLINED, Reason.ISSUER_DECLINED, was_online=True)


def _outcome(tap: Tap, decision: Decision, reason: Reason, *, was_online: bool = False) -> Outcome:
    tap.note_results()
    return Outcome(
        decision=decision,
        reason=reason,
        cvm=tap.cvm,
        tvr=bytes(tap.tvr),
        tsi=bytes(tap.tsi),
        tags=Tags(tap.values),
        was_online=was_online,
    )
