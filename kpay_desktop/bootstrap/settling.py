"""Settlement at this till: its runner, what settles by itself, and what pages ask."""

from __future__ import annotations

import logging
from collections.abc import Callable

from kpay_desktop.bootstrap.batch_papers import BatchPapers
from kpay_desktop.bootstrap.printer import PrinterRoom
from kpay_desktop.flows.auto_settle import AutoSettle
from kpay_desktop.flows.settle_runner import SettleRunner
from kpay_desktop.flows.settle_state import past_told
from kpay_desktop.flows.settle_view import PastTold, SettleNews
from kpay_desktop.ports import BusyError, StoreError
from models.database import OpenedStore
from models.writer import SerialThread

log = logging.getLogger(__name__)

PAST_ROWS = 8
"""Settlements of before on one page."""


class SettlingAtTill:
    """Implements ``ui.backend_day.SettleBackend`` for whoever is signed in.

    ``clerks`` is a thread for what may wait for the store and the printer.
    """

    def __init__(
        self,
        runner: SettleRunner,
        auto: AutoSettle,
        opened: OpenedStore,
        papers: BatchPapers,
        printer: PrinterRoom,
        clerks: SerialThread,
        operator: Callable[[], str],
        observe: Callable[[SettleNews], None],
    ) -> None:
        self._runner = runner
        self._auto = auto
        self._opened = opened
        self._papers = papers
        self._printer = printer
        self._clerks = clerks
        self._operator = operator
        self._observe = observe
        self._newest_look = 0

    def look(self) -> None:
        """Tell how the open batches stand."""
        self._runner.look()

    def look_away(self) -> None:
        """Tell no more of the open batches."""
        self._runner.look_away()

    def settle(self) -> None:
        """Settle every open batch."""
        self._runner.settle(self._operator())

    def cancel(self, flow: str) -> None:
        """End one, while nothing is closed."""
        self._runner.cancel(flow)

    def try_now(self, flow: str) -> None:
        """Repeat now what is repeated by itself."""
        self._runner.try_now(flow)

    def carry_over(self, flow: str, approval_no: str) -> None:
        """Go on without what is not known, with a supervisor's leave."""
        self._runner.carry_over(flow, approval_no, self._operator())

    def put_off(self) -> None:
        """Keep settling from beginning by itself this time."""
        self._auto.put_off()

    def print_list(self) -> None:
        """Print the list of what stands in the open batches; nothing is settled."""

        def work() -> None:
            try:
                for document in self._papers.of_open_batches():
                    self._printer.print_now(document)
            except (BusyError, StoreError) as error:
                log.warning("the list was not printed: %s", type(error).__name__)

        self._clerks.submit(work)

    def past(self, request: int, before: int | None) -> None:
        """Look for settlements before that number; only the newest request is worked on."""

        def read() -> None:
            if request == self._newest_look:
                self._observe(self._past(request, before))

        self._newest_look = request
        self._opened.reader.submit(read)

    def _past(self, request: int, before: int | None) -> PastTold:
        try:
            found = self._opened.reports.settlements(before, PAST_ROWS + 1)
            return past_told(request, found, PAST_ROWS)
        except StoreError as error:
            log.error("settlements cannot be read: %s", error.kind.value)
            return PastTold(request, (), (), has_more=False, kind=error.kind)

    def print_again(self, settlement_id: int) -> None:
        """Print slip and list of a settlement of before, marked DUPLICATE."""
        self._runner.print_again(settlement_id)
