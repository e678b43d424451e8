"""What the pages read of the store: the open batch and sales somebody looks for."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kpay_desktop.domain.records import SaleFilter, SaleKey
from kpay_desktop.ports import BusyError, StoreError
from models.database import OpenedStore
from ui.backend import BatchNews, News, SalesFailed, SalesFound

log = logging.getLogger(__name__)

BATCH_ROWS = 30


class SaleReading:
    """Reads on the store's reader thread; what was read goes to ``report`` from there."""

    def __init__(self, opened: OpenedStore, report: Callable[[News], None]) -> None:
        self._opened = opened
        self._report = report
        self._newest_search = 0

    def refresh_batch(self) -> None:
        """Read the open batch's card again."""

        def read() -> None:
            summary = self._opened.reports.batch_summary()
            rows = self._opened.reports.recent_sales(BATCH_ROWS)
            self._report(BatchNews(summary, tuple(rows)))

        try:
            self._opened.reader.submit(read)
        except BusyError:
            log.warning("the batch card waits for the next change")

    def find(
        self, request: int, wanted: SaleFilter, after: SaleKey | None, *, newer: bool = False
    ) -> None:
        """Look for sales; only the newest request is worked on.

        Raises:
            BusyError: the reader cannot take it now.
        """

        def read() -> None:
            if request != self._newest_search:
                return
            try:
                page = self._opened.reports.find_sales(wanted, after, newer=newer)
            except StoreError as error:
                log.error("sales cannot be read: %s", error.kind.value)
                self._report(SalesFailed(request, error.kind))
                return
            self._report(SalesFound(request, page))

        self._newest_search = request
        self._opened.reader.submit(read)
