"""Payments by a customer's code over the whole client: once out, believed back, nothing kept."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.hosts.http import HttpError, HttpFault
from kpay_desktop.ports import (
    NoAnswer,
    NoAnswerReason,
    OrderRefused,
    Payment,
    PaymentStatus,
    QueryAnswer,
    ReverseAnswer,
    ReverseStatus,
)
from tests.helpers.gateway import answer_to, as_json, is_signed_by_merchant
from tests.helpers.wallet_client import (
    AT,
    CUSTOMERS_CODE,
    DEADLINE_S,
    PAID,
    REVERSE,
    SCAN,
    OneAnswer,
    gateway_over,
    reason_of,
    signed_answer,
)


def test_a_code_goes_out_signed_and_the_payment_comes_back(tmp_path: Path) -> None:
    gateway = gateway_over(tmp_path, transport := OneAnswer(signed_answer(**PAID)))
    assert gateway.pay_by_code(SCAN, DEADLINE_S) == QueryAnswer(
        SCAN.order_no, PaymentStatus.PAID, "0000", 3080, (Payment("WX0001", 3080),), AT
    )
    ((path, form),) = transport.calls
    assert path == "/apiweb/unitorder/scanqrpay"
    assert is_signed_by_merchant(form)
    assert form["authcode"] == CUSTOMERS_CODE
    assert "valid" not in " ".join(form)


def test_a_code_is_never_sent_twice(tmp_path: Path) -> None:
    stale = HttpError(HttpFault.OFFLINE, is_stale=True)
    gateway = gateway_over(tmp_path, transport := OneAnswer(signed_answer(**PAID), stale))
    assert reason_of(gateway.pay_by_code(SCAN, DEADLINE_S)) is NoAnswerReason.OFFLINE
    assert len(transport.calls) == 1


def test_a_refusal_comes_back_as_one(tmp_path: Path) -> None:
    answer = signed_answer(trxstatus="3999", errmsg="AUTH_CODE_INVALID", initamt="3080")
    gateway = gateway_over(tmp_path, OneAnswer(answer))
    assert gateway.pay_by_code(SCAN, DEADLINE_S) == OrderRefused(
        SCAN.order_no, "AUTH_CODE_INVALID", "AUTH_CODE_INVALID"
    )


def test_an_answer_that_was_changed_refuses_nothing(tmp_path: Path) -> None:
    def spoilt(_: str, form: dict[str, str]) -> bytes:
        return as_json(
            {**answer_to(form, trxstatus="3999", errmsg="PAYERROR"), "errmsg": "NOTENOUGH"}
        )

    gateway = gateway_over(tmp_path, OneAnswer(spoilt))
    assert reason_of(gateway.pay_by_code(SCAN, DEADLINE_S)) is NoAnswerReason.SIGNATURE


def test_a_code_that_could_be_read_as_another_field_is_not_sent(tmp_path: Path) -> None:
    gateway = gateway_over(tmp_path, transport := OneAnswer())
    answer = gateway.pay_by_code(replace(SCAN, code="ABCDEFGHIJ&trxamt=1"), DEADLINE_S)
    assert answer == OrderRefused(SCAN.order_no, "unsupported", "")
    assert transport.calls == []


def test_the_code_is_in_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = (
        signed_answer(trxstatus="3999", errmsg=f"AUTH_CODE_INVALID: {CUSTOMERS_CODE}"),
        signed_answer(trxstatus="0000", errmsg=CUSTOMERS_CODE),
        lambda _, __: CUSTOMERS_CODE.encode(),
    )
    for answer in answers:
        told = gateway_over(tmp_path, OneAnswer(answer)).pay_by_code(SCAN, DEADLINE_S)
        assert CUSTOMERS_CODE not in repr(told)
    assert caplog.records
    assert CUSTOMERS_CODE not in caplog.text


def test_a_payment_is_taken_back_under_one_number(tmp_path: Path) -> None:
    answer = signed_answer(trxstatus="0000", oldreqsn=SCAN.order_no, trxamt="3080")
    gateway = gateway_over(
        tmp_path, transport := OneAnswer(answer, HttpError(HttpFault.OFFLINE, is_stale=True))
    )
    assert gateway.reverse(REVERSE, DEADLINE_S) == ReverseAnswer(
        SCAN.order_no, ReverseStatus.DONE, "0000"
    )
    assert [path for path, _ in transport.calls] == ["/apiweb/tranx/cancel"] * 2
    assert {form["reqsn"] for _, form in transport.calls} == {REVERSE.reverse_no}
    assert len({form["randomstr"] for _, form in transport.calls}) == 2


def test_what_does_not_answer_the_reversal_is_no_answer(tmp_path: Path) -> None:
    gateway = gateway_over(tmp_path, OneAnswer(signed_answer(trxstatus="0000", reqsn="V1")))
    answer = gateway.reverse(REVERSE, DEADLINE_S)
    assert answer == NoAnswer(SCAN.order_no, NoAnswerReason.MISMATCH)
