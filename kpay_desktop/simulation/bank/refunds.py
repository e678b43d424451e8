"""Money back: ``tranx/refund`` (any day, any part) and ``tranx/cancel`` (same day, the whole).

The refund's own number makes it safe to repeat: the same request again says how the first one
stands, and moves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kpay_desktop.simulation.bank import clock, operations, orders
from kpay_desktop.simulation.bank.books import CLEARING, Transaction, next_number, post
from kpay_desktop.simulation.bank.merchant import Merchant
from kpay_desktop.simulation.bank.operations import BadRequestError, Reply
from kpay_desktop.simulation.bank.order_values import Payment, PaymentState, Refund, RefundState
from kpay_desktop.simulation.bank.outcomes import Kind, Outcome, Plan

_REQSN = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was asked for, and the plan under which it happens."""

    reqsn: str
    kind: Kind
    amount_minor: int
    plan: Plan


def refund(
    tx: Transaction,
    form: Mapping[str, str],
    merchant: Merchant,
    kind: Kind,
    plan: Plan,
    at: datetime,
) -> Reply:
    """Give money back for one payment.

    Raises:
        BadRequestError: if the form does not say what to give back.
    """
    reqsn = form.get("reqsn", "")
    wanted = _Wanted(reqsn, kind, operations.amount(form), plan)
    if not _REQSN.fullmatch(reqsn):
        raise BadRequestError("reqsn is not a number for a refund")
    oldreqsn, oldtrxid = form.get("oldreqsn", ""), form.get("oldtrxid", "")
    if not oldreqsn and not oldtrxid:
        raise BadRequestError("neither oldreqsn nor oldtrxid")
    if orders.order_by_reqsn(tx, reqsn) or orders.order_by_reversal(tx, reqsn):
        return operations.refused(operations.DUPLICATE, "this number is an order's", reqsn=reqsn)
    paid = _payment(tx, oldreqsn, oldtrxid)
    earlier = orders.refund_by_reqsn(tx, reqsn)
    if earlier is not None:
        same = (earlier.amount_minor, earlier.kind) == (wanted.amount_minor, kind.value)
        if paid is None or earlier.trxid != paid.trxid or not same:
            return operations.refused(
                operations.DUPLICATE, "this number was used before", reqsn=reqsn
            )
        return operations.tell_refund(earlier)
    if paid is None:
        return operations.refused(operations.NOT_FOUND, "no such payment", reqsn=reqsn)
    made = _new(tx, paid, wanted, _objection(tx, paid, wanted, at), at)
    orders.add_refund(tx, made)
    if made.state is not RefundState.REFUSED:
        post(
            tx,
            source=merchant.account,
            target=CLEARING if made.state is RefundState.PENDING else paid.customer,
            amount_minor=made.amount_minor,
            purpose="refund",
            reference=made.refund_trxid,
            at=at,
        )
    return operations.tell_refund(made)


def _payment(tx: Transaction, oldreqsn: str, oldtrxid: str) -> Payment | None:
    """Return the payment that is meant; numbers that contradict each other mean none."""
    order = operations.find_order(tx, oldreqsn, oldtrxid)
    if order is None:
        return None
    settled = [
        payment
        for payment in orders.payments_of(tx, order.order_id)
        if payment.state is PaymentState.SETTLED
    ]
    if oldtrxid and oldtrxid != order.order_id:
        return next((payment for payment in settled if payment.trxid == oldtrxid), None)
    # Without a wallet's number the order must leave no doubt which payment is meant.
    return settled[0] if len(settled) == 1 else None


def _objection(tx: Transaction, paid: Payment, wanted: _Wanted, at: datetime) -> str:
    """Return why the refund is refused, or an empty text."""
    before = sum(
        one.amount_minor
        for one in orders.refunds_of(tx, paid.trxid)
        if one.state is not RefundState.REFUSED
    )
    if wanted.plan.outcome is Outcome.DECLINE:
        return "the bank declines this refund"
    if before + wanted.amount_minor > paid.amount_minor:
        return "more than was paid"
    if wanted.kind is Kind.CANCEL:
        if wanted.amount_minor != paid.amount_minor:
            return "only the whole payment can be cancelled"
        if clock.business_day(paid.settled_at or paid.made_at) != clock.business_day(at):
            return "the day of the payment is over"
    return ""


def _new(tx: Transaction, paid: Payment, wanted: _Wanted, reason: str, at: datetime) -> Refund:
    state = RefundState.REFUSED if reason else RefundState.DONE
    if not reason and wanted.plan.outcome is Outcome.PENDING:
        state = RefundState.PENDING
    number = next_number(tx, "refund transaction")
    wait = timedelta(seconds=wanted.plan.wait_s)
    return Refund(
        reqsn=wanted.reqsn,
        kind=wanted.kind.value,
        refund_trxid=f"RF{clock.business_day(at)}{number:010d}",
        trxid=paid.trxid,
        amount_minor=wanted.amount_minor,
        state=state,
        reason=reason,
        made_at=at,
        due_at=at + wait if state is RefundState.PENDING else None,
        settled_at=at if state is RefundState.DONE else None,
    )
