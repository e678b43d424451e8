"""What was read, told apart: payment codes, and each wrong kind with words of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.scanner import ScanFault
from kpay_desktop.qr.build import CodeDraft, build
from kpay_desktop.qr.customer_code import CustomerCodeFault
from kpay_desktop.qr.payment_code import (
    MOST_READ,
    PaymentCode,
    ScanProblem,
    ScanRules,
    WrongCode,
    classify,
    classify_either,
)
from kpay_desktop.qr.seen_codes import KEEP_S, MOST, SAME_S, SeenCodes
from kpay_desktop.qr.singapore import PayNow, ProxyType, paynow_template
from tools.translations import FOLDER, entries

WECHAT = "134567890123456789"
ALIPAY = "281234567890123456"
CARD = "hQVDUFYwMWEaTwegAAAAVVVVVw8SNFZ4kBI0WNGRIgESNF8="
CARDS_TOO = ScanRules(takes_card_codes=True)
OPAQUE = "SGPN-c0de.4711/xyz"


def code_of(read: str | bytes, rules: ScanRules | None = None) -> PaymentCode:
    found = classify(read, rules)
    assert isinstance(found, PaymentCode)
    return found


def problem_of(read: str | bytes, rules: ScanRules | None = None) -> ScanProblem:
    found = classify(read, rules)
    assert isinstance(found, WrongCode)
    return found.problem


@pytest.mark.parametrize("head", ["10", "11", "12", "13", "14", "15"])
def test_wechat_pay_has_eighteen_digits(head: str) -> None:
    assert code_of(f"{head}4567890123456789") == PaymentCode(
        Method.WECHAT, f"{head}4567890123456789"
    )


@pytest.mark.parametrize("head", ["25", "26", "27", "28", "29", "30"])
@pytest.mark.parametrize("length", [16, 17, 18, 24])
def test_alipay_has_sixteen_to_twenty_four(head: str, length: int) -> None:
    code = head.ljust(length, "7")
    assert code_of(code) == PaymentCode(Method.ALIPAY, code)


@pytest.mark.parametrize(
    "typed",
    [
        "1345 6789 0123 4567 89",
        "1345-6789-0123-4567-89",
        " 1345–6789−0123\u00a04567\u300089\r\n",
        "１３４５６７８９０１２３４５６７８９",
        "\ufeff1345\u200b67890123456789",
        "]C0134567890123456789",
        "]Q3134567890123456789",
        b"134567890123456789\r\n",
    ],
)
def test_how_codes_are_typed_and_scanned(typed: str | bytes) -> None:
    assert code_of(typed) == PaymentCode(Method.WECHAT, WECHAT)


def test_a_card_in_a_phone() -> None:
    for read in (CARD, f"  {CARD[:20]} {CARD[20:]}\n", f"]Q1{CARD}"):
        assert problem_of(read) is ScanProblem.CARD_CODE
        found = code_of(read, CARDS_TOO)
        assert (found.method, found.code) == (Method.CARD, CARD)
        assert found.card is not None
        assert found.card.applications[0].aid == "A0000000555555"


def test_a_card_in_a_phone_that_has_expired() -> None:
    day_after = replace(CARDS_TOO, today=date(2020, 1, 1))
    assert problem_of(CARD, day_after) is ScanProblem.EXPIRED
    assert code_of(CARD, replace(CARDS_TOO, today=date(2019, 12, 31))).method is Method.CARD


def test_a_wallet_s_gateway_is_never_sent_a_card() -> None:
    """Whatever it is, whole or not: nobody is asked to open it again for nothing."""
    for read in (CARD, CARD[:-6], "hQVDUFYwMm" + CARD[10:]):
        for rules in (ScanRules(), ScanRules(takes_paynow=True, today=date(2030, 1, 1))):
            assert problem_of(read, rules) is ScanProblem.CARD_CODE


@pytest.mark.parametrize(
    ("read", "problem"),
    [
        (CARD[:-6], ScanProblem.CARD_CODE_DAMAGED),
        ("hQVDUFYwMm" + CARD[10:], ScanProblem.CARD_CODE_UNKNOWN),
        (CARD + "A" * 1_024, ScanProblem.TOO_LONG),
    ],
)
def test_a_card_in_a_phone_that_cannot_be_read(read: str, problem: ScanProblem) -> None:
    assert problem_of(read, CARDS_TOO) is problem


@pytest.mark.parametrize(
    "code",
    [
        "PN7Q2M4K9XB3T6W8Y5Z1R0AC",
        "PN" + "0" * 22,
        "PN0002010102110000000000",
        "PNHTTPWWWALIPAYCOM000000",
        "PN" + "A" * 22,
    ],
)
def test_paynows_codes_as_they_are_issued(code: str) -> None:
    for read in (code, f" {code}\r\n", f"]C0{code}", code.encode()):
        assert code_of(read, ScanRules(takes_paynow=True)) == PaymentCode(Method.PAYNOW, code)
    assert problem_of(code) is ScanProblem.UNKNOWN


def test_what_is_of_no_known_kind_is_paynows_where_the_acquirer_takes_it() -> None:
    assert code_of(OPAQUE, ScanRules(takes_paynow=True)) == PaymentCode(Method.PAYNOW, OPAQUE)
    assert problem_of(OPAQUE) is ScanProblem.UNKNOWN


@pytest.mark.parametrize(
    "text",
    ["short-code", "no spaces in it please", "9234567890123456789012", "付款码付款码付款码付款码"],
)
def test_not_everything_goes_to_the_acquirer(text: str) -> None:
    assert problem_of(text, ScanRules(takes_paynow=True)) is ScanProblem.UNKNOWN


def test_whoever_pays_otherwise_is_asked_about() -> None:
    assert code_of(WECHAT).is_for(Method.WECHAT)
    assert not code_of(WECHAT).is_for(Method.ALIPAY)


def shops_code() -> str:
    payee = paynow_template(PayNow(ProxyType.UEN, "201912345K"))
    return build(CodeDraft("KOPI HOUSE", (payee,)))


WRONG: list[tuple[str | bytes, ScanProblem]] = [
    ("", ScanProblem.EMPTY),
    (" \r\n\t", ScanProblem.EMPTY),
    ("]C0", ScanProblem.EMPTY),
    (b"", ScanProblem.EMPTY),
    (b"\xff\xfe\x00", ScanProblem.NOT_TEXT),
    ("13456\x00789", ScanProblem.NOT_TEXT),
    ("1345\ufffd78", ScanProblem.NOT_TEXT),
    ("\ud800", ScanProblem.NOT_TEXT),
    ("1" * (MOST_READ + 1), ScanProblem.TOO_LONG),
    ("1" * 600, ScanProblem.TOO_LONG),
    ("a" * 600, ScanProblem.TOO_LONG),
    ("13456789012345678", ScanProblem.INCOMPLETE),
    ("1345678901234567890", ScanProblem.INCOMPLETE),
    (WECHAT * 2, ScanProblem.INCOMPLETE),
    ("281234567", ScanProblem.INCOMPLETE),
    (CARD.swapcase(), ScanProblem.CAPS_LOCK),
    ("00020101021126", ScanProblem.UNKNOWN),
    ("00020101021126370009SG.PAYNOW", ScanProblem.SHOP_CODE),
    ("weixin://wxpay/bizpayurl?pr=abc", ScanProblem.SHOP_CODE),
    ("WXP://f2f0abcdef", ScanProblem.SHOP_CODE),
    ("https://qr.alipay.com/abc", ScanProblem.SHOP_CODE),
    ("HTTPS://QR.ALIPAY.COM/ABC", ScanProblem.SHOP_CODE),
    ("qr.alipay.com/abc", ScanProblem.SHOP_CODE),
    ("https://qr.alipay.com.example.org/abc", ScanProblem.LINK),
    ("https://example.org/?to=qr.alipay.com", ScanProblem.LINK),
    ("ftp://qr.alipay.com/abc", ScanProblem.LINK),
    ("https://u.wechat.com/abc", ScanProblem.LINK),
    ("https://[::1", ScanProblem.LINK),
    ("www.example.org", ScanProblem.LINK),
    ("example.org/menu", ScanProblem.LINK),
    ("BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD", ScanProblem.LINK),
    ("WIFI:T:WPA;S:shop;P:1234;;", ScanProblem.LINK),
    ("4006381333931", ScanProblem.PRODUCT),
    ("036000291452", ScanProblem.PRODUCT),
    ("96385074", ScanProblem.PRODUCT),
    ("]E04006381333931", ScanProblem.PRODUCT),
    ("]C10104006381333931", ScanProblem.PRODUCT),
    ("2012345678903", ScanProblem.MEMBER),
    ("MEMBER:4711", ScanProblem.MEMBER),
    ("KPAY:V:80010001:000042:000138", ScanProblem.OWN_SLIP),
    ("kpay:v:80010001:000042:000138", ScanProblem.OWN_SLIP),
    ("4012000077777777", ScanProblem.CARD_NUMBER),
    ("4012 0000 7777 7777", ScanProblem.CARD_NUMBER),
    (";4012000077777777=32121011234567890?", ScanProblem.CARD_NUMBER),
    ("%B4012000077777777^NG/SIEW LING^32121011234567890?", ScanProblem.CARD_NUMBER),
    ("4012000077777778", ScanProblem.UNKNOWN),
    ("00000000", ScanProblem.UNKNOWN),
    ("42", ScanProblem.UNKNOWN),
    ("٤٢٤٢٤٢٤٢", ScanProblem.UNKNOWN),
    ("hello", ScanProblem.UNKNOWN),
    ("付款码", ScanProblem.UNKNOWN),
]


@pytest.mark.parametrize("takes_paynow", [False, True])
@pytest.mark.parametrize(("read", "problem"), WRONG, ids=[str(at) for at in range(len(WRONG))])
def test_each_wrong_kind_has_its_own_words(
    read: str | bytes, problem: ScanProblem, takes_paynow: bool
) -> None:
    assert problem_of(read, ScanRules(takes_paynow)) is problem


def test_a_shops_whole_code_is_a_shops() -> None:
    assert problem_of(shops_code(), ScanRules(takes_paynow=True)) is ScanProblem.SHOP_CODE


def test_a_shops_own_member_cards() -> None:
    rules = ScanRules(takes_paynow=True, member_prefixes=("", "kopi-", "9555"))
    assert problem_of("KOPI-0000004711", rules) is ScanProblem.MEMBER
    assert problem_of("9555 000 4711", rules) is ScanProblem.MEMBER
    assert code_of(WECHAT, rules).method is Method.WECHAT


def test_of_two_readings_the_one_that_says_more_counts() -> None:
    assert classify_either("&é\"'", "1234") == WrongCode(ScanProblem.UNKNOWN)
    assert classify_either("&z&z", WECHAT) == PaymentCode(Method.WECHAT, WECHAT)
    assert classify_either(WECHAT, "&z&z") == PaymentCode(Method.WECHAT, WECHAT)
    assert classify_either("httpsM!!qr", "https://x") == WrongCode(ScanProblem.LINK)
    assert classify_either("https://x", "httpsM!!x") == WrongCode(ScanProblem.LINK)
    assert classify_either("hello", "") == WrongCode(ScanProblem.UNKNOWN)


def test_no_code_is_ever_shown() -> None:
    shown = repr([classify(read) for read in (WECHAT, ALIPAY, CARD, *(r for r, _ in WRONG))])
    for secret in (WECHAT[:8], ALIPAY[2:9], CARD[:12], "4012", "12345678"):
        assert secret not in shown


def test_every_problem_has_words_in_both_languages() -> None:
    ids = {*ScanProblem, *ScanFault, *CustomerCodeFault}
    for language in ("en", "zh_CN"):
        worded = {entry.message_id for entry in entries(FOLDER / f"scan_{language}.ts")}
        assert worded == {problem.value for problem in ids}
    assert WrongCode(ScanProblem.LINK).message_id == "scan.link"


# --- the same code again ------------------------------------------------------------------------


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 5.0

    def __call__(self) -> float:
        return self.now_s


def test_the_same_code_within_a_minute_is_ignored() -> None:
    clock = Clock()
    seen = SeenCodes(clock)
    assert seen.admit(code_of(WECHAT)) is None
    assert seen.admit(code_of(ALIPAY)) is None
    clock.now_s += SAME_S - 0.001
    assert seen.admit(code_of(WECHAT)) is ScanProblem.SAME_AGAIN
    clock.now_s += 0.001
    assert seen.admit(code_of(WECHAT)) is ScanProblem.EXPIRED
    clock.now_s = 5.0 + KEEP_S
    assert seen.admit(code_of(WECHAT)) is None


def test_codes_that_do_not_live_a_minute_may_come_again() -> None:
    clock = Clock()
    seen = SeenCodes(clock)
    for read in (CARD, OPAQUE):
        code = code_of(read, replace(CARDS_TOO, takes_paynow=True))
        clock.now_s += SAME_S
        assert seen.admit(code) is None
        clock.now_s += SAME_S
        assert seen.admit(code) is None
        assert seen.admit(code) is ScanProblem.SAME_AGAIN


def test_a_code_that_was_not_sent_may_be_read_again() -> None:
    seen = SeenCodes(Clock())
    assert seen.admit(code_of(WECHAT)) is None
    seen.forget(code_of(WECHAT))
    seen.forget(code_of(ALIPAY))
    assert seen.admit(code_of(WECHAT)) is None


def test_few_codes_are_remembered_and_none_is_kept() -> None:
    seen = SeenCodes(Clock(), salt=bytes(32))
    for number in range(2 * MOST):
        assert seen.admit(PaymentCode(Method.WECHAT, f"13{number:016d}")) is None
        assert len(seen) <= MOST
    assert repr(seen) == f"SeenCodes({MOST})"


def test_each_run_has_a_salt_of_its_own() -> None:
    # The same code leaves another trace in each run, so that no table of codes finds it.
    one, other = (SeenCodes(Clock()) for _ in range(2))
    for seen in (one, other):
        seen.admit(code_of(WECHAT))
    assert vars(one)["_first_read"].keys() != vars(other)["_first_read"].keys()
