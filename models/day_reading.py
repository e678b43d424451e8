"""What the whole day reads, on the writer's connection and on the reader's alike.

Each method belongs to the thread of its connection, takes a few indexed reads, and may raise
StoreError.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from kpay_desktop.domain.ledger import (
    BatchEntry,
    BatchFigures,
    BatchSpan,
    BatchStanding,
    DrawerMove,
    GroupFigures,
    OpenBatch,
    ReturnCandidate,
    ReturnRecord,
    SettlementRecord,
    ShiftRecord,
    UnresolvedRow,
)
from models.batch_rows import BatchRows
from models.drawer_rows import DrawerRows
from models.history import ABOVE_ALL
from models.return_rows import ReturnRows
from models.session import Session

MOST_READ = 500
"""Rows that one call returns at most."""


class DayReading:
    """Returns, batches, settlements and the drawer, as they stand on a connection."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._returns = ReturnRows(session)
        self._batches = BatchRows(session)
        self._drawer = DrawerRows(session)

    # --- money back -------------------------------------------------------------------------

    def candidate(self, sale_id: int) -> ReturnCandidate | None:
        """Return a sale with all that has gone back for it. ``is_shut`` is not filled in."""
        self._session.assert_owner()
        return self._returns.candidate(sale_id)

    def candidates(self, voucher: str) -> Sequence[ReturnCandidate]:
        """Return the sales of that voucher number: those of open batches first, then the newest."""
        self._session.assert_owner()
        return self._returns.candidates(voucher)

    def refund(self, voucher: str) -> ReturnRecord | None:
        """Return the refund of an open batch that has that voucher number of its own."""
        self._session.assert_owner()
        return self._returns.refund(voucher)

    def back(self, return_id: int) -> ReturnRecord | None:
        """Return a void's or a refund's row."""
        self._session.assert_owner()
        return self._returns.record(return_id)

    # --- batches ----------------------------------------------------------------------------

    def open_batches(self) -> Sequence[OpenBatch]:
        """Return the batches that are not settled, in the order of acquirers."""
        self._session.assert_owner()
        return self._batches.open_batches()

    def batch(self, batch_id: int) -> OpenBatch | None:
        """Return a batch by its row's number, settled or not."""
        self._session.assert_owner()
        return self._batches.batch(batch_id)

    def batch_figures(self, batch_id: int, without: Collection[int] = ()) -> BatchFigures:
        """Return what the batch comes to, without the rows of those numbers."""
        self._session.assert_owner()
        return self._batches.figures(batch_id, without)

    def batch_groups(self, batch_id: int, without: Collection[int] = ()) -> Sequence[GroupFigures]:
        """Return the same by way to pay; they add up to the batch's figures."""
        self._session.assert_owner()
        return self._batches.groups(batch_id, without)

    def batch_span(self, batch_id: int) -> BatchSpan | None:
        """Return the first and the last row that count; None where there are none."""
        self._session.assert_owner()
        return self._batches.span(batch_id)

    def unresolved(self, batch_id: int) -> Sequence[UnresolvedRow]:
        """Return the rows of a batch whose end is not known, oldest first.

        A sale of which a void or refund is pending is among them beside it.
        """
        self._session.assert_owner()
        return self._batches.unresolved(batch_id)

    def next_entry(
        self, batch_id: int, after: int, without: Collection[int] = ()
    ) -> BatchEntry | None:
        """Return the row that counts in the batch's totals and follows ``after``; None: none."""
        self._session.assert_owner()
        return self._batches.next_entry(batch_id, after, without)

    def entry(self, row_id: int) -> BatchEntry | None:
        """Return a row by its number."""
        self._session.assert_owner()
        return self._batches.entry(row_id)

    def listed(self, batch_id: int, after: int = 0, limit: int = MOST_READ) -> Sequence[BatchEntry]:
        """Return the rows of a batch's list behind ``after``, oldest first.

        Voids are rows of their own here, and what is not known is among them; what was never
        charged, and is known not to be, is not. ``limit`` is at most 500.
        """
        self._session.assert_owner()
        return self._batches.listed(batch_id, after, max(0, min(limit, MOST_READ)))

    def standing(self) -> Sequence[BatchStanding]:
        """Return the open batches with their figures; those without a row are left out."""
        self._session.assert_owner()
        return self._batches.standing()

    # --- settlement -------------------------------------------------------------------------

    def settlement(self, settlement_id: int) -> SettlementRecord | None:
        """Return a settlement's row."""
        self._session.assert_owner()
        return self._batches.settlement(settlement_id)

    def settlements(self, before: int | None, limit: int) -> Sequence[SettlementRecord]:
        """Return settlements with numbers below ``before``, newest first, ``limit`` at most."""
        self._session.assert_owner()
        below = ABOVE_ALL if before is None else before
        return self._batches.settlements(below, max(0, min(limit, MOST_READ)))

    def carried(self, settlement_id: int) -> Sequence[BatchEntry]:
        """Return the rows that a settlement left to the next batch, as they are now."""
        self._session.assert_owner()
        return self._batches.carried(settlement_id)

    def last_settled_at(self, acquirer: str) -> datetime | None:
        """Return when the acquirer's newest batch was closed."""
        self._session.assert_owner()
        return self._batches.last_settled_at(acquirer)

    # --- the drawer -------------------------------------------------------------------------

    def shift(self) -> ShiftRecord | None:
        """Return the shift that is open."""
        self._session.assert_owner()
        return self._drawer.shift()

    def shift_of(self, shift_id: int) -> ShiftRecord | None:
        """Return a shift by its number."""
        self._session.assert_owner()
        return self._drawer.shift_of(shift_id)

    def drawer_move(self, move_id: int) -> DrawerMove | None:
        """Return a line of the drawer's book."""
        self._session.assert_owner()
        return self._drawer.move(move_id)

    def drawer_moves(
        self, shift_id: int, after: int = 0, limit: int = MOST_READ
    ) -> Sequence[DrawerMove]:
        """Return the lines of a shift behind ``after``, oldest first; at most 500."""
        self._session.assert_owner()
        return self._drawer.moves(shift_id, after, max(0, min(limit, MOST_READ)))
