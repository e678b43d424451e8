"""What a profile says of its gateway decides whom the till believes, and over which line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.gateway import GatewaySocket
from kpay_desktop.bootstrap.hosts import Hosts
from kpay_desktop.settings import parse_settings
from kpay_desktop.settings_reader import SettingsError
from tests.helpers.gateway import (
    APPID,
    CUSID,
    PATIENCE_S,
    WildServer,
    answering,
    certificate_files,
    key_files,
)
from tests.helpers.profiles import SHOP, changed


def profile(folder: Path, *lines: str, kind: str = "live") -> str:
    """A shop's profile with the test's own keys, and these lines about the gateway."""
    keys = key_files(folder)
    own = (
        f'cusid = "{CUSID}"',
        f'appid = "{APPID}"',
        f"private_key = '{keys.merchant_private}'",
        f"bank_key = '{keys.bank_public}'",
    )
    text = changed(SHOP, "profile", f'kind = "{kind}"')
    for line in (*own, *lines):
        text = changed(text, "gateway", line)
    return text


@contextmanager
def connected(text: str, folder: Path) -> Iterator[GatewaySocket]:
    """The way to the gateway as a till with this profile builds it."""
    gateway = GatewaySocket()
    hosts = Hosts(
        parse_settings(text, "shop.toml"),
        Folders(folder),
        gateway,
        on_paid=lambda _number, _answer: False,
        on_ready=lambda _: None,
    )
    hosts.start()
    try:
        yield gateway
    finally:
        hosts.stop(PATIENCE_S)


@pytest.mark.parametrize("names_authority", [True, False])
def test_a_private_authority_is_believed_where_the_profile_names_it(
    tmp_path: Path, names_authority: bool
) -> None:
    authority, context = certificate_files(tmp_path, "127.0.0.1")
    with WildServer(answering(lambda _: b'{"retcode":"SUCCESS"}'), context) as server:
        lines = [f'base_url = "https://127.0.0.1:{server.port}"']
        if names_authority:
            lines.append(f"ca_file = '{authority}'")
        with connected(profile(tmp_path, *lines), tmp_path) as gateway:
            answered = gateway.ping(PATIENCE_S) is not None
    assert answered is names_authority


def test_an_authority_that_is_not_there_is_named_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    missing = tmp_path / "authority.pem"
    text = profile(tmp_path, 'base_url = "https://127.0.0.1"', f"ca_file = '{missing}'")
    with connected(text, tmp_path) as gateway:
        assert gateway.ping(0.0) is None
    assert caplog.messages == [f"the gateway cannot be used: gateway.ca_file {missing}"]


def test_an_authority_without_tls_is_a_slip_of_the_pen(tmp_path: Path) -> None:
    text = profile(tmp_path, 'base_url = "http://127.0.0.1"', 'ca_file = "/keys/ca.pem"')
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, "x")
    assert caught.value.key == "gateway.ca_file"


LAB_URL = "http://192.0.2.7:8080/lab"


@pytest.mark.parametrize("kind", ["demo", "training", "lab"])
def test_plain_http_to_another_machine_where_no_real_money_is(tmp_path: Path, kind: str) -> None:
    lines = [f'base_url = "{LAB_URL}"', "allow_plain_http = true"]
    text = profile(tmp_path, *lines, kind=kind)
    if kind != "lab":
        text = changed(text, "bank", "simulated = true")
    settings = parse_settings(text, "x")
    assert settings.gateway.base_url == LAB_URL


def test_the_client_takes_the_lines_that_the_profile_allows(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lines = [f'base_url = "{LAB_URL}"', "allow_plain_http = true"]
    with connected(profile(tmp_path, *lines, kind="lab"), tmp_path):
        assert caplog.messages == []


@pytest.mark.parametrize("kind", ["staging", "live"])
@pytest.mark.parametrize("url", [LAB_URL, "http://127.0.0.1", "https://gateway.example"])
def test_real_money_goes_over_tls(tmp_path: Path, kind: str, url: str) -> None:
    lines = [f'base_url = "{url}"', "allow_plain_http = true"]
    with pytest.raises(SettingsError) as caught:
        parse_settings(profile(tmp_path, *lines, kind=kind), "x")
    assert caught.value.key == "gateway.allow_plain_http"


@pytest.mark.parametrize("kind", ["lab", "live"])
@pytest.mark.parametrize("url", [LAB_URL, "http://user@192.0.2.7/", "http://"])
def test_without_the_word_it_is_refused(tmp_path: Path, kind: str, url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(profile(tmp_path, f'base_url = "{url}"', kind=kind), "x")
    assert caught.value.key == "gateway.base_url"


@pytest.mark.parametrize("url", ["http://", "http:///x", "http://user@192.0.2.7/", "ftp://h"])
def test_a_line_that_leads_nowhere_stays_refused(tmp_path: Path, url: str) -> None:
    lines = [f'base_url = "{url}"', "allow_plain_http = true"]
    with pytest.raises(SettingsError) as caught:
        parse_settings(profile(tmp_path, *lines, kind="lab"), "x")
    assert caught.value.key == "gateway.base_url"
