"""The cards' place: readers, kernels' data, vault, card host and the sales by card between them.

Nothing here keeps the till from starting: what cannot be had is noted as a fault, cards are then
not taken, the readers' lamp says why, and the till sells by code. What was in flight is still
worked on as far as there is a key for it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from hardware.card_reader.desk import ReaderDesk
from hardware.card_reader.lane import DeskClocks
from hardware.card_reader.plug import open_card_readers
from hardware.card_reader.sim import SimReader
from hardware.paths import DevicePathError
from kpay_desktop.bootstrap.card_profile import emv_config, host_profile
from kpay_desktop.bootstrap.card_socket import CardHostSocket
from kpay_desktop.bootstrap.no_readers import NoReaders
from kpay_desktop.flows.back_parts import CardHands
from kpay_desktop.flows.card_box import MemoryCardBox
from kpay_desktop.flows.card_runner import CardRunner, CardRunnerParts
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_work import CardWork, CardWorkParts, LiveHost
from kpay_desktop.flows.money_back import table as money_back
from kpay_desktop.flows.sale_view import Observed
from kpay_desktop.flows.settle_parts import CardSide
from kpay_desktop.flows.settlement import table as settlement
from kpay_desktop.flows.stan_book import StanBook
from kpay_desktop.hosts.iso8583.client import CardHostClient
from kpay_desktop.hosts.iso8583.profile import CardHostProfile
from kpay_desktop.ports import (
    BusyError,
    Clock,
    DeviceKind,
    DeviceStatus,
    Health,
    Store,
    StoreError,
    Timers,
)
from kpay_desktop.ports_cards import (
    CardReaders,
    HostApproved,
    HostDeclined,
    HostDoubtful,
    ReaderNews,
    WaysTold,
)
from kpay_desktop.security.keys import KeySource, KeyUnavailableError
from kpay_desktop.security.vault import Vault
from kpay_desktop.settings import Settings
from kpay_desktop.settings_cards import CardClockSettings, SignaturePlace
from kpay_desktop.settings_reader import SettingsError
from models.database import OpenedStore

log = logging.getLogger(__name__)

ANSWER_DEADLINE_S: Final = 5.0
RECOVERY_DEADLINE_S: Final = 30.0
#: A sign-on and a sale, each as slow as a profile may allow.
LONGEST_HOST_S: Final = 360.0
#: What may be about a card.
_FLOWS: Final = tuple(f"{kind}:" for kind in (table.FLOW, money_back.FLOW, settlement.FLOW))
HOST_PROFILE: Final = "card_host.toml"
KEY_CHECK: Final = "cards.key_check"

Tell = Callable[[DeviceStatus | WaysTold], None]
MakeHost = Callable[[CardHostProfile], LiveHost]


class CardsFault(StrEnum):
    """Why cards are off; each has words for the readers' lamp."""

    KEY = "key"
    HOST = "host"
    PAPERS = "papers"
    READERS = "readers"


_WORDS: Final = {
    CardsFault.KEY: "reader.off_key",
    CardsFault.HOST: "reader.off_host",
    CardsFault.PAPERS: "reader.off_papers",
    CardsFault.READERS: "reader.off_readers",
}


@dataclass(frozen=True, slots=True)
class CardRoomParts:
    """What the room is built from.

    ``tell`` gets lamp and ways, ``tell_trip`` the host's echoes, ``tell_back`` what the readers
    tell of a card that is shown again for its money. ``join`` lets others use the room before
    anything is taken up: a batch that is shut is so from the first message on.
    """

    settings: Settings
    folder: Path
    opened: OpenedStore
    store: Store
    key: KeySource
    timers: Timers
    clock: Clock
    observe: Callable[[Observed], None]
    print_wanted: Callable[[], None]
    tell: Tell
    tell_back: Callable[[ReaderNews], None]
    tell_trip: Callable[[float | None], None]
    join: Callable[[CardRoom], None]
    wrap_host: Callable[[LiveHost], LiveHost] | None = None


def desk_clocks(clock: CardClockSettings) -> DeskClocks:
    """Return the readers' clocks: a chip waits for as long as the cashier and the host may take."""
    return DeskClocks(answer_s=clock.read_s + LONGEST_HOST_S)


class CardRoom:
    """Builds what sales by card need.

    ``fault`` is why they are off, ``detail`` what is wrong. ``host_name`` is the card host as its
    acquirer calls it, empty until there is one. ``reader`` is the simulated reader of the demo.
    ``hands`` and ``side`` are what money back to cards and the settlement of cards work with.
    """

    def __init__(self, parts: CardRoomParts) -> None:
        self._parts = parts
        self.fault: CardsFault | None = None
        self.detail = ""
        self.runner: CardRunner | None = None
        self.reader: SimReader | None = None
        if "sim:" in parts.settings.devices.card_readers:
            self.reader = SimReader()
        self._box = MemoryCardBox()
        writer = parts.opened.writer
        self._stans = StanBook(parts.store.reserve_stans, writer)
        self._socket = CardHostSocket(self._client)
        self.host_name = ""
        self._lock = threading.Lock()
        self._bank: Path | None = None
        self._is_started = False
        self._desk: ReaderDesk | None = None
        self._work: CardWork | None = None
        self.hands: CardHands | None = None
        self.side: CardSide | None = None

    # --- starting and stopping ------------------------------------------------------------

    def start(self) -> None:
        """Build and begin; what was in flight is taken up. Waits: not for the GUI thread.

        Raises:
            StoreError, BusyError, TimeoutError: the store cannot be used.
        """
        settings, vault = self._parts.settings, self._vault()
        with self._lock:
            self._is_started, bank = True, self._bank
        named = Path(settings.cards.host_profile) if settings.cards.host_profile else bank
        if named is not None:
            self._plug(named)
        readers = self._open_readers()
        if vault is None:
            self._tell_fault()
            return
        zone = settings.terminal.time_zone
        work = CardWork(
            CardWorkParts(
                host=self._socket,
                timeout_s=self._socket.timeout_s,
                local=lambda at: at.astimezone(zone),
                wants_sign_on=self._socket.wants_sign_on,
                tell_trip=self._trip,
            )
        )
        runner = CardRunner(
            CardRunnerParts(
                store=self._parts.store,
                executor=self._parts.opened.writer,
                timers=self._parts.timers,
                clock=self._parts.clock,
                clocks=settings.card_clock,
                readers=readers,
                work=work,
                box=self._box,
                vault=vault,
                stans=self._stans,
                observe=self._parts.observe,
                print_wanted=self._parts.print_wanted,
                signs_on_screen=lambda: settings.cards.signature is SignaturePlace.SCREEN,
            )
        )
        self.runner, self._work = runner, work
        self.hands = CardHands(
            store=self._parts.store,
            readers=readers,
            work=work,
            box=self._box,
            vault=vault,
            stans=self._stans,
            lane=runner.lane,
            lift_sale=runner.lift,
            can_read=self._desk is not None,
        )
        self.side = CardSide(self._parts.store, self._box, vault, self._stans, work)
        self._parts.join(self)
        self._begin(runner, work)

    def _begin(self, runner: CardRunner, work: CardWork) -> None:
        def take_up() -> None:
            try:
                self._stans.fill()
            except StoreError as error:
                # The book is asked to fill again before each message.
                log.error("no trace numbers yet: store %s", error.kind.value)
            runner.recover()

        self._parts.opened.writer.call(take_up, RECOVERY_DEADLINE_S)
        work.start()
        if self._desk is not None:
            self._desk.start()
        self._tell_fault()

    def has_unfinished(self) -> bool:
        """True if something by card is still to be worked to its end. Waits.

        Raises:
            StoreError, BusyError, TimeoutError: the store cannot be used.
        """
        store = self._parts.store
        flows = self._parts.opened.writer.call(store.open_flows, RECOVERY_DEADLINE_S)
        return any(each.flow.startswith(_FLOWS) for each in flows)

    @property
    def takes_cards(self) -> bool:
        """True where a sale by card can be begun."""
        return self.runner is not None and self.fault is None and self._parts.settings.takes_cards

    def stop(self, deadline_s: float) -> bool:
        """Let go of cards, readers and the host's line; False if that took longer."""
        deadline = time.monotonic() + deadline_s
        is_quiet = True
        if self._desk is not None:
            is_quiet = self._desk.close(deadline_s)
        if self._work is not None:
            is_quiet = self._work.stop(max(0.0, deadline - time.monotonic())) and is_quiet
        if not is_quiet:
            log.warning("cards: a reader or the card host's line was still at work")
        return is_quiet

    # --- the vault's key ------------------------------------------------------------------

    def _vault(self) -> Vault | None:
        """Return the vault; its key is never made anew once there was one."""
        opened = self._parts.opened
        known = opened.writer.call(lambda: opened.settings.get(KEY_CHECK), ANSWER_DEADLINE_S)
        try:
            key = self._parts.key.of_cards().find(self._parts.folder, may_make=known is None)
        except KeyUnavailableError as error:
            self._fail(CardsFault.KEY, error.problem.value)
            return None
        if known is None:
            now = self._parts.clock.now()
            check = key.check
            opened.writer.call(
                lambda: opened.settings.put(KEY_CHECK, check, "", now), ANSWER_DEADLINE_S
            )
        elif known != key.check:
            self._fail(CardsFault.KEY, "another key")
            return None
        return Vault(key.hex)

    # --- readers --------------------------------------------------------------------------

    def _open_readers(self) -> CardReaders:
        settings = self._parts.settings
        try:
            config = emv_config(settings)
            readers = open_card_readers(settings.devices.card_readers, self.reader)
        except SettingsError as error:
            self._fail(CardsFault.PAPERS, error.key or error.source, error)
            return NoReaders()
        except DevicePathError as error:
            self._fail(CardsFault.READERS, error.path, error)
            return NoReaders()
        if self.fault is not None or not settings.takes_cards:
            return NoReaders()
        zone = settings.terminal.time_zone
        self._desk = ReaderDesk(
            readers,
            config,
            self._box,
            self._reader_news,
            tell_lamp=self._parts.tell,
            clocks=desk_clocks(settings.card_clock),
            local=lambda at: at.astimezone(zone),
            stripe=settings.takes_stripes,
        )
        return self._desk

    def _reader_news(self, news: ReaderNews) -> None:
        if news.flow.startswith(f"{money_back.FLOW}:"):
            self._parts.tell_back(news)
        elif self.runner is not None:
            self.runner.reader_news(news)

    def swiped(self, typed: str) -> None:
        """Take what a stripe reader typed; nobody waiting for a card, it is forgotten."""
        if self._desk is not None:
            self._desk.swiped(typed)

    # --- the card host --------------------------------------------------------------------

    def bank_ready(self, credentials: Path) -> None:
        """Talk to the simulated bank's card host, unless the profile names another. Any thread."""
        if self._parts.settings.cards.host_profile:
            return
        with self._lock:
            self._bank = credentials / HOST_PROFILE
            is_started = self._is_started
        if is_started:
            self._plug_bank(credentials / HOST_PROFILE)

    def _plug_bank(self, profile: Path) -> None:
        self._plug(profile)
        self._tell_fault()
        self.ask_host()

    def ask_host(self) -> None:
        """Ask the card host for an answer now, for its lamp. It does not wait."""
        if self._work is not None and self.host_name:
            self._work.ask_now()

    def _plug(self, path: Path) -> None:
        try:
            profile = host_profile(self._parts.settings, path)
            self._bare_client(profile).load()
        except SettingsError as error:
            self._fail(CardsFault.HOST, error.key or error.source, error)
            return
        self._socket.plug(profile)
        self.host_name = profile.name or profile.address.host

    def _client(self, profile: CardHostProfile) -> LiveHost:
        client = self._bare_client(profile)
        wrap = self._parts.wrap_host
        return client if wrap is None else wrap(client)

    def _bare_client(self, profile: CardHostProfile) -> CardHostClient:
        zone = self._parts.settings.terminal.time_zone

        def now() -> datetime:
            return self._parts.clock.now().astimezone(zone)

        return CardHostClient(
            profile, self._box, next_stan=self._stans.next, late=self._came_late, now=now
        )

    def _came_late(self, answer: HostApproved | HostDeclined | HostDoubtful) -> None:
        try:
            if self.runner is not None:
                self.runner.late_answer(answer)
        except BusyError:
            log.error("a late answer was dropped: the till is overrun")

    def _trip(self, trip_ms: float | None) -> None:
        # Before there is a host to talk to, its silence says nothing.
        if self.host_name:
            self._parts.tell_trip(trip_ms)

    # --- faults ---------------------------------------------------------------------------

    def _fail(self, fault: CardsFault, detail: str, error: Exception | None = None) -> None:
        """Note why cards are off; the first fault is the one that is told."""
        log.error("cards are off: %s %s", fault.value, detail if error is None else error)
        if self.fault is None:
            self.fault, self.detail = fault, detail

    def _tell_fault(self) -> None:
        if self.fault is None or not self._parts.settings.takes_cards:
            return
        message_id = _WORDS[self.fault]
        self._parts.tell(DeviceStatus(DeviceKind.CARD_READER, Health.BAD, message_id, self.detail))
        self._parts.tell(WaysTold(()))
