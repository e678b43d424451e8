"""The terminal's EMV profile: the demo's own, and what is said of one that is wrong."""

from __future__ import annotations

from importlib import resources

import pytest

from kpay_desktop.emv import ca_keys
from kpay_desktop.emv.config import EmvConfig, KernelId
from kpay_desktop.emv.profile import EmvProfileError, read_emv_profile, refuse_test_keys
from kpay_desktop.settings import Settings, parse_settings
from kpay_desktop.settings_reader import SettingsError
from kpay_desktop.simulation.cards import ca_keys_toml

TEXT = (resources.files("resources") / "profiles" / "emv_demo.toml").read_text("utf-8")
KEYS = ca_keys.read(ca_keys_toml())


def read(text: str = TEXT, **changed: str) -> EmvConfig:
    ids = {"terminal_id": "80010001", "merchant_id": "888800015411"} | changed
    return read_emv_profile(
        text, KEYS, terminal_id=ids["terminal_id"], merchant_id=ids["merchant_id"]
    )


def test_the_demos_profile() -> None:
    config = read()
    assert config.terminal.terminal_type == 0x21
    assert config.terminal.capabilities == bytes.fromhex("6028C8")
    assert config.terminal.terminal_id == "80010001"
    taps = {a.name: a.contactless for a in config.applications if a.contactless is not None}
    assert {name: tap.kernel for name, tap in taps.items()} == {
        "Visa": KernelId.VISA,
        "Mastercard": KernelId.MASTERCARD,
        "Maestro": KernelId.MASTERCARD,
    }
    # SGD 200 or under needs no verification.
    assert {tap.cvm_limit_minor for tap in taps.values()} == {20_000}
    assert all(a.floor_limit_minor == 0 for a in config.applications)
    assert config.ca_keys == KEYS


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('type = "21"', 'type = "2"', "terminal.type"),
        ('type = "21"', "type = 21", "terminal.type"),
        ('type = "21"', "", "terminal.type"),
        ('country = "0702"', 'country = "070200"', "terminal.country"),
        ("currency_exponent = 2", "currency_exponent = true", "terminal.currency_exponent"),
        ('serial = "KPAY0001"', 'serial = "K"', "terminal.serial"),
        ("[terminal]", "[terminal]\nspeed = 1", "terminal.speed"),
        ("[terminal]", "[other]\n[terminal]", "other"),
        ('aid = "A0000000031010"', 'aid = "A0"', "application[1].aid"),
        ('aid = "A0000000041010"', 'aid = "A0000000031010"', "application.aid"),
        ('tac_online = "DC4004F800"', 'tac_online = "DC4004"', "application[1].tac_online"),
        ('kernel = "visa"', 'kernel = "jcb"', "application[1].contactless.kernel"),
        ('ttq = "32004000"', "", "application[1].contactless.ttq"),
        ("cvm_limit_minor = 20_000", "cvm_limit_minor = -1", "application[1].contactless"),
        ("transaction_limit_minor = 1_000_000", "transaction_limit_minor = 1", "application[1]"),
        ("[[application]]", "[[application]]\nrandom_target_percent = 5", "application[1].random"),
        ("[terminal]", "[[revoked]]\nrid = 1\n[terminal]", "revoked[1].rid"),
        ("[terminal]", "[terminal", "the file"),
    ],
)
def test_what_is_wrong_is_named(old: str, new: str, key: str) -> None:
    assert old in TEXT
    with pytest.raises(EmvProfileError) as caught:
        read(TEXT.replace(old, new, 1))
    assert caught.value.key.startswith(key)
    assert str(caught.value).startswith(key)


@pytest.mark.parametrize("wrong", [{"terminal_id": "1"}, {"merchant_id": ""}])
def test_the_shops_own_numbers_are_checked(wrong: dict[str, str]) -> None:
    with pytest.raises(EmvProfileError, match=next(iter(wrong))):
        read(**wrong)


def test_revoked_certificates_are_read() -> None:
    row = '[[revoked]]\nrid = "A000000003"\nindex = "92"\nserial = "000123"\n'
    assert read(TEXT + row).revoked == {
        (bytes.fromhex("A000000003"), 0x92, bytes.fromhex("000123"))
    }


def test_a_live_profile_has_no_test_keys() -> None:
    tests = frozenset(ca_keys.checksum(key) for key in KEYS.values())
    refuse_test_keys(KEYS, frozenset())
    with pytest.raises(EmvProfileError, match="test authority"):
        refuse_test_keys(KEYS, tests)


# --- readers in a profile ---------------------------------------------------------------------

LIVE = """
[profile]
name = "shop"
kind = "live"
[merchant]
name = "Shop"
registered_name = "SHOP"
merchant_id = "888800015411"
address = ["1 Street"]
[terminal]
terminal_id = "80010001"
[devices]
printer = "tcp:192.168.1.50"
%s
[gateway]
base_url = "https://gateway.example"
cusid = "1"
appid = "2"
private_key = "a.pem"
bank_key = "b.pem"
[[wallets]]
wallet = "wechat"
"""


def live(devices: str) -> Settings:
    return parse_settings(LIVE % devices, "test")


def test_a_live_profile_takes_no_cards_itself() -> None:
    assert not live("").takes_stripes
    for devices in ('card_readers = ["pcsc:"]', 'stripe = "keyboard"'):
        with pytest.raises(SettingsError, match="written approval"):
            live(devices)
        allowed = live(f'{devices}\nreader_approval = "Bank, letter of 2026-10-01"')
        assert allowed.devices.reader_approval
    with pytest.raises(SettingsError, match="real card readers"):
        live('card_readers = ["sim:"]\nreader_approval = "yes"')


@pytest.mark.parametrize("path", ["", "usb:", "pcsc", "nfc:", "sim:1"])
def test_readers_that_mean_nothing_are_refused(path: str) -> None:
    with pytest.raises(SettingsError, match="card_readers"):
        live(f'card_readers = ["{path}"]\nreader_approval = "yes"')
