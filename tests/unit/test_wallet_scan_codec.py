"""A customer's code sent and taken back: what goes out, and what believed answers mean."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kpay_desktop.domain.wallet_words import (
    HARMLESS_WORDS,
    WalletRefusal,
    refusal_of,
    wallet_word,
)
from kpay_desktop.hosts.wallets import scan_codec
from kpay_desktop.hosts.wallets.codec import query_answer
from kpay_desktop.ports import (
    NoAnswerReason,
    OrderRefused,
    Payment,
    PaymentStatus,
    QueryAnswer,
    ReverseStatus,
    ScanRequest,
)
from tests.helpers.orders import AT, disbelief
from tests.helpers.wallet_client import CUSTOMERS_CODE, REVERSE, SCAN

UNDER_WAY = "正在支付中不能发起撤销"


def answered(**change: str) -> dict[str, str]:
    return {
        "trxstatus": "0000",
        "reqsn": SCAN.order_no,
        "trxid": "WX0002",
        "trxamt": "3080",
        "initamt": "3080",
        "currency": "SGD",
        "fintime": "20261122143208",
        "acct": "****4821",
        **change,
    }


def failed(status: str, words: str, **change: str) -> dict[str, str]:
    return answered(**{"trxstatus": status, "errmsg": words, "trxamt": "", "trxid": "", **change})


# --- requests ---


def test_a_payment_by_code_says_all_that_the_acquirer_needs() -> None:
    fields = scan_codec.scan_fields(SCAN, "Sale")
    assert json.loads(fields.pop("terminfo")) == {"termno": "KP010001", "devicetype": "11"}
    assert fields == {
        "trxamt": "3080",
        "reqsn": SCAN.order_no,
        "authcode": CUSTOMERS_CODE,
        "body": "Kopi House",
    }


@pytest.mark.parametrize(
    "request_",
    [
        replace(SCAN, code=""),
        replace(SCAN, code="1234567"),
        replace(SCAN, code="1" * 513),
        replace(SCAN, code=f"{CUSTOMERS_CODE}\n"),
        replace(SCAN, code=f"{CUSTOMERS_CODE} "),
        replace(SCAN, code="１３４６５０１１０９７７１２０３１８"),
        replace(SCAN, terminal_id="KP01"),
        replace(SCAN, terminal_id='KP01","a'),
        replace(SCAN, amount_minor=0),
        replace(SCAN, order_no="a b"),
    ],
)
def test_what_cannot_be_sent_is_refused_without_showing_the_code(
    request_: ScanRequest,
) -> None:
    with pytest.raises(ValueError, match=r" ha(s|ve) |positive") as caught:
        scan_codec.scan_fields(request_, "Sale")
    assert not request_.code or request_.code not in str(caught.value)
    assert not request_.code or request_.code not in repr(request_)


@pytest.mark.parametrize(
    ("code", "may"),
    [
        (CUSTOMERS_CODE, True),
        ("PN7Q2M4K9XB3T6W8Y5Z1R0AC", True),
        ("ABCD=EFGH=", True),
        ("ABCD&EFGH", True),
        ("ABCDEFGH&trxamt=1", False),
    ],
)
def test_a_code_that_reads_like_another_field_is_not_signed(code: str, may: bool) -> None:
    assert scan_codec.can_be_signed(code) is may


def test_a_reversal_names_the_order_and_has_a_number_of_its_own() -> None:
    assert scan_codec.reverse_fields(REVERSE) == {
        "trxamt": "3080",
        "reqsn": REVERSE.reverse_no,
        "oldreqsn": SCAN.order_no,
    }
    paid = replace(REVERSE, wallet_txn_no="PN20261122000001")
    assert scan_codec.reverse_fields(paid) == {
        **scan_codec.reverse_fields(REVERSE),
        "oldtrxid": "PN20261122000001",
    }
    with pytest.raises(ValueError, match="transaction number"):
        scan_codec.reverse_fields(replace(REVERSE, wallet_txn_no="PN&1"))


# --- answers to a payment ---


def test_a_payment_that_was_made_at_once() -> None:
    assert scan_codec.scan_answer(answered(), SCAN) == QueryAnswer(
        SCAN.order_no, PaymentStatus.PAID, "0000", 3080, (Payment("WX0002", 3080),), AT, "****4821"
    )


def test_another_amount_is_passed_on_for_the_flow_to_judge() -> None:
    told = scan_codec.scan_answer(answered(trxamt="3180"), SCAN)
    assert isinstance(told, QueryAnswer)
    assert told.payments == (Payment("WX0002", 3180),)


@pytest.mark.parametrize(
    ("change", "reason", "what"),
    [
        ({"reqsn": "KD01000123B"}, NoAnswerReason.MISMATCH, "reqsn"),
        ({"reqsn": ""}, NoAnswerReason.MISMATCH, "reqsn"),
        ({"currency": ""}, NoAnswerReason.MISMATCH, "currency"),
        ({"currency": "CNY"}, NoAnswerReason.MISMATCH, "currency"),
        ({"trxid": ""}, NoAnswerReason.MALFORMED, "trxid"),
        ({"trxamt": ""}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"trxamt": "0"}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"trxamt": "30.80"}, NoAnswerReason.MALFORMED, "trxamt"),
        ({"initamt": ""}, NoAnswerReason.MALFORMED, "initamt"),
        ({"trxstatus": ""}, NoAnswerReason.MALFORMED, "trxstatus"),
    ],
)
def test_a_payment_that_is_not_told_rightly_is_no_payment(
    change: dict[str, str], reason: NoAnswerReason, what: str
) -> None:
    assert disbelief(lambda: scan_codec.scan_answer(answered(**change), SCAN)) == (reason, what)


@pytest.mark.parametrize("word", sorted(HARMLESS_WORDS))
@pytest.mark.parametrize("form", ["{}", "{}: the code is over", "{}:", "ACQ.{}", " {} "])
def test_a_refusal_that_charges_nobody_is_one_in_every_spelling(word: str, form: str) -> None:
    words = form.format(word)
    assert scan_codec.scan_answer(failed("3999", words), SCAN) == OrderRefused(
        SCAN.order_no, word, words
    )
    assert refusal_of(word) in set(WalletRefusal)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("PAYERROR", "PAYERROR"),
        ("SYSTEMERROR: try again", "SYSTEMERROR"),
        ("ACQ.SYSTEM_ERROR", "SYSTEM_ERROR"),
        ("AUTHCODEEXPIRED_MAYBE", "AUTHCODEEXPIRED_MAYBE"),
        ("NOTENOUGHTIME", "NOTENOUGHTIME"),
        ("AUTHCODEEXPIRE or PAYERROR", "3999"),
        ("authcodeexpire", "3999"),
        ("AUTHCODEEXPIRE1", "3999"),
        ("AUTHCODEEXPIRE_", "3999"),
        ("the customer refused", "3999"),
        ("A" * 49, "3999"),
        ("", "3999"),
    ],
)
def test_any_other_failure_may_hold_money(words: str, code: str) -> None:
    told = scan_codec.scan_answer(failed("3999", words), SCAN)
    assert told == QueryAnswer(SCAN.order_no, PaymentStatus.FAILED, code, 3080)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        ("2000", PaymentStatus.PENDING),
        ("2008", PaymentStatus.PENDING),
        ("3088", PaymentStatus.UNSURE),
        ("3089", PaymentStatus.UNSURE),
        ("3888", PaymentStatus.UNSURE),
        ("1001", PaymentStatus.UNSURE),
        ("3050", PaymentStatus.UNSURE),
        ("3054", PaymentStatus.UNSURE),
        ("3020", PaymentStatus.UNSURE),
        ("0001", PaymentStatus.UNSURE),
        ("9999", PaymentStatus.UNSURE),
        ("SUCCESS", PaymentStatus.UNSURE),
    ],
)
def test_a_harmless_word_beside_another_status_refuses_nothing(
    status: str, meaning: PaymentStatus
) -> None:
    told = scan_codec.scan_answer(failed(status, "AUTHCODEEXPIRE"), SCAN)
    assert told == QueryAnswer(SCAN.order_no, meaning, status, 3080)


@pytest.mark.parametrize("change", [{"trxamt": "3080"}, {"payments": "WX1:3080"}])
def test_a_refusal_that_speaks_of_money_is_unsure(change: dict[str, str]) -> None:
    told = scan_codec.scan_answer(failed("3999", "NOTENOUGH", **change), SCAN)
    assert told == QueryAnswer(SCAN.order_no, PaymentStatus.UNSURE, "3999", 3080)


@pytest.mark.parametrize(
    ("status", "change"),
    [("3999", {"trxamt": "3080"}), ("3999", {"payments": "WX1:3080"}), ("3020", {})],
)
def test_an_enquiry_that_refuses_and_speaks_of_money_is_unsure(
    status: str, change: dict[str, str]
) -> None:
    """A sale ends by the word of an enquiry too: nothing beside it may say that money moved."""
    told = query_answer(failed(status, "NOTENOUGH", **change), SCAN.order_no)
    assert told == QueryAnswer(SCAN.order_no, PaymentStatus.UNSURE, status, 3080)
    sure = query_answer(failed("3999", "NOTENOUGH", trxamt="0"), SCAN.order_no)
    assert (sure.status, sure.code) == (PaymentStatus.FAILED, "NOTENOUGH")


def test_a_refusal_of_another_amount_is_not_believed() -> None:
    answer = failed("3999", "NOTENOUGH", initamt="3081")
    assert disbelief(lambda: scan_codec.scan_answer(answer, SCAN)) == (
        NoAnswerReason.MISMATCH,
        "initamt",
    )


@pytest.mark.parametrize("name", ["errmsg", "retmsg"])
def test_the_code_is_taken_out_of_the_gateway_s_words(name: str) -> None:
    answer = failed("3999", "", **{name: f"AUTH_CODE_INVALID: {CUSTOMERS_CODE} is not valid"})
    told = scan_codec.scan_answer(answer, SCAN)
    assert isinstance(told, OrderRefused)
    assert (told.code, told.text) == ("AUTH_CODE_INVALID", "AUTH_CODE_INVALID: … is not valid")
    assert CUSTOMERS_CODE not in repr(told)


def test_a_code_of_capitals_is_never_taken_for_a_word() -> None:
    request = replace(SCAN, code="PNABCDEFGHIJKLMNOPQRSTUV")
    told = scan_codec.scan_answer(failed("3999", request.code), request)
    assert request.code not in repr(told)


def test_words_are_told_from_sentences() -> None:
    assert wallet_word("NOTENOUGH") == "NOTENOUGH"
    assert wallet_word("余额不足") == ""
    assert wallet_word("A." * 10_000) == ""
    assert refusal_of("PAYERROR") is None


# --- answers to a reversal ---


@pytest.mark.parametrize(
    ("status", "words", "meaning", "code"),
    [
        ("0000", "", ReverseStatus.DONE, "0000"),
        ("3050", "", ReverseStatus.DONE, "3050"),
        ("3054", "", ReverseStatus.DONE, "3054"),
        ("2008", UNDER_WAY, ReverseStatus.NOT_NOW, "2008"),
        ("2000", "", ReverseStatus.NOT_NOW, "2000"),
        ("3999", UNDER_WAY, ReverseStatus.NOT_NOW, "3999"),
        ("1001", "", ReverseStatus.NOT_FOUND, "1001"),
        ("3999", "TOO_EARLY", ReverseStatus.REFUSED, "TOO_EARLY"),
        ("3999", "no", ReverseStatus.REFUSED, "3999"),
        ("3020", "", ReverseStatus.REFUSED, "3020"),
        ("3088", "", ReverseStatus.UNSURE, "3088"),
        ("3089", "", ReverseStatus.UNSURE, "3089"),
        ("3888", "", ReverseStatus.UNSURE, "3888"),
        ("4711", UNDER_WAY, ReverseStatus.UNSURE, "4711"),
    ],
)
def test_every_status_of_a_reversal_has_its_meaning(
    status: str, words: str, meaning: ReverseStatus, code: str
) -> None:
    answer = {"trxstatus": status, "reqsn": REVERSE.reverse_no, "errmsg": words}
    told = scan_codec.reverse_answer(answer, REVERSE)
    assert (told.order_no, told.status, told.code) == (SCAN.order_no, meaning, code)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [("3050", ReverseStatus.DONE), ("3054", ReverseStatus.REFUSED)],
)
def test_an_order_that_was_paid_has_not_expired(status: str, meaning: ReverseStatus) -> None:
    """No slip may say that money went back because the gateway calls the order expired."""
    paid = replace(REVERSE, wallet_txn_no="PN20261122000001")
    told = scan_codec.reverse_answer({"trxstatus": status, "reqsn": paid.reverse_no}, paid)
    assert told.status is meaning


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"reqsn": ""}, "reqsn"),
        ({"reqsn": SCAN.order_no}, "reqsn"),
        ({"oldreqsn": "KD01000123B"}, "oldreqsn"),
        ({"currency": "CNY"}, "currency"),
        ({"trxamt": "3081"}, "trxamt"),
    ],
)
def test_a_reversal_of_something_else_is_not_believed(change: dict[str, str], what: str) -> None:
    answer = {"trxstatus": "0000", "reqsn": REVERSE.reverse_no, **change}
    assert disbelief(lambda: scan_codec.reverse_answer(answer, REVERSE)) == (
        NoAnswerReason.MISMATCH,
        what,
    )
