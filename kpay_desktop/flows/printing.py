"""The print queue: slips go to the printer one by one, and paper never undoes money.

Jobs are rows of the store, written in the same commit as the approval they belong to. Exactly-once
printing cannot be had, so the rule is: at most one unmarked copy. ``SENDING`` is on the disk before
the first byte leaves; only the printer's own word makes it ``PRINTED``; what may be on paper, after
a crash or a silent printer, prints again marked DUPLICATE. The queue waits for a printer that is
out of paper, open or away and goes on by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import PrintState
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.print_values import (
    NOT_CONFIRMING,
    UNKNOWN,
    JobNews,
    JobStage,
    PrinterNews,
    PrintParts,
    PrintPhase,
)
from kpay_desktop.ports import (
    BusyError,
    DeviceStatus,
    Health,
    PrintOutcome,
    PrintReport,
    StoreError,
)
from kpay_desktop.receipts.card_sale import has_drawing
from kpay_desktop.receipts.document import Document

log = logging.getLogger(__name__)

PRINT_DEADLINE_S: Final = 45.0
STATUS_DEADLINE_S: Final = 5.0
LAMP_EVERY_S: Final = 5.0
WAIT_FIRST_S: Final = 1.0
WAIT_LAST_S: Final = 8.0
STORE_RETRY_S: Final = 2.0
DOUBTS_BEFORE_HELD: Final = 3
"""A printer that takes slips and never confirms one must not fill the shop with duplicates."""

MAX_JOBS_READ: Final = 50
_TIMER: Final = "printing"


@dataclass(frozen=True, slots=True)
class _Unwritten:
    """What became of a slip, while the store could not be told."""

    job: PrintJob
    state: PrintState
    stage: JobStage


class PrintQueue:
    """The queue of one printer. Public methods may be called from any thread."""

    def __init__(self, parts: PrintParts) -> None:
        self._parts = parts
        self._phase = PrintPhase.IDLE
        self._status = UNKNOWN
        self._told: PrinterNews | None = None
        self._job: PrintJob | None = None
        self._unwritten: _Unwritten | None = None
        self._is_asking = False
        self._was_ready = False
        self._wait_s = WAIT_FIRST_S
        self._doubts = 0
        self._announced: set[int] = set()
        self._impossible: set[int] = set()
        # Of what takes several slips, how many are on paper. The printer's thread alone.
        self._on_paper: dict[int, int] = {}

    @property
    def phase(self) -> PrintPhase:
        """What the queue is doing."""
        return self._phase

    def wake(self) -> None:
        """Say that there may be something to print; also starts the queue.

        Raises:
            BusyError: the till cannot take it now.
        """
        self._parts.executor.submit(self._woken)

    def retry(self) -> None:
        """Try again now, because somebody asked for it.

        Raises:
            BusyError: the till cannot take it now.
        """
        self._parts.executor.submit(self._retry)

    def stop(self) -> None:
        """Begin no further slip. One that is at the printer is confirmed, or marked at next start.

        Raises:
            BusyError: the till cannot take it now.
        """
        self._parts.executor.submit(self._stop)

    # --- on the store's executor: events --------------------------------------------------

    def _woken(self) -> None:
        match self._phase:
            case PrintPhase.IDLE:
                self._next()
            case PrintPhase.PRINTING | PrintPhase.WAITING | PrintPhase.HELD:
                self._announce()
            case PrintPhase.STALLED | PrintPhase.STOPPED:
                pass

    def _retry(self) -> None:
        self._doubts = 0
        self._wait_s = WAIT_FIRST_S
        match self._phase:
            case PrintPhase.IDLE | PrintPhase.STALLED | PrintPhase.HELD | PrintPhase.WAITING:
                self._next()
            case PrintPhase.PRINTING | PrintPhase.STOPPED:
                pass

    def _stop(self) -> None:
        self._phase = PrintPhase.STOPPED
        self._parts.timers.cancel(_TIMER)

    def _due(self) -> None:
        match self._phase:
            case PrintPhase.STALLED:
                self._next()
            case PrintPhase.IDLE | PrintPhase.WAITING | PrintPhase.HELD:
                self._ask()
            case PrintPhase.PRINTING | PrintPhase.STOPPED:
                pass

    def _status_came(self, status: DeviceStatus) -> None:
        is_ready = _is_ready(status)
        was_seen_to = is_ready and not self._was_ready
        self._is_asking = False
        self._was_ready = is_ready
        # While it is held, a printer that looks well is just what is wrong.
        is_held = self._phase is PrintPhase.HELD
        self._status = NOT_CONFIRMING if is_held and is_ready and not was_seen_to else status
        match self._phase:
            case PrintPhase.IDLE:
                self._next()
            case PrintPhase.WAITING if is_ready:
                self._next()
            case PrintPhase.WAITING:
                self._wait_s = min(2 * self._wait_s, WAIT_LAST_S)
                self._later(self._wait_s)
            case PrintPhase.HELD if was_seen_to:
                # Somebody has seen to the printer: opened it, switched it off and on.
                self._doubts = 0
                self._next()
            case PrintPhase.HELD:
                self._later(LAMP_EVERY_S)
            case PrintPhase.PRINTING | PrintPhase.STALLED | PrintPhase.STOPPED:
                pass
        self._tell()

    def _ended(self, job: PrintJob, report: PrintReport) -> None:
        self._status = report.status
        match report.outcome:
            case PrintOutcome.CONFIRMED:
                self._doubts = 0
                self._wait_s = WAIT_FIRST_S
                self._settle(_Unwritten(job, PrintState.PRINTED, JobStage.PRINTED))
            case PrintOutcome.NOT_SENT:
                self._settle(_Unwritten(job, PrintState.QUEUED, JobStage.QUEUED))
            case PrintOutcome.UNCONFIRMED:
                self._doubts += 1
                marked = replace(job, duplicate=True)
                self._settle(_Unwritten(marked, PrintState.QUEUED, JobStage.AGAIN))

    def _cannot(self, job: PrintJob) -> None:
        """A slip that no paper can take: the others must not wait for it."""
        self._impossible.add(job.job_id)
        self._settle(_Unwritten(job, PrintState.QUEUED, JobStage.IMPOSSIBLE))

    # --- on the store's executor: steps ---------------------------------------------------

    def _settle(self, result: _Unwritten) -> None:
        """Write what became of a slip, then go on."""
        self._job = None
        self._unwritten = result
        if self._phase is PrintPhase.STOPPED:
            self._write()
        elif result.stage in {JobStage.PRINTED, JobStage.IMPOSSIBLE}:
            self._next()
        elif self._write():
            if self._doubts >= DOUBTS_BEFORE_HELD:
                self._phase = PrintPhase.HELD
                self._status = NOT_CONFIRMING
                self._was_ready = True
                self._later(LAMP_EVERY_S)
            else:
                self._wait()
        self._tell()

    def _write(self) -> bool:
        """Write the last slip's result if it is not written yet; False if that failed."""
        result = self._unwritten
        if result is None:
            return True
        job = result.job
        try:
            self._parts.store.set_print_state(job.job_id, result.state, duplicate=job.duplicate)
        except StoreError as error:
            self._stall(error)
            return False
        self._unwritten = None
        if result.stage is JobStage.PRINTED:
            self._announced.discard(job.job_id)
        self._parts.observe(JobNews(replace(job, state=result.state), result.stage))
        return True

    def _next(self) -> None:
        """Take the oldest job that can be printed, or rest."""
        if not self._write():
            return
        try:
            jobs = self._read()
            job = next((job for job in jobs if job.job_id not in self._impossible), None)
            if job is None:
                self._phase = PrintPhase.IDLE
                # At the start the lamp does not wait for its turn.
                self._later(0.0 if self._status is UNKNOWN else LAMP_EVERY_S)
                self._tell()
                return
            signature = self._signature(job)
            job = self._mark_sending(job)
        except StoreError as error:
            self._stall(error)
            return
        self._begin(job, signature)

    def _mark_sending(self, job: PrintJob) -> PrintJob:
        # Found in SENDING although nothing is at the printer: a run before this one broke off
        # there, and the slip may be on paper.
        duplicate = job.duplicate or job.state is PrintState.SENDING
        self._parts.store.set_print_state(job.job_id, PrintState.SENDING, duplicate=duplicate)
        return replace(job, state=PrintState.SENDING, duplicate=duplicate)

    def _signature(self, job: PrintJob) -> Signature | None:
        """Read what the slip is to show before a byte of it leaves."""
        sale = job.sale
        if sale is None or not has_drawing(sale, job.copy):
            return None
        return self._parts.store.signature(sale.identity.sale_id)

    def _begin(self, job: PrintJob, signature: Signature | None) -> None:
        self._phase = PrintPhase.PRINTING
        self._job = job
        self._parts.timers.cancel(_TIMER)
        try:
            self._parts.printer_executor.submit(lambda: self._print(job, signature))
        except BusyError:
            # Not one byte has left: the job stays unmarked.
            self._settle(_Unwritten(job, PrintState.QUEUED, JobStage.QUEUED))
            return
        self._parts.observe(JobNews(job, JobStage.PRINTING))
        self._tell()

    def _read(self) -> list[PrintJob]:
        jobs = list(self._parts.store.print_jobs(MAX_JOBS_READ))
        for job in jobs:
            if job.job_id not in self._announced:
                self._announced.add(job.job_id)
                self._parts.observe(JobNews(job, JobStage.QUEUED))
        return jobs

    def _announce(self) -> None:
        try:
            self._read()
        except StoreError as error:
            log.warning("print jobs cannot be read: store %s", error.kind.value)

    def _wait(self) -> None:
        self._phase = PrintPhase.WAITING
        self._later(self._wait_s)

    def _stall(self, error: StoreError) -> None:
        log.error("print queue stalled: store %s", error.kind.value)
        if self._phase is not PrintPhase.STOPPED:
            self._phase = PrintPhase.STALLED
            self._later(STORE_RETRY_S)
            self._tell()

    def _ask(self) -> None:
        if self._is_asking:
            self._later(LAMP_EVERY_S)
            return
        try:
            self._parts.printer_executor.submit(self._look)
            self._is_asking = True
        except BusyError:
            self._later(LAMP_EVERY_S)

    def _later(self, delay_s: float) -> None:
        try:
            self._parts.timers.start(_TIMER, delay_s, self._due)
        except BusyError:
            log.error("the print queue has no timer and rests until a slip is wanted")

    def _tell(self) -> None:
        news = PrinterNews(self._status, self._phase)
        if news != self._told:
            self._told = news
            self._parts.observe(news)

    # --- on the printer's thread ----------------------------------------------------------

    def _print(self, job: PrintJob, signature: Signature | None) -> None:
        try:
            document = self._parts.document_for(job, signature)
            report = self._print_slips(job.job_id, document)
        except StoreError as error:
            # What it shows cannot be read at this moment: not one byte has left.
            log.warning("slip %d cannot be drawn yet: store %s", job.job_id, error.kind.value)
            report = PrintReport(PrintOutcome.NOT_SENT, self._status)
        except ValueError as error:
            log.error("slip %d cannot be set: %s", job.job_id, error)
            self._back(lambda: self._cannot(job))
            return
        except Exception as error:
            # The thread's last line of defence: how far the slip came is not known.
            log.exception("slip %d failed: %s", job.job_id, type(error).__name__)
            report = PrintReport(PrintOutcome.UNCONFIRMED, NOT_CONFIRMING)
        self._back(lambda: self._ended(job, report))

    def _print_slips(self, job_id: int, document: Document) -> PrintReport:
        """Print a document's slips, each with a deadline of its own.

        What is on paper already is not printed again while this program runs.
        """
        slips = (document, *document.more)
        done = min(self._on_paper.get(job_id, 0), len(slips) - 1)
        while True:
            report = self._parts.printer.print_document(slips[done], PRINT_DEADLINE_S)
            if report.outcome is not PrintOutcome.CONFIRMED:
                return report
            done += 1
            if done == len(slips):
                self._on_paper.pop(job_id, None)
                return report
            self._on_paper[job_id] = done

    def _look(self) -> None:
        try:
            status = self._parts.printer.status(STATUS_DEADLINE_S)
        except Exception as error:
            log.exception("printer's state not read: %s", type(error).__name__)
            status = NOT_CONFIRMING
        self._back(lambda: self._status_came(status))

    def _back(self, task: Callable[[], None]) -> None:
        try:
            self._parts.executor.submit(task)
        except BusyError:
            # At the next start the job is found in SENDING and prints again, marked.
            log.error("the end of a slip could not be handed back")

    def live_status(self, status: DeviceStatus) -> None:
        """Take the printer's state while a slip is under way (``on_status`` of the driver)."""
        self._back(lambda: self._shown(status))

    def _shown(self, status: DeviceStatus) -> None:
        if self._phase is PrintPhase.PRINTING:
            self._status = status
            self._tell()


def _is_ready(status: DeviceStatus) -> bool:
    return status.health in {Health.OK, Health.WARN}
