"""A till in memory that carries voids, refunds and settlements out by their tables alone.

It keeps one promise as the real one must: a step is written before anything is done, and what was
not done when the program ended is lost. Everything else is left to chance, see
:mod:`tests.helpers.settlement_world_days`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme
from kpay_desktop.domain.returns import PastReturn, ReturnKind, ReturnState, returned_minor
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows import codec
from kpay_desktop.flows.money_back import table as back_table
from kpay_desktop.flows.money_back import values as b
from kpay_desktop.flows.money_back.state import MoneyBackState, Way
from kpay_desktop.flows.money_back.steps import BackClocks
from kpay_desktop.flows.money_back.steps import Context as BackContext
from kpay_desktop.flows.money_back.steps import Step as BackStep
from kpay_desktop.flows.settlement import table as settle_table
from kpay_desktop.flows.settlement import values as s
from kpay_desktop.flows.settlement.state import Kind, SettlementState
from kpay_desktop.flows.settlement.state import Phase as Settling
from kpay_desktop.flows.settlement.steps import Context as SettleContext
from kpay_desktop.flows.settlement.steps import Step as SettleStep
from kpay_desktop.settings_day import SettleClockSettings
from tests.helpers.truthful_card_host import CardHost, HeldSale, WalletGateway

BEGAN = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
REFUND_ROWS = 10_000
Message = (
    b.SendToHost
    | b.ReverseAtHost
    | b.SendToGateway
    | s.SendTotals
    | s.SendRow
    | s.SendEnd
    | s.SignOn
    | s.CompareRow
)
MESSAGES = Message.__args__
Event = b.Event | s.Event


# Equal texts are equal states, and states never change: read once.
@functools.lru_cache(maxsize=4096)
def _back_read(text: str) -> MoneyBackState:
    return codec.decode(MoneyBackState, text)


@functools.lru_cache(maxsize=4096)
def _settlement_read(text: str) -> SettlementState:
    return codec.decode(SettlementState, text)


@dataclass(slots=True)
class Sale:
    """A sale of the till. ``batch_no`` is 0 once its batch is settled."""

    sale_id: int
    voucher: str
    amount_minor: int
    way: Way
    batch_no: int
    order_no: str = ""


@dataclass(frozen=True, slots=True)
class Tables:
    """What the till goes by; a test may plant a mistake in it."""

    back: Callable[[MoneyBackState, b.Event, BackContext], BackStep] = back_table.step
    settle: Callable[[SettlementState, s.Event, SettleContext], SettleStep] = settle_table.step
    is_shut: Callable[[SettlementState], bool] = settle_table.is_shut


@dataclass(slots=True)
class Settled:
    """A batch that the till closed."""

    way: Way
    batch_no: int
    state: SettlementState
    rows: frozenset[str]


@dataclass(slots=True)
class Till:
    """The till with its disk; everything above ``timers`` survives its end."""

    tables: Tables = field(default_factory=Tables)
    host: CardHost = field(default_factory=CardHost)
    gateway: WalletGateway = field(default_factory=WalletGateway)
    sales: dict[int, Sale] = field(default_factory=dict)
    backs: dict[int, str] = field(default_factory=dict)
    row_batch: dict[int, int] = field(default_factory=dict)
    settlements: dict[int, str] = field(default_factory=dict)
    batches: dict[Way, int] = field(default_factory=lambda: {Way.CARD: 1, Way.WALLET: 1})
    settled: list[Settled] = field(default_factory=list)
    stan: int = 0
    vouchers: int = 0
    at: datetime = BEGAN
    now_s: float = 0.0
    timers: dict[tuple[str, int, str], float] = field(default_factory=dict)
    line: list[tuple[str, int, Message]] = field(default_factory=list)
    held: list[tuple[str, int, Message]] = field(default_factory=list)
    disk_fails: int = 0
    dies: int = 0
    numbers: dict[tuple[int, int], set[int]] = field(default_factory=dict)
    totals_sent: dict[int, Totals] = field(default_factory=dict)

    # --- what it has ------------------------------------------------------------------------

    def back(self, back_id: int) -> MoneyBackState:
        """Return a void or refund as it stands on the disk."""
        return _back_read(self.backs[back_id])

    def settlement(self, settlement_id: int) -> SettlementState:
        """Return a settlement as it stands on the disk."""
        return _settlement_read(self.settlements[settlement_id])

    def all_backs(self) -> Iterator[MoneyBackState]:
        """Every void and refund."""
        return map(self.back, [*self.backs])

    def settling(self, way: Way) -> SettlementState | None:
        """Return the settlement under way with the acquirer of ``way``."""
        for key in reversed([*self.settlements]):
            state = self.settlement(key)
            if state.acquirer == way.value and settle_table.is_open(state):
                return state
        return None

    def past(self, sale_id: int) -> list[PastReturn]:
        """Return what was given back of a sale, or may have been."""
        return [
            PastReturn(one.kind, one.return_state, one.amount_minor)
            for one in self.all_backs()
            if one.sale_id == sale_id
        ]

    def unknown(self, way: Way) -> tuple[str, ...]:
        """Return the vouchers of the open batch of which nobody knows."""
        pending = [one for one in self.all_backs() if one.return_state is ReturnState.PENDING]
        return tuple(
            one.back_voucher
            for one in pending
            if one.way is way and self._row_batch(one) == self.batches[way]
        )

    def _row_batch(self, back: MoneyBackState) -> int:
        if back.kind is ReturnKind.VOID:
            return self.sales[back.sale_id].batch_no
        return self.row_batch[back.back_id]

    def rows(self, way: Way, without: tuple[str, ...] = ()) -> dict[int, tuple[str, int]]:
        """Return the open batch's rows: voucher and cents, of a refund below zero."""
        batch_no, found = self.batches[way], {}
        done = [one for one in self.all_backs() if one.return_state is ReturnState.DONE]
        voided = {one.sale_id for one in done if one.kind is ReturnKind.VOID}
        for sale in self.sales.values():
            if (sale.way, sale.batch_no) == (way, batch_no) and sale.sale_id not in voided:
                found[sale.sale_id] = (sale.voucher, sale.amount_minor)
        for one in done:
            is_row = one.kind is ReturnKind.REFUND and self.row_batch[one.back_id] == batch_no
            if is_row and one.way is way:
                found[REFUND_ROWS + one.back_id] = (one.back_voucher, -one.amount_minor)
        return {row: found[row] for row in sorted(found) if found[row][0] not in without}

    # --- what is begun ----------------------------------------------------------------------

    def sell(self, amount_minor: int, way: Way, *, host_has_it: bool = True) -> Sale | None:
        """Begin a sale that the acquirer approves at once, unless the batch is shut."""
        settling = self.settling(way)
        if settling is not None and self.tables.is_shut(settling):
            return None
        number = len(self.sales) + 1
        sale = Sale(number, self._voucher(), amount_minor, way, self.batches[way], f"K{number}")
        self.sales[number] = sale
        if way is Way.WALLET:
            self.gateway.paid[sale.order_no] = amount_minor
        elif host_has_it:
            self.host.sales[sale.voucher] = HeldSale(amount_minor)
        return sale

    def _voucher(self) -> str:
        self.vouchers += 1
        return f"{self.vouchers:06}"

    def give_back(self, sale: Sale, kind: ReturnKind, amount_minor: int) -> None:
        """Begin a void or refund that the rules allow."""
        back_id, is_void = len(self.backs) + 1, kind is ReturnKind.VOID
        paid = CardFacts(f"card:{sale.sale_id}", Scheme.VISA, EntryMode.CHIP, "476173", "0010")
        voucher = sale.voucher if is_void else self._voucher()
        state = MoneyBackState(
            *(back_id, kind, sale.way, sale.sale_id, sale.voucher, voucher),
            *(self.batches[sale.way], sale.amount_minor, amount_minor, "01", "90", self.at),
            order_no=sale.order_no,
            number=f"R{back_id}",
            needs_card=sale.batch_no == 0,
            original=paid if sale.way is Way.CARD else None,
        )
        self.row_batch[back_id] = self.batches[sale.way]
        self._write("back", back_id, back_table.begin(state, self._back_context()))

    def settle(self, way: Way) -> None:
        """Ask for a settlement."""
        key = len(self.settlements) + 1
        kind = Kind.CARD_HOST if way is Way.CARD else Kind.WALLETS
        state = SettlementState(key, kind, way.value, self.batches[way], self.at, "01")
        self._write("settle", key, settle_table.begin(state, self._settle_context(state, None)))

    # --- steps ------------------------------------------------------------------------------

    def tell(self, flow: str, key: int, event: Event) -> None:
        """Take one step: written first, then done. What the disk refuses has not happened."""
        stalled = self.disk_fails > 0
        self.disk_fails = max(0, self.disk_fails - 1)
        if stalled:
            event = b.Stalled() if flow == "back" else s.Stalled()
        if flow == "back" and isinstance(event, b.Event):
            self._write(flow, key, self.tables.back(self.back(key), event, self._back_context()))
        elif isinstance(event, s.Event):
            state = self.settlement(key)
            context = self._settle_context(state, event)
            self._write(flow, key, self.tables.settle(state, event, context))

    def _back_context(self) -> BackContext:
        return BackContext(self.at, BackClocks(), self.stan + 1)

    def _settle_context(self, state: SettlementState, event: s.Event | None) -> SettleContext:
        without = () if isinstance(event, s.Cleared) else state.carried
        rows = self.rows(Way(state.acquirer), without)
        sums = [cents for _, cents in rows.values()]
        sold, given = [c for c in sums if c > 0], [-c for c in sums if c < 0]
        totals = Totals(len(sold), sum(sold), len(given), sum(given))
        behind = next((row for row in rows if row > state.cursor), None)
        return SettleContext(
            self.at, SettleClockSettings(), self.stan + 1, totals, len(rows), behind
        )

    def _write(self, flow: str, key: int, step: BackStep | SettleStep) -> None:
        if step.ignored:
            return
        if isinstance(step, BackStep):
            before = self.back(key).stan if key in self.backs else 0
            self.backs[key] = codec.encode(step.state)
        else:
            was = self.settlement(key) if key in self.settlements else None
            before = 0 if was is None else was.stan
            if step.closes and (was is None or was.phase is not Settling.SETTLED):
                self._close(step.state)
            self.settlements[key] = codec.encode(step.state)
        self.stan = max(self.stan, step.state.stan if step.state.stan != before else 0)
        if self.dies:
            self.dies -= 1
            if not self.dies:
                self.restart()
                return
        for effect in step.effects:
            self._do(flow, key, effect)
        self._release()

    def _close(self, state: SettlementState) -> None:
        way = Way(state.acquirer)
        rows = self.rows(way, state.carried)
        vouchers = frozenset(voucher for voucher, _ in rows.values())
        self.settled.append(Settled(way, state.batch_no, state, vouchers))
        batch_no = self.batches[way]
        self.batches[way] = batch_no + 1
        for sale in self.sales.values():
            if (sale.way, sale.batch_no) == (way, batch_no):
                sale.batch_no = batch_no + 1 if sale.voucher in state.carried else 0
        for back in self.all_backs():
            if back.way is way and self.row_batch[back.back_id] == batch_no:
                carried = back.back_voucher in state.carried
                self.row_batch[back.back_id] = batch_no + 1 if carried else 0

    def _do(self, flow: str, key: int, effect: b.Effect | s.Effect) -> None:
        if isinstance(effect, b.StartTimer | s.StartTimer):
            self.timers[(flow, key, effect.name.value)] = self.now_s + effect.delay_s
        elif isinstance(effect, b.StopTimers | s.StopTimers):
            self.timers = {k: due for k, due in self.timers.items() if k[:2] != (flow, key)}
        elif isinstance(effect, s.Clear):
            for back in [*self.all_backs()]:
                way = self.settlement(key).acquirer
                if back.way.value == way and back.return_state is ReturnState.PENDING:
                    self.tell("back", back.back_id, b.TryNowPressed())
        elif isinstance(effect, MESSAGES):
            if isinstance(effect, b.ReverseAtHost):
                # What still waits for the line is never sent beside its own reversal.
                self.line = [
                    one for one in self.line
                    if one[:2] != (flow, key) or not isinstance(one[2], b.SendToHost)
                ]  # fmt: skip
            self.held.append((flow, key, effect))

    def _release(self) -> None:
        """Hand over what may go: nothing of money while the batch is shut."""
        keep = []
        for flow, key, message in self.held:
            way = Way.WALLET if isinstance(message, b.SendToGateway) else Way.CARD
            settling = self.settling(way) if flow == "back" else None
            if settling is not None and self.tables.is_shut(settling):
                keep.append((flow, key, message))
            else:
                self.line.append((flow, key, message))
        self.held = keep

    def restart(self) -> None:
        """End the program anywhere, and start it again."""
        self.timers, self.line, self.held = {}, [], []
        for key in [*self.settlements]:
            if settle_table.is_open(self.settlement(key)):
                self.tell("settle", key, s.Restarted())
        for key in [*self.backs]:
            if back_table.is_open(self.back(key)):
                self.tell("back", key, b.Restarted())

    def pass_time(self, seconds: float) -> None:
        """Let clocks run, and go off."""
        self.now_s += seconds
        self.at += timedelta(seconds=seconds)
        due = [key for key, at in self.timers.items() if at <= self.now_s]
        for flow, key, name in due:
            if self.timers.pop((flow, key, name), None) is not None:
                self.tell(flow, key, _GOES_OFF[(flow, name)])

    # --- what it must never do --------------------------------------------------------------

    def check(self) -> None:
        """Hold what is always true."""
        for sale in self.sales.values():
            past = self.past(sale.sale_id)
            assert returned_minor(past) <= sale.amount_minor, "more is reserved than was paid"
            assert self.given_minor(sale) <= sale.amount_minor, "given back twice"
        for way in Way:
            numbers = [one.batch_no for one in self.settled if one.way is way]
            assert len(numbers) == len(set(numbers)), "a batch was settled twice"
        for one in self.settled:
            ours = one.state.ours
            assert not one.rows & {*one.state.carried}, "carried over and settled"
            assert len(one.rows) == ours.sales + ours.refunds, "the rows did not stand"
            if one.way is Way.CARD:
                assert self.host.closed.get(one.batch_no) == one.state.ours, "closed alone"
        assert all(len(stans) == 1 for stans in self.numbers.values()), "a row with two numbers"

    def given_minor(self, sale: Sale) -> int:
        """Return what the customer of a sale has back, by the acquirer's books."""
        if sale.way is Way.WALLET:
            return self.gateway.given_minor(sale.order_no)
        stans = {one.stan for one in self.all_backs() if one.sale_id == sale.sale_id}
        return sum(held.amount_minor for stan, held in self.host.backs.items()
                   if stan in stans and held.stands)  # fmt: skip


_GOES_OFF: dict[tuple[str, str], Event] = {
    ("back", "read"): b.ReadTimeOver(),
    ("back", "retry"): b.RetryDue(),
    ("settle", "clear"): s.ClearTimeOver(),
    ("settle", "retry"): s.RetryDue(),
}
