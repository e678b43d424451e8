"""The whole day in memory as it is read: plain sums over rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from kpay_desktop.domain.card import CardRecord, Scheme, SealedCard
from kpay_desktop.domain.ledger import (
    Acquirer,
    BatchEntry,
    BatchFigures,
    BatchStanding,
    GroupFigures,
    OpenBatch,
    ReturnCandidate,
    ReturnRecord,
    SettlementRecord,
    ShiftRecord,
    UnresolvedRow,
)
from kpay_desktop.domain.records import Commit, SaleRecord
from kpay_desktop.domain.returns import (
    Returnable,
    ReturnKind,
    ReturnState,
    returned_minor,
)
from kpay_desktop.domain.sale import (
    UNFINISHED,
    Method,
    QrMode,
    SaleState,
)
from kpay_desktop.domain.totals import Totals
from kpay_desktop.ports import StoreError, StoreErrorKind
from tests.helpers.memory_drawer import MemoryDrawer

COUNTED = frozenset({SaleState.APPROVED, SaleState.BY_HAND})
ON_ITS_WAY = frozenset({ReturnState.OPEN, ReturnState.PENDING})


@dataclass
class StoredBatch:
    """A batch of a lane."""

    acquirer: str
    number: int
    opened_at: datetime
    closed_at: datetime | None = None


@dataclass
class StoredReturn:
    """A return's row; its record's sale is as it was when it began."""

    record: ReturnRecord
    flow: str


@dataclass
class StoredSettlement:
    """A settlement's row."""

    record: SettlementRecord
    flow: str
    carried: list[int] = field(default_factory=list)


def lane_of(sale: SaleRecord) -> str:
    """Return the lane of batches that a sale stands in."""
    if sale.mode is QrMode.OWN:
        return Acquirer.OWN
    return {Method.CARD: "cards", Method.CASH: "cash"}.get(sale.method, sale.method.value)


def refuse(detail: str) -> StoreError:
    return StoreError(StoreErrorKind.OTHER, detail)


class MemoryReading:
    """The reading half of ``ports_day.DayStore``. Sales and flows are the rest of the store's."""

    def __init__(self) -> None:
        self.sales: dict[int, SaleRecord] = {}
        self.flows: dict[str, tuple[str, bool]] = {}
        self.cards: dict[int, CardRecord] = {}
        self.vault: dict[str, SealedCard] = {}
        self.batches: dict[int, StoredBatch] = {}
        self.places: dict[int, int] = {}
        self.backs: dict[int, StoredReturn] = {}
        self.settlements: dict[int, StoredSettlement] = {}
        self.drawer = MemoryDrawer()
        self.last_row = 0
        # Sales whose batch a test has closed.
        self.settled: set[int] = set()
        self.heard: Callable[[str], None] = lambda _: None

    # --- what the rest of the store is asked for ----------------------------------------------

    def may_write(self) -> None:
        raise NotImplementedError

    def may_read(self) -> None:
        raise NotImplementedError

    def check(self, commit: Commit) -> None:
        raise NotImplementedError

    def apply(self, commit: Commit) -> None:
        raise NotImplementedError

    def flow_of_sale(self, sale_id: int) -> str:
        raise NotImplementedError

    # --- reading ------------------------------------------------------------------------------

    def candidate(self, sale_id: int) -> ReturnCandidate | None:
        self.may_read()
        sale = self.sales.get(sale_id)
        if sale is None:
            return None
        returns = tuple(replace(b.record, sale=sale) for b in self._backs_of(sale_id))
        returnable = Returnable(
            method=sale.method,
            state=sale.state,
            total_minor=sale.total_minor,
            paid_at=sale.paid_at or sale.finished_at or sale.created_at,
            batch_is_open=self._stands_open(sale_id),
            is_shut=False,
            past=tuple(one.past for one in returns),
        )
        return ReturnCandidate(sale, returnable, returns)

    def candidates(self, voucher: str) -> Sequence[ReturnCandidate]:
        self.may_read()
        numbers = [key for key, sale in self.sales.items() if sale.identity.voucher == voucher]
        numbers.sort(key=lambda number: (not self._stands_open(number), -number))
        found = [self.candidate(number) for number in numbers[:20]]
        return [one for one in found if one is not None]

    def refund(self, voucher: str) -> ReturnRecord | None:
        self.may_read()
        for key, stored in self.backs.items():
            record = stored.record
            is_it = (record.kind, record.identity.voucher) == (ReturnKind.REFUND, voucher)
            if is_it and self._stands_open(key):
                return self.back(key)
        return None

    def back(self, return_id: int) -> ReturnRecord | None:
        self.may_read()
        stored = self.backs.get(return_id)
        if stored is None:
            return None
        sale_id = stored.record.sale.identity.sale_id
        done = [
            (one.record.finished_at, one.record.identity.return_id, one.record.amount_minor)
            for one in self._backs_of(sale_id)
            if one.record.state is ReturnState.DONE and one.record.finished_at is not None
        ]
        ours = [one[:2] for one in done if one[1] == return_id]
        before = sum(one[2] for one in done if ours and one[:2] < ours[0])
        return replace(stored.record, sale=self.sales[sale_id], before_minor=before)

    def open_batches(self) -> Sequence[OpenBatch]:
        self.may_read()
        order = list(Acquirer)
        found = [
            OpenBatch(batch_id, batch.acquirer, batch.number, batch.opened_at)
            for batch_id, batch in self.batches.items()
            if batch.closed_at is None
        ]
        return sorted(found, key=lambda batch: order.index(Acquirer(batch.acquirer)))

    def batch_figures(self, batch_id: int, without: Collection[int] = ()) -> BatchFigures:
        self.may_read()
        entries = self._entries(batch_id, without)
        totals = sum(map(_totals, entries), Totals())
        return BatchFigures(totals, len(entries))

    def batch_groups(self, batch_id: int, without: Collection[int] = ()) -> Sequence[GroupFigures]:
        self.may_read()
        groups: dict[tuple[bool, int, int], GroupFigures] = {}
        voided = [
            BatchEntry(row_id, self.sales[row_id])
            for row_id in self._rows(batch_id)
            if row_id not in without and row_id in self.sales
            if self.sales[row_id].state is SaleState.VOIDED
        ]
        for entry in (*self._entries(batch_id, without), *voided):
            card = entry.sale.card
            facts = None if card is None else card.facts
            if entry.back is not None and entry.back.facts is not None:
                facts = entry.back.facts
            scheme = None if facts is None else facts.scheme
            is_by_hand = entry.sale.mode is QrMode.OWN
            method = entry.sale.method
            place = -1 if scheme is None else list(Scheme).index(scheme)
            key = (is_by_hand, list(Method).index(method), place)
            group = groups.get(key) or GroupFigures(method, Totals(), scheme, is_by_hand)
            groups[key] = _added(group, entry)
        return [groups[key] for key in sorted(groups)]

    def unresolved(self, batch_id: int) -> Sequence[UnresolvedRow]:
        self.may_read()
        return self._unresolved(batch_id)

    def _unresolved(self, batch_id: int) -> list[UnresolvedRow]:
        found: dict[int, UnresolvedRow] = {}
        for row_id in self._rows(batch_id):
            sale = self.sales.get(row_id)
            if sale is not None and sale.state in UNFINISHED:
                found[row_id] = self._named(sale)
            stored = self.backs.get(row_id)
            if stored is None or stored.record.state not in ON_ITS_WAY:
                continue
            sold = self.sales[stored.record.sale.identity.sale_id]
            found[row_id] = UnresolvedRow(
                row_id,
                stored.record.identity.voucher,
                sold.method,
                stored.record.amount_minor,
                stored.flow,
                stored.record.kind,
            )
            if self.places[sold.identity.sale_id] == batch_id:
                found[sold.identity.sale_id] = self._named(sold)
        return [found[number] for number in sorted(found)]

    def _named(self, sale: SaleRecord) -> UnresolvedRow:
        number = sale.identity.sale_id
        flow = self.flow_of_sale(number)
        return UnresolvedRow(number, sale.identity.voucher, sale.method, sale.total_minor, flow)

    def next_entry(
        self, batch_id: int, after: int, without: Collection[int] = ()
    ) -> BatchEntry | None:
        self.may_read()
        entries = self._entries(batch_id, without)
        return next((entry for entry in entries if entry.row_id > after), None)

    def entry(self, row_id: int) -> BatchEntry | None:
        self.may_read()
        if row_id in self.sales:
            return BatchEntry(row_id, self.sales[row_id])
        back = self.back(row_id)
        return None if back is None else BatchEntry(row_id, back.sale, back)

    def standing(self) -> Sequence[BatchStanding]:
        found = [
            BatchStanding(
                batch,
                self.batch_figures(batch.batch_id),
                tuple(self.batch_groups(batch.batch_id)),
                tuple(self.unresolved(batch.batch_id)),
            )
            for batch in self.open_batches()
        ]
        return [one for one in found if one.groups or one.unresolved]

    def settlement(self, settlement_id: int) -> SettlementRecord | None:
        self.may_read()
        stored = self.settlements.get(settlement_id)
        return None if stored is None else replace(stored.record, state=self.flows[stored.flow][0])

    def last_settled_at(self, acquirer: str) -> datetime | None:
        self.may_read()
        times = [b.closed_at for b in self.batches.values() if b.acquirer == acquirer]
        return max((at for at in times if at is not None), default=None)

    def shift(self) -> ShiftRecord | None:
        self.may_read()
        return self.drawer.shift()

    def shift_of(self, shift_id: int) -> ShiftRecord | None:
        self.may_read()
        return self.drawer.shift_of(shift_id)

    # --- rows ---------------------------------------------------------------------------------

    def _open_of(self, acquirer: str) -> int | None:
        return next(
            (
                batch_id
                for batch_id, batch in self.batches.items()
                if batch.acquirer == acquirer and batch.closed_at is None
            ),
            None,
        )

    def _stands_open(self, sale_id: int) -> bool:
        is_open = self.batches[self.places[sale_id]].closed_at is None
        return is_open and sale_id not in self.settled

    def _rows(self, batch_id: int) -> list[int]:
        return sorted(row_id for row_id, place in self.places.items() if place == batch_id)

    def _backs_of(self, sale_id: int) -> list[StoredReturn]:
        stored = self.backs.values()
        return [one for one in stored if one.record.sale.identity.sale_id == sale_id]

    def _gone(self, sale_id: int) -> int:
        return returned_minor(one.record.past for one in self._backs_of(sale_id))

    def _entries(self, batch_id: int, without: Collection[int]) -> list[BatchEntry]:
        found = [self.entry(row_id) for row_id in self._rows(batch_id) if row_id not in without]
        return [one for one in found if one is not None and _counts(one)]


def _counts(entry: BatchEntry) -> bool:
    back = entry.back
    if back is None:
        return entry.sale.state in COUNTED
    return back.kind is ReturnKind.REFUND and back.state is ReturnState.DONE


def _totals(entry: BatchEntry) -> Totals:
    if entry.back is None:
        return Totals(1, entry.amount_minor)
    return Totals(0, 0, 1, entry.amount_minor)


def _added(group: GroupFigures, entry: BatchEntry) -> GroupFigures:
    sale, back = entry.sale, entry.back
    if back is not None:
        given = back.amount_minor if back.given_minor is None else back.given_minor
        rounding = group.rounding_minor + back.amount_minor - given
        return replace(group, totals=group.totals + _totals(entry), rounding_minor=rounding)
    if sale.state is SaleState.VOIDED:
        voided = group.voids_minor + sale.total_minor
        return replace(group, voids=group.voids + 1, voids_minor=voided)
    rounding = 0 if sale.tender is None else sale.tender.rounding_minor
    return replace(
        group,
        totals=group.totals + _totals(entry),
        tips=group.tips + bool(sale.tip_minor),
        tips_minor=group.tips_minor + sale.tip_minor,
        rounding_minor=group.rounding_minor + rounding,
    )
