"""The slips' words and figures: golden files, and the rules behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import SaleRecord, SlipCopy
from kpay_desktop.domain.sale import OTHER_AMOUNT, Method, QrMode, SaleState
from kpay_desktop.receipts.document import Centered, Columns, QrCode
from kpay_desktop.receipts.dump import dump, spoken
from kpay_desktop.receipts.qr_sale import qr_sale, qr_slip_from_sale
from kpay_desktop.receipts.sale_slip import gst_part_minor
from kpay_desktop.receipts.slip_code import SlipCode, read_slip_code
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.slips import slip_of
from kpay_desktop.receipts.words import BOTH, Word
from kpay_desktop.settings import demo_settings
from tests.helpers.paper import GOLDEN, GOLDEN_SLIPS, SLIP, golden_text, sale_record


@pytest.mark.parametrize("name", sorted(GOLDEN_SLIPS))
def test_slip_is_as_in_its_golden_file(name: str) -> None:
    assert golden_text(GOLDEN_SLIPS[name]) == (GOLDEN / f"{name}.txt").read_text("utf-8")


def test_every_golden_file_has_its_slip() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(GOLDEN_SLIPS)


def test_every_slip_says_everything_that_a_wallet_slip_holds() -> None:
    text = dump(qr_sale(SLIP), 48)
    for fact in (
        "Orchid Tea House Pte. Ltd.",
        "888800015411",
        "80010001",
        "PayNow",
        "QR shown",
        "000138",
        "000042",
        "K80010001261122000138",
        "20261122143208000138",
        "2026-11-22 14:32:08",
        "SGD 28.00",
        "SGD 2.80",
        "SGD 30.80",
        "MERCHANT COPY",
    ):
        assert fact in text


def test_duplicate_and_simulated_stand_at_head_and_foot() -> None:
    lines = dump(qr_sale(replace(SLIP, is_duplicate=True, is_simulated=True)), 48).splitlines()
    assert sum("DUPLICATE 重印" in line for line in lines) == 2
    assert "SIMULATED 模拟" in lines[1]
    assert "SIMULATED 模拟" in lines[-1]
    plain = dump(qr_sale(SLIP), 48)
    assert "DUPLICATE" not in plain
    assert "SIMULATED" not in plain


@pytest.mark.parametrize("language", list(Language))
def test_simulated_is_said_in_both_languages_on_every_slip(language: Language) -> None:
    slip = replace(SLIP, languages=(language,), is_simulated=True)
    assert dump(qr_sale(slip), 32).count("*** SIMULATED 模拟 ***") == 2


@pytest.mark.parametrize(
    ("amount_minor", "part_minor"),
    [(109, 9), (2800, 231), (1, 0), (6, 0), (7, 1), (10_900, 900), (999, 82)],
)
def test_gst_part_is_nine_of_a_hundred_and_nine(amount_minor: int, part_minor: int) -> None:
    assert gst_part_minor(amount_minor, 9) == part_minor


def test_gst_is_of_the_amount_and_never_of_the_tip() -> None:
    with_tip = qr_sale(replace(SLIP, tip_minor=50_000))
    rows = [row for row in with_tip.rows if isinstance(row, Columns) and "GST" in row.left]
    assert [row.right for row in rows] == ["SGD 2.31"]


def test_gst_line_is_left_out_where_it_is_not_set() -> None:
    text = dump(qr_sale(replace(SLIP, gst_rate_percent=0, gst_number="")), 48)
    assert "GST" not in text


def test_total_is_large_bold_and_money() -> None:
    total = next(
        row for row in qr_sale(SLIP).rows if isinstance(row, Columns) and "TOTAL" in row.left
    )
    assert (total.right, total.bold, total.size.value, total.is_money) == (
        "SGD 30.80",
        True,
        "large",
        True,
    )


def test_registered_name_is_not_said_twice() -> None:
    rows = qr_sale(replace(SLIP, registered_name="ORCHID TEA HOUSE")).rows
    names = [row.text for row in rows if isinstance(row, Centered) and "ORCHID" in row.text.upper()]
    assert names == ["ORCHID TEA HOUSE"]


def test_slip_needs_a_time_zone_and_a_language() -> None:
    with pytest.raises(ValueError, match="time zone"):
        replace(SLIP, at=SLIP.at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="language"):
        replace(SLIP, languages=())


def test_slip_of_a_sale_takes_the_profile_s_words_and_local_time() -> None:
    shop = SlipShop.of(demo_settings(), "0.1.0")
    slip = qr_slip_from_sale(sale_record(), shop, SlipCopy.CUSTOMER)
    assert slip.at.isoformat() == "2026-11-22T14:32:08+08:00"
    assert slip.merchant_id == demo_settings().merchant.merchant_id
    assert slip.is_simulated
    assert slip.terminal == "KPay Desktop 0.1.0"
    assert (slip.amount_minor, slip.tip_minor, slip.total_minor) == (2800, 280, 3080)


def test_slip_s_time_is_the_wallet_s_or_else_ours() -> None:
    shop = SlipShop.of(demo_settings(), "0.1.0")
    finished = datetime(2026, 11, 22, 6, 40, tzinfo=UTC)
    sale = replace(sale_record(), paid_at=None, finished_at=finished)
    assert qr_slip_from_sale(sale, shop, SlipCopy.MERCHANT).at == finished
    sale = replace(sale, finished_at=None)
    assert qr_slip_from_sale(sale, shop, SlipCopy.MERCHANT).at == sale.created_at


def test_slip_of_another_amount_says_that_a_supervisor_accepted_it() -> None:
    words = Word.OTHER_AMOUNT.text(BOTH)
    shop = SlipShop.of(demo_settings(), "0.1.0")
    for reason, count in (("", 0), (OTHER_AMOUNT, 1)):
        sale = replace(sale_record(), reason=reason)
        rows = qr_sale(qr_slip_from_sale(sale, shop, SlipCopy.CUSTOMER)).rows
        assert [row.text for row in rows if isinstance(row, Centered)].count(words) == count


def by_hand_record() -> SaleRecord:
    """A sale by the shop's own code of which a supervisor has seen the money."""
    sale = sale_record()
    return replace(sale, mode=QrMode.OWN, state=SaleState.BY_HAND, wallet_txn_no="")


@pytest.mark.parametrize("languages", [BOTH, (Language.EN,), (Language.ZH,)])
@pytest.mark.parametrize("copy", list(SlipCopy))
@pytest.mark.parametrize("columns", [48, 32])
def test_slip_confirmed_by_hand_says_so_and_claims_no_approval(
    languages: tuple[Language, ...], copy: SlipCopy, columns: int
) -> None:
    shop = replace(SlipShop.of(demo_settings(), "0.1.0"), languages=languages)
    document = slip_of(by_hand_record(), shop, copy)
    text = dump(document, columns)
    for word in (Word.BY_HAND, Word.NO_BANK):
        for language in languages:
            # At the head and at the foot; the title, which is not printed, names it too.
            marks = [line for line in text.splitlines()[1:] if word.text((language,)) in line]
            assert len(marks) == 2
    assert Word.BY_HAND.text(languages) in document.title
    for claim in ("APPROVED", "交易成功", "成功", "Approved"):
        assert claim not in text
    assert Word.OWN_CODE.text(languages) in text


@pytest.mark.parametrize("state", list(SaleState))
def test_no_slip_of_the_shop_s_own_code_ever_claims_an_approval(state: SaleState) -> None:
    shop = SlipShop.of(demo_settings(), "0.1.0")
    text = dump(slip_of(replace(by_hand_record(), state=state), shop, SlipCopy.CUSTOMER), 48)
    assert "APPROVED" not in text
    assert "CONFIRMED BY HAND" in text


@pytest.mark.parametrize(
    ("mode", "words"),
    [(QrMode.SHOW, "QR shown 显示二维码"), (QrMode.SCAN, "Scanned code 扫描客人二维码")],
)
def test_slip_says_who_showed_the_code(mode: QrMode, words: str) -> None:
    shop = SlipShop.of(demo_settings(), "0.1.0")
    sale = replace(sale_record(), method=Method.ALIPAY, mode=mode)
    text = dump(slip_of(sale, shop, SlipCopy.MERCHANT), 48)
    for fact in (words, "Alipay 支付宝", "20261122143208000138", "000017", "APPROVED 交易成功"):
        assert fact in text
    assert "BY HAND" not in text


def test_slip_is_marked_when_it_is_a_duplicate() -> None:
    shop = SlipShop.of(demo_settings(), "0.1.0")
    for duplicate in (False, True):
        slip = slip_of(sale_record(), shop, SlipCopy.MERCHANT, is_duplicate=duplicate)
        assert ("DUPLICATE" in dump(slip, 48)) is duplicate


def test_code_at_the_foot_leads_back_to_the_sale() -> None:
    codes = [row.text for row in qr_sale(SLIP).rows if isinstance(row, QrCode)]
    assert codes == ["KPAY:V:80010001:000042:000138"]
    assert read_slip_code(codes[0]) == SlipCode("80010001", 42, "000138")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "KPAY:V:80010001:000042",
        "KPAY:V:80010001:000042:0001389",
        "kpay:v:80010001:000042:000138",
        "KPAY:X:80010001:000042:000138",
        "KPAY:V:80010001:000042:00013８",
        "https://example.com/KPAY:V:80010001:000042:000138",
    ],
)
def test_other_codes_are_not_taken_for_a_slip_s(text: str) -> None:
    assert read_slip_code(text) is None


@pytest.mark.parametrize("word", list(Word))
def test_every_word_is_there_in_both_languages(word: Word) -> None:
    english, chinese = word.value
    assert english.isascii()
    names = {Word.PAYNOW}
    assert word in names or any("\u4e00" <= character <= "\u9fff" for character in chinese)
    assert word.text((Language.EN, Language.ZH)) == (
        english if word in names else f"{english} {chinese}"
    )


def test_spoken_slip_has_words_without_gaps() -> None:
    text = spoken(qr_sale(SLIP), 48)
    assert "TOTAL 合计 SGD 30.80" in text.splitlines()
    assert "  " not in text
