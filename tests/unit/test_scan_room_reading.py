"""Which codes are told: each once, in its turn, and what somebody does on purpose is answered."""

from __future__ import annotations

from datetime import date

import pytest

from kpay_desktop.bootstrap.code_reading import TURNED_DOWN_S, CodeReading
from kpay_desktop.domain.sale import WALLET_METHODS, Method
from kpay_desktop.ports_scan import CodeSource, CodeTold
from kpay_desktop.qr.payment_code import PaymentCode, ScanProblem, ScanRules, WrongCode
from kpay_desktop.qr.seen_codes import SAME_S
from tests.helpers.scan_room import ALIPAY, WECHAT, HandClock

PRODUCT = "8888021200133"


class Told:
    """A reading and what it told."""

    def __init__(self, rules: ScanRules | None = None) -> None:
        self.clock = HandClock()
        self.codes: list[CodeTold] = []
        self.rules = rules or ScanRules(today=date(2026, 11, 22))
        self.reading = CodeReading(
            lambda: self.rules, self.clock.monotonic, self.codes.append, WALLET_METHODS
        )
        self.reading.begin()

    def taken(self) -> list[PaymentCode | WrongCode]:
        found = [code.found for code in self.codes]
        self.codes.clear()
        return found


def wrong(problem: ScanProblem) -> list[PaymentCode | WrongCode]:
    return [WrongCode(problem)]


def code_of(text: str) -> PaymentCode:
    return PaymentCode(Method.ALIPAY if text == ALIPAY else Method.WECHAT, text)


def test_a_right_code_is_told_once_and_ends_the_reading() -> None:
    told = Told()
    for text in (WECHAT, WECHAT, ALIPAY, PRODUCT):
        told.reading.seen(text)
    told.reading.said(CodeSource.SCANNER, ALIPAY)
    told.reading.broke(ScanProblem.INCOMPLETE)
    assert told.codes == [CodeTold(CodeSource.CAMERA, code_of(WECHAT))]
    assert not told.reading.is_reading


def test_nothing_is_read_before_the_page_stands() -> None:
    told: list[CodeTold] = []
    reading = CodeReading(ScanRules, HandClock().monotonic, told.append, WALLET_METHODS)
    reading.seen(WECHAT)
    reading.said(CodeSource.TYPED, WECHAT)
    assert told == []


def test_wrong_things_are_told_and_the_reading_goes_on() -> None:
    told = Told()
    told.reading.seen(PRODUCT)
    told.reading.said(CodeSource.TYPED, "")
    told.reading.broke(ScanProblem.TOO_LONG)
    assert [(code.source, code.found) for code in told.codes] == [
        (CodeSource.CAMERA, WrongCode(ScanProblem.PRODUCT)),
        (CodeSource.TYPED, WrongCode(ScanProblem.EMPTY)),
        (CodeSource.SCANNER, WrongCode(ScanProblem.TOO_LONG)),
    ]
    assert told.reading.is_reading


@pytest.mark.parametrize("source", [CodeSource.SCANNER, CodeSource.TYPED])
def test_the_same_code_again_is_said_only_to_who_scans_on_purpose(source: CodeSource) -> None:
    told = Told()
    told.reading.seen(WECHAT)
    told.taken()
    told.reading.begin()
    for _ in range(30):
        told.reading.seen(WECHAT)
    assert told.taken() == []
    told.reading.said(source, WECHAT)
    assert told.taken() == wrong(ScanProblem.SAME_AGAIN)


def test_a_code_that_stayed_for_a_minute_has_expired() -> None:
    told = Told()
    told.reading.seen(WECHAT)
    told.taken()
    told.clock.at += SAME_S
    told.reading.begin()
    told.reading.seen(WECHAT)
    assert told.taken() == wrong(ScanProblem.EXPIRED)


def test_a_code_that_was_not_sent_can_be_read_again() -> None:
    told = Told()
    told.reading.said(CodeSource.SCANNER, ALIPAY)
    told.reading.forget(code_of(ALIPAY))
    told.taken()
    told.reading.said(CodeSource.SCANNER, ALIPAY)
    assert told.taken() == [code_of(ALIPAY)]


def test_a_code_that_was_turned_down_is_not_asked_about_again_at_once() -> None:
    told = Told()
    told.reading.seen(ALIPAY)
    told.reading.forget(code_of(ALIPAY))
    told.taken()
    told.reading.seen(ALIPAY)
    assert told.taken() == []
    assert told.reading.is_reading
    told.reading.seen(WECHAT)
    assert told.taken() == [code_of(WECHAT)]


@pytest.mark.parametrize("anew", [False, True])
def test_a_code_that_was_turned_down_may_be_held_up_again(anew: bool) -> None:
    told = Told()
    told.reading.seen(ALIPAY)
    told.reading.forget(code_of(ALIPAY))
    told.taken()
    if anew:
        told.reading.begin()
    else:
        told.clock.at += TURNED_DOWN_S
    told.reading.seen(ALIPAY)
    assert told.taken() == [code_of(ALIPAY)]


def test_a_scan_by_another_keyboard_is_understood() -> None:
    told = Told(ScanRules(takes_paynow=True))
    told.reading.said(CodeSource.SCANNER, "&é\"'(-è_çà&é\"'(-è_", WECHAT)
    assert told.taken() == [code_of(WECHAT)]


def test_the_rules_are_asked_at_each_code() -> None:
    told = Told(ScanRules(takes_paynow=False))
    text = "PN0123456789ABCDEFGHIJKL"
    told.reading.seen(text)
    told.rules = ScanRules(takes_paynow=True)
    told.reading.seen(text)
    told.reading.begin()
    told.rules = ScanRules(takes_paynow=True, member_prefixes=("pn01",))
    told.reading.seen(text)
    assert told.taken() == [
        WrongCode(ScanProblem.UNKNOWN),
        PaymentCode(Method.PAYNOW, text),
        WrongCode(ScanProblem.MEMBER),
    ]


def test_a_wallet_that_is_not_taken_is_told_and_the_reading_goes_on() -> None:
    codes: list[CodeTold] = []
    reading = CodeReading(ScanRules, HandClock().monotonic, codes.append, {Method.WECHAT})
    reading.begin()
    reading.seen(ALIPAY)
    reading.said(CodeSource.SCANNER, ALIPAY)
    reading.seen(WECHAT)
    assert [code.found for code in codes] == [code_of(ALIPAY), code_of(ALIPAY), code_of(WECHAT)]
    assert not reading.is_reading
