"""Answers of a wallet gateway, as bytes that its signature could stand under."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.domain.wallet_words import HARMLESS_WORDS
from kpay_desktop.hosts.wallets import codec, scan_codec
from kpay_desktop.hosts.wallets.messages import UnbelievedError, believe, read_answer
from kpay_desktop.ports import (
    OrderRefused,
    OrderRequest,
    PaymentStatus,
    QueryAnswer,
    RefundRequest,
    ReverseAnswer,
    ReverseRequest,
    ReverseStatus,
    ScanRequest,
)
from tests.fuzz.target import Change, Target, expect

ORDER: Final = "KD01000123A"
CODE: Final = "134650110977120318"
_SENT = {"randomstr": "0123456789abcdef", "cusid": "990000", "appid": "0001"}
_SCAN = ScanRequest(ORDER, 3_080, CODE, "Tea", "80010001")
_REVERSE = ReverseRequest(f"V{ORDER}", ORDER, 3_080)
_REFUND = RefundRequest("R1", ORDER, "WX1", 3_080)
_ORDER = OrderRequest(ORDER, Wallet.ALIPAY, 3_080, 180, "Tea")
_PAID = {
    "trxstatus": "0000",
    "trxid": "WX1",
    "trxamt": "3080",
    "initamt": "3080",
    "currency": "SGD",
    "fintime": "20261122143208",
    "acct": "****4821",
}
_WAITING = {"trxstatus": "2008", "initamt": "3080", "currency": "SGD"}
_REFUSED = {"trxstatus": "3999", "errmsg": "AUTH_CODE_INVALID", "initamt": "3080"}
_UNDER_WAY = {"trxstatus": "2008", "errmsg": "正在支付中不能发起撤销"}
_ODD = {"trxstatus": "3999", "errmsg": f"PAYERROR: {CODE}", "payments": "WX1:3080,WX2:3080"}
_MADE = {"trxstatus": "0000", "trxid": "O1", "payinfo": "https://qr.alipay.com/bax1"}
_VALUES = (
    *("0000", "1001", "2000", "2008", "3020", "3050", "3054", "3088", "3888", "3999", "SGD", "CNY"),
    *(ORDER, f"V{ORDER}", "3080", "0", "", "WX1", "20261122143208", CODE, "PAYERROR", "USERPAYING"),
    *("WX1:3080", "a&trxamt=1", *sorted(HARMLESS_WORDS)),
)
_CALLS: tuple[Callable[[Mapping[str, str]], object], ...] = (
    lambda answer: scan_codec.scan_answer(answer, _SCAN),
    lambda answer: scan_codec.reverse_answer(answer, _REVERSE),
    lambda answer: codec.query_answer(answer, ORDER),
    lambda answer: codec.order_answer(answer, _ORDER),
    lambda answer: codec.close_answer(answer, ORDER),
    lambda answer: codec.refund_answer(answer, _REFUND),
    codec.callback_answer,
)


def gateway() -> Target:
    """Return the target of answers: a byte that says to what, then the JSON."""
    whole = {"retcode": "SUCCESS", **_SENT}
    seeds = [
        bytes((call,)) + json.dumps({**whole, "reqsn": number, **body}).encode()
        for body in (_PAID, _WAITING, _REFUSED, _UNDER_WAY, _ODD, _MADE)
        for call, number in enumerate((ORDER, f"V{ORDER}", ORDER, ORDER, ORDER, "R1"))
    ]
    called = {**_SENT, **_PAID, "cusorderid": ORDER, "retcode": "SUCCESS"}
    return Target(_take, [*seeds, b"\x06" + json.dumps(called).encode()], 2_000, _spoil)


def _spoil(data: bytes, chance: Random, change: Change) -> bytes:
    """Change one field of the JSON, or, if it is none any more, its bytes."""
    try:
        fields = json.loads(data[1:])
        names = sorted(fields)
    except (ValueError, TypeError, RecursionError):
        return data[:1] + change(data[1:])
    if not isinstance(fields, dict) or not names or not chance.randrange(6):
        return data[:1] + change(data[1:])
    name = chance.choice((*names, "errmsg", "payments", "trxamt"))
    match chance.randrange(4):
        case 0:
            fields.pop(name, None)
        case 1:
            fields[name] = change(str(fields.get(name, "")).encode()).decode("utf-8", "replace")
        case _:
            fields[name] = chance.choice(_VALUES)
    return data[:1] + json.dumps(fields).encode()


def _take(data: bytes) -> None:
    call = (data[0] if data else 0) % len(_CALLS)
    try:
        answer = read_answer(data[1:])
        believe(answer, _SENT, lambda _: True)
        told = _CALLS[call](answer)
    except UnbelievedError as error:
        expect("why is said without the answer", holds=CODE not in str(error))
        return
    match told:
        case QueryAnswer():
            _check_told(told, answer)
        case OrderRefused():
            _check_refused(told, answer, is_scan=call == 0)
        case ReverseAnswer(_, status, _):
            is_done = answer["trxstatus"] in {"0000", "3050", "3054"}
            expect("done is said in its own word", holds=(status is ReverseStatus.DONE) is is_done)
            expect("it is this reversal", holds=answer["reqsn"] == _REVERSE.reverse_no)
        case _:
            pass


def _check_told(told: QueryAnswer, answer: Mapping[str, str]) -> None:
    is_paid = told.status is PaymentStatus.PAID
    expect("only 0000 is paid", holds=is_paid is (answer["trxstatus"] == "0000"))
    expect("paid has its payments", holds=is_paid is bool(told.payments))
    expect("it is this order", holds=told.order_no in {answer.get("reqsn"), ORDER} or is_paid)
    if is_paid:
        expect("in our money", holds=(answer.get("currency") or "SGD") == "SGD")
        expect("so much", holds=told.payments[-1].paid_minor == int(answer["trxamt"]) > 0)
    expect("a payer is masked", holds="*" in told.payer or not told.payer)


def _check_refused(told: OrderRefused, answer: Mapping[str, str], *, is_scan: bool) -> None:
    expect("a refusal is a failure", holds=answer["trxstatus"].startswith("3"))
    if is_scan:
        expect("only known words refuse", holds=told.code in HARMLESS_WORDS)
        expect("no money beside it", holds=not answer.get("payments"))
        expect("the code is not repeated", holds=CODE not in repr(told))
