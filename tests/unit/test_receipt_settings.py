"""What a profile says of the receipt on the customer's phone."""

from __future__ import annotations

import pytest

from kpay_desktop.settings import demo_settings, parse_settings
from kpay_desktop.settings_reader import SettingsError
from kpay_desktop.settings_receipt import EReceiptSettings, ReceiptCode, is_private
from tests.helpers.profiles import SHOP, changed

EVERYWHERE = ".".join("0000")


def test_text_is_in_the_code_and_nothing_is_served_unless_somebody_says_so() -> None:
    for settings in (demo_settings(), parse_settings(SHOP, "shop.toml")):
        assert settings.e_receipt == EReceiptSettings()
        assert settings.e_receipt.code is ReceiptCode.TEXT


@pytest.mark.parametrize("address", ["auto", "192.168.1.20", "10.0.0.9", "172.31.4.1", "fd00::1"])
def test_a_shop_serves_in_its_own_network(address: str) -> None:
    lines = f'code = "lan"\naddress = "{address}"\nport = 8610\nminutes = 5'
    settings = parse_settings(f"{SHOP}[e_receipt]\n{lines}\n", "shop.toml")

    assert settings.e_receipt == EReceiptSettings(ReceiptCode.LAN, address, 8610, 5)


@pytest.mark.parametrize(
    "address",
    [
        *(
            "",
            EVERYWHERE,
            "::",
            "8.8.8.8",
            "172.32.0.1",
            "192.169.0.1",
            "169.254.3.4",
            "2001:db8::1",
        ),
        *("fe80::1", "localhost", "till.local", "192.168.1", "192.168.1.20:80", " 10.0.0.1"),
    ],
)
def test_what_others_could_reach_too_is_no_address(address: str) -> None:
    assert not is_private(address)
    with pytest.raises(SettingsError, match=r"e_receipt.address is auto, or an address of a priv"):
        parse_settings(changed(SHOP, "e_receipt", f'address = "{address}"'), "shop.toml")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('code = "mail"', "code must be one of: none, text, lan"),
        ("port = 80", "port is 1024 to 65535, or 0"),
        ("port = 65_536", "port is 1024 to 65535, or 0"),
        ("minutes = 0", "minutes is 1 to 1440"),
        ("minutes = 1_441", "minutes is 1 to 1440"),
        ("minute = 5", "minute is not a setting; did you mean minutes?"),
    ],
)
def test_what_cannot_be_is_refused(line: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(changed(SHOP, "e_receipt", line), "shop.toml")
    assert str(caught.value) == f"shop.toml: e_receipt.{words}"
