"""Callbacks: signed, repeated until they are taken, kept over a restart."""

from __future__ import annotations

import contextlib
import socket
import threading
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.simulation.bank import outbox
from kpay_desktop.simulation.bank.outbox import Target, deliver, pause_after, target
from tests.helpers.bank import wait_until
from tests.helpers.inner_bank import InnerBank, inner_bank

TOTAL = 3080
TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess"


class Receiver:
    """A till's callback address: notes what comes and answers what it is told to."""

    def __init__(self, *answers: bytes) -> None:
        self._answers = list(answers)
        self.heard: list[dict[str, str]] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(0.05)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.getsockname()[1]}/paid"

    def _serve(self) -> None:
        while not self._stop.is_set():
            with contextlib.suppress(TimeoutError):
                sock, _address = self._server.accept()
                with sock, contextlib.suppress(OSError):
                    sock.settimeout(2)
                    self._take(sock)

    def _take(self, sock: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            data += sock.recv(65536)
        head, _blank, body = data.partition(b"\r\n\r\n")
        size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        while len(body) < size:
            body += sock.recv(65536)
        assert head.startswith(b"POST /paid HTTP/1.1")
        self.heard.append(dict(urllib.parse.parse_qsl(body.decode("ascii"), strict_parsing=True)))
        sock.sendall(self._answers.pop(0) if self._answers else TAKEN)

    def close(self) -> None:
        self._stop.set()
        self._thread.join(5)
        self._server.close()


@contextlib.contextmanager
def receiver(*answers: bytes) -> Iterator[Receiver]:
    running = Receiver(*answers)
    try:
        yield running
    finally:
        running.close()


def pay(inner: InnerBank, reqsn: str) -> None:
    assert inner.desk.press(inner.shown(reqsn), "1010", "pay").result in {"paid", "processing"}


def test_a_payment_is_told_signed_and_once(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "a") as inner, receiver() as till:
        inner.gateway.order("A1", TOTAL, notify_url=till.url)
        pay(inner, "A1")
        wait_until("the callback", lambda: len(till.heard) == 1)
        told = till.heard[0]
        assert inner.gateway.signed_by_bank(told)
        assert told["cusorderid"] == "A1"
        assert told["trxstatus"] == "0000"
        assert told["trxid"] == inner.gateway.query("A1")["trxid"]
        assert told["trxamt"] == told["initamt"] == str(TOTAL)
        assert (told["cusid"], told["appid"]) == (inner.gateway.cusid, inner.gateway.appid)
        again = inner.desk.press(inner.desk.order("A1").order, "5454", "pay_twice")
        wait_until("the second payment's", lambda: len(till.heard) == 2)
        assert till.heard[1]["trxid"] == again.trxids[0]


def test_a_doubled_callback_comes_twice_the_same(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "a") as inner, receiver() as till:
        inner.gateway.order("A1", 1298, notify_url=till.url)
        pay(inner, "A1")
        wait_until("both", lambda: len(till.heard) == 2)
        assert till.heard[0] == till.heard[1]


def test_a_wrong_amount_is_told_wrong(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "a") as inner, receiver() as till:
        inner.gateway.order("A1", 1299, notify_url=till.url)
        pay(inner, "A1")
        wait_until("the callback", lambda: len(till.heard) == 1)
        assert (till.heard[0]["trxamt"], till.heard[0]["initamt"]) == ("1399", "1299")


def test_a_late_payment_is_told_when_it_is_there(tmp_path: Path) -> None:
    with inner_bank(tmp_path / "a") as inner, receiver() as till:
        inner.desk.set_next("late", delay_s=0.2)
        inner.gateway.order("A1", TOTAL, notify_url=till.url)
        pay(inner, "A1")
        inner.gateway.close("A1")
        wait_until("the callback", lambda: len(till.heard) == 1)
        assert inner.gateway.query("A1").trxstatus == "0000"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 500 No\r\nContent-Length: 7\r\n\r\nsuccess",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfail",
        b"\x00" * 10,
    ],
)
def test_a_callback_is_repeated_until_it_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(outbox, "pause_after", lambda _attempts: 0.05)
    with inner_bank(tmp_path / "a") as inner, receiver(answer, answer) as till:
        inner.gateway.order("A1", TOTAL, notify_url=till.url)
        pay(inner, "A1")
        wait_until("the third", lambda: len(till.heard) == 3)
        assert till.heard[0] == till.heard[2]


def test_callbacks_wait_for_the_line_and_survive_a_restart(tmp_path: Path) -> None:
    with receiver() as till:
        with inner_bank(tmp_path / "a") as inner:
            inner.gateway.order("A1", TOTAL, notify_url=till.url)
            inner.desk.cut_line()
            pay(inner, "A1")
        assert till.heard == []
        with inner_bank(tmp_path / "a"):
            wait_until("the callback", lambda: len(till.heard) == 1)


def test_callbacks_are_given_up_some_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "pause_after", lambda _attempts: 0.0)
    with inner_bank(tmp_path / "a") as inner:
        inner.gateway.order("A1", TOTAL, notify_url="http://127.0.0.1:1/nobody")
        pay(inner, "A1")

        def given_up() -> bool:
            with inner.bank._books.read() as tx:
                row = tx.execute("SELECT state, attempts FROM callbacks").fetchone()
            return tuple(row) == ("given up", outbox.MAX_ATTEMPTS)

        wait_until("giving up", given_up)


def test_pauses_grow_and_are_bounded() -> None:
    assert [pause_after(attempts) for attempts in range(1, 13)] == [
        1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:80/x?y=1", Target("127.0.0.1", 80, "/x?y=1")),
        ("http://localhost:8080", Target("127.0.0.1", 8080, "/")),
        ("http://127.9.9.9:1/", Target("127.9.9.9", 1, "/")),
        ("http://127.0.0.1:0/", None),
        ("http://127.0.0.1/", None),
        ("http://1270.0.0.1:80/", None),
        ("http://8.8.8.8:80/", None),
        ("http://127.0.0.1:80@example.org:80/", None),
        ("http://127.0.0.1:80/a b", None),
        ("http://127.0.0.1:80/\r\nX: y", None),
        ("ftp://127.0.0.1:80/", None),
    ],
)
def test_callbacks_go_to_this_machine_only(url: str, expected: Target | None) -> None:
    assert target(url) == expected


def test_a_receiver_that_says_nothing_does_not_hold_the_outbox() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not deliver(Target("127.0.0.1", server.getsockname()[1], "/"), b"a=1", 0.2)
