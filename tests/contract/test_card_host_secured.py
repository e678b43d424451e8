"""The card host under TLS and MAC: whoever is not the host is sent nothing, or not believed."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.hosts.iso8583.mac import MacKey, retail_mac
from kpay_desktop.ports_cards import HostDeclined, NoHostAnswer, Silence
from kpay_desktop.settings_reader import SettingsError
from tests.helpers.card_host import (
    REVERSAL,
    WAIT_S,
    Act,
    Heard,
    Line,
    ScriptedHost,
    answer_to,
    answers,
    cut,
    framed,
    message,
    profile_for,
)
from tests.helpers.card_host_till import APPROVED, SENT, UNSENT, Late, client_of, sale, tls
from tests.helpers.card_host_tls import Authority

# --- TLS --------------------------------------------------------------------------------------


def test_a_sale_over_tls(tmp_path: Path) -> None:
    authority = Authority(tmp_path)

    def bytewise(heard: Heard, line: Line) -> None:
        line.send(*(bytes([byte]) for byte in framed(message(answer_to(heard.fields)))))

    with (
        ScriptedHost([bytewise, answers(), cut], authority.server()) as host,
        client_of(profile_for(host.port, more=tls(authority))) as client,
    ):
        client.load()
        assert sale(client) == APPROVED
        assert sale(client, 43) == replace(APPROVED, stan=43)
        assert host.connections == 1
        assert sale(client, 44) == replace(SENT[Silence.CUT], stan=44)
        assert sale(client, 45) == replace(APPROVED, stan=45)
        assert host.connections == 2


def test_a_name_in_the_certificate_that_is_not_the_address(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    with ScriptedHost([], authority.server("cards.bank.test")) as host:
        more = tls(authority, 'server_name = "cards.bank.test"')
        with client_of(profile_for(host.port, more=more)) as client:
            assert sale(client) == APPROVED


@pytest.mark.parametrize("fault", ["other name", "expired", "other authority", "old tls"])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
def test_a_host_that_is_not_itself_gets_nothing(tmp_path: Path, fault: str) -> None:
    authority = Authority(tmp_path)
    context = authority.server()
    if fault == "other name":
        context = authority.server("127.0.0.2")
    elif fault == "expired":
        context = authority.server(is_expired=True)
    elif fault == "other authority":
        context = Authority(tmp_path, "somebody").server()
    else:
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        ScriptedHost([], context) as host,
        client_of(profile_for(host.port, more=tls(authority))) as client,
    ):
        assert sale(client) == UNSENT[Silence.TLS]
        assert host.heard == []


def test_a_host_without_tls_gets_nothing(tmp_path: Path) -> None:
    heard: list[bytes] = []

    def answer_in_clear(server: socket.socket) -> None:
        connection, _ = server.accept()
        with connection:
            connection.settimeout(WAIT_S)
            heard.append(connection.recv(4096))
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            with contextlib.suppress(OSError):
                connection.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(WAIT_S)
        thread = threading.Thread(target=answer_in_clear, args=(server,), name="in clear")
        thread.start()
        port = int(server.getsockname()[1])
        with client_of(profile_for(port, more=tls(Authority(tmp_path)))) as client:
            assert sale(client) == UNSENT[Silence.TLS]
        thread.join(WAIT_S)
    assert heard[0][:1] == b"\x16"


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_host_that_asks_who_calls(tmp_path: Path, newest: ssl.TLSVersion) -> None:
    authority = Authority(tmp_path)
    context = authority.server()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(authority.ca_file)
    context.maximum_version = newest
    till = authority.issue("till 1")
    stranger = Authority(tmp_path, "stranger").issue("till 1")
    with ScriptedHost([], context) as host:
        shown = tls(authority, f'client_certificate = "{till}"')
        with client_of(profile_for(host.port, more=shown)) as client:
            assert sale(client) == APPROVED
        for more in (tls(authority), tls(authority, f'client_certificate = "{stranger}"')):
            with client_of(profile_for(host.port, more=more)) as client:
                answer = sale(client)
            assert isinstance(answer, NoHostAnswer)
            assert answer.reason in {Silence.TLS, Silence.CUT}
            if newest is ssl.TLSVersion.TLSv1_2:
                # Up to 1.2 the host says so before anything is sent.
                assert answer == UNSENT[Silence.TLS]
        assert len(host.heard) == 1


def test_files_that_cannot_be_used_are_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    authority = Authority(tmp_path)
    nothing = tmp_path / "none.pem"
    for more, key in (
        (f'[tls]\nca_file = "{nothing}"', "tls.ca_file"),
        (tls(authority, f'client_certificate = "{nothing}"'), "tls.client_certificate"),
        (tls(authority, f'client_certificate = "{authority.ca_file}"'), "tls.client_certificate"),
        (f'[mac]\nkey_file = "{nothing}"', ""),
    ):
        with client_of(profile_for(9, more=more)) as client:
            with pytest.raises(SettingsError) as caught:
                client.load()
            assert caught.value.key == key
            unsent = sale(client)
            assert isinstance(unsent, NoHostAnswer)
            assert not unsent.sent
            assert client.echo(0.5) is None
    assert "card host not usable key=tls.ca_file" in caplog.text
    assert "key=mac.key_file" in caplog.text


# --- MAC --------------------------------------------------------------------------------------

KEY = MacKey(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))


def sealed(data: bytes) -> bytes:
    """Add the MAC to a message that ends with an empty field 64."""
    return framed(data[:-8] + retail_mac(KEY, data[:-8]))


def with_mac(**changes: str) -> Act:
    return lambda heard, line: line.send(
        sealed(message(answer_to(heard.fields, f64="00" * 8, **changes)))
    )


def with_bad_mac(heard: Heard, line: Line) -> None:
    data = sealed(message(answer_to(heard.fields, f64="00" * 8)))
    line.send(data[:-1] + bytes([data[-1] ^ 1]))


@pytest.fixture
def mac(tmp_path: Path) -> str:
    file = tmp_path / "mac.key"
    file.write_text(KEY.value.hex())
    file.chmod(0o600)
    return f'[mac]\nkey_file = "{file}"'


def test_sales_and_reversals_are_sealed(mac: str) -> None:
    with (
        ScriptedHost([with_mac(), with_mac(), answers()]) as host,
        client_of(profile_for(host.port, more=mac)) as client,
    ):
        assert sale(client) == APPROVED
        assert client.reverse(REVERSAL, WAIT_S).stan == 42
        assert client.echo(WAIT_S) is not None
        for heard in host.heard[:2]:
            assert heard.data[-8:] == retail_mac(KEY, heard.data[:-8])
        assert 64 not in host.heard[2].fields


@pytest.mark.parametrize("act", [with_bad_mac, answers(), answers(f64="00" * 8)])
def test_without_a_right_mac_nothing_is_believed(mac: str, act: Act) -> None:
    with (
        ScriptedHost([act, act, with_mac()]) as host,
        client_of(profile_for(host.port, more=mac)) as client,
    ):
        assert sale(client) == SENT[Silence.MAC]
        assert client.reverse(REVERSAL, WAIT_S) == SENT[Silence.MAC]
        assert sale(client, 44) == replace(APPROVED, stan=44)


def test_a_late_answer_needs_its_mac_too(mac: str) -> None:
    before: list[Heard] = []

    def keep(heard: Heard, line: Line) -> None:
        before.append(heard)
        with_mac(f4="000000000001")(heard, line)

    def answer_both(heard: Heard, line: Line) -> None:
        with_bad_mac(before[0], line)
        answers()(before[0], line)
        with_mac(f39="05")(before[0], line)
        with_mac()(heard, line)

    late = Late()
    with (
        ScriptedHost([keep, answer_both]) as host,
        client_of(profile_for(host.port, more=mac), late=late) as client,
    ):
        assert sale(client) == SENT[Silence.MISMATCH]
        assert sale(client, 43) == replace(APPROVED, stan=43)
    assert late == [HostDeclined(42, "05", "632614000042")]


def test_a_stranger_with_a_bad_mac_is_no_stranger(mac: str) -> None:
    def stranger(heard: Heard, line: Line) -> None:
        line.send(framed(message(answer_to(heard.fields, f11="000777", f64="00" * 8))))

    with (
        ScriptedHost([stranger]) as host,
        client_of(profile_for(host.port, more=mac)) as client,
    ):
        assert sale(client) == SENT[Silence.MAC]
