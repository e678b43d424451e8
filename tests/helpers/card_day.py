"""Many sales by card at a till without windows, against a bank's process of its own.

``Till`` is all around it: cards, customers and cashier, the bank's desk, the network. ``sell``
lives through one case and returns what both books say while everything runs; ``rows`` reads the
till's store from the disk once it has stopped.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from hardware.card_reader.sim import SimReader
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.world import World, WorldParts
from kpay_desktop.domain.sale import Method, SaleDraft
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.settings import Settings
from kpay_desktop.settings_cards import CardClockSettings, CardSettings, SignaturePlace
from kpay_desktop.settings_works import BankSettings
from kpay_desktop.simulation.card_desk_client import CardDeskClient, CardSale
from tests.helpers.card_cases import Ask, Case, Hand, Net, Way
from tests.helpers.card_hands import Hands
from tests.helpers.card_net import HeardHost, Told, make_profile
from tests.helpers.card_world import card_settings
from tests.helpers.store import make_folder, raw
from ui.backend import News

WAIT_S: Final = 60.0
CLOCKS: Final = CardClockSettings(
    read_s=120.0, card_s=120.0, arrival_s=0.3, retry_first_s=0.05, retry_last_s=0.2
)
HURRIED: Final = replace(CLOCKS, read_s=10.0, card_s=0.3)
QUIET_S: Final = 3.0
UNSENT: Final = frozenset({"offline", "tls", "name"})
#: Reversals that the bank answers without noting them.
UNCOUNTED: Final = frozenset(
    {"no_answer", "cut_before", "code", "mac_refused"}
    | {"reversal_lost", "reversal_25", "reversal_12", "reversal_96"}
)
ENDS: Final = (Phase.APPROVED, Phase.DECLINED, Phase.CLOSED, Phase.REVERSED)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a case came to while till and bank ran.

    ``sent`` is how often the sale was asked for, ``reversals`` how each reversal ended,
    ``account_minor`` what left the card's account; ``rows`` are the bank's of that voucher.
    """

    view: CardSaleView
    problem: str
    sent: int
    reversals: tuple[str, ...]
    rows: tuple[CardSale, ...]
    account_minor: int


@dataclass(frozen=True, slots=True)
class Row:
    """A sale as the till's store has it on the disk; ``slips`` are its print jobs."""

    sale_id: int
    state: str
    reason: str
    total_minor: int
    stan: int
    code: str
    rrn: str
    approval_code: str
    is_armed: int
    is_open: int
    slips: int


_ROWS: Final = (
    "SELECT t.id, t.state, t.reason, t.amount_minor + t.tip_minor, COALESCE(c.stan, 0),"
    " COALESCE(c.host_code, ''), COALESCE(c.rrn, ''), COALESCE(c.approval_code, ''),"
    " COALESCE(c.is_armed, 0), COALESCE(f.is_open, 0),"
    " (SELECT COUNT(*) FROM print_jobs p WHERE p.kind = 'sale' AND p.subject_id = t.id)"
    " FROM transactions t LEFT JOIN card_payments c ON c.attempt_id = t.attempt_id"
    " LEFT JOIN flows f ON f.attempt_id = t.attempt_id WHERE t.method = 'card'"
)


def till_settings(clocks: CardClockSettings) -> Settings:
    """The demo's settings, with short clocks, signatures on paper and no outcomes by cents."""
    cards = CardSettings(enabled=True, signature=SignaturePlace.PAPER)
    bank = BankSettings(simulated=True, cents_table=False)
    return replace(card_settings(cards), card_clock=clocks, bank=bank)


class Till:
    """A till, its bank, and the people around them."""

    def __init__(self, folder: Path, clocks: CardClockSettings = CLOCKS) -> None:
        self._folder = make_folder(folder)
        self.told = Told()
        self._changed = threading.Condition()
        self._news: list[News] = []
        self._views: dict[str, list[CardSaleView]] = {}
        self._presses = 0
        self._total_minor = 100
        self._net: tuple[Net, int] | None = None
        self._line, self._is_awaited = 0, False
        self._balances: dict[str, int] = {}
        self.wallet_sale: SaleView | None = None
        parts = WorldParts(wrap_card_host=lambda host: HeardHost(host, self.told))
        folders = Folders(self._folder)
        folders.make()
        settings = till_settings(clocks)
        self.world = World(settings, folders, self._hear, version="test", parts=parts)

    # --- life -----------------------------------------------------------------------------

    def start(self) -> None:
        """Start it and its bank, and wait until it has signed on."""
        self.world.start()
        self.until("the bank", lambda: self.world.bank is not None)
        bank = self.world.bank
        assert bank is not None
        self.desk = CardDeskClient(bank.desk_url, bank.desk_token, WAIT_S)
        self._balances = {a.code: a.balance_minor for a in self.desk.card_state().accounts}
        self.use(Net.USUAL)

    def stop(self) -> None:
        """Stop till and bank."""
        self.world.stop(WAIT_S)

    def rows(self) -> dict[int, Row]:
        """Read the till's own rows from the disk, past everything of the till's."""
        with raw(self._folder) as store:
            found = store.execute(_ROWS).fetchall()
        return {int(row[0]): Row(*row) for row in found}

    def _hear(self, news: News) -> None:
        with self._changed:
            self._news.append(news)
            view = news.view if isinstance(news, ChargeBegun) else news
            if isinstance(view, CardSaleView):
                self._views.setdefault(view.flow, []).append(view)
            if isinstance(view, SaleView):
                self.wallet_sale = view
            self._changed.notify_all()

    def until(self, what: str, is_so: Callable[[], bool]) -> None:
        """Wait until something is so that news may bring about, or that only time does."""
        deadline = time.monotonic() + WAIT_S
        with self._changed:
            while not is_so():
                assert time.monotonic() < deadline, f"waited for {what}"
                self._changed.wait(0.02)

    # --- the network ----------------------------------------------------------------------

    def use(self, net: Net) -> None:
        """Talk to the card host by another profile from now on, signed on."""
        if not self.told.is_signed_on:
            self._plug(Net.USUAL)
            self.until("a sign-on", lambda: self.told.is_signed_on)
        self._plug(net)

    def _plug(self, net: Net) -> None:
        bank, room = self.world.bank, self.world.card_room
        assert bank is not None
        assert room is not None
        if (net, self._line) != self._net or not self.told.is_signed_on:
            self._net = net, self._line
            folder = self._folder / "profiles" / f"{bank.pid}-{self._line}"
            room.bank_ready(make_profile(bank.credentials, folder, net))

    def mend(self) -> None:
        """Let bank and line be well again."""
        for kind in ("sale", "reversal", "network"):
            self.desk.clear_next_card(kind)
        self.desk.set_card_line("up")

    # --- a case ---------------------------------------------------------------------------

    def prepare(self, case: Case) -> None:
        """Let the bank's desk and the network be as the case wants them."""
        if self._is_awaited:
            # What is still to be said on this connection must not come between.
            self._line, self._is_awaited = 1 - self._line, False
        self.use(case.net)
        asks = [case.sale] if case.reversal is None else [case.sale, case.reversal]
        self._is_awaited = any(ask.delay_s or ask.scenario == "glued" for ask in asks)
        self._want("sale", case.sale)
        if case.reversal is not None:
            self._want("reversal", case.reversal)
        if case.line != "up":
            self.desk.set_card_line(case.line)

    def _want(self, kind: str, ask: Ask) -> None:
        self.desk.set_next_card(
            ask.scenario, kind=kind, code=ask.code, delay_s=ask.delay_s, times=ask.times
        )

    def charge(self, total_minor: int = 0) -> str | CardBlocked:
        """Press Charge; return the sale's flow, or what is in its way."""
        self._presses += 1
        self._total_minor += 1
        request = f"press-{self._presses}"
        mark = len(self._news)
        total = total_minor or self._total_minor
        self.world.charge(SaleDraft(total, 0, Method.CARD, None, "01"), request)
        found: list[str | CardBlocked] = []

        def is_answered() -> bool:
            for news in self._news[mark:]:
                if isinstance(news, ChargeBegun) and news.request == request:
                    found.append(news.view.flow)
                if isinstance(news, CardBlocked) and news.request == request:
                    found.append(news)
            return bool(found)

        self.until("the till's answer to Charge", is_answered)
        return found[0]

    def sell(self, case: Case) -> Seen:
        """Live through a case."""
        before = self._balances
        self.prepare(case)
        flow = self.charge(case.total_minor)
        assert isinstance(flow, str), "blocked by an earlier sale"
        try:
            view, problem = self._work(case, flow)
        finally:
            if case.line != "up":
                self.desk.set_card_line("up")
        voucher = view.sale.identity.voucher
        stan = view.state.stan
        self._quiet(case, voucher, self.told.reversals.get(stan, []))
        rows = self._booked(case, voucher)
        return Seen(
            view,
            problem,
            len(self.told.sales.get(stan, [])) if stan else 0,
            tuple(self.told.reversals.get(stan, [])) if stan else (),
            rows,
            sum(before.values()) - sum(self._balances.values()),
        )

    def _booked(self, case: Case, voucher: str) -> tuple[CardSale, ...]:
        """Return the bank's sales of a voucher number, and note the customers' accounts.

        What is held up on its way is waited for where the case says that it arrives.
        """
        expected = case.ends.bank.split("|")
        found: tuple[CardSale, ...] = ()

        def is_booked() -> bool:
            nonlocal found
            state = self.desk.card_state()
            found = tuple(row for row in state.sales if row.voucher == voucher)
            self._balances = {each.code: each.balance_minor for each in state.accounts}
            return "" in expected or any(row.state in expected for row in found)

        self.until("the bank's books", is_booked)
        return found

    def _quiet(self, case: Case, voucher: str, reversals: list[str]) -> None:
        """Let reversals that the till gave up too early arrive: the next case's desk is not theirs.

        What is lost with its connection does not arrive, so nobody insists.
        """
        sent = sum(word not in UNSENT for word in reversals)
        if case.sale.scenario.startswith("reversal_") and case.sale.scenario in UNCOUNTED:
            sent -= case.sale.times
        if case.reversal is not None and case.reversal.scenario in UNCOUNTED:
            sent -= case.reversal.times
        deadline = time.monotonic() + QUIET_S
        while "timeout" in reversals and time.monotonic() < deadline:
            rows = self.desk.card_state().reversals
            if sum(row.times for row in rows if row.voucher == voucher) >= sent:
                return
            time.sleep(0.02)

    # --- people ---------------------------------------------------------------------------

    def _work(self, case: Case, flow: str) -> tuple[CardSaleView, str]:
        """Do what people do until the sale has ended; return its last view and the problem."""
        hands = Hands(case, flow, self.reader, self.world.cards)
        if case.hand is Hand.WAITING:
            self.told.before_sale = self.reader.take_away
        try:
            hands.present()
            if case.way is Way.SWIPE:
                self._swipe(flow, hands.typed)
            return self._watch(hands, flow, case.name), hands.problem
        finally:
            hands.end()
            self.told.before_sale = None

    def _watch(
        self, hands: Hands, flow: str, name: str, until: Phase | None = None
    ) -> CardSaleView:
        deadline = time.monotonic() + WAIT_S
        for number in itertools.count():
            view = self._view(flow, number, name)
            assert time.monotonic() < deadline, f"{name} has no end"
            if view.state.phase in (*ENDS, until):
                return view
            hands.see(view.state)
            if hands.wants_to_swipe(view.state):
                self._swipe(flow, hands.typed)
            elif hands.wants_out:
                self.world.cancel(flow)

        raise AssertionError(name)

    def _view(self, flow: str, number: int, name: str) -> CardSaleView:
        """Return what pages were told of a sale, one after the other."""
        self.until(f"the end of {name}", lambda: len(self._views[flow]) > number)
        return self._views[flow][number]

    def _swipe(self, flow: str, typed: str) -> None:
        self.settled(flow)
        self.world.swiped(typed)

    def settled(self, flow: str) -> CardSaleView:
        """Let the till answer a press that changes nothing: whatever came before it is done."""
        count = len(self._views[flow])
        self.world.cards.sign_on_paper(flow)
        self.until("a look at the sale", lambda: len(self._views[flow]) > count)
        return self._views[flow][-1]

    def comes_to(self, flow: str, what: str, is_so: Callable[[CardSaleView], bool]) -> CardSaleView:
        """Wait until a sale is so, and return it."""
        self.until(what, lambda: flow in self._views and is_so(self.newest(flow)))
        return self.newest(flow)

    def taps(self, case: Case) -> str:
        """Begin a case and use its card; return its flow while all goes on."""
        self.prepare(case)
        flow = self.charge()
        assert isinstance(flow, str), "blocked by an earlier sale"
        hands = Hands(case, flow, self.reader, self.world.cards)
        hands.present()
        self._watch(hands, flow, case.name, Phase.REVERSING)
        hands.end()
        return flow

    def newest(self, flow: str) -> CardSaleView:
        """Return the sale as it was told last."""
        return self._views[flow][-1]

    @property
    def reader(self) -> SimReader:
        """The simulated reader."""
        room = self.world.card_room
        assert room is not None
        assert room.reader is not None
        return room.reader
