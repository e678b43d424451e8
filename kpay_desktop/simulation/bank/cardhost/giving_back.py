"""What the card host decides about voids, refunds and settlement.

Every function works inside its caller's transaction. ``docs/bank.md`` says the rules in words.
"""

from __future__ import annotations

from datetime import datetime

from kpay_desktop.simulation.bank.books import Transaction
from kpay_desktop.simulation.bank.cardhost import back_register as rows
from kpay_desktop.simulation.bank.cardhost import register
from kpay_desktop.simulation.bank.cardhost.authorise import (
    APPROVED,
    DECLINED,
    DUPLICATE,
    NO_CARD,
    ORIGINAL_NOT_FOUND,
    Told,
    answer,
)
from kpay_desktop.simulation.bank.cardhost.back_register import Back, BackVerdict
from kpay_desktop.simulation.bank.cardhost.back_requests import (
    KINDS,
    BackRequest,
    RowRequest,
    SettleRequest,
)
from kpay_desktop.simulation.bank.cardhost.message import Message, decode, encode
from kpay_desktop.simulation.bank.cardhost.requests import ReversalRequest
from kpay_desktop.simulation.bank.cardhost.scenarios import CardPlan, Scenario

INVALID, INVALID_AMOUNT = "12", "13"
TOTALS_DIFFER, BATCH_DIFFERS = "95", "80"


def give_back(
    tx: Transaction, message: Message, request: BackRequest, plan: CardPlan, at: datetime
) -> Message:
    """Decide over a void or refund, book it, and return the answer."""
    batch_no = register.batch_of(tx, request.terminal, at)
    account = register.account_of(tx, request.card.pan)
    code = None if account is None else account.code
    known = rows.find_back(tx, request.terminal, batch_no, request.stan)
    if known is not None:
        return decode(known.answer) if _is_same(known, request, code) else _told(message, at)
    if register.find_sale(tx, request.terminal, batch_no, request.stan) is not None:
        return _told(message, at)
    verdict = _verdict(tx, request, batch_no, code, plan, at)
    said = answer(message, Told(verdict.code, verdict.rrn, verdict.approval_code), at)
    scenario = plan.scenario.value
    rows.add_back(tx, request, batch_no, code, verdict, encode(said), scenario, at)
    return said


def _told(message: Message, at: datetime) -> Message:
    return answer(message, Told(DUPLICATE), at)


def _is_same(known: Back, request: BackRequest, account: str | None) -> bool:
    return (known.kind, known.voucher, known.amount_minor, known.account) == (
        request.kind,
        request.voucher,
        request.amount_minor,
        account,
    )


def _verdict(
    tx: Transaction,
    request: BackRequest,
    batch_no: int,
    account: str | None,
    plan: CardPlan,
    at: datetime,
) -> BackVerdict:
    rrn = register.new_rrn(tx, at)
    numbers = (request.terminal, batch_no, request.stan)
    asked = (request.voucher, account, request.amount_minor)
    if register.reversal_was_here(tx, numbers, asked):
        return BackVerdict("refused", DECLINED, rrn)
    if plan.scenario is Scenario.CODE and plan.code != APPROVED:
        return BackVerdict("declined", plan.code, rrn)
    if account is None:
        return BackVerdict("declined", NO_CARD, rrn)
    sale: int | None = None
    if request.kind == "void":
        found = rows.sale_to_void(tx, request, batch_no, account)
        if found is None:
            return BackVerdict("declined", ORIGINAL_NOT_FOUND, rrn)
        if rows.is_voided(tx, found):
            return BackVerdict("declined", INVALID, rrn)
        sale = found.seq
    return BackVerdict("approved", APPROVED, rrn, register.new_approval_code(tx), sale)


def find_back(tx: Transaction, request: ReversalRequest, at: datetime) -> Back | None:
    """Return the void or refund that a reversal means, by all its numbers and its card."""
    batch_no = register.batch_of(tx, request.terminal, at)
    back = rows.find_back(tx, request.terminal, batch_no, request.stan)
    account = register.account_of(tx, request.card.pan)
    code = None if account is None else account.code
    wanted = (KINDS[request.processing], request.voucher, request.amount_minor, code)
    if back is None or (back.kind, back.voucher, back.amount_minor, back.account) != wanted:
        return None
    return back


def reverse(
    tx: Transaction, message: Message, request: ReversalRequest, plan: CardPlan, at: datetime
) -> Message:
    """Take a void or refund back, whether it is there or still to come, and return the answer."""
    if plan.scenario is Scenario.CODE and plan.code != APPROVED:
        return answer(message, Told(plan.code), at)
    batch_no = register.batch_of(tx, request.terminal, at)
    account = register.account_of(tx, request.card.pan)
    code = None if account is None else account.code
    back = find_back(tx, request, at)
    told = Told(ORIGINAL_NOT_FOUND) if back is None else Told(APPROVED, back.rrn)
    if back is not None:
        rows.reverse_back(tx, back, at)
    register.note_reversal(tx, request, batch_no, code, told.code, told.rrn, at)
    return answer(message, told, at)


# --- settlement -----------------------------------------------------------------------------


def settle(
    tx: Transaction, message: Message, request: SettleRequest, plan: CardPlan, at: datetime
) -> Message:
    """Compare totals, close the batch where they agree or the till has sent its rows."""
    batch_no = register.batch_of(tx, request.terminal, at)
    before = rows.closed(tx, request.terminal, request.batch_no)
    if before is not None and before.stan == request.stan:
        # The identical message again: its answer was lost, and it gets the same one.
        return decode(before.answer)
    if plan.scenario is Scenario.CODE and plan.code != APPROVED:
        return answer(message, Told(plan.code), at)
    if request.batch_no != batch_no:
        return answer(message, Told(BATCH_DIFFERS), at)
    ours = rows.totals_of(tx, request.terminal, batch_no)
    if request.is_end:
        ours = rows.uploaded_totals(tx, request.terminal, batch_no)
    code = APPROVED if ours == request.totals else TOTALS_DIFFER
    said = answer(message, Told(code), at).with_text(63, str(ours))
    if code == APPROVED:
        rows.close_batch(tx, request, ours, encode(said), at)
    return said


def take_row(
    tx: Transaction, message: Message, request: RowRequest, plan: CardPlan, at: datetime
) -> Message:
    """Take one row of an upload, and say whether the host had it as it stands there."""
    batch_no = register.batch_of(tx, request.terminal, at)
    if plan.scenario is Scenario.CODE and plan.code != APPROVED:
        return answer(message, Told(plan.code), at)
    code = _row_code(rows.row_at_host(tx, request, batch_no), request)
    rows.note_row(tx, request, batch_no, code)
    return answer(message, Told(code), at)


def _row_code(found: tuple[str, int, str] | None, request: RowRequest) -> str:
    if found is None or found[0] != request.voucher or found[2] != "approved":
        return ORIGINAL_NOT_FOUND
    return APPROVED if found[1] == request.amount_minor else INVALID_AMOUNT
