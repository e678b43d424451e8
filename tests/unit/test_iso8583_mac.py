"""The MAC of field 64: published figures, and messages sealed with it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kpay_desktop.hosts.iso8583.codec import pack, unpack
from kpay_desktop.hosts.iso8583.mac import MacKey, is_sealed, load_key, retail_mac, seal
from kpay_desktop.settings_reader import SettingsError
from tests.helpers.card_host import profile_for

KEY = MacKey(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
FIELDS = {0: "0200", 3: "000000", 4: "000000001284", 11: "000042"}


@pytest.mark.parametrize(
    ("key", "data", "padding", "mac"),
    [
        # ISO/IEC 9797-1:1999, annex: algorithm 3 over its two data strings.
        (KEY.value.hex(), b"Now is the time for all ", 1, "A1C72E74EA3FA9B6"),
        (KEY.value.hex(), b"Now is the time for all ", 2, "E9086230CA3BE796"),
        (KEY.value.hex(), b"Now is the time for it", 1, "2E2B1428CC78254F"),
        (KEY.value.hex(), b"Now is the time for it", 2, "5A692CE64F404145"),
        # Bouncy Castle, ISO9797Alg3MacTest.
        ("7CA110454A1A6E570131D9619DC1376E", b"Hello World !!!!", 1, "F09B856213BAB83B"),
        # ICAO Doc 9303 part 11, worked example of basic access control: the MAC over E_IFD.
        (
            "7962D9ECE03D1ACD4C76089DCE131543",
            bytes.fromhex("72C29C2371CC9BDB65B779B8E8D37B29ECC154AA56A8799FAE2F498F76ED92F2"),
            2,
            "5F1448EEA8AD90A7",
        ),
        # FIPS 113 (and FIPS 81 before it): with both halves alike it is plain DES in a chain.
        ("0123456789ABCDEF" * 2, b"7654321 Now is the time for ", 1, "F1D30F6849312CA4"),
    ],
)
def test_published_figures(key: str, data: bytes, padding: int, mac: str) -> None:
    assert retail_mac(MacKey(bytes.fromhex(key)), data, padding) == bytes.fromhex(mac)


def test_nothing_has_a_mac_too() -> None:
    assert len(retail_mac(KEY, b"", 1)) == len(retail_mac(KEY, b"", 2)) == 8
    with pytest.raises(ValueError, match="padding"):
        retail_mac(KEY, b"x", 3)


@pytest.mark.parametrize("more", ["", "[mac]\npadding = 2", "[mac]\nlength = 4"])
def test_a_sealed_message_is_known_and_a_changed_one_is_not(more: str) -> None:
    profile = profile_for(1, more=more)
    message = seal(profile, KEY, FIELDS)
    fields = unpack(profile, message)
    assert fields.keys() == FIELDS.keys() | {64}
    assert is_sealed(profile, KEY, message, fields)
    if "length" in more:
        assert fields[64].endswith("00000000")
    for at in range(10, len(message)):
        broken = message[:at] + bytes([message[at] ^ 1]) + message[at + 1 :]
        assert not is_sealed(profile, KEY, broken, {**fields, 64: broken[-8:].hex()})
    other = MacKey(bytes(16))
    assert not is_sealed(profile, other, message, fields)


def test_the_mac_covers_all_but_itself() -> None:
    profile = profile_for(1)
    message = seal(profile, KEY, FIELDS)
    assert message[-8:] == retail_mac(KEY, message[:-8])
    assert message[2:10] == bytes.fromhex("3020000000000001")


def test_a_message_without_a_mac_has_none() -> None:
    profile = profile_for(1)
    message = pack(profile, FIELDS)
    assert not is_sealed(profile, KEY, message, unpack(profile, message))


def test_a_mac_in_characters() -> None:
    profile = profile_for(1, more='[dialect]\nbinary = "hex"')
    message = seal(profile, KEY, FIELDS)
    assert message[-16:] == retail_mac(KEY, message[:-16]).hex().upper().encode()
    assert is_sealed(profile, KEY, message, unpack(profile, message))


def test_a_key_file(tmp_path: Path) -> None:
    file = tmp_path / "mac.key"
    file.write_text("01234567 89ABCDEF\nFEDCBA98 76543210\n")
    file.chmod(0o600)
    assert load_key(file) == KEY
    assert "0123" not in repr(KEY)
    file.write_text("0123")
    with pytest.raises(SettingsError, match="32 hexadecimal digits"):
        load_key(file)
    with pytest.raises(SettingsError, match="cannot be read"):
        load_key(tmp_path / "none")
    with pytest.raises(ValueError, match="16 bytes"):
        MacKey(b"short")


def test_a_key_that_others_may_read_is_no_key(tmp_path: Path) -> None:
    file = tmp_path / "mac.key"
    file.write_text(KEY.value.hex())
    file.chmod(0o644)
    if sys.platform == "win32":
        assert load_key(file) == KEY
    else:
        with pytest.raises(SettingsError, match="read by others"):
            load_key(file)
