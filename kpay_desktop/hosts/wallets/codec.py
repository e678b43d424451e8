"""What requests say and what answers mean, without I/O.

Only what the gateway lists as final is final. An unlisted status, a duplicate, "funds may have
moved": none of them is a failure of the payment. Amounts are passed through (the flow compares
them with the sale); that they are whole cents of our currency is checked here.
"""

from __future__ import annotations

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.domain.wallet_words import refusal_of, wallet_word
from kpay_desktop.hosts.wallets.fields import (
    ALREADY_PAID,
    CLOSED,
    DONE,
    NOT_FOUND,
    NUMBER,
    PENDING,
    amount_of,
    check_currency,
    check_number,
    is_failure,
    listed_payment,
    malformed,
    masked,
    mismatch,
    own_number,
    own_txn_no,
    plain_text,
    positive,
    status_of,
    txn_no,
    words_of,
    write_cents,
)
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

PAY_TYPES = {Wallet.WECHAT: "W01", Wallet.PAYNOW: "P01", Wallet.ALIPAY: "A01"}
#: Our own refusal of what this protocol cannot ask for.
UNSUPPORTED = "unsupported"

MAX_PAYMENTS = 50
MAX_CODE_TEXT = 1024


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
        "trxamt": write_cents(request.amount_minor),
        "reqsn": own_number(request.order_no),
        "paytype": PAY_TYPES[request.wallet],
        "body": plain_text(request.description) or plain_text(description),
        "validtime": str(-(-request.valid_for_s // 60)),
        "notify_url": notify_url,
    }


def query_fields(order_no: str) -> dict[str, str]:
    """Return the fields of ``tranx/query``.

    Raises:
        ValueError: ``order_no`` is no order number.
    """
    return {"reqsn": own_number(order_no)}


def close_fields(order_no: str) -> dict[str, str]:
    """Return the fields of ``unitorder/close``.

    Raises:
        ValueError: ``order_no`` is no order number.
    """
    return {"oldreqsn": own_number(order_no)}


def refund_fields(request: RefundRequest) -> dict[str, str]:
    """Return the fields of ``tranx/refund``.

    Raises:
        ValueError: a number or the amount is not usable.
    """
    return {
        "trxamt": write_cents(request.amount_minor),
        "reqsn": own_number(request.refund_no),
        "oldreqsn": own_number(request.order_no),
        "oldtrxid": own_txn_no(request.wallet_txn_no),
    }


# --- answers --------------------------------------------------------------------------------


def order_answer(answer: Fields, request: OrderRequest) -> OrderMade | OrderRefused:
    """Return what a believed answer to ``unitorder/pay`` means.

    Raises:
        UnbelievedError: it does not say for sure whether the order was made.
    """
    status = status_of(answer)
    check_number(answer, "reqsn", request.order_no)
    if status == DONE:
        for name in ("trxamt", "initamt"):
            if answer.get(name) and amount_of(answer, name) != request.amount_minor:
                raise mismatch(name)
        check_currency(answer, must=False)
        code_text = answer.get("payinfo", "")
        if not 0 < len(code_text) <= MAX_CODE_TEXT:
            raise malformed("payinfo")
        return OrderMade(request.order_no, txn_no(answer, "trxid"), code_text)
    if is_failure(status) and status not in CLOSED:
        return OrderRefused(request.order_no, status, words_of(answer))
    reason = NoAnswerReason.MISMATCH if status == "3888" else NoAnswerReason.SERVER
    raise UnbelievedError(reason, "trxstatus")


def query_answer(answer: Fields, order_no: str) -> QueryAnswer:
    """Return what a believed answer to ``tranx/query`` means.

    The code of a failure is the wallet's own word, where the answer has one.

    Raises:
        UnbelievedError: its numbers, amounts or currency are not what they must be.
    """
    status = status_of(answer)
    check_number(answer, "reqsn", order_no, must=status != NOT_FOUND)
    check_currency(answer, must=status == DONE)
    order_minor = amount_of(answer, "initamt") if answer.get("initamt") else None
    if status != DONE:
        # Money that a status does not own up to: somebody has to look again.
        is_odd = bool(answer.get("payments"))
        meaning = PaymentStatus.UNSURE if is_odd else _meaning(status)
        word = wallet_word(words_of(answer)) if meaning is PaymentStatus.FAILED else ""
        if refusal_of(word) is not None and _speaks_of_money(answer):
            meaning, word = PaymentStatus.UNSURE, ""
        return QueryAnswer(order_no, meaning, word or status, order_minor)
    if order_minor is None:
        raise malformed("initamt")
    return QueryAnswer(
        order_no,
        PaymentStatus.PAID,
        status,
        order_minor,
        _payments(answer),
        read_gateway_time(answer["fintime"]) if answer.get("fintime") else None,
        masked(answer.get("acct", "")),
    )


def _speaks_of_money(answer: Fields) -> bool:
    """True for a failure that names money all the same: no word of it is sure then."""
    return status_of(answer) == ALREADY_PAID or answer.get("trxamt", "").strip("0") != ""


def _meaning(status: str) -> PaymentStatus:
    if status in PENDING:
        return PaymentStatus.PENDING
    if status == NOT_FOUND:
        return PaymentStatus.NOT_FOUND
    if status in CLOSED:
        return PaymentStatus.CLOSED
    return PaymentStatus.FAILED if is_failure(status) else PaymentStatus.UNSURE


def _payments(answer: Fields) -> tuple[Payment, ...]:
    """Return every payment, oldest first; the newest also stands in ``trxid`` and ``trxamt``."""
    newest = Payment(txn_no(answer, "trxid"), positive(amount_of(answer, "trxamt"), "trxamt"))
    listed = answer.get("payments", "")
    if not listed:
        return (newest,)
    entries = listed.split(",")
    if len(entries) > MAX_PAYMENTS:
        raise malformed("payments")
    payments = tuple(listed_payment(entry) for entry in entries)
    if len({one.wallet_txn_no for one in payments}) != len(payments) or payments[-1] != newest:
        raise mismatch("payments")
    return payments


def close_answer(answer: Fields, order_no: str) -> CloseAnswer:
    """Return what a believed answer to ``unitorder/close`` means.

    Raises:
        UnbelievedError: it is about another order.
    """
    status = status_of(answer)
    for name in ("reqsn", "oldreqsn"):
        check_number(answer, name, order_no, must=False)
    if status == DONE or status in CLOSED:
        return CloseAnswer(order_no, CloseStatus.CLOSED, status)
    meanings = {ALREADY_PAID: CloseStatus.ALREADY_PAID, NOT_FOUND: CloseStatus.NOT_FOUND}
    return CloseAnswer(order_no, meanings.get(status, CloseStatus.UNSURE), status)


def refund_answer(answer: Fields, request: RefundRequest) -> RefundAnswer:
    """Return what a believed answer to ``tranx/refund`` means.

    Raises:
        UnbelievedError: its numbers, amount or currency are not those of the refund.
    """
    status = status_of(answer)
    check_number(answer, "reqsn", request.refund_no)
    check_currency(answer, must=False)
    if status == DONE:
        if answer.get("trxamt") and amount_of(answer, "trxamt") != request.amount_minor:
            raise mismatch("trxamt")
        meaning = RefundStatus.DONE
    elif status in PENDING:
        meaning = RefundStatus.PENDING
    elif status == NOT_FOUND or is_failure(status):
        meaning = RefundStatus.REFUSED
    else:
        meaning = RefundStatus.UNSURE
    return RefundAnswer(request.refund_no, meaning, status, words_of(answer))


def callback_answer(form: Fields) -> QueryAnswer:
    """Return what a genuine callback says: one payment of one order.

    Raises:
        UnbelievedError: it does not say that exactly what was ordered has been paid.
    """
    if status_of(form) != DONE:
        raise mismatch("trxstatus")
    order_no = form.get("cusorderid", "")
    if not NUMBER.match(order_no):
        raise malformed("cusorderid")
    check_currency(form, must=False)
    paid_minor = positive(amount_of(form, "trxamt"), "trxamt")
    order_minor = amount_of(form, "initamt")
    if paid_minor != order_minor:
        raise mismatch("trxamt")
    return QueryAnswer(
        order_no,
        PaymentStatus.PAID,
        DONE,
        order_minor,
        (Payment(txn_no(form, "trxid"), paid_minor),),
        read_gateway_time(form["paytime"]) if form.get("paytime") else None,
        masked(form.get("acct", "")),
    )
