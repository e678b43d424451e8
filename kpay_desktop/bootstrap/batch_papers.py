"""Slips and lists of batches from what the store has of them, read on its reader's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from kpay_desktop.domain.business_day import BusinessDays
from kpay_desktop.domain.ledger import BatchEntry, SettlementRecord
from kpay_desktop.domain.records import SlipKind
from kpay_desktop.flows.settle_slips import (
    BatchPaper,
    list_document,
    open_list,
    settlement_document,
)
from kpay_desktop.ports import BusyError, Clock, StoreError, StoreErrorKind
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.slip_shop import SlipShop
from models.database import OpenedStore
from models.day_reading import MOST_READ
from models.reports import Reports

Result = TypeVar("Result")

READ_DEADLINE_S = 30.0
"""For all rows of a batch: a card batch has a thousand at most, a wallet's may have many more."""


class BatchPapers:
    """Draws what a batch has on paper. Any thread but the store's own may call; it waits."""

    def __init__(
        self,
        opened: OpenedStore,
        shop: SlipShop,
        days: BusinessDays,
        clock: Clock,
        card_host_name: Callable[[], str],
    ) -> None:
        self._opened = opened
        self._shop = shop
        self._days = days
        self._clock = clock
        self._card_host_name = card_host_name

    def of_settlement(
        self, record: SettlementRecord, kind: SlipKind, is_duplicate: bool
    ) -> Document:
        """Return a settlement's slip, or its list.

        Raises:
            StoreError: the store cannot be read for it now.
            ValueError: it closed no batch.
        """
        paper = self._read(lambda: self._paper(record, kind))
        if kind is SlipKind.LIST:
            return list_document(paper, self._shop, is_duplicate=is_duplicate)
        return settlement_document(paper, self._shop, self._days, is_duplicate=is_duplicate)

    def of_open_batches(self) -> tuple[Document, ...]:
        """Return the lists of what stands in the open batches at this moment.

        Raises:
            StoreError: the store cannot be read for it now.
        """

        def read() -> tuple[Document, ...]:
            reports, now = self._opened.reports, self._clock.now()
            return tuple(
                document
                for batch in reports.open_batches()
                for entries in [_listed(reports, batch.batch_id)]
                if entries
                for document in open_list(batch, entries, self._shop, now)
            )

        return self._read(read)

    def _paper(self, record: SettlementRecord, kind: SlipKind) -> BatchPaper:
        reports, batch_id = self._opened.reports, record.identity.batch_id
        if kind is SlipKind.LIST:
            return BatchPaper(record, entries=_listed(reports, batch_id))
        return BatchPaper(
            record,
            groups=reports.batch_groups(batch_id),
            span=reports.batch_span(batch_id),
            host=self._card_host_name(),
        )

    def _read(self, read: Callable[[], Result]) -> Result:
        try:
            return self._opened.reader.call(read, READ_DEADLINE_S)
        except (BusyError, TimeoutError) as error:
            raise StoreError(StoreErrorKind.OTHER, "the store has too much to do") from error


def _listed(reports: Reports, batch_id: int) -> list[BatchEntry]:
    """Return all rows of a batch, a page at a time."""
    found: list[BatchEntry] = []
    after = 0
    while page := reports.listed(batch_id, after):
        found += page
        after = page[-1].row_id
        if len(page) < MOST_READ:
            break
    return found
