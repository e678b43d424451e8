"""What believed answers of the wallet gateway mean."""

from __future__ import annotations

import pytest

from kpay_desktop.hosts.wallets import codec
from kpay_desktop.hosts.wallets.messages import UnbelievedError
from kpay_desktop.ports import (
    CloseStatus,
    NoAnswerReason,
    OrderMade,
    OrderRefused,
    Payment,
    PaymentStatus,
    QueryAnswer,
    RefundStatus,
)
from tests.helpers.orders import AT, ORDER, REFUND, disbelief

# --- orders ---


def made(**change: str) -> dict[str, str]:
    return {
        "trxstatus": "0000",
        "reqsn": ORDER.order_no,
        "trxid": "261122000000000001",
        "payinfo": "000201...",
        **change,
    }


def test_an_order_is_made() -> None:
    assert codec.order_answer(made(), ORDER) == OrderMade(
        ORDER.order_no, "261122000000000001", "000201..."
    )
    assert isinstance(codec.order_answer(made(trxamt="3080", currency="SGD"), ORDER), OrderMade)


@pytest.mark.parametrize(
    ("change", "reason", "what"),
    [
        ({"reqsn": "KD01000123B"}, NoAnswerReason.MISMATCH, "reqsn"),
        ({"reqsn": ""}, NoAnswerReason.MISMATCH, "reqsn"),
        ({"payinfo": ""}, NoAnswerReason.MALFORMED, "payinfo"),
        ({"payinfo": "x" * 1025}, NoAnswerReason.MALFORMED, "payinfo"),
        ({"trxid": ""}, NoAnswerReason.MALFORMED, "trxid"),
        ({"trxid": "a b"}, NoAnswerReason.MALFORMED, "trxid"),
        ({"trxamt": "3081"}, NoAnswerReason.MISMATCH, "trxamt"),
        ({"initamt": "308"}, NoAnswerReason.MISMATCH, "initamt"),
        ({"trxamt": "30.80"}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"currency": "CNY"}, NoAnswerReason.MISMATCH, "currency"),
        ({"trxstatus": ""}, NoAnswerReason.MALFORMED, "trxstatus"),
        ({"trxstatus": "０000"}, NoAnswerReason.MALFORMED, "trxstatus"),
        ({"trxstatus": "3888"}, NoAnswerReason.MISMATCH, "trxstatus"),
        ({"trxstatus": "3088"}, NoAnswerReason.SERVER, "trxstatus"),
        ({"trxstatus": "3089"}, NoAnswerReason.SERVER, "trxstatus"),
        ({"trxstatus": "2000"}, NoAnswerReason.SERVER, "trxstatus"),
        ({"trxstatus": "2008"}, NoAnswerReason.SERVER, "trxstatus"),
        ({"trxstatus": "1001"}, NoAnswerReason.SERVER, "trxstatus"),
        ({"trxstatus": "3050"}, NoAnswerReason.SERVER, "trxstatus"),
        ({"trxstatus": "4711"}, NoAnswerReason.SERVER, "trxstatus"),
        ({"trxstatus": "9999"}, NoAnswerReason.SERVER, "trxstatus"),
    ],
)
def test_what_does_not_say_for_sure_that_an_order_was_made_or_not(
    change: dict[str, str], reason: NoAnswerReason, what: str
) -> None:
    assert disbelief(lambda: codec.order_answer(made(**change), ORDER)) == (reason, what)


@pytest.mark.parametrize("status", ["3999", "3001", "3045"])
def test_an_order_is_refused_with_the_gateway_s_own_words(status: str) -> None:
    answer = made(trxstatus=status, errmsg="limit reached", payinfo="", trxid="")
    assert codec.order_answer(answer, ORDER) == OrderRefused(
        ORDER.order_no, status, "limit reached"
    )


# --- enquiries ---


def paid(**change: str) -> dict[str, str]:
    return {
        "trxstatus": "0000",
        "reqsn": ORDER.order_no,
        "trxid": "PN0002",
        "trxamt": "3080",
        "initamt": "3080",
        "currency": "SGD",
        "fintime": "20261122143208",
        "acct": "****4821",
        **change,
    }


def test_a_paid_order_has_its_payment() -> None:
    assert codec.query_answer(paid(), ORDER.order_no) == QueryAnswer(
        ORDER.order_no,
        PaymentStatus.PAID,
        "0000",
        3080,
        (Payment("PN0002", 3080),),
        AT,
        "****4821",
    )


def test_an_order_paid_twice_has_both_payments_oldest_first() -> None:
    answer = codec.query_answer(paid(payments="PN0001:3080,PN0002:3080"), ORDER.order_no)
    assert answer.payments == (Payment("PN0001", 3080), Payment("PN0002", 3080))


def test_another_amount_is_passed_through_for_the_flow_to_judge() -> None:
    answer = codec.query_answer(paid(trxamt="3180"), ORDER.order_no)
    assert (answer.order_minor, answer.payments) == (3080, (Payment("PN0002", 3180),))


@pytest.mark.parametrize(
    ("change", "reason", "what"),
    [
        ({"reqsn": "KD01000123B"}, NoAnswerReason.MISMATCH, "reqsn"),
        ({"reqsn": ""}, NoAnswerReason.MISMATCH, "reqsn"),
        ({"currency": "CNY"}, NoAnswerReason.MISMATCH, "currency"),
        ({"currency": ""}, NoAnswerReason.MISMATCH, "currency"),
        ({"trxid": ""}, NoAnswerReason.MALFORMED, "trxid"),
        ({"trxamt": ""}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"trxamt": "0"}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"trxamt": "-3080"}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"trxamt": "3080.0"}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"trxamt": " 3080"}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"trxamt": "３０８０"}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"trxamt": "3_080"}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"trxamt": "3" * 13}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"initamt": ""}, NoAnswerReason.MALFORMED, "initamt"),
        ({"initamt": "x"}, NoAnswerReason.MALFORMED, "initamt"),
        ({"fintime": "today"}, NoAnswerReason.MALFORMED, "time"),
        ({"payments": "PN0001:3080"}, NoAnswerReason.MISMATCH, "payments"),
        ({"payments": "PN0002:3080,PN0001:3080"}, NoAnswerReason.MISMATCH, "payments"),
        ({"payments": "PN0002:3080,PN0002:3080"}, NoAnswerReason.MISMATCH, "payments"),
        ({"payments": "PN0001:3080,PN0002:3079"}, NoAnswerReason.MISMATCH, "payments"),
        ({"payments": "PN0001:0,PN0002:3080"}, NoAnswerReason.MALFORMED, "payments"),
        ({"payments": "PN0001,PN0002:3080"}, NoAnswerReason.MALFORMED, "payments"),
        ({"payments": ",PN0002:3080"}, NoAnswerReason.MALFORMED, "payments"),
        (
            {"payments": ",".join(f"P{n}:1" for n in range(51))},
            NoAnswerReason.MALFORMED,
            "payments",
        ),
    ],
)
def test_a_payment_that_is_not_told_rightly_is_not_believed(
    change: dict[str, str], reason: NoAnswerReason, what: str
) -> None:
    assert disbelief(lambda: codec.query_answer(paid(**change), ORDER.order_no)) == (reason, what)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("2000", PaymentStatus.PENDING),
        ("2008", PaymentStatus.PENDING),
        ("1001", PaymentStatus.NOT_FOUND),
        ("3050", PaymentStatus.CLOSED),
        ("3054", PaymentStatus.CLOSED),
        ("3045", PaymentStatus.FAILED),
        ("3999", PaymentStatus.FAILED),
        ("3000", PaymentStatus.FAILED),
        ("3088", PaymentStatus.UNSURE),
        ("3089", PaymentStatus.UNSURE),
        ("3888", PaymentStatus.UNSURE),
        ("0001", PaymentStatus.UNSURE),
        ("1002", PaymentStatus.UNSURE),
        ("2001", PaymentStatus.UNSURE),
        ("4000", PaymentStatus.UNSURE),
        ("9999", PaymentStatus.UNSURE),
        ("30000", PaymentStatus.UNSURE),
        ("SUCCESS", PaymentStatus.UNSURE),
    ],
)
def test_every_status_has_its_meaning(status: str, meaning: PaymentStatus) -> None:
    answer = {"trxstatus": status, "reqsn": ORDER.order_no, "initamt": "3080"}
    assert codec.query_answer(answer, ORDER.order_no) == QueryAnswer(
        ORDER.order_no, meaning, status, 3080
    )


@pytest.mark.parametrize("status", ["2000", "1001", "3050", "3999"])
def test_money_that_a_status_does_not_own_up_to_is_never_final(status: str) -> None:
    answer = {"trxstatus": status, "reqsn": ORDER.order_no, "payments": "PN0001:3080"}
    assert codec.query_answer(answer, ORDER.order_no).status is PaymentStatus.UNSURE


def test_an_unknown_order_need_not_be_named() -> None:
    answer = codec.query_answer({"trxstatus": "1001"}, ORDER.order_no)
    assert answer.status is PaymentStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("account", "kept"),
    [
        ("", ""),
        ("****4821", "****4821"),
        ("oX1f-A_payer_4821", "****4821"),
        ("4821", "****"),
        ("138****4821", "138****4821"),
    ],
)
def test_a_payer_is_kept_masked(account: str, kept: str) -> None:
    assert codec.query_answer(paid(acct=account), ORDER.order_no).payer == kept


# --- closes and refunds ---


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("0000", CloseStatus.CLOSED),
        ("3050", CloseStatus.CLOSED),
        ("3054", CloseStatus.CLOSED),
        ("3020", CloseStatus.ALREADY_PAID),
        ("1001", CloseStatus.NOT_FOUND),
        ("3088", CloseStatus.UNSURE),
        ("3089", CloseStatus.UNSURE),
        ("3999", CloseStatus.UNSURE),
        ("2000", CloseStatus.UNSURE),
        ("7777", CloseStatus.UNSURE),
    ],
)
def test_every_status_of_a_close_has_its_meaning(status: str, meaning: CloseStatus) -> None:
    answer = codec.close_answer({"trxstatus": status, "reqsn": "A1"}, "A1")
    assert (answer.order_no, answer.status, answer.code) == ("A1", meaning, status)


@pytest.mark.parametrize("name", ["reqsn", "oldreqsn"])
def test_a_close_of_another_order_is_not_believed(name: str) -> None:
    answer = {"trxstatus": "0000", name: "A2"}
    assert disbelief(lambda: codec.close_answer(answer, "A1")) == (NoAnswerReason.MISMATCH, name)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("0000", RefundStatus.DONE),
        ("2000", RefundStatus.PENDING),
        ("2008", RefundStatus.PENDING),
        ("1001", RefundStatus.REFUSED),
        ("3999", RefundStatus.REFUSED),
        ("3020", RefundStatus.REFUSED),
        ("3088", RefundStatus.UNSURE),
        ("3888", RefundStatus.UNSURE),
        ("8888", RefundStatus.UNSURE),
    ],
)
def test_every_status_of_a_refund_has_its_meaning(status: str, meaning: RefundStatus) -> None:
    answer = {"trxstatus": status, "reqsn": REFUND.refund_no, "trxamt": "3080", "errmsg": "words"}
    refund = codec.refund_answer(answer, REFUND)
    assert (refund.refund_no, refund.status, refund.code, refund.text) == (
        REFUND.refund_no,
        meaning,
        status,
        "words",
    )


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"reqsn": "KR01000002"}, "reqsn"),
        ({"reqsn": ""}, "reqsn"),
        ({"trxamt": "3079"}, "trxamt"),
        ({"currency": "CNY"}, "currency"),
    ],
)
def test_another_refund_is_not_believed(change: dict[str, str], what: str) -> None:
    answer = {"trxstatus": "0000", "reqsn": REFUND.refund_no, "trxamt": "3080", **change}
    assert disbelief(lambda: codec.refund_answer(answer, REFUND)) == (
        NoAnswerReason.MISMATCH,
        what,
    )


# --- callbacks ---


def called(**change: str) -> dict[str, str]:
    return {
        "cusorderid": ORDER.order_no,
        "trxstatus": "0000",
        "trxid": "PN0001",
        "trxamt": "3080",
        "initamt": "3080",
        "paytime": "20261122143208",
        "trxcode": "PAYNOW",
        **change,
    }


def test_a_callback_says_what_an_enquiry_would() -> None:
    assert codec.callback_answer(called()) == QueryAnswer(
        ORDER.order_no, PaymentStatus.PAID, "0000", 3080, (Payment("PN0001", 3080),), AT
    )


@pytest.mark.parametrize(
    "change",
    [
        {"trxstatus": "2000"},
        {"trxstatus": ""},
        {"trxamt": "3180"},
        {"initamt": "3180"},
        {"initamt": ""},
        {"trxamt": "0", "initamt": "0"},
        {"cusorderid": ""},
        {"cusorderid": "a b"},
        {"trxid": ""},
        {"paytime": "now"},
        {"currency": "CNY"},
    ],
)
def test_a_callback_that_does_not_add_up_is_not_believed(change: dict[str, str]) -> None:
    with pytest.raises(UnbelievedError):
        codec.callback_answer(called(**change))
