"""Connections to hosts: one deadline, kept open, strict about what comes back."""

from __future__ import annotations

import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kpay_desktop.hosts.http import (
    MAX_BODY_BYTES,
    Endpoint,
    HttpClient,
    HttpError,
    HttpFault,
    read_base_url,
)
from kpay_desktop.hosts.net import Address, Deadline, Resolver, current_call, tls_context
from tests.helpers.gateway import (
    Behaviour,
    Request,
    WildServer,
    answering,
    certificate_files,
    http_answer,
    sending,
)

FORM = "application/x-www-form-urlencoded"
LONG_S, SHORT_S = 10.0, 0.3


def client_of(server: WildServer, **options: object) -> HttpClient:
    idle = options.get("keep_idle_s", 15.0)
    assert isinstance(idle, float)
    return HttpClient(read_base_url(server.url), keep_idle_s=idle)


def post(client: HttpClient, body: bytes = b"a=1", seconds: float = LONG_S) -> bytes:
    return client.post("/apiweb/x", body, FORM, Deadline(seconds))


def fault_of(behave: Behaviour, seconds: float = LONG_S) -> HttpFault:
    with WildServer(behave) as server:
        client = client_of(server)
        with pytest.raises(HttpError) as caught:
            post(client, seconds=seconds)
        client.close()
    return caught.value.fault


def slowly(data: bytes, pause_s: float) -> Behaviour:
    """Sends a right answer, one byte at a time."""

    def behave(_: Request, connection: socket.socket) -> bool:
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(pause_s)
        return True

    return behave


# --- answers ---


def test_a_post_arrives_as_it_was_meant() -> None:
    with WildServer(answering(lambda request: request.body)) as server:
        client = HttpClient(read_base_url(server.url + "/prefix"))
        assert post(client, b"a=1&b=%E5%A5%BD") == b"a=1&b=%E5%A5%BD"
        client.close()
        request = server.requests[0]
    assert (request.method, request.path) == ("POST", "/prefix/apiweb/x")
    assert request.headers["host"] == f"127.0.0.1:{server.port}"
    assert request.headers["content-type"] == FORM
    assert request.headers["content-length"] == "15"
    assert request.headers["accept-encoding"] == "identity"
    assert "cookie" not in request.headers


def test_one_connection_serves_many_calls() -> None:
    with WildServer(answering(lambda _: b"{}")) as server:
        client = client_of(server)
        for _ in range(5):
            assert post(client) == b"{}"
        assert client.get("/ping", Deadline(LONG_S)) == b"{}"
        client.close()
        assert (server.connections, len(server.requests)) == (1, 6)


def test_four_threads_call_at_once() -> None:
    gate = threading.Barrier(4)

    def meet(request: Request) -> bytes:
        gate.wait(LONG_S)
        return request.body

    with WildServer(answering(meet)) as server:
        client = client_of(server)
        answers: dict[bytes, bytes] = {}

        def call(body: bytes) -> None:
            answers[body] = post(client, body)

        bodies = [f"n={number}".encode() for number in range(4)]
        threads = [threading.Thread(target=call, args=(body,)) for body in bodies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONG_S)
        client.close()
        assert server.connections == 4
    assert answers == {body: body for body in bodies}


def test_an_idle_connection_is_not_trusted_for_long() -> None:
    with WildServer(answering(lambda _: b"{}")) as server:
        client = client_of(server, keep_idle_s=0.0)
        post(client)
        post(client)
        client.close()
        assert server.connections == 2


def test_a_connection_that_the_server_closed_is_replaced_quietly() -> None:
    with WildServer(answering(lambda _: b"{}")) as server:
        client = client_of(server)
        post(client)
        server.drop_connections()
        assert post(client) == b"{}"
        client.close()
        assert server.connections == 2


def test_a_connection_that_closes_under_our_request_is_told_as_stale() -> None:
    def behave(_: Request, connection: socket.socket) -> bool:
        if len(server.requests) == 1:
            connection.sendall(http_answer(b"{}"))
            return True
        return False

    with WildServer(behave) as server:
        client = client_of(server)
        post(client)
        with pytest.raises(HttpError) as caught:
            post(client)
        assert (caught.value.fault, caught.value.is_stale) == (HttpFault.OFFLINE, True)
        # On a new connection the same silence is no staleness.
        with pytest.raises(HttpError) as again:
            post(client)
        assert (again.value.fault, again.value.is_stale) == (HttpFault.OFFLINE, False)
        client.close()


def test_after_one_stale_connection_the_other_idle_ones_are_not_tried() -> None:
    gate = threading.Barrier(2)
    known: set[socket.socket] = set()

    def behave(_: Request, connection: socket.socket) -> bool:
        if connection in known:
            return False
        known.add(connection)
        if len(known) <= 2:
            gate.wait(LONG_S)
        connection.sendall(http_answer(b"{}"))
        return True

    with WildServer(behave) as server:
        client = client_of(server)
        threads = [threading.Thread(target=post, args=(client,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONG_S)
        with pytest.raises(HttpError) as caught:
            post(client)
        assert caught.value.is_stale
        assert post(client) == b"{}"
        client.close()
        assert server.connections == 3


def test_a_closed_client_serves_late_callers_and_keeps_nothing_open() -> None:
    with WildServer(answering(lambda _: b"{}")) as server:
        for was_used in (False, True):
            client = client_of(server)
            if was_used:
                post(client)
            client.close()
            before = server.connections
            assert post(client) == post(client) == b"{}"
            assert server.connections == before + 2


def test_an_answer_that_says_close_is_the_connection_s_last() -> None:
    answer = http_answer(b"{}", headers="Connection: close\r\n")
    with WildServer(sending(answer)) as server:
        client = client_of(server)
        assert [post(client), post(client)] == [b"{}", b"{}"]
        assert server.connections == 2


@pytest.mark.parametrize(
    "status",
    ["301 Moved", "302 Found", "307 Go", "204 None", "404 No", "500 Oops", "502 Bad", "503 Busy"],
)
def test_only_200_is_an_answer(status: str) -> None:
    raw = http_answer(b"{}", status=status, headers="Location: http://127.0.0.1:1/\r\n")
    assert fault_of(sending(raw)) is HttpFault.STATUS


@pytest.mark.parametrize(
    "raw",
    [
        b"garbage\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"\x00\xff\x16\x03",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        http_answer(b"x" * (MAX_BODY_BYTES + 1)),
        http_answer(b"{}", headers="Content-Encoding: gzip\r\n"),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"10000\r\n" + b"x" * 65536 + b"\r\n10000\r\n" + b"x" * 65536 + b"\r\n0\r\n\r\n",
    ],
)
def test_what_is_not_http_or_too_much_is_malformed(raw: bytes) -> None:
    assert fault_of(sending(raw)) is HttpFault.MALFORMED


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ],
)
def test_a_cut_line_is_offline(raw: bytes) -> None:
    assert fault_of(sending(raw)) is HttpFault.OFFLINE


def test_nobody_listening_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(HttpError) as caught:
        post(HttpClient(Endpoint(False, "127.0.0.1", port, "")))
    assert caught.value.fault is HttpFault.OFFLINE


# --- deadlines ---
# Each of these servers does answer in the end: a deadline that is not kept shows as an answer.


def test_a_silent_server_is_given_up() -> None:
    def behave(_: Request, connection: socket.socket) -> bool:
        server.stopping.wait(3.0)
        connection.sendall(http_answer(b"{}"))
        return False

    with WildServer(behave) as server:
        client = client_of(server)
        with pytest.raises(HttpError) as caught:
            post(client, seconds=SHORT_S)
    assert caught.value.fault is HttpFault.TIMEOUT


@pytest.mark.parametrize(
    "data",
    [
        http_answer(b"{}"),
        http_answer(b"x" * 40),
    ],
    ids=["headers", "body"],
)
def test_a_dripping_server_is_given_up(data: bytes) -> None:
    head = data.index(b"\r\n\r\n") + 4
    quick, slow = (data[:head], data[head:]) if data.endswith(b"x") else (b"", data)

    def behave(request: Request, connection: socket.socket) -> bool:
        connection.sendall(quick)
        return slowly(slow, 0.05)(request, connection)

    assert fault_of(behave, SHORT_S) is HttpFault.TIMEOUT


def test_a_deadline_that_is_over_sends_nothing() -> None:
    with WildServer(answering(lambda _: b"{}")) as server:
        client = client_of(server)
        post(client)
        with pytest.raises(HttpError):
            post(client, seconds=-1.0)
        client.close()
        assert len(server.requests) == 1


def test_a_connection_is_no_use_outside_a_call() -> None:
    with pytest.raises(RuntimeError):
        current_call()


# --- TLS ---


def tls_call(folder: Path, certified: str, asked: str, *, trusts: bool = True) -> bytes:
    """Call a TLS server whose certificate is for ``certified`` by the name ``asked``."""
    ca_file, context = certificate_files(folder, certified)
    with WildServer(answering(lambda _: b"{}"), context) as server:
        client = HttpClient(
            Endpoint(True, asked, server.port, ""),
            ca_file=ca_file if trusts else None,
            resolver=Resolver(lambda _, port: [Address(socket.AF_INET, ("127.0.0.1", port))]),
        )
        try:
            post(client)
            return post(client)
        finally:
            client.close()
            assert server.connections == 1


@pytest.mark.parametrize("host", ["gateway.test", "127.0.0.1"])
def test_a_host_that_proves_its_name_is_believed(tmp_path: Path, host: str) -> None:
    assert tls_call(tmp_path, host, host) == b"{}"


@pytest.mark.parametrize(
    ("certified", "asked", "trusts"),
    [
        ("other.test", "gateway.test", True),
        ("gateway.test", "127.0.0.1", True),
        ("gateway.test", "gateway.test", False),
    ],
)
def test_an_impostor_is_not(tmp_path: Path, certified: str, asked: str, trusts: bool) -> None:
    with pytest.raises(HttpError) as caught:
        tls_call(tmp_path, certified, asked, trusts=trusts)
    assert caught.value.fault is HttpFault.IMPOSTOR


def test_plain_text_on_a_tls_port_is_offline() -> None:
    with WildServer(sending(b"HTTP/1.1 400 Bad\r\n\r\n")) as server:
        client = HttpClient(Endpoint(True, "127.0.0.1", server.port, ""))
        with pytest.raises(HttpError) as caught:
            post(client, seconds=SHORT_S)
    assert caught.value.fault is HttpFault.OFFLINE


def test_tls_before_1_2_is_not_spoken(tmp_path: Path) -> None:
    ca_file, _ = certificate_files(tmp_path, "gateway.test")
    context = tls_context(ca_file)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


def test_a_dripping_tls_server_is_given_up(tmp_path: Path) -> None:
    ca_file, context = certificate_files(tmp_path, "127.0.0.1")
    with WildServer(slowly(http_answer(b"{}"), 0.05), context) as server:
        client = HttpClient(Endpoint(True, "127.0.0.1", server.port, ""), ca_file=ca_file)
        with pytest.raises(HttpError) as caught:
            post(client, seconds=SHORT_S)
    assert caught.value.fault is HttpFault.TIMEOUT


def test_nothing_heavy_is_loaded_before_the_first_call() -> None:
    program = (
        "import sys, kpay_desktop.hosts.wallets.gateway, kpay_desktop.hosts.wallets.callbacks\n"
        "print([n for n in ('urllib3', 'cryptography', 'qrcode') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
