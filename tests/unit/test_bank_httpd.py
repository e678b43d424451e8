"""The bank's little HTTP server: limits, time-outs, and a line that can be cut."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from kpay_desktop.simulation.bank import httpd, listener
from kpay_desktop.simulation.bank.http_codec import Answer, Request, Wire
from kpay_desktop.simulation.bank.httpd import Endpoint
from kpay_desktop.simulation.bank.listener import Line

HELLO = b"GET /hello HTTP/1.1\r\n\r\n"


def echo(request: Request) -> Answer:
    if request.head.path == "/fault":
        raise RuntimeError("words that must not be shown")
    if request.head.path == "/half":
        return Answer(b"0123456789", wire=Wire.HALF)
    if request.head.path == "/hold":
        return Answer(b"", wire=Wire.HOLD, delay_s=30.0)
    if request.head.path == "/slow":
        return Answer(b"slow", delay_s=30.0)
    return Answer(request.head.path.encode() + b" " + request.body)


@contextlib.contextmanager
def serving() -> Iterator[Endpoint]:
    endpoint = Endpoint("test", echo, 0)
    try:
        endpoint.start()
        yield endpoint
    finally:
        endpoint.stop()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


def dial(endpoint: Endpoint) -> socket.socket:
    return socket.create_connection(("127.0.0.1", endpoint.port), timeout=5)


def rest(sock: socket.socket) -> bytes:
    """Read until the end, however it comes."""
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := sock.recv(65536):
            parts.append(part)
    return b"".join(parts)


def one_answer(sock: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += sock.recv(65536)
    head, _blank, body = data.partition(b"\r\n\r\n")
    size = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(body) < size:
        body += sock.recv(65536)
    return body


def test_one_connection_carries_many_requests(endpoint: Endpoint) -> None:
    with dial(endpoint) as sock:
        for number in range(5):
            sock.sendall(b"POST /%d HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc" % number)
            assert one_answer(sock) == b"/%d abc" % number


def test_requests_in_one_piece_and_in_many_are_the_same(endpoint: Endpoint) -> None:
    whole = b"POST /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
    with dial(endpoint) as sock:
        sock.sendall(whole + whole)
        assert one_answer(sock)[:6] == b"/a abc"
    with dial(endpoint) as sock:
        for byte in whole:
            sock.sendall(bytes([byte]))
        assert one_answer(sock) == b"/a abc"


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"nonsense\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\n\r\n", b"411"),
        (b"GET / HTTP/1.1\r\nA: " + b"x" * 20000, b"431"),
        (b"POST / HTTP/1.1\r\nContent-Length: 999999\r\n\r\n" + b"x" * 100000, b"413"),
        (b"\x16\x03\x01" + b"\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_is_answered_and_the_connection_ends(
    endpoint: Endpoint, raw: bytes, status: bytes
) -> None:
    with dial(endpoint) as sock:
        sock.sendall(raw)
        assert rest(sock).startswith(b"HTTP/1.1 " + status)


def test_a_caller_who_leaves_in_the_middle_does_no_harm(endpoint: Endpoint) -> None:
    for raw in (b"", b"GET", b"POST / HTTP/1.1\r\nContent-Length: 50\r\n\r\nhalf"):
        with dial(endpoint) as sock:
            sock.sendall(raw)
    with dial(endpoint) as sock:
        sock.sendall(HELLO)
        assert one_answer(sock) == b"/hello "


def test_a_caller_who_dawdles_is_told_so(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(httpd, "REQUEST_S", 0.1)
    with dial(endpoint) as sock:
        sock.sendall(b"GET / HT")
        assert rest(sock).startswith(b"HTTP/1.1 408")


def test_a_connection_nobody_uses_is_closed(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(httpd, "IDLE_S", 0.1)
    with dial(endpoint) as sock:
        assert rest(sock) == b""


def test_half_an_answer_is_half(endpoint: Endpoint) -> None:
    with dial(endpoint) as sock:
        sock.sendall(b"GET /half HTTP/1.1\r\n\r\n")
        answer = rest(sock)
    assert b"Content-Length: 10" in answer
    assert answer.endswith(b"\r\n\r\n01234")


def test_a_fault_of_the_bank_ends_one_connection_and_is_logged(
    endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    with dial(endpoint) as sock:
        sock.sendall(b"GET /fault HTTP/1.1\r\n\r\n")
        assert rest(sock) == b""
    assert "connection ended by a fault in the bank endpoint=test" in caplog.text
    with dial(endpoint) as sock:
        sock.sendall(HELLO)
        assert one_answer(sock) == b"/hello "


# --- the line ---


def test_a_cut_line_breaks_connections_and_refuses_new_ones_until_it_is_mended(
    endpoint: Endpoint,
) -> None:
    port = endpoint.port
    for _ in range(3):
        with dial(endpoint) as idle:
            idle.sendall(HELLO)
            one_answer(idle)
            assert endpoint.set_line(Line.CUT)
            assert rest(idle) == b""
        with pytest.raises(ConnectionRefusedError):
            dial(endpoint)
        with socket.socket() as other, pytest.raises(OSError, match=r".+"):
            other.bind(("127.0.0.1", port))
        assert endpoint.set_line(Line.UP)
        assert endpoint.port == port
        with dial(endpoint) as sock:
            sock.sendall(HELLO)
            assert one_answer(sock) == b"/hello "


def test_a_silent_line_takes_connections_and_says_nothing(endpoint: Endpoint) -> None:
    assert endpoint.set_line(Line.SILENT)
    with dial(endpoint) as sock:
        sock.sendall(HELLO)
        sock.settimeout(0.2)
        with pytest.raises(TimeoutError):
            sock.recv(1)
        assert endpoint.set_line(Line.UP)
        sock.settimeout(5)
        assert rest(sock) == b"", "what was asked in the silence is not answered later"


@pytest.mark.parametrize("path", [b"/hold", b"/slow"])
@pytest.mark.parametrize("how", ["cut", "stop"])
def test_cutting_and_stopping_end_every_wait(path: bytes, how: str) -> None:
    with serving() as endpoint, dial(endpoint) as sock:
        sock.sendall(b"GET %s HTTP/1.1\r\n\r\n" % path)
        time.sleep(0.05)
        if how == "cut":
            assert endpoint.set_line(Line.CUT)
        else:
            endpoint.stop()
        assert rest(sock) == b""


def test_the_bank_has_room_for_so_many_and_no_more(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener, "MAX_CONNECTIONS", 4)
    with contextlib.ExitStack() as stack:
        idle = []
        for _ in range(4):
            sock = stack.enter_context(dial(endpoint))
            sock.sendall(HELLO)
            one_answer(sock)
            idle.append(sock)
        with dial(endpoint) as one_more:
            assert rest(one_more).startswith(b"HTTP/1.1 503")
        # The one that was idle longest has made room.
        assert rest(idle[0]) == b""
        deadline = time.monotonic() + 5
        answer = b""
        while b"/hello" not in answer:
            assert time.monotonic() < deadline
            with dial(endpoint) as again:
                again.sendall(HELLO.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
                answer = rest(again)


def test_many_callers_at_once_are_all_answered(endpoint: Endpoint) -> None:
    answers: list[bytes] = []

    def call(number: int) -> None:
        with dial(endpoint) as sock:
            for _ in range(10):
                sock.sendall(b"GET /%d HTTP/1.1\r\n\r\n" % number)
                answers.append(one_answer(sock))

    threads = [threading.Thread(target=call, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(answers) == sorted(b"/%d " % number for number in range(12) for _ in range(10))


def test_a_taken_port_is_refused_and_a_stopped_one_is_free_again() -> None:
    with serving() as first:
        port = first.port
        with pytest.raises(OSError, match=r".+"):
            Endpoint("second", echo, port)
    again = Endpoint("again", echo, port)
    assert again.port == port
    again.stop()
