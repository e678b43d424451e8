"""Orders by a customer's code taken back: ``tranx/cancel`` (撤销).

An unpaid order is closed, a paid one is paid back, and it can never be paid again. Repeating it
changes nothing. What is refused leaves no trace: the next try is a new one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from kpay_desktop.simulation.bank import clock, operations, orders, scan_terms, wallet
from kpay_desktop.simulation.bank.books import Transaction
from kpay_desktop.simulation.bank.operations import BadRequestError, Reply
from kpay_desktop.simulation.bank.order_values import (
    Looks,
    Order,
    OrderState,
    Payment,
    PaymentState,
    RefundState,
)
from kpay_desktop.simulation.bank.outcomes import Outcome, Plan, Way
from kpay_desktop.simulation.bank.wallet import Wallets

LONGEST_AGE = timedelta(days=7)
STILL_PAYING = "正在支付中不能发起撤销"
TOO_EARLY = "TOO_EARLY"
TOO_LATE = "TOO_LATE"
OTHER_AMOUNT = "AMOUNT_DIFFERS"
PARTLY_REFUNDED = "PARTLY_REFUNDED"
REFUSED = "REVERSE_REFUSED"

_REQSN = re.compile(r"[A-Za-z0-9_-]{1,32}")


def order_of(tx: Transaction, form: Mapping[str, str]) -> Order | None:
    """Return the order by a customer's code that a cancel means, if it means one."""
    oldreqsn, oldtrxid = form.get("oldreqsn", ""), form.get("oldtrxid", "")
    if not oldreqsn and not oldtrxid:
        return None
    order = operations.find_order(tx, oldreqsn, oldtrxid)
    return order if order is not None and order.way is Way.SCAN else None


def reverse(
    tx: Transaction,
    form: Mapping[str, str],
    order: Order,
    wallets: Wallets,
    plan: Plan,
    at: datetime,
) -> Reply:
    """Take an order back, whatever has become of it.

    Raises:
        BadRequestError: if the form does not say under which number, or how much.
    """
    amount_minor = operations.amount(form)
    reqsn = form.get("reqsn", "")
    if not _REQSN.fullmatch(reqsn):
        raise BadRequestError("reqsn is not a number for a reversal")
    if orders.is_used(tx, reqsn) and reqsn != order.reversal:
        return operations.refused(operations.DUPLICATE, "this number was used before", reqsn=reqsn)
    payments = orders.payments_of(tx, order.order_id)
    if order.reversal is None:
        objection = _objection(tx, order, payments, amount_minor, plan, at)
        if objection is not None:
            code, words = objection
            return operations.refused(code, words, reqsn=reqsn, oldreqsn=order.reqsn)
    elif amount_minor != order.amount_minor:
        return operations.refused(operations.FAILED, OTHER_AMOUNT, reqsn=reqsn)
    _take_back(tx, order, payments, wallets, reqsn, at)
    reply = Reply(
        {
            "trxstatus": operations.DONE,
            "reqsn": reqsn,
            "oldreqsn": order.reqsn,
            "trxid": order.order_id,
            "trxamt": str(order.amount_minor),
            "currency": operations.CURRENCY,
            "fintime": clock.gateway_time(at),
        }
    )
    lost = order.plan.outcome is Outcome.REVERSAL_LOST and order.plan.times > 0
    if lost:
        _count_down(tx, order)
    return Reply(reply.fields, Plan(Outcome.LOSE_ANSWER)) if lost else reply


def _objection(
    tx: Transaction,
    order: Order,
    payments: list[Payment],
    amount_minor: int,
    plan: Plan,
    at: datetime,
) -> tuple[str, str] | None:
    """Return why the order is not taken back now, or None."""
    age = at - order.created_at
    if amount_minor != order.amount_minor:
        return operations.FAILED, OTHER_AMOUNT
    if age < timedelta(seconds=scan_terms.load(tx).earliest_cancel_s):
        return operations.FAILED, TOO_EARLY
    if age > LONGEST_AGE:
        return operations.FAILED, TOO_LATE
    return _trouble(tx, order, payments, plan)


def _trouble(
    tx: Transaction, order: Order, payments: list[Payment], plan: Plan
) -> tuple[str, str] | None:
    """Return what the order's outcome, or the desk's next answer, has against it."""
    held = {one.looks for one in payments if one.state is PaymentState.HELD}
    if Looks.UNCERTAIN in held:
        return operations.UNCERTAIN_CLOSE, "the wallet has not confirmed yet"
    ordered = order.plan.outcome if order.plan.times > 0 else Outcome.APPROVE
    if ordered is Outcome.REVERSAL_PAYING:
        _count_down(tx, order)
        return operations.UNDER_WAY, STILL_PAYING
    if Looks.PENDING in held or plan.outcome is Outcome.PENDING:
        return operations.UNDER_WAY, STILL_PAYING
    if plan.outcome is Outcome.DECLINE or ordered is Outcome.REVERSAL_REFUSED:
        return operations.FAILED, REFUSED
    if any(_has_refunds(tx, payment) for payment in payments):
        return operations.FAILED, PARTLY_REFUNDED
    return None


def _has_refunds(tx: Transaction, payment: Payment) -> bool:
    return any(
        refund.state is not RefundState.REFUSED for refund in orders.refunds_of(tx, payment.trxid)
    )


def _count_down(tx: Transaction, order: Order) -> None:
    orders.set_order_plan(tx, order.order_id, replace(order.plan, times=order.plan.times - 1))


def _take_back(
    tx: Transaction,
    order: Order,
    payments: list[Payment],
    wallets: Wallets,
    reqsn: str,
    at: datetime,
) -> None:
    """Close the order and pay back what was credited.

    Late money comes all the same, and is paid back if the order is then taken back once more.
    """
    if order.reversal is None:
        orders.set_order_state(tx, order.order_id, OrderState.CLOSED, at)
        orders.set_order_reversal(tx, order.order_id, reqsn)
        wallet.follow_close(tx, order.order_id, at)
    for payment in payments:
        if payment.state is PaymentState.SETTLED and not _has_refunds(tx, payment):
            wallets.give_back(tx, payment, at)
