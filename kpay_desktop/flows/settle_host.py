"""What the card host's answers mean to a settlement, and what a row of an upload says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from kpay_desktop.domain.card import CardFacts
from kpay_desktop.domain.ledger import BatchEntry
from kpay_desktop.flows.settle_parts import BatchEffect
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import Difference
from kpay_desktop.flows.settlement.steps import MOST_COMPARES, UNCLEAR
from kpay_desktop.ports_batch import BatchAnswer, BatchHost, BatchRow, BatchTotals, RowAnswer
from kpay_desktop.ports_cards import NoHostAnswer, Silence

APPROVED, DIFFERS, DUPLICATE = "00", "95", "94"


def row_of(entry: BatchEntry, stan: int, batch_no: int) -> BatchRow | None:
    """Return a row of a card batch as an upload sends it; None if it is not by card.

    ``sold_at`` is in UTC here: whoever sends it says it in the shop's own time.
    """
    sale, back = entry.sale, entry.back
    card = sale.card
    if card is None:
        return None
    facts: CardFacts = card.facts
    numbers = (card.stan, card.rrn, card.approval_code)
    sold_at, tip_minor = sale.paid_at or sale.created_at, sale.tip_minor
    if back is not None:
        facts = back.facts or facts
        numbers = (back.stan, back.rrn, back.approval_code)
        sold_at, tip_minor = back.finished_at or back.begun_at, 0
    return BatchRow(
        stan=stan,
        kind=None if back is None else back.kind,
        original_stan=numbers[0],
        voucher=entry.voucher,
        batch_no=batch_no,
        amount_minor=entry.amount_minor,
        tip_minor=tip_minor,
        entry=facts.entry,
        handle=facts.handle,
        rrn=numbers[1],
        approval_code=numbers[2],
        sold_at=sold_at,
    )


def row_event(row: BatchRow, answer: RowAnswer | NoHostAnswer) -> t.Event:
    """Return what the answer to a row means; one that the host has already is taken.

    A difference is told with the host's code alone: whoever sent the row knows which it was.
    """
    if isinstance(answer, NoHostAnswer):
        return t.RowSilent(answer.stan, answer.reason)
    if answer.code in {APPROVED, DUPLICATE}:
        return t.RowTaken(answer.stan)
    differs = Difference(0, row.voucher, row.amount_minor, code=answer.code)
    return t.RowTaken(answer.stan, differs)


def named(event: t.Event, entry: BatchEntry, tries: int) -> t.Event:
    """Return what the host said of a row with the row's own number.

    A code that settles nothing is no answer, for a few tries: then it is named as a difference, so
    that one row does not hold the batch for ever.
    """
    if not isinstance(event, t.RowTaken) or event.differs is None:
        return event
    code = event.differs.code
    if code in UNCLEAR and tries < MOST_COMPARES:
        return t.RowSilent(event.stan, Silence.OFFLINE)
    named_ = Difference(entry.row_id, entry.voucher, entry.amount_minor, code=code)
    return t.RowTaken(event.stan, named_)


def batch_event(
    answer: BatchAnswer | NoHostAnswer, wants_sign_on: Callable[[str], bool]
) -> t.Event:
    """Return what the answer to our totals, or to the end of an upload, means."""
    if isinstance(answer, NoHostAnswer):
        return t.HostSilent(answer.stan, answer.reason)
    if answer.code == APPROVED:
        return t.HostAgreed(answer.stan, answer.theirs)
    if answer.code == DIFFERS:
        return t.HostDiffers(answer.stan, answer.theirs)
    if wants_sign_on(answer.code):
        return t.BatchUnknown(answer.stan, answer.code)
    return t.HostRefused(answer.stan, answer.code)


def silent(effect: BatchEffect, reason: Silence) -> t.Event:
    """Return what a settlement hears where nothing is known of what it asked for."""
    match effect:
        case t.SignOn():
            return t.SignOnFailed()
        case BatchRow(stan=stan):
            return t.RowSilent(stan, reason)
        case t.SendTotals(stan=stan) | t.SendEnd(stan=stan):
            return t.HostSilent(stan, reason)


def send(
    host: BatchHost,
    effect: t.SendTotals | t.SendEnd,
    timeout_s: float,
    local: Callable[[datetime], datetime],
) -> BatchAnswer | NoHostAnswer:
    """Send our totals, or the end of an upload. The same effect is the same message."""
    batch = BatchTotals(effect.stan, effect.batch_no, effect.ours, local(effect.at))
    if isinstance(effect, t.SendEnd):
        return host.end_upload(batch, timeout_s)
    return host.settle(batch, timeout_s)
