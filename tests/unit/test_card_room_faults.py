"""What is wrong with cards is on a lamp and keeps nobody from selling by code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.bootstrap import host_lamp
from kpay_desktop.bootstrap import world as world_module
from kpay_desktop.bootstrap.about import about_cards
from kpay_desktop.bootstrap.hosts import Hosts
from kpay_desktop.domain.devices import DeviceKind, Health
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft
from kpay_desktop.flows.sale_view import ChargeBegun, ChargeRefused
from kpay_desktop.ports_cards import WaysTold
from kpay_desktop.security.keys import CARD_KEY_FILE
from kpay_desktop.settings import Settings
from kpay_desktop.settings_cards import CardSettings
from tests.helpers.card_world import CardWorld, card_settings, card_world


class NoHosts(Hosts):
    """Hosts that nobody starts."""

    def start(self) -> None:
        return


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """No bank is started, and what is wrong stands in the log as it should."""
    caplog.set_level("WARNING")
    monkeypatch.setattr(world_module, "Hosts", NoHosts)
    monkeypatch.setattr(host_lamp, "DEADLINE_S", 0.05)


def broken(what: str, folder: Path) -> Settings:
    """Settings that name something that cannot be."""
    bad = folder / "bad.toml"
    bad.write_text("[terminal]\n", encoding="utf-8")
    if what == "papers":
        return card_settings(CardSettings(enabled=True, emv_profile=str(bad)))
    if what == "keys":
        return card_settings(CardSettings(enabled=True, ca_keys=str(folder / "gone.toml")))
    return card_settings(CardSettings(enabled=True, host_profile=str(bad)))


def sells_by_code(till: CardWorld) -> None:
    """Begin a sale by code; one by card is refused."""
    till.charge(500, "by card")
    till.wait("a refusal", lambda: any(isinstance(each, ChargeRefused) for each in till.news))
    draft = SaleDraft(500, 0, Method.PAYNOW, QrMode.SHOW, "01")
    till.world.charge(draft, "by code")
    till.wait("a sale", lambda: any(isinstance(each, ChargeBegun) for each in till.news))


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("papers", "reader.off_papers"),
        ("keys", "reader.off_papers"),
        ("host", "reader.off_host"),
    ],
)
def test_what_cannot_be_used_is_named(what: str, words: str, tmp_path: Path) -> None:
    with card_world(tmp_path / "data", broken(what, tmp_path)) as till:
        lamp = till.lit(DeviceKind.CARD_READER, words)
        assert lamp.health is Health.BAD
        assert lamp.detail
        assert till.ways == WaysTold(())
        sells_by_code(till)


def tamper(folder: Path, how: Callable[[Path], object]) -> None:
    """Let a till make its keys, and then something happen to that of card numbers."""
    with card_world(folder):
        assert (folder / CARD_KEY_FILE).stat().st_mode & 0o077 == 0
    how(folder / CARD_KEY_FILE)


@pytest.mark.parametrize(
    ("how", "detail"),
    [
        (lambda path: path.unlink(), "not_found"),
        (lambda path: path.write_text("5a" * 32, encoding="ascii"), "another key"),
        (lambda path: path.write_text("5a", encoding="ascii"), "malformed"),
        (lambda path: path.chmod(0o644), "file_open_to_others"),
    ],
    ids=["gone", "another", "damaged", "open"],
)
def test_the_key_of_card_numbers_is_never_made_anew(
    how: Callable[[Path], object], detail: str, tmp_path: Path
) -> None:
    tamper(tmp_path / "data", how)
    with card_world(tmp_path / "data") as till:
        assert till.lit(DeviceKind.CARD_READER, "reader.off_key").detail == detail
        sells_by_code(till)


def test_without_cards_nothing_of_theirs_is_begun(tmp_path: Path) -> None:
    settings = card_settings()
    off = replace(settings, cards=replace(settings.cards, enabled=False))
    with card_world(tmp_path / "data", off) as till:
        assert DeviceKind.CARD_READER not in till.lamps
        assert not (tmp_path / "data" / CARD_KEY_FILE).exists()


def test_the_about_page_says_by_what_right_cards_are_taken() -> None:
    settings = card_settings()
    rows = dict(about_cards(settings, ""))
    assert rows[Message("more.about_readers")] == Message("more.about_no_approval")
    assert rows[Message("more.about_card_host")] == Message("more.about_bank_host")
    assert rows[Message("more.about_kernel")] == Message("more.about_kernel_words")
    approved = replace(settings, devices=replace(settings.devices, reader_approval="Bank, 17"))
    rows = dict(about_cards(approved, "Example Bank"))
    assert rows[Message("more.about_readers")] == message("more.about_value", value="Bank, 17")
    assert rows[Message("more.about_card_host")] == message(
        "more.about_value", value="Example Bank"
    )
    off = replace(settings, cards=replace(settings.cards, enabled=False))
    assert about_cards(off, "") == ()
