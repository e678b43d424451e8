"""A whole morning in Chinese, on the real windows: keys, clicks, phones, paper, books.

Ten sales of both wallets are approved; one is declined, one expires, one is paid late and sent
back. The paper runs out in the middle. Every slip is compared with a golden text, and
``KPAY_KEEP_SLIPS=FOLDER`` keeps them as pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kpay_desktop.domain.sale import SaleState
from tests.helpers.bank import wait_until
from tests.helpers.display import Display
from tests.helpers.morning import Morning, Sold, morning
from tests.helpers.morning_slips import GOLDEN, comparable, for_the_auditor, keep, texts_of
from tests.helpers.real_till import SUPERVISOR_PIN, audit, sales_of

WECHAT, PAYNOW = "微信支付", "PayNow"
EARLY = (
    Sold("880", WECHAT),
    Sold("1250", PAYNOW),
    Sold("2800", PAYNOW, tip_percent=10),
)
BEFORE_NOON = (Sold("560", WECHAT), Sold("4100", PAYNOW))
WITHOUT_PAPER = Sold("1620", WECHAT)
AFTER = Sold("990", PAYNOW)
WITH_NOTICE = (Sold("2350", WECHAT, tip_percent=10), Sold("735", PAYNOW))
LAST = Sold("123465", WECHAT)
APPROVED = (*EARLY, *BEFORE_NOON, WITHOUT_PAPER, AFTER, *WITH_NOTICE, LAST)
# The cents choose: the bank refuses the order.
REFUSED = Sold("1991", PAYNOW)
EXPIRED = Sold("1340", WECHAT)
LATE = Sold("1570", PAYNOW)
REPRINTED = "000007"

Tell = Callable[[str], None]


def no_code_is_shown(at: Morning) -> None:
    wait_until("no code on the customer's screen", lambda: at.phone.sees() == [])


def is_declined(at: Morning) -> None:
    at.charge(REFUSED)
    at.till.reaches("交易被拒 · 未扣款")
    no_code_is_shown(at)
    next_customer(at)


def expires(at: Morning) -> None:
    at.charge(EXPIRED)
    at.till.desk.expire(at.scans(EXPIRED).reqsn)
    at.till.reaches("未扣款")
    no_code_is_shown(at)
    next_customer(at)


def sells_without_paper(at: Morning) -> None:
    """The payment is safe, page 13 says what to do, and the slips print by themselves."""
    at.slips_are_out(2 * len((*EARLY, *BEFORE_NOON)))
    at.take_paper_out()
    at.charge(WITHOUT_PAPER)
    assert at.phone.presses(at.scans(WITHOUT_PAPER)).result == "paid"
    at.till.reaches(f"交易成功 · {WITHOUT_PAPER.total} ·")
    at.sees_how_to_change_paper(WITHOUT_PAPER)
    before = len(at.slips)
    at.put_paper_in()
    at.slips_are_out(before + 2)
    # The page goes back to the slip by itself too.
    at.reads_slip("000007")
    next_customer(at)


def pays_late(at: Morning) -> None:
    """The cashier cancels, the customer pays all the same; a cashier cannot decide what follows."""
    at.till.desk.set_next("late", delay_s=0.3)
    at.charge(LATE)
    scan = at.scans(LATE)
    at.till.keys("Escape")
    at.till.reaches("未扣款")
    at.phone.presses(scan)
    at.till.reaches(f"逾时到账 · {LATE.total} ·")
    at.till.keys("F6")
    at.till.reaches("请输入金额")
    at.has_notice = True


def next_customer(at: Morning) -> None:
    at.till.keys("Return")
    at.till.reaches("请输入金额")


def is_sent_back(at: Morning) -> None:
    """A supervisor signs in, opens the bar at the top, and sends the money back with the PIN."""
    at.sign_out()
    at.sign_in(SUPERVISOR_PIN, "F3")
    at.open_notice()
    at.till.reaches(f"逾时到账 · {LATE.total} ·")
    at.refund_late(LATE)
    at.till.reaches(f"退款 {LATE.total} ·")
    at.till.keys(*SUPERVISOR_PIN)
    at.till.reaches(f"已退款 · {LATE.total} ·")
    at.has_notice = False
    next_customer(at)


def is_reprinted(at: Morning) -> None:
    """The slip is found by its voucher number and printed again."""
    before = len(at.slips)
    at.till.keys("ctrl+2")
    at.till.reaches("交易记录")
    at.till.keys(*REPRINTED)
    at.reads_slip(REPRINTED)
    at.till.keys("F4")
    at.slips_are_out(before + 1)
    at.till.keys("ctrl+1")
    at.till.reaches("请输入金额")


def test_a_morning_in_chinese(
    display: Display, data: Path, tmp_path: Path, qapp: QApplication, tell: Tell
) -> None:
    with morning(qapp, display, data, tmp_path) as at:
        at.sign_in()
        assert display.window(at.till.process.pid, "客显屏")
        for sale in EARLY:
            at.sell(sale)
        is_declined(at)
        for sale in BEFORE_NOON:
            at.sell(sale)
        sells_without_paper(at)
        at.sell(AFTER)
        pays_late(at)
        for sale in WITH_NOTICE:
            at.sell(sale)
        expires(at)
        is_sent_back(at)
        at.sell(LAST)
        at.slips_are_out(2 * len(APPROVED))
        is_reprinted(at)
        at.reads_batch(len(APPROVED), sum(sale.total_minor for sale in APPROVED))
        slips = at.slips
        assert at.printer.problems == ()
        assert at.till.stop() == 0
        assert at.till.complaints() == ""

    texts = texts_of(slips)
    keep(slips, comparable(texts))
    assert comparable(texts) == GOLDEN.read_text("utf-8")
    books_agree(data, for_the_auditor(texts, tmp_path / "slips.txt"))
    tell(f"a morning in Chinese: {len(APPROVED)} sales, {len(slips)} slips as written down")


def books_agree(data: Path, paper: Path) -> None:
    """The bank, the store and the paper tell the same, one order and one number at a time."""
    report = audit(data, paper)
    batch, rows = sales_of(data)
    total_minor = sum(sale.total_minor for sale in APPROVED)
    assert (batch.count, batch.total_minor) == (len(APPROVED), total_minor)
    states = [row.state for row in reversed(rows)]
    assert states.count(SaleState.APPROVED) == len(APPROVED)
    approved = [row for row in reversed(rows) if row.state is SaleState.APPROVED]
    assert [row.total_minor for row in approved] == [sale.total_minor for sale in APPROVED]
    others = {row.total_minor: row.state for row in rows if row.state is not SaleState.APPROVED}
    assert others == {
        REFUSED.total_minor: SaleState.DECLINED,
        EXPIRED.total_minor: SaleState.CLOSED,
        LATE.total_minor: SaleState.REFUNDED,
    }

    stored = {
        (row.identity.voucher, row.identity.order_no, row.wallet_txn_no, row.total_minor)
        for row in approved
    }
    unmarked = [slip for slip in report["slips"] if not slip["duplicate"]]
    for copy in ("merchant", "customer"):
        assert {
            (slip["voucher"], slip["order"], slip["txn"], slip["total_minor"])
            for slip in unmarked
            if slip["copy"] == copy
        } == stored
    assert len(unmarked) == 2 * len(APPROVED)
    marked = [slip for slip in report["slips"] if slip["duplicate"]]
    assert [(slip["voucher"], slip["copy"]) for slip in marked] == [(REPRINTED, "customer")]
    assert sum(report["moves"].values()) == 0
    assert report["moves"]["customer:1010"] == -total_minor
