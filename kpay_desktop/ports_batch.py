"""What void, refund and settlement ask of a card host, as a Protocol and values.

Card data stays behind a handle, as in :mod:`kpay_desktop.ports_cards`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.totals import Totals
from kpay_desktop.ports_cards import NoHostAnswer, ReversalAnswer, SaleAnswer


@dataclass(frozen=True, slots=True)
class BackRequest:
    """A void or a refund (0200). Its numbers are on the disk, and its reversal is armed.

    ``voucher`` (field 62) is the sale's of a void, its own of a refund; ``rrn`` (37) is the sale's,
    of a void alone. ``sold_at`` is when the sale was made, which a void names in fields 12 and 13;
    both times are the shop's own.
    """

    kind: ReturnKind
    stan: int
    voucher: str
    batch_no: int
    amount_minor: int
    entry: EntryMode
    handle: str
    local_at: datetime
    rrn: str = ""
    sold_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BatchTotals:
    """Our totals of a batch for the host (0500). A repeat is the same value."""

    stan: int
    batch_no: int
    totals: Totals
    local_at: datetime


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One row of a batch for the host (0320), after its totals had differed.

    ``kind`` is None of a sale. ``original_stan``, ``rrn``, ``approval_code`` and ``sold_at`` are
    those of the row; ``stan`` is this message's own, and the same on a repeat.
    """

    stan: int
    kind: ReturnKind | None
    original_stan: int
    voucher: str
    batch_no: int
    amount_minor: int
    tip_minor: int
    entry: EntryMode
    handle: str
    rrn: str
    approval_code: str
    sold_at: datetime


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """A believed answer (0510) to totals, or to the end of an upload.

    ``code`` is field 39: 00 closed the batch, 95 says that totals differ. ``theirs`` are the host's
    totals (field 63), if it named them.
    """

    stan: int
    code: str
    theirs: Totals | None = None


@dataclass(frozen=True, slots=True)
class RowAnswer:
    """A believed answer (0330) to a row; ``code`` is field 39."""

    stan: int
    code: str


class BatchHost(Protocol):
    """The part of a card host that gives back and settles. It belongs to the host's one thread."""

    def give_back(self, request: BackRequest, deadline_s: float) -> SaleAnswer:
        """Ask for a void or a refund. It is sent once at most."""

    def reverse_back(
        self, request: BackRequest, deadline_s: float
    ) -> ReversalAnswer | NoHostAnswer:
        """Take that message back (0400); repeated until it is answered."""

    def settle(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        """Send our totals (0500/920000)."""

    def upload(self, row: BatchRow, deadline_s: float) -> RowAnswer | NoHostAnswer:
        """Send one row (0320)."""

    def end_upload(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        """Say that all rows were sent (0500/960000)."""
