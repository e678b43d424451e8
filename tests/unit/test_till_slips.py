"""Slips of money back, cash, batches, lists and shifts: golden files, and what is on each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.receipts.back_slip import BackSlip, CardBack, CashBack
from kpay_desktop.receipts.card_sale import SIGN_HERE
from kpay_desktop.receipts.cash_slip import CashSlip
from kpay_desktop.receipts.columns import text_columns
from kpay_desktop.receipts.day_slips import back_slip_from_record
from kpay_desktop.receipts.document import QrCode
from kpay_desktop.receipts.drawer_slip import DrawerSlip
from kpay_desktop.receipts.dump import dump
from kpay_desktop.receipts.slip_code import read_slip_code
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.till_words import RETURN_STATES, SALE_STATES, TillWord
from kpay_desktop.receipts.words import BOTH
from kpay_desktop.settings import demo_settings
from tests.helpers.back_front import a_sale, back_view
from tests.helpers.till_paper import (
    CARD_BACK,
    CASH_REFUND,
    CASH_SALE,
    CASH_VOID,
    CUSTOMER,
    EXACT,
    MERCHANT,
    NO_SALE,
    OWN_REFUND,
    PAID_IN,
    PAID_OUT,
    REFUND,
    SAMPLES,
    SIGNED_REFUND,
    TILL_GOLDEN,
    TILL_GOLDEN_SLIPS,
    VOID,
    WALLET_REFUND,
    WALLET_VOID,
    Sample,
    documents_of,
    marked,
    speaking,
    till_golden_text,
)


def text_of(sample: Sample, columns: int = 48) -> str:
    """Return a sample's words."""
    return "\n".join(dump(document, columns) for document in documents_of(sample))


@pytest.mark.parametrize("name", sorted(TILL_GOLDEN_SLIPS))
def test_till_slip_is_as_in_its_golden_file(name: str) -> None:
    expected = (TILL_GOLDEN / f"{name}.txt").read_text("utf-8")
    assert till_golden_text(TILL_GOLDEN_SLIPS[name]) == expected


def test_every_golden_till_file_has_its_slip() -> None:
    assert {path.stem for path in TILL_GOLDEN.glob("*.txt")} == set(TILL_GOLDEN_SLIPS)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_till_slip_is_marked_at_head_and_foot_when_it_is_a_duplicate_or_simulated(
    name: str,
) -> None:
    sample = SAMPLES[name]
    lines = text_of(marked(sample)).splitlines()
    assert sum("DUPLICATE 重印" in line for line in lines) == 2
    assert "SIMULATED 模拟" in lines[1]
    assert "SIMULATED 模拟" in lines[-1]
    assert "DUPLICATE" not in text_of(sample)
    assert "SIMULATED" not in text_of(sample)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_english_till_slip_holds_no_chinese_beside_what_people_wrote(name: str) -> None:
    sample = speaking(SAMPLES[name], (Language.EN,))
    if isinstance(sample, DrawerSlip):
        sample = replace(sample, reason="Change")
    text = text_of(sample).replace("非收据", "")
    assert not [character for character in text if "\u4e00" <= character <= "\u9fff"]


@pytest.mark.parametrize("word", list(TillWord))
def test_every_till_word_is_there_in_both_languages(word: TillWord) -> None:
    english, chinese = word.value
    assert english.isascii()
    assert any("\u4e00" <= character <= "\u9fff" for character in chinese)
    assert word.text(BOTH) == f"{english} {chinese}"


def test_no_till_word_is_another_by_mistake() -> None:
    assert len(TillWord.__members__) == len(list(TillWord))


@pytest.mark.parametrize("word", list(TillWord))
def test_every_till_word_fits_a_line_of_narrow_paper_in_each_language(word: TillWord) -> None:
    assert all(text_columns(word.text((language,))) <= 32 for language in Language)


def test_every_state_has_its_word() -> None:
    assert set(SALE_STATES) == set(SaleState)
    assert set(RETURN_STATES) == set(ReturnState)


# --- money back -----------------------------------------------------------------------------


def test_card_void_says_everything_that_it_holds() -> None:
    text = text_of(VOID)
    for fact in (
        "ORCHID TEA HOUSE",
        "888800015411",
        "80010001",
        "VOID 撤销",
        "MERCHANT COPY 商户存根",
        "VISA CREDIT",
        "**** **** **** 0852 C",
        "Original voucher 原凭证号",
        "000138",
        "2026-11-22 14:32:08",
        "2026-11-22 17:05:30",
        "831204",
        "831377",
        "632617001151",
        "001151",
        "SGD -28.00",
        "SGD -2.80",
        "SGD -30.80",
        "SGD -2.31",
        "Supervisor 主管",
        "VOIDED 撤销成功",
        "Not a tax invoice",
    ):
        assert fact in text, fact
    assert "APPROVED" not in text
    assert "AMOUNT 金额                            SGD 28.00" not in text


def test_refund_of_a_part_says_what_was_paid_and_what_goes_back() -> None:
    text = text_of(REFUND)
    assert "REFUND 退款" in text
    assert "SGD -12.00" in text
    assert "SGD 30.80" in text
    assert "TIP" not in text
    assert "SGD -0.99" in text  # 9/109 of it


def test_what_goes_back_last_is_the_tip_whatever_went_before() -> None:
    """GST of all the parts together is of the price, once."""
    shop = SlipShop.of(demo_settings(), "0.1.0")
    sale = replace(a_sale(minor=2_800), tip_minor=280)
    price, total = sale.amount_minor, sale.total_minor
    assert price < total
    for before in (0, 1, price - 1, price, total - 1):
        view = back_view(Phase.DONE, sale, kind=ReturnKind.REFUND, amount_minor=total - before)
        slip = back_slip_from_record(
            replace(view.back, before_minor=before), shop, SlipCopy.CUSTOMER
        )
        assert (slip.amount_minor, slip.total_minor) == (max(0, price - before), total - before)


@pytest.mark.parametrize("sample", [WALLET_VOID, WALLET_REFUND])
def test_wallet_s_money_back_names_both_of_the_wallet_s_numbers(sample: BackSlip) -> None:
    text = text_of(sample)
    for fact in (
        "WeChat Pay 微信支付",
        "VK80010001261122000138",
        "50300002026112212345678901234",
        "4200002026112212345678901234",
    ):
        assert fact in text, fact
    assert "****" not in text


@pytest.mark.parametrize("sample", [VOID, REFUND, WALLET_REFUND, CASH_VOID])
def test_money_back_has_both_copies(sample: BackSlip) -> None:
    customer = text_of(replace(sample, copy=CUSTOMER))
    assert ("持卡人存根" in customer) is isinstance(sample.paid, CardBack)
    assert "CUSTOMER COPY" in customer
    assert "商户存根" not in customer
    assert "商户存根" in text_of(sample)


@pytest.mark.parametrize(
    ("sample", "is_signed"),
    [
        (SIGNED_REFUND, True),
        (replace(SIGNED_REFUND, copy=CUSTOMER), False),
        (REFUND, False),
        (VOID, False),
    ],
)
def test_only_the_merchant_s_copy_of_a_refund_that_needs_it_is_signed(
    sample: BackSlip, is_signed: bool
) -> None:
    text = text_of(sample)
    assert (SIGN_HERE in text) is is_signed
    assert ("Customer signature 持卡人签名" in text) is is_signed
    assert "I agree to pay" not in text


def test_money_back_by_hand_claims_no_bank() -> None:
    text = text_of(OWN_REFUND)
    assert text.count("CONFIRMED BY HAND 人工确认") == 2
    assert text.count("Not confirmed by a bank") == 2
    assert "REFUNDED" not in text
    assert "退款成功" not in text


def test_cash_goes_back_to_the_coin() -> None:
    assert "SGD -28.05" in text_of(CASH_VOID)
    assert "SGD -0.02" in text_of(CASH_VOID)
    text = text_of(CASH_REFUND)
    assert "SGD -12.02" in text
    assert "Rounding 舍入                           SGD 0.02" in text
    assert "SGD -12.00" in text


@pytest.mark.parametrize("sample", [VOID, REFUND, WALLET_REFUND, CASH_REFUND, CASH_SALE])
def test_code_at_the_foot_is_of_the_slip_s_own_voucher(sample: BackSlip | CashSlip) -> None:
    (document,) = documents_of(sample)
    (code,) = [read_slip_code(row.text) for row in document.rows if isinstance(row, QrCode)]
    assert code is not None
    assert (code.terminal_id, code.batch_no, code.voucher) == ("80010001", 42, sample.voucher)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: replace(VOID, amount_minor=0, tip_minor=0), "more than nothing"),
        (lambda: replace(VOID, tip_minor=-1), "more than nothing"),
        (lambda: replace(VOID, amount_minor=3000), "than was paid"),
        (lambda: replace(VOID, amount_minor=2799), "as a whole"),
        (lambda: replace(VOID, is_to_be_signed=True), "only the refund"),
        (lambda: replace(VOID, paid=CashBack(3000)), "rounded"),
    ],
)
def test_money_back_that_cannot_be_has_no_slip(make: Callable[[], BackSlip], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        make()


def test_no_coins_no_slip() -> None:
    with pytest.raises(ValueError, match="coins"):
        CashBack(1203)
    with pytest.raises(ValueError, match="only the refund"):
        replace(WALLET_REFUND, is_to_be_signed=True)


@pytest.mark.parametrize("kind", list(ReturnKind))
@pytest.mark.parametrize("copy", list(SlipCopy))
def test_no_more_than_four_digits_of_a_card_go_back_on_paper(
    kind: ReturnKind, copy: SlipCopy
) -> None:
    number = "4761730000000852"
    card = replace(CARD_BACK, last_four=number, label=f"VISA {number}")
    sample = replace(VOID, kind=kind, copy=copy, paid=card)
    text = text_of(sample)
    assert "**** **** **** 0852 C" in text
    assert "00852" not in text
    assert "4761" not in text


# --- cash -----------------------------------------------------------------------------------


def test_cash_sale_shows_rounding_tender_and_change() -> None:
    text = text_of(CASH_SALE)
    for line in (
        "TOTAL 合计                             SGD 28.03",
        "Rounding 舍入                           SGD 0.02",
        "CASH DUE 应收  SGD 28.05",
        "Cash received 实收现金                 SGD 50.00",
        "CHANGE 找零    SGD 21.95",
        "Includes GST 内含消费税 9%              SGD 2.31",
        "PAID IN CASH 现金付讫",
    ):
        assert line in text, line
    assert "APPROVED" not in text
    assert "Card" not in text


def test_nothing_rounded_is_no_line() -> None:
    assert "Rounding" not in text_of(EXACT)
    assert "CHANGE 找零     SGD 0.00" in text_of(EXACT)


def test_gst_of_cash_is_of_the_price_and_not_of_the_tip_or_the_rounding() -> None:
    tipped = replace(CASH_SALE, tip_minor=1000, tender=Tender(3803, 3805, 5000))
    assert "SGD 2.31" in text_of(tipped)
    plain = replace(CASH_SALE, frame=replace(CASH_SALE.frame, gst_rate_percent=0))
    assert "Includes GST" not in text_of(plain)


def test_cash_of_another_total_is_refused() -> None:
    with pytest.raises(ValueError, match="another total"):
        replace(CASH_SALE, amount_minor=2802)
    with pytest.raises(ValueError, match="nothing"):
        replace(CASH_SALE, amount_minor=0, tender=Tender(0, 0, 0))


# --- the drawer -----------------------------------------------------------------------------


@pytest.mark.parametrize("sample", [PAID_IN, PAID_OUT, NO_SALE])
@pytest.mark.parametrize("language", list(Language))
def test_drawer_slips_are_no_receipts_and_say_why(sample: DrawerSlip, language: Language) -> None:
    (document,) = documents_of(speaking(sample, (language,)))
    text = dump(document, 48)
    assert text.count("NOT A RECEIPT 非收据") == 2
    assert "Change from the bank 银行换零钱" in text
    assert not [row for row in document.rows if isinstance(row, QrCode)]


def test_money_out_is_below_zero_and_signed_for() -> None:
    assert "SGD 200.00" in text_of(PAID_IN)
    assert SIGN_HERE not in text_of(PAID_IN)
    assert "SGD -15.50" in text_of(PAID_OUT)
    assert SIGN_HERE in text_of(PAID_OUT)
    assert "SGD" not in text_of(NO_SALE)
    assert "Drawer opened, no money moved" in text_of(NO_SALE)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: replace(PAID_IN, reason="  "), "reason"),
        (lambda: replace(PAID_IN, amount_minor=0), "money"),
        (lambda: replace(PAID_OUT, amount_minor=-5), "money"),
        (lambda: replace(PAID_OUT, amount_minor=1551), "coins"),
        (lambda: replace(NO_SALE, amount_minor=5), "money"),
        (lambda: replace(NO_SALE, amount_minor=-5), "coins"),
        (lambda: replace(PAID_IN, kind=DrawerKind.NO_SALE), "money"),
    ],
)
def test_drawer_slips_that_cannot_be(make: Callable[[], DrawerSlip], match: str) -> None:
    with pytest.raises(ValueError, match=match):
        make()


def test_frame_needs_a_zone_and_a_language() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(VOID.frame, at=VOID.frame.at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="language"):
        replace(VOID.frame, languages=())
    assert VOID.copy is MERCHANT
