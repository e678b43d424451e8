"""From the card held to the reader to the approval, in the demo: the whole till but its windows.

The simulated bank is a process of its own, the simulated reader has its own thread, as has the card
host's line, and the store is on the disk. Ours ends when the approved view is told: by then the
approval is durable. The floor is taken within the same tap: what the card itself took for its
answers, and the one authorisation, from the client's call to its result: packed, over the kept TLS
line, judged and booked by the bank, read. What lies between them is the reader's thread, the
kernel, two durable steps (the reversal armed before a byte leaves, and the approval) and the ways
from thread to thread.
"""

from __future__ import annotations

import itertools
import queue
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import BenchError, Effort, Timing
from benchmarks.report import Row, Target, compare
from hardware.card_reader.sim import SimReader
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.sale import Method, SaleDraft
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.card_work import LiveHost
from kpay_desktop.flows.sale_view import ChargeBegun
from kpay_desktop.ports import Health
from kpay_desktop.ports_batch import (
    BackRequest,
    BatchAnswer,
    BatchRow,
    BatchTotals,
    RowAnswer,
)
from kpay_desktop.ports_cards import (
    CardSaleRequest,
    GivesWay,
    NoHostAnswer,
    ReversalAnswer,
    ReversalRequest,
    SaleAnswer,
    WaysTold,
)
from kpay_desktop.settings import demo_settings
from kpay_desktop.simulation.cards import card
from kpay_desktop.simulation.cards.card import SimCard

#: A real card and its issuer take most of a second: what the till adds must not be noticed.
TARGET = Target(added_s=0.05, p99_s=0.25)
DEADLINE_S = 60.0
LOOK_S = 0.02
#: Nobody reaches for a card quicker than the reader hears that one is wanted.
REACH_S = 0.05
WARM_UP = 3
MOST_CENTS = 70
CARDS = {"Visa": "visa-debit", "Mastercard": "mastercard"}


def run(effort: Effort, folder: Path) -> list[Row]:
    taken: dict[str, list[Tap]] = {name: [] for name in CARDS}
    with CounterWithReader(folder) as counter:
        cards = {name: TimedCard(card(key)) for name, key in CARDS.items()}
        for number in range(-WARM_UP, effort.times(60)):
            for name, held in cards.items():
                tap = counter.tap(held)
                if number >= 0:
                    taken[name].append(tap)
    return [_row(name, taps) for name, taps in taken.items()]


@dataclass(frozen=True, slots=True)
class Tap:
    """One tap: how long it took, and what of it was the card's and the bank's."""

    whole_s: float
    others_s: float


def _row(name: str, taps: list[Tap]) -> Row:
    floor = Timing(tuple(tap.others_s for tap in taps))
    ours = Timing(tuple(tap.whole_s for tap in taps))
    return compare(
        "tap", f"tap to approval, {name}", ("its card and its authorisation", floor), ours, TARGET
    )


def _total_minor(number: int) -> int:
    """Return a total of its own for each tap, so small that no account runs dry.

    Equal totals within minutes are looked at for doubts, and by some cents from 79 on the simulated
    bank is told to do something else than approve.
    """
    dollars, cents = divmod(number, MOST_CENTS)
    return 100 * (1 + dollars) + cents


class TimedCard(SimCard):
    """A card that knows how long its answers took."""

    answers_s = 0.0

    def activate(self) -> bytes:
        began = time.perf_counter()
        try:
            return super().activate()
        finally:
            self.answers_s += time.perf_counter() - began

    def transmit(self, command: bytes) -> bytes:
        began = time.perf_counter()
        try:
            return super().transmit(command)
        finally:
            self.answers_s += time.perf_counter() - began


class TimedHost:
    """The real client, which remembers how long its last authorisation took."""

    def __init__(self, host: LiveHost) -> None:
        self._host = host
        self.sale_s = 0.0
        self.has_greeted = False

    def sale(self, request: CardSaleRequest, deadline_s: float) -> SaleAnswer:
        began = time.perf_counter()
        try:
            return self._host.sale(request, deadline_s)
        finally:
            self.sale_s = time.perf_counter() - began

    def reverse(self, request: ReversalRequest, deadline_s: float) -> ReversalAnswer | NoHostAnswer:
        return self._host.reverse(request, deadline_s)

    def give_back(self, request: BackRequest, deadline_s: float) -> SaleAnswer:
        return self._host.give_back(request, deadline_s)

    def reverse_back(
        self, request: BackRequest, deadline_s: float
    ) -> ReversalAnswer | NoHostAnswer:
        return self._host.reverse_back(request, deadline_s)

    def settle(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        return self._host.settle(batch, deadline_s)

    def upload(self, row: BatchRow, deadline_s: float) -> RowAnswer | NoHostAnswer:
        return self._host.upload(row, deadline_s)

    def end_upload(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        return self._host.end_upload(batch, deadline_s)

    def sign_on(self, deadline_s: float) -> bool:
        self.has_greeted = self._host.sign_on(deadline_s)
        return self.has_greeted

    def echo(self, deadline_s: float, gives_way: GivesWay | None = None) -> float | None:
        return self._host.echo(deadline_s, gives_way)

    def listen(self) -> None:
        self._host.listen()

    def shut_down(self) -> None:
        self._host.shut_down()


class CounterWithReader:
    """The till without windows, and hands at its reader; ``with`` starts and stops it."""

    def __init__(self, folder: Path) -> None:
        folders = Folders(folder / "data")
        folders.make()
        self._news: queue.Queue[tuple[float, object]] = queue.Queue()
        self._numbers = itertools.count(1)
        self._view: CardSaleView | None = None
        self._told_at = 0.0
        self._ways_are_up = False
        self._host: TimedHost | None = None
        self._world = World(
            demo_settings(),
            folders,
            lambda news: self._news.put((time.perf_counter(), news)),
            version="bench",
            parts=WorldParts(wrap_card_host=self._time),
        )

    def __enter__(self) -> CounterWithReader:
        try:
            self._world.start()
            self._until("the card host", lambda: self._host is not None and self._host.has_greeted)
            self._until("the reader", lambda: self._ways_are_up)
        except BaseException:
            self._world.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._world.stop()

    def tap(self, held: TimedCard) -> Tap:
        """Sell something by a tap of the card; return what it took."""
        number = next(self._numbers)
        self._view = None
        draft = SaleDraft(_total_minor(number), 0, Method.CARD, None, "01")
        self._world.charge(draft, f"press-{number}")
        self._until("the readers' turn", lambda: self._phase() is Phase.READING)
        time.sleep(REACH_S)
        held.answers_s = 0.0
        reader = self._reader()
        began = time.perf_counter()
        reader.hold(held)
        self._until("the approval", lambda: self._phase() is Phase.APPROVED)
        told_at = self._told_at
        reader.take_away()
        # The printer is at rest again before the next customer.
        self._until("the slips", lambda: not self._world.waiting_slips())
        assert self._host is not None
        return Tap(told_at - began, held.answers_s + self._host.sale_s)

    def _time(self, host: LiveHost) -> TimedHost:
        self._host = TimedHost(host)
        return self._host

    def _reader(self) -> SimReader:
        room = self._world.card_room
        reader = None if room is None else room.reader
        if reader is None:
            raise BenchError("the demo has no reader")
        return reader

    def _phase(self) -> Phase | None:
        if self._view is None:
            return None
        phase = self._view.state.phase
        if phase not in _ON_THE_WAY:
            raise BenchError(f"the tap came to {phase.value}")
        return phase

    def _until(self, what: str, true: Callable[[], bool]) -> None:
        """Take in news until ``true``."""
        deadline = time.monotonic() + DEADLINE_S
        while not true():
            if time.monotonic() > deadline:
                raise BenchError(f"{what} did not come")
            try:
                self._take_in(*self._news.get(timeout=LOOK_S))
            except queue.Empty:
                continue

    def _take_in(self, at: float, news: object) -> None:
        if isinstance(news, ChargeBegun):
            news = news.view
        if isinstance(news, CardSaleView):
            self._view, self._told_at = news, at
        elif isinstance(news, WaysTold):
            self._ways_are_up = any(health is Health.OK for _, health in news.ways)


_ON_THE_WAY = frozenset((Phase.READING, Phase.AUTHORISING, Phase.COMPLETING, Phase.APPROVED))
