"""Names and addresses of hosts: looked up without holding anybody."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence

import pytest

from kpay_desktop.hosts.http import Endpoint, HttpClient, HttpError, HttpFault, read_base_url
from kpay_desktop.hosts.net import (
    FRESH_FOR_S,
    MAX_LOOKUPS,
    Address,
    Deadline,
    Resolver,
    is_loopback,
)
from tests.helpers.gateway import WildServer, answering

LONG_S, SHORT_S = 10.0, 0.3


class Clock:
    """Monotonic seconds that only move when told to."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


# --- addresses ---


@pytest.mark.parametrize(
    ("url", "endpoint", "authority"),
    [
        ("https://a.test", Endpoint(True, "a.test", 443, ""), "a.test"),
        ("https://A.test:8443/p/", Endpoint(True, "a.test", 8443, "/p"), "a.test:8443"),
        ("http://127.0.0.1", Endpoint(False, "127.0.0.1", 80, ""), "127.0.0.1"),
        ("http://[::1]:81/x/y", Endpoint(False, "::1", 81, "/x/y"), "[::1]:81"),
    ],
)
def test_a_base_url_is_taken_apart(url: str, endpoint: Endpoint, authority: str) -> None:
    assert read_base_url(url) == endpoint
    assert endpoint.authority == authority


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("LOCALHOST.", True),
        ("10.0.0.1", False),
        ("localhost.test", False),
        ("", False),
    ],
)
def test_this_machine_s_own_names(host: str, is_own: bool) -> None:
    assert is_loopback(host) is is_own


# --- names ---


def post(client: HttpClient, seconds: float = LONG_S) -> bytes:
    return client.post("/apiweb/x", b"a=1", "application/x-www-form-urlencoded", Deadline(seconds))


def named_client(port: int, look_up: Callable[[str, int], Sequence[Address]]) -> HttpClient:
    return HttpClient(Endpoint(False, "gateway.test", port, ""), resolver=Resolver(look_up))


def test_a_silent_name_server_does_not_hold_a_call() -> None:
    release = threading.Event()

    def hang(host: str, port: int) -> Sequence[Address]:
        release.wait(LONG_S)
        return [Address(socket.AF_INET, ("127.0.0.1", port))]

    with WildServer(answering(lambda _: b"{}")) as server:
        client = named_client(server.port, hang)
        with pytest.raises(HttpError) as caught:
            post(client, seconds=SHORT_S)
        release.set()
        assert caught.value.fault is HttpFault.OFFLINE
        # The look-up went on by itself, and serves the next call.
        assert post(client) == b"{}"
        client.close()


def test_the_host_header_is_the_name_and_the_next_address_is_tried() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        dead = taken.getsockname()[1]

    with WildServer(answering(lambda _: b"{}")) as server:
        client = named_client(
            server.port,
            lambda _, port: [
                Address(socket.AF_INET, ("127.0.0.1", dead)),
                Address(socket.AF_INET, ("127.0.0.1", port)),
            ],
        )
        assert post(client) == b"{}"
        client.close()
        assert server.requests[0].headers["host"] == f"gateway.test:{server.port}"


def test_a_name_that_does_not_exist_is_offline() -> None:
    def unknown(_: str, __: int) -> Sequence[Address]:
        raise socket.gaierror("no such name")

    with pytest.raises(HttpError) as caught:
        post(named_client(1, unknown))
    assert caught.value.fault is HttpFault.OFFLINE


class Names:
    """A name server that counts, and fails when told to."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails = False

    def __call__(self, host: str, port: int) -> Sequence[Address]:
        self.asked.append(host)
        if self.fails:
            raise OSError("no answer")
        return [Address(socket.AF_INET, ("127.0.0.1", port + len(self.asked)))]


def test_a_fresh_address_is_not_asked_for_again() -> None:
    names, clock = Names(), Clock()
    resolver = Resolver(names, clock)
    first = resolver.addresses("a.test", 80, Deadline(LONG_S))
    assert resolver.addresses("a.test", 80, Deadline(LONG_S)) == first
    assert names.asked == ["a.test"]
    clock.seconds += FRESH_FOR_S
    assert resolver.addresses("a.test", 80, Deadline(LONG_S)) != first


def test_the_last_good_address_outlives_the_name_server() -> None:
    names, clock = Names(), Clock()
    resolver = Resolver(names, clock)
    first = resolver.addresses("a.test", 80, Deadline(LONG_S))
    clock.seconds += 10 * FRESH_FOR_S
    names.fails = True
    assert resolver.addresses("a.test", 80, Deadline(LONG_S)) == first


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", Address(socket.AF_INET, ("192.0.2.7", 80))),
        ("2001:db8::1", Address(socket.AF_INET6, ("2001:db8::1", 80, 0, 0))),
    ],
)
def test_an_address_is_its_own_answer(host: str, address: Address) -> None:
    names = Names()
    assert Resolver(names).addresses(host, 80, Deadline(LONG_S)) == (address,)
    assert names.asked == []


def test_look_ups_that_hang_are_bounded_and_shared() -> None:
    release, started = threading.Event(), threading.Semaphore(0)
    asked: list[str] = []

    def hang(host: str, _: int) -> Sequence[Address]:
        asked.append(host)
        started.release()
        release.wait(LONG_S)
        return []

    resolver = Resolver(hang)

    def ask(host: str) -> str:
        try:
            resolver.addresses(host, 80, Deadline(0.05))
        except TimeoutError:
            return "timeout"
        except OSError:
            return "refused"
        return "found"

    names = [f"{number}.test" for number in range(MAX_LOOKUPS)]
    assert [ask(name) for name in names] == ["timeout"] * MAX_LOOKUPS
    assert ask(names[0]) == "timeout"
    assert ask("one-too-many.test") == "refused"
    for _ in names:
        assert started.acquire(timeout=LONG_S)
    assert asked == names
    release.set()


def test_the_system_resolves_this_machine() -> None:
    found = Resolver().addresses("127.0.0.1", 80, Deadline(LONG_S))
    assert {address.sockaddr[0] for address in found} <= {"127.0.0.1", "::1"}
