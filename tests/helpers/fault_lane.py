"""A print queue with a real driver and a real TCP printer that is made to fail at a chosen moment.

The queue's clock is turned by hand, so that a lane lasts no longer than the printer's silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.options import PrinterOptions
from hardware.printer.talk import Patience
from hardware.printer.tcp import TcpTransport
from hardware.printer.transport import Link
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import PrintState, SlipCopy
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.print_values import (
    JobNews,
    JobStage,
    PrinterNews,
    PrintNews,
    PrintParts,
    PrintPhase,
)
from kpay_desktop.flows.printing import PrintQueue
from kpay_desktop.ports import DeviceStatus, PrintReport
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.simulation.paper.items import PaperSlip
from kpay_desktop.simulation.paper.printer import Paper, PrinterModel, Switches
from tests.helpers.paper import SLIP, HandExecutor, HandTimers, MemoryJobs, print_job, server

FAULTS = {
    "stalls": Switches(is_stalled=True),
    "resets": Switches(breaks_lines=True),
    "paper-out": Switches(paper=Paper.OUT),
    "near-end": Switches(paper=Paper.LOW),
    "cover-open": Switches(cover_open=True),
    "offline": Switches(is_offline=True),
    "dies": Switches(has_power=False),
    "mute": Switches(is_mute=True),
}
PATIENCE = Patience(status_s=0.3, fence_s=0.6, listen_s=0.05, quiet_s=0.05, close_s=0.2)
SLIP_DEADLINE_S = 1.0
TICKS_WHILE_BAD = 2
MAX_TICKS = 60


def job_document(job: PrintJob, _: Signature | None) -> Document:
    """Return an English slip whose first line names its job."""
    slip = replace(
        SLIP,
        merchant=f"Job {job.job_id}",
        registered_name="",
        languages=(Language.EN,),
        copy=job.copy,
        is_duplicate=job.duplicate,
    )
    return qr_sale(slip)


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What there is on paper of one job: whole slips without and with the mark, and pieces."""

    unmarked: int
    marked: int
    pieces: int


class HastyPrinter:
    """The real driver, given less time than the queue would give it.

    ``is_hasty``: a fault is on. What must succeed has its whole time, on a busy machine too.
    """

    def __init__(self, printer: EscposPrinter) -> None:
        self._printer = printer
        self.is_hasty = True
        self.reports: list[PrintReport] = []

    def print_document(self, document: Document, deadline_s: float) -> PrintReport:
        within_s = SLIP_DEADLINE_S if self.is_hasty else deadline_s
        report = self._printer.print_document(document, within_s)
        self.reports.append(report)
        return report

    def status(self, deadline_s: float) -> DeviceStatus:
        return self._printer.status(deadline_s)

    def kick_drawer(self, deadline_s: float) -> PrintReport:
        return self._printer.kick_drawer(deadline_s)


class TellingTransport:
    """Calls ``opened`` once a line stands, before a byte is sent over it."""

    bytes_per_s: float | None = None

    def __init__(self, port: int) -> None:
        self._inner = TcpTransport("127.0.0.1", port)
        self.name = self._inner.name
        self.opened: Callable[[], None] | None = None

    def open(self, deadline: float) -> Link:
        link = self._inner.open(deadline)
        call, self.opened = self.opened, None
        if call is not None:
            call()
        return link


class Lane:
    """One till's print queue and its printer."""

    def __init__(self, model: PrinterModel, port: int, cache: Path, copies: int) -> None:
        self.model = model
        self.transport = TellingTransport(port)
        options = PrinterOptions()
        driver = EscposPrinter(self.transport, options, cache, self._live, PATIENCE)
        self.printer = HastyPrinter(driver)
        kinds = list(SlipCopy)
        self.jobs = MemoryJobs([print_job(n + 1, copy=kinds[n]) for n in range(copies)])
        self.slip_bytes = len(driver.encode(job_document(self.jobs.jobs[1], None)))
        # Before the first slip of a run the printer's buffer is made to be known.
        self.head_bytes = options.max_command_bytes + len(b"\x1dr\x01")
        self.store_thread = HandExecutor()
        self.printer_thread = HandExecutor()
        self.timers = HandTimers()
        self.news: list[PrintNews] = []
        self.printed: Callable[[], None] | None = None
        self.queue = PrintQueue(
            PrintParts(
                store=self.jobs,
                executor=self.store_thread,
                timers=self.timers,
                printer=self.printer,
                printer_executor=self.printer_thread,
                document_for=job_document,
                observe=self._observe,
            )
        )

    def wake(self) -> None:
        """Wake the queue and let it work."""
        self.queue.wake()
        self._settle()

    def tick(self) -> None:
        """Let the queue's timer go off, and let it work."""
        _, call = self.timers.waiting.pop("printing")
        call()
        self._settle()

    def add_job(self) -> None:
        """Another sale's slip."""
        number = len(self.jobs.jobs) + 1
        self.jobs.jobs[number] = print_job(number)

    def run_dry(self) -> None:
        """Let time pass until all is printed, with nobody pressing anything."""
        for _ in range(MAX_TICKS):
            if self.is_done:
                return
            self.tick()
        raise AssertionError(f"the queue does not go on by itself: {self.queue.phase}")

    @property
    def is_done(self) -> bool:
        """True when every slip is printed and the queue rests."""
        states = {job.state for job in self.jobs.jobs.values()}
        return states == {PrintState.PRINTED} and self.queue.phase is PrintPhase.IDLE

    @property
    def lamps(self) -> list[str]:
        """What the lamp said, in order."""
        return [news.status.message_id for news in self.news if isinstance(news, PrinterNews)]

    def paper(self) -> dict[int, OnPaper]:
        """Return what is on paper of each job.

        A piece that shows its total counts as whole: somebody could take it for a slip.
        """
        found: dict[int, list[PaperSlip]] = {number: [] for number in self.jobs.jobs}
        for slip in self.model.slips:
            if slip.lines:
                found[int(slip.lines[0].removeprefix("Job "))].append(slip)
        return {number: _sorted(slips) for number, slips in found.items()}

    def _settle(self) -> None:
        while self.store_thread.run() or self.printer_thread.run():
            pass

    def _observe(self, news: PrintNews) -> None:
        self.news.append(news)
        if isinstance(news, JobNews) and news.stage is JobStage.PRINTED:
            call, self.printed = self.printed, None
            if call is not None:
                call()

    def _live(self, status: DeviceStatus) -> None:
        self.queue.live_status(status)


def _sorted(slips: list[PaperSlip]) -> OnPaper:
    whole = [s for s in slips if s.is_cut or any(line.startswith("TOTAL") for line in s.lines)]
    marked = sum(any("DUPLICATE" in line for line in slip.lines) for slip in whole)
    return OnPaper(len(whole) - marked, marked, len(slips) - len(whole))


@contextmanager
def open_lane(cache: Path, copies: int) -> Iterator[Lane]:
    """Yield a lane whose printer listens on the loopback."""
    model = PrinterModel()
    with server(model) as port:
        yield Lane(model, port, cache, copies)
