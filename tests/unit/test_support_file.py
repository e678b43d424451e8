"""The support file: useful to the service, useless to a thief."""

from __future__ import annotations

import os
import stat
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.contact import contact_codes, contact_links
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.support import HIDDEN, save_support
from kpay_desktop.domain.records import StoreReport
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_cards import CardSettings
from kpay_desktop.settings_scan import CameraSettings, OwnPayNowSettings
from kpay_desktop.settings_shop import ContactSettings
from kpay_desktop.settings_works import GatewaySettings
from ui.more_model import ContactKind

NOON = datetime(2026, 11, 22, 6, 32, 8, tzinfo=UTC)
REPORT = StoreReport("kpay.db", 3, "4.6.1 community", 1284, ("checked",))
SECRETS = (
    "/shop/host.toml",
    "SECRET-CARDS",
    "SECRET-KEY",
    "SECRET-DB",
    "SECRET-BANK",
    "SECRET-SLIP",
    "/keys/till.pem",
    "CUS77",
)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = Folders(tmp_path / "data")
    made.make()
    (made.root / "kpay.db").write_text("SECRET-DB", encoding="utf-8")
    (made.root / "kpay.key").write_text("SECRET-KEY", encoding="utf-8")
    (made.root / "cards.key").write_text("SECRET-CARDS", encoding="utf-8")
    made.bank.mkdir()
    (made.bank / "ledger.db").write_text("SECRET-BANK", encoding="utf-8")
    made.paper.mkdir()
    (made.paper / "roll.bin").write_text("SECRET-SLIP", encoding="utf-8")
    (made.logs / "till.log").write_text("INFO the till is up\n", encoding="utf-8")
    (made.logs / "till.log.1").write_text("INFO yesterday\n", encoding="utf-8")
    (made.logs / "bank.log").write_text("SECRET-BANK", encoding="utf-8")
    return made


def settings() -> Settings:
    gateway = GatewaySettings(
        base_url="https://bank.example",
        cusid="CUS77",
        appid="APP77",
        private_key="/keys/till.pem",
        bank_key="/keys/bank.pem",
    )
    cards = CardSettings(enabled=True, host_profile="/shop/host.toml")
    return replace(demo_settings(), gateway=gateway, cards=cards)


def contents(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode("utf-8") for name in file.namelist()}


def test_it_holds_logs_settings_versions_and_the_stores_report(folders: Folders) -> None:
    path = save_support(folders, settings(), REPORT, NOON)

    assert path == folders.root / "support-20261122-143208.zip"
    found = contents(path)
    assert set(found) == {
        "versions.txt",
        "settings.txt",
        "store.txt",
        "logs/till.log",
        "logs/till.log.1",
    }
    assert "terminal.terminal_id = 80010001" in found["settings.txt"]
    assert "gateway.base_url = https://bank.example" in found["settings.txt"]
    assert "store.journal_rows = 1284" in found["store.txt"]
    assert "program = KPay Desktop" in found["versions.txt"]
    assert found["logs/till.log"] == "INFO the till is up\n"


def test_no_pin_no_key_and_no_database_is_in_it(folders: Folders) -> None:
    profile = settings()

    found = contents(save_support(folders, profile, REPORT, NOON))

    everything = "\n".join(found.values())
    pins = [operator.pin for operator in profile.operators]
    assert pins
    assert [text for text in (*SECRETS, *pins, "APP77", "bank.pem") if text in everything] == []
    assert f"operators = {HIDDEN}" in found["settings.txt"]
    assert f"gateway.private_key = {HIDDEN}" in found["settings.txt"]
    assert not [name for name in found if name.endswith((".db", ".key", ".pem"))]


def test_a_cameras_password_and_a_mobile_number_are_not_in_it(folders: Folders) -> None:
    profile = replace(
        settings(),
        camera=CameraSettings(source="http://camera.shop/video?user=shop&pwd=SECRET-EYE"),
        own_paynow=OwnPayNowSettings(mobile="+6591234567"),
        wallets=(),
    )

    found = contents(save_support(folders, profile, REPORT, NOON))["settings.txt"]

    assert f"camera.source = http://camera.shop/video?{HIDDEN}\n" in found
    assert f"own_paynow.mobile = {HIDDEN}" in found
    assert "SECRET-EYE" not in found


def test_it_is_its_owners_alone_and_may_be_written_again(folders: Folders) -> None:
    first = save_support(folders, settings(), REPORT, NOON)
    again = save_support(folders, settings(), REPORT, NOON)

    assert first == again
    if os.name == "posix":
        assert stat.S_IMODE(again.stat().st_mode) == 0o600
    assert not list(folders.root.glob("*.part"))


def test_a_disk_that_refuses_leaves_nothing_behind(folders: Folders) -> None:
    (folders.root / "support-20261122-143208.zip").mkdir()

    with pytest.raises(OSError, match="support-"):
        save_support(folders, settings(), REPORT, NOON)

    assert not list(folders.root.glob("*.part"))


def test_contacts_become_addresses_a_phone_acts_upon() -> None:
    contact = ContactSettings("+65 6214 9234", "+65 8000 1234", "cs-sg@example.com")

    assert contact_links(contact) == {
        ContactKind.PHONE: "tel:+6562149234",
        ContactKind.WHATSAPP: "https://wa.me/6580001234",
        ContactKind.EMAIL: "mailto:cs-sg@example.com",
    }
    assert [kind for kind, _ in contact_codes(contact)] == list(ContactKind)
    assert contact_codes(ContactSettings("", "", "")) == ()
