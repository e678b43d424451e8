"""Between rows of columns and the records that the rest of the program knows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import (
    Commit,
    CreditRecord,
    OperatorRecord,
    PrintRequest,
    SaleRecord,
    SlipKind,
)
from kpay_desktop.domain.sale import (
    Method,
    QrMode,
    SaleDraft,
    SaleIdentity,
    SaleState,
    format_voucher,
)
from models.card_rows import Place, card_body, card_of
from models.session import Row

# One encoder for good: json.dumps makes a new one at each call that asks for separators.
_encode = json.JSONEncoder(separators=(",", ":")).encode

# A look-up in a table costs a fifth of what the enum's own does, and pages hold many rows.
_METHODS = {each.value: each for each in Method}
_STATES = {each.value: each for each in SaleState}
_MODES: dict[str, QrMode | None] = {"": None, **{each.value: each for each in QrMode}}


def time_text(at: datetime) -> str:
    """Return a time as it is stored: UTC, microseconds, ``Z``; texts sort as the times do.

    Raises:
        ValueError: the time has no zone.
    """
    if at.tzinfo is None:
        raise ValueError("a time without a zone is not stored")
    # Ten times as quick as strftime, and this stands in every commit.
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def time_of(text: str) -> datetime:
    """Return the aware UTC time of a stored text."""
    return datetime.fromisoformat(text)


def optional_time_text(at: datetime | None) -> str | None:
    """Return :func:`time_text`, or None."""
    return None if at is None else time_text(at)


def optional_time_of(text: str | None) -> datetime | None:
    """Return :func:`time_of`, or None."""
    return None if text is None else time_of(text)


def sale_of(row: Row) -> SaleRecord:
    """Return the sale of a row of :data:`models.statements.SELECT_SALE`."""
    return SaleRecord(
        identity=SaleIdentity(
            sale_id=row[0],
            attempt_id=row[1],
            voucher=format_voucher(row[2]),
            order_no=row[3],
            batch_no=row[4],
        ),
        created_at=time_of(row[5]),
        amount_minor=row[6],
        tip_minor=row[7],
        method=_METHODS[row[8]],
        mode=_MODES[row[9]],
        cashier_id=row[10],
        state=_STATES[row[11]],
        reason=row[12],
        wallet_txn_no=row[13],
        paid_at=optional_time_of(row[14]),
        finished_at=optional_time_of(row[15]),
        card=card_of(row[16:34]) if row[16] is not None else None,
        refunded_minor=row[34],
        returning_minor=row[35],
        tender=None if row[36] is None else Tender(row[6] + row[7], row[36], row[37]),
    )


def mode_text(draft: SaleDraft) -> str:
    """Return a draft's mode as it is stored: empty where no code is shown or scanned."""
    return "" if draft.mode is None else draft.mode.value


def operator_of(row: Row) -> OperatorRecord:
    """Return the operator of a row of :data:`models.statements.OPERATOR_COLUMNS`."""
    return OperatorRecord(
        operator=Operator(operator_id=row[0], name=row[1], role=Role(row[2])),
        pin_hash=row[3],
        failed_attempts=row[4],
        locked_until=optional_time_of(row[5]),
    )


def body_text(
    commit: Commit,
    begun: Mapping[str, object] | None = None,
    split: tuple[int, int] | None = None,
    place: Place | None = None,
) -> str:
    """Return everything that one step writes beside its flow's state, as JSON for the journal.

    The chain of hashes covers it, so the books can be checked against the journal. ``begun``: what
    begins or moves with this step, as its own room says it. ``split``: amount and tip that take the
    place of those of the sale. ``place``: whose card or signature it is.
    """
    body: dict[str, object] = dict(begun or {})
    if commit.sale is not None:
        update = commit.sale
        sale: dict[str, object] = {
            "sale": update.sale_id,
            "state": update.state,
            "reason": update.reason,
            "txn": update.wallet_txn_no,
            "paid_at": optional_time_text(update.paid_at),
            "finished_at": optional_time_text(update.finished_at),
        }
        if split is not None:
            sale |= {"amount": split[0], "tip": split[1]}
        body["sale"] = sale
    if commit.new_credits:
        body["credits"] = [_credit_body(credit) for credit in commit.new_credits]
    if commit.credit_states:
        body["credit_states"] = commit.credit_states
    if commit.credit_amounts:
        body["credit_amounts"] = commit.credit_amounts
    if commit.credit_refunds:
        body["credit_refunds"] = commit.credit_refunds
    if commit.print_requests:
        body["prints"] = [_print_body(request) for request in commit.print_requests]
    body |= card_body(commit, place)
    return _encode(body)


def opened_body(
    identity: SaleIdentity, draft: SaleDraft, created_at: str, acquirer: str
) -> dict[str, object]:
    """Return what the journal has of a sale that begins: its numbers, its draft and its lane."""
    body: dict[str, object] = {
        "open": {
            "sale": identity.sale_id,
            "attempt": identity.attempt_id,
            "voucher": identity.voucher,
            "order": identity.order_no,
            "acquirer": acquirer,
            "batch": identity.batch_no,
            "created_at": created_at,
            "amount": draft.amount_minor,
            "tip": draft.tip_minor,
            "method": draft.method,
            "mode": mode_text(draft),
            "cashier": draft.cashier_id,
        }
    }
    if draft.retry_of is not None:
        body["retry_of"] = draft.retry_of
    if draft.tender is not None:
        body["cash"] = {
            "sale": identity.sale_id,
            "due": draft.tender.due_minor,
            "handed": draft.tender.handed_minor,
        }
    return body


def _print_body(request: PrintRequest) -> tuple[object, ...]:
    plain = (request.subject_id, request.copy, request.duplicate)
    return plain if request.kind is SlipKind.SALE else (*plain, request.kind)


def _credit_body(credit: CreditRecord) -> dict[str, object]:
    return {
        "txn": credit.wallet_txn_no,
        "attempt": credit.attempt_id,
        "paid": credit.paid_minor,
        "kind": credit.kind,
        "state": credit.state,
        "refund": credit.refund_no,
    }
