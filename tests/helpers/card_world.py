"""A till without windows that takes cards from the simulated reader, and its news."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.devices import DeviceKind, DeviceStatus
from kpay_desktop.domain.sale import Method, SaleDraft
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.sale_view import ChargeBegun
from kpay_desktop.ports_cards import WaysTold
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_cards import CardSettings
from ui.backend import News

WAIT_S = 60.0


def card_settings(cards: CardSettings | None = None, *readers: str) -> Settings:
    """The demo's settings with cards taken at these readers, by default the simulated one."""
    demo = demo_settings()
    return replace(
        demo,
        cards=cards or CardSettings(enabled=True),
        devices=replace(demo.devices, card_readers=readers or ("sim:",)),
    )


class CardWorld:
    """A world, and whoever listens to it."""

    def __init__(self, settings: Settings, folders: Folders, parts: WorldParts | None) -> None:
        self._changed = threading.Condition()
        self.lamps: dict[DeviceKind, DeviceStatus] = {}
        self.ways: WaysTold | None = None
        self.view: CardSaleView | None = None
        self.news: list[News] = []
        self.folders = folders
        self.world = World(settings, folders, self._hear, version="test", parts=parts)

    def _hear(self, news: News) -> None:
        with self._changed:
            self.news.append(news)
            view = news.view if isinstance(news, ChargeBegun) else news
            if isinstance(view, CardSaleView):
                self.view = view
            if isinstance(news, DeviceStatus):
                self.lamps[news.kind] = news
            if isinstance(news, WaysTold):
                self.ways = news
            self._changed.notify_all()

    def wait(self, what: str, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        with self._changed:
            assert self._changed.wait_for(is_so, WAIT_S), f"{what}; lamps: {self.lamps}"

    def lit(self, kind: DeviceKind, message_id: str) -> DeviceStatus:
        """Wait until a lamp says something, and return it."""
        self.wait(
            message_id, lambda: kind in self.lamps and self.lamps[kind].message_id == message_id
        )
        return self.lamps[kind]

    def sale(self) -> CardSaleView:
        """Return the newest sale by card."""
        assert self.view is not None
        return self.view

    def charge(self, total_minor: int, request: str = "press-1") -> None:
        """Begin a sale by card of an amount without a tip."""
        self.world.charge(SaleDraft(total_minor, 0, Method.CARD, None, "01"), request)


@contextmanager
def card_world(
    folder: Path, settings: Settings | None = None, parts: WorldParts | None = None
) -> Iterator[CardWorld]:
    """Run a world on ``folder``; nothing of it stays."""
    folders = Folders(folder)
    folders.make()
    opened = CardWorld(settings or card_settings(), folders, parts)
    try:
        opened.world.start()
        yield opened
    finally:
        opened.world.stop(WAIT_S)
