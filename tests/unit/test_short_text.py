"""The receipt in a code: what it says, how short it is, and that a decoder reads it."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.camera.decode import DecoderChain
from kpay_desktop.domain.card import EntryMode, Scheme
from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import OTHER_AMOUNT, WALLET_METHODS, Method, QrMode, SaleState
from kpay_desktop.qr.symbol import ErrorCorrection, prepare
from kpay_desktop.receipts.short_text import MOST_BYTES, has_receipt, short_text
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.settings import demo_settings
from tests.helpers.card_paper import CARD, CARD_SALE, EXPIRY, FACTS, HOLDER
from tests.helpers.paper import sale_record

SHOP = SlipShop.of(demo_settings(), "0.1.0")
READER = DecoderChain()
# Version 11, see MOST_BYTES.
MOST_MODULES = 61

WALLET_SALE = sale_record()
CASH_SALE = replace(
    WALLET_SALE,
    amount_minor=2802,
    method=Method.CASH,
    mode=None,
    wallet_txn_no="",
    tender=Tender(3082, 3080, 5000),
)


def test_a_sale_by_card_in_english() -> None:
    assert short_text(CARD_SALE, SHOP, Language.EN).splitlines() == [
        "*** SIMULATED 模拟 ***",
        "ORCHID TEA HOUSE",
        "2026-11-22 14:32:08",
        "Voucher no. 000138",
        "TID 80010001",
        "VISA CREDIT **** **** **** 0852 C",
        "Approval code 831204",
        "AMOUNT SGD 28.00",
        "TIP SGD 2.80",
        "TOTAL SGD 30.80",
        "APPROVED",
        "Not a tax invoice",
        "CUSTOMER COPY DUPLICATE",
    ]


def test_a_sale_by_wallet_in_chinese() -> None:
    sale = replace(WALLET_SALE, method=Method.WECHAT)
    assert short_text(sale, replace(SHOP, is_simulated=False), Language.ZH).splitlines() == [
        "ORCHID TEA HOUSE",
        "2026-11-22 14:32:08",
        "凭证号 000017",
        "终端号 80010001",
        "微信支付",
        f"钱包交易号 {WALLET_SALE.wallet_txn_no}",
        "金额 SGD 28.00",
        "小费 SGD 2.80",
        "合计 SGD 30.80",
        "交易成功",
        "非税务发票",
        "顾客存根 重印",
    ]


def test_no_bank_approves_cash() -> None:
    lines = short_text(CASH_SALE, SHOP, Language.EN).splitlines()
    assert lines[5:8] == ["Cash", "CASH DUE SGD 30.80", "CHANGE SGD 19.20"]
    assert "TOTAL SGD 30.82" in lines
    assert "PAID IN CASH" in lines
    assert "APPROVED" not in lines


def test_without_a_tip_the_total_says_it_all() -> None:
    lines = short_text(replace(WALLET_SALE, tip_minor=0), SHOP, Language.EN).splitlines()
    assert [line for line in lines if "SGD" in line] == ["TOTAL SGD 28.00"]


def test_an_amount_that_a_supervisor_accepted_says_so() -> None:
    sale = replace(WALLET_SALE, reason=OTHER_AMOUNT)
    assert "AMOUNT BY SUPERVISOR" in short_text(sale, SHOP, Language.EN).splitlines()


@pytest.mark.parametrize("state", set(SaleState) - {SaleState.APPROVED})
def test_only_an_approved_sale_has_one(state: SaleState) -> None:
    sale = replace(WALLET_SALE, state=state)
    assert not has_receipt(sale)
    with pytest.raises(ValueError, match="only an approved sale"):
        short_text(sale, SHOP, Language.EN)


def test_cash_that_has_gone_back_as_a_whole_has_none_however_it_was_rounded() -> None:
    for total, due in ((1_003, 1_005), (1_002, 1_000)):
        sale = replace(CASH_SALE, amount_minor=total, tip_minor=0, tender=Tender(total, due, 2_000))
        assert has_receipt(replace(sale, refunded_minor=total - 1))
        assert not has_receipt(replace(sale, refunded_minor=total))
        assert not has_receipt(replace(sale, refunded_minor=total - 1, returning_minor=1))


def test_the_shop_s_own_code_has_none_whatever_its_row_claims() -> None:
    with pytest.raises(ValueError, match="only an approved sale"):
        short_text(replace(WALLET_SALE, mode=QrMode.OWN), SHOP, Language.EN)


def test_nothing_of_the_card_but_what_slips_show() -> None:
    text = short_text(CARD_SALE, SHOP, Language.EN)
    for secret in (HOLDER, EXPIRY, FACTS.first_six, FACTS.cryptogram, FACTS.handle):
        assert secret not in text


# --- any sale -------------------------------------------------------------------------------

NUMBERS = ("4761739001010852", "6222021234567890123", "5413 3300 8902 0011")
names = st.text("Orchid & Söhne 兰花茶室🌸", min_size=1, max_size=200).filter(lambda n: n.strip())
minors = st.integers(1, 99_999_999)


@st.composite
def card_sales(draw: st.DrawFn) -> SaleRecord:
    """A sale by a card whose number may stand where it should not."""
    number = draw(st.sampled_from(NUMBERS))
    facts = replace(
        FACTS,
        scheme=draw(st.sampled_from(Scheme)),
        entry=draw(st.sampled_from(EntryMode)),
        last_four=draw(st.sampled_from([number[-4:], number])),
        label=draw(st.sampled_from(["VISA CREDIT", "银联借记卡", number, number[:10]])),
    )
    return replace(CARD_SALE, card=replace(CARD, facts=facts))


wallet_sales = st.builds(
    lambda method, number: replace(WALLET_SALE, method=method, wallet_txn_no=number),
    st.sampled_from(WALLET_METHODS),
    st.text(string.ascii_letters + string.digits, max_size=64),
)


@settings(max_examples=25)
@given(
    card_sales() | wallet_sales,
    minors,
    st.just(0) | minors,
    names,
    st.sampled_from(Language),
    st.booleans(),
)
def test_every_receipt_is_short_and_read_as_it_is(
    sale: SaleRecord, amount: int, tip: int, name: str, language: Language, simulated: bool
) -> None:
    merchant = replace(SHOP.merchant, registered_name=name)
    text = short_text(
        replace(sale, amount_minor=amount, tip_minor=tip, reason=OTHER_AMOUNT),
        replace(SHOP, merchant=merchant, is_simulated=simulated),
        language,
    )

    assert len(text.encode()) <= MOST_BYTES
    for number in NUMBERS:
        assert number.replace(" ", "")[:-4] not in text.replace(" ", "")
    symbol = prepare(text, READER, ErrorCorrection.L)
    assert symbol.size <= MOST_MODULES
