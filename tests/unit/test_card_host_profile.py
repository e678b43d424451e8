"""An acquirer's profile: the defaults, what may differ, and what is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.hosts.iso8583.profile import CardHostProfile, load_profile, parse_profile
from kpay_desktop.settings_reader import SettingsError

LEAST = """
terminal_id = "11000042"
merchant_id = "888100000000042"
address = { host = "cards.bank.test", port = 5000 }
"""


def test_the_defaults_are_the_dialect() -> None:
    profile = parse_profile(LEAST)
    assert profile.messages.sale == (3, 4, 11, 22, 23, 24, 25, 35, 41, 42, 54, 55, 62, 64)
    assert profile.messages.reversal == (2, 3, 4, 11, 14, 22, 23, 24, 25, 41, 42, 55, 62, 64)
    assert profile.messages.network == (3, 11, 24, 41, 42)
    assert " ".join(profile.chip.tags) == (
        "5F2A 5F34 82 84 95 9A 9B 9C 9F02 9F03 9F09 9F10 9F1A 9F1E 9F26 9F27 9F33 9F34 9F35 9F36 "
        "9F37 9F41"
    )
    assert profile.chip.tap_tags == ("9F6E",)
    assert profile.chip.reversal_tags == ("95", "9F10", "9F1E")
    assert profile.chip.reversal_approved_tags == ("9F36",)
    times = profile.times
    assert (times.connect_s, times.answer_s, times.overall_s) == (10.0, 30.0, 40.0)
    assert (profile.currency, profile.frame.tpdu[:2], profile.frame.length_bytes) == (
        "702",
        "60",
        2,
    )
    assert profile.tls.enabled
    assert profile.mac.key_file == ""


@pytest.mark.parametrize(
    ("text", "key", "words"),
    [
        ('terminal_id = "1"', "address", "is missing"),
        (LEAST + "nij = 1", "nij", "is not a setting; did you mean nii?"),
        (LEAST.replace("11000042", "110000421"), "terminal_id", "has 1 to 8 letters and digits"),
        (LEAST.replace("888100000000042", "店"), "merchant_id", "has 1 to 15 letters and digits"),
        (LEAST.replace("5000", "0"), "address.port", "is 1 to 65535"),
        (LEAST.replace("cards.bank.test", "a b"), "address.host", "is a name"),
        (LEAST + 'nii = "3"', "nii", "has three digits"),
        (LEAST + 'currency = "SGD"', "currency", "has 3 digits"),
        (LEAST + "[tls]\nenabled = false", "tls.enabled", "card numbers go over this line"),
        (LEAST + '[tls]\nclient_key = "k.pem"', "tls.client_key", "belongs to"),
        (LEAST + '[tls]\nenabled = false\nca_file = "c"', "tls.enabled", "must be true where"),
        (LEAST + "[times]\nanswer_s = 50", "times.overall_s", "is not below the others"),
        (LEAST + "[times]\nconnect_s = 0", "times.connect_s", "is 0.05 to 60"),
        (LEAST + '[frame]\ntpdu = "6100030000"', "frame.tpdu", "is 60 and two addresses"),
        (LEAST + '[frame]\nheader = "6"', "frame.header", "in hexadecimal"),
        (LEAST + "[frame]\nlength_bytes = 3", "frame.length_bytes", "is 2 or 4"),
        (LEAST + '[frame]\ncoding = "ascii"', "frame.max_bytes", "is 64 to 99"),
        (LEAST + '[frame]\nbyte_order = "middle"', "frame.byte_order", "must be one of"),
        (LEAST + "[mac]\npadding = 3", "mac.padding", "is 1 or 2"),
        (LEAST + "[mac]\nlength = 6", "mac.length", "is 4 or 8"),
        (LEAST + '[codes]\ndeclines = ["05", "10"]', "codes.declines", "cannot hold 10"),
        (LEAST + '[codes]\ndeclines = ["00"]', "codes.declines", "cannot hold 00"),
        (LEAST + '[codes]\ndeclines = ["94"]', "codes.declines", "cannot hold 94"),
        (LEAST + '[codes]\nbatch_mismatch = ["68"]', "codes.batch_mismatch", "cannot hold 68"),
        (LEAST + '[codes]\ndeclines = ["5"]', "codes.declines", "two digits or capital letters"),
        (LEAST + '[codes]\nnot_found = "00"', "codes.not_found", "cannot hold 00"),
        (LEAST + "[messages]\nsale = [3, 4]", "messages.sale", "lacks fields"),
        (LEAST + "[messages]\nsale = [3, 4, 11, 41, 42, 52]", "messages.sale", "cannot fill: [52]"),
        (LEAST + "[messages]\nsale = [3, 3, 4, 11, 41, 42]", "messages.sale", "each field once"),
        (
            LEAST + "[messages]\nreversal = [3, 4, 11, 35, 41, 42]",
            "messages.reversal",
            "never holds track data",
        ),
        (LEAST + "[messages]\nnetwork = [11]", "messages.network", "needs at least"),
        (LEAST + '[messages]\necho_code = "9"', "messages.echo_code", "has six digits"),
        (LEAST + '[chip]\ntags = ["57"]', "chip.tags", "track data"),
        (LEAST + '[chip]\ntags = ["9f02"]', "chip.tags", "capital hexadecimal"),
        (LEAST + '[entry]\ntap = "72"', "entry.tap", "has three digits"),
        (
            LEAST + '[[dialect.fields]]\nnumber = 65\nkind = "b"\nlength = 8',
            "dialect.fields[0].number",
            "and not 65",
        ),
        (
            LEAST + '[[dialect.fields]]\nnumber = 60\nkind = "n"\nlength = 100\nprefix = 2',
            "dialect.fields[0].length",
            "is 1 to 99",
        ),
        (
            LEAST + 2 * '[[dialect.fields]]\nnumber = 60\nkind = "n"\nlength = 17\nprefix = 3\n',
            "dialect.fields",
            "names each field once",
        ),
        ("terminal_id = ", "", "is not valid TOML"),
    ],
)
def test_what_cannot_be_is_refused_by_name(text: str, key: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_profile(text, "bank.toml")
    assert caught.value.key == key
    assert words in str(caught.value)
    assert str(caught.value).startswith("bank.toml")


def test_a_private_line_needs_no_tls_if_the_profile_says_so() -> None:
    assert not parse_profile(LEAST + "[tls]\nenabled = false\nallow_plain = true").tls.enabled
    own = LEAST.replace("cards.bank.test", "127.0.0.1") + "[tls]\nenabled = false"
    assert not parse_profile(own).tls.enabled


def test_files_lie_beside_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    file.write_text(
        LEAST + '[tls]\nca_file = "ca.pem"\nclient_certificate = "/etc/till.pem"\n'
        '[mac]\nkey_file = "mac.key"\n'
    )
    profile = load_profile(file)
    assert profile.tls.ca_file == str(tmp_path / "ca.pem")
    assert Path(profile.tls.client_certificate) == Path(tmp_path / "/etc/till.pem")
    assert (profile.tls.client_key, profile.mac.key_file) == ("", str(tmp_path / "mac.key"))


def test_a_file_that_is_no_profile(tmp_path: Path) -> None:
    file = tmp_path / "bank.toml"
    with pytest.raises(SettingsError, match="cannot be read"):
        load_profile(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="UTF-8"):
        load_profile(file)
    file.write_bytes(b"#" * (256 * 1024 + 1))
    with pytest.raises(SettingsError, match="larger"):
        load_profile(file)


def test_profiles_are_values() -> None:
    first, second = parse_profile(LEAST), parse_profile(LEAST)
    assert first == second
    assert isinstance(first, CardHostProfile)
    assert hash(first) == hash(second)
    assert first.dialect.table is first.dialect.table
