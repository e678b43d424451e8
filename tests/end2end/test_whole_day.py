"""Two whole days on the real windows: one that the host sees otherwise, one that agrees.

Every slip of both is compared with a golden text, and ``KPAY_KEEP_SLIPS=FOLDER`` keeps them as
pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.helpers.bank import wait_until
from tests.helpers.day_slips import GOLDEN, comparable, keep, texts_of
from tests.helpers.display import Display
from tests.helpers.real_till import WAIT_S
from tests.helpers.whole_day import ALIPAY, PAYNOW, WECHAT, WholeDay, whole_day
from ui.void_model import Paid

Tell = Callable[[str], None]
FIRST_DAY_SLIPS = 2 * 3 + 2 * 2
"""Two of each sale; slip and list of cards and of PayNow."""
SECOND_DAY_SLIPS = 2 * 10 + 2 + 2 * 4 + 2 * 5
"""Two of each sale by card or code, one for cash; two of all that went back; five batches."""


def goes_home(day: WholeDay, slips: int) -> None:
    """Wait for the last slip, and close."""
    wait_until(f"{slips} slips", lambda: len(day.slips) == slips, WAIT_S)
    assert day.till.stop() == 0
    assert day.till.complaints() == ""


def sells_without_paper(day: WholeDay) -> None:
    """The payment is safe; its slips print by themselves once there is paper."""
    day.turn_paper()
    before = len(day.slips)
    day.is_paid("2250", PAYNOW)
    wait_until("no paper", lambda: "printer.paper_out" in day.till.log(), WAIT_S)
    assert len(day.slips) == before
    day.turn_paper()
    wait_until("its slips", lambda: len(day.slips) == before + 2, WAIT_S)
    day.goes_on()


def test_a_day_that_differs_and_one_of_every_kind_that_agrees(
    display: Display, data: Path, tmp_path: Path, qapp: QApplication, tell: Tell
) -> None:
    with whole_day(qapp, display, data, tmp_path) as day:
        day.taps("2800")
        day.taps("1400")
        day.shows("3500", PAYNOW)
        day.desk.misbook("000002", 90)
        day.settles()
        goes_home(day, FIRST_DAY_SLIPS)
    with whole_day(qapp, display, data, tmp_path) as day:
        day.taps("2800")
        day.swipes("990")
        day.loses_an_answer("640")
        day.shows("1200", WECHAT)
        day.shows("4500", PAYNOW)
        day.shows("725", ALIPAY)
        day.scans("1810")
        day.takes_cash("1003")
        day.takes_cash("450")
        sells_without_paper(day)
        day.shows("615", WECHAT)
        day.taps("1995")
        day.inserts("1550")
        day.voids("000004", Paid.CARD, 2_800)
        day.voids("000007", Paid.QR, 1_200)
        day.voids("000011", Paid.CASH, 1_003)
        day.refunds("000003", 3_500, "500")
        day.settles()
        goes_home(day, FIRST_DAY_SLIPS + SECOND_DAY_SLIPS)
        slips = day.slips
    text = comparable(texts_of(slips))
    keep(slips, text)
    assert text == GOLDEN.read_text("utf-8")
    tell("two days on the real windows: one named the voucher that differs, one agreed")
