"""The listener for the gateway's callbacks."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from kpay_desktop.hosts.wallets.callbacks import (
    MAX_HEAD_BYTES,
    MAX_WAITING,
    WORKERS,
    CallbackListener,
    CallbackPlace,
)
from kpay_desktop.hosts.wallets.messages import MAX_FORM_BYTES
from kpay_desktop.hosts.wallets.signing import Verifier
from kpay_desktop.ports import Payment, PaymentStatus, QueryAnswer
from tests.helpers.gateway import APPID, CUSID, PATIENCE_S, key_files, signed

FORM = {
    "cusid": CUSID,
    "appid": APPID,
    "cusorderid": "KD01000123A",
    "trxid": "PN0001",
    "trxamt": "3080",
    "initamt": "3080",
    "trxstatus": "0000",
    "trxcode": "PAYNOW",
    "paytime": "20261122143208",
    "acct": "****4821",
}


class Inbox:
    """Takes callbacks; can be full, and can fail."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, QueryAnswer]] = []
        self.is_full = False
        self.gate: threading.Event | None = None
        self.entered = threading.Semaphore(0)

    def __call__(self, order_no: str, answer: QueryAnswer) -> bool:
        self.entered.release()
        if self.gate is not None:
            assert self.gate.wait(PATIENCE_S)
        if order_no == "BROKEN":
            raise RuntimeError("a fault of the handler's own")
        if self.is_full:
            return False
        self.taken.append((order_no, answer))
        return True


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@contextlib.contextmanager
def running(folder: Path, inbox: Inbox, caller_s: float = 5.0) -> Iterator[CallbackListener]:
    verifier = Verifier(key_files(folder).bank_public)
    merchant = {"cusid": CUSID, "appid": APPID}
    listener = CallbackListener(
        CallbackPlace(), merchant, verifier.is_genuine, inbox, caller_s=caller_s
    )
    listener.start()
    try:
        yield listener
    finally:
        listener.stop(PATIENCE_S)


@pytest.fixture
def listener(tmp_path: Path, inbox: Inbox) -> Iterator[CallbackListener]:
    with running(tmp_path, inbox) as one:
        yield one


def connect(listener: CallbackListener) -> socket.socket:
    parts = urlsplit(listener.url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE_S)


def send(listener: CallbackListener, raw: bytes) -> bytes:
    """Send bytes and return everything that comes back."""
    with connect(listener) as caller:
        caller.sendall(raw)
        return receive(caller)


def receive(caller: socket.socket) -> bytes:
    answer = b""
    with contextlib.suppress(ConnectionError):
        while more := caller.recv(4096):
            answer += more
    return answer


def request(body: bytes, *, path: str = "/notify", method: str = "POST") -> bytes:
    return (
        f"{method} {path} HTTP/1.1\r\nHost: till\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def post(listener: CallbackListener, form: Mapping[str, str]) -> tuple[int, str]:
    answer = send(listener, request(urlencode(form).encode()))
    head, body = answer.split(b"\r\n\r\n", 1)
    return int(head.split(b" ")[1]), body.decode()


def test_a_genuine_callback_is_handed_over_and_answered(
    listener: CallbackListener, inbox: Inbox
) -> None:
    assert post(listener, signed(FORM)) == (200, "success")
    ((order_no, answer),) = inbox.taken
    assert order_no == "KD01000123A"
    assert answer.status is PaymentStatus.PAID
    assert (answer.order_minor, answer.payments) == (3080, (Payment("PN0001", 3080),))
    assert answer.payer == "****4821"


def test_the_same_callback_again_is_handed_over_again(
    listener: CallbackListener, inbox: Inbox
) -> None:
    for _ in range(3):
        assert post(listener, signed(FORM)) == (200, "success")
    assert len(inbox.taken) == 3


def test_success_is_said_only_after_it_was_taken(listener: CallbackListener, inbox: Inbox) -> None:
    inbox.is_full = True
    assert post(listener, signed(FORM)) == (503, "busy")
    inbox.is_full = False
    assert post(listener, signed(FORM)) == (200, "success")


def test_a_fault_of_the_handler_is_not_a_success(
    listener: CallbackListener, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    answer = send(listener, request(urlencode(signed({**FORM, "cusorderid": "BROKEN"})).encode()))
    assert answer == b""
    assert "callback_failed kind=RuntimeError" in caplog.text
    # The thread lives on.
    for _ in range(WORKERS + 1):
        assert post(listener, signed(FORM)) == (200, "success")
    assert len(inbox.taken) == WORKERS + 1


@pytest.mark.parametrize(
    "form",
    [
        FORM,
        {**signed(FORM), "trxamt": "1", "initamt": "1"},
        signed(FORM, key="merchant"),
        signed({**FORM, "cusid": "1"}),
        signed({**FORM, "appid": "1"}),
        signed({**FORM, "trxamt": "3180"}),
        signed({**FORM, "trxstatus": "2000"}),
        signed({**FORM, "currency": "CNY"}),
        signed({**FORM, "acct": "x&trxamt=1"}),
        {"a": "b"},
    ],
)
def test_what_is_not_genuine_is_refused(
    listener: CallbackListener, inbox: Inbox, form: dict[str, str]
) -> None:
    assert post(listener, form) == (400, "refused")
    assert inbox.taken == []


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"garbage\r\n\r\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"400"),
        (b"POST /notify HTTP/2.0\r\n\r\n", b"400"),
        (b"POST notify HTTP/1.1\r\n\r\n", b"400"),
        (request(b"a=1", path="/"), b"404"),
        (request(b"a=1", path="/notify/../../etc/passwd"), b"404"),
        (request(b"a=1", method="GET"), b"405"),
        (request(b"a=1", method="DELETE"), b"405"),
        (b"POST /notify HTTP/1.1\r\nHost: a\r\n\r\n", b"411"),
        (b"POST /notify HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"POST /notify HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na", b"411"),
        (b"POST /notify HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST /notify HTTP/1.1\r\nContent-Length: 1e2\r\n\r\n", b"400"),
        (b"POST /notify HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n", b"400"),
        (
            f"POST /notify HTTP/1.1\r\nContent-Length: {MAX_FORM_BYTES + 1}\r\n\r\n".encode(),
            b"413",
        ),
        (request(b""), b"400"),
        (request(b"%"), b"400"),
        (request(b"\xff\x00\xfe"), b"400"),
        (request(b"a=1&a=2"), b"400"),
    ],
)
def test_garbage_is_turned_away(
    listener: CallbackListener, inbox: Inbox, raw: bytes, status: bytes
) -> None:
    assert send(listener, raw).split(b" ")[1] == status
    assert inbox.taken == []


def test_an_endless_head_is_cut_off(listener: CallbackListener) -> None:
    first = b"POST /notify HTTP/1.1\r\nX: "
    assert b" 431 " in send(listener, first + b"y" * (MAX_HEAD_BYTES + 1 - len(first)))


def test_a_query_behind_the_path_is_passed_over(listener: CallbackListener) -> None:
    body = urlencode(signed(FORM)).encode()
    assert b" 200 " in send(listener, request(body, path="/notify?from=gateway"))


def test_a_caller_that_says_nothing_is_dropped(tmp_path: Path, inbox: Inbox) -> None:
    with running(tmp_path, inbox, caller_s=0.2) as listener:
        callers = [connect(listener) for _ in range(WORKERS + 1)]
        callers[0].sendall(b"POST /notify HTTP/1.1\r\n")
        assert [receive(caller) for caller in callers] == [b""] * len(callers)
        for caller in callers:
            caller.close()
        assert post(listener, signed(FORM)) == (200, "success")


def test_callers_that_hang_up_do_no_harm(listener: CallbackListener) -> None:
    for raw in (b"", b"POST", request(b"a=1")[:-2]):
        with connect(listener) as caller:
            caller.sendall(raw)
    assert post(listener, signed(FORM)) == (200, "success")


def test_more_callers_than_can_wait_are_turned_away(
    listener: CallbackListener, inbox: Inbox
) -> None:
    inbox.gate = threading.Event()
    raw = request(urlencode(signed(FORM)).encode())
    busy = [connect(listener) for _ in range(WORKERS)]
    for caller in busy:
        caller.sendall(raw)
    for _ in busy:
        assert inbox.entered.acquire(timeout=PATIENCE_S)
    waiting = [connect(listener) for _ in range(MAX_WAITING)]
    for caller in waiting:
        caller.sendall(raw)
    # The place is full now; whoever comes next hears nothing.
    assert send(listener, b"") == b""
    inbox.gate.set()
    answers = [receive(caller) for caller in busy + waiting]
    for caller in busy + waiting:
        caller.close()
    assert all(answer.endswith(b"success") for answer in answers)
    assert len(inbox.taken) == WORKERS + MAX_WAITING


def test_without_the_bank_s_key_the_gateway_is_told_to_come_again(
    tmp_path: Path, inbox: Inbox
) -> None:
    with running(tmp_path, inbox) as listener:
        (tmp_path / "bank.pem").unlink()
        assert post(listener, signed(FORM)) == (503, "busy")
        key_files(tmp_path)
        assert post(listener, signed(FORM)) == (200, "success")


def test_a_stopped_listener_is_gone(tmp_path: Path, inbox: Inbox) -> None:
    with running(tmp_path, inbox) as listener:
        place = urlsplit(listener.url)
        listener.stop(PATIENCE_S)
        listener.stop(PATIENCE_S)
        with pytest.raises(RuntimeError):
            _ = listener.url
        with pytest.raises(OSError, match=r"\w"):
            socket.create_connection((place.hostname or "", place.port or 0), 1)


def test_a_taken_port_is_told(tmp_path: Path, inbox: Inbox) -> None:
    with running(tmp_path, inbox) as first:
        port = urlsplit(first.url).port or 0
        second = CallbackListener(CallbackPlace(port=port), {}, lambda _: False, inbox)
        with pytest.raises(OSError, match=r"\w"):
            second.start()
        second.stop(PATIENCE_S)


def test_nothing_that_was_said_is_logged(
    listener: CallbackListener, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    post(listener, signed({**FORM, "trxamt": "77777"}))
    assert "callback_refused" in caplog.text
    for secret in ("77777", "KD01000123A", "PN0001", "4821"):
        assert secret not in caplog.text
