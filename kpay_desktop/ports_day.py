"""What void, refund, cash and settlement ask of the store, as a Protocol.

The rules of :class:`~kpay_desktop.ports.Store` hold: writing methods are one transaction each that
is on the disk when it returns, and every method raises StoreError where the disk refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

from kpay_desktop.domain.ledger import (
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
from kpay_desktop.domain.moves import (
    DrawerEntry,
    ReturnDraft,
    ReturnIdentity,
    SettlementDraft,
    SettlementIdentity,
)
from kpay_desktop.domain.records import Commit


class DayStore(Protocol):
    """The part of the store that the whole day needs. It belongs to the writer's thread."""

    # --- money back -------------------------------------------------------------------------

    def begin_return(
        self, draft: ReturnDraft, at: datetime, first: Callable[[ReturnIdentity], Commit]
    ) -> ReturnIdentity:
        """Allocate a return's numbers, reserve its amount, and write the flow's first state.

        Whether the sale allows it is the caller's to check, in the same task.
        """

    def candidate(self, sale_id: int) -> ReturnCandidate | None:
        """Return a sale with all that has gone back for it. ``is_shut`` is not filled in."""

    def candidates(self, voucher: str) -> Sequence[ReturnCandidate]:
        """Return the sales of that voucher number: those of open batches first, then the newest."""

    def refund(self, voucher: str) -> ReturnRecord | None:
        """Return the refund of an open batch that has that voucher number of its own."""

    def back(self, return_id: int) -> ReturnRecord | None:
        """Return a void's or a refund's row."""

    # --- batches ----------------------------------------------------------------------------

    def open_batches(self) -> Sequence[OpenBatch]:
        """Return the batches that are not settled, in the order of acquirers."""

    def batch_figures(self, batch_id: int, without: Collection[int] = ()) -> BatchFigures:
        """Return what the batch comes to, without the rows of those numbers."""

    def batch_groups(self, batch_id: int, without: Collection[int] = ()) -> Sequence[GroupFigures]:
        """Return the same by way to pay; they add up to the batch's figures."""

    def unresolved(self, batch_id: int) -> Sequence[UnresolvedRow]:
        """Return the rows of a batch whose end is not known, oldest first.

        A sale of which a void or refund is pending is among them beside it: both go on together.
        """

    def next_entry(
        self, batch_id: int, after: int, without: Collection[int] = ()
    ) -> BatchEntry | None:
        """Return the row that counts in the batch's totals and follows ``after``; None: none."""

    def entry(self, row_id: int) -> BatchEntry | None:
        """Return a row by its number."""

    def standing(self) -> Sequence[BatchStanding]:
        """Return the open batches with their figures; those without a row are left out."""

    # --- settlement -------------------------------------------------------------------------

    def begin_settlement(
        self, draft: SettlementDraft, at: datetime, first: Callable[[SettlementIdentity], Commit]
    ) -> SettlementIdentity | None:
        """Allocate a settlement's numbers and write the flow's first state.

        None: the acquirer has no open batch, or is being settled already.
        """

    def settlement(self, settlement_id: int) -> SettlementRecord | None:
        """Return a settlement's row."""

    def last_settled_at(self, acquirer: str) -> datetime | None:
        """Return when the acquirer's newest batch was closed."""

    # --- the drawer -------------------------------------------------------------------------

    def begin_move(self, entry: DrawerEntry, at: datetime, first: Callable[[int], Commit]) -> int:
        """Write a line of the drawer's book outside a sale, with the commit of its number.

        ``OPENED`` begins a shift, ``CLOSED`` ends the one that is open; any other line belongs to
        the open one, and begins one where there is none.
        """

    def shift(self) -> ShiftRecord | None:
        """Return the shift that is open."""

    def shift_of(self, shift_id: int) -> ShiftRecord | None:
        """Return a shift by its number."""
