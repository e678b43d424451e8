"""How a till starts and ends: twice, on bad disks, by signals, and with a sale under way."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from kpay_desktop.domain.sale import SaleState
from models.database import STORE_FILE
from models.tail import TailFile
from tests.helpers.bank import BankProcess, is_running, wait_until
from tests.helpers.bank_books import audited
from tests.helpers.mounts import can_mount, read_only
from tests.helpers.real_till import (
    PAYNOW,
    STOP_S,
    WAIT_S,
    Phone,
    RealTill,
    audit,
    sales_of,
)

NewTill = Callable[..., RealTill]
KEY_FILE = "store.key"
FIVE_DOLLARS = ("5", "0", "0")


def pay(till: RealTill) -> None:
    """Be the customer, from the code on the screen to the approval."""
    phone = Phone(till)
    assert phone.presses(phone.opens(phone.reads())).result == "paid"


def order_count(data: Path) -> int:
    """Return how many orders the bank ever made."""
    with audited(data / "bank" / "bank.sqlite3") as books:
        return int(books.execute("SELECT COUNT(*) FROM orders").fetchone()[0])


# --- starts that are refused --------------------------------------------------------------------


def test_a_second_till_on_the_same_data_is_refused(new_till: NewTill, data: Path) -> None:
    first = new_till("first")
    first.sign_in()

    second = new_till("second")
    second.reaches("The till cannot open")
    assert "Another till is running with the same data. Close it first." in second.complaints()
    second.display.close_window(second.window)
    assert second.wait() == 0

    first.keys(*FIVE_DOLLARS)
    first.charge(PAYNOW)
    first.reaches("PayNow code")
    pay(first)
    first.reaches("Approved · SGD 5.00")
    first.slips_are_out(2)
    assert first.stop() == 0
    assert audit(data)["faults"] == []


def remove_key(data: Path) -> Callable[[], object]:
    """Take the key away; return what brings it back."""
    key = data / KEY_FILE
    text = key.read_bytes()
    key.unlink()

    def back() -> None:
        key.touch(0o600)
        key.write_bytes(text)

    return back


def spoil_database(data: Path) -> Callable[[], object]:
    """Overwrite the database's first page; return what repairs it."""
    file = data / STORE_FILE
    whole = file.read_bytes()
    file.write_bytes(bytes(4096) + whole[4096:])
    return lambda: file.write_bytes(whole)


def remove_database(data: Path) -> Callable[[], object]:
    """Take the database away; return what brings it back."""
    away = (data / STORE_FILE).rename(data / "away")
    return lambda: away.rename(data / STORE_FILE)


@pytest.mark.parametrize(
    ("break_it", "reason"),
    [
        (remove_key, "The key of the till’s data is missing."),
        (spoil_database, "The till’s data is damaged."),
        (remove_database, "The till’s data is damaged."),
    ],
    ids=["key-missing", "damaged", "database-missing"],
)
def test_data_that_cannot_be_used_is_a_page_and_no_sale(
    new_till: NewTill,
    data: Path,
    break_it: Callable[[Path], Callable[[], object]],
    reason: str,
) -> None:
    repair = break_it(data)
    till = new_till()
    till.reaches("The till cannot open")
    assert reason in till.complaints()
    # The PIN, an amount, Escape: nothing of it leads anywhere.
    till.keys(*"135790", *FIVE_DOLLARS, "Escape", "F3", "ctrl+1")
    assert till.title.startswith("The till cannot open")
    assert order_count(data) == 0

    repair()
    till.keys("Return")
    till.sign_in()
    till.display.close_window(till.window)
    assert till.wait() == 0
    assert "Traceback" not in till.complaints()


@pytest.mark.parametrize("has_data", [True, False])
def test_a_folder_that_cannot_be_written_is_a_page_and_no_sale(
    new_till: NewTill, data: Path, *, has_data: bool
) -> None:
    if has_data and can_mount():
        till = new_till(mount=read_only(data))
    else:
        # Nobody makes folders there, not even the system's own user.
        till = new_till(data=Path("/sys/kpay"))
    till.reaches("The till cannot open")
    assert "The till’s data folder cannot be written." in till.complaints()
    till.keys("Return")
    till.reaches("The till cannot open")
    till.display.close_window(till.window)
    assert till.wait() == 0
    assert "Traceback" not in till.complaints()


# --- ends ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_in_order(till: RealTill, data: Path, number: signal.Signals) -> None:
    till.sign_in()
    bank = till.bank_pid
    assert is_running(bank)
    till.process.send_signal(number)
    assert till.wait() == 0
    assert not is_running(bank)
    assert till.complaints() == ""
    assert sales_of(data)[0].count == 0


def test_the_bank_goes_with_a_till_that_is_killed(till: RealTill) -> None:
    till.sign_in()
    bank = till.bank_pid
    till.kill()
    wait_until("the bank's end", lambda: not is_running(bank), STOP_S)


# --- a sale under way ---------------------------------------------------------------------------


def rows_written(data: Path) -> int:
    """Return how many rows the journal has, as its witness says beside a till that runs."""
    witness = TailFile(data).read()
    return 0 if witness is None else witness.link.seq


def test_a_bank_that_is_killed_comes_back_and_the_sale_ends(till: RealTill, data: Path) -> None:
    till.sign_in()
    till.keys(*FIVE_DOLLARS)
    till.charge(PAYNOW)
    till.reaches("PayNow code")
    code = Phone(till).reads()
    first = till.bank_pid
    os.kill(first, signal.SIGKILL)
    wait_until("another bank", lambda: till.bank_pid not in {0, first}, WAIT_S)
    till.wait_for_bank()
    # The same order stands in the ledger that came back, and the code on the screen is its code.
    assert [order.payinfo for order in till.desk.state().orders] == [code]
    pay(till)
    till.reaches("Approved · SGD 5.00")
    till.slips_are_out(2)
    assert till.stop() == 0
    report = audit(data)
    assert len(report["slips"]) == 2


def test_a_till_that_is_closed_in_mid_sale_closes_the_order_when_it_is_back(
    till: RealTill, data: Path
) -> None:
    till.sign_in()
    till.keys(*FIVE_DOLLARS)
    till.charge(PAYNOW)
    till.reaches("PayNow code")
    code = Phone(till).reads()
    assert till.stop() == 0
    before = rows_written(data)

    till.start()
    till.sign_in()
    wait_until("a closed order", lambda: till.desk.state().orders[0].trxstatus == "3050", WAIT_S)
    # Taken up, asked, closed, asked once more: only then the till knows as well.
    wait_until("its last word", lambda: rows_written(data) >= before + 4, WAIT_S)
    assert till.desk.scan(code).payable is False
    assert till.stop() == 0
    assert [row.state for row in sales_of(data)[1]] == [SaleState.CLOSED]
    assert audit(data)["slips"] == []


def test_a_till_that_is_killed_finds_what_was_paid_meanwhile(till: RealTill, data: Path) -> None:
    till.sign_in()
    till.keys(*FIVE_DOLLARS)
    till.charge(PAYNOW)
    till.reaches("PayNow code")
    code = Phone(till).reads()
    bank = till.bank_pid
    till.kill()
    wait_until("the bank's end", lambda: not is_running(bank), STOP_S)
    with BankProcess(data / "bank") as alone:
        scan = alone.desk.scan(code)
        assert alone.desk.press(scan.order, "1010", "pay").result == "paid"

    till.start()
    till.sign_in()
    till.slips_are_out(2)
    assert till.stop() == 0
    summary, rows = sales_of(data)
    assert (summary.count, summary.total_minor) == (1, 500)
    assert [row.state for row in rows] == [SaleState.APPROVED]
    report = audit(data)
    assert [(slip["copy"], slip["duplicate"]) for slip in report["slips"]] == [
        ("merchant", False),
        ("customer", False),
    ]

    # A further start prints nothing more.
    till.start()
    till.sign_in()
    assert till.stop() == 0
    assert len(audit(data)["slips"]) == 2
