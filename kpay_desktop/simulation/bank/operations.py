"""What the gateway does for a till: make an order, say what became of it, close it.

Each function works inside the caller's transaction and returns the fields of the answer; the
envelope around it (signature, replay, faults on the line) is :mod:`gateway`'s.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from kpay_desktop.simulation.bank import clock, emvco, next_answers, orders, outbox, wallet
from kpay_desktop.simulation.bank.books import Transaction, next_number
from kpay_desktop.simulation.bank.merchant import Merchant
from kpay_desktop.simulation.bank.order_values import (
    Looks,
    Order,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from kpay_desktop.simulation.bank.outcomes import (
    AT_ANSWER,
    NOT_DONE,
    SPOILT_PAID_ANSWER,
    Outcome,
    Plan,
    Way,
    plan_by_cents,
)

DONE = "0000"
NOT_FOUND = "1001"
PENDING = "2000"
UNDER_WAY = "2008"
ALREADY_PAID = "3020"
REFUSED_BY_PAYER = "3045"
CLOSED = "3050"
EXPIRED = "3054"
UNCERTAIN = "3088"
UNCERTAIN_CLOSE = "3089"
DUPLICATE = "3888"
FAILED = "3999"

WALLETS = {"W01": "wechat", "A01": "alipay", "P01": "paynow"}
CURRENCY = "SGD"
DEFAULT_VALID_MINUTES = 5
MAX_AMOUNT_MINOR = 99_999_999
WRONG_BY_MINOR = outbox.WRONG_BY_MINOR

_AMOUNT = re.compile(r"[1-9][0-9]{0,11}")
_MINUTES = re.compile(r"[1-9][0-9]{0,3}")
_REQSN = {
    "wechat": re.compile(r"[A-Za-z0-9_-]{1,32}"),
    "alipay": re.compile(r"[A-Za-z0-9_-]{1,32}"),
    "paynow": re.compile(r"[A-Za-z0-9]{1,25}"),  # it has to fit the code's bill number
}


class BadRequestError(Exception):
    """The request cannot be carried out as it stands; answered with ``retcode=FAIL``."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer's own fields, and the plan for what happens to it on its way out."""

    fields: Mapping[str, str]
    plan: Plan = field(default_factory=Plan)


def refused(code: str, reason: str, **more: str) -> Reply:
    """Return an answer that says why something was not done."""
    return Reply({"trxstatus": code, "errmsg": reason, **more})


def amount(form: Mapping[str, str]) -> int:
    """Return ``trxamt`` in cents.

    Raises:
        BadRequestError: if it is not a whole number of cents that the bank takes.
    """
    text = form.get("trxamt", "")
    if not _AMOUNT.fullmatch(text) or int(text) > MAX_AMOUNT_MINOR:
        raise BadRequestError("trxamt is not an amount in cents")
    return int(text)


# --- unitorder/pay ---


def make_order(
    tx: Transaction,
    form: Mapping[str, str],
    merchant: Merchant,
    at: datetime,
    *,
    cents_table: bool,
) -> Reply:
    """Make an order and its code (``unitorder/pay``).

    Raises:
        BadRequestError: if the form does not say what to make.
    """
    amount_minor = amount(form)
    kind = WALLETS.get(form.get("paytype", ""))
    if kind is None:
        raise BadRequestError("paytype is not W01, A01 or P01")
    reqsn = form.get("reqsn", "")
    if not _REQSN[kind].fullmatch(reqsn):
        raise BadRequestError("reqsn does not fit this paytype")
    valid_for = _valid_for(form)
    notify_url = form.get("notify_url", "")
    if notify_url and outbox.target(notify_url) is None:
        raise BadRequestError("notify_url is not plain HTTP to this machine")
    if orders.is_used(tx, reqsn):
        return refused(DUPLICATE, "this number was used before", reqsn=reqsn)

    plan = plan_for(tx, Way.SHOW, amount_minor, cents_table=cents_table)
    if plan.outcome in NOT_DONE:
        return Reply({"reqsn": reqsn}, plan)
    key, payinfo, code_amount_minor = _code(kind, reqsn, amount_minor, merchant, plan.outcome)
    declined = plan.outcome is Outcome.DECLINE
    order = Order(
        order_id=new_order_id(tx, at),
        reqsn=reqsn,
        wallet=kind,
        amount_minor=amount_minor,
        code_amount_minor=code_amount_minor,
        body=form.get("body", "")[:200],
        notify_url=notify_url,
        code_key=key,
        payinfo="" if declined else payinfo,
        plan=plan,
        state=OrderState.DECLINED if declined else OrderState.OPEN,
        seen=False,
        created_at=at,
        expires_at=at + valid_for,
    )
    orders.add_order(tx, order)
    common = {"reqsn": reqsn, "trxid": order.order_id, "fintime": clock.gateway_time(at)}
    if declined:
        return refused(FAILED, "the bank declines this order", **common)
    return Reply(
        {"trxstatus": DONE, "payinfo": payinfo, **common},
        plan if plan.outcome in AT_ANSWER else Plan(),
    )


def plan_for(tx: Transaction, way: Way, amount_minor: int, *, cents_table: bool) -> Plan:
    """Return the plan of a new order: the desk's next answer, else what its cents say."""
    plan = next_answers.take_for_order(tx, way)
    if plan is not None:
        return plan
    return plan_by_cents(amount_minor, way) if cents_table else Plan()


def new_order_id(tx: Transaction, at: datetime) -> str:
    """Return the gateway's number for a new order."""
    return f"{clock.business_day(at)[2:]}{next_number(tx, 'order'):012d}"


def _valid_for(form: Mapping[str, str]) -> timedelta:
    text = form.get("validtime", "") or str(DEFAULT_VALID_MINUTES)
    if not _MINUTES.fullmatch(text) or int(text) > 24 * 60:
        raise BadRequestError("validtime is not 1 to 1440 minutes")
    return timedelta(minutes=int(text))


def _code(
    kind: str, reqsn: str, amount_minor: int, merchant: Merchant, outcome: Outcome
) -> tuple[str, str, int]:
    """Return the key by which a phone finds the order, the code's text, and what it asks for."""
    asked_minor = amount_minor
    if outcome is Outcome.WRONG_AMOUNT_CODE:
        asked_minor += WRONG_BY_MINOR
    prefix = wallet.LINKS.get(kind)
    if prefix is not None:
        token = secrets.token_hex(12)
        link = prefix + token
        if outcome is Outcome.WRONG_REFERENCE_CODE:
            link = prefix + secrets.token_hex(12)
        elif outcome is Outcome.BROKEN_CODE:
            link = wallet.CUT_OFF[kind]
        return f"{kind}:{token}", link, asked_minor
    reference = reqsn
    if outcome is Outcome.WRONG_REFERENCE_CODE:
        reference = other_reference(reqsn)
    text = emvco.paynow_code(
        uen=merchant.uen,
        merchant=merchant.name,
        city=merchant.city,
        amount_minor=asked_minor,
        reference=reference,
    )
    if outcome is Outcome.BROKEN_CODE:
        text = text[:-1] + ("0" if text[-1] != "0" else "1")
    return f"paynow:{reqsn}", text, asked_minor


def other_reference(reqsn: str) -> str:
    """Return a reference of the same shape that is not ``reqsn``."""
    return reqsn[:-1] + ("X" if reqsn[-1:] != "X" else "Y")


# --- tranx/query ---


def query(tx: Transaction, form: Mapping[str, str], at: datetime) -> Reply:
    """Say what became of an order or a refund (``tranx/query``), by ``reqsn`` or ``trxid``."""
    reqsn, trxid = form.get("reqsn", ""), form.get("trxid", "")
    if not reqsn and not trxid:
        raise BadRequestError("neither reqsn nor trxid")
    order = find_order(tx, reqsn, trxid)
    if order is not None:
        return tell(tx, order, orders.payments_of(tx, order.order_id), at)
    refund = orders.refund_by_reqsn(tx, reqsn) if reqsn else None
    if refund is not None:
        return tell_refund(refund)
    taken_back = orders.order_by_reversal(tx, reqsn) if reqsn else None
    if taken_back is not None:
        done = {"trxstatus": DONE, "reqsn": reqsn, "trxid": taken_back.order_id}
        return Reply({**done, "trxamt": str(taken_back.amount_minor), "currency": CURRENCY})
    return refused(NOT_FOUND, "no such order", reqsn=reqsn)


def find_order(tx: Transaction, reqsn: str, trxid: str) -> Order | None:
    """Return an order by its own number, else by the gateway's or a wallet's."""
    if reqsn:
        return orders.order_by_reqsn(tx, reqsn)
    order = orders.order_by_id(tx, trxid)
    payment = orders.payment_by_trxid(tx, trxid) if order is None else None
    return orders.order_by_id(tx, payment.order_id) if payment is not None else order


def status(order: Order, payments: list[Payment], at: datetime) -> tuple[str, str]:
    """Return the ``trxstatus`` of an order and the words that go with it."""
    if order.state is OrderState.DECLINED and order.reason:
        return FAILED, order.reason  # whether the money has moved or not
    if any(payment.state is PaymentState.SETTLED for payment in payments):
        return DONE, ""
    looks = {payment.looks for payment in payments if payment.state is PaymentState.HELD}
    if Looks.UNCERTAIN in looks:
        return UNCERTAIN, "the wallet has not confirmed yet"
    if Looks.PENDING in looks:
        return UNDER_WAY, "the customer is paying"
    return _unpaid(order, at)


def _unpaid(order: Order, at: datetime) -> tuple[str, str]:
    ended = {
        OrderState.DECLINED: (FAILED, "the bank declines this order"),
        OrderState.REFUSED: (REFUSED_BY_PAYER, "the customer refused"),
        OrderState.CLOSED: (CLOSED, "closed by the merchant"),
    }
    if order.state is not OrderState.OPEN:
        return ended[order.state]
    if at >= order.expires_at:
        revoked = order.way is Way.SCAN and order.wallet == "wechat"
        return (CLOSED, "revoked by the wallet") if revoked else (EXPIRED, "the code has expired")
    return (UNDER_WAY, "the customer is paying") if order.seen else (PENDING, "not paid yet")


def tell(tx: Transaction, order: Order, payments: list[Payment], at: datetime) -> Reply:
    """Return the answer that says how an order stands."""
    code, words = status(order, payments, at)
    fields = {
        "trxstatus": code,
        "reqsn": order.reqsn,
        "trxid": order.order_id,
        "initamt": str(order.amount_minor),
        "currency": CURRENCY,
        "errmsg": words,
    }
    if code != DONE:
        return Reply(fields)
    settled = [payment for payment in payments if payment.state is PaymentState.SETTLED]
    newest = settled[-1]
    plan = order.plan
    spoilt = plan.outcome in SPOILT_PAID_ANSWER and plan.times > 0
    told = [payment.amount_minor for payment in settled]
    if spoilt:
        orders.set_order_plan(tx, order.order_id, replace(plan, times=plan.times - 1))
        if plan.outcome is Outcome.WRONG_AMOUNT_PAID:
            told = [minor + WRONG_BY_MINOR for minor in told]
    fields.update(
        trxid=newest.trxid,
        trxamt=str(told[-1]),
        fintime=clock.gateway_time(newest.settled_at or at),
        acct=newest.payer,
        trxcode=outbox.TRXCODES[order.wallet],
    )
    if len(settled) > 1:
        fields["payments"] = ",".join(
            f"{payment.trxid}:{minor}" for payment, minor in zip(settled, told, strict=True)
        )
    return Reply(fields, plan if spoilt else Plan())


def tell_refund(refund: Refund) -> Reply:
    """Return the answer that says how a refund stands."""
    code = {
        RefundState.DONE: DONE,
        RefundState.PENDING: PENDING,
        RefundState.REFUSED: FAILED,
    }[refund.state]
    return Reply(
        {
            "trxstatus": code,
            "reqsn": refund.reqsn,
            "trxid": refund.refund_trxid,
            "trxamt": str(refund.amount_minor),
            "currency": CURRENCY,
            "errmsg": refund.reason,
            "fintime": clock.gateway_time(refund.settled_at or refund.made_at),
        }
    )


# --- unitorder/close ---


def close(tx: Transaction, form: Mapping[str, str], at: datetime) -> Reply:
    """Close an order (``unitorder/close``): from now on its code cannot be paid."""
    reqsn = form.get("oldreqsn", "")
    if not reqsn:
        raise BadRequestError("no oldreqsn")
    order = orders.order_by_reqsn(tx, reqsn)
    if order is None:
        return refused(NOT_FOUND, "no such order", oldreqsn=reqsn)
    if order.way is Way.SCAN:
        return refused(FAILED, "ORDER_BY_CODE", oldreqsn=reqsn, reqsn=reqsn)
    code, words = status(order, orders.payments_of(tx, order.order_id), at)
    if code == DONE:
        return refused(ALREADY_PAID, "already paid", oldreqsn=reqsn, reqsn=reqsn)
    if code == UNCERTAIN:
        return refused(UNCERTAIN_CLOSE, words, oldreqsn=reqsn, reqsn=reqsn)
    under_way = code == UNDER_WAY and any(
        payment.state is PaymentState.HELD for payment in orders.payments_of(tx, order.order_id)
    )
    if under_way:
        return refused(UNDER_WAY, words, oldreqsn=reqsn, reqsn=reqsn)
    if order.state is OrderState.OPEN:
        orders.set_order_state(tx, order.order_id, OrderState.CLOSED, at)
        wallet.follow_close(tx, order.order_id, at)
    return Reply(
        {
            "trxstatus": DONE,
            "oldreqsn": reqsn,
            "reqsn": reqsn,
            "trxid": order.order_id,
            "fintime": clock.gateway_time(at),
        }
    )
