"""A till without windows that takes one sale by card and may die on the way.

Scenarios: ``tap`` and ``chip`` (approved), ``late-no`` (the host approves, the card then does
not), ``lost`` (the host approves and its answer is lost), and ``recover`` (no sale: what was in
flight is worked on). Each durable write of the till and each message to the card host has two
points, before and after; at point DEATH the process kills itself. ``b3`` as DEATH lets the bank die
at its third point instead. What happens is told on standard output, one line each.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.records import SaleFilter, SaleRecord
from kpay_desktop.domain.sale import Method, SaleDraft
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.card_work import LiveHost
from kpay_desktop.flows.sale_view import ChargeBegun
from kpay_desktop.ports import Health
from kpay_desktop.ports_cards import (
    CardSaleRequest,
    GivesWay,
    NoHostAnswer,
    ReversalAnswer,
    ReversalRequest,
    SaleAnswer,
    WaysTold,
)
from kpay_desktop.settings import Settings
from kpay_desktop.settings_cards import CardClockSettings
from kpay_desktop.simulation.card_desk_client import CardDeskClient
from kpay_desktop.simulation.cards import catalogue, make_card
from kpay_desktop.simulation.desk_client import DeskError
from tests.helpers.batch_host import BatchPass
from tests.helpers.lone_till import DEADLINE_S, NewsBox, quick_settings
from tests.helpers.mortal_store import MortalStore, Points, say
from ui.backend import SalesFound

MESSAGE_S = 2.0
CARDS = {"tap": "visa-debit", "chip": "visa-debit", "late-no": "mastercard-declines-late"}
CLOCKS = CardClockSettings(
    read_s=30.0, card_s=5.0, sign_s=5.0, arrival_s=1.0, retry_first_s=0.1, retry_last_s=0.5
)


def card_settings(printer: str = "sim:") -> Settings:
    """The demo that takes cards, with clocks for tests."""
    return replace(quick_settings(printer), card_clock=CLOCKS)


class MortalHost(BatchPass):
    """The real client, with points around what moves money and little patience."""

    def __init__(self, host: LiveHost, points: Points) -> None:
        super().__init__(host)
        self._host = host
        self._points = points

    def sale(self, request: CardSaleRequest, deadline_s: float) -> SaleAnswer:
        within_s = min(deadline_s, MESSAGE_S)
        return self._points.around("sale", lambda: self._host.sale(request, within_s))

    def reverse(self, request: ReversalRequest, deadline_s: float) -> ReversalAnswer | NoHostAnswer:
        within_s = min(deadline_s, MESSAGE_S)
        return self._points.around("reversal", lambda: self._host.reverse(request, within_s))

    def sign_on(self, deadline_s: float) -> bool:
        # Not hurried: a sale that waits for one that fails is turned away.
        return self._host.sign_on(deadline_s)

    def echo(self, deadline_s: float, gives_way: GivesWay | None = None) -> float | None:
        return self._host.echo(deadline_s, gives_way)

    def listen(self) -> None:
        self._host.listen()

    def shut_down(self) -> None:
        self._host.shut_down()


class LoneCardTill(NewsBox):
    """One run."""

    def __init__(self, data: Path, death: str) -> None:
        super().__init__()
        bank_death = death[1:] if death.startswith("b") else "0"
        points = Points(0 if death.startswith("b") else int(death))
        folders = Folders(data)
        folders.make()
        settings = card_settings()
        command = (
            *(sys.executable, "-m", "tests.helpers.mortal_bank", bank_death),
            *("--data", str(folders.bank), "--merchant-name", settings.merchant.name),
        )
        self.views: dict[str, CardSaleView] = {}
        self.found: list[tuple[SaleRecord, ...]] = []
        self.ways_are_up = False
        self.world = World(
            settings,
            folders,
            self.put,
            version="test",
            parts=WorldParts(
                wrap_store=lambda store: MortalStore(store, points),
                wrap_card_host=lambda host: MortalHost(host, points),
                bank_command=command,
            ),
        )

    def start(self) -> None:
        """Start, and wait for the bank and the readers."""
        self.world.start()
        self.until("the bank", lambda: self.world.bank is not None)
        self.until("the readers", lambda: self.ways_are_up)

    def take_in(self, news: object) -> None:
        """Note what the world tells."""
        if isinstance(news, ChargeBegun):
            news = news.view
        if isinstance(news, CardSaleView):
            self.views[news.flow] = news
        elif isinstance(news, SalesFound):
            self.found.append(news.page.rows)
        elif isinstance(news, WaysTold):
            self.ways_are_up = any(health is Health.OK for _, health in news.ways)

    def is_settled(self) -> bool:
        """True once every sale has ended and every slip is printed."""
        ended = all(not table.is_open(view.state) for view in self.views.values())
        return ended and not self.world.waiting_slips()

    def books(self) -> tuple[SaleRecord, ...]:
        """Return every sale as the store has it."""
        self.world.find_sales(1, SaleFilter(), None)
        self.until("the books", lambda: bool(self.found))
        return self.found[-1]

    def sell(self, scenario: str) -> None:
        """Take a sale of SGD 28.00 and a tip of 2.80 by card."""
        if scenario == "lost":
            self._lose_the_answer()
        self.world.charge(SaleDraft(2800, 280, Method.CARD, None, "01"), "the press")
        self.until("the sale", lambda: bool(self.views))
        key = CARDS.get(scenario, "visa-debit")
        card = make_card(next(spec for spec in catalogue() if spec.key == key))
        room = self.world.card_room
        assert room is not None
        reader = room.reader
        assert reader is not None
        if scenario in {"chip", "late-no"}:
            reader.insert(card)
            self.until("the card's details", lambda: self._in(Phase.CONFIRMING))
            self.world.cards.confirm(next(iter(self.views)))
        else:
            reader.hold(card)
        self.until("the end of reading", lambda: not self._in(Phase.READING, Phase.CONFIRMING))

    def _in(self, *phases: Phase) -> bool:
        return any(view.state.phase in phases for view in self.views.values())

    def _lose_the_answer(self) -> None:
        """Let the bank lose its next answer; a bank that has just died is asked again."""
        deadline = time.monotonic() + DEADLINE_S
        while True:
            bank = self.world.bank
            assert bank is not None
            try:
                CardDeskClient(bank.desk_url, bank.desk_token).set_next_card("lose_answer")
            except DeskError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return


def main(data: str, scenario: str, death: str = "0") -> int:
    """Run a scenario to its end, if death does not come first."""
    till = LoneCardTill(Path(data), death)
    till.start()
    if scenario != "recover":
        till.sell(scenario)
    till.until("the end", till.is_settled)
    for sale in till.books():
        say(f"ended {sale.state} {sale.identity.voucher}")
    till.world.stop()
    return 0
