"""Profiles: the demo loads, every refusal names its key, and the docs name every setting."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
import typing
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.operator import Role
from kpay_desktop.domain.sale import Wallet
from kpay_desktop.settings import (
    MAX_FILE_BYTES,
    Settings,
    demo_settings,
    load_settings,
    parse_settings,
)
from kpay_desktop.settings_reader import SettingsError
from kpay_desktop.settings_shop import ProfileKind
from kpay_desktop.settings_works import KeyStore
from tests.helpers.profiles import BARE, SHOP, changed

DOCS = Path(__file__).resolve().parents[2] / "docs" / "settings.md"

TRAINING = """
[profile]
name = "training"
kind = "training"
[merchant]
name = "Orchid Tea House"
registered_name = "ORCHID TEA HOUSE PTE LTD"
merchant_id = "888800015411"
[terminal]
terminal_id = "80010001"
[bank]
simulated = true
[[wallets]]
wallet = "wechat"
"""


def refusal(text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        parse_settings(text, "shop.toml")
    return caught.value


# --- what is right ----------------------------------------------------------------------------


def test_the_demo_needs_nothing() -> None:
    demo = demo_settings()
    assert demo.profile.kind is ProfileKind.DEMO
    assert demo.is_simulated
    assert demo.bank.simulated
    assert demo.store.key is KeyStore.FILE
    assert {w.wallet for w in demo.wallets if w.show and w.scan} == set(Wallet)
    assert {o.role for o in demo.operators} >= {Role.CASHIER, Role.SUPERVISOR}
    assert demo.devices.printer == "sim:"
    assert demo.gateway.base_url == ""
    assert demo.qr_clock.valid_s == 180


def test_a_shop_names_only_what_differs() -> None:
    shop = parse_settings(SHOP, "shop.toml")
    assert not shop.is_simulated
    assert shop.sale.ceiling_minor == 1_000_000
    assert shop.languages.slips == (Language.EN, Language.ZH)
    assert shop.operators == ()


def test_training_may_have_pins_of_its_own() -> None:
    row = '[[operators]]\noperator_id = "01"\nname = "A"\nrole = "cashier"\npin = "1234"\n'
    training = parse_settings(TRAINING + row, "training.toml")
    assert training.is_simulated
    # A PIN does not get into a log by way of a value's text.
    assert "1234" not in repr(training)


@pytest.mark.parametrize(
    "url",
    [
        "https://gateway.example",
        "https://gateway.example:8443/api",
        "http://localhost:8080",
        "http://127.0.0.1:8080/",
        "http://127.1.2.3",
        "http://[::1]:80/x",
    ],
)
def test_gateways_that_may_be_named(url: str) -> None:
    text = changed(SHOP, "gateway", f'base_url = "{url}"')
    assert parse_settings(text, "x").gateway.base_url == url


def test_whole_numbers_stand_for_numbers() -> None:
    text = changed(SHOP, "qr_clock", "poll_s = 2")
    assert parse_settings(text, "x").qr_clock.poll_s == 2.0


# --- what is refused ----------------------------------------------------------------------------

REFUSED = [
    ("profile", 'name = "My Shop"', "profile.name", "small letters"),
    ("profile", 'kind = "real"', "profile.kind", "must be one of: demo, training, lab"),
    ("profile", 'kind = "demo"', "bank.simulated", "must be true in the demo"),
    ("merchant", 'name = " "', "merchant.name", "must not be empty"),
    ("merchant", 'registered_name = ""', "merchant.registered_name", "must not be empty"),
    ("merchant", 'merchant_id = "88-1"', "merchant.merchant_id", "digits and capital"),
    ("merchant", 'address = ["1", "2", "3", "4", "5"]', "merchant.address", "4 lines"),
    ("merchant", 'address = "1 Sample Street"', "merchant.address", "must be a list"),
    ("merchant", "gst_rate_percent = 31", "merchant.gst_rate_percent", "0 to 30"),
    ("merchant", "show_gst = true", "merchant.show_gst", "needs gst_number"),
    ("merchant", "citty = 1", "merchant.citty", "did you mean city?"),
    ("terminal", 'terminal_id = "8001"', "terminal.terminal_id", "exactly 8"),
    ("terminal", "terminal_id = 80010001", "terminal.terminal_id", "must be a text"),
    ("terminal", "utc_offset_min = 900", "terminal.utc_offset_min", "-720 to 840"),
    ("sale", "ceiling_minor = 0", "sale.ceiling_minor", "1 to 99999999"),
    ("sale", "ceiling_minor = 100_000_000", "sale.ceiling_minor", "1 to 99999999"),
    ("sale", "ceiling_minor = 10.5", "sale.ceiling_minor", "a whole number"),
    ("sale", "ceiling_minor = true", "sale.ceiling_minor", "a whole number"),
    ("sale", "tips = 1", "sale.tips", "true or false"),
    ("sale", "tip_presets = [1, 2, 3, 4, 5]", "sale.tip_presets", "at most 4"),
    ("sale", "tip_presets = [0]", "sale.tip_presets", "1 to 100"),
    ("sale", "tip_presets = [5, 5]", "sale.tip_presets", "all different"),
    ("sale", 'tip_presets = [5, "10"]', "sale.tip_presets[1]", "a whole number"),
    ("sale", "tip_ceiling_percent = 501", "sale.tip_ceiling_percent", "0 to 500"),
    ("sale", "result_seconds = 2", "sale.result_seconds", "3 to 60"),
    ("languages", 'clerk = "de"', "languages.clerk", "must be one of: en, zh_CN"),
    ("languages", "slips = []", "languages.slips", "one or two"),
    ("languages", 'slips = ["en", "en"]', "languages.slips", "each language once"),
    ("devices", "paper_mm = 76", "devices.paper_mm", "58 or 80"),
    ("devices", 'chinese = "big5"', "devices.chinese", "must be one of: raster, gb18030"),
    ("devices", 'code_page = "CP1"', "devices.code_page", "is one of CP437"),
    ("devices", 'customer_screen = ""', "devices.customer_screen", "auto, none"),
    ("devices", 'printer = "sim:"', "devices.printer", "a live profile needs a real printer"),
    ("devices", 'sound = "alsa"', "devices.sound", "auto or sim:"),
    ("devices", 'sound = "sim:"', "devices.sound", "a live profile is heard"),
    ("sound", "volume_percent = 0", "sound.volume_percent", "1 to 100"),
    ("sound", "volume_percent = 101", "sound.volume_percent", "1 to 100"),
    ("sound", "on = 1", "sound.on", "true or false"),
    ("security", "lock_after_s = 4", "security.lock_after_s", "5 to 86400, or 0"),
    ("security", "lock_after_s = 86_401", "security.lock_after_s", "5 to 86400, or 0"),
    ("gateway", 'base_url = "gateway.example"', "gateway.base_url", "starts with https://"),
    ("gateway", 'base_url = "http://gateway.example"', "gateway.base_url", "only to this machine"),
    ("gateway", 'base_url = "http://127.0.0.1.evil.example"', "gateway.base_url", "this machine"),
    ("gateway", 'base_url = "http://localhost@evil.example"', "gateway.base_url", "this machine"),
    ("gateway", "allow_plain_http = true", "gateway.allow_plain_http", "real money goes over TLS"),
    ("gateway", 'allow_plain_http = "yes"', "gateway.allow_plain_http", "true or false"),
    ("gateway", 'base_url = ""', "gateway", "needs base_url"),
    ("gateway", 'cusid = ""', "gateway", "needs base_url, cusid"),
    ("gateway", 'callback_listen = "8080"', "gateway.callback_listen", "ADDRESS:PORT"),
    ("gateway", "request_timeout_s = 0.5", "gateway.request_timeout_s", "1 to 60"),
    ("gateway", "request_timeout_s = nan", "gateway.request_timeout_s", "1 to 60"),
    ("gateway", 'request_timeout_s = "10"', "gateway.request_timeout_s", "a number"),
    ("qr_clock", "valid_s = 0", "qr_clock.valid_s", "1 to 3600"),
    ("qr_clock", "poll_s = 31", "qr_clock.poll_s", "0.05 to 30"),
    ("qr_clock", "doubt_last_s = 1", "qr_clock.doubt_last_s", "not below doubt_first_s"),
    ("qr_clock", "watch_last_s = 3601", "qr_clock.watch_last_s", "at most 3600"),
    ("qr_clock", "watch_for_s = -1", "qr_clock.watch_for_s", "0 to 30 days"),
    ("qr_clock", "watch_paid_for_s = inf", "qr_clock.watch_paid_for_s", "one day"),
    ("bank", "simulated = true", "bank.simulated", "not for a live profile"),
    ("store", 'key = "paper"', "store.key", "must be one of: system, file"),
    ("store", 'key = "file"', "store.key", "must be system in a live profile"),
    ("cards", "enabled = 1", "cards.enabled", "true or false"),
    ("store", "first_batch = 0", "store.first_batch", "1 to 999999"),
    ("appearance", 'theme = "pink"', "appearance.theme", "must be one of: light, dark"),
    ("contact", "phone = 2026-11-20", "contact.phone", "must be a text"),
    ("sales", "ceiling_minor = 5", "sales", "did you mean sale?"),
]


@pytest.mark.parametrize(
    ("table", "line", "key", "words"), REFUSED, ids=[f"{t} {line}" for t, line, _, _ in REFUSED]
)
def test_what_cannot_be_is_refused_with_its_key(
    table: str, line: str, key: str, words: str
) -> None:
    error = refusal(changed(SHOP, table, line))
    assert error.key == key
    assert words in error.problem
    assert str(error) == f"shop.toml: {key} {error.problem}"


@pytest.mark.parametrize(
    ("row", "key", "words"),
    [
        ('[[wallets]]\nwallet = "grab"', "wallets[1].wallet", "must be one of"),
        ("[[wallets]]\nshow = true", "wallets[1].wallet", "is missing"),
        (
            '[[wallets]]\nwallet = "wechat"\nscan = true',
            "wallets",
            "each wallet once",
        ),
        ("wallets = 5", "wallets", "must be a list"),
        (
            '[[operators]]\noperator_id = "1"\nname = "A"\nrole = "cashier"\npin = "1234"',
            "operators",
            "simulated bank alone",
        ),
    ],
)
def test_rows_are_refused_with_their_place(row: str, key: str, words: str) -> None:
    text = SHOP + row if row.startswith("[[") else f"{row}\n{BARE}"
    error = refusal(text)
    assert (error.key, words in error.problem) == (key, True)


@pytest.mark.parametrize(
    ("fields", "key", "words"),
    [
        ('operator_id = ""\nname = "A"\nrole = "cashier"\npin = "1234"', "operator_id", "empty"),
        ('operator_id = "1"\nname = ""\nrole = "cashier"\npin = "1234"', "name", "empty"),
        ('operator_id = "1"\nname = "A"\nrole = "chief"\npin = "1234"', "role", "one of"),
        ('operator_id = "1"\nname = "A"\nrole = "cashier"\npin = "123"', "pin", "4 to 6 digits"),
        ('operator_id = "1"\nname = "A"\nrole = "cashier"\npin = "١٢٣٤"', "pin", "4 to 6 digits"),
    ],
)
def test_operators_are_checked(fields: str, key: str, words: str) -> None:
    error = refusal(f"{TRAINING}[[operators]]\n{fields}")
    assert error.key == f"operators[0].{key}"
    assert words in error.problem


def test_an_operators_number_stands_once() -> None:
    row = '[[operators]]\noperator_id = "1"\nname = "A"\nrole = "cashier"\npin = "1234"\n'
    assert refusal(TRAINING + row + row).problem == "names each operator_id once"


@pytest.mark.parametrize("table", ["profile", "merchant", "terminal"])
def test_what_has_no_default_must_be_given(table: str) -> None:
    tables = tomllib.loads(BARE)
    for key in [*tables[table], None]:
        rest = {
            name: {k: v for k, v in values.items() if (name, k) != (table, key)}
            for name, values in tables.items()
            if key is not None or name != table
        }
        text = "\n".join(
            f"[{name}]\n" + "\n".join(f"{k} = {json.dumps(v)}" for k, v in values.items())
            for name, values in rest.items()
        )
        error = refusal(text)
        assert error.key == (f"{table}.{key}" if key else table)
        assert error.problem == "is missing"


def test_a_file_that_is_no_profile(tmp_path: Path) -> None:
    path = tmp_path / "shop.toml"
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(path)
    path.write_text(SHOP, encoding="utf-8")
    assert load_settings(path).profile.name == "shop-1"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match="is not UTF-8 text"):
        load_settings(path)
    path.write_text("[profile", encoding="utf-8")
    with pytest.raises(SettingsError, match="is not valid TOML"):
        load_settings(path)
    path.write_text("#" * (MAX_FILE_BYTES + 1), encoding="utf-8")
    with pytest.raises(SettingsError, match="larger than any profile"):
        load_settings(path)


# --- the docs -----------------------------------------------------------------------------------


def declared(kind: type, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every setting with its default as TOML, or ``required``."""
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        hint = hints[field.name]
        inner = typing.get_args(hint)[0] if typing.get_origin(hint) is tuple else hint
        if isinstance(inner, type) and dataclasses.is_dataclass(inner):
            yield from declared(inner, f"{prefix}{field.name}.")
        elif field.default is dataclasses.MISSING:
            yield f"{prefix}{field.name}", "required"
        else:
            yield f"{prefix}{field.name}", toml(field.default)


def toml(value: object) -> str:
    if isinstance(value, Enum):
        return toml(value.value)
    if isinstance(value, tuple):
        return f"[{', '.join(toml(item) for item in value)}]"
    return json.dumps(value)


def documented() -> Iterator[tuple[str, str]]:
    section = ""
    for line in DOCS.read_text(encoding="utf-8").splitlines():
        heading = re.fullmatch(r"## `\[+(\w+)\]+`", line)
        if heading:
            section = heading[1]
        row = re.fullmatch(r"\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|", line)
        if row:
            assert row[4].endswith("."), line
            yield f"{section}.{row[1]}", row[2].strip("`")


def test_the_docs_name_every_setting_with_its_default() -> None:
    rows = list(documented())
    assert len(rows) == len(dict(rows)), "a setting stands twice"
    assert dict(rows) == dict(declared(Settings))


def test_the_docs_name_every_choice() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for kind in (ProfileKind, KeyStore, Wallet, Language, Role):
        for member in kind:
            assert f"`{member.value}`" in text
