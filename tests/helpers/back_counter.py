"""A counter that gives money back, on hand-made parts, with everything it does written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.cash import CashRounding, DrawerCount, Tender, round_cash
from kpay_desktop.domain.ledger import ReturnRecord
from kpay_desktop.domain.moves import DrawerEntry, DrawerKind
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import Commit, SaleRecord, SaleUpdate, SlipCopy, SlipKind
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleIdentity, SaleState
from kpay_desktop.flows import codec
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.back_runner import BackParts, BackRunner, CardHands
from kpay_desktop.flows.back_view import (
    BackBegun,
    BackNews,
    BackRefused,
    BackView,
    CandidatesTold,
    ReturnWanted,
)
from kpay_desktop.flows.card_calls import HostEffect, HostReply, IssuerWords
from kpay_desktop.flows.card_sale import values as card_values
from kpay_desktop.flows.gateway_back import BackReply
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import MoneyBackState
from kpay_desktop.flows.money_back.steps import BackClocks
from kpay_desktop.flows.sale_view import ReprintRefused
from kpay_desktop.ports import Store
from kpay_desktop.ports_cards import CardData, CardReady, Silence
from tests.helpers.card_counter import EXPIRY, NUMBER, TAGS, TRACK, CardCounter, facts_of
from tests.helpers.flows import ManualClock
from tests.helpers.memory_store import InMemoryStore

CASHIER, SUPERVISOR = "01", "90"
BOSS = Operator(SUPERVISOR, "Siti", Role.SUPERVISOR)
TOTAL = 3_080
RRN, CODE = "665544332211", "B1B2B3"
YES = t.HostApproved(RRN, CODE)
NO = t.HostDeclined("12")
SILENT = t.HostSilent(Silence.TIMEOUT, sent=True)
UNSENT = t.HostSilent(Silence.OFFLINE, sent=False)
NOT_REVERSED = t.ReversalSilent(Silence.TIMEOUT)
WALLET_TXN = "4200X"

Said = BackNews | ReprintRefused
Sent = t.SendToHost | t.ReverseAtHost


@dataclass
class AskedBack:
    """A message that was handed to the card host's hand, and the way back."""

    effect: Sent
    reply: HostReply


@dataclass
class AskedGateway:
    """A message that was handed to the gateway's hand, and the way back."""

    effect: t.SendToGateway
    reply: BackReply


class BackCounter:
    """Runner, store, hands. ``diary`` tells writes and effects in their order.

    ``cards`` is the counter at which sales by card are made, with the same store, clock, readers
    and vault. ``on`` is another store to work on, in place of the one in memory.
    """

    def __init__(
        self,
        store: InMemoryStore | None = None,
        clock: ManualClock | None = None,
        *,
        on: Store | None = None,
        clocks: BackClocks | None = None,
        rounding: CashRounding = CashRounding.NEAREST,
        has_cards: bool = True,
        can_read: bool = True,
        has_gateway: bool = True,
    ) -> None:
        self.cards = CardCounter(store, clock, on=on)
        self.store, self.clock = self.cards.store, self.cards.clock
        self.books: Store = self.store if on is None else on
        self.executor, self.timers = self.cards.executor, self.cards.timers
        self.diary, self.readers, self.box = self.cards.diary, self.cards.readers, self.cards.box
        self.news: list[Said] = []
        self.host: list[AskedBack] = []
        self.gateway: list[AskedGateway] = []
        self.authority = Authority(self.clock)
        self.signed_in = CASHIER
        self.watch: Callable[[HostEffect], None] = lambda _: None
        self.shut: set[str] = set()
        self.kicks = self.presses = 0
        self.kick_fails: Exception | None = None
        self.has_cards, self.can_read = has_cards, can_read
        self.runner = BackRunner(
            BackParts(
                store=self.books,
                executor=self.executor,
                timers=self.timers,
                clock=self.clock,
                authority=self.authority,
                signed_in=lambda: self.signed_in,
                give_back=self._at_gateway,
                kick_drawer=self._kick,
                observe=self._observe,
                print_wanted=lambda: self.diary.append("print"),
                clocks=clocks or BackClocks(),
                rounding=rounding,
                has_gateway=has_gateway,
                is_shut=lambda acquirer: acquirer in self.shut,
            )
        )
        self.cards.runner.lane.settles(lambda: "cards" in self.shut)
        if has_cards:
            self.take_cards()

    def take_cards(self) -> None:
        """Give money back to cards from now on."""
        hands = CardHands(
            store=self.books,
            readers=self.readers,
            work=self,
            box=self.box,
            vault=self.cards.vault,
            stans=self.cards.stans,
            lane=self.cards.runner.lane,
            lift_sale=self.cards.runner.lift,
            can_read=self.can_read,
        )
        self.runner.take_cards(hands)

    # --- hands ------------------------------------------------------------------------------

    def perform(self, effect: HostEffect, reply: HostReply) -> None:
        """Keep what is handed to the card host. A waiting reversal does not wait twice."""
        assert isinstance(effect, t.SendToHost | t.ReverseAtHost)
        if any(each.effect == effect for each in self.host):
            return
        self.watch(effect)
        self.diary.append(type(effect).__name__)
        self.host.append(AskedBack(effect, reply))

    def _at_gateway(self, effect: t.SendToGateway, reply: BackReply) -> None:
        self.diary.append("SendToGateway")
        self.gateway.append(AskedGateway(effect, reply))

    def _kick(self) -> None:
        if self.kick_fails is not None:
            raise self.kick_fails
        self.diary.append("kick")
        self.kicks += 1

    def _observe(self, told: Said) -> None:
        self.diary.append("told")
        self.news.append(told)

    # --- restarts -----------------------------------------------------------------------------

    def restarted(self) -> BackCounter:
        """The same store in a new program, as after a crash. Nothing is taken up yet."""
        return BackCounter(self.store, self.clock, has_cards=self.has_cards)

    def recovered(self) -> BackCounter:
        """The same store in a new program that has taken up what was in flight."""
        again = self.restarted()
        again.cards.runner.recover()
        again.runner.recover()
        return again

    # --- sales --------------------------------------------------------------------------------

    def sell(self, method: Method = Method.PAYNOW, mode: QrMode | None = QrMode.SHOW) -> int:
        """Book a sale that is paid, not by card; return its number."""
        tender = None
        if method is Method.CASH:
            mode = None
            tender = Tender(TOTAL, round_cash(TOTAL, CashRounding.NEAREST), 5_000)
        return self.book(SaleDraft(TOTAL - 280, 280, method, mode, CASHIER, tender=tender))

    def book(self, draft: SaleDraft) -> int:
        """Book a sale that is paid; return its number."""
        at = self.clock.now()
        flow: list[str] = []

        def first(identity: SaleIdentity) -> Commit:
            flow[:] = [f"test:{identity.attempt_id}"]
            return Commit(flow[0], "{}", "{}", is_open=False, at=at)

        identity = self.books.begin_sale(draft, at, first)
        by_hand = draft.mode is QrMode.OWN
        state = SaleState.BY_HAND if by_hand else SaleState.APPROVED
        number = None if draft.method.wallet is None else f"{WALLET_TXN}{identity.sale_id}"
        update = SaleUpdate(
            identity.sale_id, state, wallet_txn_no=number, paid_at=at, finished_at=at
        )
        self.books.commit(Commit(flow[0], "{}", "{}", is_open=False, at=at, sale=update))
        return identity.sale_id

    def book_in_drawer(self, kind: DrawerKind, amount_minor: int) -> None:
        """Write a line of the drawer's book, such as the count that opens a shift."""
        at, counts = self.clock.now(), kind in {DrawerKind.OPENED, DrawerKind.CLOSED}
        count = DrawerCount({1_000: amount_minor // 1_000}) if counts else None
        entry = DrawerEntry(kind, amount_minor, CASHIER, count=count)
        self.books.begin_move(
            entry, at, lambda move_id: Commit(f"drawer:{move_id}", "{}", "{}", False, at)
        )

    def sell_card(self, entry: EntryMode = EntryMode.TAP, request: str = "") -> int:
        """Make a sale by card that is approved; return its number."""
        self.presses += 1
        flow = self.cards.sell(entry, request or f"sale-{self.presses}")
        return self.cards.view(flow).sale.identity.sale_id

    def sale(self, sale_id: int) -> SaleRecord:
        """Return a sale's row."""
        sale = self.books.sale(sale_id)
        assert sale is not None
        return sale

    # --- money back -----------------------------------------------------------------------------

    def grant(
        self, kind: ReturnKind, sale_id: int, amount_minor: int, operator_id: str = CASHIER
    ) -> str:
        """Give leave for an act; return its number."""
        supervised = {ReturnKind.VOID: Supervised.VOID, ReturnKind.REFUND: Supervised.REFUND}
        voucher = self.sale(sale_id).identity.voucher
        act = Act(supervised[kind], f"sale:{sale_id}", voucher, amount_minor, operator_id)
        return self.authority.grant(act, BOSS).number

    def lift(self, flow: str) -> None:
        """Lift the block of a reversal with a supervisor's leave."""
        if flow.startswith("money_back:"):
            back = self.row(flow)
            voucher, amount_minor = back.identity.voucher, back.amount_minor
        else:
            sale = self.cards.view(flow).sale
            voucher, amount_minor = sale.identity.voucher, sale.total_minor
        act = Act(Supervised.LIFT_BLOCK, flow, voucher, amount_minor, self.signed_in)
        self.runner.lift_block(flow, self.authority.grant(act, BOSS).number)

    def press(
        self, kind: ReturnKind, sale_id: int, amount_minor: int = TOTAL, request: str = ""
    ) -> str:
        """Ask for money back with a supervisor's leave; return the press."""
        self.presses += 1
        request = request or f"back-{self.presses}"
        number = self.grant(kind, sale_id, amount_minor)
        self.runner.begin(ReturnWanted(request, kind, sale_id, amount_minor), number)
        return request

    def void(self, sale_id: int) -> str:
        """Begin a void; return its flow."""
        return self.begun(self.press(ReturnKind.VOID, sale_id))

    def refund(self, sale_id: int, amount_minor: int = 1_000) -> str:
        """Begin a refund; return its flow."""
        return self.begun(self.press(ReturnKind.REFUND, sale_id, amount_minor))

    def begun(self, request: str) -> str:
        """Return the flow that was begun for a press."""
        (flow,) = (
            each.view.flow
            for each in self.news
            if isinstance(each, BackBegun) and each.request == request
        )
        return flow

    def told(self) -> list[CandidatesTold]:
        """Return the sales that were told of."""
        return [each for each in self.news if isinstance(each, CandidatesTold)]

    def refused(self) -> BackRefused:
        """Return the refusal that was told last."""
        last = self.news[-1]
        assert isinstance(last, BackRefused), last
        return last

    def present(self, flow: str, entry: EntryMode = EntryMode.TAP, last_four: str = "") -> None:
        """The card is read for the flow: its data is in the box, its facts are told."""
        handle = f"back:{flow.rpartition(':')[2]}"
        facts = replace(facts_of(flow, entry), handle=handle)
        if last_four:
            facts = replace(facts, last_four=last_four)
        self.box.put(handle, CardData(NUMBER, EXPIRY, TRACK, "01", TAGS))
        self.runner.reader_news(CardReady(flow, facts))

    def answer(self, event: card_values.Event, words: IssuerWords | None = None) -> None:
        """Answer the oldest message that waits at the card host."""
        self.host.pop(0).reply(event, words)

    def tell(self, event: t.Event) -> None:
        """Answer the oldest message that waits at the gateway."""
        self.gateway.pop(0).reply(event)

    def settle(self) -> None:
        """Settle every batch, as far as money back asks: closed, and its numbers wiped."""
        for batch in self.store.batches.values():
            batch.closed_at = batch.closed_at or self.clock.now()
        self.store.vault.clear()

    # --- what is to be seen -------------------------------------------------------------------

    def view(self, flow: str) -> BackView:
        """The newest that pages were told of it."""
        views = [each.view if isinstance(each, BackBegun) else each for each in self.news]
        return [v for v in views if isinstance(v, BackView) and v.flow == flow][-1]

    def stored(self, flow: str) -> MoneyBackState:
        """The state as the store has it."""
        stored = self.books.flow(flow)
        assert stored is not None
        return codec.decode(MoneyBackState, stored.state)

    def row(self, flow: str) -> ReturnRecord:
        """The row as the store has it."""
        record = self.books.back(int(flow.rpartition(":")[2]))
        assert record is not None
        return record

    def waiting(self) -> list[str]:
        """The messages at the card host without an answer yet."""
        return [type(each.effect).__name__ for each in self.host]

    def slips(self, flow: str) -> list[tuple[SlipCopy, bool]]:
        """The slips of it that were queued, and whether they are marked."""
        back_id = int(flow.rpartition(":")[2])
        jobs = self.books.print_jobs(100)
        mine = [job for job in jobs if job.kind is SlipKind.RETURN and job.subject_id == back_id]
        return [(job.copy, job.duplicate) for job in mine]
