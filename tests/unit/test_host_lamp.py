"""The host's lamp: who is asked, and what it says where there is nobody."""

from __future__ import annotations

import queue
import threading

import pytest

from kpay_desktop.bootstrap.host_lamp import NO_HOST, HostLamp
from kpay_desktop.bootstrap.hosts import has_gateway
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, WalletGateway
from kpay_desktop.settings import demo_settings, parse_settings
from tests.helpers.profiles import SHOP
from tests.helpers.scripted_gateway import ScriptedGateway

PATIENCE_S = 60.0
OUT = DeviceStatus(DeviceKind.HOST, Health.BAD, "host.cards_offline")


class Shown:
    """What the lamp said, in its order."""

    def __init__(self) -> None:
        self._said: queue.Queue[DeviceStatus] = queue.Queue()

    def put(self, status: DeviceStatus) -> None:
        self._said.put(status)

    def next(self) -> DeviceStatus:
        return self._said.get(timeout=PATIENCE_S)

    @property
    def is_empty(self) -> bool:
        return self._said.empty()


def test_a_shop_without_an_acquirer_is_told_so_whenever_somebody_asks() -> None:
    shown = Shown()
    lamp = HostLamp(None, shown.put)
    lamp.start()
    assert shown.next() == NO_HOST
    lamp.hurry()
    assert shown.next() == NO_HOST
    lamp.stop(PATIENCE_S)
    assert shown.is_empty


def test_with_cards_alone_the_card_host_is_the_host() -> None:
    shown, asked = Shown(), threading.Event()
    lamp = HostLamp(None, shown.put, asked.set)
    lamp.start()
    lamp.hurry()
    assert asked.wait(PATIENCE_S)
    assert shown.is_empty
    lamp.cards_told(None)
    assert shown.next() == OUT
    lamp.cards_told(20.0)
    assert shown.next().health is Health.OK
    lamp.stop(PATIENCE_S)


def test_a_gateway_is_pinged_and_of_two_that_are_as_bad_it_is_named() -> None:
    shown = Shown()
    gateway: WalletGateway = ScriptedGateway()
    lamp = HostLamp(gateway, shown.put)
    lamp.cards_told(None)
    assert shown.is_empty
    lamp.start()
    assert shown.next().message_id == "host.offline"
    lamp.stop(PATIENCE_S)


@pytest.mark.parametrize("kind", ["live", "lab"])
def test_who_has_a_gateway(kind: str) -> None:
    shop = SHOP.replace('"live"', f'"{kind}"')
    assert has_gateway(demo_settings())
    with_wallet = f'{shop}[[wallets]]\nwallet = "paynow"\n[devices]\nprinter = "tcp:10.0.0.9"\n'
    assert has_gateway(parse_settings(with_wallet, "shop"))
    begin, end = shop.index("[gateway]"), len(shop)
    alone = f'{shop[:begin]}{shop[end:]}[own_paynow]\nuen = "201912345K"\n'
    assert not has_gateway(parse_settings(alone, "shop"))
