"""The till without its windows: store, hosts, devices and flows, built, started and stopped.

``start`` runs on a thread of its own, behind the first paint. News go to ``report`` from whatever
thread they arise on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from hardware.camera.decode import DecoderChain
from kpay_desktop.bootstrap.autostart.entry import StartEntry, UnwrittenEntry
from kpay_desktop.bootstrap.backend import Report, WorldBackend, there
from kpay_desktop.bootstrap.bank import BankReady
from kpay_desktop.bootstrap.batch_papers import BatchPapers
from kpay_desktop.bootstrap.cards import CardRoom, CardRoomParts
from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.bootstrap.comfort import Comfort
from kpay_desktop.bootstrap.day import DayParts, DayRoom, DayTold
from kpay_desktop.bootstrap.drawer import DrawerTest
from kpay_desktop.bootstrap.e_receipt import open_e_receipts
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.gateway import GatewaySocket
from kpay_desktop.bootstrap.host_lamp import HostLamp
from kpay_desktop.bootstrap.hosts import Hosts, has_gateway
from kpay_desktop.bootstrap.own_folder import claim_folder
from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.bootstrap.sale_reading import SaleReading
from kpay_desktop.bootstrap.scanning import CAMERA_KEY, ScanRoom, ScanRoomParts
from kpay_desktop.bootstrap.sign_ins import SignIns
from kpay_desktop.bootstrap.slip_files import SlipFiles
from kpay_desktop.domain.business_day import BusinessDays
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.back_view import BackBegun, BackView
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.card_work import LiveHost
from kpay_desktop.flows.cash_view import CashSold
from kpay_desktop.flows.gateway_answers import query_event
from kpay_desktop.flows.gateway_work import GatewayWork
from kpay_desktop.flows.runner import Runner, RunnerParts
from kpay_desktop.flows.sale_view import ChargeBegun, Observed, SaleView
from kpay_desktop.flows.settle_view import SettleView
from kpay_desktop.flows.settlement.state import Phase as SettlePhase
from kpay_desktop.flows.timers import ThreadTimers
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import BusyError, Clock, QueryAnswer, Store, StoreError, WalletGateway
from kpay_desktop.qr.own_code import own_paynow_code
from kpay_desktop.security.keys import KeySource
from kpay_desktop.settings import Settings
from models.audit import AuditAction
from models.database import OpenedStore, open_store
from models.numbers import Lane
from models.writer import SerialThread
from ui.comfort_model import START_KEY

log = logging.getLogger(__name__)

STOP_DEADLINE_S = 5.0
RECOVERY_DEADLINE_S = 30.0
BOOKING_DEADLINE_S = 3.0


@dataclass(slots=True)
class WorldParts:
    """What a test may put around or in place of the real thing; None means the real one."""

    wrap_gateway: Callable[[WalletGateway], WalletGateway] | None = None
    wrap_store: Callable[[Store], Store] | None = None
    wrap_card_host: Callable[[LiveHost], LiveHost] | None = None
    bank_command: Sequence[str] | None = None
    start_entry: Callable[[], StartEntry] = UnwrittenEntry


class World(WorldBackend):
    """Everything behind the windows."""

    def __init__(
        self,
        settings: Settings,
        folders: Folders,
        report: Report,
        *,
        version: str,
        clock: Clock | None = None,
        parts: WorldParts | None = None,
    ) -> None:
        super().__init__(settings, folders, report, version=version, clock=clock or SystemClock())
        self._parts = parts or WorldParts()
        self._authority = Authority(self._clock)
        self._socket = GatewaySocket()
        self._key = KeySource(settings.store.key, settings.profile.name)
        self._savers = SerialThread("slip-files", self._fault, limit=1)
        self._stops: list[Callable[[float], object]] = []
        self._told: SaleRecord | None = None

    # --- starting and stopping ------------------------------------------------------------

    def start(self) -> None:
        """Open the store, take up what was in flight, and begin to work. Waits.

        Raises:
            StoreError: the till cannot be used; ``stop`` is still to be called.
        """
        opened = open_store(
            self._folders.root,
            self._key,
            Lane(self._settings.terminal.terminal_id, self._settings.store.first_batch),
            self._clock,
            self._fault,
        )
        self._opened = opened
        self._stops.append(opened.close)
        claim_folder(opened, self._settings.profile.kind, self._clock)
        self._clerks.start()
        self._savers.start()
        self._speaker.start()
        self._stops += [self._clerks.stop, self._savers.stop, self._speaker.stop]
        self._sign_ins = SignIns(opened.sign_in, self._clerks, self._authority, self._report)
        self._sign_ins.seed(self._settings.operators)
        self._reading = SaleReading(opened, self._report)
        self._reading.refresh_batch()
        self._slip_files = SlipFiles(
            self._settings, opened, self._clock, self.document, self._savers, self._report
        )
        self._e_receipts = open_e_receipts(
            self._settings, self._shop, opened, self.document, self._report
        )
        self._stops.append(self._e_receipts.stop)
        self._start_flows(opened)
        self._start_scanning()
        self._comfort = Comfort(
            self._settings, self._parts.start_entry(), self._report, self._clerks.submit
        )
        self._stops.append(self._comfort.stop)
        self._comfort.begin(self.saved(START_KEY) or "")

    def stop(self, deadline_s: float = STOP_DEADLINE_S) -> None:
        """Stop everything in the reverse order of its start. What is in flight is in the store."""
        for stop in reversed(self._stops):
            try:
                stop(deadline_s)
            except Exception as error:
                # One part that does not stop must not keep the others from it.
                log.exception("a part did not stop: %s", type(error).__name__)
        self._stops.clear()

    def _start_flows(self, opened: OpenedStore) -> None:
        settings = self._settings
        store: Store = opened.store
        if self._parts.wrap_store is not None:
            store = self._parts.wrap_store(store)
        gateway: WalletGateway = self._socket
        if self._parts.wrap_gateway is not None:
            gateway = self._parts.wrap_gateway(gateway)
        work = GatewayWork(
            gateway,
            DecoderChain(),
            description=settings.merchant.name,
            valid_for_s=settings.qr_clock.valid_s,
            timeout_s=settings.gateway.request_timeout_s,
            terminal_id=settings.terminal.terminal_id,
            own_code=partial(own_paynow_code, settings.own_paynow, settings.merchant),
        )
        timers = ThreadTimers(opened.writer, self._clock)
        self.printer = PrinterRoom(
            settings,
            self._folders,
            store,
            opened.writer,
            timers,
            self._documents.of_job,
            self._report,
        )
        self._drawer = DrawerTest(
            self.printer, opened.writer, opened.audit, self._clock, self._report
        )
        runner = Runner(
            RunnerParts(
                store=store,
                executor=opened.writer,
                timers=timers,
                clock=self._clock,
                clocks=settings.qr_clock,
                authority=self._authority,
                perform=work.perform,
                observe=self._observe,
                print_wanted=self.printer.wake,
                repeat_warning_min=settings.sale.repeat_warning_min,
                scan_clocks=settings.scan_clock,
            )
        )
        self._runner = runner
        days = BusinessDays(settings.terminal.time_zone, settings.day.cutoff_min)
        self._papers = BatchPapers(
            opened, self._shop, days, self._clock, lambda: self.card_host_name
        )
        self.day = DayRoom(
            DayParts(
                settings=settings,
                store=store,
                executor=opened.writer,
                timers=timers,
                clock=self._clock,
                authority=self._authority,
                gateway=gateway,
                printer=self.printer,
                operator=lambda: there(self._sign_ins).operator_id,
                observe=self._observe,
                opened=opened,
                papers=self._papers,
                clerks=self._clerks,
                query=work.perform,
                nudge=self._nudge,
            )
        )
        if settings.cash.takes:
            runner.take_cash(self.day.desk.begin)
        lamp = HostLamp(
            gateway if has_gateway(settings) else None,
            self._report,
            self._ask_card_host if settings.takes_cards else None,
        )
        cards = self._make_cards(opened, store, timers, lamp)
        hosts = Hosts(
            settings,
            self._folders,
            self._socket,
            self._on_paid,
            self._bank_ready,
            self._parts.bank_command,
        )
        # Before hosts start: a bank that is ready at once finds its lamp.
        self._host_lamp, self.card_room = lamp, cards
        self._stops += [timers.stop, work.stop, self.day.stop, self.printer.stop]
        self._stops += [hosts.stop, lamp.stop]
        hosts.start()
        lamp.start()
        opened.writer.call(runner.recover, RECOVERY_DEADLINE_S)
        self._start_cards(cards, runner)
        opened.writer.call(self.day.recover, RECOVERY_DEADLINE_S)
        self.day.begin()
        self.printer.start()

    def _make_cards(
        self, opened: OpenedStore, store: Store, timers: ThreadTimers, lamp: HostLamp
    ) -> CardRoom:
        return CardRoom(
            CardRoomParts(
                settings=self._settings,
                folder=self._folders.root,
                opened=opened,
                store=store,
                key=self._key,
                timers=timers,
                clock=self._clock,
                observe=self._observe,
                print_wanted=there(self.printer).wake,
                tell=self._report,
                tell_back=there(self.day).back.reader_news,
                tell_trip=lamp.cards_told,
                join=there(self.day).use_cards,
                wrap_host=self._parts.wrap_card_host,
            )
        )

    def _start_cards(self, cards: CardRoom, runner: Runner) -> None:
        """Begin with cards where they are taken, or where a sale by card is still to be ended."""
        if not (self._settings.takes_cards or cards.has_unfinished()):
            return
        self._stops += [cards.stop, self._stop_hands]
        cards.start()
        self._cards = cards.runner
        if cards.takes_cards and cards.runner is not None:
            runner.take_cards(cards.runner.begin)

    def _start_scanning(self) -> None:
        """Begin with cameras and hand scanners; nothing is opened before its page asks for it."""
        room = ScanRoom(
            ScanRoomParts(
                settings=self._settings,
                clock=self._clock,
                report=self._report,
                keep=lambda path: self.save(CAMERA_KEY, path),
                kept=self.saved(CAMERA_KEY) or "",
                feed=self.camera_feed,
            )
        )
        self._stops.append(room.stop)
        room.start()
        self.scan_room = room

    def _ask_card_host(self) -> None:
        if self.card_room is not None:
            self.card_room.ask_host()

    def _bank_ready(self, ready: BankReady) -> None:
        self.bank = ready
        there(self.card_room).bank_ready(ready.credentials)
        there(self._host_lamp).hurry()

    def _nudge(self, flow: str) -> None:
        """Have a sale that is not known ask or send once more."""
        try:
            self.check(flow)
        except BusyError:
            log.info("a sale waits for its own time: the till has too much to do")

    # --- what flows report ----------------------------------------------------------------

    def _observe(self, observed: Observed | DayTold) -> None:
        self._report(observed)
        there(self.day).note(observed)
        if isinstance(observed, BackView | BackBegun) or has_settled(observed):
            there(self._reading).refresh_batch()
            return
        if isinstance(observed, CashSold):
            if observed.despite:
                self._note_despite(observed.sale, observed.despite)
            there(self._reading).refresh_batch()
            return
        if isinstance(observed, ChargeBegun) and observed.despite:
            self._note_despite(observed.view.sale, observed.despite)
        view = observed.view if isinstance(observed, ChargeBegun) else observed
        # Much of what a page is told of a sale changes nothing in its row.
        if isinstance(view, SaleView | CardSaleView) and view.sale != self._told:
            self._told = view.sale
            there(self._reading).refresh_batch()

    def _note_despite(self, sale: SaleRecord, despite: tuple[int, ...]) -> None:
        """Say in the audit log too who charged in doubt; the journal has it with the sale."""
        others = ",".join(str(sale_id) for sale_id in despite)
        try:
            there(self._opened).audit.append(
                self._clock.now(),
                sale.cashier_id,
                AuditAction.CHARGED_IN_DOUBT,
                sale.identity.voucher,
                sale=sale.identity.sale_id,
                despite=others,
            )
        except StoreError as error:
            log.error("a charge in doubt is not in the audit log: store %s", error.kind.value)

    def _on_paid(self, order_no: str, answer: QueryAnswer) -> bool:
        event = query_event(answer, 0)
        if not isinstance(event, t.Paid) or self._runner is None:
            return False
        booked = threading.Event()
        try:
            self._runner.post_paid(order_no, event, booked.set)
        except BusyError:
            return False
        # "success" ends the gateway's calls: it is said of what is on the disk, not of a queue.
        return booked.wait(BOOKING_DEADLINE_S)


def has_settled(observed: Observed | DayTold) -> bool:
    """True of a batch that has just been closed: what is shown of the open ones is another then."""
    return isinstance(observed, SettleView) and observed.state.phase is SettlePhase.SETTLED
