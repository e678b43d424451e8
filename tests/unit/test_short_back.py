"""The receipt of money back in a code: what it says, and how short it is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.returns import ReturnState
from kpay_desktop.domain.sale import Method, QrMode
from kpay_desktop.receipts.short_back import has_back_receipt, short_back_text
from kpay_desktop.receipts.short_text import MOST_BYTES
from tests.helpers.back_receipts import BACKS, SHOP, back_of, by_wallet, refund_of
from tests.helpers.card_paper import CARD_SALE, EXPIRY, FACTS, HOLDER


def test_the_void_of_a_card_s_sale_in_english() -> None:
    assert short_back_text(BACKS["card, void"], SHOP, Language.EN).splitlines() == [
        "*** SIMULATED 模拟 ***",
        "ORCHID TEA HOUSE",
        "2026-11-22 15:31:00",
        "VOID",
        "Voucher no. 000138",
        "TID 80010001",
        "VISA CREDIT **** **** **** 0852 C",
        "Approval code 551100",
        "AMOUNT SGD -28.00",
        "TIP SGD -2.80",
        "TOTAL SGD -30.80",
        "VOIDED",
        "Not a tax invoice",
        "CUSTOMER COPY DUPLICATE",
    ]


def test_the_refund_of_a_wallet_s_sale_in_chinese() -> None:
    lines = short_back_text(BACKS["wallet, refund"], replace(SHOP, is_simulated=False), Language.ZH)
    assert lines.splitlines() == [
        "ORCHID TEA HOUSE",
        "2026-11-22 15:32:08",
        "退款",
        "凭证号 000144",
        "终端号 80010001",
        "PayNow",
        "钱包交易号 PN20261122999",
        "原凭证号 000017",
        "合计 SGD -5.00",
        "退款成功",
        "非税务发票",
        "顾客存根 重印",
    ]


def test_cash_is_said_to_the_coin() -> None:
    lines = short_back_text(BACKS["cash, void"], SHOP, Language.EN).splitlines()
    assert "Cash" in lines
    assert "CASH BACK SGD -30.80" in lines
    assert "TOTAL SGD -30.82" in lines


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", list(BACKS))
def test_nothing_secret_of_a_card_is_in_it(name: str, language: Language) -> None:
    text = short_back_text(BACKS[name], SHOP, language)
    for secret in (HOLDER, EXPIRY, FACTS.first_six, FACTS.first_six[:5]):
        assert secret not in text


@pytest.mark.parametrize("state", [state for state in ReturnState if state is not ReturnState.DONE])
def test_what_is_not_done_has_none(state: ReturnState) -> None:
    pending = replace(BACKS["card, void"], state=state)
    assert not has_back_receipt(pending)
    with pytest.raises(ValueError, match="went back"):
        short_back_text(pending, SHOP, Language.EN)


def test_what_was_confirmed_by_hand_has_none() -> None:
    sale = replace(by_wallet(), method=Method.PAYNOW, mode=QrMode.OWN)
    assert not has_back_receipt(back_of(sale))
    assert has_back_receipt(back_of(by_wallet()))


@given(
    name=st.text(min_size=1, max_size=120),
    number=st.text("0123456789AZ", max_size=80),
    label=st.text(max_size=16),
    language=st.sampled_from(list(Language)),
    which=st.sampled_from(list(BACKS)),
)
def test_it_never_grows_too_long_for_its_code(
    name: str, number: str, label: str, language: Language, which: str
) -> None:
    shop = replace(SHOP, merchant=replace(SHOP.merchant, registered_name=name))
    back = BACKS[which]
    facts = None if back.facts is None else replace(back.facts, label=label)
    text = short_back_text(replace(back, wallet_no=number, facts=facts), shop, language)
    assert len(text.encode()) <= MOST_BYTES
    assert "DUPLICATE" in text or "重印" in text


def test_a_refund_is_of_its_part_alone() -> None:
    text = short_back_text(refund_of(CARD_SALE, 100), SHOP, Language.EN)
    assert "TOTAL SGD -1.00" in text
    assert "TIP" not in text
