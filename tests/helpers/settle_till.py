"""A till that settles, on hand-made parts: its store, a card host and a gateway that can be asked.

Sales are written as their flows leave them; what the flows themselves do is shown elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from kpay_desktop.domain.approval import Act
from kpay_desktop.domain.card import CardFacts, CardRecord, EntryMode, Scheme, SealedCard
from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.ledger import Acquirer, BatchStanding, SettlementRecord
from kpay_desktop.domain.moves import ReturnDraft, ReturnIdentity, ReturnUpdate
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import Commit, SaleUpdate
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleIdentity, SaleState
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.card_box import MemoryCardBox
from kpay_desktop.flows.settle_parts import CardSide, SettleParts, carry_over_act
from kpay_desktop.flows.settle_runner import SettleRunner
from kpay_desktop.flows.settle_state import state_of
from kpay_desktop.flows.settle_view import SettleBegun, SettleNews, SettleView
from kpay_desktop.flows.settlement.state import Phase, SettlementState
from kpay_desktop.flows.stan_book import StanBook
from kpay_desktop.ports import Store
from kpay_desktop.security.vault import KeptCard, Vault
from kpay_desktop.settings_day import SettleClockSettings
from tests.helpers.flows import InlineExecutor, ManualClock, ManualTimers
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.settle_line import CardLine, GatewayLine
from tests.helpers.truthful_card_host import HeldSale

KEY_HEX = "5a" * 32
PAN, EXPIRY = "4761739001010119", "2812"
SUPERVISOR = Operator("90", "Rosnah", Role.SUPERVISOR)
CASHIER = "01"


@dataclass
class World:
    """What outlives the program: disk, card host, gateway, time."""

    store: Store = field(default_factory=InMemoryStore)
    cards: CardLine = field(default_factory=CardLine)
    gateway: GatewayLine = field(default_factory=GatewayLine)
    clock: ManualClock = field(default_factory=ManualClock)

    @property
    def memory(self) -> InMemoryStore:
        """The store, which is the one in memory."""
        assert isinstance(self.store, InMemoryStore)
        return self.store


class SettleTill:
    """One run of the program. ``nudged`` are the flows that were asked to try once more."""

    def __init__(
        self, world: World | None = None, clocks: SettleClockSettings | None = None
    ) -> None:
        self.world = world or World()
        self.store, self.clock = self.world.store, self.world.clock
        self.executor = InlineExecutor()
        self.timers = ManualTimers(self.clock, self.executor)
        self.authority = Authority(self.clock)
        self.news: list[SettleNews] = []
        self.nudged: list[str] = []
        self.prints = 0
        self.box, self.vault = MemoryCardBox(), Vault(KEY_HEX)
        # What waits for an answer belongs to the program that asked.
        self.world.cards.waiting.clear()
        self.world.gateway.waiting.clear()
        self.runner = SettleRunner(
            SettleParts(
                store=self.store,
                executor=self.executor,
                timers=self.timers,
                clock=self.clock,
                clocks=clocks or SettleClockSettings(),
                authority=self.authority,
                query=self.world.gateway.query,
                nudge=self.nudged.append,
                observe=self.news.append,
                print_wanted=self._print,
            )
        )
        stans = StanBook(self.store.reserve_stans, self.executor)
        self.runner.use_cards(CardSide(self.store, self.box, self.vault, stans, self.world.cards))

    def _print(self) -> None:
        self.prints += 1

    def restarted(self) -> SettleTill:
        """The same world with a new program that has taken up what was in flight."""
        again = SettleTill(self.world)
        again.do(again.runner.recover)
        return again

    def do(self, task: Callable[[], object]) -> None:
        """Do something on the executor's thread."""
        self.executor.submit(lambda: _drop(task()))

    # --- sales -----------------------------------------------------------------------------

    def sell(
        self,
        method: Method = Method.CARD,
        amount_minor: int = 2_800,
        state: SaleState = SaleState.APPROVED,
        *,
        mode: QrMode | None = None,
    ) -> SaleIdentity:
        """Write a sale down, and let its host have it where it is approved."""
        sale = _draft(method, amount_minor, mode)
        identity = self.store.begin_sale(sale, self.clock.now(), _begun(method))
        self.bring(identity, state)
        return identity

    def bring(self, identity: SaleIdentity, state: SaleState) -> None:
        """Bring a sale to a state."""
        sale = self.store.sale(identity.sale_id)
        assert sale is not None
        at, total = self.clock.now(), sale.total_minor
        has_ended = state not in {SaleState.OPEN, SaleState.CHECKING}
        wallet_no = f"T{identity.order_no}" if sale.method.wallet is not None else None
        update = SaleUpdate(
            identity.sale_id,
            state,
            wallet_txn_no=wallet_no,
            paid_at=at if state is SaleState.APPROVED else None,
            finished_at=at if has_ended else None,
        )
        commit = replace(_begun(sale.method)(identity), at=at, sale=update, is_open=not has_ended)
        if sale.method is Method.CARD:
            card, sealed = _card(identity, self.vault, is_armed=not has_ended)
            commit = replace(commit, card=card, sealed=sealed)
        self.store.commit(commit)
        if state is SaleState.APPROVED and sale.method is Method.CARD:
            self.world.cards.host.sales[identity.voucher] = HeldSale(total)
        if state is SaleState.APPROVED and sale.method.wallet is not None:
            self.world.gateway.paid[identity.order_no] = total

    def give_back(
        self, sale: SaleIdentity, kind: ReturnKind, amount_minor: int, state: ReturnState
    ) -> ReturnIdentity:
        """Write a void or refund down in some state."""
        at, wanted = self.clock.now(), ReturnDraft(kind, sale.sale_id, amount_minor, "01", "90")
        identity = self.store.begin_return(wanted, at, lambda made: _back_begun(made, at))
        self.bring_back(sale, identity, kind, state)
        return identity

    def bring_back(
        self, sale: SaleIdentity, back: ReturnIdentity, kind: ReturnKind, state: ReturnState
    ) -> None:
        """Bring a void or refund to a state; the sale of a void that is done is voided."""
        at, row = self.clock.now(), self.store.sale(sale.sale_id)
        assert row is not None
        is_done = state is ReturnState.DONE
        facts = None if row.card is None else row.card.facts
        wallet_no = f"T{back.number}" if is_done and row.method.wallet is not None else ""
        update = ReturnUpdate(
            back.return_id,
            state,
            stan=700_000 + back.return_id if facts is not None else 0,
            rrn=f"{back.return_id:012}" if facts is not None else "",
            approval_code="B1B2B3" if facts is not None else "",
            wallet_no=wallet_no,
            facts=facts,
            finished_at=at if is_done else None,
        )
        commit = replace(_back_begun(back, at), back=update, is_open=not is_done)
        if is_done and kind is ReturnKind.VOID:
            commit = replace(commit, sale=SaleUpdate(sale.sale_id, SaleState.VOIDED))
        self.store.commit(commit)

    # --- settling --------------------------------------------------------------------------

    def settle(self) -> tuple[SettleView, ...]:
        """Press Settle; return what it began."""
        self.runner.settle(CASHIER)
        begun = [one for one in self.news if isinstance(one, SettleBegun)]
        return begun[-1].views

    def look_again(self) -> None:
        """Something moved: let the runner look at what it waits for."""
        self.do(self.runner._reconsider)

    def state(self, acquirer: str = Acquirer.CARDS) -> SettlementState:
        """The newest settlement with an acquirer, as the disk has it."""
        return state_of(self.record(acquirer))

    def record(self, acquirer: str = Acquirer.CARDS) -> SettlementRecord:
        """The row of the newest settlement with an acquirer."""
        found, number = [], 1
        while (record := self.store.settlement(number)) is not None:
            found.append(record)
            number += 1
        return [one for one in found if one.identity.acquirer == acquirer][-1]

    def phase(self, acquirer: str = Acquirer.CARDS) -> Phase:
        """Where it stands."""
        return self.state(acquirer).phase

    def carry_over(self, acquirer: str = Acquirer.CARDS) -> None:
        """A supervisor lets a batch close without what is named on the page."""
        state = self.state(acquirer)
        flow = f"settlement:{state.settlement_id}"
        leave = self.authority.grant(carry_over_act(flow, state, CASHIER), SUPERVISOR)
        self.runner.carry_over(flow, leave.number, CASHIER)

    def settle_all(self, acquirer: str = Acquirer.CARDS) -> SettlementState:
        """Settle, answer everything, and return how the acquirer's ended."""
        self.settle()
        self.world.cards.answer_all()
        self.world.gateway.answer_all()
        state = self.state(acquirer)
        assert state.phase is Phase.SETTLED
        return state

    def standing(self) -> dict[str, BatchStanding]:
        """The open batches by acquirer."""
        return {one.batch.acquirer: one for one in self.store.standing()}


def _drop(_: object) -> None:
    """Let a result go."""


def approve(authority: Authority, act: Act) -> str:
    """Return the number of a supervisor's leave."""
    return authority.grant(act, SUPERVISOR).number


def _draft(method: Method, amount_minor: int, mode: QrMode | None) -> SaleDraft:
    if method.wallet is not None:
        mode = mode or QrMode.SHOW
    tender = Tender(amount_minor, amount_minor, amount_minor) if method is Method.CASH else None
    return SaleDraft(amount_minor, 0, method, mode, CASHIER, tender=tender)


def _begun(method: Method) -> Callable[[SaleIdentity], Commit]:
    prefix = {Method.CARD: "card_sale", Method.CASH: "cash_sale"}.get(method, "show_qr")

    def make(identity: SaleIdentity) -> Commit:
        at = datetime.fromisoformat("2026-11-20T04:00:00+00:00")
        return Commit(f"{prefix}:{identity.sale_id}", "{}", "{}", True, at)

    return make


def _back_begun(identity: ReturnIdentity, at: datetime) -> Commit:
    return Commit(f"money_back:{identity.return_id}", "{}", "{}", True, at)


def _card(identity: SaleIdentity, vault: Vault, *, is_armed: bool) -> tuple[CardRecord, SealedCard]:
    handle, number = f"card:{identity.sale_id}", identity.sale_id
    facts = CardFacts(handle, Scheme.VISA, EntryMode.CHIP, PAN[:6], PAN[-4:])
    stan, rrn = 500_000 + number, f"{number:012}"
    record = CardRecord(facts, stan, rrn, "A1B2C3", is_armed=is_armed)
    sealed = vault.seal(handle, KeptCard(PAN, EXPIRY))
    return record, SealedCard(handle, sealed, vault.fingerprint(PAN))
