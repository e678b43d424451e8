"""The order in which the till without its windows comes up."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.bootstrap import day as day_module
from kpay_desktop.bootstrap import host_lamp
from kpay_desktop.bootstrap import world as world_module
from kpay_desktop.bootstrap.bank import BankReady
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.gateway import GatewaySocket
from kpay_desktop.bootstrap.hosts import Hosts
from kpay_desktop.bootstrap.world import World
from kpay_desktop.flows.card_runner import CardRunner
from kpay_desktop.flows.cash_view import DrawerTold
from kpay_desktop.flows.settle_parts import SettleParts
from kpay_desktop.flows.settle_runner import SettleRunner
from kpay_desktop.ports import StoreError, StoreErrorKind
from kpay_desktop.settings import Settings, demo_settings, parse_settings
from kpay_desktop.settings_day import CashSettings, SettleClockSettings
from tests.helpers.bank import wait_until
from tests.helpers.profiles import BARE

READY = BankReady(1, "http://127.0.0.1:1", "http://127.0.0.1:2", "token", Path("credentials"))


class QuickHosts(Hosts):
    """Hosts whose bank is ready before ``start`` has come back."""

    def start(self) -> None:
        self._on_ready(READY)


class NoHosts(Hosts):
    """Hosts that are never there."""

    def start(self) -> None:
        pass


def test_a_bank_that_is_ready_at_once_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world_module, "Hosts", QuickHosts)
    # No gateway is ever plugged in: the lamp need not wait for one.
    monkeypatch.setattr(host_lamp, "DEADLINE_S", 0.05)
    folders = Folders(tmp_path / "data")
    folders.make()
    demo = demo_settings()
    without = replace(demo, cards=replace(demo.cards, enabled=False))
    world = World(without, folders, lambda _: None, version="test")
    try:
        world.start()
        assert world.bank == READY
    finally:
        world.stop()


@pytest.mark.parametrize("says", ["", "that it is ready"])
def test_a_bank_that_is_stopped_as_it_comes_up_is_not_taken(tmp_path: Path, says: str) -> None:
    folders = Folders(tmp_path / "data")
    folders.make()
    ready = {
        "pid": 1,
        "base_url": READY.base_url,
        "desk_url": READY.desk_url,
        "desk_token": READY.desk_token,
        "credentials": str(tmp_path),
    }
    words = ("cusid", "appid", "merchant_private_key", "bank_public_key")
    (tmp_path / "gateway.toml").write_text("".join(f'{word} = "none"\n' for word in words))
    last_words = json.dumps(ready) if says else ""
    bank = (sys.executable, "-c", f"import sys; sys.stdin.read(); print({last_words!r})")
    taken: list[BankReady] = []
    hosts = Hosts(demo_settings(), folders, GatewaySocket(), lambda _, __: True, taken.append, bank)
    try:
        hosts.start()
        wait_until("a bank", lambda: hosts.bank_pid is not None)
    finally:
        hosts.stop(60.0)
    assert not taken


def test_a_batch_that_is_shut_is_so_before_any_sale_by_card_is_taken_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world_module, "Hosts", NoHosts)
    monkeypatch.setattr(host_lamp, "DEADLINE_S", 0.05)
    seen: list[bool] = []

    def recover(runner: CardRunner) -> int:
        seen.append(runner.lane.is_shut)
        return 0

    monkeypatch.setattr(SettleRunner, "are_cards_shut", lambda _: True)
    monkeypatch.setattr(CardRunner, "recover", recover)
    folders = Folders(tmp_path / "data")
    folders.make()
    world = World(demo_settings(), folders, lambda _: None, version="test")
    try:
        world.start()
        assert seen
        assert all(seen)
    finally:
        world.stop()


def test_settlements_run_by_the_clocks_of_the_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[SettleClockSettings] = []

    class Noted(SettleRunner):
        def __init__(self, parts: SettleParts) -> None:
            seen.append(parts.clocks)
            super().__init__(parts)

    monkeypatch.setattr(world_module, "Hosts", NoHosts)
    monkeypatch.setattr(host_lamp, "DEADLINE_S", 0.05)
    monkeypatch.setattr(day_module, "SettleRunner", Noted)
    clocks = SettleClockSettings(clear_s=7.0, retry_first_s=1.0, retry_last_s=9.0)
    folders = Folders(tmp_path / "data")
    folders.make()
    settings = replace(demo_settings(), settle_clock=clocks)
    world = World(settings, folders, lambda _: None, version="test")
    try:
        world.start()
        assert seen == [clocks]
    finally:
        world.stop()


def cash_only(kind: str, *, simulated: bool = False) -> Settings:
    """The one profile of a shop that takes cash, as real as ``kind`` says."""
    bank = "[bank]\nsimulated = true\n" if simulated else ""
    text = BARE.replace('kind = "live"', f'kind = "{kind}"')
    return parse_settings(f'{text}[cash]\ntakes = true\n[store]\nkey = "file"\n{bank}', kind)


def started(settings: Settings, folder: Path) -> None:
    """Start a till in ``folder``, and stop it."""
    folders = Folders(folder)
    folders.make()
    world = World(settings, folders, lambda _: None, version="test")
    try:
        world.start()
    finally:
        world.stop()


def test_what_was_sold_in_training_is_never_settled_for_real(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world_module, "Hosts", NoHosts)
    monkeypatch.setattr(host_lamp, "DEADLINE_S", 0.05)
    training = cash_only("training", simulated=True)
    started(training, tmp_path)
    started(training, tmp_path)
    with pytest.raises(StoreError) as refused:
        started(cash_only("staging"), tmp_path)
    assert refused.value.kind is StoreErrorKind.OTHER_PROFILE
    started(cash_only("staging"), tmp_path / "another")


def test_a_till_that_takes_no_cash_asks_for_a_shift_that_is_still_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world_module, "Hosts", NoHosts)
    monkeypatch.setattr(host_lamp, "DEADLINE_S", 0.05)
    folders = Folders(tmp_path / "data")
    folders.make()
    demo = demo_settings()
    without = replace(demo, cards=replace(demo.cards, enabled=False), cash=CashSettings())
    told: list[object] = []
    world = World(without, folders, told.append, version="test")
    try:
        world.start()
        wait_until("the shift", lambda: DrawerTold(None) in told)
    finally:
        world.stop()
