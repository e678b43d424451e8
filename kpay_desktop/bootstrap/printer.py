"""The receipt printer's place: driver, owner thread, queue, and the simulated twin of the demo."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final, Protocol

from hardware.actor import Actor, Outcome
from hardware.paths import DevicePathError, SimPath, parse_path
from hardware.printer.absent import AbsentPrinter
from hardware.registry import open_printer, printer_options
from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import PrintState, SaleRecord, SlipCopy
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.print_values import (
    JobNews,
    JobStage,
    PrinterNews,
    PrintJobs,
    PrintNews,
    PrintParts,
)
from kpay_desktop.flows.printing import PRINT_DEADLINE_S, PrintQueue
from kpay_desktop.ports import (
    BusyError,
    DeviceStatus,
    Printer,
    PrintReport,
    SerialExecutor,
    Timers,
)
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.trial_slip import trial_slip
from kpay_desktop.settings import Settings
from kpay_desktop.simulation.paper.printer import PrinterModel
from ui.backend import News, QueueNews, SlipNews, SlipTested
from ui.backend_day import PaperNews

log = logging.getLogger(__name__)

DRAWER_DEADLINE_S: Final = 10.0


class DocumentFor(Protocol):
    """Makes a sale's slip. ``signature`` is for the copy that shows it."""

    def __call__(
        self,
        sale: SaleRecord,
        copy: SlipCopy,
        *,
        is_duplicate: bool = False,
        signature: Signature | None = None,
    ) -> Document:
        """Return the slip."""


JobDocument = Callable[[PrintJob, Signature | None], Document]
"""Makes a job's slip, with the customer's signature where it shows one. On the printer's thread."""

_STATES = {
    JobStage.QUEUED: PrintState.QUEUED,
    JobStage.PRINTING: PrintState.SENDING,
    JobStage.PRINTED: PrintState.PRINTED,
    JobStage.AGAIN: PrintState.QUEUED,
    JobStage.IMPOSSIBLE: PrintState.QUEUED,
}


class PrinterRoom:
    """Builds the profile's printer and its queue. ``model`` is the simulated one, if it is that."""

    def __init__(
        self,
        settings: Settings,
        folders: Folders,
        store: PrintJobs,
        executor: SerialExecutor,
        timers: Timers,
        document_for: JobDocument,
        report: Callable[[News], None],
    ) -> None:
        self._report = report
        self.width_dots = printer_options(settings.devices).dots
        self.model: PrinterModel | None = None
        self._actor = Actor("printer")
        self._settings = settings
        self._printer = self._open(settings, folders)
        self._queue = PrintQueue(
            PrintParts(
                store=store,
                executor=executor,
                timers=timers,
                printer=self._printer,
                printer_executor=self._actor,
                document_for=document_for,
                observe=self._observe,
            )
        )

    def start(self) -> None:
        """Begin to print what waits."""
        self._actor.start()
        self.wake()

    def wake(self) -> None:
        """Say that there may be something to print."""
        try:
            self._queue.wake()
        except BusyError:
            # The queue looks again by itself every few seconds.
            log.warning("the print queue was not woken")

    def retry(self) -> None:
        """Try again now, because somebody asked for it.

        Raises:
            BusyError: the till cannot take it now.
        """
        self._queue.retry()

    def kick_drawer(self, done: Callable[[PrintReport | None], None]) -> None:
        """Open the cash drawer, behind the slip that is at the printer.

        ``done`` is called on the printer's thread; with None if the printer's turn came too late
        and no pulse was sent.

        Raises:
            BusyError: the till cannot take it now.
        """

        def ended(outcome: Outcome[PrintReport]) -> None:
            done(outcome.value)

        self._actor.ask(self._printer.kick_drawer, DRAWER_DEADLINE_S, ended)

    def test(self, at: datetime) -> None:
        """Print a test slip behind what is at the printer; ``SlipTested`` follows.

        Raises:
            BusyError: the printer has too much to do.
        """
        document = trial_slip(self._settings, at)
        self._print(document, lambda report: self._report(SlipTested(report)))

    def print_now(self, document: Document) -> None:
        """Print what belongs to no job, behind what is at the printer. Nobody hears of its end.

        Raises:
            BusyError: the printer has too much to do.
        """
        self._print(document, lambda _: None)

    def _print(self, document: Document, told: Callable[[PrintReport | None], None]) -> None:
        def ended(outcome: Outcome[PrintReport | None]) -> None:
            if outcome.error is not None:
                log.warning("a slip was given up: %s", type(outcome.error).__name__)
            told(outcome.value)

        def work(left_s: float) -> PrintReport | None:
            try:
                return self._printer.print_document(document, left_s)
            except ValueError as error:
                log.error("a slip cannot be set: %s", error)
                return None

        self._actor.ask(work, PRINT_DEADLINE_S, ended)

    def stop(self, deadline_s: float) -> None:
        """Begin no further slip, and end the printer's thread."""
        try:
            self._queue.stop()
        except BusyError:
            log.info("the print queue has stopped already")
        self._actor.stop(deadline_s)
        if self.model is not None:
            self.model.close()

    def _open(self, settings: Settings, folders: Folders) -> Printer:
        try:
            if isinstance(parse_path(settings.devices.printer), SimPath):
                self.model = PrinterModel(folders.paper, dots=self.width_dots)
            return open_printer(
                settings.devices,
                folders.cache,
                self.model,
                self._live_status,
            )
        except DevicePathError as error:
            log.error("printer: %s", error.reason)
            return AbsentPrinter()

    def _live_status(self, status: DeviceStatus) -> None:
        self._queue.live_status(status)

    def _observe(self, news: PrintNews) -> None:
        match news:
            case PrinterNews(status, phase):
                self._report(status)
                self._report(QueueNews(phase, status))
            case JobNews(job, stage):
                self._report(_told(job, _STATES[stage]))


def _told(job: PrintJob, state: PrintState) -> SlipNews | PaperNews:
    sale = job.sale
    if sale is not None:
        return SlipNews(sale.identity.sale_id, job.copy, state)
    return PaperNews(job.kind, job.subject_id, job.copy, state)
