"""One reader's thread: it waits for a card, runs the kernel on it, and lets it go."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Final, Protocol

from hardware.card_reader.facts import NoCardNumberError, chip_facts, data_of
from hardware.card_reader.outcomes import mute_news, news_of
from hardware.card_reader.reader import CardLostError, CardReader, MuteCardError, ReaderNote
from hardware.card_reader.session import Session, StoppedError
from kpay_desktop.domain.card import CardFacts, EntryMode
from kpay_desktop.emv.apdu import CommandApdu, ResponseApdu
from kpay_desktop.emv.config import EmvConfig, Transaction
from kpay_desktop.emv.contact import contact_transaction
from kpay_desktop.emv.steps import (
    Answer,
    CardLost,
    ChooseApplication,
    Chosen,
    Cvm,
    GoOnline,
    Kernel,
    OnlineResult,
    Outcome,
    Request,
    Tags,
    Transmit,
)
from kpay_desktop.emv.tap import tap_transaction
from kpay_desktop.ports_cards import (
    CardBox,
    CardReady,
    CardRemoved,
    CardSeen,
    ChoiceNeeded,
    ReaderNews,
    ReadFailed,
    ReadProblem,
)

log = logging.getLogger(__name__)

SINGAPORE: Final = timezone(timedelta(hours=8))
#: No transaction has so many commands; a card that wants more is not one.
MAX_COMMANDS: Final = 600


@dataclass(frozen=True, slots=True)
class DeskClocks:
    """How long is waited at a desk, in seconds.

    ``card_s``: for a card's own work, all in all. ``choose_s``: for the customer's choice.
    ``answer_s``: for the cashier and the issuer. ``remove_s``: for a card to be taken out.
    ``settle_s``: so late may a reader notice that a card was pulled out; one that does not answer
    has failed by itself only if it is still there then. ``look_s``: between two looks whether a
    card is still there. ``slice_s``: the longest wait for a card in one piece. ``fallback_s``: a
    chip that failed lets its stripe be read for so long.
    """

    card_s: float = 60.0
    choose_s: float = 60.0
    answer_s: float = 300.0
    remove_s: float = 3_600.0
    settle_s: float = 2.0
    look_s: float = 0.25
    slice_s: float = 5.0
    fallback_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Means:
    """What reading a card takes, whatever the reader.

    ``handle_of`` names a flow's card data; ``local`` turns a time into the shop's own.
    """

    config: EmvConfig
    box: CardBox
    tell: Callable[[ReaderNews], None]
    handle_of: Callable[[str], str]
    clocks: DeskClocks = DeskClocks()
    local: Callable[[datetime], datetime] = lambda at: at.astimezone(SINGAPORE)


class Counter(Protocol):
    """The desk as one of its readers sees it."""

    @property
    def is_closing(self) -> bool:
        """True once every thread is to end."""

    def is_wanted(self) -> bool:
        """True while a card is waited for."""

    def is_reading(self) -> bool:
        """True while some card is being read."""

    def claim(self, entry: EntryMode) -> Session | None:
        """Be the one whose card counts; None if another was quicker or nobody waits."""

    def ended(self, session: Session) -> None:
        """Say that a session is over."""

    def chip_failed(self) -> None:
        """Say that a chip has just failed technically."""

    def noted(self, lane: Lane, note: ReaderNote) -> None:
        """Say how the reader is."""


class Lane:
    """A reader with its thread."""

    def __init__(self, number: int, reader: CardReader, counter: Counter, means: Means) -> None:
        self.reader = reader
        self._counter, self._means, self._clocks = counter, means, means.clocks
        name = f"card-reader-{number}"
        self.thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._pause = threading.Event()
        self._may_stay = False
        self._served: Session | None = None

    def end(self) -> None:
        """Make the thread end soon."""
        self._pause.set()
        self.reader.wake()

    def _run(self) -> None:
        while not self._counter.is_closing:
            try:
                self._turn()
            except Exception:
                # The thread's last line of defence: a reader must not vanish from the desk.
                log.exception("a card reader's thread failed")
                self._give_up()
                self._pause.wait(1.0)
        self.reader.close()

    def _turn(self) -> None:
        deadline = time.monotonic() + self._clocks.slice_s
        if not self._counter.is_wanted():
            self.reader.rest(deadline)
            if self._counter.is_reading():
                self.reader.skip()
            self._counter.noted(self, self.reader.note)
            return
        entry: EntryMode | None = None
        try:
            entry = self.reader.wait_for_card(deadline)
        except MuteCardError as mute:
            self._serve_mute(mute.entry)
        self._counter.noted(self, self.reader.note)
        if entry is None:
            return
        session = self._counter.claim(entry)
        if session is None:
            # Somebody was quicker, or stopped: a card counts in the next sale if it comes then.
            self.reader.release(keep=not self._counter.is_reading())
            return
        try:
            self._serve(session)
        finally:
            self.reader.release(keep=self._may_stay)
            self._counter.ended(session)
            self._counter.noted(self, self.reader.note)

    def _serve_mute(self, entry: EntryMode) -> None:
        session = self._counter.claim(entry)
        if session is None:
            return
        self._means.tell(CardSeen(session.flow, entry))
        news = mute_news(session.flow, entry)
        if news.fallback:
            self._counter.chip_failed()
        self._counter.ended(session)
        self._means.tell(news)

    # --- one card -------------------------------------------------------------------------

    def _serve(self, session: Session) -> None:
        self._served, self._may_stay = session, False
        reading = _Reading(self.reader, session, self._means)
        try:
            self._means.tell(CardSeen(session.flow, session.entry))
            outcome = reading.run()
            self._conclude(session, reading, outcome)
        except StoppedError:
            # Nothing was asked of the issuer: the same card may serve the next sale as it is.
            self._may_stay = not reading.was_online
        self._served = None

    def _give_up(self) -> None:
        """Tell the flow that nothing comes of a card that this program stumbled over."""
        session, self._served = self._served, None
        if session is not None:
            self._means.tell(ReadFailed(session.flow, session.entry, ReadProblem.BAD_CARD))

    def _conclude(self, session: Session, reading: _Reading, outcome: Outcome) -> None:
        session.check()
        if outcome.was_online:
            reading.keep(outcome.tags, outcome.cvm)
        news = news_of(
            session.flow,
            session.entry,
            outcome,
            reading.facts,
            was_technical=reading.was_technical,
        )
        if isinstance(news, ReadFailed):
            if reading.was_removed:
                news = ReadFailed(session.flow, session.entry, ReadProblem.REMOVED)
            if news.fallback:
                self._counter.chip_failed()
            self.reader.release()
            self._counter.ended(session)
            self._means.tell(news)
            return
        is_chip = session.entry is EntryMode.CHIP
        session.done_reading()
        self._means.tell(news)
        if is_chip and self._is_taken_out(session):
            self._means.tell(CardRemoved(session.flow))

    def _is_taken_out(self, session: Session) -> bool:
        self.reader.release()
        deadline = time.monotonic() + self._clocks.remove_s
        while self.reader.is_present():
            if time.monotonic() >= deadline:
                return False
            session.wait(time.monotonic() + self._clocks.look_s)
        return True


class _Reading:
    """The kernel at work on one card."""

    def __init__(self, reader: CardReader, session: Session, means: Means) -> None:
        self._reader, self._session, self._means = reader, session, means
        self._is_chip = session.entry is EntryMode.CHIP
        self._handle = means.handle_of(session.flow)
        self._commands = 0
        # What the cashier, the customer and the issuer take is theirs, not the card's.
        self._deadline = time.monotonic() + means.clocks.card_s
        self.facts: CardFacts | None = None
        self.was_online = self.was_technical = self.was_removed = False

    def run(self) -> Outcome:
        """Run the kernel to its end.

        Raises:
            StoppedError: nobody wants the card any more.
        """
        kernel = self._kernel()
        answer: Answer = None
        try:
            while True:
                self._session.check()
                answer = self._answer(kernel.send(answer))
        except StopIteration as end:
            outcome: Outcome = end.value
            return outcome
        finally:
            kernel.close()

    def _kernel(self) -> Kernel:
        request = self._session.request
        transaction = Transaction(
            amount_minor=request.amount_minor,
            at=self._means.local(request.at),
            counter=request.counter,
            random_bytes=secrets.token_bytes,
            random_percent=lambda: 1 + secrets.randbelow(99),
        )
        begin = contact_transaction if self._is_chip else tap_transaction
        return begin(self._means.config, transaction)

    def _answer(self, asked: Request) -> Answer:
        match asked:
            case Transmit(command):
                return self._transmit(command)
            case ChooseApplication(choices):
                return self._choose(tuple(choice.label for choice in choices))
            case GoOnline(tags, cvm):
                return self._go_online(tags, cvm)
        return None

    def _transmit(self, command: CommandApdu) -> ResponseApdu | CardLost:
        self._commands += 1
        if self._commands > MAX_COMMANDS or time.monotonic() > self._deadline:
            self.was_technical = True
            return CardLost()
        try:
            return ResponseApdu.decode(self._reader.transmit(command.encode()))
        except CardLostError:
            self.was_technical = self._is_chip and self._stays()
            return CardLost()

    def _stays(self) -> bool:
        """Say whether a card that does not answer is really there."""
        deadline = time.monotonic() + self._means.clocks.settle_s
        while self._reader.is_present():
            if time.monotonic() >= deadline:
                return True
            self._session.wait(time.monotonic() + self._means.clocks.look_s)
        return False

    def _choose(self, labels: tuple[str, ...]) -> Chosen:
        began = time.monotonic()
        self._means.tell(ChoiceNeeded(self._session.flow, labels))
        deadline = began + self._means.clocks.choose_s
        try:
            while time.monotonic() < deadline:
                look = min(deadline, time.monotonic() + self._means.clocks.look_s)
                is_chosen, index = self._session.wait_for_choice(look)
                if is_chosen:
                    is_there = index is not None and 0 <= index < len(labels)
                    return Chosen(index if is_there else None)
                if not self._reader.is_present():
                    self.was_removed = True
                    break
            return Chosen(None)
        finally:
            self._deadline += time.monotonic() - began

    def _go_online(self, tags: Tags, cvm: Cvm) -> OnlineResult:
        if not self.keep(tags, cvm) or self.facts is None:
            return OnlineResult(None)
        began = time.monotonic()
        self.was_online = True
        if not self._is_chip:
            # A card that was tapped has said all it will say, and may go.
            self._reader.release()
            self._session.done_reading()
        self._means.tell(CardReady(self._session.flow, self.facts))
        answer = self._wait_for_issuer(began + self._means.clocks.answer_s)
        self._deadline += time.monotonic() - began
        return answer or OnlineResult(None)

    def _wait_for_issuer(self, deadline: float) -> OnlineResult | None:
        """Wait for the answer; say once that the chip has left, and go on waiting."""
        is_watched = self._is_chip
        while time.monotonic() < deadline:
            look = time.monotonic() + self._means.clocks.look_s if is_watched else deadline
            answer = self._session.wait_for_answer(min(deadline, look))
            if answer is not None:
                return answer
            if is_watched and not self._reader.is_present():
                is_watched = False
                flow, entry = self._session.flow, self._session.entry
                self._means.tell(ReadFailed(flow, entry, ReadProblem.REMOVED))
        return None

    def keep(self, tags: Tags, cvm: Cvm) -> bool:
        """Put the card's data in the box, and what may be shown of it in ``facts``."""
        try:
            data = data_of(tags)
        except NoCardNumberError:
            return False
        self._means.box.put(self._handle, data)
        self.facts = chip_facts(self._handle, self._session.entry, tags, data, cvm)
        return True
