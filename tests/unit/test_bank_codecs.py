"""The bank's own codes, forms, signatures, times and HTTP, against figures from elsewhere."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from kpay_desktop.simulation.bank import clock, emvco, forms
from kpay_desktop.simulation.bank.http_codec import (
    Answer,
    HttpError,
    format_answer,
    parse_head,
)
from kpay_desktop.simulation.bank.signing import Signer, Verifier, canonical
from tests.helpers.bank import SIGNING_HASH

# Codes that other projects publish in their tests and documentation.
FOREIGN_CODES = {
    # xkjyeah/sgqr-data-url-spec, README
    "00020101021126380009SG.PAYNOW010100211+6591234567030115204000053037025802SG"
    "5902NA6009Singapore6304B5DB": {"53": "702", "59": "NA"},
    # mercari/go-emv-code, mpm/emv_test.go: lengths count characters, the CRC runs over UTF-8
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115303"
    "156540523.725502015802CN5914BEST TRANSPORT6007BEIJING6233030412340603***0708A600866709"
    "02ME64200002ZH0104最佳运输0202北京8036003239401ff0c21a4543a8ed5fbaa30ab02e8"
    "1360032c2fbf6dd646f4f36b617f10747c0b96163046F32": {"54": "23.72", "58": "CN"},
    # VirgilZhao/paynow, README
    "00020101021226470009SG.PAYNOW0101202081234567803010040820260304520400005303702"
    "54040.995802SG5911testcompany6009Singapore62270123testordernumber1234567863040047": {
        "54": "0.99",
        "60": "Singapore",
    },
}


def test_the_crc_has_its_published_check_value() -> None:
    assert emvco.crc("123456789") == "29B1"


@pytest.mark.parametrize("code", FOREIGN_CODES)
def test_codes_made_by_others_are_read(code: str) -> None:
    found = emvco.read(code)
    for tag, value in FOREIGN_CODES[code].items():
        assert found[tag] == value


def test_a_paynow_code_says_amount_payee_and_reference() -> None:
    code = emvco.paynow_code(
        uen="202600001C",
        merchant="Orchid Tea House",
        city="Singapore",
        amount_minor=3080,
        reference="D7K2A0000000017",
    )
    # Written out by hand, the CRC apart.
    assert code[:-4] == (
        "000201"
        "010212"
        "2637" + "0009SG.PAYNOW" + "01012" + "0210202600001C" + "03010"
        "52040000"
        "5303702"
        "540530.80"
        "5802SG"
        "5916Orchid Tea House"
        "6009Singapore"
        "6219" + "0115D7K2A0000000017"
        "6304"
    )
    assert emvco.read(code)["54"] == "30.80"


@pytest.mark.parametrize(
    ("amount_minor", "reference"),
    [(0, "A1"), (-5, "A1"), (100, ""), (100, "A" * 26), (100, "A-1"), (100, "茶")],
)
def test_a_code_that_cannot_be_right_is_not_made(amount_minor: int, reference: str) -> None:
    with pytest.raises(emvco.CodeError):
        emvco.paynow_code(
            uen="202600001C",
            merchant="Tea",
            city="Singapore",
            amount_minor=amount_minor,
            reference=reference,
        )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "000201",
        "00020101021163047E7",
        "hello",
        "0002016304FFFF",
        "000201000201" + "63040000",
        "00\u0660\u066201",
        "\ud800" * 8,
        "0" * 600,
    ],
)
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(emvco.CodeError):
        emvco.read(text)


# --- forms ---


def test_a_form_is_read_and_written() -> None:
    fields = {"body": "Tea & cake = 茶 100%", "trxamt": "3080", "empty": ""}
    assert forms.decode(forms.encode(fields)) == fields
    assert forms.decode(b"body=a+b%20c&x=") == {"body": "a b c", "x": ""}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"a",
        b"=1",
        b"a=1&",
        b"a=1&a=2",
        b"a=%zz",
        b"a=%ff",
        b"a=%00",
        b"A=1",
        b"a b=1",
        b"a=\xff",
        b"a=" + b"x" * 3000,
        b"&".join(b"a%d=1" % number for number in range(60)),
    ],
)
def test_what_is_no_proper_form_is_refused(body: bytes) -> None:
    with pytest.raises(forms.FormError):
        forms.decode(body)


# --- signatures ---


def test_the_signed_text_is_sorted_without_sign_and_empty_fields() -> None:
    fields = {"trxamt": "1", "appid": "2", "sign": "x", "body": "", "cusid": "茶"}
    assert canonical(fields) == "appid=2&cusid=茶&trxamt=1".encode()


def test_signatures_are_plain_rsa_that_another_library_call_checks() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    fields = {"b": "2", "a": "1"}
    fields["sign"] = Signer(key).sign(fields)
    key.public_key().verify(
        base64.b64decode(fields["sign"]), b"a=1&b=2", padding.PKCS1v15(), SIGNING_HASH()
    )
    verifier = Verifier(key.public_key())
    assert verifier.holds(fields)
    assert not verifier.holds({**fields, "b": "3"})
    assert not verifier.holds({**fields, "c": "3"})
    for broken in ("", "AAAA", "not base64!", "é", fields["sign"][:-4]):
        assert not verifier.holds({**fields, "sign": broken})


def test_a_signature_with_another_hash_is_refused() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    raw = key.sign(b"a=1", padding.PKCS1v15(), hashes.SHA256())
    fields = {"a": "1", "sign": base64.b64encode(raw).decode("ascii")}
    assert not Verifier(key.public_key()).holds(fields)


# --- times ---


def test_times_are_stored_in_utc_and_told_in_singapore() -> None:
    moment = datetime(2026, 11, 22, 23, 5, 9, 120, tzinfo=UTC)
    assert clock.stamp(moment) == "2026-11-22T23:05:09.000120Z"
    assert clock.from_stamp(clock.stamp(moment)) == moment
    assert clock.gateway_time(moment) == "20261123070509"
    assert clock.business_day(moment) == "20261123"
    assert clock.from_gateway_time("20261123070509") == moment.replace(microsecond=0)


@pytest.mark.parametrize(
    "text", ["", "2026112307050", "20261323070509", "2026112307050x", "٢" * 14]
)
def test_what_is_no_gateway_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        clock.from_gateway_time(text)


# --- HTTP ---


def test_a_head_is_read() -> None:
    head = parse_head(b"POST /apiweb/tranx/query?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 12")
    assert (head.method, head.path, head.body_bytes) == ("POST", "/apiweb/tranx/query", 12)
    assert head.keep_alive
    assert not parse_head(b"GET / HTTP/1.0").keep_alive
    assert not parse_head(b"GET / HTTP/1.1\r\nConnection: Close").keep_alive


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"hello", 400),
        (b"GET  / HTTP/1.1", 400),
        (b"GET / HTTP/2.0", 400),
        (b"get / HTTP/1.1", 400),
        (b"GET / HTTP/1.1\r\nbad header", 400),
        (b"GET / HTTP/1.1\r\n folded: x", 400),
        (b"GET / HTTP/1.1\nHost: a", 400),
        (b"POST / HTTP/1.1", 411),
        (b"POST / HTTP/1.1\r\nContent-Length: -1", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2", 400),
        (b"POST / HTTP/1.1\r\nContent-Length: 70000", 413),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999999", 413),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked", 501),
        (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nExpect: 100-continue", 417),
        (b"GET / HTTP/1.1\r\n" + b"\r\n".join(b"a%d: 1" % n for n in range(70)), 431),
    ],
)
def test_a_head_that_is_not_right_gets_its_status(raw: bytes, status: int) -> None:
    with pytest.raises(HttpError) as refused:
        parse_head(raw)
    assert refused.value.status == status


def test_an_answer_says_its_length_and_whether_the_connection_goes_on() -> None:
    raw = format_answer(Answer("茶".encode(), 200), keep_alive=True)
    head, _blank, body = raw.partition(b"\r\n\r\n")
    assert body == "茶".encode()
    assert b"Content-Length: 3" in head
    assert b"Connection: keep-alive" in head
    assert b"Connection: close" in format_answer(Answer(b""), keep_alive=False)
