"""A whole world without windows, and the news that it tells."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.world import World
from kpay_desktop.settings import Settings
from kpay_desktop.simulation.desk_client import DeskClient
from ui.backend import News

PATIENCE_S = 60.0

T = TypeVar("T", bound=News)


class NewsWorld:
    """The world and its news, the newest last."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self.settings = settings
        self.folders = Folders(folder)
        self.folders.make()
        self.news: list[News] = []
        self.world = World(settings, self.folders, self.news.append, version="test")

    def wait(self, kind: type[T], holds: Callable[[T], bool] = lambda _: True) -> T:
        """Return the newest news of that kind for which something holds. Waits."""
        ends_at = time.monotonic() + PATIENCE_S
        while True:
            for news in reversed(self.news[:]):
                if isinstance(news, kind) and holds(news):
                    return news
            assert time.monotonic() < ends_at, f"no {kind.__name__}"
            time.sleep(0.005)

    def desk(self) -> DeskClient:
        """Return the desk of the simulated bank. Waits for the bank."""
        self.until("the bank", lambda: self.world.bank is not None)
        bank = self.world.bank
        assert bank is not None
        return DeskClient(bank.desk_url, bank.desk_token, PATIENCE_S)

    def until(self, what: str, is_so: Callable[[], bool]) -> None:
        """Wait until something is so."""
        ends_at = time.monotonic() + PATIENCE_S
        while not is_so():
            assert time.monotonic() < ends_at, f"never: {what}"
            time.sleep(0.005)
