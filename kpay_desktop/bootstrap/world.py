"""The till without its windows: store, hosts, devices and flows, built, started and stopped.

``start`` runs on a thread of its own, behind the first paint. News go to ``report`` from whatever
thread they arise on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hardware.camera.decode import DecoderChain
from hardware.registry import open_speaker
from kpay_desktop.bootstrap.autostart.entry import StartEntry, UnwrittenEntry
from kpay_desktop.bootstrap.bank import BankReady
from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.bootstrap.comfort import Comfort
from kpay_desktop.bootstrap.contact import contact_codes
from kpay_desktop.bootstrap.desk import Desk
from kpay_desktop.bootstrap.drawer import DrawerTest
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.gateway import GatewaySocket
from kpay_desktop.bootstrap.host_lamp import HostLamp
from kpay_desktop.bootstrap.hosts import Hosts
from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.bootstrap.sale_reading import SaleReading
from kpay_desktop.bootstrap.sign_ins import SignIns
from kpay_desktop.bootstrap.slip_files import SlipFiles
from kpay_desktop.bootstrap.support import save_support
from kpay_desktop.domain.records import SaleFilter, SaleKey, SaleRecord, SlipCopy, StoreReport
from kpay_desktop.domain.sale import SaleDraft
from kpay_desktop.domain.sound import Sound
from kpay_desktop.flows.gateway_work import GatewayWork, query_event
from kpay_desktop.flows.runner import Runner, RunnerParts
from kpay_desktop.flows.sale_view import ChargeBegun, Observed, SaleView
from kpay_desktop.flows.show_qr import values as t
from kpay_desktop.flows.timers import ThreadTimers
from kpay_desktop.ports import BusyError, Clock, QueryAnswer, Store, StoreError, WalletGateway
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.qr_sale import SlipShop, qr_sale, slip_from_sale
from kpay_desktop.security.keys import KeySource
from kpay_desktop.settings import Settings
from models.audit import AuditAction
from models.database import OpenedStore, open_store
from models.numbers import Lane
from models.writer import SerialThread
from ui.backend import ContactCodes, News, SoundTried, SupportSaved
from ui.comfort_model import START_KEY
from ui.save_model import SlipWanted

log = logging.getLogger(__name__)

STOP_DEADLINE_S = 5.0
RECOVERY_DEADLINE_S = 30.0
BOOKING_DEADLINE_S = 3.0
Report = Callable[[News], None]
Part = TypeVar("Part")


@dataclass(slots=True)
class WorldParts:
    """What a test may put around or in place of the real thing; None means the real one."""

    wrap_gateway: Callable[[WalletGateway], WalletGateway] | None = None
    wrap_store: Callable[[Store], Store] | None = None
    bank_command: Sequence[str] | None = None
    start_entry: Callable[[], StartEntry] = UnwrittenEntry


class World:
    """Everything behind the windows. Implements ``ui.backend.Backend``."""

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
        self._settings = settings
        self._folders = folders
        self._report = report
        self._parts = parts or WorldParts()
        self._clock = clock or SystemClock()
        self._shop = SlipShop.of(settings, version)
        self._socket = GatewaySocket()
        self._clerks = SerialThread("clerks", self._fault, limit=20)
        self._savers = SerialThread("slip-files", self._fault, limit=1)
        self._stops: list[Callable[[float], object]] = []
        self._opened: OpenedStore | None = None
        self._runner: Runner | None = None
        self._sign_ins: SignIns | None = None
        self._reading: SaleReading | None = None
        self._slip_files: SlipFiles | None = None
        self._drawer: DrawerTest | None = None
        self._comfort: Comfort | None = None
        self._speaker = open_speaker(settings.devices, folders.cache, report)
        self.bank: BankReady | None = None
        self.printer: PrinterRoom | None = None

    # --- starting and stopping ------------------------------------------------------------

    def start(self) -> None:
        """Open the store, take up what was in flight, and begin to work. Waits.

        Raises:
            StoreError: the till cannot be used; ``stop`` is still to be called.
        """
        opened = open_store(
            self._folders.root,
            KeySource(self._settings.store.key, self._settings.profile.name),
            Lane(self._settings.terminal.terminal_id, self._settings.store.first_batch),
            self._clock,
            self._fault,
        )
        self._opened = opened
        self._stops.append(opened.close)
        self._clerks.start()
        self._savers.start()
        self._speaker.start()
        self._stops += [self._clerks.stop, self._savers.stop, self._speaker.stop]
        self._sign_ins = SignIns(opened.sign_in, self._clerks, self._report)
        self._sign_ins.seed(self._settings.operators)
        self._reading = SaleReading(opened, self._report)
        self._reading.refresh_batch()
        self._slip_files = SlipFiles(
            self._settings, opened, self._clock, self.document, self._savers, self._report
        )
        self._start_flows(opened)
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
        )
        timers = ThreadTimers(opened.writer, self._clock)
        self.printer = PrinterRoom(
            settings, self._folders, store, opened.writer, timers, self.document, self._report
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
                perform=work.perform,
                observe=self._observe,
                print_wanted=self.printer.wake,
                repeat_warning_min=settings.sale.repeat_warning_min,
            )
        )
        self._runner = runner
        hosts = Hosts(
            settings,
            self._folders,
            self._socket,
            self._on_paid,
            self._bank_ready,
            self._parts.bank_command,
        )
        lamp = HostLamp(gateway, self._report)
        self._stops += [timers.stop, work.stop, self.printer.stop, hosts.stop, lamp.stop]
        hosts.start()
        lamp.start()
        self._lamp = lamp
        opened.writer.call(runner.recover, RECOVERY_DEADLINE_S)
        self.printer.start()

    def _bank_ready(self, ready: BankReady) -> None:
        self.bank = ready
        self._lamp.hurry()

    # --- what flows report ----------------------------------------------------------------

    def _fault(self, error: Exception) -> None:
        log.error("a task failed: %s", type(error).__name__, exc_info=error)

    def _observe(self, observed: Observed) -> None:
        self._report(observed)
        if isinstance(observed, ChargeBegun) and observed.despite:
            self._note_despite(observed)
        view = observed.view if isinstance(observed, ChargeBegun) else observed
        if isinstance(view, SaleView):
            _there(self._reading).refresh_batch()

    def _note_despite(self, begun: ChargeBegun) -> None:
        """Say in the audit log too who charged in doubt; the journal has it with the sale."""
        sale = begun.view.sale
        others = ",".join(str(sale_id) for sale_id in begun.despite)
        try:
            _there(self._opened).audit.append(
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

    # --- ui.backend.Backend ---------------------------------------------------------------

    def sign_in(self, operator_id: str, pin: str) -> None:
        """Check a PIN off the windows' thread."""
        _there(self._sign_ins).sign_in(operator_id, pin)

    def sign_out(self, operator_id: str) -> None:
        """Note that the operator left."""
        _there(self._sign_ins).sign_out(operator_id)

    def lock(self, operator_id: str, *, idle: bool) -> None:
        """Note that the operator's screen was locked."""
        _there(self._sign_ins).lock(operator_id, idle=idle)

    def unlock(self, operator_id: str, pin: str, owner_id: str, *, for_owner: bool) -> None:
        """Check a PIN at a locked screen off the windows' thread."""
        _there(self._sign_ins).unlock(operator_id, pin, owner_id, for_owner=for_owner)

    def play(self, sound: Sound, volume_percent: int) -> None:
        """Let a sound be heard."""
        self._speaker.play(sound, volume_percent)

    def try_sound(self, sound: Sound, volume_percent: int) -> None:
        """Let a sound be heard; ``SoundTried`` follows."""
        self._speaker.play(sound, volume_percent, lambda status: self._report(SoundTried(status)))

    def charge(self, draft: SaleDraft, request: str, despite: tuple[int, ...] = ()) -> None:
        """Begin a sale."""
        _there(self._runner).charge(draft, request, despite)

    def inbox(self) -> None:
        """Tell which money waits."""
        _there(self._runner).tell_inbox()

    def cancel(self, flow: str) -> None:
        """End a sale."""
        _there(self._runner).post(flow, t.CancelPressed())

    def check(self, flow: str) -> None:
        """Ask the gateway now."""
        _there(self._runner).post(flow, t.CheckPressed())

    def accept_late(self, flow: str, operator_id: str) -> None:
        """Accept money that came late: a supervisor's decision."""
        if _there(self._sign_ins).may_decide(operator_id):
            _there(self._runner).accept_late(flow, operator_id)

    def refund(self, flow: str, operator_id: str) -> None:
        """Send back what waits in the sale's inbox: a supervisor's decision."""
        if _there(self._sign_ins).may_decide(operator_id):
            _there(self._runner).post(flow, t.RefundPressed(operator_id))

    def reprint(self, sale_id: int, copy: SlipCopy) -> None:
        """Print another slip, marked DUPLICATE."""
        _there(self._runner).reprint(sale_id, copy)

    def find_sales(
        self, request: int, wanted: SaleFilter, after: SaleKey | None, *, newer: bool = False
    ) -> None:
        """Look for sales on the reader's thread; only the newest request is worked on."""
        _there(self._reading).find(request, wanted, after, newer=newer)

    def print_again(self) -> None:
        """Try the printer now."""
        _there(self.printer).retry()

    def print_test(self) -> None:
        """Print a test slip."""
        zone = self._settings.terminal.time_zone
        _there(self.printer).test(self._clock.now().astimezone(zone))

    def save_slip(self, wanted: SlipWanted, path: str) -> None:
        """Write a slip as PDF."""
        _there(self._slip_files).save(wanted, path, _there(self._sign_ins).operator_id)

    def test_drawer(self, operator_id: str) -> None:
        """Open the cash drawer: a supervisor's decision."""
        if _there(self._sign_ins).is_supervisor(operator_id):
            _there(self._drawer).open(operator_id)
        else:
            log.warning("refused: a supervisor opens the drawer")

    def start_with_computer(self, operator_id: str, *, on: bool) -> None:
        """Start with the computer, or no longer: a supervisor's decision."""
        if _there(self._sign_ins).is_supervisor(operator_id):
            _there(self._comfort).start_with_computer(on=on)
        else:
            log.warning("refused: a supervisor decides what starts with the computer")

    def ask_host(self) -> None:
        """Ping the bank now."""
        _there(self._runner)
        self._lamp.hurry()

    def save_support(self) -> None:
        """Write a support file off the windows' thread."""
        report = _there(self._opened).report

        def write() -> None:
            name = ""
            try:
                now = self._clock.now()
                name = save_support(self._folders, self._settings, report, now).name
            except (OSError, ValueError) as error:
                log.error("no support file: %s", type(error).__name__)
            self._report(SupportSaved(name))

        self._clerks.submit(write)

    def draw_contact(self) -> None:
        """Draw the service's telephone, WhatsApp and e-mail; ``ContactCodes`` follows."""
        contact = self._settings.contact
        self._clerks.submit(lambda: self._report(ContactCodes(contact_codes(contact))))

    def save(self, key: str, value: str) -> None:
        """Keep a choice for the next start."""
        opened = _there(self._opened)
        operator = _there(self._sign_ins).operator_id
        now = self._clock.now()
        opened.writer.submit(lambda: opened.settings.put(key, value, operator, now))

    def saved(self, key: str) -> str | None:
        """Return a choice kept earlier. Waits."""
        opened = _there(self._opened)
        return opened.writer.call(lambda: opened.settings.get(key), STOP_DEADLINE_S)

    def document(self, sale: SaleRecord, copy: SlipCopy, *, is_duplicate: bool = False) -> Document:
        """Return a sale's slip."""
        return qr_sale(slip_from_sale(sale, self._shop, copy, is_duplicate=is_duplicate))

    def waiting_slips(self) -> int:
        """Return how many slips are not on paper yet. Waits."""
        opened = _there(self._opened)
        return len(opened.writer.call(lambda: opened.store.print_jobs(1), STOP_DEADLINE_S))

    def desk(self) -> Desk | None:
        """Return the simulated world's desk; None where nothing is simulated."""
        printer = self.printer
        if not self._settings.bank.simulated or printer is None or printer.model is None:
            return None
        return Desk(lambda: self.bank, printer.model, DecoderChain(), printer.width_dots)

    def store_report(self) -> StoreReport:
        """Return what opening the store found."""
        return _there(self._opened).report


def _there(part: Part | None) -> Part:
    """Return a part of the world that is there once it has started."""
    if part is None:
        raise BusyError("the till is still starting")
    return part
