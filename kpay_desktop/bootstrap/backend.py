"""What the front asks of the world behind the windows, and who carries it out.

The parts come to be while the world starts; what needs one that is not there yet is answered with
``BusyError``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from hardware.camera.decode import DecoderChain
from hardware.registry import open_speaker
from kpay_desktop.bootstrap.bank import BankReady
from kpay_desktop.bootstrap.batch_papers import BatchPapers
from kpay_desktop.bootstrap.cards import CardRoom
from kpay_desktop.bootstrap.comfort import Comfort
from kpay_desktop.bootstrap.contact import contact_codes
from kpay_desktop.bootstrap.day import DayRoom
from kpay_desktop.bootstrap.desk import Desk
from kpay_desktop.bootstrap.desk_cards import CardsAtDesk
from kpay_desktop.bootstrap.desk_phone import PhoneAtDesk
from kpay_desktop.bootstrap.documents import Documents
from kpay_desktop.bootstrap.drawer import DrawerTest
from kpay_desktop.bootstrap.e_receipt import EReceipts
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.host_lamp import HostLamp
from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.bootstrap.sale_reading import SaleReading
from kpay_desktop.bootstrap.scanning import ScanRoom
from kpay_desktop.bootstrap.sign_ins import SignIns
from kpay_desktop.bootstrap.slip_files import SlipFiles
from kpay_desktop.bootstrap.support import save_support
from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.ledger import SettlementRecord
from kpay_desktop.domain.records import (
    SaleFilter,
    SaleKey,
    SaleRecord,
    SlipCopy,
    SlipKind,
    StoreReport,
)
from kpay_desktop.domain.sale import SaleDraft
from kpay_desktop.domain.signature import Signature
from kpay_desktop.domain.sound import Sound
from kpay_desktop.flows.card_runner import CardRunner
from kpay_desktop.flows.card_sale import table as card_sale
from kpay_desktop.flows.runner import Runner
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import BusyError, Clock
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.settings import Settings
from kpay_desktop.simulation.camera import CameraFeed
from models.database import OpenedStore
from models.writer import SerialThread
from ui.backend import ContactCodes, News, SoundTried, SupportSaved
from ui.backend_cards import CardBackend
from ui.backend_day import BackBackend, CashBackend, SettleBackend
from ui.backend_receipt import ReceiptBackend
from ui.backend_scan import ScanBackend
from ui.save_model import SlipWanted

log = logging.getLogger(__name__)

ANSWER_DEADLINE_S = 5.0
Report = Callable[[News], None]
Part = TypeVar("Part")


class WorldBackend:
    """Implements ``ui.backend.Backend`` by the parts of a world, which its start fills in."""

    def __init__(
        self, settings: Settings, folders: Folders, report: Report, *, version: str, clock: Clock
    ) -> None:
        self._settings = settings
        self._folders = folders
        self._report = report
        self._clock = clock
        self._shop = SlipShop.of(settings, version)
        self._clerks = SerialThread("clerks", self._fault, limit=20)
        self._speaker = open_speaker(settings.devices, folders.cache, report)
        self._opened: OpenedStore | None = None
        self._runner: Runner | None = None
        self._cards: CardRunner | None = None
        self.card_room: CardRoom | None = None
        #: Cameras and hand scanners; there once the store is.
        self.scan_room: ScanRoom | None = None
        #: What stands before the simulated camera; None where there is none.
        self.camera_feed = CameraFeed() if settings.camera.source == "sim:" else None
        self._cards_at_desk: CardsAtDesk | None = None
        self._phone_at_desk: PhoneAtDesk | None = None
        self._sign_ins: SignIns | None = None
        self._reading: SaleReading | None = None
        self._slip_files: SlipFiles | None = None
        self._e_receipts: EReceipts | None = None
        self._drawer: DrawerTest | None = None
        self._comfort: Comfort | None = None
        self._host_lamp: HostLamp | None = None
        self.bank: BankReady | None = None
        self.printer: PrinterRoom | None = None
        #: Cash, money back and settlement; there once the flows are.
        self.day: DayRoom | None = None
        self._papers: BatchPapers | None = None
        self._documents = Documents(self._shop, self._batch_document)

    def _fault(self, error: Exception) -> None:
        log.error("a task failed: %s", type(error).__name__, exc_info=error)

    def sign_in(self, operator_id: str, pin: str) -> None:
        """Check a PIN off the windows' thread."""
        there(self._sign_ins).sign_in(operator_id, pin)

    def sign_out(self, operator_id: str) -> None:
        """Note that the operator left."""
        there(self._sign_ins).sign_out(operator_id)

    def lock(self, operator_id: str, *, idle: bool) -> None:
        """Note that the operator's screen was locked."""
        there(self._sign_ins).lock(operator_id, idle=idle)

    def unlock(self, operator_id: str, pin: str, owner_id: str, *, for_owner: bool) -> None:
        """Check a PIN at a locked screen off the windows' thread."""
        there(self._sign_ins).unlock(operator_id, pin, owner_id, for_owner=for_owner)

    def play(self, sound: Sound, volume_percent: int) -> None:
        """Let a sound be heard."""
        self._speaker.play(sound, volume_percent)

    def try_sound(self, sound: Sound, volume_percent: int) -> None:
        """Let a sound be heard; ``SoundTried`` follows."""
        self._speaker.play(sound, volume_percent, lambda status: self._report(SoundTried(status)))

    def charge(
        self, draft: SaleDraft, request: str, despite: tuple[int, ...] = (), code: str = ""
    ) -> None:
        """Begin a sale; ``code`` is what the customer showed."""
        there(self._runner).charge(draft, request, despite, code)

    @property
    def scan(self) -> ScanBackend:
        """What is asked while a customer's code is to be read."""
        return there(self.scan_room)

    @property
    def receipts(self) -> ReceiptBackend:
        """The customer's receipt on the phone."""
        return there(self._e_receipts)

    @property
    def cards(self) -> CardBackend:
        """What is asked in a sale by card."""
        return there(self._cards)

    @property
    def back(self) -> BackBackend:
        """Void and refund."""
        return there(self.day).back

    @property
    def settlement(self) -> SettleBackend:
        """Settlement."""
        return there(self.day).settlement

    @property
    def cash(self) -> CashBackend:
        """The drawer."""
        return there(self.day).cash

    def inbox(self) -> None:
        """Tell which money waits."""
        there(self._runner).tell_inbox()

    def cancel(self, flow: str) -> None:
        """End a sale."""
        if _is_by_card(flow):
            there(self._cards).cancel(flow)
        else:
            there(self._runner).post(flow, t.CancelPressed())

    def check(self, flow: str) -> None:
        """Ask the host of a sale now."""
        if _is_by_card(flow):
            there(self._cards).reverse_now(flow)
        else:
            there(self._runner).post(flow, t.CheckPressed())

    def swiped(self, typed: str) -> None:
        """Take what a stripe reader typed; nobody waiting for a card, it is forgotten."""
        if self.card_room is not None:
            self.card_room.swiped(typed)

    def authorise(self, request: str, act: Act, approver_id: str, pin: str) -> None:
        """Check a supervisor's PIN for one act, off the windows' thread."""
        there(self._sign_ins).authorise(request, act, approver_id, pin)

    def decide(self, flow: str, kind: Supervised, approval_no: str) -> None:
        """Carry out what a supervisor has authorised, for whoever is signed in."""
        operator_id = there(self._sign_ins).operator_id
        there(self._runner).decide(flow, kind, approval_no, operator_id)

    def reprint(self, sale_id: int, copy: SlipCopy) -> None:
        """Print another slip, marked DUPLICATE."""
        there(self._runner).reprint(sale_id, copy)

    def find_sales(
        self, request: int, wanted: SaleFilter, after: SaleKey | None, *, newer: bool = False
    ) -> None:
        """Look for sales on the reader's thread; only the newest request is worked on."""
        there(self._reading).find(request, wanted, after, newer=newer)

    def print_again(self) -> None:
        """Try the printer now."""
        there(self.printer).retry()

    def print_test(self) -> None:
        """Print a test slip."""
        zone = self._settings.terminal.time_zone
        there(self.printer).test(self._clock.now().astimezone(zone))

    def save_slip(self, wanted: SlipWanted, path: str) -> None:
        """Write a slip as PDF."""
        there(self._slip_files).save(wanted, path, there(self._sign_ins).operator_id)

    def test_drawer(self, operator_id: str) -> None:
        """Open the cash drawer: a supervisor's decision."""
        if there(self._sign_ins).is_supervisor(operator_id):
            there(self._drawer).open(operator_id)
        else:
            log.warning("refused: a supervisor opens the drawer")

    def start_with_computer(self, operator_id: str, *, on: bool) -> None:
        """Start with the computer, or no longer: a supervisor's decision."""
        if there(self._sign_ins).is_supervisor(operator_id):
            there(self._comfort).start_with_computer(on=on)
        else:
            log.warning("refused: a supervisor decides what starts with the computer")

    def ask_host(self) -> None:
        """Ping the bank now."""
        there(self._host_lamp).hurry()

    def save_support(self) -> None:
        """Write a support file off the windows' thread."""
        report = there(self._opened).report

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
        opened = there(self._opened)
        operator = there(self._sign_ins).operator_id
        now = self._clock.now()
        opened.writer.submit(lambda: opened.settings.put(key, value, operator, now))

    def saved(self, key: str) -> str | None:
        """Return a choice kept earlier. Waits."""
        opened = there(self._opened)
        return opened.writer.call(lambda: opened.settings.get(key), ANSWER_DEADLINE_S)

    def document(
        self,
        sale: SaleRecord,
        copy: SlipCopy,
        *,
        is_duplicate: bool = False,
        signature: Signature | None = None,
    ) -> Document:
        """Return a sale's slip."""
        return self._documents.of_sale(sale, copy, is_duplicate=is_duplicate, signature=signature)

    def _batch_document(
        self, record: SettlementRecord, kind: SlipKind, is_duplicate: bool
    ) -> Document:
        return there(self._papers).of_settlement(record, kind, is_duplicate)

    def waiting_slips(self) -> int:
        """Return how many slips are not on paper yet. Waits."""
        opened = there(self._opened)
        return len(opened.writer.call(lambda: opened.store.print_jobs(1), ANSWER_DEADLINE_S))

    def desk(self) -> Desk | None:
        """Return the simulated world's desk; None where nothing is simulated."""
        printer = self.printer
        if not self._settings.bank.simulated or printer is None or printer.model is None:
            return None
        return Desk(
            lambda: self.bank,
            printer.model,
            DecoderChain(),
            printer.width_dots,
            self._hands(),
            self._phone(),
        )

    def _phone(self) -> PhoneAtDesk | None:
        """Return the phone that is held to the simulated camera, where there is one."""
        room, feed = self.scan_room, self.camera_feed
        if self._phone_at_desk is None and room is not None and feed is not None:
            shop = self._settings.merchant.name
            self._phone_at_desk = PhoneAtDesk(feed, room.heard, shop)
        return self._phone_at_desk

    def _hands(self) -> CardsAtDesk | None:
        """Return the hands at the simulated reader, where there is one."""
        room = self.card_room
        if self._cards_at_desk is None and room is not None and room.reader is not None:
            self._cards_at_desk = CardsAtDesk(room.reader, room.swiped)
        return self._cards_at_desk

    def _stop_hands(self, deadline_s: float) -> None:
        if self._cards_at_desk is not None:
            self._cards_at_desk.stop(deadline_s)

    @property
    def card_host_name(self) -> str:
        """The card host as its acquirer calls it; empty for the simulated bank's, or for none."""
        if self._settings.bank.simulated or self.card_room is None:
            return ""
        return self.card_room.host_name

    def store_report(self) -> StoreReport:
        """Return what opening the store found."""
        return there(self._opened).report


def _is_by_card(flow: str) -> bool:
    return flow.startswith(f"{card_sale.FLOW}:")


def there(part: Part | None) -> Part:
    """Return a part of the world that is there once it has started."""
    if part is None:
        raise BusyError("the till is still starting")
    return part
