"""Batches and settlements as they are read: what a batch comes to is always the sum of its rows.

On any connection. Every method may raise StoreError.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter

from kpay_desktop.domain.card import Scheme
from kpay_desktop.domain.ledger import (
    Acquirer,
    BatchEntry,
    BatchFigures,
    BatchSpan,
    BatchStanding,
    GroupFigures,
    OpenBatch,
    SettlementRecord,
    UnresolvedRow,
)
from kpay_desktop.domain.moves import SettlementIdentity
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleState, format_voucher
from kpay_desktop.domain.totals import Totals
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import statements as sql
from models import statements_day as day
from models.return_rows import ReturnRows
from models.rows import optional_time_of, sale_of, time_of
from models.session import Row, Session

_ORDER = {acquirer.value: place for place, acquirer in enumerate(Acquirer)}
_METHOD_ORDER = {method.value: place for place, method in enumerate(Method)}
_SCHEME_ORDER = {scheme.value: place for place, scheme in enumerate(Scheme)}
_COUNTED = frozenset({SaleState.APPROVED.value, SaleState.BY_HAND.value})

#: Method, scheme (empty of what is no card) and whether it is by hand.
_Key = tuple[str, str, bool]


@dataclass(slots=True)
class _Sums:
    """What came by one way to pay."""

    totals: Totals = field(default_factory=Totals)
    voids: int = 0
    voids_minor: int = 0
    tips: int = 0
    tips_minor: int = 0
    rounding_minor: int = 0


def batch_of(row: Row) -> OpenBatch:
    """Return the batch of a row: id, acquirer, number, time of its opening."""
    return OpenBatch(row[0], row[1], row[2], time_of(row[3]))


def settlement_of(row: Row) -> SettlementRecord:
    """Return the settlement of a row of :data:`models.statements_day.SETTLEMENT`."""
    return SettlementRecord(
        identity=SettlementIdentity(row[0], row[1], row[2], row[3], row[4]),
        phase=row[5],
        state=row[6],
        operator_id=row[7],
        is_automatic=bool(row[8]),
        begun_at=time_of(row[9]),
        finished_at=optional_time_of(row[10]),
    )


class BatchRows:
    """Reads batches, their rows and their settlements."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._returns = ReturnRows(session)

    # --- batches ----------------------------------------------------------------------------

    def open_batches(self) -> list[OpenBatch]:
        """Return the batches that are not settled, in the order of acquirers."""
        rows = self._session.rows(day.OPEN_BATCHES)
        rows.sort(key=lambda row: (_ORDER.get(row[1], len(_ORDER)), row[0]))
        return [batch_of(row) for row in rows]

    def batch(self, batch_id: int) -> OpenBatch | None:
        """Return a batch, open or not."""
        row = self._session.row(day.BATCH, (batch_id,))
        return None if row is None else batch_of(row)

    def figures(self, batch_id: int, without: Collection[int] = ()) -> BatchFigures:
        """Return what the batch comes to, without the rows of those numbers."""
        sales, sales_minor = self._sum(day.SALES_OF_BATCH, batch_id)
        refunds, refunds_minor = self._sum(day.REFUNDS_OF_BATCH, batch_id)
        for entry in self._counted(batch_id, without):
            if entry.back is None:
                sales, sales_minor = sales - 1, sales_minor - entry.amount_minor
            else:
                refunds, refunds_minor = refunds - 1, refunds_minor - entry.amount_minor
        totals = Totals(sales, sales_minor, refunds, refunds_minor)
        return BatchFigures(totals, sales + refunds)

    def _sum(self, statement: str, batch_id: int) -> tuple[int, int]:
        row = self._session.row(statement, (batch_id,))
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    def _counted(self, batch_id: int, numbers: Collection[int]) -> Iterable[BatchEntry]:
        """Yield those of the rows that count in the batch."""
        for number in set(numbers):
            place = self._session.row(day.BATCH_OF_SALE, (number,))
            if place is not None and place[0] == batch_id and place[5] in _COUNTED:
                yield self._entry(number)
                continue
            place = self._session.row(day.BATCH_OF_RETURN, (number,))
            if place is None or place[0] != batch_id:
                continue
            if (place[3], place[4]) == (ReturnKind.REFUND, ReturnState.DONE):
                yield self._entry(number)

    def groups(self, batch_id: int, without: Collection[int] = ()) -> list[GroupFigures]:
        """Return the same by way to pay, cards by scheme; what is by hand stands behind."""
        left_out = set(without)
        sums: dict[_Key, _Sums] = {}
        for row in self._session.rows(day.GROUPS_OF_SALES, (batch_id,)):
            if row[0] not in left_out:
                _add_sale(sums.setdefault(_key(row), _Sums()), row)
        for row in self._session.rows(day.GROUPS_OF_REFUNDS, (batch_id,)):
            if row[0] not in left_out:
                _add_refund(sums.setdefault(_key(row), _Sums()), row)
        return [_group(key, sums[key]) for key in sorted(sums, key=_place)]

    def unresolved(self, batch_id: int) -> list[UnresolvedRow]:
        """Return the rows whose end is not known, oldest first, with sales of pending returns."""
        found: dict[int, UnresolvedRow] = {}
        for row in self._session.rows(day.UNRESOLVED_SALES, (batch_id,)):
            found[row[0]] = _unresolved_of(row)
        for row in self._session.rows(day.UNRESOLVED_RETURNS, (batch_id,)):
            found[row[0]] = replace(_unresolved_of(row), kind=ReturnKind(row[5]))
            sale = self._session.row(day.SALE_OF_PENDING, (row[6], batch_id))
            if sale is not None:
                found[sale[0]] = _unresolved_of(sale)
        return [found[number] for number in sorted(found)]

    def standing(self) -> list[BatchStanding]:
        """Return the open batches with their figures; those without a row are left out."""
        found = []
        for batch in self.open_batches():
            number = batch.batch_id
            standing = BatchStanding(
                batch,
                self.figures(number),
                tuple(self.groups(number)),
                tuple(self.unresolved(number)),
            )
            if standing.groups or standing.unresolved:
                found.append(standing)
        return found

    # --- rows -------------------------------------------------------------------------------

    def next_entry(
        self, batch_id: int, after: int, without: Collection[int] = ()
    ) -> BatchEntry | None:
        """Return the row that counts and follows ``after``."""
        left_out = set(without)
        while True:
            found = self._following(batch_id, after)
            if found is None or found.row_id not in left_out:
                return found
            after = found.row_id

    def _following(self, batch_id: int, after: int) -> BatchEntry | None:
        sale = self._session.row(day.NEXT_SALE, (batch_id, after))
        refund = self._session.row(day.NEXT_REFUND, (batch_id, after))
        if refund is not None and (sale is None or refund[0] < sale[0]):
            return self._return_entry(refund)
        return None if sale is None else BatchEntry(sale[0], sale_of(sale))

    def span(self, batch_id: int) -> BatchSpan | None:
        """Return the first and the last row that count; None where there are none."""
        first = self._following(batch_id, 0)
        sale = self._session.row(day.LAST_SALE, (batch_id,))
        refund = self._session.row(day.LAST_REFUND, (batch_id,))
        if first is None:
            return None
        last = first
        if refund is not None and (sale is None or refund[0] > sale[0]):
            last = self._return_entry(refund)
        elif sale is not None:
            last = BatchEntry(sale[0], sale_of(sale))
        return BatchSpan(first.voucher, last.voucher, first.at, last.at)

    def entry(self, row_id: int) -> BatchEntry | None:
        """Return a row by its number."""
        sale = self._session.row(sql.SALE, (row_id,))
        if sale is not None:
            return BatchEntry(row_id, sale_of(sale))
        back = self._session.row(day.RETURN, (row_id,))
        return None if back is None else self._return_entry(back)

    def _entry(self, row_id: int) -> BatchEntry:
        found = self.entry(row_id)
        if found is None:
            raise StoreError(StoreErrorKind.DAMAGED, "a row of a batch is not there")
        return found

    def _return_entry(self, row: Row) -> BatchEntry:
        back = self._returns.with_sale(row)
        return BatchEntry(row[0], back.sale, back)

    def listed(self, batch_id: int, after: int, limit: int) -> list[BatchEntry]:
        """Return the rows of a list behind ``after``, in their order: voids beside their sales.

        What was never charged and is known not to be stands in no list.
        """
        sales = self._session.rows(day.LISTED_SALES, (batch_id, after, limit))
        backs = self._session.rows(day.LISTED_RETURNS, (batch_id, after, limit))
        entries = heapq.merge(
            (BatchEntry(row[0], sale_of(row)) for row in sales),
            (self._return_entry(row) for row in backs),
            key=attrgetter("row_id"),
        )
        return list(entries)[:limit]

    # --- settlements ------------------------------------------------------------------------

    def settlement(self, settlement_id: int) -> SettlementRecord | None:
        """Return a settlement's row."""
        row = self._session.row(day.SETTLEMENT, (settlement_id,))
        return None if row is None else settlement_of(row)

    def settlements(self, before: int, limit: int) -> list[SettlementRecord]:
        """Return settlements whose numbers are below ``before``, newest first."""
        rows = self._session.rows(day.SETTLEMENTS_BEFORE, (before, limit))
        return [settlement_of(row) for row in rows]

    def last_settled_at(self, acquirer: str) -> datetime | None:
        """Return when the acquirer's newest batch was closed."""
        row = self._session.row(day.LAST_CLOSED, (acquirer,))
        return None if row is None else time_of(row[0])

    def carried(self, settlement_id: int) -> Sequence[BatchEntry]:
        """Return the rows that a settlement left to the next batch, as they are now."""
        row = self._session.row(day.CARRIED, (settlement_id,))
        numbers = [] if row is None else [int(text) for text in str(row[0]).split()]
        return [self._entry(number) for number in numbers]


def _unresolved_of(row: Row) -> UnresolvedRow:
    return UnresolvedRow(row[0], format_voucher(row[1]), Method(row[2]), row[3], row[4])


def _key(row: Row) -> _Key:
    return row[1], row[2] or "", row[3] == QrMode.OWN


def _place(key: _Key) -> tuple[bool, int, int]:
    method, scheme, is_by_hand = key
    return is_by_hand, _METHOD_ORDER[method], _SCHEME_ORDER.get(scheme, -1)


def _add_sale(sums: _Sums, row: Row) -> None:
    state, amount_minor, tip_minor, due_minor = row[4:8]
    total_minor = amount_minor + tip_minor
    if state == SaleState.VOIDED:
        sums.voids += 1
        sums.voids_minor += total_minor
        return
    sums.totals += Totals(1, total_minor)
    if tip_minor:
        sums.tips += 1
        sums.tips_minor += tip_minor
    if due_minor is not None:
        sums.rounding_minor += due_minor - total_minor


def _add_refund(sums: _Sums, row: Row) -> None:
    amount_minor, given_minor = row[4:6]
    sums.totals += Totals(0, 0, 1, amount_minor)
    if given_minor is not None:
        sums.rounding_minor += amount_minor - given_minor


def _group(key: _Key, sums: _Sums) -> GroupFigures:
    method, scheme, is_by_hand = key
    return GroupFigures(
        method=Method(method),
        totals=sums.totals,
        scheme=Scheme(scheme) if scheme else None,
        is_by_hand=is_by_hand,
        voids=sums.voids,
        voids_minor=sums.voids_minor,
        tips=sums.tips,
        tips_minor=sums.tips_minor,
        rounding_minor=sums.rounding_minor,
    )
