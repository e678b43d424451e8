"""What a wrapped card host hands on as it is: voids, refunds and settlement."""

from __future__ import annotations

from kpay_desktop.ports_batch import (
    BackRequest,
    BatchAnswer,
    BatchHost,
    BatchRow,
    BatchTotals,
    RowAnswer,
)
from kpay_desktop.ports_cards import NoHostAnswer, ReversalAnswer, SaleAnswer


class BatchPass:
    """Implements ``BatchHost`` by another."""

    def __init__(self, host: BatchHost) -> None:
        self._batch = host

    def give_back(self, request: BackRequest, deadline_s: float) -> SaleAnswer:
        """See ``BatchHost``."""
        return self._batch.give_back(request, deadline_s)

    def reverse_back(
        self, request: BackRequest, deadline_s: float
    ) -> ReversalAnswer | NoHostAnswer:
        """See ``BatchHost``."""
        return self._batch.reverse_back(request, deadline_s)

    def settle(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        """See ``BatchHost``."""
        return self._batch.settle(batch, deadline_s)

    def upload(self, row: BatchRow, deadline_s: float) -> RowAnswer | NoHostAnswer:
        """See ``BatchHost``."""
        return self._batch.upload(row, deadline_s)

    def end_upload(self, batch: BatchTotals, deadline_s: float) -> BatchAnswer | NoHostAnswer:
        """See ``BatchHost``."""
        return self._batch.end_upload(batch, deadline_s)
