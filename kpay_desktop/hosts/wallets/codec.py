"""What requests say and what answers mean, without I/O.

Only what the gateway lists as final is final. An unlisted status, a duplicate, "funds may have
moved": none of them is a failure of the payment. Amounts are passed through (the flow compares
them with the sale); that they are whole cents of our currency is checked here.
"""

from __future__ import annotations

import re

from kpay_desktop.domain.money import CURRENCY
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.hosts.wallets.messages import Fields, UnbelievedError, read_gateway_time
from kpay_desktop.ports import (
    CloseAnswer,
    CloseStatus,
    NoAnswerReason,
    OrderMade,
    OrderRefused,
    OrderRequest,
    Payment,
    PaymentStatus,
    QueryAnswer,
    RefundAnswer,
    RefundRequest,
    RefundStatus,
)

PAY, CLOSE = "/apiweb/unitorder/pay", "/apiweb/unitorder/close"
QUERY, REFUND = "/apiweb/tranx/query", "/apiweb/tranx/refund"
PING = "/apiweb/ping"

DONE = "0000"
NOT_FOUND = "1001"
PENDING = frozenset({"2000", "2008"})
ALREADY_PAID = "3020"
CLOSED = frozenset({"3050", "3054"})
# Funds may have moved (3088, 3089), and a number that was used before (3888): ask, never conclude.
UNSURE = frozenset({"3088", "3089", "3888"})

PAY_TYPES = {Wallet.WECHAT: "W01", Wallet.PAYNOW: "P01"}
#: Our own refusal of a wallet that this protocol has no shown code for.
UNSUPPORTED = "unsupported"

MAX_PAYMENTS = 50
MAX_TEXT = 100
MAX_CODE_TEXT = 1024

_NUMBER = re.compile(r"[A-Za-z0-9]{1,32}\Z")
_CENTS = re.compile(r"[0-9]{1,12}\Z")
_STATUS = re.compile(r"[0-9A-Za-z]{1,8}\Z")
_TXN_NO = re.compile(r"[A-Za-z0-9_.-]{1,64}\Z")


def _malformed(what: str) -> UnbelievedError:
    return UnbelievedError(NoAnswerReason.MALFORMED, what)


def _mismatch(what: str) -> UnbelievedError:
    return UnbelievedError(NoAnswerReason.MISMATCH, what)


# --- requests -------------------------------------------------------------------------------


def order_fields(request: OrderRequest, description: str, notify_url: str) -> dict[str, str]:
    """Return the fields of ``unitorder/pay``. The validity is rounded up to whole minutes.

    Raises:
        ValueError: the order has no usable number, amount or validity.
        KeyError: the protocol has no shown code for this wallet.
    """
    if request.valid_for_s < 1:
        raise ValueError("a code is valid for at least a second")
    return {
        "trxamt": _cents(request.amount_minor),
        "reqsn": _own_number(request.order_no),
        "paytype": PAY_TYPES[request.wallet],
        "body": _plain(request.description) or _plain(description),
        "validtime": str(-(-request.valid_for_s // 60)),
        "notify_url": notify_url,
    }


def query_fields(order_no: str) -> dict[str, str]:
    """Return the fields of ``tranx/query``.

    Raises:
        ValueError: ``order_no`` is no order number.
    """
    return {"reqsn": _own_number(order_no)}


def close_fields(order_no: str) -> dict[str, str]:
    """Return the fields of ``unitorder/close``.

    Raises:
        ValueError: ``order_no`` is no order number.
    """
    return {"oldreqsn": _own_number(order_no)}


def refund_fields(request: RefundRequest) -> dict[str, str]:
    """Return the fields of ``tranx/refund``.

    Raises:
        ValueError: a number or the amount is not usable.
    """
    if not _TXN_NO.match(request.wallet_txn_no):
        raise ValueError("a refund names the payment's transaction number")
    return {
        "trxamt": _cents(request.amount_minor),
        "reqsn": _own_number(request.refund_no),
        "oldreqsn": _own_number(request.order_no),
        "oldtrxid": request.wallet_txn_no,
    }


def _own_number(number: str) -> str:
    if not _NUMBER.match(number):
        raise ValueError("a number has 1 to 32 letters and digits")
    return number


def _cents(amount_minor: int) -> str:
    if not 0 < amount_minor < 10**12:
        raise ValueError("an amount is positive and has at most twelve digits")
    return str(amount_minor)


def _plain(text: str) -> str:
    """Return ``text`` without what could be taken for another field of the signed text."""
    kept = "".join(one for one in text if one.isprintable() and one not in "&=")
    return kept.strip()[:MAX_TEXT]


# --- answers --------------------------------------------------------------------------------


def order_answer(answer: Fields, request: OrderRequest) -> OrderMade | OrderRefused:
    """Return what a believed answer to ``unitorder/pay`` means.

    Raises:
        UnbelievedError: it does not say for sure whether the order was made.
    """
    status = _status(answer)
    _same_number(answer, "reqsn", request.order_no)
    if status == DONE:
        for name in ("trxamt", "initamt"):
            if answer.get(name) and _amount(answer, name) != request.amount_minor:
                raise _mismatch(name)
        _own_currency(answer, must=False)
        code_text = answer.get("payinfo", "")
        if not 0 < len(code_text) <= MAX_CODE_TEXT:
            raise _malformed("payinfo")
        return OrderMade(request.order_no, _txn_no(answer, "trxid"), code_text)
    if _is_failure(status) and status not in CLOSED:
        return OrderRefused(request.order_no, status, _words(answer))
    reason = NoAnswerReason.MISMATCH if status == "3888" else NoAnswerReason.SERVER
    raise UnbelievedError(reason, "trxstatus")


def query_answer(answer: Fields, order_no: str) -> QueryAnswer:
    """Return what a believed answer to ``tranx/query`` means.

    Raises:
        UnbelievedError: its numbers, amounts or currency are not what they must be.
    """
    status = _status(answer)
    _same_number(answer, "reqsn", order_no, must=status != NOT_FOUND)
    _own_currency(answer, must=status == DONE)
    order_minor = _amount(answer, "initamt") if answer.get("initamt") else None
    if status != DONE:
        # Money that a status does not own up to: somebody has to look again.
        is_odd = bool(answer.get("payments"))
        meaning = PaymentStatus.UNSURE if is_odd else _meaning(status)
        return QueryAnswer(order_no, meaning, status, order_minor)
    if order_minor is None:
        raise _malformed("initamt")
    return QueryAnswer(
        order_no,
        PaymentStatus.PAID,
        status,
        order_minor,
        _payments(answer),
        read_gateway_time(answer["fintime"]) if answer.get("fintime") else None,
        masked(answer.get("acct", "")),
    )


def _meaning(status: str) -> PaymentStatus:
    if status in PENDING:
        return PaymentStatus.PENDING
    if status == NOT_FOUND:
        return PaymentStatus.NOT_FOUND
    if status in CLOSED:
        return PaymentStatus.CLOSED
    return PaymentStatus.FAILED if _is_failure(status) else PaymentStatus.UNSURE


def _is_failure(status: str) -> bool:
    return re.fullmatch(r"3[0-9]{3}", status) is not None and status not in UNSURE


def _payments(answer: Fields) -> tuple[Payment, ...]:
    """Return every payment, oldest first; the newest also stands in ``trxid`` and ``trxamt``."""
    newest = Payment(_txn_no(answer, "trxid"), _positive(_amount(answer, "trxamt"), "trxamt"))
    listed = answer.get("payments", "")
    if not listed:
        return (newest,)
    entries = listed.split(",")
    if len(entries) > MAX_PAYMENTS:
        raise _malformed("payments")
    payments = tuple(_listed(entry) for entry in entries)
    if len({one.wallet_txn_no for one in payments}) != len(payments) or payments[-1] != newest:
        raise _mismatch("payments")
    return payments


def _listed(entry: str) -> Payment:
    number, _, cents = entry.partition(":")
    if not _TXN_NO.match(number) or not _CENTS.match(cents):
        raise _malformed("payments")
    return Payment(number, _positive(int(cents), "payments"))


def close_answer(answer: Fields, order_no: str) -> CloseAnswer:
    """Return what a believed answer to ``unitorder/close`` means.

    Raises:
        UnbelievedError: it is about another order.
    """
    status = _status(answer)
    for name in ("reqsn", "oldreqsn"):
        _same_number(answer, name, order_no, must=False)
    if status == DONE or status in CLOSED:
        return CloseAnswer(order_no, CloseStatus.CLOSED, status)
    meanings = {ALREADY_PAID: CloseStatus.ALREADY_PAID, NOT_FOUND: CloseStatus.NOT_FOUND}
    return CloseAnswer(order_no, meanings.get(status, CloseStatus.UNSURE), status)


def refund_answer(answer: Fields, request: RefundRequest) -> RefundAnswer:
    """Return what a believed answer to ``tranx/refund`` means.

    Raises:
        UnbelievedError: its numbers, amount or currency are not those of the refund.
    """
    status = _status(answer)
    _same_number(answer, "reqsn", request.refund_no)
    _own_currency(answer, must=False)
    if status == DONE:
        if answer.get("trxamt") and _amount(answer, "trxamt") != request.amount_minor:
            raise _mismatch("trxamt")
        meaning = RefundStatus.DONE
    elif status in PENDING:
        meaning = RefundStatus.PENDING
    elif status == NOT_FOUND or _is_failure(status):
        meaning = RefundStatus.REFUSED
    else:
        meaning = RefundStatus.UNSURE
    return RefundAnswer(request.refund_no, meaning, status, _words(answer))


def callback_answer(form: Fields) -> QueryAnswer:
    """Return what a genuine callback says: one payment of one order.

    Raises:
        UnbelievedError: it does not say that exactly what was ordered has been paid.
    """
    if _status(form) != DONE:
        raise _mismatch("trxstatus")
    order_no = form.get("cusorderid", "")
    if not _NUMBER.match(order_no):
        raise _malformed("cusorderid")
    _own_currency(form, must=False)
    paid_minor = _positive(_amount(form, "trxamt"), "trxamt")
    order_minor = _amount(form, "initamt")
    if paid_minor != order_minor:
        raise _mismatch("trxamt")
    return QueryAnswer(
        order_no,
        PaymentStatus.PAID,
        DONE,
        order_minor,
        (Payment(_txn_no(form, "trxid"), paid_minor),),
        read_gateway_time(form["paytime"]) if form.get("paytime") else None,
        masked(form.get("acct", "")),
    )


# --- fields ---------------------------------------------------------------------------------


def _status(answer: Fields) -> str:
    status = answer.get("trxstatus", "")
    if not _STATUS.match(status):
        raise _malformed("trxstatus")
    return status


def _same_number(answer: Fields, name: str, number: str, *, must: bool = True) -> None:
    value = answer.get(name, "")
    if value != number and (must or value):
        raise _mismatch(name)


def _own_currency(answer: Fields, *, must: bool) -> None:
    currency = answer.get("currency", "")
    if currency != CURRENCY and (must or currency):
        raise _mismatch("currency")


def _amount(answer: Fields, name: str) -> int:
    text = answer.get(name, "")
    if not _CENTS.match(text):
        raise _malformed(name)
    return int(text)


def _positive(cents: int, name: str) -> int:
    if cents <= 0:
        raise _malformed(name)
    return cents


def _txn_no(answer: Fields, name: str) -> str:
    number = answer.get(name, "")
    if not _TXN_NO.match(number):
        raise _malformed(name)
    return number


def _words(answer: Fields) -> str:
    return (answer.get("errmsg") or answer.get("retmsg") or "")[:MAX_TEXT]


def masked(payer: str) -> str:
    """Return an account of a payer as it may be kept: the last four, unless masked already."""
    if not payer or "*" in payer:
        return payer[:MAX_TEXT]
    return "****" + payer[-4:] if len(payer) > 4 else "****"
