"""A till without windows at which canary cards are used, and which may come to harm.

Its parts are the real ones: store, readers' desk, kernels at simulated cards, card host's client,
printer, log. Lines on standard output tell what became of each sale, and where memory still held a
card after it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hardware.card_reader.desk import ReaderDesk
from hardware.card_reader.sim import SimReader
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.logs import log_uncaught, start_logging
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.card import Signing
from kpay_desktop.domain.sale import Method, SaleDraft
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.card_work import LiveHost
from kpay_desktop.flows.sale_view import ChargeBegun
from kpay_desktop.ports import Health, Store
from kpay_desktop.ports_cards import (
    CardSaleRequest,
    GivesWay,
    NoHostAnswer,
    ReversalAnswer,
    ReversalRequest,
    SaleAnswer,
    WaysTold,
)
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from kpay_desktop.simulation.cards import CardSpec, make_card
from tests.helpers.batch_host import BatchPass
from tests.helpers.canary_cards import canaries
from tests.helpers.canary_memory import cards_in_memory
from tests.helpers.lone_card_till import card_settings
from tests.helpers.lone_till import NewsBox
from tests.helpers.mortal_store import MortalStore, Points, say

SIGNATURE = Signature((((100, 100), (500, 300), (900, 120)), ((200, 350), (800, 350))))
PATIENCE_S, HURRY_S = 60.0, 2.0
UNDER_WAY = (Phase.READING, Phase.CHOOSING, Phase.CONFIRMING)


class Fate(Points):
    """Ends the process by a signal at the first point of a name."""

    def __init__(self, point: str = "", end: signal.Signals = signal.SIGKILL) -> None:
        super().__init__(0)
        self._point, self._end = point, end

    def _pass(self, name: str) -> None:
        if name == self._point:
            os.kill(os.getpid(), self._end)


class Host(BatchPass):
    """The real client, with points around what moves money and as much patience as is wanted."""

    def __init__(self, host: LiveHost, points: Points) -> None:
        super().__init__(host)
        self._host, self._points = host, points
        self.patience_s = PATIENCE_S

    def sale(self, request: CardSaleRequest, deadline_s: float) -> SaleAnswer:
        within_s = min(deadline_s, self.patience_s)
        return self._points.around("sale", lambda: self._host.sale(request, within_s))

    def reverse(self, request: ReversalRequest, deadline_s: float) -> ReversalAnswer | NoHostAnswer:
        return self._points.around("reversal", lambda: self._host.reverse(request, deadline_s))

    def sign_on(self, deadline_s: float) -> bool:
        return self._host.sign_on(deadline_s)

    def echo(self, deadline_s: float, gives_way: GivesWay | None = None) -> float | None:
        return self._host.echo(deadline_s, gives_way)

    def listen(self) -> None:
        self._host.listen()

    def shut_down(self) -> None:
        self._host.shut_down()


class CanaryTill(NewsBox):
    """One run; a context in which the till is open."""

    def __init__(
        self,
        data: Path,
        fate: Fate | None = None,
        wrap_store: Callable[[Store], Store] = lambda store: store,
    ) -> None:
        super().__init__()
        points = fate or Fate()
        folders = Folders(data)
        folders.make()
        start_logging(folders.logs, screen=sys.stderr)
        log_uncaught(folders.logs)
        quick = card_settings()
        clocks = replace(quick.card_clock, read_s=PATIENCE_S, card_s=PATIENCE_S, sign_s=PATIENCE_S)
        settings = replace(quick, card_clock=clocks)
        self.hosts: list[Host] = []

        def host(real: LiveHost) -> LiveHost:
            self.hosts.append(Host(real, points))
            return self.hosts[-1]

        command = (sys.executable, "-m", "tests.helpers.canary_cards", "--no-cents-table")
        self._numbers = itertools.count(1)
        self._canaries = tuple(replace(each, words=()) for each in canaries())
        self.view: CardSaleView | None = None
        self.news: list[object] = []
        self.ways_are_up = False
        self.world = World(
            settings,
            folders,
            self.put,
            version="test",
            parts=WorldParts(
                wrap_store=lambda store: MortalStore(wrap_store(store), points),
                wrap_card_host=host,
                bank_command=(*command, "--data", str(folders.bank)),
            ),
        )

    def __enter__(self) -> CanaryTill:
        self.world.start()
        self.wait_for_bank()
        self.until("the readers", lambda: self.ways_are_up)
        self.until("what was in flight", self.is_over)
        return self

    def __exit__(self, *_: object) -> None:
        self.until("the slips", lambda: not self.world.waiting_slips())
        self.world.stop()

    def take_in(self, news: object) -> None:
        """Note what the world tells."""
        if isinstance(news, ChargeBegun):
            news = news.view
        if isinstance(news, CardSaleView):
            self.view = news
        elif isinstance(news, WaysTold):
            self.ways_are_up = any(health is Health.OK for _, health in news.ways)
        else:
            self.news.append(news)

    def until(self, what: str, true: Callable[[], bool]) -> None:
        """Take in news until ``true``."""
        deadline = time.monotonic() + PATIENCE_S
        while not true():
            if time.monotonic() > deadline:
                say(f"late {what}")
                sys.exit(1)
            with contextlib.suppress(queue.Empty):
                self.take_in(self._news.get(timeout=0.02))

    # --- what is there --------------------------------------------------------------------

    @property
    def reader(self) -> SimReader:
        """The simulated reader."""
        room = self.world.card_room
        assert room is not None
        assert room.reader is not None
        return room.reader

    @property
    def state(self) -> CardSaleState:
        """Where the newest sale stands."""
        assert self.view is not None
        return self.view.state

    @property
    def flow(self) -> str:
        """The newest sale."""
        assert self.view is not None
        return self.view.flow

    @property
    def bank_desk(self) -> CardDeskClient:
        """The desk of the simulated bank."""
        assert self.world.bank is not None
        return CardDeskClient(self.world.bank.desk_url, self.world.bank.desk_token)

    def is_over(self) -> bool:
        """True if no sale has work left."""
        return self.view is None or not table.is_open(self.view.state)

    def wait_for_bank(self, other_than: int = 0) -> None:
        """Wait until a bank is ready."""
        self.until("the bank", lambda: self._bank_pid() not in {0, other_than})

    def _bank_pid(self) -> int:
        return 0 if self.world.bank is None else self.world.bank.pid

    # --- what cashier and customer do -----------------------------------------------------

    def begin(self) -> None:
        """Press Charge."""
        number = next(self._numbers)
        known = "" if self.view is None else self.flow
        draft = SaleDraft(2_000 + number, 0, Method.CARD, None, "01")
        self.world.charge(draft, f"press {number}")
        self.until(
            "the sale",
            lambda: (
                self.view is not None and self.flow != known and self.state.phase is Phase.READING
            ),
        )

    def until_phase(self, *phases: Phase) -> Phase:
        """Wait until the sale is in one of the phases, or has met a problem with the card."""
        self.until(
            f"{'/'.join(phases)} not {self.state.phase}",
            lambda: self.state.phase in phases or self.state.problem is not None or self.is_over(),
        )
        return self.state.phase

    def insert(self, spec: CardSpec) -> Phase:
        """Put a card into the slot."""
        self.reader.insert(make_card(spec))
        return self.until_phase(Phase.CHOOSING, Phase.CONFIRMING, Phase.REVERSING)

    def swipe(self, typed: str) -> Phase:
        """Draw a card through the stripe reader."""
        assert self.view is not None
        # The page is told a moment before the readers are: a swipe in between is forgotten.
        desk = vars(self.world.card_room)["_desk"]
        assert isinstance(desk, ReaderDesk)
        self.until("the readers' turn", desk.is_wanted)
        self.view = replace(self.view, state=replace(self.state, problem=None))
        self.world.swiped(typed)
        return self.until_phase(Phase.CONFIRMING)

    def go_on(self) -> None:
        """Confirm, sign, and see the sale to its end; what cannot go on is cancelled."""
        if self.state.phase is Phase.CONFIRMING:
            self.world.cards.confirm(self.flow)
        elif self.state.phase in UNDER_WAY:
            self.world.cancel(self.flow)
        self.until(
            "the end of the sale",
            lambda: self.is_over() or self.state.signing is Signing.WAITED_FOR,
        )
        if self.state.signing is Signing.WAITED_FOR:
            self.world.cards.sign(self.flow, SIGNATURE)
            self.until("a signed slip", lambda: self.state.signing is not Signing.WAITED_FOR)
        self.until("the end of all", self.is_over)

    def done(self, name: str, *, look: bool = True) -> None:
        """Take the card away, and look what memory still holds."""
        self.reader.take_away()
        end = self.state.end or self.state.phase
        say(f"sold {name}: {self.state.phase} {end} {self.state.problem or ''}".rstrip())
        if not look:
            return
        # Everybody gets the time to let go.
        deadline = time.monotonic() + PATIENCE_S
        while (held := self.memory()) and time.monotonic() < deadline:
            time.sleep(0.2)
        for place in held:
            say(f"held after {name}: {place}")

    def memory(self) -> list[str]:
        """Return where memory holds a card now."""
        return cards_in_memory({"the world": self.world}, self._canaries)
