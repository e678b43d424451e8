"""A slip from its print job to the printer's word that it is out, over TCP.

The printer is the simulated one in a process of its own. The till's side is the real queue on the
real store: the job is marked durably before the first byte, the slip is made of the sale, a line is
opened, the printer is asked how it is and whether it answers in turn, the slip is sent and
confirmed, and that is written down. The floor keeps one bare socket open, writes the very same
bytes, and awaits the one answer that says that they are through.
"""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.at_work import DEADLINE_S, NoTimers, Seller, StoreAtWork
from benchmarks.measure import BenchError, Effort, race, timed
from benchmarks.printer_process import PrinterProcess
from benchmarks.report import Row, Target, compare
from hardware.actor import Actor
from hardware.printer.encoder import SlipEncoder
from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.options import PrinterOptions
from hardware.printer.talk import Patience
from hardware.printer.tcp import TcpTransport
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import PrintRequest, SaleRecord, SlipCopy
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.print_values import JobNews, JobStage, PrintNews, PrintParts
from kpay_desktop.flows.printing import PrintQueue
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.slip_shop import SlipShop
from kpay_desktop.receipts.slips import slip_of
from kpay_desktop.settings import demo_settings
from kpay_desktop.settings_shop import LanguageSettings
from kpay_desktop.version import VERSION
from models.database import OpenedStore

#: The paper of a slip takes most of a second: what the till adds must not be felt beside it.
TARGET = Target(added_s=0.02)
# A busy machine may let the printer's process wait: that is a bad figure, and no fault.
PATIENCE = Patience(status_s=DEADLINE_S, fence_s=DEADLINE_S, listen_s=DEADLINE_S)
KINDS = {
    "slip of text to a TCP printer": (Language.EN,),
    "slip in two languages, drawn": (Language.EN, Language.ZH),
}


def run(effort: Effort, folder: Path) -> list[Row]:
    rows: list[Row] = []
    with StoreAtWork(folder / "till") as opened, PrinterProcess() as printer:
        sale = Seller(opened).sell().sale
        for name, languages in KINDS.items():
            rows.append(_kind(effort, folder, opened, printer, sale, (name, languages)))
    return rows


def _kind(
    effort: Effort,
    folder: Path,
    opened: OpenedStore,
    printer: PrinterProcess,
    sale: SaleRecord,
    kind: tuple[str, tuple[Language, ...]],
) -> Row:
    name, languages = kind
    options = PrinterOptions()
    with Room(opened, printer, options, folder, languages) as room:
        room.print_what_waits()
        encoder = SlipEncoder(options, folder)
        data = encoder.encode(room.slip(sale, is_duplicate=True)) + encoder.question(1)
        with socket.create_connection(("127.0.0.1", printer.port), DEADLINE_S) as bare:
            bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

            def floor() -> None:
                bare.sendall(data)
                if len(bare.recv(1)) != 1:
                    raise BenchError("the printer hung up")

            floor_times, ours = race(
                timed(floor),
                lambda: room.print_once_more(sale),
                rounds=effort.times(60),
                warm_up=3,
            )
    return compare("slip", name, ("its bytes on a kept socket", floor_times), ours, TARGET)


class Room:
    """The till's print queue with its driver; ``with`` starts and stops its thread."""

    def __init__(
        self,
        opened: OpenedStore,
        printer: PrinterProcess,
        options: PrinterOptions,
        cache: Path,
        languages: tuple[Language, ...],
    ) -> None:
        settings = demo_settings()
        settings = replace(settings, languages=LanguageSettings(slips=languages))
        self._shop = SlipShop.of(settings, VERSION)
        self._opened = opened
        self._actor = Actor("printer")
        self._printed = threading.Semaphore(0)
        self._trouble = ""
        self._queue = PrintQueue(
            PrintParts(
                store=opened.store,
                executor=opened.writer,
                timers=NoTimers(),
                printer=EscposPrinter(
                    TcpTransport("127.0.0.1", printer.port), options, cache, patience=PATIENCE
                ),
                printer_executor=self._actor,
                document_for=self._document,
                observe=self._observe,
            )
        )

    def __enter__(self) -> Room:
        self._actor.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._queue.stop()
        self._actor.stop(DEADLINE_S)

    def slip(self, sale: SaleRecord, *, is_duplicate: bool) -> Document:
        """Return a sale's slip."""
        return slip_of(sale, self._shop, SlipCopy.CUSTOMER, is_duplicate=is_duplicate)

    def print_what_waits(self) -> None:
        """Print the slips that the store has for the sale."""
        waiting = self._opened.writer.call(lambda: self._opened.store.print_jobs(50), DEADLINE_S)
        self._queue.wake()
        for _ in waiting:
            self._await()

    def print_once_more(self, sale: SaleRecord) -> float:
        """Print another slip; return the seconds from its job to the printer's word."""
        request = PrintRequest(sale.identity.sale_id, SlipCopy.CUSTOMER, duplicate=True)
        at = datetime.now(UTC)
        self._opened.writer.call(lambda: self._opened.store.request_print(request, at), DEADLINE_S)
        began = time.perf_counter()
        self._queue.wake()
        self._await()
        return time.perf_counter() - began

    def _await(self) -> None:
        if not self._printed.acquire(timeout=DEADLINE_S):
            raise BenchError("the slip was not printed")
        if self._trouble:
            raise BenchError(f"the slip came to {self._trouble}")

    def _document(self, job: PrintJob, _: Signature | None) -> Document:
        assert job.sale is not None
        if job.sale is None:
            raise BenchError("the slip is no sale's")
        return self.slip(job.sale, is_duplicate=job.duplicate)

    def _observe(self, news: PrintNews) -> None:
        if isinstance(news, JobNews) and news.stage not in {JobStage.QUEUED, JobStage.PRINTING}:
            if news.stage is not JobStage.PRINTED:
                self._trouble = news.stage.value
            self._printed.release()
