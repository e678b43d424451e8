"""Days in whatever order: both stores tell the same, and no row is settled twice or never."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kpay_desktop.domain.ledger import Acquirer, BatchEntry, BatchFigures, GroupFigures
from kpay_desktop.domain.moves import DrawerEntry, DrawerKind
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import (
    Method,
    QrMode,
    SaleDraft,
    SaleIdentity,
    SaleState,
)
from kpay_desktop.domain.totals import Totals
from kpay_desktop.ports import Store, StoreError
from models.database import OpenedStore
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.store import make_folder, open_quietly, write
from tests.helpers.store_cards import card_draft
from tests.helpers.store_day import (
    COUNT,
    back_draft,
    back_step,
    begin_back,
    begin_settling,
    cash_draft,
    closed,
    end,
    move,
    pay,
    pay_by_card,
    sell_cash,
    stop_settling,
    void,
)

T = TypeVar("T")

CENTS = st.integers(1, 300)
PICK = st.integers(0, 40)
KNOWN = st.sampled_from([SaleState.OPEN, SaleState.CLOSED, SaleState.APPROVED])
ENDS = st.sampled_from([ReturnState.DONE, ReturnState.REFUSED, ReturnState.UNDONE])
COUNTED = (SaleState.APPROVED, SaleState.BY_HAND)


def code_draft(cents: int) -> SaleDraft:
    method = (Method.PAYNOW, Method.WECHAT)[cents % 2]
    return SaleDraft(cents, cents % 3, method, QrMode.SHOW, "01")


def own_draft(cents: int) -> SaleDraft:
    return SaleDraft(cents, 0, Method.PAYNOW, QrMode.OWN, "01")


class DayMachine(RuleBasedStateMachine):
    """The two stores side by side, and what was in each batch when it was settled."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = make_folder(Path(tempfile.mkdtemp()))
        self.real: OpenedStore = open_quietly(self.folder)
        self.memory = InMemoryStore()
        self.sales: list[tuple[SaleIdentity, SaleIdentity]] = []
        self.settled: dict[int, tuple[BatchFigures, list[int]]] = {}
        self.batches: set[int] = set()
        self.handles = 0

    def teardown(self) -> None:
        try:
            assert self.real.verify(60).problems == ()
        finally:
            assert self.real.close(60)
            shutil.rmtree(self.folder)

    def both(self, work: Callable[[Store], T]) -> tuple[T, T] | None:
        """Do the same in both; None: both refused."""
        found: list[T] = []
        for store in (self.real.store, self.memory):
            try:
                found.append(write(self.real, partial(work, store)))
            except StoreError:
                continue
        assert len(found) in {0, 2}, "one store refused what the other took"
        return (found[0], found[1]) if found else None

    def same(self, work: Callable[[Store], T]) -> T:
        """Return what both stores say."""
        real = write(self.real, lambda: work(self.real.store))
        assert real == work(self.memory)
        return real

    # --- what happens in a day --------------------------------------------------------------

    @rule(way=st.sampled_from(["code", "code", "card", "cash", "own"]), cents=CENTS, state=KNOWN)
    def sell(self, way: str, cents: int, state: SaleState) -> None:
        self.handles += 1
        handle = f"h{self.handles}"
        works: dict[str, Callable[[Store], SaleIdentity]] = {
            "code": lambda store: pay(store, code_draft(cents), state),
            "card": lambda store: pay_by_card(store, handle, card_draft(cents, 0)),
            "cash": lambda store: sell_cash(store, cash_draft(cents)),
            "own": lambda store: pay(store, own_draft(cents), SaleState.BY_HAND),
        }
        self.began(self.both(works[way]))

    def began(self, identities: tuple[SaleIdentity, SaleIdentity] | None) -> None:
        assert identities is not None
        assert identities[0].sale_id == identities[1].sale_id
        self.sales.append(identities)

    def those(self, *states: SaleState) -> list[tuple[SaleIdentity, SaleIdentity]]:
        return [pair for pair in self.sales if self.memory.sales[pair[0].sale_id].state in states]

    @precondition(lambda self: self.those(SaleState.OPEN, SaleState.CLOSED))
    @rule(number=PICK, is_paid=st.booleans())
    def end_what_was_open(self, number: int, *, is_paid: bool) -> None:
        """Also money that is late, for a sale that had ended, in a batch that is settled."""
        found = self.those(SaleState.OPEN, SaleState.CLOSED)
        pair = found[number % len(found)]
        state = SaleState.APPROVED if is_paid else SaleState.CLOSED
        write(self.real, lambda: end(self.real.store, pair[0], state))
        end(self.memory, pair[1], state)

    @precondition(lambda self: self.those(*COUNTED))
    @rule(number=PICK)
    def void_a_sale(self, number: int) -> None:
        found = self.those(*COUNTED)
        sale_id = found[number % len(found)][0].sale_id
        self.both(lambda store: void(store, sale_id))

    @precondition(lambda self: self.those(*COUNTED))
    @rule(number=PICK, share=st.sampled_from([0, 1, 2, 3]), is_void=st.booleans())
    def begin_a_return(self, number: int, share: int, *, is_void: bool) -> None:
        """Of all that is left, of half of it, of a cent, or of one cent too much."""
        found = self.those(*COUNTED)
        sale = self.memory.sales[found[number % len(found)][0].sale_id]
        left = self.left(sale.identity.sale_id)
        wanted = (left, left // 2, 1, left + 1)[share]
        if wanted < 1:
            return
        kind = ReturnKind.VOID if is_void and wanted == sale.total_minor else ReturnKind.REFUND
        draft = back_draft(kind, sale.identity.sale_id, wanted)
        begun = self.both(lambda store: begin_back(store, draft))
        assert wanted <= left or begun is None

    @precondition(lambda self: self.memory.backs)
    @rule(number=PICK, state=ENDS)
    def end_a_return(self, number: int, state: ReturnState) -> None:
        backs = self.memory.backs
        pending = [key for key, one in backs.items() if one.record.state is ReturnState.PENDING]
        refused = [
            key
            for key, one in backs.items()
            if one.record.state is ReturnState.REFUSED
            if one.record.amount_minor <= self.left(one.record.sale.identity.sale_id)
        ]
        # A wallet's no can be overtaken by its yes.
        found = [*pending, *(refused if state is ReturnState.DONE else ())]
        if not found:
            return
        key = found[number % len(found)]
        is_void = backs[key].record.kind is ReturnKind.VOID
        sale_id = backs[key].record.sale.identity.sale_id

        def work(store: Store) -> None:
            known = store.back(key)
            assert known is not None
            store.commit(back_step(known.identity, state))
            if is_void and state is ReturnState.DONE:
                sale = next(pair for pair in self.sales if pair[0].sale_id == sale_id)
                end(store, sale[store is self.memory], SaleState.VOIDED)

        self.both(work)

    def left(self, sale_id: int) -> int:
        sale = self.memory.sales[sale_id]
        return sale.total_minor - sale.refunded_minor - sale.returning_minor

    @rule(number=PICK, is_closed=st.sampled_from([True, True, False]), extra=st.none() | PICK)
    def settle(self, number: int, extra: int | None, *, is_closed: bool) -> None:
        open_ = [batch.acquirer for batch in self.memory.open_batches()]
        lane = open_[number % len(open_)] if open_ else Acquirer.WALLETS
        begun = self.both(lambda store: begin_settling(store, lane))
        assert begun is not None
        identity = begun[0]
        assert begun[0] == begun[1]
        if identity is None:
            return
        batch_id = identity.batch_id
        assert self.both(lambda store: begin_settling(store, lane)) == (None, None)
        if not is_closed:
            self.both(lambda store: stop_settling(store, identity))
            return
        carried: tuple[int, ...] = ()
        rows = [row for row, place in self.memory.places.items() if place == batch_id]
        if extra is not None and rows:
            carried = (rows[extra % len(rows)],)
        unknown = self.same(partial(unresolved_in, batch_id))
        # A sale that counts stays unless it is named, also where a void of it goes on.
        left_out = {row for row in unknown if not self.memory._counts(row)}
        figures = self.same(lambda s: s.batch_figures(batch_id, {*carried, *left_out}))
        self.both(lambda store: store.commit(closed(identity, carried)))
        self.settled[batch_id] = (figures, [entry.row_id for entry in self.entries(batch_id)])

    @rule(cents=st.integers(-10, 10), kind=st.sampled_from(DrawerKind))
    def write_in_the_drawer(self, cents: int, kind: DrawerKind) -> None:
        count = COUNT if kind in {DrawerKind.OPENED, DrawerKind.CLOSED} else None
        entry = DrawerEntry(kind, cents * 5, "01", reason="why", count=count)
        self.both(lambda store: move(store, entry))

    @rule()
    def restart(self) -> None:
        assert self.real.close(60)
        self.real = open_quietly(self.folder)

    # --- what always holds ------------------------------------------------------------------

    def entries(self, batch_id: int) -> list[BatchEntry]:
        """Return the rows that count, one after another as an upload sends them."""
        found: list[BatchEntry] = []
        after = 0
        while True:
            row = write(self.real, partial(self.real.store.next_entry, batch_id, after))
            if row is None:
                return found
            found.append(row)
            after = row.row_id

    @invariant()
    def both_say_the_same(self) -> None:
        batches = self.same(lambda store: [one.batch_id for one in store.open_batches()])
        self.batches.update(batches)
        for batch_id in self.batches:
            figures = self.same(partial(of_batch, batch_id))
            totals = sum((group.totals for group in figures[1]), Totals())
            assert totals == figures[0].totals
        for sale, _ in self.sales:
            self.same(partial(of_sale, sale.sale_id))
        self.same(lambda store: (store.shift(), [store.last_settled_at(a) for a in Acquirer]))

    @invariant()
    def each_row_counts_in_one_batch(self) -> None:
        rows: Counter[int] = Counter()
        for batch_id in self.batches:
            entries = self.entries(batch_id)
            rows.update(entry.row_id for entry in entries)
            figures = write(self.real, partial(self.real.store.batch_figures, batch_id))
            sales = [entry.amount_minor for entry in entries if entry.back is None]
            backs = [entry.amount_minor for entry in entries if entry.back is not None]
            assert figures.totals == Totals(len(sales), sum(sales), len(backs), sum(backs))
        counted = [key for key, sale in self.memory.sales.items() if sale.state in COUNTED]
        counted += [
            key
            for key, one in self.memory.backs.items()
            if one.record.kind is ReturnKind.REFUND and one.record.state is ReturnState.DONE
        ]
        assert rows == Counter(counted)

    @invariant()
    def what_is_settled_stays_as_it_was(self) -> None:
        for batch_id, (figures, rows) in self.settled.items():
            found = write(self.real, partial(self.real.store.batch_figures, batch_id))
            assert found == figures
            assert [entry.row_id for entry in self.entries(batch_id)] == rows
            assert self.same(partial(unresolved_in, batch_id)) == []

    @invariant()
    def vouchers_of_open_batches_are_unique(self) -> None:
        session = self.real.store._session
        rows = write(
            self.real,
            lambda: session.rows(
                "SELECT voucher FROM transactions WHERE batch_open = 1 UNION ALL"
                " SELECT voucher FROM returns WHERE batch_open = 1 AND kind = 'refund'"
            ),
        )
        assert len(rows) == len(set(rows))

    @invariant()
    def no_more_goes_back_than_came(self) -> None:
        for sale in self.memory.sales.values():
            assert sale.refunded_minor + sale.returning_minor <= sale.total_minor


def of_batch(batch_id: int, store: Store) -> tuple[BatchFigures, list[GroupFigures]]:
    return store.batch_figures(batch_id), list(store.batch_groups(batch_id))


def unresolved_in(batch_id: int, store: Store) -> list[int]:
    return [row.row_id for row in store.unresolved(batch_id)]


def of_sale(sale_id: int, store: Store) -> tuple[object, ...]:
    found = store.candidate(sale_id)
    assert found is not None
    sale = found.sale
    return (
        sale.identity.batch_no,
        sale.state,
        sale.tender,
        sale.refunded_minor,
        sale.returning_minor,
        found.returnable,
        [(one.identity.return_id, one.identity.batch_no, one.state) for one in found.returns],
        None if sale.card is None else store.sealed_card(sale.card.facts.handle),
    )


TestDayMachine = DayMachine.TestCase
TestDayMachine.settings = settings(
    max_examples=12,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
