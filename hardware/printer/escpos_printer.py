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

from hardware.drawer.plug import NO_DRAWER
from hardware.printer.encoder import SlipEncoder, process_name
from hardware.printer.options import PrinterOptions
from hardware.printer.talk import LINE_SLOW, PATIENT, UNREACHABLE, Patience, PrintTalk
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
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transport = transport
        self._options = options
        self._cache = cache
        self._on_status = on_status
        self._patience = patience
        self._monotonic = monotonic
        self._encoder: SlipEncoder | None = None
        # Slips of the run before this one may still be answered for: their names must differ.
        self._number = int(time.time())
        self._is_settled = False
        self._trouble = ""

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
        deadline = self._monotonic() + deadline_s
        slip = self.encode(document)
        speed = self._transport.bytes_per_s
        if speed is not None and len(slip) / speed > deadline_s:
            log.info("a slip of %d bytes takes too long over this line", len(slip))
            return PrintReport(PrintOutcome.NOT_SENT, LINE_SLOW)
        report = self._send(slip, deadline, self._on_status)
        log.info("slip %s: %s", report.outcome.value, report.status.message_id)
        return report

    def status(self, deadline_s: float) -> DeviceStatus:
        """Return the live state."""
        deadline = self._monotonic() + deadline_s
        link = self._open(deadline)
        return UNREACHABLE if link is None else self._talk(link, deadline).state_alone()

    def kick_drawer(self, deadline_s: float) -> PrintReport:
        """Open the cash drawer, if the printer can print at this moment."""
        deadline = self._monotonic() + deadline_s
        pulse = self._slips().kick
        if not pulse:
            return PrintReport(PrintOutcome.NOT_SENT, NO_DRAWER)
        report = self._send(pulse, deadline, None)
        log.info("drawer %s: %s", report.outcome.value, report.status.message_id)
        return report

    def _send(self, data: bytes, deadline: float, tell: Tell | None) -> PrintReport:
        self._number += 1
        question = self._slips().question(self._number)
        link = self._open(deadline)
        if link is None:
            return PrintReport(PrintOutcome.NOT_SENT, UNREACHABLE)
        talk = self._talk(link, deadline, tell)
        refusal = talk.prepare(is_settled=self._is_settled)
        if refusal is not None:
            return PrintReport(PrintOutcome.NOT_SENT, refusal)
        report = talk.send(data + question, self._name)
        # After a doubtful slip the printer may still have answers to give that are not the next's.
        self._is_settled = report.outcome is PrintOutcome.CONFIRMED
        return report

    @property
    def _name(self) -> bytes | None:
        return process_name(self._number) if self._options.has_process_id else None

    def _talk(self, link: Link, deadline: float, tell: Tell | None = None) -> PrintTalk:
        longest = self._options.max_command_bytes
        return PrintTalk(link, deadline, tell, self._patience, longest, self._monotonic)

    def _open(self, deadline: float) -> Link | None:
        """Return a line, or None: the printer is asked every few seconds, its loss told once."""
        try:
            link = self._transport.open(min(deadline, self._monotonic() + _CONNECT_WAIT_S))
        except TransportError as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                log.info("printer not reached: %s", error)
            return None
        self._trouble = ""
        return link

    def _slips(self) -> SlipEncoder:
        if self._encoder is None:
            self._encoder = SlipEncoder(self._options, self._cache)
        return self._encoder
