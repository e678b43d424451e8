"""Whose keys and hosts a live profile refuses, before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.bootstrap.card_profile import (
    ca_keys,
    emv_config,
    host_profile,
    refuse_test_papers,
)
from kpay_desktop.bootstrap.command import EXIT_REFUSED, run
from kpay_desktop.emv import ca_keys as keys_of
from kpay_desktop.emv.config import CaKey
from kpay_desktop.settings import Settings, parse_settings
from kpay_desktop.settings_reader import SettingsError
from kpay_desktop.simulation.cards import ca_keys_toml
from tests.helpers.card_world import card_settings
from tests.helpers.profiles import SHOP, changed

MODULUS = bytes([0xC1] * 127 + [0x03])


def keys_file(folder: Path, rid: str, index: int) -> Path:
    """A file with one key of that number."""
    key = CaKey(bytes.fromhex(rid), index, MODULUS, b"\x03")
    path = folder / "keys.toml"
    path.write_text(
        f'[[key]]\nrid = "{rid}"\nindex = "{index:02X}"\nmodulus = "{MODULUS.hex()}"\n'
        f'exponent = "03"\nchecksum = "{keys_of.checksum(key).hex()}"\n',
        encoding="utf-8",
    )
    return path


def profile(keys: Path, kind: str = "live") -> str:
    """A shop's profile with real readers and these keys."""
    text = changed(SHOP, "profile", f'kind = "{kind}"')
    for line in ('card_readers = ["pcsc:"]', 'reader_approval = "Example Bank, letter 17"'):
        text = changed(text, "devices", line)
    for line in (
        "enabled = true",
        "host_profile = '/shop/host.toml'",
        "emv_profile = '/shop/emv.toml'",
        f"ca_keys = '{keys}'",
    ):
        text = changed(text, "cards", line)
    return text


def settings(keys: Path, kind: str = "live") -> Settings:
    return parse_settings(profile(keys, kind), "shop.toml")


@pytest.mark.parametrize(
    ("rid", "index"),
    [
        ("A000000003", 0x92),
        ("A000000003", 0x57),
        ("A000000004", 0xF1),
        ("A000000004", 0xFE),
        ("A000000025", 0xC1),
    ],
)
def test_a_live_profile_refuses_the_schemes_test_keys(
    rid: str, index: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = keys_file(tmp_path, rid, index)
    with pytest.raises(SettingsError) as caught:
        refuse_test_papers(settings(keys))
    assert caught.value.key == "cards.ca_keys"
    assert f"CA key {rid} {index:02X} belongs to a test authority" in str(caught.value)
    shop = tmp_path / "shop.toml"
    shop.write_text(profile(keys), encoding="utf-8")
    assert run(["--profile", str(shop), "--data", str(tmp_path / "data")]) == EXIT_REFUSED
    assert "cards.ca_keys" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()
    # A lab may have them.
    refuse_test_papers(settings(keys, "lab"))
    assert len(ca_keys(settings(keys, "lab"))) == 1


def test_a_live_profile_refuses_the_simulations_keys(tmp_path: Path) -> None:
    keys = tmp_path / "keys.toml"
    keys.write_text(ca_keys_toml(), encoding="utf-8")
    with pytest.raises(SettingsError, match="test authority"):
        refuse_test_papers(settings(keys))
    assert ca_keys(settings(keys, "staging"))


@pytest.mark.parametrize(
    ("rid", "index"), [("A000000003", 0x09), ("A000000004", 0x06), ("A000000025", 0x10)]
)
def test_real_keys_are_taken(rid: str, index: int, tmp_path: Path) -> None:
    keys = keys_file(tmp_path, rid, index)
    refuse_test_papers(settings(keys))
    assert list(ca_keys(settings(keys))) == [(bytes.fromhex(rid), index)]


def test_files_that_cannot_be_read_keep_no_till_closed(tmp_path: Path) -> None:
    live = settings(tmp_path / "gone.toml")
    refuse_test_papers(live)
    with pytest.raises(SettingsError, match="cannot be read"):
        ca_keys(live)
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="UTF-8"):
        ca_keys(settings(tmp_path / "bad.toml"))


def test_the_demo_needs_no_papers() -> None:
    config = emv_config(card_settings())
    assert config.terminal.terminal_id == "80010001"
    assert len(config.ca_keys) == 10


def test_a_live_profiles_card_host_is_not_this_machine(tmp_path: Path) -> None:
    path = tmp_path / "host.toml"
    text = 'terminal_id = "11000042"\nmerchant_id = "1"\naddress = {{ host = "{}", port = 5000 }}\n'
    live = settings(keys_file(tmp_path, "A000000003", 0x09))
    for host in ("127.0.0.1", "localhost"):
        path.write_text(text.format(host), encoding="utf-8")
        with pytest.raises(SettingsError, match="leads to this machine"):
            host_profile(live, path)
        assert host_profile(card_settings(), path).address.host == host
    path.write_text(text.format("cards.bank.example"), encoding="utf-8")
    assert host_profile(live, path).address.port == 5000
