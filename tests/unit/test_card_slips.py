"""The slips of sales by card: golden files, and the rules behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kpay_desktop.domain.card import EntryMode, Scheme, Signing, Verification
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.receipts.card_sale import SIGN_HERE, card_kind, has_drawing, last_four
from kpay_desktop.receipts.document import Centered, Document, QrCode, SignatureBox, Size
from kpay_desktop.receipts.dump import dump
from kpay_desktop.receipts.reversal_notice import reversal_notice
from kpay_desktop.receipts.slips import slip_of
from tests.helpers.card_paper import (
    CARD,
    CARD_GOLDEN,
    CARD_GOLDEN_SLIPS,
    CARD_SALE,
    CHIP,
    CUSTOMER,
    EXPIRY,
    FACTS,
    FALLBACK,
    HOLDER,
    MERCHANT,
    PHONE,
    REVERSED,
    REVERSING,
    SIGNATURE,
    SIGNED,
    SWIPE,
    TAP,
    card_golden_text,
    card_sale_of,
    shop,
)
from tests.helpers.paper import sale_record


def text_of(document: Document) -> str:
    """Return the slip's words, 80 mm wide."""
    return dump(document, 48)


def merchant(sale: SaleRecord, *, signed: bool = False) -> str:
    """Return the words of the merchant's copy."""
    return text_of(slip_of(sale, shop(), MERCHANT, signature=SIGNATURE if signed else None))


@pytest.mark.parametrize("name", sorted(CARD_GOLDEN_SLIPS))
def test_card_slip_is_as_in_its_golden_file(name: str) -> None:
    expected = (CARD_GOLDEN / f"{name}.txt").read_text("utf-8")
    assert card_golden_text(CARD_GOLDEN_SLIPS[name]) == expected


def test_every_golden_card_file_has_its_slip() -> None:
    assert {path.stem for path in CARD_GOLDEN.glob("*.txt")} == set(CARD_GOLDEN_SLIPS)


def test_card_slip_says_everything_that_it_holds() -> None:
    text = merchant(CHIP)
    for fact in (
        "ORCHID TEA HOUSE",
        "888800015411",
        "80010001",
        "SALE 消费",
        "MERCHANT COPY 商户存根",
        "VISA CREDIT",
        "**** **** **** 0852 C",
        "000138",
        "001138",
        "000042",
        "632614002138",
        "831204",
        "A0000000031010",
        "9F2A61C07B3E55D1",
        "TVR 0000008000",
        "TSI E800",
        "2026-11-22 14:32:08",
        "SGD 28.00",
        "SGD 2.80",
        "SGD 30.80",
        "NO SIGNATURE REQUIRED 无需签名",
        "KPAY:V:80010001:000042:000138",
        "KPay Desktop 0.1.0",
    ):
        assert fact in text, fact


@pytest.mark.parametrize(
    ("sale", "letter", "name"),
    [(CHIP, "C", "TC"), (TAP, "T", "ARQC"), (SWIPE, "S", ""), (FALLBACK, "F", "")],
)
def test_entry_has_its_letter_and_cryptogram_its_own_name(
    sale: SaleRecord, letter: str, name: str
) -> None:
    text = merchant(sale)
    assert f"0852 {letter}|" in text
    shown = [word for word in ("TC", "ARQC") if f"|{word} " in text]
    assert shown == ([name] if name else [])
    assert ("|AID " in text) is bool(name)
    assert ("TVR" in text) is bool(name)


@pytest.mark.parametrize("entry", [EntryMode.SWIPE, EntryMode.FALLBACK])
def test_a_stripe_shows_nothing_of_a_chip_even_if_the_chip_was_read_before(
    entry: EntryMode,
) -> None:
    text = merchant(card_sale_of(replace(FACTS, entry=entry)))
    for fact in (FACTS.aid, FACTS.tvr, FACTS.tsi, FACTS.cryptogram):
        assert fact not in text


@pytest.mark.parametrize("copy", list(SlipCopy))
@pytest.mark.parametrize("sale", [CHIP, TAP, SWIPE, FALLBACK, SIGNED])
def test_holder_and_expiry_are_on_no_copy(sale: SaleRecord, copy: SlipCopy) -> None:
    text = text_of(slip_of(sale, shop(), copy, signature=SIGNATURE))
    assert sale.card is not None
    assert (sale.card.facts.holder, sale.card.facts.expiry) == (HOLDER, EXPIRY)
    assert "MEI LING" not in text
    assert EXPIRY not in text
    assert FACTS.first_six not in text


def test_the_signature_is_on_the_merchant_s_copy_alone() -> None:
    rows = slip_of(SIGNED, shop(), MERCHANT, signature=SIGNATURE).rows
    assert [row.signature for row in rows if isinstance(row, SignatureBox)] == [SIGNATURE]
    rows = slip_of(SIGNED, shop(), CUSTOMER, signature=SIGNATURE).rows
    assert not [row for row in rows if isinstance(row, SignatureBox)]
    assert "signature" not in text_of(slip_of(SIGNED, shop(), CUSTOMER, signature=SIGNATURE))
    assert (has_drawing(SIGNED, MERCHANT), has_drawing(SIGNED, CUSTOMER)) == (True, False)
    assert not has_drawing(SWIPE, MERCHANT)
    assert not has_drawing(sale_record(), MERCHANT)


@pytest.mark.parametrize(
    ("verification", "signing", "drawn", "said"),
    [
        (Verification.NONE, Signing.NOT_NEEDED, False, "NO SIGNATURE REQUIRED 无需签名"),
        (Verification.NOT_DONE, Signing.NOT_NEEDED, False, "NO SIGNATURE REQUIRED 无需签名"),
        (Verification.ON_DEVICE, Signing.NOT_NEEDED, False, "VERIFIED BY DEVICE 已由设备验证"),
        (Verification.SIGNATURE, Signing.ON_PAPER, False, SIGN_HERE),
        (Verification.SIGNATURE, Signing.WAITED_FOR, False, SIGN_HERE),
        (Verification.SIGNATURE, Signing.NOT_NEEDED, False, SIGN_HERE),
        (Verification.SIGNATURE, Signing.ON_SCREEN, True, "[signature 1000x400, 3 strokes"),
        (Verification.SIGNATURE, Signing.ON_SCREEN, False, "SIGNED ON SCREEN 已在屏幕签名"),
        # A setting may ask for more than the card does.
        (Verification.NONE, Signing.ON_PAPER, False, SIGN_HERE),
        (Verification.ON_DEVICE, Signing.ON_SCREEN, True, "[signature 1000x400, 3 strokes"),
        # Somebody signed on paper: whatever the store has does not belong to it.
        (Verification.SIGNATURE, Signing.ON_PAPER, True, SIGN_HERE),
    ],
)
def test_exactly_one_thing_proves_the_customer(
    verification: Verification, signing: Signing, drawn: bool, said: str
) -> None:
    text = merchant(card_sale_of(replace(FACTS, verification=verification), signing), signed=drawn)
    proofs = (
        "NO SIGNATURE REQUIRED",
        "VERIFIED BY DEVICE",
        SIGN_HERE,
        "[signature",
        "SIGNED ON SCREEN",
    )
    assert said in text
    assert sum(proof in text for proof in proofs) == 1
    is_signed = said not in {"NO SIGNATURE REQUIRED 无需签名", "VERIFIED BY DEVICE 已由设备验证"}
    assert ("I agree to pay this total" in text) is is_signed


def test_agreement_stands_over_the_signature() -> None:
    text = merchant(SIGNED, signed=True)
    assert text.index("TOTAL") < text.index("I agree") < text.index("[signature")
    assert text.index("[signature") < text.index("Customer signature 持卡人签名")


@pytest.mark.parametrize("sale", [CHIP, SIGNED, PHONE])
def test_duplicates_and_simulations_are_marked_at_head_and_foot(sale: SaleRecord) -> None:
    document = slip_of(sale, shop(is_simulated=True), MERCHANT, is_duplicate=True)
    lines = text_of(document).splitlines()
    assert sum("DUPLICATE 重印" in line for line in lines) == 2
    assert "SIMULATED 模拟" in lines[1]
    assert "SIMULATED 模拟" in lines[-1]
    assert "DUPLICATE" not in merchant(sale)
    assert "SIMULATED" not in merchant(sale)


def test_customer_s_copy_of_a_card_is_the_cardholder_s() -> None:
    text = text_of(slip_of(CHIP, shop((Language.ZH,)), CUSTOMER))
    assert "持卡人存根" in text
    assert "商户存根" not in text


@pytest.mark.parametrize(
    ("scheme", "label", "shown"),
    [
        (Scheme.VISA, "VISA CREDIT", "VISA CREDIT"),
        (Scheme.VISA, "Visa Debit", "VISA DEBIT"),
        (Scheme.VISA, "CREDIT", "VISA CREDIT"),
        (Scheme.MASTERCARD, "Debit Mastercard", "DEBIT MASTERCARD"),
        (Scheme.AMEX, "AmericanExpress", "AMERICANEXPRESS"),
        (Scheme.UNIONPAY, "", "UNIONPAY"),
        (Scheme.OTHER, "NETS", "NETS"),
        (Scheme.OTHER, "", ""),
    ],
)
def test_scheme_and_label_are_said_once(scheme: Scheme, label: str, shown: str) -> None:
    assert card_kind(scheme, label) == shown


def test_kind_of_card_is_large_and_never_empty() -> None:
    rows = slip_of(card_sale_of(replace(FACTS, scheme=Scheme.OTHER, label="")), shop(), CUSTOMER)
    large = [row.text for row in rows.rows if isinstance(row, Centered) and row.size is Size.LARGE]
    assert large == ["ORCHID TEA HOUSE", "BANK CARD 银行卡"]


@pytest.mark.parametrize("given", ["4761730000000852", "0852", "4761 7300 0000 0852", "xx0852"])
def test_no_more_than_four_digits_whatever_is_given_for_them(given: str) -> None:
    assert last_four(given) == "0852"
    text = merchant(card_sale_of(replace(FACTS, last_four=given)))
    assert "**** **** **** 0852 C" in text
    assert "00000852" not in text


def test_what_is_no_data_element_is_not_repeated() -> None:
    wrong = replace(
        FACTS,
        label="4761 7300 0000 0852",
        aid="4761730000000852=2911",
        tvr="00000080004761",
        tsi="E8",
        cryptogram="TAN/MEI LING",
    )
    text = merchant(card_sale_of(wrong))
    for value in (wrong.label, wrong.aid, wrong.tvr, "TSI", "MEI LING", "4761"):
        assert value not in text


def test_time_is_the_shop_s_own() -> None:
    at = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    assert "2027-01-01 01:00:00" in merchant(replace(CHIP, finished_at=at))


def test_record_of_a_card_sale_without_its_card_is_refused() -> None:
    with pytest.raises(ValueError, match="not a sale by a card"):
        slip_of(replace(CARD_SALE, card=None), shop(), MERCHANT)


def test_wallet_sales_go_the_same_way() -> None:
    assert "PayNow" in text_of(slip_of(sale_record(), shop(), MERCHANT))


# --- the reversal notice --------------------------------------------------------------------


@pytest.mark.parametrize("language", list(Language))
def test_notice_says_in_both_languages_that_it_is_no_receipt(language: Language) -> None:
    notice = reversal_notice(REVERSING, shop((language,)))
    text = text_of(notice)
    assert text.count("NOT A RECEIPT 非收据") == 3  # title, head, foot
    assert text.count("NOT CHARGED 未扣款") == 2
    for word in ("APPROVED", "交易成功", "MERCHANT COPY", "SALE", "消费 "):
        assert word not in text
    assert not [row for row in notice.rows if isinstance(row, QrCode)]


@pytest.mark.parametrize(
    ("sale", "reason", "state"),
    [
        (REVERSING, "No answer from bank 银行未回应", "Being sent 发送中"),
        (REVERSED, "Card did not finish 卡片未完成", "Confirmed by the bank 银行已确认"),
        (
            replace(REVERSING, reason="unclear_answer"),
            "Bank's answer unclear 回应不明确",
            "Being sent 发送中",
        ),
        (replace(REVERSING, reason="else"), "Did not finish 付款未完成", "Being sent 发送中"),
    ],
)
def test_notice_says_why_and_how_far(sale: SaleRecord, reason: str, state: str) -> None:
    text = text_of(reversal_notice(sale, shop()))
    for fact in (reason, state, "000138", "SGD 30.80", "**** **** **** 0852 C", "请重新收款"):
        assert fact in text
    assert "MEI LING" not in text


@pytest.mark.parametrize(
    "sale",
    [
        CHIP,
        replace(CHIP, state=SaleState.DECLINED),
        replace(REVERSED, card=replace(CARD, stan=0)),
        sale_record(),
    ],
)
def test_nothing_else_has_a_notice(sale: SaleRecord) -> None:
    with pytest.raises(ValueError, match="reversal notice"):
        reversal_notice(sale, shop())
