"""The world behind the windows while it may still be on its way.

It is imported and started on a thread of its own, so that the first paint waits for nothing. Until
it is there, presses that need it are answered with ``BusyError``.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kpay_desktop.bootstrap.about import about_cards, about_own_code, about_till
from kpay_desktop.bootstrap.autostart.entry import StartEntry, UnwrittenEntry
from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.records import SaleFilter, SaleKey, SlipCopy
from kpay_desktop.domain.sale import SaleDraft
from kpay_desktop.domain.sound import Sound
from kpay_desktop.ports import BusyError, StoreError, StoreErrorKind
from kpay_desktop.settings import Settings
from kpay_desktop.version import PROGRAM, VERSION
from ui.backend import News, Started, StartFailed
from ui.backend_cards import CardBackend
from ui.backend_day import BackBackend, CashBackend, SettleBackend
from ui.backend_receipt import ReceiptBackend
from ui.backend_scan import ScanBackend
from ui.comfort_model import FULL_SCREEN_KEY, KEYBOARD_KEY
from ui.save_model import SlipWanted
from ui.words import words_of

if TYPE_CHECKING:
    from kpay_desktop.bootstrap.world import World
    from ui.demo.desk_port import DeskPort

log = logging.getLogger(__name__)

SAVED_KEYS = (
    "language.clerk",
    "appearance.theme",
    FULL_SCREEN_KEY,
    KEYBOARD_KEY,
    "sound.on",
    "sound.volume",
    "sound.keys",
)
STOP_DEADLINE_S = 8.0


class LateWorld:
    """Implements ``ui.backend.Backend`` by a :class:`World` that is started behind the windows."""

    def __init__(
        self,
        settings: Settings,
        folders: Folders,
        report: Callable[[News], None],
        start_entry: Callable[[], StartEntry] = UnwrittenEntry,
    ) -> None:
        self._settings = settings
        self.folders = folders
        self._report = report
        self._start_entry = start_entry
        self._world: World | None = None
        self._thread: threading.Thread | None = None
        self.clock = SystemClock()

    def start(self) -> None:
        """Begin to start the world; ``Started`` or ``StartFailed`` follows. Does not wait."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._thread = threading.Thread(target=self._run, name="start", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the world. Waits."""
        if self._thread is not None:
            self._thread.join(STOP_DEADLINE_S)
        if self._world is not None:
            self._world.stop()

    @property
    def world(self) -> World:
        """The world itself.

        Raises:
            BusyError: it is not there yet.
        """
        if self._world is None:
            raise BusyError("the till is still starting")
        return self._world

    def desk(self) -> DeskPort | None:
        """Return the simulated world's desk; None where nothing is simulated, or not yet."""
        return None if self._world is None else self._world.desk()

    def _run(self) -> None:
        from kpay_desktop.bootstrap.world import World, WorldParts

        world = World(
            self._settings,
            self.folders,
            self._report,
            version=VERSION,
            clock=self.clock,
            parts=WorldParts(start_entry=self._start_entry),
        )
        try:
            world.start()
            saved = tuple((key, world.saved(key) or "") for key in SAVED_KEYS)
        except (StoreError, BusyError, TimeoutError) as error:
            kind = error.kind if isinstance(error, StoreError) else StoreErrorKind.OTHER
            log.error("the till cannot start: %s", kind.value)
            world.stop()
            self._tell_terminal(kind)
            self._report(StartFailed(kind))
            return
        self._world = world
        about = about_till(self._settings, self.folders.root, world.store_report())
        about += about_own_code(self._settings)
        about += about_cards(self._settings, world.card_host_name)
        self._report(Started(saved, about))
        world.draw_contact()

    def _tell_terminal(self, kind: StoreErrorKind) -> None:
        """Say on the standard error what the page says, for whoever started the till there."""
        words = words_of(self._settings.languages.clerk)
        title, reason = words("trouble.cannot_start"), words(f"trouble.{kind.value}")
        sys.stderr.write(f"{PROGRAM}: {self.folders.root}: {title} · {reason}\n")

    # --- ui.backend.Backend ---------------------------------------------------------------

    def sign_in(self, operator_id: str, pin: str) -> None:
        """Check a PIN."""
        self.world.sign_in(operator_id, pin)

    def sign_out(self, operator_id: str) -> None:
        """Note that the operator left."""
        self.world.sign_out(operator_id)

    def lock(self, operator_id: str, *, idle: bool) -> None:
        """Note that the operator's screen was locked."""
        self.world.lock(operator_id, idle=idle)

    def unlock(self, operator_id: str, pin: str, owner_id: str, *, for_owner: bool) -> None:
        """Check a PIN at a locked screen."""
        self.world.unlock(operator_id, pin, owner_id, for_owner=for_owner)

    def play(self, sound: Sound, volume_percent: int) -> None:
        """Let a sound be heard; silence while the till is still starting."""
        if self._world is not None:
            self._world.play(sound, volume_percent)

    def try_sound(self, sound: Sound, volume_percent: int) -> None:
        """Let a sound be heard that somebody asked for."""
        self.world.try_sound(sound, volume_percent)

    def charge(
        self, draft: SaleDraft, request: str, despite: tuple[int, ...] = (), code: str = ""
    ) -> None:
        """Begin a sale; ``code`` is what the customer showed."""
        self.world.charge(draft, request, despite, code)

    @property
    def scan(self) -> ScanBackend:
        """What is asked while a customer's code is to be read."""
        return self.world.scan

    @property
    def receipts(self) -> ReceiptBackend:
        """The customer's receipt on the phone."""
        return self.world.receipts

    @property
    def cards(self) -> CardBackend:
        """What is asked in a sale by card."""
        return self.world.cards

    @property
    def back(self) -> BackBackend:
        """Void and refund."""
        return self.world.back

    @property
    def settlement(self) -> SettleBackend:
        """Settlement."""
        return self.world.settlement

    @property
    def cash(self) -> CashBackend:
        """The drawer."""
        return self.world.cash

    def inbox(self) -> None:
        """Tell which money waits."""
        self.world.inbox()

    def cancel(self, flow: str) -> None:
        """End a sale."""
        self.world.cancel(flow)

    def check(self, flow: str) -> None:
        """Ask the gateway now."""
        self.world.check(flow)

    def swiped(self, typed: str) -> None:
        """Take what a stripe reader typed; while the till is still starting it is forgotten."""
        if self._world is not None:
            self._world.swiped(typed)

    def authorise(self, request: str, act: Act, approver_id: str, pin: str) -> None:
        """Check a supervisor's PIN for one act."""
        self.world.authorise(request, act, approver_id, pin)

    def decide(self, flow: str, kind: Supervised, approval_no: str) -> None:
        """Carry out what a supervisor has authorised."""
        self.world.decide(flow, kind, approval_no)

    def reprint(self, sale_id: int, copy: SlipCopy) -> None:
        """Print another slip, marked DUPLICATE."""
        self.world.reprint(sale_id, copy)

    def find_sales(
        self, request: int, wanted: SaleFilter, after: SaleKey | None, *, newer: bool = False
    ) -> None:
        """Look for sales."""
        self.world.find_sales(request, wanted, after, newer=newer)

    def print_again(self) -> None:
        """Try the printer now."""
        self.world.print_again()

    def print_test(self) -> None:
        """Print a test slip."""
        self.world.print_test()

    def save_slip(self, wanted: SlipWanted, path: str) -> None:
        """Write a slip as PDF."""
        self.world.save_slip(wanted, path)

    def test_drawer(self, operator_id: str) -> None:
        """Open the cash drawer."""
        self.world.test_drawer(operator_id)

    def start_with_computer(self, operator_id: str, *, on: bool) -> None:
        """Start with the computer, or no longer."""
        self.world.start_with_computer(operator_id, on=on)

    def ask_host(self) -> None:
        """Ask the bank for an answer now."""
        self.world.ask_host()

    def save_support(self) -> None:
        """Write a support file."""
        self.world.save_support()

    def save(self, key: str, value: str) -> None:
        """Keep a choice for the next start."""
        self.world.save(key, value)
