"""What pages read: on the reader's thread, on a connection that cannot write.

Each method is one or two indexed reads and takes well under a millisecond, whatever the store
holds. Pages submit them to the reader and get the result back as an event.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from peewee import Case, Function, ModelSelect, fn

from kpay_desktop.domain.records import BatchSummary, SaleFilter, SaleKey, SalePage, SaleRecord
from kpay_desktop.domain.sale import SaleState, next_voucher
from models import statements as sql
from models.day_reading import DayReading
from models.history import ABOVE_ALL, History
from models.numbers import ACQUIRERS, Lane
from models.rows import sale_of
from models.session import Row, Session
from models.tables import Batch, Transaction

MOST_ROWS = 500


def _count_of(state: SaleState) -> tuple[Function, Function]:
    """Return how many sales are in a state, and their cents, as two columns of one walk."""
    is_meant = Transaction.state == state.value
    total_minor = Transaction.amount_minor + Transaction.tip_minor
    return (
        fn.COALESCE(fn.SUM(Case(None, ((is_meant, 1),), 0)), 0),
        fn.COALESCE(fn.SUM(Case(None, ((is_meant, total_minor),), 0)), 0),
    )


class Reports(DayReading):
    """Read queries. Every method may raise StoreError."""

    def __init__(self, session: Session, lane: Lane) -> None:
        super().__init__(session)
        self._lane = lane
        self._history = History(session)

    def recent_sales(self, limit: int) -> list[SaleRecord]:
        """Return the newest sales of all open batches, newest first; ``limit`` is at most 500."""
        most = max(0, min(limit, MOST_ROWS))
        self._session.assert_owner()
        batches = self._open_lanes()
        found = [self._session.rows(sql.NEWEST_OF_BATCH, (row[1], most)) for row in batches]
        rows = heapq.merge(*found, key=itemgetter(0), reverse=True)
        return [sale_of(row) for row in itertools.islice(rows, most)]

    def batch_summary(self) -> BatchSummary:
        """Return the approved sales of all open batches; before the first sale, none.

        The number is that of the cards' batch, or of the first acquirer after it that has one.
        """
        batches = self._open_lanes()
        if not batches:
            return BatchSummary(self._next_batch_no(), 0, 0)
        numbers = {row[0]: int(row[2]) for row in batches}
        number = next(numbers[each] for each in ACQUIRERS if each in numbers)
        counted = Transaction.batch_id.in_([row[1] for row in batches])
        figures = (*_count_of(SaleState.APPROVED), *_count_of(SaleState.BY_HAND))
        sums = self._rows(Transaction.select(*figures).where(counted))
        return BatchSummary(number, *(int(figure) for figure in sums[0]))

    def sale_by_voucher(self, voucher: str) -> SaleRecord | None:
        """Return the newest sale with these six digits, or None.

        A number in an open batch is newer than the same one in a closed batch.
        """
        if not (voucher.isascii() and voucher.isdigit() and len(voucher) == 6):
            return None
        self._session.assert_owner()
        row = self._session.row(sql.HISTORY_OF_VOUCHER, (int(voucher), ABOVE_ALL))
        return None if row is None else sale_of(row)

    def find_sales(
        self, wanted: SaleFilter, after: SaleKey | None = None, *, newer: bool = False
    ) -> SalePage:
        """Return the next page of sales that ``wanted`` admits, newest first.

        It lies behind ``after``, or with ``newer`` before it.
        """
        return self._history.page(wanted, after, newer=newer)

    def sale(self, sale_id: int) -> SaleRecord | None:
        """Return a sale's row, or None."""
        self._session.assert_owner()
        row = self._session.row(sql.SALE, (sale_id,))
        return None if row is None else sale_of(row)

    def _next_batch_no(self) -> int:
        for acquirer in ACQUIRERS:
            row = self._session.row(sql.COUNTER, (f"batch:{acquirer}",))
            if row is not None:
                return next_voucher(int(row[0]))
        return self._lane.first_batch_no

    def _open_lanes(self) -> Sequence[Row]:
        """Return acquirer, row and number of each."""
        return self._rows(
            Batch.select(Batch.acquirer, Batch.id, Batch.number).where(Batch.is_open == 1)
        )

    def _rows(self, query: ModelSelect[Any]) -> Sequence[Row]:
        self._session.assert_owner()
        self._session.revive()
        with self._session.guard:
            return list(query.tuples().execute(self._session.database))
