"""The desk at which chip, tap and stripe wait at once: the first card wins."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from hardware.actor import Actor
from hardware.card_reader.facts import stripe_data, stripe_facts
from hardware.card_reader.lane import SINGAPORE, DeskClocks, Lane, Means
from hardware.card_reader.outcomes import STRIPE_PROBLEMS
from hardware.card_reader.reader import CardReader, ReaderNote, lamp_of, ways_of
from hardware.card_reader.session import Session
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.devices import DeviceStatus
from kpay_desktop.domain.track import (
    Stripe,
    StripeError,
    StripeProblem,
    check_stripe,
    read_stripe,
)
from kpay_desktop.emv.config import EmvConfig
from kpay_desktop.emv.steps import OnlineResult
from kpay_desktop.flows.money_back import table as money_back
from kpay_desktop.ports import BusyError
from kpay_desktop.ports_cards import (
    CardBox,
    CardDone,
    CardReady,
    CardSeen,
    ReaderNews,
    ReadFailed,
    ReadProblem,
    ReadRequest,
    WaysTold,
)

log = logging.getLogger(__name__)

APPROVED_ARCS = frozenset({"00", "10", "11"})
TRACK_SENT_MAX = 37
"""What of a second track goes into field 35 of ISO 8583 at most."""


def handle_of_flow(flow: str) -> str:
    """Return the name of a flow's card data: its number stands last in both.

    A card that is shown for money back has a name of its own, beside that of the card that paid.
    """
    kind, _, number = flow.rpartition(":")
    return money_back.handle_of(int(number)) if kind == money_back.FLOW else f"card:{number}"


class ReaderDesk:
    """Implements ``CardReaders`` over any number of readers and a stripe reader that types.

    ``tell`` gets the news and ``tell_lamp`` the readers' common state and which ways to read a card
    work, on threads of the desk. ``stripe``: there is a stripe reader that types.
    """

    def __init__(
        self,
        readers: Sequence[CardReader],
        config: EmvConfig,
        box: CardBox,
        tell: Callable[[ReaderNews], None],
        *,
        tell_lamp: Callable[[DeviceStatus | WaysTold], None] | None = None,
        clocks: DeskClocks | None = None,
        local: Callable[[datetime], datetime] = lambda at: at.astimezone(SINGAPORE),
        stripe: bool = False,
    ) -> None:
        self._means = Means(config, box, tell, handle_of_flow, clocks or DeskClocks(), local)
        self._tell_lamp, self._has_stripe = tell_lamp, stripe
        self._changed = threading.Condition(threading.RLock())
        self._telling = threading.Lock()
        self._request: ReadRequest | None = None
        self._session: Session | None = None
        self._stripe: tuple[Session, Stripe] | None = None
        self._chip_failed_at: float | None = None
        self._is_closing = False
        self._lamp: DeviceStatus | None = None
        self._ways: WaysTold | None = None
        self._lanes = [
            Lane(number, reader, self, self._means) for number, reader in enumerate(readers, 1)
        ]
        self._notes = {lane: lane.reader.note for lane in self._lanes}
        # News about a stripe come from here: whoever types or presses must not wait for them.
        self._stripes = Actor("card-stripe")

    # --- life -----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to look after the readers."""
        self._stripes.start()
        for lane in self._lanes:
            lane.thread.start()
        self._show()

    def close(self, deadline_s: float) -> bool:
        """Let go of every card and reader; False if one was still at work at the deadline."""
        deadline = time.monotonic() + deadline_s
        with self._changed:
            self._is_closing, self._request = True, None
            if self._session is not None:
                self._session.stop()
            self._changed.notify_all()
        for lane in self._lanes:
            lane.end()
        for lane in self._lanes:
            lane.thread.join(max(0.0, deadline - time.monotonic()))
        is_quiet = self._stripes.stop(max(0.0, deadline - time.monotonic()))
        return is_quiet and not any(lane.thread.is_alive() for lane in self._lanes)

    # --- CardReaders ----------------------------------------------------------------------

    def read(self, request: ReadRequest) -> None:
        """See ``CardReaders``. A card of an earlier request is let go."""
        with self._changed:
            if self._session is not None:
                self._session.stop()
                self._session = None
            self._stripe = None
            self._request = request
        self._wake()

    def choose(self, flow: str, index: int | None) -> None:
        """See ``CardReaders``."""
        session = self._session_of(flow)
        if session is not None:
            session.choose(index)

    def answered(
        self, flow: str, arc: str | None, issuer_data: bytes = b"", scripts: bytes = b""
    ) -> None:
        """See ``CardReaders``. A card that is gone for good is told as removed."""
        with self._changed:
            session, stripe = self._session_of(flow), self._stripe
        if session is not None and stripe is not None and stripe[0] is session:
            self._later(lambda: self._finish_stripe(session, stripe[1], arc))
        elif session is None or not session.answer(OnlineResult(arc, issuer_data, scripts)):
            gone = ReadFailed(flow, EntryMode.CHIP, ReadProblem.REMOVED)
            self._later(lambda: self._means.tell(gone))

    def stop(self, flow: str) -> None:
        """See ``CardReaders``."""
        with self._changed:
            if self._request is not None and self._request.flow == flow:
                self._request = None
            session = self._session_of(flow)
            if session is not None:
                session.stop()
                self._session = self._stripe = None
        self._wake()

    def _session_of(self, flow: str) -> Session | None:
        with self._changed:
            session = self._session
            return session if session is not None and session.flow == flow else None

    def _wake(self) -> None:
        for lane in self._lanes:
            lane.reader.wake()

    # --- what lanes ask -------------------------------------------------------------------

    @property
    def is_closing(self) -> bool:
        """See ``Counter``."""
        return self._is_closing

    def is_wanted(self) -> bool:
        """See ``Counter``."""
        with self._changed:
            return self._request is not None

    def is_reading(self) -> bool:
        """See ``Counter``."""
        with self._changed:
            return self._session is not None and self._session.is_reading

    def claim(self, entry: EntryMode) -> Session | None:
        """See ``Counter``."""
        with self._changed:
            request, self._request = self._request, None
            if request is None:
                return None
            self._session = Session(request, entry, self._changed)
            session = self._session
        self._wake()
        return session

    def ended(self, session: Session) -> None:
        """See ``Counter``."""
        with self._changed:
            if self._session is session:
                self._session = None

    def chip_failed(self) -> None:
        """See ``Counter``."""
        with self._changed:
            self._chip_failed_at = time.monotonic()

    def noted(self, lane: Lane, note: ReaderNote) -> None:
        """See ``Counter``."""
        with self._changed:
            self._notes[lane] = note
        self._show()

    def _show(self) -> None:
        """Tell lamp and ways where they have changed, in the order in which they did."""
        with self._telling:
            with self._changed:
                lamp = lamp_of(tuple(self._notes.values()))
                offers = [(note, lane.reader.ways) for lane, note in self._notes.items()]
                ways = ways_of(offers, stripe=self._has_stripe)
                new_lamp, new_ways = lamp != self._lamp, ways != self._ways
                self._lamp, self._ways = lamp, ways
            if self._tell_lamp is None:
                return
            if new_lamp:
                self._tell_lamp(lamp)
            if new_ways:
                self._tell_lamp(ways)

    # --- the stripe -----------------------------------------------------------------------

    def swiped(self, typed: str) -> None:
        """Take what a stripe reader typed. Nobody waiting for a card, it is forgotten."""
        with self._changed:
            request = self._request
            may_fall_back = self._may_fall_back(request)
        if request is None:
            return
        session = self.claim(EntryMode.SWIPE)
        if session is not None:
            self._later(lambda: self._serve_stripe(session, typed, may_fall_back))

    def _may_fall_back(self, request: ReadRequest | None) -> bool:
        """Say whether a chip card's stripe counts: asked for, and soon after the chip failed."""
        if request is None or not request.fallback or self._chip_failed_at is None:
            return False
        return time.monotonic() - self._chip_failed_at <= self._means.clocks.fallback_s

    def _serve_stripe(self, session: Session, typed: str, may_fall_back: bool) -> None:
        try:
            self._read_stripe(session, typed, may_fall_back)
        except Exception:
            # As on a reader's thread: nothing comes of a card that this program stumbled over,
            # and whoever waits for it is told.
            log.exception("a stripe could not be worked on")
            flow = session.flow
            with self._changed:
                if self._session is session:
                    self._session = self._stripe = None
            self._means.box.wipe(self._means.handle_of(flow))
            self._means.tell(ReadFailed(flow, EntryMode.SWIPE, ReadProblem.BAD_STRIPE))

    def _read_stripe(self, session: Session, typed: str, may_fall_back: bool) -> None:
        flow, tell = session.flow, self._means.tell
        tell(CardSeen(flow, EntryMode.SWIPE))
        today = self._means.local(session.request.at).date()
        try:
            stripe = read_stripe(typed)
            check_stripe(stripe, today, after_chip_failed=may_fall_back)
            if not 0 < len(stripe.track_2) <= TRACK_SENT_MAX:
                # The host wants the second track: found now, it is swiped again.
                raise StripeError(StripeProblem.UNREADABLE)
        except StripeError as error:
            self.ended(session)
            problem = STRIPE_PROBLEMS[error.problem]
            tell(ReadFailed(flow, EntryMode.SWIPE, problem, fallback=may_fall_back))
            return
        entry = EntryMode.FALLBACK if stripe.has_chip else EntryMode.SWIPE
        handle = self._means.handle_of(flow)
        with self._changed:
            if self._session is not session:
                return
            self._means.box.put(handle, stripe_data(stripe))
            self._stripe = (session, stripe)
            session.done_reading()
        tell(CardReady(flow, stripe_facts(handle, entry, stripe)))

    def _finish_stripe(self, session: Session, stripe: Stripe, arc: str | None) -> None:
        entry = EntryMode.FALLBACK if stripe.has_chip else EntryMode.SWIPE
        facts = stripe_facts(self._means.handle_of(session.flow), entry, stripe)
        with self._changed:
            self._stripe = None
        self.ended(session)
        self._means.tell(CardDone(session.flow, facts, arc in APPROVED_ARCS))

    def _later(self, task: Callable[[], None]) -> None:
        try:
            self._stripes.submit(task)
        except BusyError:
            log.warning("a card's news were dropped: the desk is closing or overrun")
