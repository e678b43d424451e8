"""One return at a time through faults and deaths, at hosts that keep their word.

The store lives on where a program dies: at a write, before it or behind it, nothing that would have
followed happens any more. What the hosts have decided they have decided for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.ports import StoreError, StoreErrorKind
from tests.helpers.back_counter import CODE, NOT_REVERSED, RRN, SILENT, TOTAL, UNSENT, BackCounter
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.truthful_card_host import CardHost, HeldSale, Mood, WalletGateway

PART = 1_000
NEVER = 0
ENDS = frozenset({ReturnState.DONE, ReturnState.REFUSED, ReturnState.UNDONE, ReturnState.CLOSED})
MOST_TURNS = 60


class DiedError(Exception):
    """The program ends here."""


class Fate(StrEnum):
    """What becomes of a message."""

    HEARD = "heard"
    ANSWER_LOST = "answer lost"
    NEVER_SENT = "never sent"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is given back. ``is_shown``: the card of the sale, after its batch was settled."""

    name: str
    kind: ReturnKind
    method: Method
    mode: QrMode | None = None
    is_shown: bool = False

    @property
    def amount_minor(self) -> int:
        """How much."""
        return TOTAL if self.kind is ReturnKind.VOID else PART


CARD_VOID = Kind("card-void", ReturnKind.VOID, Method.CARD)
CARD_REFUND = Kind("card-refund", ReturnKind.REFUND, Method.CARD)
CARD_SHOWN = Kind("card-shown", ReturnKind.REFUND, Method.CARD, is_shown=True)
WALLET_VOID = Kind("wallet-void", ReturnKind.VOID, Method.PAYNOW, QrMode.SHOW)
WALLET_REFUND = Kind("wallet-refund", ReturnKind.REFUND, Method.WECHAT, QrMode.SHOW)
CASH_VOID = Kind("cash-void", ReturnKind.VOID, Method.CASH)
BY_HAND = Kind("by-hand", ReturnKind.REFUND, Method.PAYNOW, QrMode.OWN)
KINDS = (CARD_VOID, CARD_REFUND, CARD_SHOWN, WALLET_VOID, WALLET_REFUND, CASH_VOID, BY_HAND)


class Books(InMemoryStore):
    """A store at whose n-th write the program dies, before it or behind it, or the disk is full.

    Writes are counted from :meth:`begin`. ``full_for`` writes are refused from ``full_at`` on.
    """

    def __init__(self) -> None:
        super().__init__()
        self.dies_at = self.dies_behind = self.full_at = NEVER
        self.full_for = 1
        self.writes = 0
        self.is_counting = False

    def begin(self) -> None:
        """Count from now on."""
        self.is_counting = True

    def may_write(self) -> None:
        super().may_write()
        if not self.is_counting:
            return
        self.writes += 1
        if self.writes == self.dies_at:
            raise DiedError
        if self.full_at and self.full_at <= self.writes < self.full_at + self.full_for:
            raise StoreError(StoreErrorKind.FULL)

    def written(self, _: str) -> None:
        """Hear that a write is on the disk."""
        if self.is_counting and self.writes == self.dies_behind:
            # Once: the next program is another one.
            self.dies_behind = NEVER
            raise DiedError


class BackDay:
    """A sale, a return of it, and the hosts that have both in their books."""

    def __init__(self, kind: Kind, fates: Sequence[Fate] = (), mood: Mood = Mood.YES) -> None:
        self.kind, self.mood = kind, mood
        self.fates = list(fates)
        self.books = Books()
        self.card_host, self.wallets = CardHost(), WalletGateway()
        self.kicks = 0
        self.till = BackCounter(self.books)
        self.sale_id = self._sell()
        self.books.heard = self.books.written

    def _sell(self) -> int:
        kind, till = self.kind, self.till
        if kind.method is not Method.CARD:
            sale_id = till.sell(kind.method, kind.mode)
            self.wallets.paid[till.sale(sale_id).identity.order_no] = TOTAL
            return sale_id
        sale_id = till.sell_card()
        self.card_host.sales[till.sale(sale_id).identity.voucher] = HeldSale(TOTAL)
        if kind.is_shown:
            till.settle()
            self.card_host.batch_no = 2
            self.card_host.sales.clear()
        return sale_id

    # --- the day ------------------------------------------------------------------------------

    def run(self) -> None:
        """Give it back, through everything that was planned, until nothing is left to do."""
        self.books.begin()
        try:
            self.till.press(self.kind.kind, self.sale_id, self.kind.amount_minor)
        except DiedError:
            self._restart()
        for _ in range(MOST_TURNS):
            if not self.books.backs and not self.books.is_counting:
                break
            try:
                if not self._turn():
                    break
            except DiedError:
                self._restart()

    def _restart(self) -> None:
        self.kicks += self.till.kicks
        for _ in range(3):
            again = self.till.restarted()
            try:
                again.cards.runner.recover()
                again.runner.recover()
            except DiedError:
                self.till = again
                continue
            self.till = again
            return
        raise AssertionError("it dies at every start")

    def _turn(self) -> bool:
        """Let one thing happen; False if nothing is left."""
        till = self.till
        if till.host:
            self._at_card_host()
        elif till.gateway:
            self._at_gateway()
        elif self._at_counter():
            pass
        elif till.timers.waiting:
            till.timers.advance(30)
        else:
            return False
        return True

    def _at_counter(self) -> bool:
        for number, stored in self.books.backs.items():
            flow = f"money_back:{number}"
            phase = self.till.stored(flow).phase
            if stored.record.state in ENDS:
                continue
            if phase is Phase.READING:
                self.till.present(flow)
                return True
            if phase is Phase.CONFIRMING:
                self.till.runner.confirm(flow)
                return True
        return False

    def _fate(self) -> Fate:
        return self.fates.pop(0) if self.fates else Fate.HEARD

    def _at_card_host(self) -> None:
        asked = self.till.host.pop(0)
        effect, fate = asked.effect, self._fate()
        # It was on the disk, reserved and armed, before it came here.
        rows = [one.record for one in self.books.backs.values()]
        assert any((one.stan, one.is_armed) == (effect.stan, True) for one in rows)
        if isinstance(effect, t.SendToHost):
            if fate is Fate.NEVER_SENT:
                asked.reply(UNSENT, None)
                return
            code = self.card_host.give_back(effect, self.mood)
            asked.reply(SILENT if fate is Fate.ANSWER_LOST else answer_of(code), None)
            return
        if fate is Fate.NEVER_SENT:
            asked.reply(NOT_REVERSED, None)
            return
        code = self.card_host.reverse(effect, Mood.YES)
        asked.reply(NOT_REVERSED if fate is Fate.ANSWER_LOST else reversed_of(code), None)

    def _at_gateway(self) -> None:
        asked = self.till.gateway.pop(0)
        fate = self._fate()
        rows = [one.record.identity.number for one in self.books.backs.values()]
        assert asked.effect.number in rows
        if fate is Fate.NEVER_SENT:
            asked.reply(t.WalletSilent())
            return
        status = self.wallets.give_back(asked.effect, self.mood)
        self.mood = Mood.YES
        asked.reply(t.WalletSilent() if fate is Fate.ANSWER_LOST else told_of(status))

    # --- what must hold -----------------------------------------------------------------------

    def check(self) -> ReturnState | None:
        """Compare the hosts' books with ours; return how it ended, None if nothing was begun."""
        records = [one.record for one in self.books.backs.values()]
        assert len(records) <= 1
        sale = self.books.sales[self.sale_id]
        done_minor = 0
        for record in records:
            assert record.state in ENDS, record.state
            assert not record.is_armed
            is_done = record.state is ReturnState.DONE
            done_minor += record.amount_minor if is_done else 0
            is_void = record.kind is ReturnKind.VOID
            assert (sale.state is SaleState.VOIDED) == (is_done and is_void)
            slips = self.till.slips(f"money_back:{record.identity.return_id}")
            assert [marked for _, marked in slips] == ([False, False] if is_done else [])
        assert len(self.books.authorised) == len(records)
        assert (sale.refunded_minor, sale.returning_minor) == (done_minor, 0)
        if self.kind.method is Method.CARD:
            held = self.card_host.backs.values()
            assert sum(one.amount_minor for one in held if one.stands) == done_minor
        elif self.kind.method.wallet is not None and self.kind is not BY_HAND:
            assert self.wallets.given_minor(sale.identity.order_no) == done_minor
        elif self.kind is CASH_VOID:
            given = [c.drawer.amount_minor for c in self.books.journal if c.drawer is not None]
            assert -sum(given) == done_minor
        assert self.books.open_flows() == []
        return records[0].state if records else None


def answer_of(code: str) -> t.HostApproved | t.HostDeclined | t.HostDoubtful:
    """Return what the card host's answer to a void or refund is to the flow."""
    if code == "00":
        return t.HostApproved(RRN, CODE)
    return t.HostDoubtful(code) if code == "96" else t.HostDeclined(code)


def reversed_of(code: str) -> t.ReversalDone | t.ReversalNotFound | t.ReversalRefused:
    """Return what its answer to a reversal is."""
    if code == "00":
        return t.ReversalDone()
    found = t.ReversalNotFound(batch_is_open=True, can_arrive=True)
    return found if code == "25" else t.ReversalRefused(code)


def told_of(status: str) -> t.Event:
    """Return what the gateway's answer is to the flow."""
    ends: dict[str, t.Event] = {
        "done": t.WalletDone(),
        "pending": t.WalletPending(),
        "refused": t.WalletRefused("3999"),
    }
    return ends.get(status, t.WalletSilent())
