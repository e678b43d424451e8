"""Messages of void, refund and settlement, field by field, and what settlement's answers mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.totals import MOST_ROWS, Totals
from kpay_desktop.hosts.iso8583.answers import code_of
from kpay_desktop.hosts.iso8583.chip import chip_field, reversal_chip_field
from kpay_desktop.hosts.iso8583.messages import (
    REVERSAL,
    SALE,
    card_values,
    listed_fields,
    terminal_values,
    track_2,
)
from kpay_desktop.hosts.iso8583.profile import CardHostProfile
from kpay_desktop.ports_batch import BackRequest, BatchAnswer, BatchRow, BatchTotals, RowAnswer
from kpay_desktop.ports_cards import CardData, NoHostAnswer, Silence

SETTLEMENT, UPLOAD = "0500", "0320"
TOTALS_DIGITS = 90
MOST_MINOR = 10**12 - 1
_TOTALS = re.compile(r"([0-9]{3})([0-9]{12})([0-9]{3})([0-9]{12})0*")


def back_fields(
    profile: CardHostProfile, request: BackRequest, card: CardData
) -> dict[int, str] | None:
    """Return the fields of a void or refund (0200), or None if the card's data cannot make one."""
    values = _back_values(profile, request, card) | {0: SALE}
    if request.kind is ReturnKind.VOID:
        if request.sold_at is not None:
            values |= _moment(request.sold_at)
        if request.rrn:
            values[37] = request.rrn.rjust(12)[:12]
        if not (card.number and card.expiry):
            return None
        return listed_fields(profile, profile.messages.void, values)
    chip = chip_field(profile, request.entry, card.tags)
    if chip:
        values[55] = chip
    track = track_2(card.track_2)
    listed: tuple[int, ...] = profile.messages.refund
    if track:
        values[35] = track
    else:
        # A card of the vault has number and expiry, and nothing else.
        listed = (2, 14, *listed)
    if not (card.number and card.expiry):
        return None
    return listed_fields(profile, listed, values)


def back_reversal_fields(
    profile: CardHostProfile, request: BackRequest, card: CardData
) -> dict[int, str] | None:
    """Return the fields of its reversal (0400): the message's own numbers, no track."""
    values = _back_values(profile, request, card) | {0: REVERSAL}
    chip = reversal_chip_field(profile, card.tags, was_approved=False)
    if chip:
        values[55] = chip
    if not (card.number and card.expiry):
        return None
    return listed_fields(profile, profile.messages.reversal, values)


def _back_values(profile: CardHostProfile, request: BackRequest, card: CardData) -> dict[int, str]:
    values = terminal_values(profile, request.stan, request.local_at)
    values |= card_values(profile, request.entry, card)
    return values | {
        3: _code_of(profile, request.kind),
        4: f"{request.amount_minor:012d}",
        60: f"{request.batch_no:06d}",
        62: request.voucher,
    }


def _code_of(profile: CardHostProfile, kind: ReturnKind | None) -> str:
    messages = profile.messages
    codes = {ReturnKind.VOID: messages.void_code, ReturnKind.REFUND: messages.refund_code}
    return messages.sale_code if kind is None else codes[kind]


def _moment(at: datetime) -> dict[int, str]:
    return {12: f"{at:%H%M%S}", 13: f"{at:%m%d}"}


# --- settlement -----------------------------------------------------------------------------


def settlement_fields(
    profile: CardHostProfile, batch: BatchTotals, *, is_end: bool
) -> dict[int, str]:
    """Return the fields of our totals, or of the end of an upload (0500).

    Raises:
        ValueError: field 63 cannot hold the totals.
    """
    messages = profile.messages
    values = terminal_values(profile, batch.stan, batch.local_at) | {
        0: SETTLEMENT,
        3: messages.end_code if is_end else messages.settle_code,
        60: f"{batch.batch_no:06d}",
        63: totals_field(batch.totals),
    }
    return listed_fields(profile, messages.settlement, values)


def totals_field(totals: Totals) -> str:
    """Return field 63: counts of three digits, amounts of twelve, and zeros behind them.

    Raises:
        ValueError: a figure has more digits.
    """
    if max(totals.sales, totals.refunds) > MOST_ROWS:
        raise ValueError("a batch holds 999 sales and 999 refunds")
    if max(totals.sales_minor, totals.refunds_minor) > MOST_MINOR:
        raise ValueError("a batch's amounts have twelve digits")
    text = (
        f"{totals.sales:03d}{totals.sales_minor:012d}"
        f"{totals.refunds:03d}{totals.refunds_minor:012d}"
    )
    return text.ljust(TOTALS_DIGITS, "0")


def read_totals(text: str) -> Totals | None:
    """Return the totals that a field 63 holds, or None if it holds something else."""
    found = _TOTALS.fullmatch(text)
    if found is None:
        return None
    try:
        return Totals(*(int(figure) for figure in found.groups()))
    except ValueError:
        return None


def upload_fields(profile: CardHostProfile, row: BatchRow, card: CardData) -> dict[int, str] | None:
    """Return the fields of a row (0320), or None if the card's number is not there any more."""
    if not (card.number and card.expiry):
        return None
    values = terminal_values(profile, row.stan, row.sold_at)
    values |= card_values(profile, row.entry, card)
    values |= _moment(row.sold_at) | {
        0: UPLOAD,
        3: _code_of(profile, row.kind),
        4: f"{row.amount_minor:012d}",
        37: row.rrn.rjust(12)[:12],
        38: row.approval_code.ljust(6)[:6],
        39: "00",
        60: f"{SALE}{row.original_stan:06d}{row.rrn.rjust(12)[:12]}",
        62: row.voucher,
    }
    if row.tip_minor:
        values[54] = f"{row.tip_minor:012d}"
    return listed_fields(profile, profile.messages.upload, values)


def batch_answer(stan: int, answer: Mapping[int, str]) -> BatchAnswer | NoHostAnswer:
    """Return what an answer (0510) says of the batch."""
    code = code_of(answer)
    if not code:
        return NoHostAnswer(stan, Silence.MALFORMED, sent=True)
    return BatchAnswer(stan, code, read_totals(answer[63]) if 63 in answer else None)


def row_answer(stan: int, answer: Mapping[int, str]) -> RowAnswer | NoHostAnswer:
    """Return what an answer (0330) says of the row."""
    code = code_of(answer)
    if not code:
        return NoHostAnswer(stan, Silence.MALFORMED, sent=True)
    return RowAnswer(stan, code)
