"""What requests to the wallet gateway say, and which answers are believed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.hosts.wallets import codec
from kpay_desktop.hosts.wallets.messages import (
    MAX_FIELDS,
    MAX_FORM_BYTES,
    believe,
    envelope,
    gateway_time,
    read_answer,
    read_form,
    read_gateway_time,
    write_form,
)
from kpay_desktop.hosts.wallets.signing import canonical, is_ambiguous
from kpay_desktop.ports import NoAnswerReason, OrderRequest
from tests.helpers.orders import AT, ORDER, REFUND, disbelief

# --- requests ---


def test_an_order_is_asked_for_with_these_fields() -> None:
    assert codec.order_fields(ORDER, "Sale", "http://127.0.0.1:9000/notify") == {
        "trxamt": "3080",
        "reqsn": "KD01000123A",
        "paytype": "P01",
        "body": "Kopi House",
        "validtime": "3",
        "notify_url": "http://127.0.0.1:9000/notify",
    }


@pytest.mark.parametrize(("seconds", "minutes"), [(1, "1"), (60, "1"), (61, "2"), (180, "3")])
def test_validity_is_rounded_up_to_minutes(seconds: int, minutes: str) -> None:
    fields = codec.order_fields(replace(ORDER, valid_for_s=seconds), "", "")
    assert fields["validtime"] == minutes


def test_wechat_has_a_pay_type_of_its_own() -> None:
    assert codec.order_fields(replace(ORDER, wallet=Wallet.WECHAT), "", "")["paytype"] == "W01"


@pytest.mark.parametrize(
    ("description", "body"),
    [
        ("", "Sale"),
        (" \n", "Sale"),
        ("好好咖啡", "好好咖啡"),
        ("A&trxstatus=0000", "Atrxstatus0000"),
        ("line\nbreak", "linebreak"),
        ("x" * 200, "x" * 100),
    ],
)
def test_the_body_cannot_pass_for_other_fields(description: str, body: str) -> None:
    assert codec.order_fields(replace(ORDER, description=description), "Sale", "")["body"] == body


@pytest.mark.parametrize(
    "order",
    [
        replace(ORDER, amount_minor=0),
        replace(ORDER, amount_minor=-1),
        replace(ORDER, amount_minor=10**12),
        replace(ORDER, order_no=""),
        replace(ORDER, order_no="KD-1"),
        replace(ORDER, order_no="K" * 33),
        replace(ORDER, order_no="KD1\n"),
        replace(ORDER, valid_for_s=0),
    ],
)
def test_impossible_orders_are_not_sent(order: OrderRequest) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        codec.order_fields(order, "", "")


def test_enquiry_close_and_refund_name_the_order() -> None:
    assert codec.query_fields("A1") == {"reqsn": "A1"}
    assert codec.close_fields("A1") == {"oldreqsn": "A1"}
    assert codec.refund_fields(REFUND) == {
        "trxamt": "3080",
        "reqsn": "KR01000001",
        "oldreqsn": "KD01000123A",
        "oldtrxid": "PN20261122000001",
    }
    with pytest.raises(ValueError, match="transaction number"):
        codec.refund_fields(replace(REFUND, wallet_txn_no=""))


def test_the_envelope_is_sorted_signed_and_has_no_empty_fields() -> None:
    heard: list[bytes] = []

    def sign(fields: object) -> str:
        assert isinstance(fields, dict)
        heard.append(canonical(fields))
        return "c2ln"

    sent = envelope(
        {"reqsn": "A1", "notify_url": ""},
        cusid="990",
        appid="0001",
        randomstr="r" * 32,
        at=AT,
        sign=sign,
    )
    assert heard == [
        b"appid=0001&cusid=990&randomstr=" + b"r" * 32 + b"&reqsn=A1&reqtime=20261122143208"
        b"&signtype=RSA&version=11"
    ]
    assert sent["sign"] == "c2ln"
    assert "notify_url" not in sent


def test_forms_come_back_as_they_were_written() -> None:
    fields = {"body": "好 & co=1 + 2%", "sign": "ab+/=="}
    assert read_form(write_form(fields)) == fields


def test_times_are_those_of_singapore() -> None:
    assert gateway_time(AT) == "20261122143208"
    assert read_gateway_time("20261122143208") == AT


@pytest.mark.parametrize(
    "text",
    ["", "2026112214320", "20261322143208", "２０261122143208", "00000000000000", "00010101000000"],
)
def test_what_is_no_time_is_not_believed(text: str) -> None:
    assert disbelief(lambda: read_gateway_time(text)) == (NoAnswerReason.MALFORMED, "time")


# --- envelopes of answers ---


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"text"',
        b"null",
        b"{",
        b'{"a": 1}',
        b'{"a": null}',
        b'{"a": {"b": "c"}}',
        b'{"a": ["b"]}',
        b'{"a": "1", "a": "2"}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\ud800"}',
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
        json.dumps({str(number): "" for number in range(MAX_FIELDS + 1)}).encode(),
    ],
)
def test_what_is_no_flat_object_of_texts_is_not_read(body: bytes) -> None:
    assert disbelief(lambda: read_answer(body))[0] is NoAnswerReason.MALFORMED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a",
        b"a=1&a=2",
        b"a=%ff",
        b"a=\xff",
        b"a=%00",
        b"a=1&&b=2",
        b"a=1&" * (MAX_FIELDS + 1) + b"b=2",
        b"a=" + b"x" * MAX_FORM_BYTES,
    ],
)
def test_what_is_no_form_is_not_read(body: bytes) -> None:
    assert disbelief(lambda: read_form(body))[0] is NoAnswerReason.MALFORMED


SENT = {"cusid": "990", "appid": "0001", "randomstr": "r1"}
GOOD = {**SENT, "retcode": "SUCCESS", "trxstatus": "0000", "sign": "s"}


def test_a_genuine_answer_to_our_request_is_believed() -> None:
    believe(GOOD, SENT, lambda _: True)


@pytest.mark.parametrize(
    ("change", "reason", "what"),
    [
        ({"randomstr": "r2"}, NoAnswerReason.MISMATCH, "randomstr"),
        ({"randomstr": ""}, NoAnswerReason.MISMATCH, "randomstr"),
        ({"cusid": "991"}, NoAnswerReason.MISMATCH, "cusid"),
        ({"appid": "0002"}, NoAnswerReason.MISMATCH, "appid"),
        ({"retcode": "FAIL"}, NoAnswerReason.SERVER, "retcode"),
        ({"retcode": "success"}, NoAnswerReason.MALFORMED, "retcode"),
        ({"retcode": ""}, NoAnswerReason.MALFORMED, "retcode"),
        ({"errmsg": "x&trxstatus=0000"}, NoAnswerReason.MALFORMED, "ambiguous"),
    ],
)
def test_an_answer_to_something_else_is_not_believed(
    change: dict[str, str], reason: NoAnswerReason, what: str
) -> None:
    assert disbelief(lambda: believe({**GOOD, **change}, SENT, lambda _: True)) == (reason, what)


def test_a_signature_comes_before_everything_else() -> None:
    assert disbelief(lambda: believe({}, SENT, lambda _: False)) == (
        NoAnswerReason.SIGNATURE,
        "sign",
    )


def test_one_signed_text_is_never_two_messages() -> None:
    one = {"errmsg": "x", "trxstatus": "0000"}
    other = {"errmsg": "x&trxstatus=0000"}
    assert canonical(one) == canonical(other)
    assert not is_ambiguous(one)
    assert is_ambiguous(other)
    assert is_ambiguous({"a=1&b": "2"})
    assert not is_ambiguous({"payinfo": "weixin://wxpay/bizpayurl?pr=ab&"})
