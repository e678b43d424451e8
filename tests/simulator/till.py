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

from kpay_desktop.bootstrap.batch_papers import BatchPapers
from kpay_desktop.bootstrap.documents import Documents
from kpay_desktop.domain.business_day import BusinessDays
from kpay_desktop.domain.cash import CashRounding
from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.back_parts import BackParts, CardHands
from kpay_desktop.flows.back_runner import BackRunner
from kpay_desktop.flows.back_view import BackNews
from kpay_desktop.flows.card_box import MemoryCardBox
from kpay_desktop.flows.card_lane import CardLane
from kpay_desktop.flows.card_runner import CardRunner, CardRunnerParts
from kpay_desktop.flows.card_sale import table as card_sale
from kpay_desktop.flows.card_work import CardWork, CardWorkParts
from kpay_desktop.flows.cash_desk import CashDesk, CashParts
from kpay_desktop.flows.cash_view import CashNews
from kpay_desktop.flows.gateway_back import GatewayBack
from kpay_desktop.flows.gateway_work import GatewayWork
from kpay_desktop.flows.money_back import table as money_back
from kpay_desktop.flows.print_values import PrintNews, PrintParts
from kpay_desktop.flows.printing import PrintQueue
from kpay_desktop.flows.runner import Runner, RunnerParts
from kpay_desktop.flows.sale_view import Observed
from kpay_desktop.flows.settle_parts import CardSide, SettleParts
from kpay_desktop.flows.settle_runner import SettleRunner
from kpay_desktop.flows.settle_view import SettleNews
from kpay_desktop.flows.stan_book import StanBook
from kpay_desktop.flows.timers import ThreadTimers
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.ports_cards import ReaderNews
from kpay_desktop.qr.symbol import Symbol
from kpay_desktop.receipts.slip_shop import SINGAPORE, SlipShop
from kpay_desktop.security.vault import Vault
from kpay_desktop.settings import demo_settings
from kpay_desktop.settings_cards import CardClockSettings
from kpay_desktop.settings_day import SettleClockSettings
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

MORNING: Final = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
OPENING_S: Final = 60.0
VALID_S: Final = 180
CLOCKS: Final = QrClockSettings(valid_s=VALID_S, poll_s=5.0)
CARD_CLOCKS: Final = CardClockSettings(read_s=60.0)
GATEWAY_WAITS_S: Final = 10.0
HOST_WAITS_S: Final = 30.0
OTHER_BATCH: Final = "80"
CASHIER: Final = "01"

News = Observed | BackNews | CashNews | SettleNews
"""What people at the till are told."""


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
    observe: Callable[[News], None]


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
        self.back: BackRunner | None = None
        self.settling: SettleRunner | None = None
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
                observe=self._tell,
                print_wanted=self._print_wanted,
            )
        )
        self.runner = runner
        back, settling = self._make_day(opened, timers, gateway)
        runner.take_cash(self._make_desk(opened).begin)
        opened.writer.call(runner.recover, OPENING_S)
        self._start_cards(opened, timers, back, settling)

        def recover() -> None:
            back.recover()
            settling.recover()

        opened.writer.call(recover, OPENING_S)
        self._print_wanted()
        self.is_up = True

    def _tell(self, news: News) -> None:
        self._around.observe(news)
        if self.settling is not None:
            self.settling.note(news)

    def _make_desk(self, opened: OpenedStore) -> CashDesk:
        return CashDesk(
            CashParts(
                store=opened.store,
                executor=opened.writer,
                clock=self._around.clock,
                authority=self.authority,
                observe=self._tell,
                print_wanted=self._print_wanted,
                kick_drawer=lambda told: told(True),
            )
        )

    def _make_day(
        self, opened: OpenedStore, timers: ThreadTimers, gateway: GatewayWork
    ) -> tuple[BackRunner, SettleRunner]:
        around = self._around
        wallets = GatewayBack(WalletLine(around.line), GATEWAY_WAITS_S)
        back = BackRunner(
            BackParts(
                store=opened.store,
                executor=opened.writer,
                timers=timers,
                clock=around.clock,
                authority=self.authority,
                signed_in=lambda: CASHIER,
                give_back=wallets.give_back,
                kick_drawer=lambda: None,
                observe=self._tell,
                print_wanted=self._print_wanted,
                rounding=CashRounding.NEAREST,
                is_shut=self._is_shut,
            )
        )
        settling = SettleRunner(
            SettleParts(
                store=opened.store,
                executor=opened.writer,
                timers=timers,
                clock=around.clock,
                clocks=SettleClockSettings(),
                authority=self.authority,
                query=gateway.perform,
                nudge=self._nudge,
                observe=self._tell,
                print_wanted=self._print_wanted,
            )
        )
        self.back, self.settling = back, settling
        return back, settling

    def _is_shut(self, acquirer: str) -> bool:
        return self.settling is None or self.settling.is_shut(acquirer)

    def _nudge(self, flow: str) -> None:
        """Have what is not known ask or send once more."""
        kind = flow.partition(":")[0]
        try:
            if kind == money_back.FLOW and self.back is not None:
                self.back.try_now(flow)
            elif kind == card_sale.FLOW and self.cards is not None:
                self.cards.reverse_now(flow)
            elif self.runner is not None:
                self.runner.post(flow, t.CheckPressed())
        except BusyError:
            log.info("a sale waits for its own time")

    def _start_cards(
        self,
        opened: OpenedStore,
        timers: ThreadTimers,
        back: BackRunner,
        settling: SettleRunner,
    ) -> None:
        around = self._around
        stans = StanBook(opened.store.reserve_stans, opened.writer)
        host = CardLine(around.line, self.box)
        work = CardWork(
            CardWorkParts(
                host=host,
                timeout_s=HOST_WAITS_S,
                local=lambda at: at,
                wants_sign_on=lambda code: code == OTHER_BATCH,
                tell_trip=lambda _: None,
            )
        )
        readers, vault, lane = around.readers(self.box, self), Vault(KEY_HEX), CardLane()
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
                vault=vault,
                stans=stans,
                observe=self._tell,
                print_wanted=self._print_wanted,
                signs_on_screen=lambda: False,
                lane=lane,
            )
        )
        host.tell_late = cards.late_answer
        hands = (opened.store, readers, work, self.box, vault, stans)
        back.take_cards(CardHands(*hands, lane=lane, lift_sale=cards.lift))
        lane.settles(lambda: settling.is_shut(Acquirer.CARDS))
        settling.use_cards(CardSide(opened.store, self.box, vault, stans, work))

        def tell(news: ReaderNews) -> None:
            is_back = news.flow.startswith(f"{money_back.FLOW}:")
            (back.reader_news if is_back else cards.reader_news)(news)

        readers.tell = tell

        def take_up() -> None:
            try:
                stans.fill()
            except StoreError as error:
                log.info("no trace numbers yet: store %s", error.kind.value)
            cards.recover()

        opened.writer.call(take_up, OPENING_S)
        work.start()
        self.cards = cards
        assert self.runner is not None
        self.runner.take_cards(cards.begin)

    def _start_printing(self, opened: OpenedStore, timers: ThreadTimers) -> None:
        days = BusinessDays(SINGAPORE)
        papers = BatchPapers(opened, _SHOP, days, self._around.clock, lambda: "")
        hands = SerialThread("printer", self._fault)
        hands.start()
        self.queue = PrintQueue(
            PrintParts(
                store=opened.store,
                executor=opened.writer,
                timers=timers,
                printer=self._around.printer,
                printer_executor=hands,
                document_for=Documents(_SHOP, papers.of_settlement).of_job,
                observe=_unheard,
            )
        )

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
