"""One life of the till: the program's own store, flows, workers and print queue, put together.

Built as the program builds itself, without windows and devices. What it asks of the world goes to
the line, to the simulated readers and to the simulated printer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows import card_sale, gateway_work, money_back, settlement
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.card_box import MemoryCardBox
from kpay_desktop.flows.card_runner import CardRunner, CardRunnerParts
from kpay_desktop.flows.card_sale.steps import CardClocks
from kpay_desktop.flows.card_work import CardWork, CardWorkParts
from kpay_desktop.flows.gateway_work import GatewayWork
from kpay_desktop.flows.print_values import PrintNews, PrintParts
from kpay_desktop.flows.printing import PrintQueue
from kpay_desktop.flows.runner import Runner, RunnerParts
from kpay_desktop.flows.sale_view import Observed
from kpay_desktop.flows.stan_book import StanBook
from kpay_desktop.flows.timers import ThreadTimers
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.qr.symbol import Symbol
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.slips import slip_of
from kpay_desktop.security.vault import Vault
from kpay_desktop.settings import demo_settings
from kpay_desktop.settings_works import QrClockSettings
from models.database import OpenedStore, open_store
from models.writer import SerialThread
from tests.helpers.store import FILE_KEY, KEY_HEX, LANE
from tests.simulator.card_line import CardLine
from tests.simulator.disk import Disk
from tests.simulator.line import Line, WalletLine
from tests.simulator.paper import Printer
from tests.simulator.readers import Readers
from tests.simulator.threads import Director, Life

log = logging.getLogger(__name__)

__all__ = ["SimClock", "Till", "card_sale", "gateway_work", "money_back", "settlement"]

MORNING: Final = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
OPENING_S: Final = 60.0
VALID_S: Final = 180
CLOCKS: Final = QrClockSettings(valid_s=VALID_S, poll_s=5.0)
CARD_CLOCKS: Final = CardClocks(read_s=60.0)
GATEWAY_WAITS_S: Final = 10.0
HOST_WAITS_S: Final = 30.0


class SimClock:
    """The day's clock. ``ahead_s`` is by how much somebody has set it wrong."""

    def __init__(self, director: Director) -> None:
        self._director = director
        self.ahead_s = 0.0

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=self._director.now_s + self.ahead_s)

    def monotonic(self) -> float:
        return self._director.now_s


class _Work(GatewayWork):
    """The gateway's worker without the drawing of codes, which needs pictures and time."""

    def _code(self, effect: t.CreateOrder, text: str) -> tuple[t.Event, Symbol | None]:
        return t.CodeReady(text), None


class _NoReader:
    """Implements ``ports.CodeReader``: nothing is drawn, so nothing is read."""

    def read_grey(self, pixels: bytes, width: int, height: int) -> list[str]:
        return []


@dataclass(frozen=True, slots=True)
class Around:
    """What lives on when the till dies."""

    director: Director
    clock: SimClock
    disk: Disk
    line: Line
    printer: Printer
    readers: Callable[[MemoryCardBox, Till], Readers]
    observe: Callable[[Observed], None]


_SHOP: Final = SlipShop.of(demo_settings(), "test")


class Till:
    """A program that runs. ``is_up``: it takes presses."""

    def __init__(self, around: Around, life: Life) -> None:
        self._around = around
        self.life = life
        self.is_up = False
        self.failed: StoreError | None = None
        self.faults: list[str] = []
        self.authority = Authority(around.clock)
        self.box = MemoryCardBox()
        self.opened: OpenedStore | None = None
        self.runner: Runner | None = None
        self.cards: CardRunner | None = None
        self.queue: PrintQueue | None = None

    @property
    def is_well(self) -> bool:
        """True while it runs and takes presses."""
        return self.is_up and not self.life.is_over

    def boot(self) -> None:
        """Start, on a thread of its own. ``failed`` says why it could not."""
        try:
            self._start()
        except (StoreError, BusyError, TimeoutError) as error:
            self.failed = error if isinstance(error, StoreError) else None
            log.info("the till did not start: %s", error)
            self.life.is_over = True

    def _start(self) -> None:
        around = self._around
        opened = open_store(
            around.disk.folder, FILE_KEY, LANE, around.clock, self._fault, OPENING_S
        )
        self.opened = opened
        timers = ThreadTimers(opened.writer, around.clock)
        gateway = _Work(
            WalletLine(around.line),
            _NoReader(),
            description="Orchid Tea House",
            valid_for_s=VALID_S,
            timeout_s=GATEWAY_WAITS_S,
            terminal_id="80010001",
            own_code=lambda *, amount_minor, order_no: f"OWN {order_no} {amount_minor}",
            monotonic=around.clock.monotonic,
        )
        self._start_printing(opened, timers)
        runner = Runner(
            RunnerParts(
                store=opened.store,
                executor=opened.writer,
                timers=timers,
                clock=around.clock,
                clocks=CLOCKS,
                authority=self.authority,
                perform=gateway.perform,
                observe=around.observe,
                print_wanted=self._print_wanted,
            )
        )
        self.runner = runner
        opened.writer.call(runner.recover, OPENING_S)
        self._start_cards(opened, timers)
        self._print_wanted()
        self.is_up = True

    def _start_cards(self, opened: OpenedStore, timers: ThreadTimers) -> None:
        around = self._around
        stans = StanBook(opened.store.reserve_stans, opened.writer)
        host = CardLine(around.line, self.box)
        work = CardWork(
            CardWorkParts(
                host=host,
                timeout_s=HOST_WAITS_S,
                local=lambda at: at,
                wants_sign_on=lambda _: False,
                tell_trip=lambda _: None,
            )
        )
        readers = around.readers(self.box, self)
        cards = CardRunner(
            CardRunnerParts(
                store=opened.store,
                executor=opened.writer,
                timers=timers,
                clock=around.clock,
                clocks=CARD_CLOCKS,
                readers=readers,
                work=work,
                box=self.box,
                vault=Vault(KEY_HEX),
                stans=stans,
                observe=around.observe,
                print_wanted=self._print_wanted,
                signs_on_screen=lambda: False,
            )
        )
        host.tell_late = cards.late_answer
        readers.tell = cards.reader_news

        def take_up() -> None:
            try:
                stans.fill()
            except StoreError as error:
                log.info("no trace numbers yet: store %s", error.kind.value)
            cards.recover()

        opened.writer.call(take_up, OPENING_S)
        work.start()
        self.cards = cards
        runner = self.runner
        assert runner is not None
        runner.take_cards(cards.begin)

    def _start_printing(self, opened: OpenedStore, timers: ThreadTimers) -> None:
        hands = SerialThread("printer", self._fault)
        hands.start()
        self.queue = PrintQueue(
            PrintParts(
                store=opened.store,
                executor=opened.writer,
                timers=timers,
                printer=self._around.printer,
                printer_executor=hands,
                document_for=self._document,
                observe=_unheard,
            )
        )

    def _document(self, job: PrintJob, signature: Signature | None) -> Document:
        sale = job.sale
        if sale is None:
            raise ValueError("no slip of that kind is laid out here")
        return slip_of(sale, _SHOP, job.copy, is_duplicate=job.duplicate, signature=signature)

    def _print_wanted(self) -> None:
        if self.queue is not None:
            try:
                self.queue.wake()
            except BusyError:
                log.info("the print queue was not woken")

    def _fault(self, error: Exception) -> None:
        self.faults.append(f"{type(error).__name__}: {error}")


def _unheard(_: PrintNews) -> None:
    """Nobody looks at the queue."""
