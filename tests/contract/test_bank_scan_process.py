"""Orders by customers' codes in the bank's process: arguments, deaths, older books."""

from __future__ import annotations

import functools
import http.client
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sized
from pathlib import Path

import pytest

from kpay_desktop.simulation.desk_client import DeskError
from tests.helpers.bank import ROOT, BankProcess, wait_until
from tests.helpers.bank_books import assert_books_add_up, audited
from tests.helpers.doomed_bank import DoomedBank
from tests.helpers.old_books import make_version_1, make_version_2

TOTAL = 3080
CUSTOMER = "customer:1010"
OPENING = 100_000_000


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[BankProcess]:
    patient = ("--code-life", "3600", "--wechat-limit", "3600", "--paynow-limit", "3600")
    with BankProcess(tmp_path / "bank", "--earliest-cancel", "0", *patient) as running:
        yield running
    assert running.complaints() == ""
    assert_books_add_up(running.books)


def test_the_command_line_sets_the_clocks_and_they_stay(tmp_path: Path) -> None:
    options = ("--code-life", "5", "--password-from", "200", "--wechat-limit", "1.5")
    more = ("--alipay-limit", "2", "--paynow-limit", "3", "--earliest-cancel", "0.5")
    with BankProcess(tmp_path / "b", *options, *more) as first:
        terms = first.desk.scan_terms()
        assert (terms.code_life_s, terms.password_from_minor, terms.wechat_s) == (5.0, 200, 1.5)
        assert (terms.alipay_s, terms.paynow_s, terms.earliest_cancel_s) == (2.0, 3.0, 0.5)
    with BankProcess(tmp_path / "b", "--wechat-limit", "9") as second:
        assert second.desk.scan_terms().wechat_s == 9.0
        assert second.desk.scan_terms().code_life_s == 5.0
    with BankProcess(tmp_path / "new") as plain:
        terms = plain.desk.scan_terms()
        assert (terms.code_life_s, terms.password_from_minor, terms.spelling) == (
            60,
            100_000,
            "usual",
        )
        assert (terms.wechat_s, terms.alipay_s, terms.paynow_s) == (45, 60, 60)
        assert terms.earliest_cancel_s == 15


@pytest.mark.parametrize("option", ["--code-life=-1", "--wechat-limit=x", "--password-from=1.5"])
def test_odd_clocks_are_refused(tmp_path: Path, option: str) -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "kpay_desktop.simulation.bank",
            "--data",
            str(tmp_path / "b"),
            option,
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert run.returncode == 2
    assert not (tmp_path / "b").exists()


@pytest.mark.parametrize("make_old", [make_version_1, make_version_2])
def test_older_books_learn_of_codes(tmp_path: Path, make_old: Callable[[Path], None]) -> None:
    with BankProcess(tmp_path / "b", "--earliest-cancel", "0") as first:
        for reqsn in ("OLD1", "OLD2"):
            first.gateway.order(reqsn, TOTAL)
        scan = first.desk.scan(first.desk.order("OLD1").payinfo)
        first.desk.press(scan.order, "1010", "pay")
        before = first.desk.state()
    make_old(first.books)
    with BankProcess(tmp_path / "b") as again:
        assert again.desk.state().orders == before.orders
        assert again.desk.state().accounts == before.accounts
        assert again.gateway.query("OLD1").trxstatus == "0000"
        assert again.gateway.refund("R1", "OLD1", 100).trxstatus == "0000"
        assert again.gateway.order("NEW1", TOTAL, "A01").trxstatus == "0000"
        code = again.desk.issue_code("1010", "alipay").code
        assert again.gateway.scan("NEW2", TOTAL, code).trxstatus == "0000"
        assert again.gateway.reverse("NEW2", TOTAL).trxstatus == "0000"
        numbers = [order.order for order in again.desk.state().orders]
        assert len(numbers) == len(set(numbers)) == 4
    assert_books_add_up(again.books)
    assert again.complaints() == ""


def test_killed_it_comes_back_with_codes_passwords_and_reversals(bank: BankProcess) -> None:
    desk, gateway = bank.desk, bank.gateway
    desk.set_next("userpaying", sticky=True)
    gateway.scan("P1", TOTAL, desk.issue_code("1010", "wechat").code)
    desk.set_next("reversal_paying")
    gateway.scan("P2", TOTAL, desk.issue_code("1010", "alipay").code)
    assert gateway.reverse("P2", TOTAL).trxstatus == "2008"
    desk.set_next("userpaying_paid", delay_s=0.5)
    gateway.scan("P3", TOTAL, desk.issue_code("1010", "paynow").code)
    fresh, used = (desk.issue_code("1010", "wechat").code for _ in range(2))
    gateway.scan("P4", TOTAL, used)
    bank.kill()
    bank.start()
    (waiting,) = [one for one in bank.desk.waiting_payments("1010") if one.reqsn == "P1"]
    assert bank.desk.press(waiting.order, "1010", "pay").result == "paid"
    assert [gateway.reverse("P2", TOTAL).trxstatus for _ in range(2)] == ["2008", "0000"]
    wait_until("the customer's own act", lambda: gateway.query("P3").trxstatus == "0000")
    assert gateway.scan("P5", TOTAL, used)["errmsg"] == "AUTHCODEEXPIRE"
    assert gateway.scan("P6", TOTAL, fresh).trxstatus == "0000"
    assert gateway.scan("P6", TOTAL, fresh).trxstatus == "3888"


# --- deaths ---

Deed = Callable[[DoomedBank, str], object]


def _scan(bank: DoomedBank, code: str) -> object:
    return bank.gateway.scan("D1", TOTAL, code)


def _press(bank: DoomedBank, code: str) -> object:
    (waiting,) = bank.desk.waiting_payments("1010")
    return bank.desk.press(waiting.order, "1010", "pay")


def _reverse(bank: DoomedBank, code: str) -> object:
    return bank.gateway.reverse("D1", TOTAL)


@pytest.mark.parametrize("place", ["before commit", "after commit"])
@pytest.mark.parametrize(
    ("outcome", "deed", "before", "after"),
    [
        ("approve", _scan, "1001", "0000"),
        ("payerror_paid", _scan, "1001", "3999"),
        ("userpaying", _press, "2008", "0000"),
        ("approve", _reverse, "0000", "3050"),
        ("userpaying", _reverse, "2008", "3050"),
        ("reversal_lost", _reverse, "3999", "3050"),
    ],
)
def test_killed_around_its_commit_it_is_done_once_or_not_at_all(
    tmp_path: Path, outcome: str, deed: Deed, before: str, after: str, place: str
) -> None:
    with DoomedBank(tmp_path, 0) as quiet:
        quiet.desk.set_scan_terms(earliest_cancel_s=0, wechat_s=3600, code_life_s=3600)
        code = quiet.desk.issue_code("1010", "wechat").code
        quiet.desk.set_next(outcome)
        if deed is not _scan:
            quiet.gateway.scan("D1", TOTAL, code)
    with DoomedBank(tmp_path, 1 if place == "before commit" else 2) as doomed:
        with pytest.raises((OSError, http.client.HTTPException, DeskError)):
            deed(doomed, code)
        assert doomed.died() == -signal.SIGKILL
    done = place == "after commit"
    paid = {"0000": TOTAL, "3999": TOTAL}
    with DoomedBank(tmp_path, 0) as again:
        status = after if done else before
        assert again.gateway.query("D1").trxstatus == status
        assert again.left(CUSTOMER) == OPENING - paid.get(status, 0)
        # Whatever it was, it can be taken back, or sent again without a second charge.
        if status == "1001":
            assert again.gateway.scan("D1", TOTAL, code).trxstatus == after
        else:
            assert again.gateway.scan("D1", TOTAL, code).trxstatus == "3888"
        told = _until_taken_back(again)
        assert told == "0000"
        assert again.left(CUSTOMER) == OPENING


def _until_taken_back(bank: DoomedBank) -> str:
    """Take the order back; an answer may be lost once."""
    try:
        return bank.gateway.reverse("D1", TOTAL).trxstatus
    except (OSError, http.client.HTTPException):
        return bank.gateway.reverse("D1", TOTAL).trxstatus


def _shop(bank: BankProcess, prefix: str, promised: dict[str, str], stop: threading.Event) -> None:
    """Charge codes and take some back until the bank is gone, noting what the bank said."""
    gateway, desk = bank.gateway, bank.desk
    number = 0
    while not stop.is_set():
        number += 1
        reqsn = f"{prefix}{number}"
        try:
            code = desk.issue_code("5454", ("wechat", "alipay", "paynow")[number % 3]).code
            if gateway.scan(reqsn, TOTAL, code).trxstatus == "0000":
                promised[reqsn] = "paid"
            if number % 3 == 0:
                del promised[reqsn]
                if gateway.reverse(reqsn, TOTAL).trxstatus == "0000":
                    promised[reqsn] = "taken back"
        except (OSError, http.client.HTTPException, DeskError, ValueError):
            return


def _has_more(promised: Sized, count: int) -> bool:
    return len(promised) > count


def test_what_it_said_of_codes_is_true_after_a_kill(bank: BankProcess) -> None:
    """Charges and reversals in full flight, SIGKILL at moments of no particular kind."""
    chance = random.Random(20261122)
    promised: dict[str, str] = {}
    for lap in range(4):
        stop = threading.Event()
        enough = len(promised) + 4
        threads = [
            threading.Thread(target=_shop, args=(bank, f"K{lap}L{lane}N", promised, stop))
            for lane in range(2)
        ]
        for thread in threads:
            thread.start()
        wait_until("some orders", functools.partial(_has_more, promised, enough))
        time.sleep(chance.uniform(0.0, 0.1))
        bank.kill()
        stop.set()
        for thread in threads:
            thread.join(60)
        assert_books_add_up(bank.books)
        bank.start()
    with audited(bank.books) as db:
        paid = {row["reqsn"] for row in db.execute("SELECT reqsn FROM settled")}
        gone = {
            row["reqsn"] for row in db.execute("SELECT reqsn FROM orders WHERE reversal NOTNULL")
        }
    assert {reqsn for reqsn, what in promised.items() if what == "paid"} <= paid
    assert {reqsn for reqsn, what in promised.items() if what == "taken back"} <= gone
    assert not paid & gone


def test_what_the_bank_writes_holds_no_code(bank: BankProcess) -> None:
    codes = [bank.desk.issue_code("1010", name).code for name in ("wechat", "alipay", "paynow")]
    for number, code in enumerate(codes):
        bank.gateway.scan(f"C{number}", TOTAL, code)
    assert bank.gateway.scan("C9", TOTAL, "131313131313131313").trxstatus == "3999"
    bank.stop()
    for path in [*bank.data.rglob("*"), bank.stderr_path]:
        data = path.read_bytes() if path.is_file() else b""
        for code in (*codes, "131313131313131313"):
            assert code.encode("ascii") not in data, f"a code stands in {path.name}"
