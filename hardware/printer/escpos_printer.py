"""A receipt printer that speaks ESC/POS, over whatever line it has.

A slip counts as printed only when the printer says so behind it: it answers ``GS r 1`` (or ``GS (
H`` with the slip's name) after everything that was sent before. That bytes were taken proves
nothing: a printer without paper takes them too.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hardware.printer.encoder import SlipEncoder, process_name
from hardware.printer.options import PrinterOptions
from hardware.printer.talk import PATIENT, UNREACHABLE, Patience, PrintTalk
from hardware.printer.transport import Link, Transport, TransportError
from kpay_desktop.ports import DeviceStatus, PrintOutcome, PrintReport
from kpay_desktop.receipts.document import Document

log = logging.getLogger(__name__)

_CONNECT_WAIT_S: Final = 3.0

Tell = Callable[[DeviceStatus], None]


class EscposPrinter:
    """One printer. It belongs to one thread, and blocks at most for the deadline it is given.

    Implements ``kpay_desktop.ports.Printer``. ``on_status`` hears of a state that shows while a
    slip is under way, on the printer's thread. ``cache`` is a private folder (see ``load_dummy``).
    """

    def __init__(
        self,
        transport: Transport,
        options: PrinterOptions,
        cache: Path,
        on_status: Tell | None = None,
        patience: Patience = PATIENT,
    ) -> None:
        self._transport = transport
        self._options = options
        self._cache = cache
        self._on_status = on_status
        self._patience = patience
        self._encoder: SlipEncoder | None = None
        # Slips of the run before this one may still be answered for: their names must differ.
        self._number = int(time.time())
        self._is_settled = False

    @property
    def options(self) -> PrinterOptions:
        """How the printer is set up."""
        return self._options

    def encode(self, document: Document) -> bytes:
        """Return a document's bytes for this printer.

        Raises:
            ValueError: the document does not fit the paper.
        """
        return self._slips().encode(document)

    def print_document(self, document: Document, deadline_s: float) -> PrintReport:
        """Print a slip and wait until the printer has said that it is through.

        Raises:
            ValueError: the document does not fit the paper; nothing was sent.
        """
        deadline = time.monotonic() + deadline_s
        slip = self.encode(document)
        self._number += 1
        question = self._slips().question(self._number)
        try:
            link = self._open(deadline)
        except TransportError as error:
            log.info("printer not reached: %s", error)
            return PrintReport(PrintOutcome.NOT_SENT, UNREACHABLE)
        job = PrintTalk(link, deadline, self._on_status, self._patience)
        refusal = job.prepare(is_settled=self._is_settled)
        if refusal is not None:
            return PrintReport(PrintOutcome.NOT_SENT, refusal)
        report = job.send(slip + question, self._name)
        # After a doubtful slip the printer may still have answers to give that are not the next's.
        self._is_settled = report.outcome is PrintOutcome.CONFIRMED
        log.info("slip %s: %s", report.outcome.value, report.status.message_id)
        return report

    def status(self, deadline_s: float) -> DeviceStatus:
        """Return the live state."""
        deadline = time.monotonic() + deadline_s
        try:
            link = self._open(deadline)
        except TransportError:
            return UNREACHABLE
        return PrintTalk(link, deadline, None, self._patience).state_alone()

    @property
    def _name(self) -> bytes | None:
        return process_name(self._number) if self._options.has_process_id else None

    def _open(self, deadline: float) -> Link:
        return self._transport.open(min(deadline, time.monotonic() + _CONNECT_WAIT_S))

    def _slips(self) -> SlipEncoder:
        if self._encoder is None:
            self._encoder = SlipEncoder(self._options, self._cache)
        return self._encoder
