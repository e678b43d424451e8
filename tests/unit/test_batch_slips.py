"""The settlement slip, the transaction list and the shift report: what they may claim."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import SaleState, Wallet
from kpay_desktop.domain.totals import Totals
from kpay_desktop.receipts.dump import dump
from kpay_desktop.receipts.frame import Tally
from kpay_desktop.receipts.settlement_slip import (
    Differing,
    Group,
    SettlementSlip,
    settlement_slip,
)
from kpay_desktop.receipts.shift_report import ShiftReport, shift_report
from kpay_desktop.receipts.till_words import Cash
from kpay_desktop.receipts.transaction_list import (
    Counted,
    Subtotal,
    TransactionList,
    subtotals,
    transaction_list,
)
from tests.helpers.till_paper import (
    EMPTY,
    GROUPS,
    LIST,
    OWN_ALONE,
    ROWS,
    SETTLEMENT,
    SHIFT,
    SHIFT_AGREES,
    SHIFT_SHORT,
    UPLOADED,
    WALLETS_DIFFER,
)

BY_HAND = Group(Wallet.PAYNOW, Totals(), is_by_hand=True)


def settled(slip: SettlementSlip) -> str:
    return dump(settlement_slip(slip), 48)


def section(text: str, first: str, last: str) -> str:
    """Return what stands from one heading to another."""
    start = text.index(first)
    return text[start : text.index(last, start)]


def lines_of(text: str) -> list[str]:
    """Return the lines without their edges, with single spaces."""
    return [" ".join(line.split("|")[1].split()) for line in text.splitlines() if "|" in line]


def test_settlement_slip_says_everything_that_it_holds() -> None:
    text = settled(SETTLEMENT)
    for fact in (
        "SETTLEMENT 结算单",
        "888800015411",
        "80010001",
        "Bank card host",
        "000042",
        "000121 - 000158",
        "2026-11-22 08:58:02",
        "2026-11-22 17:01:44",
        "2026-11-22 17:05:30",
        "001160",
        "TOTALS AGREE 总额一致",
    ):
        assert fact in text, fact
    assert "Response 回应码 00" in lines_of(text)
    for claim in ("DIFFER", "CARRIED", "NOT IN THE TOTALS"):
        assert claim not in text
    visa = lines_of(section(text, "VISA", "UNIONPAY"))
    assert "Sales 消费 12 1,284.60" in visa
    assert "Refunds 退款 1 -12.00" in visa
    assert "Voids 撤销 1 -30.80" in visa
    assert "Tips 小费 4 24.10" in visa
    assert "Net 净额 1,272.60" in visa
    every = lines_of(section(text, "ALL METHODS", "HOST'S TOTALS"))
    assert "Sales 消费 16 1,707.00" in every
    assert "Net 净额 1,695.00" in every


def test_host_s_totals_stand_under_ours() -> None:
    host = lines_of(section(settled(UPLOADED), "HOST'S TOTALS", "ROWS SENT"))
    assert "Till 本机 16 1,707.00" in host
    assert "Host 主机 15 1,676.20" in host
    assert "TOTALS AGREE" not in settled(UPLOADED)


def test_what_differs_is_named_by_its_vouchers() -> None:
    text = settled(WALLETS_DIFFER)
    assert "TOTALS DIFFER 总额不符" in text
    assert "TOTALS AGREE" not in text
    named = lines_of(section(text, "What differs", "NOT KNOWN"))
    assert named[1:6] == [
        "Voucher no. 凭证号 000140",
        "Till 本机 12.00",
        "Host 主机 0.00",
        "Response 回应码 1001",
        "Voucher no. 凭证号 000144",
    ]
    assert "Host 主机 Not told 未提供" in named
    assert "More that differ 其余不符笔数 3" in named
    carried = lines_of(section(text, "NOT KNOWN", "NOT IN THE"))
    assert "000157 PayNow 20.50" in carried


def test_by_hand_and_cash_stand_apart() -> None:
    apart = lines_of(section(settled(WALLETS_DIFFER), "NOT IN THE TOTALS", "KPay Desktop"))
    assert "PayNow CONFIRMED BY HAND 人工确认" in apart
    assert "Cash 现金" in apart
    assert "Net 净额 196.35" in apart
    alone = settled(OWN_ALONE)
    assert "NO HOST TO COMPARE 无主机可核对" in alone
    assert "AGREE" not in alone
    assert "STAN" not in alone


def test_empty_batch_says_so() -> None:
    text = settled(EMPTY)
    assert "No transactions 无交易" in text
    assert "Vouchers" not in text
    assert "TOTALS AGREE" in text


def test_host_that_named_no_totals_is_not_quoted() -> None:
    text = settled(replace(SETTLEMENT, theirs=None))
    assert "Host named no totals 主机未提供总额" in text
    assert "Till 本机" not in text


@pytest.mark.parametrize(
    "make",
    [
        lambda: replace(SETTLEMENT, theirs=Totals(16, 170_701, 1, 1_200)),
        lambda: replace(SETTLEMENT, theirs=Totals(15, 170_700, 1, 1_200)),
        lambda: replace(SETTLEMENT, differing=(Differing("000140", 1, 2),)),
        lambda: replace(SETTLEMENT, unnamed=1),
    ],
)
def test_an_agreement_that_is_none_is_never_printed(make: Callable[[], SettlementSlip]) -> None:
    with pytest.raises(ValueError, match="do not agree"):
        make()


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: replace(SETTLEMENT, groups=GROUPS[:2]), "do not add up"),
        (lambda: replace(SETTLEMENT, ours=Totals(16, 170_701, 1, 1_200)), "do not add up"),
        (lambda: replace(SETTLEMENT, apart=GROUPS[:1]), "stands in its totals"),
        (
            lambda: replace(SETTLEMENT, groups=(*GROUPS, Group(Cash.CASH, Totals()))),
            "stands apart",
        ),
        (
            lambda: replace(
                SETTLEMENT, groups=(*GROUPS, Group(Wallet.PAYNOW, Totals(), is_by_hand=True))
            ),
            "stands apart",
        ),
    ],
)
def test_totals_that_hold_the_wrong_money_are_refused(
    make: Callable[[], SettlementSlip], match: str
) -> None:
    with pytest.raises(ValueError, match=match):
        make()


@pytest.mark.parametrize("figures", [(-1, 0), (0, 1), (1, -1)])
def test_a_tally_is_a_count_with_its_cents(figures: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="count with its cents"):
        Tally(*figures)


# --- the transaction list -------------------------------------------------------------------


def test_list_says_everything_of_a_row() -> None:
    (document,) = transaction_list(LIST)
    lines = lines_of(dump(document, 48))
    at = lines.index("000138 SALE 消费 11-22 14:32")
    assert lines[at : at + 4] == [
        "000138 SALE 消费 11-22 14:32",
        "VISA *0852 30.80",
        "Tips 小费 2.80",
        "Approved 交易成功 831204 01",
    ]
    assert "4200002026112212345678901234" in lines
    assert "WeChat Pay 微信支付 -4.56" in lines


def test_subtotals_count_what_was_paid_and_nothing_else() -> None:
    assert subtotals(ROWS) == (
        Subtotal(ROWS[0].paid, False, 2, 0),
        Subtotal(Cash.CASH, False, 1, 2805),
        Subtotal(Wallet.WECHAT, False, 1, 123_456),
        Subtotal(Wallet.PAYNOW, True, 1, 990),
    )


def test_money_by_hand_stands_behind_the_total_and_not_in_it() -> None:
    lines = lines_of(dump(transaction_list(LIST)[0], 48))
    total = lines.index("TOTAL 合计 4 1,262.61")
    assert lines[total + 1 : total + 5] == [
        "CONFIRMED BY HAND 人工确认",
        "PayNow 1 9.90",
        "Not counted 不计入",
        "2 10.44",
    ]


def test_cash_is_paid_and_by_nobody_approved() -> None:
    text = dump(transaction_list(replace(LIST, rows=(ROWS[2],)))[0], 48)
    assert "Paid 已付款" in text
    assert "Approved" not in text


@pytest.mark.parametrize("state", list(SaleState))
def test_only_money_that_came_is_counted(state: SaleState) -> None:
    expected = {SaleState.APPROVED: Counted.YES, SaleState.BY_HAND: Counted.BY_HAND}
    assert replace(ROWS[0], state=state).counted is expected.get(state, Counted.NO)


@pytest.mark.parametrize("state", list(ReturnState))
@pytest.mark.parametrize("is_by_hand", [False, True])
def test_only_money_that_went_back_is_counted(state: ReturnState, is_by_hand: bool) -> None:
    row = replace(ROWS[1], state=state, is_by_hand=is_by_hand)
    done = Counted.BY_HAND if is_by_hand else Counted.YES
    assert row.counted is (done if state is ReturnState.DONE else Counted.NO)


def test_a_state_is_said_in_the_words_of_its_own_kind() -> None:
    """A sale's and a return's states share values; their words differ."""
    closed = replace(ROWS[0], state=SaleState.CLOSED)
    never = replace(ROWS[1], state=ReturnState.CLOSED)
    texts = [dump(transaction_list(replace(LIST, rows=(row,)))[0], 48) for row in (closed, never)]
    assert "Not charged 未扣款" in texts[0]
    assert "Not sent 未发送" in texts[1]


def test_long_list_goes_over_slips_and_loses_no_row() -> None:
    rows = tuple(replace(ROWS[2], voucher=f"{number:06d}") for number in range(1, 1000))
    slips = transaction_list(TransactionList(frame=LIST.frame, rows=rows, batch_no=42))
    assert len(slips) == 10
    texts = [dump(slip, 32) for slip in slips]
    found = [
        line.split()[0]
        for text in texts
        for line in lines_of(text)
        if line[:6].isdigit() and "SALE" in line
    ]
    assert found == [row.voucher for row in rows]
    assert ["Continued on" in text for text in texts] == [True] * 9 + [False]
    assert ["SUBTOTALS" in text for text in texts] == [False] * 9 + [True]
    assert "TOTAL 合计 999 28,021.95" in lines_of(texts[-1])
    assert [f"Part 部分 {number}/10" in lines_of(text) for number, text in enumerate(texts, 1)]
    assert len({slip.title for slip in slips}) == 10


def test_list_of_nothing_is_one_slip_that_says_so() -> None:
    (document,) = transaction_list(replace(LIST, rows=()))
    text = dump(document, 48)
    assert "No transactions 无交易" in text
    assert "TOTAL 合计 0 0.00" in lines_of(text)
    with pytest.raises(ValueError, match="a row at least"):
        transaction_list(LIST, 0)


def test_rows_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="which way"):
        replace(ROWS[0], amount_minor=-1)
    with pytest.raises(ValueError, match="a sale has"):
        replace(ROWS[0], kind=ReturnKind.VOID)
    with pytest.raises(ValueError, match="a sale has"):
        replace(ROWS[0], state=ReturnState.DONE)


def test_list_shows_no_more_than_four_digits_of_a_card() -> None:
    number = "4761730000000852"
    row = replace(ROWS[0], last_four=number, reference=number)
    text = dump(transaction_list(replace(LIST, rows=(row,)))[0], 48)
    assert "VISA *0852" in text
    assert "00852" not in text


# --- the shift report -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("report", "difference", "words"),
    [
        (SHIFT_AGREES, 0, "DRAWER AGREES 现金相符"),
        (SHIFT_SHORT, -3085, "DRAWER SHORT 现金短缺"),
        (
            replace(SHIFT, counted=DrawerCount({10_000: 10})),
            41_715,
            "DRAWER OVER 现金长余",
        ),
    ],
)
def test_shift_says_what_should_be_there_and_what_is(
    report: ShiftReport, difference: int, words: str
) -> None:
    assert (report.expected_minor, report.difference_minor) == (58_285, difference)
    text = dump(shift_report(report), 48)
    assert words in text
    lines = lines_of(text)
    for line in (
        "Opening count 开班现金 200.00",
        "Sales 消费 23 419.35",
        "Returned 退还 1 -5.00",
        "Paid in 存入 1 20.00",
        "Paid out 支出 2 -51.50",
        "Opened without sale 非销售开箱 2",
        "EXPECTED 应有现金 582.85",
    ):
        assert line in lines, line


def test_shift_lists_what_was_counted() -> None:
    lines = lines_of(dump(shift_report(SHIFT_SHORT), 32))
    assert lines[lines.index("Coins and notes 硬币与纸币") + 1 :][:3] == [
        "10.00 x 55 550.00",
        "1.00 x 2 2.00",
        "COUNTED 实点现金 552.00",
    ]


def test_shifts_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="ends after"):
        replace(SHIFT, opened_at=SHIFT.frame.at.replace(year=2027))
    with pytest.raises(ValueError, match="not negative"):
        replace(SHIFT, no_sales=-1)
