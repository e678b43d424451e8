"""What pages read: on the reader's thread, on a connection that cannot write.

Each method is one or two indexed reads and takes well under a millisecond, whatever the store
holds. Pages submit them to the reader and get the result back as an event.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peewee import ModelSelect, fn

from kpay_desktop.domain.records import BatchSummary, SaleFilter, SaleKey, SalePage, SaleRecord
from kpay_desktop.domain.sale import SaleState, next_voucher
from models import statements as sql
from models.history import History
from models.numbers import WALLETS, Lane
from models.rows import sale_of
from models.session import Row, Session
from models.tables import Attempt, Batch, Transaction

MOST_ROWS = 500


class Reports:
    """Read queries. Every method may raise StoreError."""

    def __init__(self, session: Session, lane: Lane) -> None:
        self._session = session
        self._lane = lane
        self._history = History(session)

    def recent_sales(self, batch_no: int, limit: int) -> list[SaleRecord]:
        """Return the newest sales of a batch, newest first; at most ``limit`` (and 500)."""
        batch_id = self._batch_id(batch_no)
        if batch_id is None:
            return []
        query = (
            _sales()
            .where(Transaction.batch_id == batch_id)
            .order_by(Transaction.id.desc())
            .limit(max(0, min(limit, MOST_ROWS)))
        )
        return [sale_of(row) for row in self._rows(query)]

    def batch_summary(self) -> BatchSummary:
        """Return the open batch with its approved sales; before its first sale, an empty one."""
        open_batch = self._first(
            Batch.select(Batch.id, Batch.number).where(
                Batch.acquirer == WALLETS, Batch.is_open == 1
            )
        )
        if open_batch is None:
            return BatchSummary(self._next_batch_no(), 0, 0)
        total = fn.SUM(Transaction.amount_minor + Transaction.tip_minor)
        sums = self._first(
            Transaction.select(fn.COUNT(Transaction.id), fn.COALESCE(total, 0)).where(
                Transaction.batch_id == open_batch[0],
                Transaction.state == SaleState.APPROVED.value,
            )
        )
        count, total_minor = sums or (0, 0)
        return BatchSummary(open_batch[1], int(count), int(total_minor))

    def sale_by_voucher(self, voucher: str) -> SaleRecord | None:
        """Return the newest sale with these six digits, or None.

        A number in the open batch is newer than the same one in a closed batch.
        """
        if not (voucher.isascii() and voucher.isdigit() and len(voucher) == 6):
            return None
        row = self._first(
            _sales()
            .where(Transaction.voucher == int(voucher))
            .order_by(Transaction.id.desc())
            .limit(1)
        )
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
        row = self._session.row(sql.COUNTER, (f"batch:{WALLETS}",))
        return self._lane.first_batch_no if row is None else next_voucher(int(row[0]))

    def _batch_id(self, batch_no: int) -> int | None:
        row = self._first(
            Batch.select(Batch.id)
            .where(Batch.acquirer == WALLETS, Batch.number == batch_no)
            .order_by(Batch.id.desc())
            .limit(1)
        )
        return None if row is None else int(row[0])

    def _first(self, query: ModelSelect[Any]) -> Row | None:
        rows = self._rows(query)
        return rows[0] if rows else None

    def _rows(self, query: ModelSelect[Any]) -> Sequence[Row]:
        self._session.assert_owner()
        self._session.revive()
        with self._session.guard:
            return list(query.tuples().execute(self._session.database))


def _sales() -> ModelSelect[Transaction]:
    """Return the query whose rows :func:`models.rows.sale_of` reads."""
    return (
        Transaction.select(
            Transaction.id,
            Transaction.attempt_id,
            Transaction.voucher,
            Attempt.order_no,
            Batch.number,
            Transaction.created_at,
            Transaction.amount_minor,
            Transaction.tip_minor,
            Transaction.method,
            Transaction.mode,
            Transaction.cashier_id,
            Transaction.state,
            Transaction.reason,
            Transaction.wallet_txn_no,
            Transaction.paid_at,
            Transaction.finished_at,
        )
        .join(Attempt, on=(Attempt.id == Transaction.attempt_id))
        .switch(Transaction)
        .join(Batch, on=(Batch.id == Transaction.batch_id))
    )
