"""Sample slips, printers to try them on, and a hand-driven print queue.

``python -m tests.helpers.paper`` writes the golden slips anew; look at what changed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from hardware.printer.talk import Patience
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import PrintState, SaleRecord, SlipCopy
from kpay_desktop.domain.sale import Method, QrMode, SaleIdentity, SaleState, Wallet
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.print_values import JobNews, PrinterNews, PrintNews, PrintParts
from kpay_desktop.flows.printing import PrintQueue
from kpay_desktop.ports import (
    BusyError,
    DeviceStatus,
    PrintOutcome,
    PrintReport,
    StoreError,
    StoreErrorKind,
)
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.dump import dump
from kpay_desktop.receipts.qr_sale import QrSaleSlip, qr_sale
from kpay_desktop.receipts.slip_shop import SINGAPORE
from kpay_desktop.simulation.paper.printer import PrinterModel
from kpay_desktop.simulation.paper.server import PrinterServer

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "slips"

SLIP = QrSaleSlip(
    merchant="Orchid Tea House",
    registered_name="Orchid Tea House Pte. Ltd.",
    address=("1 Sample Street #01-01", "Singapore 018956"),
    gst_number="M90312345A",
    gst_rate_percent=9,
    merchant_id="888800015411",
    terminal_id="80010001",
    wallet=Wallet.PAYNOW,
    mode=QrMode.SHOW,
    voucher="000138",
    batch_no=42,
    order_no="K80010001261122000138",
    wallet_txn_no="20261122143208000138",
    at=datetime(2026, 11, 22, 14, 32, 8, tzinfo=SINGAPORE),
    cashier="01",
    amount_minor=2800,
    tip_minor=280,
    copy=SlipCopy.MERCHANT,
    terminal="KPay Desktop 0.1.0",
)

_EN = (Language.EN,)
_ZH = (Language.ZH,)
_SCANNED = replace(
    SLIP, wallet=Wallet.WECHAT, mode=QrMode.SCAN, wallet_txn_no="4200002026112212345678901234"
)
_BY_HAND = replace(SLIP, mode=QrMode.OWN, wallet_txn_no="", is_by_hand=True)
GOLDEN_SLIPS: dict[str, QrSaleSlip] = {
    "both-merchant": SLIP,
    "en-merchant": replace(SLIP, languages=_EN),
    "zh-merchant": replace(SLIP, languages=_ZH),
    "both-customer": replace(SLIP, copy=SlipCopy.CUSTOMER),
    "zh-customer-duplicate": replace(
        SLIP, languages=_ZH, copy=SlipCopy.CUSTOMER, is_duplicate=True
    ),
    "both-duplicate-simulated": replace(SLIP, is_duplicate=True, is_simulated=True),
    "both-wechat-long-number": replace(
        SLIP, wallet=Wallet.WECHAT, wallet_txn_no="4200002026112212345678901234"
    ),
    "en-plain": replace(
        SLIP,
        languages=_EN,
        registered_name="ORCHID TEA HOUSE",
        address=(),
        gst_number="",
        gst_rate_percent=0,
        tip_minor=0,
        cashier="",
        wallet_txn_no="",
        mode=QrMode.SCAN,
        wallet=Wallet.ALIPAY,
    ),
    "both-scanned-wechat": _SCANNED,
    "zh-scanned-wechat-customer": replace(_SCANNED, languages=_ZH, copy=SlipCopy.CUSTOMER),
    "en-scanned-wechat": replace(_SCANNED, languages=_EN),
    "both-by-hand-merchant": _BY_HAND,
    "both-by-hand-customer-simulated": replace(_BY_HAND, copy=SlipCopy.CUSTOMER, is_simulated=True),
    "en-by-hand-merchant": replace(_BY_HAND, languages=_EN),
    "zh-by-hand-customer-duplicate": replace(
        _BY_HAND, languages=_ZH, copy=SlipCopy.CUSTOMER, is_duplicate=True
    ),
    "both-large-amount": replace(SLIP, amount_minor=9_999_999_999, tip_minor=0),
}


def golden_text(slip: QrSaleSlip) -> str:
    """Return a slip's golden file: both papers, the wide one first."""
    document = qr_sale(slip)
    return dump(document, 48) + "\n" + dump(document, 32)


def sale_record(sale_id: int = 17) -> SaleRecord:
    """Return an approved sale."""
    return SaleRecord(
        identity=SaleIdentity(sale_id, sale_id, f"{sale_id:06d}", f"K80010001{sale_id:06d}", 42),
        created_at=datetime(2026, 11, 22, 6, 31, 0, tzinfo=UTC),
        amount_minor=2800,
        tip_minor=280,
        method=Method.PAYNOW,
        mode=QrMode.SHOW,
        cashier_id="01",
        state=SaleState.APPROVED,
        wallet_txn_no="20261122143208000138",
        paid_at=datetime(2026, 11, 22, 6, 32, 8, tzinfo=UTC),
    )


# --- printers -------------------------------------------------------------------------------


PATIENCE = Patience(listen_s=0.05, quiet_s=0.05)


@contextmanager
def server(
    model: PrinterModel, *, chunk_bytes: int = 65_536, chunk_pause_s: float = 0.0
) -> Iterator[int]:
    """Yield the port of a printer on the loopback."""
    listening = PrinterServer(model, chunk_bytes=chunk_bytes, chunk_pause_s=chunk_pause_s)
    listening.start()
    try:
        yield listening.port
    finally:
        listening.stop()


# --- the print queue, driven by hand --------------------------------------------------------


class HandExecutor:
    """Runs tasks when told to."""

    def __init__(self) -> None:
        self.tasks: deque[Callable[[], None]] = deque()
        self.is_stopped = False

    def submit(self, task: Callable[[], None]) -> None:
        if self.is_stopped:
            raise BusyError("stopped")
        self.tasks.append(task)

    def run(self) -> bool:
        """Run one task; False if there was none."""
        if not self.tasks:
            return False
        self.tasks.popleft()()
        return True


class HandTimers:
    """Timers that go off when told to."""

    def __init__(self) -> None:
        self.waiting: dict[str, tuple[float, Callable[[], None]]] = {}

    def start(self, key: str, delay_s: float, call: Callable[[], None]) -> None:
        self.waiting[key] = (delay_s, call)

    def cancel(self, key: str) -> None:
        self.waiting.pop(key, None)


class MemoryJobs:
    """Print jobs as the store keeps them, with a disk that can fail."""

    def __init__(self, jobs: Sequence[PrintJob] = ()) -> None:
        self.jobs = {job.job_id: job for job in jobs}
        self.log: list[tuple[int, str, bool]] = []
        self.is_full = False
        self.signatures: dict[int, Signature] = {}

    def print_jobs(self, limit: int) -> Sequence[PrintJob]:
        left = [job for job in self.jobs.values() if job.state is not PrintState.PRINTED]
        return left[:limit]

    def signature(self, sale_id: int) -> Signature | None:
        if self.is_full:
            raise StoreError(StoreErrorKind.FULL)
        return self.signatures.get(sale_id)

    def set_print_state(self, job_id: int, state: PrintState, *, duplicate: bool) -> None:
        if self.is_full:
            raise StoreError(StoreErrorKind.FULL)
        self.log.append((job_id, state.value, duplicate))
        self.jobs[job_id] = replace(self.jobs[job_id], state=state, duplicate=duplicate)


class ScriptedPrinter:
    """Answers as written down beforehand; the last answer of each kind is repeated."""

    def __init__(self, reports: Sequence[PrintReport], states: Sequence[DeviceStatus] = ()) -> None:
        self.reports = list(reports)
        self.states = list(states)
        self.slips: list[Document] = []
        self.asked = 0

    def print_document(self, document: Document, deadline_s: float) -> PrintReport:
        self.slips.append(document)
        return self.reports.pop(0) if len(self.reports) > 1 else self.reports[0]

    def status(self, deadline_s: float) -> DeviceStatus:
        self.asked += 1
        return self.states.pop(0) if len(self.states) > 1 else self.states[0]

    def kick_drawer(self, deadline_s: float) -> PrintReport:
        raise AssertionError("a slip has nothing to do with the drawer")


def print_job(
    job_id: int,
    state: PrintState = PrintState.QUEUED,
    *,
    copy: SlipCopy = SlipCopy.MERCHANT,
    duplicate: bool = False,
) -> PrintJob:
    """Return a job of the queue."""
    return PrintJob(job_id, sale_record(job_id), copy, duplicate, state, datetime.now(UTC))


def title_document(job: PrintJob, signature: Signature | None) -> Document:
    """Return a slip that says no more than which job it is, its mark and its signature."""
    signed = "" if signature is None else f" signed {signature.to_text()}"
    return Document(f"{job.job_id}{' DUPLICATE' if job.duplicate else ''}{signed}", ())


class QueueBench:
    """A print queue whose threads and clocks are turned by hand."""

    def __init__(self, jobs: MemoryJobs, printer: ScriptedPrinter) -> None:
        self.jobs = jobs
        self.printer = printer
        self.store_thread = HandExecutor()
        self.printer_thread = HandExecutor()
        self.timers = HandTimers()
        self.news: list[PrintNews] = []
        self.document_for: Callable[[PrintJob, Signature | None], Document] = title_document
        self.queue = PrintQueue(
            PrintParts(
                store=jobs,
                executor=self.store_thread,
                timers=self.timers,
                printer=printer,
                printer_executor=self.printer_thread,
                document_for=self._document,
                observe=self.news.append,
            )
        )

    def _document(self, job: PrintJob, signature: Signature | None) -> Document:
        return self.document_for(job, signature)

    @property
    def stages(self) -> list[tuple[int, str]]:
        """The stages that slips came to, in order."""
        return [(n.job.job_id, n.stage.value) for n in self.news if isinstance(n, JobNews)]

    @property
    def lamps(self) -> list[tuple[str, str]]:
        """What the lamp said, in order."""
        return [
            (n.status.message_id, n.phase.value) for n in self.news if isinstance(n, PrinterNews)
        ]

    @property
    def titles(self) -> list[str]:
        """What went to the printer, in order."""
        return [document.title for document in self.printer.slips]

    @property
    def delay_s(self) -> float:
        """How long until the queue looks again."""
        return self.timers.waiting["printing"][0]

    def settle(self) -> None:
        """Run both threads until nothing is left to do without a clock."""
        while self.store_thread.run() or self.printer_thread.run():
            pass

    def wake(self) -> None:
        """Wake the queue and let it work."""
        self.queue.wake()
        self.settle()

    def tick(self) -> None:
        """Let the timer go off."""
        _, call = self.timers.waiting.pop("printing")
        call()
        self.settle()


def report(outcome: PrintOutcome, status: DeviceStatus) -> PrintReport:
    """Return a printer's report."""
    return PrintReport(outcome, status)


def main() -> None:
    """Write the golden slips."""
    for name, slip in GOLDEN_SLIPS.items():
        (GOLDEN / f"{name}.txt").write_text(golden_text(slip), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
