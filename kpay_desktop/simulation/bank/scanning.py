"""Orders by the code on a customer's phone: ``unitorder/scanqrpay``.

The order is written, and the money moved if it moves at once, in the transaction that is on the
disk before the answer leaves. The answer is what a query would say then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from kpay_desktop.simulation.bank import codes, operations, orders, scan_terms
from kpay_desktop.simulation.bank.books import Transaction, balance_minor
from kpay_desktop.simulation.bank.codes import CodeState, Found
from kpay_desktop.simulation.bank.operations import BadRequestError, Reply
from kpay_desktop.simulation.bank.order_values import Order, OrderState
from kpay_desktop.simulation.bank.outcomes import (
    AT_ANSWER,
    NOT_DONE,
    PAID_IN_SECRET,
    Outcome,
    Plan,
    Way,
)
from kpay_desktop.simulation.bank.scan_terms import Terms
from kpay_desktop.simulation.bank.wallet import HELD_LOOKS, Wallets

EXPIRED_WORDS = ("AUTHCODEEXPIRE", "AUTH_CODE_EXPIRED")
INVALID_WORDS = ("AUTH_CODE_INVALID", "AUTHCODE_INVALID")
NO_MONEY_WORDS = ("NOTENOUGH", "BALANCE_NOT_ENOUGH")
PAYERROR = "PAYERROR"
MAX_CODE_CHARS = 512

_REQSN = re.compile(r"[A-Za-z0-9_-]{1,32}")
_TERMINAL = re.compile(r"[A-Za-z0-9]{1,32}")
_ASKING = frozenset({Outcome.USERPAYING, Outcome.USERPAYING_PAID, Outcome.PAYER_REFUSES})
_ACTING = frozenset({Outcome.USERPAYING_PAID, Outcome.PAYER_REFUSES})


def pay_by_code(
    tx: Transaction,
    form: Mapping[str, str],
    wallets: Wallets,
    at: datetime,
    *,
    cents_table: bool,
) -> Reply:
    """Charge the customer whose code the till has read.

    Raises:
        BadRequestError: if the form does not say whom to charge how much.
    """
    amount_minor = operations.amount(form)
    reqsn, code = form.get("reqsn", ""), form.get("authcode", "")
    if not _REQSN.fullmatch(reqsn):
        raise BadRequestError("reqsn is not a number for an order")
    if not code or len(code) > MAX_CODE_CHARS:
        raise BadRequestError(f"authcode is not a text of 1 to {MAX_CODE_CHARS} characters")
    _check_terminal(form.get("terminfo", ""))
    if orders.is_used(tx, reqsn):
        return operations.refused(operations.DUPLICATE, "this number was used before", reqsn=reqsn)
    plan = operations.plan_for(tx, Way.SCAN, amount_minor, cents_table=cents_table)
    if plan.outcome in NOT_DONE:
        return Reply({"reqsn": reqsn}, plan)
    terms = scan_terms.load(tx)
    found = codes.find(tx, code, at)
    order = _new_order(tx, form, found, plan, at)
    reason = _refusal(tx, found, order, terms)
    if reason:
        order = replace(order, state=OrderState.DECLINED, reason=reason)
    elif plan.outcome in PAID_IN_SECRET:
        order = replace(order, state=OrderState.DECLINED, reason=PAYERROR)
    elif _asks(plan, amount_minor, terms):
        order = replace(order, seen=True)
        if plan.outcome in _ACTING:
            order = replace(order, acts_at=at + timedelta(seconds=plan.wait_s))
    order = replace(
        order,
        code_key=f"scan:{order.order_id}",
        expires_at=at + timedelta(seconds=terms.limit_s(order.wallet)),
    )
    orders.add_order(tx, order)
    codes.use(tx, found.key, at)
    if not reason:
        _move_money(tx, order, wallets, at)
    reply = operations.tell(tx, order, orders.payments_of(tx, order.order_id), at)
    return Reply(reply.fields, plan) if plan.outcome in AT_ANSWER else reply


def _check_terminal(terminfo: str) -> None:
    """Refuse an order that does not say at which terminal the code was read."""
    try:
        said = json.loads(terminfo)
    except (ValueError, RecursionError) as error:
        raise BadRequestError("terminfo is not JSON") from error
    names = ("termno", "devicetype")
    texts = [said.get(name) for name in names] if isinstance(said, dict) else []
    if not texts or not all(isinstance(one, str) and _TERMINAL.fullmatch(one) for one in texts):
        raise BadRequestError("terminfo does not say termno and devicetype")


def _new_order(
    tx: Transaction, form: Mapping[str, str], found: Found, plan: Plan, at: datetime
) -> Order:
    amount_minor = operations.amount(form)
    return Order(
        order_id=operations.new_order_id(tx, at),
        reqsn=form["reqsn"],
        # Who sends a code of no wallet's shape still has an order; it belongs to the first one.
        wallet=found.wallet or codes.wallet_of(form["authcode"]) or "wechat",
        amount_minor=amount_minor,
        code_amount_minor=amount_minor,
        body=form.get("body", "")[:200],
        notify_url="",
        code_key="",
        payinfo="",
        plan=plan,
        state=OrderState.OPEN,
        seen=plan.outcome is Outcome.LATE,
        created_at=at,
        expires_at=at,
        way=Way.SCAN,
        customer=found.customer or None,
    )


def _refusal(tx: Transaction, found: Found, order: Order, terms: Terms) -> str:
    """Return the wallet's word for why the code is not charged; empty where it can be."""
    outcome = order.plan.outcome
    if found.state is CodeState.UNKNOWN or outcome is Outcome.CODE_INVALID:
        words = INVALID_WORDS
    elif found.state is not CodeState.GOOD or outcome is Outcome.CODE_EXPIRED:
        words = EXPIRED_WORDS
    elif outcome is Outcome.PAYERROR:
        return PAYERROR
    elif outcome is Outcome.DECLINE or not _can_pay(tx, found.customer, order.amount_minor):
        words = NO_MONEY_WORDS
    else:
        return ""
    return scan_terms.spell(tx, terms, *words)


def _can_pay(tx: Transaction, customer: str, amount_minor: int) -> bool:
    funds = balance_minor(tx, customer)
    return funds is not None and funds >= amount_minor


def _asks(plan: Plan, amount_minor: int, terms: Terms) -> bool:
    """Return whether the customer has to type a password."""
    if plan.outcome in HELD_LOOKS:
        return False
    return plan.outcome in _ASKING or amount_minor >= terms.password_from_minor


def _move_money(tx: Transaction, order: Order, wallets: Wallets, at: datetime) -> None:
    """Charge the customer now, unless a password is asked for first."""
    customer = order.customer or ""
    if order.plan.outcome in HELD_LOOKS:
        wallets.hold(tx, order, customer, at)
    elif not order.seen:
        wallets.pay(tx, order, customer, at)
