"""Receipts in the shop's network, on real sockets: the one file, to whoever has its token."""

from __future__ import annotations

import contextlib
import http.client
import logging
import queue
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from kpay_desktop.hosts.receipts.request import MOST_HEAD_BYTES, MOST_PDF_BYTES, Receipt
from kpay_desktop.hosts.receipts.server import MOST_WAITING, WORKERS, ReceiptServer
from kpay_desktop.ports import BusyError, StoreError, StoreErrorKind
from kpay_desktop.settings_receipt import EReceiptSettings, ReceiptCode

PATIENCE_S = 60.0
HERE = EReceiptSettings(ReceiptCode.LAN, address="127.0.0.1")
PDF = b"%PDF-1.4 the receipt of one sale"
TOKEN = "A-token_of_22_characte"
ABROAD = "127.0.0.2"


class Till:
    """Has one receipt; can be busy, broken, or slow to look."""

    def __init__(self) -> None:
        self.receipts = {TOKEN: Receipt("receipt-000138.pdf", PDF)}
        self.fault: Exception | None = None
        self.gate: threading.Event | None = None
        self.entered = threading.Semaphore(0)

    def __call__(self, token: str) -> Receipt | None:
        self.entered.release()
        if self.gate is not None:
            assert self.gate.wait(PATIENCE_S)
        if self.fault is not None:
            raise self.fault
        return self.receipts.get(token)


@pytest.fixture
def till() -> Till:
    return Till()


@contextlib.contextmanager
def running(server: ReceiptServer) -> Iterator[ReceiptServer]:
    server.start()
    try:
        yield server
    finally:
        server.stop(PATIENCE_S)


@pytest.fixture
def server(till: Till) -> Iterator[ReceiptServer]:
    with running(ReceiptServer(HERE, till)) as made:
        yield made


def place(server: ReceiptServer, token: str = TOKEN) -> tuple[str, int, str]:
    """Return host, port and path of a receipt."""
    url = server.url(token)
    assert url is not None
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or 0, parts.path


def connect(server: ReceiptServer) -> socket.socket:
    return socket.create_connection(place(server)[:2], PATIENCE_S)


def ask(
    server: ReceiptServer, token: str = TOKEN, method: str = "GET"
) -> tuple[int, dict[str, str], bytes]:
    """Ask as a phone does; return status, headers and body."""
    host, port, path = place(server, token)
    with contextlib.closing(http.client.HTTPConnection(host, port, timeout=PATIENCE_S)) as phone:
        phone.request(method, path, headers={"User-Agent": "Phone/1.0", "Accept": "*/*"})
        answer = phone.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


def send(server: ReceiptServer, raw: bytes) -> bytes:
    """Send bytes and return everything that comes back."""
    answer = b""
    with connect(server) as caller, contextlib.suppress(ConnectionError):
        caller.sendall(raw)
        while more := caller.recv(4096):
            answer += more
    return answer


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


# --- what is handed out ---------------------------------------------------------------------


def test_the_token_opens_its_receipt_and_may_be_used_again(server: ReceiptServer) -> None:
    for _ in range(2):
        status, headers, body = ask(server)
        assert (status, body) == (200, PDF)
        assert headers == {
            "Content-Type": "application/pdf",
            "Content-Length": str(len(PDF)),
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
            "Content-Disposition": 'inline; filename="receipt-000138.pdf"',
            "Connection": "close",
        }


@pytest.mark.parametrize(
    "token",
    [
        *("B-token_of_22_characte", "", TOKEN[:-1], f"{TOKEN}x", f"{TOKEN}/", "../../etc/passwd"),
        *("%41-token_of_22_charact", "..", "%00"),
    ],
)
def test_nothing_else_opens_anything(server: ReceiptServer, token: str) -> None:
    status, headers, body = ask(server, token)
    assert (status, headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert "收据不在此处" in body.decode()


@pytest.mark.parametrize(
    "path",
    [b"/", b"/r", b"/r/", b"/favicon.ico", b"*", b"http://till/r/x", f"/r/{TOKEN}?page=1".encode()],
)
def test_there_is_no_list_and_no_other_page(server: ReceiptServer, path: bytes) -> None:
    assert status_of(send(server, b"GET %s HTTP/1.1\r\nHost: till\r\n\r\n" % path)) == 404


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_it_is_only_fetched(server: ReceiptServer, till: Till, method: str) -> None:
    status, headers, body = ask(server, method=method)
    assert (status, headers["Allow"], body) == (405, "GET", b"")
    assert not till.entered.acquire(blocking=False)


@pytest.mark.parametrize(
    "line",
    [
        *(b"hello", b"GET /r/x", b"get /r/x HTTP/1.1", b"GET /r/x HTTP/2", b"\x16\x03\x01\x02"),
        *(b"GET /r/\xff HTTP/1.1", b"GET  /r/x HTTP/1.1", b"GET /%s HTTP/1.1" % (b"r" * 2000)),
    ],
)
def test_what_is_no_request_is_refused(server: ReceiptServer, line: bytes) -> None:
    assert status_of(send(server, b"%s\r\n\r\n" % line)) == 400
    assert ask(server)[0] == 200


def test_a_till_that_cannot_look_says_so(server: ReceiptServer, till: Till) -> None:
    for fault in (BusyError("full"), StoreError(StoreErrorKind.OTHER), TimeoutError()):
        till.fault = fault
        status, headers, _ = ask(server)
        assert (status, headers["Retry-After"]) == (503, "5")


def test_a_fault_of_the_till_s_own_serves_nobody_and_ends_nothing(
    server: ReceiptServer, till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    till.fault = ValueError("drawn wrong")
    assert send(server, request()) == b""
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    till.fault = None
    assert ask(server)[0] == 200


def test_what_no_receipt_can_be_is_not_handed_out(server: ReceiptServer, till: Till) -> None:
    till.receipts[TOKEN] = Receipt("receipt.pdf", b"x" * (MOST_PDF_BYTES + 1))
    assert ask(server)[0] == 404
    till.receipts[TOKEN] = Receipt("receipt.pdf", b"x" * MOST_PDF_BYTES)
    assert len(ask(server)[2]) == MOST_PDF_BYTES


def test_no_token_stands_in_the_log(
    server: ReceiptServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ask(server)
    ask(server, "B-token_of_22_characte")
    assert caplog.messages != []
    assert not any("token" in message.replace("fetched", "") for message in caplog.messages)


def request(path: bytes = f"/r/{TOKEN}".encode()) -> bytes:
    return b"GET %s HTTP/1.1\r\nHost: till\r\n\r\n" % path


# --- who takes too much ---------------------------------------------------------------------


def test_a_head_without_end_is_refused(server: ReceiptServer) -> None:
    with connect(server) as caller:
        caller.sendall(b"GET /r/x HTTP/1.1\r\nCookie: " + b"x" * (MOST_HEAD_BYTES + 4096))
        assert status_of(caller.recv(4096)) == 431
    assert ask(server)[0] == 200


def test_a_caller_who_asks_slowly_is_hung_up_on(till: Till) -> None:
    with running(ReceiptServer(HERE, till, ask_s=0.2)) as server:
        with connect(server) as caller:
            caller.sendall(b"GET /r/")
            assert caller.recv(4096) == b""
        assert ask(server)[0] == 200


def test_more_callers_than_can_wait_are_turned_away_and_the_others_served(
    server: ReceiptServer, till: Till
) -> None:
    till.gate = threading.Event()
    with contextlib.ExitStack() as callers:
        for _ in range(WORKERS):
            callers.enter_context(connect(server)).sendall(request())
            assert till.entered.acquire(timeout=PATIENCE_S)
        waiting = [callers.enter_context(connect(server)) for _ in range(MOST_WAITING)]
        for caller in waiting:
            caller.sendall(request())
        # Those who wait are all admitted once one more has been turned away.
        with connect(server) as one_more, contextlib.suppress(ConnectionError):
            one_more.sendall(request())
            assert one_more.recv(4096) == b""
        till.gate.set()
        for caller in waiting:
            assert status_of(caller.recv(4096)) == 200
            caller.close()
    assert ask(server)[0] == 200


# --- where it listens -----------------------------------------------------------------------


def test_it_listens_at_one_address_and_no_other(server: ReceiptServer) -> None:
    host, port, _ = place(server)
    assert host == "127.0.0.1"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((ABROAD, port), PATIENCE_S)


def test_after_the_till_has_closed_nothing_is_there(till: Till) -> None:
    with running(ReceiptServer(HERE, till)) as server:
        where = place(server)[:2]
        with connect(server):
            server.stop(PATIENCE_S)
    assert server.url(TOKEN) is None
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(where, PATIENCE_S)
    assert not [t for t in threading.enumerate() if t.name.startswith("receipt")]
    server.stop(PATIENCE_S)


def test_a_till_that_was_never_started_serves_nothing(till: Till) -> None:
    server = ReceiptServer(HERE, till)
    assert server.url(TOKEN) is None
    server.stop(PATIENCE_S)


class Network:
    """Where the computer is; may change over."""

    def __init__(self, address: str | None) -> None:
        self.address = address

    def __call__(self) -> str | None:
        return self.address


def test_it_follows_the_network_and_comes_back_under_its_old_port(till: Till) -> None:
    network = Network(None)
    moves: queue.Queue[None] = queue.Queue()
    settings = EReceiptSettings(ReceiptCode.LAN)
    made = ReceiptServer(settings, till, lambda: moves.put(None), find_address=network)
    with running(made) as server:
        assert server.url(TOKEN) is None

        network.address = "127.0.0.1"
        first = place(server)
        assert ask(server)[0] == 200

        network.address = ABROAD
        assert place(server) == (ABROAD, first[1], first[2])
        assert ask(server)[0] == 200
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(first[:2], PATIENCE_S)

        network.address = None
        assert server.url(TOKEN) is None
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((ABROAD, first[1]), PATIENCE_S)

        network.address = "127.0.0.1"
        assert place(server) == first
        assert ask(server)[0] == 200
    for _ in range(4):
        moves.get(timeout=PATIENCE_S)
    assert moves.empty()


def test_it_notices_by_itself_that_the_network_has_changed_over(till: Till) -> None:
    network = Network("127.0.0.1")
    moves: queue.Queue[None] = queue.Queue()
    settings = EReceiptSettings(ReceiptCode.LAN)
    made = ReceiptServer(settings, till, lambda: moves.put(None), find_address=network, look_s=0.02)
    with running(made) as server:
        place(server)
        network.address = ABROAD
        moves.get(timeout=PATIENCE_S)
    assert moves.empty()


def test_another_port_is_taken_where_the_old_one_was_given_away(
    till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    network = Network("127.0.0.1")
    settings = EReceiptSettings(ReceiptCode.LAN)
    with running(ReceiptServer(settings, till, find_address=network)) as server:
        host, port, _ = place(server)
        network.address = None
        assert server.url(TOKEN) is None
        with socket.create_server((host, port)):
            network.address = "127.0.0.1"
            assert place(server)[1] != port
            assert ask(server)[0] == 200
    assert [message.split()[0] for message in caplog.messages] == ["receipts_not_served"]


def test_a_port_of_the_profile_that_is_taken_is_said_once_and_tried_again(
    till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        settings = EReceiptSettings(ReceiptCode.LAN, "127.0.0.1", port)
        server = ReceiptServer(settings, till)
        server.start()
        assert [server.url(TOKEN) for _ in range(3)] == [None] * 3
        assert [message.split()[0] for message in caplog.messages] == ["receipts_not_served"]
    try:
        assert place(server)[1] == port
        assert ask(server)[0] == 200
    finally:
        server.stop(PATIENCE_S)
