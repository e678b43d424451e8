"""The card host in the bank's process: killed, brought back, shouted at, and what it writes."""

from __future__ import annotations

import contextlib
import functools
import random
import signal
import socket
import ssl
import threading
from collections.abc import Iterator, Sized
from pathlib import Path

import pytest

from tests.helpers.bank import BankProcess, wait_until
from tests.helpers.bank_books import assert_books_add_up, audited
from tests.helpers.card_caller import CardCaller, CardTold, catalogue_card
from tests.helpers.doomed_bank import DoomedBank

TOTAL = 3080
CARD = "card:visa-debit"


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[BankProcess]:
    with BankProcess(tmp_path / "bank") as running:
        yield running
    assert running.complaints() == ""
    assert_books_add_up(running.books)


def test_killed_it_comes_back_with_its_card_books_and_choices(bank: BankProcess) -> None:
    caller = bank.cards
    asked = caller.chip_sale(TOTAL)
    first = caller.ask("0200", asked)
    unknown = caller.chip_sale(TOTAL)
    assert caller.ask("0400", caller.reversal(unknown)).code == "25"
    bank.card_desk.set_next_card("code", code="91", sticky=True)
    bank.card_desk.set_card_line("cut")
    bank.kill()
    assert_books_add_up(bank.books)
    bank.start()
    # The same port, certificates and MAC key: the old caller goes on.
    assert caller.ask("0200", asked).raw == first.raw
    assert caller.ask("0200", caller.stripe_sale(TOTAL)).code == "91"
    bank.card_desk.clear_next_card()
    assert caller.ask("0200", unknown).code == "05"
    assert caller.ask("0400", caller.reversal(asked)).code == "00"
    assert caller.ask("0400", caller.reversal(unknown)).code == "00"


def _sell(
    bank: BankProcess, lane: int, promised: dict[tuple[str, str], str], stop: threading.Event
) -> None:
    """Sell and take back until the bank is gone, noting what it said."""
    caller = CardCaller(bank.ready.credentials)
    terminal = f"8001{lane:04d}"
    while not stop.is_set():
        asked = caller.stripe_sale(100) | {41: terminal}
        try:
            with caller.dial() as call:
                if call.ask("0200", asked).code == "00":
                    promised[terminal, asked[11]] = "approved"
                if int(asked[11]) % 3 == 0:
                    promised.pop((terminal, asked[11]), None)
                    if call.ask("0400", caller.reversal(asked)).code == "00":
                        promised[terminal, asked[11]] = "reversed"
        except OSError:
            # The bank is gone, or too busy to answer in time.
            stop.wait(0.02)


def _has_more(promised: Sized, count: int) -> bool:
    return len(promised) > count


def test_what_the_card_host_said_is_true_after_a_kill(bank: BankProcess) -> None:
    """Sales and reversals in full flight, SIGKILL at moments of no particular kind."""
    chance = random.Random(20261122)
    promised: dict[tuple[str, str], str] = {}
    for lap in range(4):
        stop = threading.Event()
        enough = len(promised) + 3
        lanes = [
            threading.Thread(target=_sell, args=(bank, 10 * lap + lane, promised, stop))
            for lane in range(2)
        ]
        for lane in lanes:
            lane.start()
        wait_until("some sales", functools.partial(_has_more, promised, enough))
        stop.wait(chance.uniform(0.0, 0.1))
        bank.kill()
        stop.set()
        for lane in lanes:
            lane.join(20)
        assert_books_add_up(bank.books)
        bank.start()
    with audited(bank.books) as db:
        rows = db.execute("SELECT terminal, stan, state FROM card_sales")
        states = {(row["terminal"], row["stan"]): row["state"] for row in rows}
    assert {sale: states.get(sale) for sale in promised} == promised


@pytest.mark.parametrize("kind", ["0200", "0400"])
@pytest.mark.parametrize("place", ["before commit", "after commit"])
def test_killed_around_its_commit_a_card_message_is_done_once_or_not_at_all(
    tmp_path: Path, kind: str, place: str
) -> None:
    """The bank dies in the very transaction of a sale, or of its reversal."""
    with DoomedBank(tmp_path, 0) as quiet:
        assert quiet.cards.ask("0800", quiet.cards.network()).code == "00"
        asked = quiet.cards.chip_sale(TOTAL)
        left = quiet.left(CARD)
        if kind == "0400":
            assert quiet.cards.ask("0200", asked).code == "00"
    with DoomedBank(tmp_path, 1 if place == "before commit" else 2) as mortal:
        message = asked if kind == "0200" else mortal.cards.reversal(asked)
        with pytest.raises(OSError, match=r"."):
            mortal.cards.ask(kind, message)
        assert mortal.wait() == -signal.SIGKILL
        was_done = place == "after commit"
        charged = was_done if kind == "0200" else not was_done
        assert mortal.left(CARD) == left - (TOTAL if charged else 0)
    with DoomedBank(tmp_path, 0) as again:
        assert again.cards.ask("0400", again.cards.reversal(asked)).code == (
            "25" if kind == "0200" and not was_done else "00"
        )
        assert again.left(CARD) == left


def test_rubbish_to_the_card_host_leaves_nothing_behind(bank: BankProcess) -> None:
    chance = random.Random(4)
    caller = bank.cards
    good = caller.frame("0200", caller.stripe_sale(100))
    pieces = [good, good[:40], good[7:], b"\x00\x20", b"\xff\xff", b"\x00" * 30, b"\x60" * 60]
    for number in range(40):
        raw = b"".join(chance.choices(pieces, k=chance.randint(1, 4)))
        if number % 4 == 0:
            # Not even TLS.
            with (
                socket.create_connection(caller.address, timeout=30) as sock,
                contextlib.suppress(OSError),
            ):
                sock.sendall(raw)
                sock.shutdown(socket.SHUT_WR)
                while sock.recv(65536):
                    pass
        else:
            with caller.dial() as call:
                call.send_raw(raw)
    assert caller.ask("0200", caller.stripe_sale(TOTAL)).code == "00"
    tasks = Path(f"/proc/{bank.ready.pid}/task")
    if tasks.exists():
        # Three acceptors, the clock, the callbacks, the input, the main thread: callers are gone.
        wait_until("callers' threads end", lambda: len(list(tasks.iterdir())) <= 7)


def test_several_terminals_at_once(bank: BankProcess) -> None:
    told: dict[int, list[CardTold]] = {}

    def sell(lane: int) -> None:
        caller = CardCaller(bank.ready.credentials)
        with caller.dial() as call:
            told[lane] = [
                call.ask("0200", caller.stripe_sale(100) | {41: f"8001{lane:04d}"})
                for _ in range(10)
            ]

    lanes = [threading.Thread(target=sell, args=(lane,)) for lane in range(4)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join(60)
    answers = [one for lane in told.values() for one in lane]
    assert [one.code for one in answers] == ["00"] * 40
    assert len({one[37] for one in answers}) == 40


def test_nothing_that_the_bank_writes_holds_a_track_and_only_its_books_a_number(
    bank: BankProcess,
) -> None:
    caller = bank.cards
    spec = catalogue_card("visa-debit")
    asked = caller.chip_sale(TOTAL)
    track = asked[35]
    caller.ask("0200", asked)
    caller.ask("0400", caller.reversal(asked))
    with caller.dial() as call:
        call.send_raw(caller.frame("0200", caller.chip_sale(TOTAL))[:-3])
    bank.desk.state()
    bank.stop()
    writings = [path for path in bank.data.rglob("*") if path.is_file()]
    writings.append(bank.stderr_path)
    for path in writings:
        data = path.read_bytes()
        for form in forms(track):
            assert form not in data, f"a track stands in {path.name}"
        if path != bank.books:
            for form in forms(spec.pan):
                assert form not in data, f"a card number stands in {path.name}"
    with audited(bank.books) as db:
        # Every insert by which the books could be made anew.
        holders = {line.split('"')[1] for line in db.iterdump() if spec.pan in line}
    assert holders == {"card_accounts"}


def forms(digits: str) -> list[bytes]:
    """Return how digits may stand in a file: as text, packed, and in UTF-16."""
    packed = bytes.fromhex(digits if len(digits) % 2 == 0 else f"{digits}F")
    return [digits.encode("ascii"), packed[:-1], digits.encode("utf-16-le")]


def test_tls_before_1_2_is_refused(bank: BankProcess) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match=r"TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(bank.cards.address, timeout=30) as sock,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        context.wrap_socket(sock)
