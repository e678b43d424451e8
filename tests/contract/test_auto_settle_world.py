"""A till that was off at its time of settling: the next start catches up, and prints."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kpay_desktop.bootstrap import host_lamp
from kpay_desktop.bootstrap import world as world_module
from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.hosts import Hosts
from kpay_desktop.bootstrap.world import World
from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.records import PrintState, SlipKind
from kpay_desktop.domain.sale import Method, SaleDraft
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.cash_view import CashSold
from kpay_desktop.flows.settle_view import PastTold, SettleBegun, SettleNotice, SettleView
from kpay_desktop.flows.settlement.state import Phase
from kpay_desktop.settings import Settings, demo_settings
from kpay_desktop.settings_day import CashSettings, DaySettings
from ui.backend import News
from ui.backend_day import PaperNews

WAIT_S = 60.0


@dataclass
class ShiftedClock:
    """The machine's clock, as far behind or ahead as the test wants it."""

    behind: timedelta = timedelta()
    inner: SystemClock = field(default_factory=SystemClock)

    def now(self) -> datetime:
        return self.inner.now() - self.behind

    def monotonic(self) -> float:
        return self.inner.monotonic()


class Till:
    """A world without windows and without hosts, and what it told."""

    def __init__(self, settings: Settings, folder: Path, clock: ShiftedClock) -> None:
        self._changed = threading.Condition()
        self.news: list[News] = []
        folders = Folders(folder)
        folders.make()
        self.world = World(settings, folders, self._hear, version="test", clock=clock)

    def _hear(self, news: News) -> None:
        with self._changed:
            self.news.append(news)
            self._changed.notify_all()

    def hears(self, kind: type[News], count: int = 1) -> list[News]:
        """Wait for so many news of a kind, and return all of them."""

        def found() -> list[News]:
            return [one for one in self.news if isinstance(one, kind)]

        with self._changed:
            assert self._changed.wait_for(lambda: len(found()) >= count, WAIT_S), kind.__name__
            return found()

    def until_settled(self) -> SettleView:
        """Wait for the end of a settlement."""

        def ended() -> list[SettleView]:
            views = [one for one in self.news if isinstance(one, SettleView)]
            return [view for view in views if view.state.phase is Phase.SETTLED]

        with self._changed:
            assert self._changed.wait_for(lambda: bool(ended()), WAIT_S), "nothing was settled"
            return ended()[-1]


def alone() -> Settings:
    """A shop that takes no cards, and settles in the evening."""
    demo = demo_settings()
    return replace(
        demo,
        cards=replace(demo.cards, enabled=False),
        cash=CashSettings(takes=True),
        day=DaySettings(settle_at=("20:00",), notice_s=1),
    )


@contextmanager
def running(folder: Path, clock: ShiftedClock) -> Iterator[Till]:
    till = Till(alone(), folder, clock)
    try:
        till.world.start()
        yield till
    finally:
        till.world.stop()


class NoHosts(Hosts):
    """Nobody to pay with: cash needs no bank."""

    def start(self) -> None:
        pass


@pytest.fixture(autouse=True)
def without_a_bank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_module, "Hosts", NoHosts)
    # No gateway is ever plugged in: the lamp need not wait for one.
    monkeypatch.setattr(host_lamp, "DEADLINE_S", 0.05)


def before_the_evening(settings: Settings) -> ShiftedClock:
    """Return a clock of yesterday's noon in the shop."""
    now = datetime.now(settings.terminal.time_zone)
    noon = (now - timedelta(days=1)).replace(hour=12, minute=0)
    return ShiftedClock(behind=now - noon)


def test_what_was_missed_is_settled_at_the_next_start_once(tmp_path: Path) -> None:
    clock = before_the_evening(alone())
    with running(tmp_path, clock) as till:
        draft = SaleDraft(1_000, 0, Method.CASH, None, "01", tender=Tender(1_000, 1_000, 2_000))
        till.world.charge(draft, "press-1")
        till.hears(CashSold)
        assert not [one for one in till.news if isinstance(one, SettleNotice)]
    clock.behind -= timedelta(hours=20)
    with running(tmp_path, clock) as till:
        (notice, *_) = till.hears(SettleNotice)
        assert isinstance(notice, SettleNotice)
        assert notice.at is not None
        view = till.until_settled()
        assert (view.state.operator_id, view.state.ours) == ("auto", Totals(1, 1_000))
        papers = till.hears(PaperNews, 2)
        assert {one.kind for one in papers if isinstance(one, PaperNews)} >= {SlipKind.SETTLEMENT}
        assert PrintState.QUEUED in {one.state for one in papers if isinstance(one, PaperNews)}
        till.world.settlement.past(1, None)
        (told,) = till.hears(PastTold)
        assert isinstance(told, PastTold)
        assert [state.ours.sales for state in told.states] == [1]
        begun = [one for one in till.news if isinstance(one, SettleBegun)]
        assert len(begun) == 1
