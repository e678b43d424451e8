"""The line to the card host: kept, opened again, cut, refused, nameless."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.hosts.iso8583.client import CardHostClient
from kpay_desktop.hosts.iso8583.link import Link, LinkError
from kpay_desktop.hosts.net import Address, Deadline, Resolver
from kpay_desktop.ports_cards import Silence
from tests.helpers.card_host import (
    REVERSAL,
    SALE,
    WAIT_S,
    Box,
    Heard,
    Line,
    ScriptedHost,
    answer_to,
    answers,
    framed,
    message,
    profile_for,
)
from tests.helpers.card_host_till import APPROVED, SENT, UNSENT, Late, client_of, sale, tls
from tests.helpers.card_host_tls import Authority

SHORT_S = 0.3


# --- kept connections -------------------------------------------------------------------------


def test_a_connection_that_was_closed_is_opened_again_quietly() -> None:
    def answer_and_cut(heard: Heard, line: Line) -> None:
        answers()(heard, line)
        line.cut()

    with ScriptedHost([answer_and_cut]) as host, client_of(profile_for(host.port)) as client:
        assert sale(client) == APPROVED
        assert host.wait_for(lambda: host.closed == 1)
        assert sale(client, 43) == replace(APPROVED, stan=43)
        assert host.connections == 2


def test_a_connection_that_was_idle_for_long_is_not_trusted() -> None:
    ahead_s = [0.0]
    with (
        ScriptedHost() as host,
        client_of(profile_for(host.port), ahead_s=ahead_s) as client,
    ):
        assert sale(client) == APPROVED
        ahead_s[0] += 239.0 - WAIT_S
        assert sale(client, 43) == replace(APPROVED, stan=43)
        assert host.connections == 1
        ahead_s[0] += 241.0
        assert sale(client, 44) == replace(APPROVED, stan=44)
        assert host.connections == 2


def test_a_shut_down_client_can_be_used_again() -> None:
    with ScriptedHost() as host, client_of(profile_for(host.port)) as client:
        assert client.echo(WAIT_S) is not None
        client.shut_down()
        client.shut_down()
        client.listen()
        assert client.echo(WAIT_S) is not None
        assert host.connections == 2


def test_a_flood_on_an_idle_connection_ends_it() -> None:
    def flood(heard: Heard, line: Line) -> None:
        answers()(heard, line)
        with contextlib.suppress(OSError):
            for _ in range(2000):
                line.send(framed(message(answer_to(heard.fields, f11="000777"))))
        line.cut()

    with ScriptedHost([flood]) as host, client_of(profile_for(host.port)) as client:
        assert sale(client) == APPROVED
        deadline = time.monotonic() + WAIT_S
        while not host.closed and time.monotonic() < deadline:
            client.listen()
        assert sale(client, 43) == replace(APPROVED, stan=43)
        assert host.connections == 2


@pytest.mark.parametrize("gives_way", [True, False])
def test_an_echo_gives_way_and_the_line_that_was_silent_is_left(*, gives_way: bool) -> None:
    def silent(_: Heard, __: Line) -> None:
        pass

    with ScriptedHost([answers(), silent]) as host, client_of(profile_for(host.port)) as client:
        assert sale(client) == APPROVED
        # Without anybody who waits it has the whole of its deadline.
        deadline_s = 100 * WAIT_S if gives_way else SHORT_S
        assert client.echo(deadline_s, lambda: gives_way) is None
        assert sale(client, 43) == replace(APPROVED, stan=43)
        assert host.connections == 2


def test_an_echo_that_is_answered_meanwhile_is_heard() -> None:
    with ScriptedHost() as host, client_of(profile_for(host.port)) as client:
        assert client.echo(WAIT_S, lambda: False) is not None
        assert sale(client, 43) == replace(APPROVED, stan=43)
        assert host.connections == 1


def test_the_second_silence_ends_a_connection() -> None:
    def silent(_: Heard, __: Line) -> None:
        pass

    profile = profile_for(1, answer_s=SHORT_S)
    with (
        ScriptedHost([silent, silent]) as host,
        client_of(replace(profile, address=replace(profile.address, port=host.port))) as client,
    ):
        assert sale(client) == SENT[Silence.TIMEOUT]
        assert sale(client, 43) == replace(SENT[Silence.TIMEOUT], stan=43)
        assert host.wait_for(lambda: host.connections == 1)
        sale(client, 44)
        assert host.wait_for(lambda: host.connections == 2)


# --- whether a byte has left ------------------------------------------------------------------


@pytest.fixture(params=[False, True], ids=["plain", "tls"])
def secured(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ssl.SSLContext | None, str]:
    """A host's context, and what a profile says to reach it."""
    if not request.param:
        return None, ""
    authority = Authority(tmp_path)
    return authority.server(), tls(authority)


def test_what_was_not_handed_over_is_sent_on_a_fresh_connection(
    secured: tuple[ssl.SSLContext | None, str],
) -> None:
    context, more = secured
    done = threading.Event()

    def answer_and_sleep(heard: Heard, line: Line) -> None:
        answers()(heard, line)
        done.wait(WAIT_S)

    with (
        ScriptedHost([answer_and_sleep], context) as host,
        client_of(profile_for(host.port, more=more)) as client,
    ):
        assert sale(client) == APPROVED
        # The system takes no more bytes: whatever is sent now stays here whole.
        client._exchange._link._line().shutdown(socket.SHUT_WR)
        assert sale(client, 43) == replace(APPROVED, stan=43)
        assert [heard.fields[11] for heard in host.heard] == ["000042", "000043"]
        assert host.connections == 2
        done.set()


def test_a_host_that_takes_nothing_in_has_been_sent_something(
    secured: tuple[ssl.SSLContext | None, str],
) -> None:
    context, more = secured
    done = threading.Event()

    def asleep(_: Heard, __: Line) -> None:
        done.wait(WAIT_S)

    with ScriptedHost([asleep], context) as host:
        link = Link(profile_for(host.port, more=more), Resolver())
        try:
            link.open(Deadline(WAIT_S))
            link.send(framed(message({0: "0800", 11: "000001"})), Deadline(WAIT_S))
            assert host.wait_for(lambda: len(host.heard) == 1)
            with pytest.raises(LinkError) as lost:
                link.send(bytes(24_000_000), Deadline(2.0))
            # Whoever gives the line up first: we at our deadline, or the system at its own.
            assert lost.value.reason in {Silence.TIMEOUT, Silence.CUT}
            assert lost.value.sent
            assert not link.is_open
        finally:
            done.set()
            link.close()


def test_a_deadline_that_is_over_sends_nothing() -> None:
    with ScriptedHost() as host:
        link = Link(profile_for(host.port), Resolver())
        link.open(Deadline(WAIT_S))
        with pytest.raises(LinkError) as lost:
            link.send(b"x", Deadline(0.0))
        assert (lost.value.reason, lost.value.sent) == (Silence.TIMEOUT, False)
        assert not link.is_open


# --- not reached ------------------------------------------------------------------------------


def test_a_host_that_refuses_was_sent_nothing() -> None:
    with socket.socket() as nobody:
        # A port that is somebody's, where nobody listens.
        nobody.bind(("127.0.0.1", 0))
        check_refused(int(nobody.getsockname()[1]))


def check_refused(port: int) -> None:
    with client_of(profile_for(port)) as client:
        assert sale(client) == UNSENT[Silence.OFFLINE]
        assert client.reverse(REVERSAL, WAIT_S) == UNSENT[Silence.OFFLINE]
        assert not client.sign_on(WAIT_S)
        assert client.echo(WAIT_S) is None


def test_a_name_that_nobody_knows() -> None:
    def unknown(_: str, __: int) -> Sequence[Address]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    with client_of(profile_for(9, host="bank.invalid"), look_up=unknown) as client:
        assert sale(client) == UNSENT[Silence.NAME]


def test_a_name_server_that_never_answers() -> None:
    asleep = threading.Event()

    def silent(_: str, __: int) -> Sequence[Address]:
        asleep.wait(2 * WAIT_S)
        raise OSError("no answer")

    with client_of(profile_for(9, host="bank.invalid"), look_up=silent) as client:
        assert client.sale(SALE, SHORT_S) == UNSENT[Silence.NAME]
        asleep.set()


def test_the_last_good_address_serves_while_the_name_server_is_silent() -> None:
    asleep = threading.Event()
    asked: list[str] = []
    ahead_s = [0.0]

    with ScriptedHost() as host:

        def once(name: str, _: int) -> Sequence[Address]:
            asked.append(name)
            if len(asked) > 1:
                asleep.wait(2 * WAIT_S)
                raise OSError("no answer")
            return [Address(socket.AF_INET, ("127.0.0.1", host.port))]

        stans = iter(range(900, 999))
        client = CardHostClient(
            profile_for(host.port, host="bank.invalid"),
            Box(),
            next_stan=lambda: next(stans),
            late=Late().append,
            resolver=Resolver(once, lambda: time.monotonic() + ahead_s[0]),
        )
        try:
            assert sale(client) == APPROVED
            client.shut_down()
            ahead_s[0] += 3_600.0
            assert sale(client, 43) == replace(APPROVED, stan=43)
            assert asked == ["bank.invalid", "bank.invalid"]
        finally:
            asleep.set()
            client.shut_down()
