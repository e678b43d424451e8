"""The check of a gateway's code before it is shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.qr.build import CodeDraft, build
from kpay_desktop.qr.check import MAX_LINK, check_order_code
from kpay_desktop.qr.crc import crc_text
from kpay_desktop.qr.errors import CodeError, CodeFault
from kpay_desktop.qr.merchant_code import PoiMethod
from kpay_desktop.qr.singapore import PayNow, ProxyType, paynow_template
from kpay_desktop.qr.tlv import Field, Template

ORDER_NO = "KD01000123A"
AMOUNT_MINOR = 3080
PAYEE = PayNow(ProxyType.UEN, "201912345K")
GOOD = CodeDraft(
    merchant_name="KOPI HOUSE",
    accounts=(paynow_template(PAYEE),),
    amount_minor=AMOUNT_MINOR,
    bill_number=ORDER_NO,
)


def check(text: str, wallet: Wallet = Wallet.PAYNOW) -> CodeFault | None:
    try:
        check_order_code(wallet, text, amount_minor=AMOUNT_MINOR, order_no=ORDER_NO)
    except CodeError as error:
        return error.problem.fault
    return None


def test_the_right_code_passes() -> None:
    assert check(build(GOOD)) is None


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        (replace(GOOD, amount_minor=AMOUNT_MINOR + 1), CodeFault.WRONG_AMOUNT),
        (replace(GOOD, amount_minor=AMOUNT_MINOR * 100), CodeFault.WRONG_AMOUNT),
        (replace(GOOD, amount_minor=None), CodeFault.WRONG_AMOUNT),
        (replace(GOOD, bill_number="KD01000123B"), CodeFault.WRONG_REFERENCE),
        (replace(GOOD, bill_number=ORDER_NO.lower()), CodeFault.WRONG_REFERENCE),
        (replace(GOOD, bill_number=""), CodeFault.WRONG_REFERENCE),
        (replace(GOOD, bill_number="", reference_label=ORDER_NO), CodeFault.WRONG_REFERENCE),
        (replace(GOOD, currency="344"), CodeFault.WRONG_CURRENCY),
        (replace(GOOD, country="HK"), CodeFault.WRONG_COUNTRY),
        (replace(GOOD, poi_method=PoiMethod.STATIC), CodeFault.NOT_DYNAMIC),
        (
            replace(GOOD, accounts=(paynow_template(replace(PAYEE, editable=True)),)),
            CodeFault.AMOUNT_EDITABLE,
        ),
        (
            replace(GOOD, accounts=(Template("26", (Field("00", "SG.OTHER"), Field("01", "1"))),)),
            CodeFault.NOT_PAYNOW,
        ),
    ],
)
def test_a_code_of_another_payment_is_refused(draft: CodeDraft, fault: CodeFault) -> None:
    assert check(build(draft)) is fault


def test_a_right_checksum_with_an_empty_name_is_refused() -> None:
    body = build(GOOD).replace("5910KOPI HOUSE", "5900")[:-4]
    assert check(body + crc_text(body.encode())) is CodeFault.MISSING


def test_a_tip_that_the_app_would_add_is_refused() -> None:
    body = build(GOOD).replace("5802SG", "550201" + "5802SG")[:-4]
    assert check(body + crc_text(body.encode())) is CodeFault.WRONG_AMOUNT


def test_one_flipped_digit_is_refused() -> None:
    assert check(build(GOOD).replace("30.80", "30.81")) is CodeFault.CHECKSUM


def test_a_wechat_link_is_no_paynow_code() -> None:
    assert check("weixin://wxpay/bizpayurl?pr=abc") is CodeFault.NOT_MERCHANT_CODE


@pytest.mark.parametrize(
    "text",
    ["weixin://wxpay/bizpayurl?pr=Hs6dJ2a", "https://payapp.weixin.qq.com/qr/AQGDGkbKFTg"],
)
def test_a_wechat_link_passes(text: str) -> None:
    assert check(text, Wallet.WECHAT) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", CodeFault.EMPTY),
        ("weixin://wxpay/", CodeFault.NOT_WECHAT),
        ("Weixin://wxpay/bizpayurl?pr=a", CodeFault.NOT_WECHAT),
        ("http://payapp.weixin.qq.com/qr/a", CodeFault.NOT_WECHAT),
        ("https://payapp.weixin.qq.com.evil.test/qr/a", CodeFault.NOT_WECHAT),
        ("https://payapp.weixin.qq.com@evil.test/qr/a", CodeFault.NOT_WECHAT),
        ("weixin://dl/business/?t=abc", CodeFault.NOT_WECHAT),
        ("weixin://wxpay/bizpayurl?pr=a b", CodeFault.CHARACTERS),
        ("weixin://wxpay/bizpayurl?pr=a\n", CodeFault.CHARACTERS),
        ("weixin://wxpay/bizpayurl?pr=微", CodeFault.CHARACTERS),
        ("weixin://wxpay/" + "a" * MAX_LINK, CodeFault.TOO_LONG),
        (build(GOOD).replace(" ", ""), CodeFault.NOT_WECHAT),
    ],
)
def test_what_is_no_wechat_link_is_refused(text: str, fault: CodeFault) -> None:
    assert check(text, Wallet.WECHAT) is fault


def test_an_alipay_link_passes() -> None:
    assert check("https://qr.alipay.com/bax03206ugpcgmtt0fxk", Wallet.ALIPAY) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", CodeFault.EMPTY),
        ("https://qr.alipay.com/", CodeFault.NOT_ALIPAY),
        ("HTTPS://QR.ALIPAY.COM/BAX0", CodeFault.NOT_ALIPAY),
        ("http://qr.alipay.com/bax0", CodeFault.NOT_ALIPAY),
        ("https://qr.alipay.com.evil.test/bax0", CodeFault.NOT_ALIPAY),
        ("https://qr.alipay.com@evil.test/bax0", CodeFault.NOT_ALIPAY),
        ("alipays://platformapi/startapp", CodeFault.NOT_ALIPAY),
        ("weixin://wxpay/bizpayurl?pr=Hs6dJ2a", CodeFault.NOT_ALIPAY),
        (build(GOOD).replace(" ", ""), CodeFault.NOT_ALIPAY),
        ("https://qr.alipay.com/bax 0", CodeFault.CHARACTERS),
        ("https://qr.alipay.com/" + "a" * MAX_LINK, CodeFault.TOO_LONG),
    ],
)
def test_what_is_no_alipay_link_is_refused(text: str, fault: CodeFault) -> None:
    assert check(text, Wallet.ALIPAY) is fault


def test_an_alipay_link_is_no_other_wallets_code() -> None:
    link = "https://qr.alipay.com/bax03206ugpcgmtt0fxk"
    assert check(link, Wallet.WECHAT) is CodeFault.NOT_WECHAT
    assert check(link, Wallet.PAYNOW) is CodeFault.NOT_MERCHANT_CODE


def test_every_message_stands_in_the_manual() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "codes.md").read_text(encoding="utf-8")
    assert [fault.value for fault in CodeFault if f"`{fault.value}`" not in manual] == []
