"""A counter that takes cards, on hand-made parts, with everything it does written down in order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme, Verification
from kpay_desktop.domain.sale import Method, SaleDraft, SaleState
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows import codec
from kpay_desktop.flows.card_box import MemoryCardBox
from kpay_desktop.flows.card_effects import HostWork
from kpay_desktop.flows.card_runner import CardRunner, CardRunnerParts
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.card_work import HostEffect, HostReply, IssuerWords
from kpay_desktop.flows.charging import Charging
from kpay_desktop.flows.in_hand import SalesInHand
from kpay_desktop.flows.sale_view import ChargeBegun, Observed
from kpay_desktop.flows.stan_book import StanBook
from kpay_desktop.ports import Store
from kpay_desktop.ports_cards import (
    CardData,
    CardDone,
    CardReady,
    CardRemoved,
    ReadFailed,
    ReadProblem,
    ReadRequest,
    Silence,
)
from kpay_desktop.security.vault import Vault
from kpay_desktop.settings_cards import CardClockSettings
from tests.helpers.flows import InlineExecutor, ManualClock, ManualTimers
from tests.helpers.memory_store import InMemoryStore

NUMBER, EXPIRY, HOLDER = "5413339000001513", "9711", "CANARY/GOLDEN"
SHOWN_EXPIRY = "1197"
TRACK = f"{NUMBER}={EXPIRY}2011000099990"
DISCRETIONARY = "2011000099990"
SECRETS = (NUMBER, NUMBER[4:], TRACK, DISCRETIONARY, EXPIRY, SHOWN_EXPIRY, HOLDER)
"""What must stand nowhere: whole, and in parts that give it away."""

TAGS = {0x95: b"\x00" * 5, 0x9F10: b"\x06\x01", 0x9F36: b"\x00\x42", 0x57: b"\x54\x13"}
RRN, APPROVAL_CODE = "112233445566", "A1B2C3"
WORDS = IssuerWords("00", b"\xa1" * 8, b"\x72")
SIGNATURE = Signature((((1, 2), (3, 4)),))
KEY_HEX = "5a" * 32

APPROVED = t.HostApproved(RRN, APPROVAL_CODE)
DECLINED = t.HostDeclined("51", RRN)
SILENT = t.HostSilent(Silence.TIMEOUT, sent=True)
UNSENT = t.HostSilent(Silence.OFFLINE, sent=False)
NOT_FOUND = t.ReversalNotFound(batch_is_open=True, can_arrive=True)
NOT_REVERSED = t.ReversalSilent(Silence.TIMEOUT)


def card_draft(amount_minor: int = 2_800, tip_minor: int = 280) -> SaleDraft:
    """A sale of SGD 28.00 and 10 %, by card."""
    return SaleDraft(amount_minor, tip_minor, Method.CARD, None, "01")


@dataclass
class AskedHost:
    """An effect that was handed to the card host's hand, and the way back."""

    effect: t.Authorise | t.Reverse
    reply: HostReply


class Host(HostWork):
    """The card host's hand: it keeps what it was given. A waiting reversal does not wait twice.

    ``watch`` sees everything that is handed over, at that moment.
    """

    def __init__(self, diary: list[str]) -> None:
        self._diary = diary
        self.asked: list[AskedHost] = []
        self.watch: Callable[[HostEffect], None] = lambda _: None

    def perform(self, effect: HostEffect, reply: HostReply) -> None:
        # Of voids and refunds nobody is told here.
        assert isinstance(effect, t.Authorise | t.Reverse)
        self.watch(effect)
        if any(each.effect == effect for each in self.asked):
            return
        self._diary.append(type(effect).__name__)
        self.asked.append(AskedHost(effect, reply))


class Readers:
    """Card readers that only write down what they are told."""

    def __init__(self, diary: list[str]) -> None:
        self._diary = diary
        self.requests: list[ReadRequest] = []
        self.words: list[tuple[str | None, bytes, bytes]] = []

    def read(self, request: ReadRequest) -> None:
        self._diary.append("read")
        self.requests.append(request)

    def choose(self, flow: str, index: int | None) -> None:
        self._diary.append(f"choose {index}")

    def answered(
        self, flow: str, arc: str | None, issuer_data: bytes = b"", scripts: bytes = b""
    ) -> None:
        self._diary.append(f"answered {arc}")
        self.words.append((arc, issuer_data, scripts))

    def stop(self, flow: str) -> None:
        self._diary.append("stop")


class CardCounter:
    """Runner, store, hands. ``diary`` tells writes, effects, readers and news in their order.

    ``on`` is another store to work on, in place of the one in memory.
    """

    def __init__(
        self,
        store: InMemoryStore | None = None,
        clock: ManualClock | None = None,
        clocks: CardClockSettings | None = None,
        *,
        signs_on_screen: bool = True,
        on: Store | None = None,
    ) -> None:
        self.store = store or InMemoryStore()
        books: Store = self.store if on is None else on
        self.clock = clock or ManualClock()
        self.clocks = clocks or CardClockSettings()
        self.executor = InlineExecutor()
        self.timers = ManualTimers(self.clock, self.executor)
        self.diary: list[str] = []
        self.news: list[Observed] = []
        self.store.heard = self.diary.append
        self.host = Host(self.diary)
        self.readers = Readers(self.diary)
        self.box = MemoryCardBox()
        self.vault = Vault(KEY_HEX)
        self.signs_on_screen = signs_on_screen
        self.stans = StanBook(books.reserve_stans, self.executor)
        self.runner = CardRunner(
            CardRunnerParts(
                store=books,
                executor=self.executor,
                timers=self.timers,
                clock=self.clock,
                clocks=self.clocks,
                readers=self.readers,
                work=self.host,
                box=self.box,
                vault=self.vault,
                stans=self.stans,
                observe=self._observe,
                print_wanted=lambda: self.diary.append("print"),
                signs_on_screen=lambda: self.signs_on_screen,
            )
        )
        self.charging = Charging(
            books,
            SalesInHand(books, self.timers),
            self.clock,
            self._observe,
            begin_by_wallet=lambda *_: None,
            repeat_warning_min=15,
        )
        self.charging.begin_by_card = self.runner.begin

    def _observe(self, observed: Observed) -> None:
        self.diary.append("told")
        self.news.append(observed)

    def restarted(self) -> CardCounter:
        """The same store in a new program, as after a crash. Nothing is taken up yet."""
        screen = self.signs_on_screen
        return CardCounter(self.store, self.clock, self.clocks, signs_on_screen=screen)

    def recovered(self) -> CardCounter:
        """The same store in a new program that has taken up what was in flight."""
        again = self.restarted()
        again.runner.recover()
        return again

    # --- the counter ------------------------------------------------------------------------

    def press(self, request: str = "press-1", sale: SaleDraft | None = None) -> None:
        """Press Charge, whatever is in doubt."""
        despite = tuple(self.store.sales)
        self.executor.submit(lambda: self.charging.charge(sale or card_draft(), request, despite))

    def charge(self, request: str = "press-1", sale: SaleDraft | None = None) -> str:
        """Begin a sale and return its flow."""
        self.press(request, sale)
        begun = [n for n in self.news if isinstance(n, ChargeBegun) and n.request == request]
        return begun[-1].view.flow

    def present(self, flow: str, entry: EntryMode, *, signs: bool = False) -> None:
        """A card is read: its data is in the box, its facts are told."""
        handle = handle_of(flow)
        self.box.put(handle, CardData(NUMBER, EXPIRY, TRACK, "01", TAGS))
        self.runner.reader_news(CardReady(flow, facts_of(flow, entry, signs=signs)))

    def send(self, entry: EntryMode, request: str = "press-1", *, signs: bool = False) -> str:
        """Begin a sale and bring it to the card host."""
        flow = self.charge(request)
        self.present(flow, entry, signs=signs)
        if entry is not EntryMode.TAP:
            self.runner.confirm(flow)
        return flow

    def answer(self, event: t.Event, words: IssuerWords | None = None) -> None:
        """Answer the oldest effect that waits at the host."""
        self.host.asked.pop(0).reply(event, words)

    def approve(self) -> None:
        """The host approves what waits."""
        self.answer(APPROVED, WORDS)

    def finish(self, flow: str, *, approved: bool = True, signs: bool = False) -> None:
        """The chip has the last word."""
        facts = facts_of(flow, EntryMode.CHIP, signs=signs)
        self.runner.reader_news(CardDone(flow, facts, approved))

    def fail(self, flow: str, problem: ReadProblem, *, fallback: bool = False) -> None:
        """A card could not be read."""
        self.runner.reader_news(ReadFailed(flow, EntryMode.CHIP, problem, fallback))

    def take_out(self, flow: str) -> None:
        """The card is taken out of the reader."""
        self.runner.reader_news(CardRemoved(flow))

    def sell(self, entry: EntryMode = EntryMode.TAP, request: str = "press-1") -> str:
        """Make a whole sale that is approved."""
        flow = self.send(entry, request)
        self.approve()
        if entry is EntryMode.CHIP:
            self.finish(flow)
        return flow

    def reversing(self, entry: EntryMode = EntryMode.TAP, request: str = "press-1") -> str:
        """Begin a sale whose answer does not come; its reversal waits at the host."""
        flow = self.send(entry, request)
        self.answer(SILENT)
        return flow

    # --- what is to be seen -------------------------------------------------------------------

    def view(self, flow: str) -> CardSaleView:
        """The newest that pages were told of a sale."""
        views = [n.view if isinstance(n, ChargeBegun) else n for n in self.news]
        mine = [v for v in views if isinstance(v, CardSaleView) and v.flow == flow]
        return mine[-1]

    def phase(self, flow: str) -> Phase:
        """The phase as pages were told of it."""
        return self.view(flow).state.phase

    def stored(self, flow: str) -> CardSaleState:
        """The state as the journal has it."""
        return codec.decode(CardSaleState, self.store.flows[flow][0])

    def row(self, flow: str) -> SaleState:
        """The state of the sale's row."""
        return self.store.sales[self.stored(flow).identity.sale_id].state

    def waiting(self) -> list[str]:
        """The effects at the host without an answer yet."""
        return [type(each.effect).__name__ for each in self.host.asked]

    def since(self, mark: int) -> list[str]:
        """Return what the diary has from that place on, less what pages were told."""
        return [line for line in self.diary[mark:] if line != "told"]

    def kept(self, flow: str) -> CardData | None:
        """Return what memory holds of the sale's card."""
        return self.box.get(handle_of(flow))


def handle_of(flow: str) -> str:
    """Return the name of a sale's card data."""
    return f"card:{flow.rpartition(':')[2]}"


def facts_of(flow: str, entry: EntryMode, *, signs: bool = False) -> CardFacts:
    """Return the canary card as pages see it."""
    facts = CardFacts(
        handle_of(flow), Scheme.MASTERCARD, entry, NUMBER[:6], NUMBER[-4:], SHOWN_EXPIRY, HOLDER
    )
    return replace(facts, verification=Verification.SIGNATURE) if signs else facts


def leaks(
    store: InMemoryStore, news: list[Observed], records: list[logging.LogRecord]
) -> list[str]:
    """Return where anything secret of a card stands in journal, rows, views or logs."""
    # A leave's number is chance: now and then it has four figures in it that an expiry has.
    steps = [replace(commit, authorised=None) for commit in store.journal]
    texts = [("journal", commit.state + commit.event + repr(commit)) for commit in steps]
    texts += [("row", repr(card) + repr(store.vault)) for card in store.cards.values()]
    texts += [("view", repr(told)) for told in news]
    formatter = logging.Formatter("%(message)s")
    texts += [("log", formatter.format(record)) for record in records]
    return [place for place, text in texts if any(secret in text for secret in SECRETS)]
