"""A customer's code sent, and taken back: what requests say and what answers mean, without I/O.

A refusal is believed only where nobody can have been charged: a failure with one of the words that
are known to say so, and nothing beside it that speaks of money. Every other failure is passed on
as one, and the flow takes the payment back.

The code itself can be paid with. It stands in the form that is sent, and nowhere else: should the
gateway repeat it in its words, it is taken out of them.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from kpay_desktop.domain.wallet_words import refusal_of, wallet_word
from kpay_desktop.hosts.wallets.codec import query_answer
from kpay_desktop.hosts.wallets.fields import (
    CLOSED,
    DONE,
    EXPIRED,
    NOT_FOUND,
    PENDING,
    check_amount,
    check_currency,
    check_number,
    is_failure,
    own_number,
    own_txn_no,
    plain_text,
    status_of,
    words_of,
    write_cents,
)
from kpay_desktop.hosts.wallets.messages import Fields
from kpay_desktop.hosts.wallets.signing import is_ambiguous
from kpay_desktop.ports import (
    OrderRefused,
    PaymentStatus,
    QueryAnswer,
    ReverseAnswer,
    ReverseRequest,
    ReverseStatus,
    ScanRequest,
)

SCAN, CANCEL = "/apiweb/unitorder/scanqrpay", "/apiweb/tranx/cancel"

#: A counter's computer, in the protocol's list of devices.
DEVICE_TYPE = "11"
#: What stands in the gateway's words where the customer's code stood.
TAKEN_OUT = "…"

# "A payment is under way and cannot be revoked": the cancel did nothing, and is to come again.
_UNDER_WAY = "正在支付中"

_CODE = re.compile(r"[!-~]{8,512}\Z")
_TERMINAL = re.compile(r"[0-9A-Z]{8}\Z")


def can_be_signed(code: str) -> bool:
    """True unless the signed text with ``code`` in it could also be that of other fields."""
    return not is_ambiguous({"authcode": code})


def scan_fields(request: ScanRequest, description: str) -> dict[str, str]:
    """Return the fields of ``unitorder/scanqrpay``.

    Raises:
        ValueError: the number, amount, code or terminal is not usable; it never shows the code.
    """
    if not _CODE.match(request.code):
        raise ValueError("a customer's code has 8 to 512 printable characters")
    if not _TERMINAL.match(request.terminal_id):
        raise ValueError("a terminal's number has eight digits and capital letters")
    terminal = {"termno": request.terminal_id, "devicetype": DEVICE_TYPE}
    return {
        "trxamt": write_cents(request.amount_minor),
        "reqsn": own_number(request.order_no),
        "authcode": request.code,
        "body": plain_text(request.description) or plain_text(description),
        "terminfo": json.dumps(terminal, separators=(",", ":")),
    }


def reverse_fields(request: ReverseRequest) -> dict[str, str]:
    """Return the fields of ``tranx/cancel``.

    Raises:
        ValueError: a number or the amount is not usable.
    """
    fields = {
        "trxamt": write_cents(request.amount_minor),
        "reqsn": own_number(request.reverse_no),
        "oldreqsn": own_number(request.order_no),
    }
    if request.wallet_txn_no:
        fields["oldtrxid"] = own_txn_no(request.wallet_txn_no)
    return fields


def scan_answer(answer: Fields, request: ScanRequest) -> QueryAnswer | OrderRefused:
    """Return what a believed answer to ``unitorder/scanqrpay`` means.

    Raises:
        UnbelievedError: its numbers, amounts or currency are not what they must be.
    """
    check_number(answer, "reqsn", request.order_no)
    answer = _without_code(answer, request.code)
    told = query_answer(answer, request.order_no)
    if told.status is PaymentStatus.FAILED and refusal_of(told.code) is not None:
        check_amount(answer, "initamt", request.amount_minor)
        return OrderRefused(request.order_no, told.code, words_of(answer))
    if told.status in {PaymentStatus.NOT_FOUND, PaymentStatus.CLOSED}:
        # Neither can be said of an order that is only now being made.
        return replace(told, status=PaymentStatus.UNSURE)
    return told


def _without_code(answer: Fields, code: str) -> dict[str, str]:
    words = {
        name: answer[name].replace(code, TAKEN_OUT)
        for name in ("errmsg", "retmsg")
        if name in answer
    }
    return {**answer, **words}


def reverse_answer(answer: Fields, request: ReverseRequest) -> ReverseAnswer:
    """Return what a believed answer to ``tranx/cancel`` means.

    Raises:
        UnbelievedError: its numbers, amount or currency are not those of the request.
    """
    status = status_of(answer)
    check_number(answer, "reqsn", request.reverse_no)
    check_number(answer, "oldreqsn", request.order_no, must=False)
    check_currency(answer, must=False)
    words = words_of(answer)
    if status == DONE:
        check_amount(answer, "trxamt", request.amount_minor)
    # What was paid has not expired: nothing goes back by such a word.
    is_no_end = status == EXPIRED and request.wallet_txn_no != ""
    if status == DONE or (status in CLOSED and not is_no_end):
        # Closed already says the same.
        meaning = ReverseStatus.DONE
    elif status in PENDING or (is_failure(status) and _UNDER_WAY in words):
        meaning = ReverseStatus.NOT_NOW
    elif status == NOT_FOUND:
        meaning = ReverseStatus.NOT_FOUND
    elif is_failure(status):
        meaning = ReverseStatus.REFUSED
    else:
        meaning = ReverseStatus.UNSURE
    word = wallet_word(words) if meaning is ReverseStatus.REFUSED else ""
    return ReverseAnswer(request.order_no, meaning, word or status)
