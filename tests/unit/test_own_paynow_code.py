"""The shop's own PayNow code: for this sale and this shop, and nothing that a payer can change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.camera.decode import DecoderChain
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.qr.check import check_order_code
from kpay_desktop.qr.errors import CodeError, CodeFault
from kpay_desktop.qr.merchant_code import MerchantCode, PoiMethod, parse
from kpay_desktop.qr.own_code import own_paynow_code
from kpay_desktop.qr.singapore import PayNow, ProxyType, paynow_of
from kpay_desktop.qr.symbol import prepare
from kpay_desktop.qr.validate import validate
from kpay_desktop.settings import demo_settings
from kpay_desktop.settings_scan import OwnPayNowSettings
from kpay_desktop.settings_shop import MerchantSettings

MERCHANT = demo_settings().merchant
COMPANY = OwnPayNowSettings(uen="201912345K")
PHONE = OwnPayNowSettings(mobile="+6591234567")
ORDER_NO = "KD01000123A"


def text_of(
    account: OwnPayNowSettings = COMPANY,
    merchant: MerchantSettings = MERCHANT,
    amount_minor: int = 3080,
    order_no: str = ORDER_NO,
) -> str:
    return own_paynow_code(account, merchant, amount_minor=amount_minor, order_no=order_no)


def code_of(merchant: MerchantSettings) -> MerchantCode:
    return parse(text_of(merchant=merchant))


@pytest.mark.parametrize(
    ("account", "payee"),
    [
        (COMPANY, PayNow(ProxyType.UEN, "201912345K")),
        (PHONE, PayNow(ProxyType.MOBILE, "+6591234567")),
    ],
)
def test_the_code_is_this_sales_and_this_shops(account: OwnPayNowSettings, payee: PayNow) -> None:
    code = parse(text_of(account))
    assert validate(code) == []
    assert paynow_of(code) == payee
    assert not payee.editable
    assert code.poi_method is PoiMethod.DYNAMIC
    assert (code.amount_minor, code.currency, code.country) == (3080, "702", "SG")
    assert code.bill_number == ORDER_NO
    assert (code.merchant_name, code.city) == (MERCHANT.name, "Singapore")


def test_it_is_read_back_from_its_own_picture() -> None:
    assert prepare(text_of(), DecoderChain()).size > 0


@pytest.mark.parametrize(
    ("name", "registered", "shown"),
    [
        ("Orchid Tea House", "ORCHID TEA HOUSE PTE LTD", "Orchid Tea House"),
        ("兰花茶室", "ORCHID TEA HOUSE PTE LTD", "ORCHID TEA HOUSE PTE LTD"),
        ("兰花茶室", "兰花茶室有限公司", "兰花茶室"),
        ("The Very Long Name Of A House Of Tea", "X", "The Very Long Name Of A H"),
        ("A Name Which Is Just Long Name", "X", "A Name Which Is Just Long"),
        ("Tea\tHouse", "X", "Tea House"),
    ],
)
def test_payers_read_a_name_that_fits(name: str, registered: str, shown: str) -> None:
    code = code_of(replace(MERCHANT, name=name, registered_name=registered))
    assert code.merchant_name == shown


def test_a_long_city_is_cut() -> None:
    assert code_of(replace(MERCHANT, city="Singapore, by the river")).city == "Singapore, by t"


@pytest.mark.parametrize(
    ("account", "amount_minor", "order_no", "fault"),
    [
        (OwnPayNowSettings(), 3080, ORDER_NO, CodeFault.MISSING),
        (COMPANY, 0, ORDER_NO, CodeFault.ZERO_AMOUNT),
        (COMPANY, -1, ORDER_NO, CodeFault.ZERO_AMOUNT),
        (COMPANY, 10**13, ORDER_NO, CodeFault.FORMAT),
        (COMPANY, 3080, "K" * 26, CodeFault.WRONG_REFERENCE),
        (COMPANY, 3080, "KD-01", CodeFault.WRONG_REFERENCE),
        (COMPANY, 3080, "", CodeFault.WRONG_REFERENCE),
    ],
)
def test_no_wrong_code_is_made(
    account: OwnPayNowSettings, amount_minor: int, order_no: str, fault: CodeFault
) -> None:
    with pytest.raises(CodeError) as caught:
        text_of(account, MERCHANT, amount_minor, order_no)
    assert caught.value.problem.fault is fault


@given(
    st.integers(1, 99_999_999),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=25),
    st.text(min_size=1, max_size=40).filter(lambda name: bool(name.strip())),
)
def test_whatever_is_built_asks_for_exactly_this(
    amount_minor: int, order_no: str, name: str
) -> None:
    try:
        text = text_of(COMPANY, replace(MERCHANT, name=name), amount_minor, order_no)
    except CodeError:
        # A name that no code may carry: nothing is shown at all.
        return
    check_order_code(Wallet.PAYNOW, text, amount_minor=amount_minor, order_no=order_no)
    payee = paynow_of(parse(text))
    assert payee is not None
    assert payee.proxy == COMPANY.uen
