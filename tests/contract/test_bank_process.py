"""The bank as a process: how it starts, stops, dies and comes back, and what it loses (nothing)."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.simulation.desk_client import DeskClient, DeskError
from tests.helpers.bank import (
    ROOT,
    BankProcess,
    BankStartError,
    GatewayCaller,
    is_running,
    wait_until,
)
from tests.helpers.bank_books import assert_books_add_up, audited

TOTAL = 3080
POSIX = sys.platform != "win32"

# Starts a bank as the till does, and then does nothing more.
STARTER = """
import subprocess, sys, time
bank = subprocess.Popen(
    [sys.executable, "-m", "kpay_desktop.simulation.bank", "--data", sys.argv[1]],
    stdin=subprocess.PIPE,
    stdout=subprocess.PIPE,
)
sys.stdout.buffer.write(bank.stdout.readline())
sys.stdout.flush()
time.sleep(60)
"""

# Says what of the program the bank has loaded besides itself, and whether it did so lazily.
IMPORTS = """
import sys
import kpay_desktop.simulation.bank.command
import kpay_desktop.simulation.bank.service
import kpay_desktop.simulation.desk_client
ours = {name for name in sys.modules if name.split(".")[0] in {"kpay_desktop", "ui", "models"}}
print(sorted(n for n in ours - {"kpay_desktop"} if not n.startswith("kpay_desktop.simulation")))
print("cryptography" in sys.modules)
"""


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[BankProcess]:
    with BankProcess(tmp_path / "bank") as running:
        yield running
    assert running.complaints() == ""
    assert_books_add_up(running.books)


def pay(bank: BankProcess, reqsn: str, decision: str = "pay") -> tuple[str, ...]:
    scan = bank.desk.scan(bank.desk.order(reqsn).payinfo)
    assert scan.payable
    return bank.desk.press(scan.order, "1010", decision).trxids


def test_it_says_once_that_it_is_ready_and_stops_with_its_input(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "kpay_desktop.simulation.bank", "--data", str(tmp_path / "b")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    assert ready["ready"] is True
    assert ready["pid"] == process.pid
    assert Path(ready["credentials"]).is_dir()
    rest, complaints = process.communicate(timeout=15)
    assert (rest, complaints, process.returncode) == (b"", b"", 0)


def test_it_stops_when_asked(bank: BankProcess) -> None:
    assert bank.terminate() == 0
    with pytest.raises(DeskError):
        bank.desk.state()


def test_it_dies_with_whoever_started_it_even_if_he_is_killed(tmp_path: Path) -> None:
    starter = subprocess.Popen(
        [
            sys.executable,
            "-c",
            STARTER,
            str(tmp_path / "bank"),
        ],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert starter.stdout is not None
    ready = json.loads(starter.stdout.readline())
    assert is_running(ready["pid"])
    starter.kill()
    starter.wait(10)
    starter.stdout.close()
    wait_until("the bank ends", lambda: not is_running(ready["pid"]))
    # And its folder is free again.
    with BankProcess(tmp_path / "bank") as again:
        assert again.ready.base_url == ready["base_url"]


def test_it_stays_if_told_to(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "kpay_desktop.simulation.bank",
            "--stay",
            "--data",
            str(tmp_path / "b"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    assert DeskClient(ready["desk_url"], ready["desk_token"]).state().line == "up"
    process.terminate()
    assert process.wait(15) == 0
    process.stdout.close()


def test_a_second_bank_on_the_same_folder_is_refused(bank: BankProcess, tmp_path: Path) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "kpay_desktop.simulation.bank", "--data", str(bank.data)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
        cwd=ROOT,
    )
    assert second.returncode == 3
    assert json.loads(second.stdout)["error"] == "in_use"
    assert f"process {bank.ready.pid}" in second.stderr.decode()
    assert b"Traceback" not in second.stderr
    assert bank.gateway.order("A1", TOTAL).trxstatus == "0000"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--data"],
        ["--data", "x", "--port", "0"],
        ["--data", "x", "--desk-port", "a"],
        ["--data", "x", "--merchant-name", " "],
    ],
)
def test_wrong_arguments_are_refused(tmp_path: Path, arguments: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "kpay_desktop.simulation.bank", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=30,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert run.returncode == 2
    assert b"usage:" in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_and_a_damaged_file_are_said(bank: BankProcess, tmp_path: Path) -> None:
    port = bank.ready.base_url.rpartition(":")[2]
    other = BankProcess(tmp_path / "other", "--port", port)
    with pytest.raises(BankStartError, match='"port"'):
        other.start()
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "bank.sqlite3").write_bytes(b"x" * 5000)
    damaged = BankProcess(tmp_path / "damaged")
    with pytest.raises(BankStartError, match='"data"'):
        damaged.start()
    assert "damaged" in damaged.complaints()
    assert "Traceback" not in damaged.complaints()


def test_killed_it_comes_back_with_ports_keys_books_and_choices(bank: BankProcess) -> None:
    before = bank.ready
    bank.gateway.order("A1", TOTAL)
    trxids = pay(bank, "A1")
    bank.gateway.order("A2", TOTAL, "W01")
    bank.desk.set_next("late", delay_s=0.5)
    bank.gateway.order("A3", TOTAL)
    pay(bank, "A3")
    bank.desk.set_next("decline", sticky=True)
    gateway = bank.gateway
    bank.kill()
    assert_books_add_up(bank.books)
    bank.start()
    assert (bank.ready.base_url, bank.ready.desk_token) == (before.base_url, before.desk_token)
    # The same keys: the old caller's signatures still hold.
    assert gateway.query("A1")["trxid"] == trxids[0]
    assert gateway.query("A2").trxstatus == "2000"
    assert gateway.order("A4", TOTAL).trxstatus == "3999"
    wait_until("the late payment", lambda: gateway.query("A3").trxstatus == "0000")


def test_a_replay_is_refused_by_the_next_bank_too(bank: BankProcess) -> None:
    form = bank.gateway.form(reqsn="A1", trxamt="100", paytype="P01")
    assert json.loads(bank.gateway.send("unitorder/pay", form)[1])["trxstatus"] == "0000"
    bank.kill()
    bank.start()
    assert json.loads(bank.gateway.send("unitorder/pay", form)[1])["retcode"] == "FAIL"


def _shop(
    prefix: str,
    gateway: GatewayCaller,
    desk: DeskClient,
    promised: dict[str, str],
    stop: threading.Event,
) -> None:
    """Make and pay orders until the bank is gone, noting what the bank said."""
    number = 0
    while not stop.is_set():
        number += 1
        reqsn = f"{prefix}{number}"
        try:
            told = gateway.order(reqsn, TOTAL, "W01" if number % 2 else "P01")
            promised[reqsn] = "made"
            scan = desk.scan(told["payinfo"])
            if desk.press(scan.order, "5454", "pay").result == "paid":
                promised[reqsn] = "paid"
        except (OSError, http.client.HTTPException, DeskError, ValueError):
            return


def _are_in_flight(promised: dict[str, str], more_than: int) -> None:
    wait_until("orders in flight", lambda: len(promised) > more_than)


def test_what_it_said_before_it_was_killed_is_true_afterwards(bank: BankProcess) -> None:
    """Orders and payments in full flight, SIGKILL at moments of no particular kind."""
    chance = random.Random(20261122)
    promised: dict[str, str] = {}
    for lap in range(6):
        stop = threading.Event()
        threads = [
            threading.Thread(
                target=_shop, args=(f"K{lap}L{lane}N", bank.gateway, bank.desk, promised, stop)
            )
            for lane in range(3)
        ]
        for thread in threads:
            thread.start()
        _are_in_flight(promised, 4 * (lap + 1))
        time.sleep(chance.uniform(0.0, 0.2))
        bank.kill()
        stop.set()
        for thread in threads:
            thread.join(20)
        assert_books_add_up(bank.books)
        bank.start()
    assert len(promised) > 20
    with audited(bank.books) as db:
        orders = {row["reqsn"] for row in db.execute("SELECT reqsn FROM orders")}
        paid = {row["reqsn"] for row in db.execute("SELECT reqsn FROM settled")}
    assert set(promised) <= orders
    assert {reqsn for reqsn, what in promised.items() if what == "paid"} <= paid
    gateway = bank.gateway
    for reqsn in list(promised)[::7]:
        assert gateway.query(reqsn).trxstatus == ("0000" if reqsn in paid else "2000")


def test_a_cut_line_is_felt_outside_and_whole_after_a_restart(bank: BankProcess) -> None:
    bank.desk.cut_line()
    with pytest.raises(ConnectionRefusedError):
        bank.gateway.query("A1")
    assert bank.desk.state().line == "cut"
    bank.desk.mend_line()
    assert bank.gateway.query("A1").trxstatus == "1001"
    bank.desk.silence_line()
    bank.kill()
    bank.start()
    assert bank.desk.state().line == "up"
    assert bank.gateway.query("A1").trxstatus == "1001"


@pytest.mark.parametrize("port", ["base_url", "desk_url"])
def test_rubbish_is_answered_and_leaves_nothing_behind(bank: BankProcess, port: str) -> None:
    address = ("127.0.0.1", int(getattr(bank.ready, port).rpartition(":")[2]))
    chance = random.Random(4)
    pieces = [
        b"POST /apiweb/unitorder/pay HTTP/1.1\r\nContent-Length: 5\r\n",
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\n",
        b"\r\n\r\n",
        b"a=%ff&&=",
        b"GET /desk/state HTTP/1.1\r\n\r\n",
        b"\x00\xff\x16\x03",
        b"X" * 3000,
    ]
    for _ in range(60):
        raw = b"".join(chance.choices(pieces, k=chance.randint(1, 4)))
        with socket.create_connection(address, timeout=5) as sock:
            try:
                sock.sendall(raw)
                sock.shutdown(socket.SHUT_WR)
                answer = sock.recv(65536)
            except ConnectionError:
                continue
        assert answer == b"" or answer.startswith(b"HTTP/1.1 ")
    assert bank.gateway.order(f"AFTER{port[:4]}", TOTAL).trxstatus == "0000"
    if Path(f"/proc/{bank.ready.pid}/task").exists():
        # Three acceptors, the clock, the callbacks, the input, the main thread: callers are gone.
        tasks = Path(f"/proc/{bank.ready.pid}/task")
        wait_until("callers' threads end", lambda: len(list(tasks.iterdir())) <= 7)


def test_it_needs_no_part_of_the_till() -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-c",
            IMPORTS,
        ],
        capture_output=True,
        timeout=30,
        check=True,
        cwd=ROOT,
        text=True,
    )
    assert run.stdout.split("\n")[:2] == ["[]", "False"]


if POSIX:

    def test_the_keyboards_interrupt_stops_it(bank: BankProcess) -> None:
        os.kill(bank.ready.pid, signal.SIGINT)
        assert bank.wait() == 0
