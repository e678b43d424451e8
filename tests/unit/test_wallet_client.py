"""The wallet gateway's client as a whole, over a transport of the tests' own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.hosts.http import HttpError, HttpFault
from kpay_desktop.hosts.wallets.config import ConfigFault, GatewayConfig, GatewayConfigError
from kpay_desktop.hosts.wallets.gateway import AllinpayGateway
from kpay_desktop.ports import (
    CloseAnswer,
    CloseStatus,
    NoAnswer,
    NoAnswerReason,
    OrderMade,
    OrderRequest,
    Payment,
    PaymentStatus,
    QueryAnswer,
    RefundAnswer,
    RefundStatus,
    WalletGateway,
)
from tests.helpers.gateway import (
    APPID,
    CUSID,
    answer_to,
    as_json,
    is_signed_by_merchant,
    key_files,
    signed,
)
from tests.helpers.wallet_client import (
    AT,
    CUSTOMERS_CODE,
    DEADLINE_S,
    ORDER,
    PAID,
    REFUND,
    Answerer,
    OneAnswer,
    calls_of,
    gateway_over,
    reason_of,
    signed_answer,
)

# --- requests ---


def test_it_is_a_wallet_gateway(tmp_path: Path) -> None:
    gateway: WalletGateway = gateway_over(tmp_path, OneAnswer())
    assert gateway is not None


def test_an_order_goes_out_signed_and_comes_back_made(tmp_path: Path) -> None:
    transport = OneAnswer(signed_answer(trxstatus="0000", trxid="O1", payinfo="weixin://wxpay/x"))
    made = gateway_over(tmp_path, transport).create_order(ORDER, DEADLINE_S)
    assert made == OrderMade(ORDER.order_no, "O1", "weixin://wxpay/x")
    ((path, form),) = transport.calls
    assert path == "/apiweb/unitorder/pay"
    assert is_signed_by_merchant(form)
    randomstr = form.pop("randomstr")
    assert 16 <= len(randomstr) <= 32
    del form["sign"]
    assert form == {
        "cusid": CUSID,
        "appid": APPID,
        "version": "11",
        "signtype": "RSA",
        "reqtime": "20261122143208",
        "trxamt": "3080",
        "reqsn": ORDER.order_no,
        "paytype": "W01",
        "body": "Kopi House",
        "validtime": "3",
    }


def test_every_request_has_a_random_text_of_its_own(tmp_path: Path) -> None:
    transport = OneAnswer(signed_answer(trxstatus="2000"))
    gateway = gateway_over(tmp_path, transport)
    for _ in range(20):
        gateway.query(ORDER.order_no, DEADLINE_S)
    assert len({form["randomstr"] for _, form in transport.calls}) == 20


def test_the_other_calls(tmp_path: Path) -> None:
    gateway = gateway_over(tmp_path, transport := OneAnswer(signed_answer(**PAID)))
    assert gateway.query(ORDER.order_no, DEADLINE_S) == QueryAnswer(
        ORDER.order_no, PaymentStatus.PAID, "0000", 3080, (Payment("WX0001", 3080),), AT
    )
    transport.answer = signed_answer(trxstatus="3050")
    assert gateway.close(ORDER.order_no, DEADLINE_S) == CloseAnswer(
        ORDER.order_no, CloseStatus.CLOSED, "3050"
    )
    transport.answer = signed_answer(trxstatus="0000", trxamt="3080")
    assert gateway.refund(REFUND, DEADLINE_S) == RefundAnswer(
        REFUND.refund_no, RefundStatus.DONE, "0000"
    )
    assert [path for path, _ in transport.calls] == [
        "/apiweb/tranx/query",
        "/apiweb/unitorder/close",
        "/apiweb/tranx/refund",
    ]
    assert all(is_signed_by_merchant(form) for _, form in transport.calls)


@pytest.mark.parametrize(
    ("wallet", "pay_type"),
    [(Wallet.WECHAT, "W01"), (Wallet.PAYNOW, "P01"), (Wallet.ALIPAY, "A01")],
)
def test_every_wallet_can_be_asked_for_a_code_to_show(
    tmp_path: Path, wallet: Wallet, pay_type: str
) -> None:
    transport = OneAnswer(signed_answer(trxstatus="0000", trxid="O1", payinfo="https://x"))
    order = OrderRequest("KD1", wallet, 100, 60, "")
    answer = gateway_over(tmp_path, transport).create_order(order, DEADLINE_S)
    assert answer == OrderMade("KD1", "O1", "https://x")
    assert transport.calls[0][1]["paytype"] == pay_type


# --- answers that are not believed ---


def spoilt(change: Callable[[dict[str, str]], Mapping[str, object]]) -> Answerer:
    return lambda _, form: as_json(change(answer_to(form, **PAID)))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (spoilt(lambda whole: {**whole, "trxamt": "1"}), NoAnswerReason.SIGNATURE),
        (spoilt(lambda whole: {**whole, "sign": ""}), NoAnswerReason.SIGNATURE),
        (spoilt(lambda whole: {**whole, "added": "1"}), NoAnswerReason.SIGNATURE),
        (spoilt(lambda whole: signed(whole, key="merchant")), NoAnswerReason.SIGNATURE),
        (spoilt(lambda whole: signed({**whole, "randomstr": "0" * 32})), NoAnswerReason.MISMATCH),
        (spoilt(lambda whole: signed({**whole, "reqsn": "KD01000123B"})), NoAnswerReason.MISMATCH),
        (spoilt(lambda whole: signed({**whole, "cusid": "1"})), NoAnswerReason.MISMATCH),
        (spoilt(lambda whole: signed({**whole, "appid": "1"})), NoAnswerReason.MISMATCH),
        (spoilt(lambda whole: signed({**whole, "currency": "CNY"})), NoAnswerReason.MISMATCH),
        (spoilt(lambda whole: signed({**whole, "trxamt": "3e3"})), NoAnswerReason.MALFORMED),
        (spoilt(lambda whole: {**whole, "trxamt": 3080}), NoAnswerReason.MALFORMED),
        (spoilt(lambda whole: signed({**whole, "retcode": "FAIL"})), NoAnswerReason.SERVER),
        (lambda _, __: b"<html>login</html>", NoAnswerReason.MALFORMED),
        (lambda _, __: b'{"retcode":"FAIL","retmsg":"busy"}', NoAnswerReason.SIGNATURE),
    ],
)
def test_a_spoilt_answer_is_no_answer(
    tmp_path: Path, answer: Answerer, reason: NoAnswerReason
) -> None:
    gateway = gateway_over(tmp_path, OneAnswer(answer))
    assert reason_of(gateway.query(ORDER.order_no, DEADLINE_S)) is reason


def test_a_replayed_answer_is_no_answer(tmp_path: Path) -> None:
    kept: list[bytes] = []

    def replay(_: str, form: dict[str, str]) -> bytes:
        kept.append(as_json(answer_to(form, **PAID)))
        return kept[0]

    gateway = gateway_over(tmp_path, OneAnswer(replay))
    assert isinstance(gateway.query(ORDER.order_no, DEADLINE_S), QueryAnswer)
    assert reason_of(gateway.query(ORDER.order_no, DEADLINE_S)) is NoAnswerReason.MISMATCH


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (HttpFault.OFFLINE, NoAnswerReason.OFFLINE),
        (HttpFault.TIMEOUT, NoAnswerReason.TIMEOUT),
        (HttpFault.IMPOSTOR, NoAnswerReason.SIGNATURE),
        (HttpFault.STATUS, NoAnswerReason.SERVER),
        (HttpFault.MALFORMED, NoAnswerReason.MALFORMED),
    ],
)
def test_every_fault_of_the_line_is_no_answer(
    tmp_path: Path, fault: HttpFault, reason: NoAnswerReason
) -> None:
    for call in calls_of(gateway_over(tmp_path, OneAnswer(None, *[HttpError(fault)] * 6))):
        assert reason_of(call()) is reason


# --- repeating ---


def stale() -> HttpError:
    return HttpError(HttpFault.OFFLINE, is_stale=True)


def test_an_order_is_never_sent_twice(tmp_path: Path) -> None:
    transport = OneAnswer(signed_answer(trxstatus="0000", trxid="O1", payinfo="x"), stale())
    gateway = gateway_over(tmp_path, transport)
    assert reason_of(gateway.create_order(ORDER, DEADLINE_S)) is NoAnswerReason.OFFLINE
    assert len(transport.calls) == 1


@pytest.mark.parametrize("call", [1, 2, 3, 4])
def test_what_does_no_harm_is_repeated_once_newly_signed(tmp_path: Path, call: int) -> None:
    transport = OneAnswer(signed_answer(trxstatus="2000"), stale())
    answer = calls_of(gateway_over(tmp_path, transport))[call]()
    assert not isinstance(answer, NoAnswer)
    first, second = (form for _, form in transport.calls)
    assert first["randomstr"] != second["randomstr"]
    assert is_signed_by_merchant(second)


def test_one_repeat_is_enough(tmp_path: Path) -> None:
    transport = OneAnswer(None, stale(), stale(), stale())
    gateway = gateway_over(tmp_path, transport)
    assert reason_of(gateway.query(ORDER.order_no, DEADLINE_S)) is NoAnswerReason.OFFLINE
    assert len(transport.calls) == 2


def test_a_timeout_is_not_repeated(tmp_path: Path) -> None:
    transport = OneAnswer(None, HttpError(HttpFault.TIMEOUT))
    gateway = gateway_over(tmp_path, transport)
    assert reason_of(gateway.query(ORDER.order_no, DEADLINE_S)) is NoAnswerReason.TIMEOUT
    assert len(transport.calls) == 1


# --- the lamp ---


def test_a_ping_is_measured(tmp_path: Path) -> None:
    transport = OneAnswer(lambda _, __: b'{"retcode":"SUCCESS"}')
    round_trip_ms = gateway_over(tmp_path, transport).ping(DEADLINE_S)
    assert round_trip_ms is not None
    assert round_trip_ms >= 0
    assert transport.calls == [("/apiweb/ping", {})]


@pytest.mark.parametrize("body", [b"", b"{}", b'{"retcode":"FAIL"}', b"[]"])
def test_a_ping_that_says_something_else_is_no_answer(tmp_path: Path, body: bytes) -> None:
    assert gateway_over(tmp_path, OneAnswer(lambda _, __: body)).ping(DEADLINE_S) is None


def test_a_ping_without_a_line_is_no_answer(tmp_path: Path) -> None:
    transport = OneAnswer(None, HttpError(HttpFault.OFFLINE))
    assert gateway_over(tmp_path, transport).ping(DEADLINE_S) is None


# --- keys and the end ---


def test_without_keys_there_is_no_answer_and_one_complaint(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = gateway_over(tmp_path, transport := OneAnswer(signed_answer(trxstatus="2000")))
    (tmp_path / "merchant.pem").unlink()
    with pytest.raises(GatewayConfigError) as caught:
        gateway.load_keys()
    assert caught.value.fault is ConfigFault.KEY_MISSING
    for call in calls_of(gateway):
        assert reason_of(call()) is NoAnswerReason.OFFLINE
    assert transport.calls == []
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in errors] == [
        "gateway_key_unusable problem=gateway.key_missing"
    ]
    # Once the files are there, nothing has to be started again.
    key_files(tmp_path)
    gateway.load_keys()
    assert isinstance(gateway.query(ORDER.order_no, DEADLINE_S), QueryAnswer)


def test_a_file_of_authorities_is_checked_with_the_keys(tmp_path: Path) -> None:
    files = key_files(tmp_path)
    settings = GatewayConfig(
        base_url="https://gateway.test",
        cusid=CUSID,
        appid=APPID,
        private_key_path=files.merchant_private,
        bank_public_key_path=files.bank_public,
        ca_file=tmp_path / "missing.pem",
    )
    with pytest.raises(GatewayConfigError) as caught:
        AllinpayGateway(settings).load_keys()
    assert caught.value.fault is ConfigFault.CA_FILE


def test_shutting_down_closes_the_transport(tmp_path: Path) -> None:
    transport = OneAnswer()
    gateway_over(tmp_path, transport).shut_down()
    assert transport.is_closed


def test_nothing_that_was_said_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    gateway = gateway_over(tmp_path, OneAnswer(spoilt(lambda whole: {**whole, "trxamt": "777"})))
    for call in calls_of(gateway):
        call()
    assert len(caplog.records) == 6
    for secret in ("777", "3080", "WX0001", ORDER.order_no, "randomstr", "Kopi", CUSTOMERS_CODE):
        assert secret not in caplog.text
