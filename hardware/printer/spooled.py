"""A printer behind a queue that is not ours: CUPS, the spooler of Windows, a file.

Such a queue takes a slip whole and hands no answer of the printer back, so its own word counts:
the slip is confirmed when its job has come to a good end. A job that is not through by the deadline
stays where it is, and no other is put behind it: the queue would print both, once it can. The
state says so until it is through, and only then the slip goes again, marked.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

from hardware.drawer.plug import NO_DRAWER
from hardware.printer.bounded import Bounded, LateError
from hardware.printer.encoder import SlipEncoder
from hardware.printer.options import PrinterOptions
from hardware.printer.talk import NO_ANSWER, PATIENT, QUEUE_BUSY, Patience
from kpay_desktop.ports import DeviceStatus, Health, PrintOutcome, PrintReport
from kpay_desktop.receipts.document import Document

log = logging.getLogger(__name__)

_LOOK_FIRST_S: Final = 0.05
_LOOK_LAST_S: Final = 1.0


class JobEnd(StrEnum):
    """Where a job stands. ``FAILED``: taken out of the queue, or given up by it."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class SpoolError(Exception):
    """The queue did not do as it was asked. ``state`` is what the lamp says of it.

    ``is_certain`` is False where a job may have been taken all the same.
    """

    def __init__(self, reason: str, state: DeviceStatus, *, is_certain: bool = True) -> None:
        super().__init__(reason)
        self.state = state
        self.is_certain = is_certain


class Spooler(Protocol):
    """A queue. Deadlines are readings of ``time.monotonic()``; every call may raise SpoolError."""

    @property
    def name(self) -> str:
        """The device path, as people wrote it."""

    @property
    def has_plug(self) -> bool:
        """True if there may be a printer behind it, and on that a drawer."""

    def state(self, deadline: float) -> DeviceStatus:
        """Return how the queue is; BAD while anything in it is not through."""

    def submit(self, data: bytes, title: str, deadline: float) -> int:
        """Hand over a job as it is; return its number."""

    def job(self, number: int, deadline: float) -> JobEnd:
        """Return where a job stands."""

    def cancel(self, number: int, deadline: float) -> None:
        """Take a job out of the queue, if it is still in it."""


class SpooledPrinter:
    """One queue. It belongs to one thread, and blocks for the deadline it is given, and at most as
    long beyond it as the queue takes to say how it is.

    Implements ``kpay_desktop.ports.Printer``. ``on_status`` hears of a state that shows while a
    slip is under way.
    """

    def __init__(
        self,
        spooler: Spooler,
        options: PrinterOptions,
        cache: Path,
        on_status: Callable[[DeviceStatus], None] | None = None,
        patience: Patience = PATIENT,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spooler = spooler
        self._options = options
        self._cache = cache
        self._on_status = on_status
        self._patience = patience
        self._monotonic = monotonic
        self._bounded = Bounded("print-spooler")
        self._encoder: SlipEncoder | None = None
        self._trouble = ""

    @property
    def options(self) -> PrinterOptions:
        """How the printer is set up."""
        return self._options

    def print_document(self, document: Document, deadline_s: float) -> PrintReport:
        """Put a slip into the queue and wait for its end there.

        Raises:
            ValueError: the document does not fit the paper; nothing was sent.
        """
        deadline = self._monotonic() + deadline_s
        report, _ = self._send(self._slips().encode(document), document.title, deadline)
        log.info("slip %s: %s", report.outcome.value, report.status.message_id)
        return report

    def status(self, deadline_s: float) -> DeviceStatus:
        """Return how the queue is."""
        return self._state(self._monotonic() + deadline_s)

    def kick_drawer(self, deadline_s: float) -> PrintReport:
        """Open the cash drawer; a pulse that the printer did not get by then is taken back."""
        deadline = self._monotonic() + deadline_s
        pulse = self._slips().kick
        if not pulse or not self._spooler.has_plug:
            return PrintReport(PrintOutcome.NOT_SENT, NO_DRAWER)
        report, number = self._send(pulse, "drawer", deadline)
        if report.outcome is PrintOutcome.UNCONFIRMED and number is not None:
            self._take_back(number)
        log.info("drawer %s: %s", report.outcome.value, report.status.message_id)
        return report

    def _send(self, data: bytes, title: str, deadline: float) -> tuple[PrintReport, int | None]:
        state = self._state(deadline)
        if state.health is Health.BAD:
            return PrintReport(PrintOutcome.NOT_SENT, state), None
        try:
            number = self._bounded.call(
                lambda: self._spooler.submit(data, title, deadline), deadline
            )
        except SpoolError as error:
            self._note(error)
            outcome = PrintOutcome.NOT_SENT if error.is_certain else PrintOutcome.UNCONFIRMED
            return PrintReport(outcome, error.state), None
        except LateError as error:
            outcome = PrintOutcome.UNCONFIRMED if error.has_begun else PrintOutcome.NOT_SENT
            return PrintReport(outcome, NO_ANSWER), None
        return self._await_end(number, deadline), number

    def _await_end(self, number: int, deadline: float) -> PrintReport:
        pause = _LOOK_FIRST_S
        say_at = self._monotonic() + self._patience.listen_s
        while self._monotonic() < deadline:
            try:
                end = self._bounded.call(lambda: self._spooler.job(number, deadline), deadline)
            except (SpoolError, LateError) as error:
                self._note(error)
                end = JobEnd.WAITING
            if end is JobEnd.DONE:
                return PrintReport(PrintOutcome.CONFIRMED, self._state())
            if end is JobEnd.FAILED:
                return PrintReport(PrintOutcome.UNCONFIRMED, self._state())
            if self._monotonic() >= say_at:
                say_at = self._monotonic() + self._patience.listen_s
                self._say(self._state())
            time.sleep(max(0.0, min(pause, deadline - self._monotonic())))
            pause = min(2 * pause, _LOOK_LAST_S)
        state = self._state()
        return PrintReport(
            PrintOutcome.UNCONFIRMED, state if state.health is Health.BAD else QUEUE_BUSY
        )

    def _take_back(self, number: int) -> None:
        until = self._monotonic() + self._patience.status_s
        try:
            self._bounded.call(lambda: self._spooler.cancel(number, until), until)
        except (SpoolError, LateError) as error:
            self._note(error)

    def _state(self, deadline: float = math.inf) -> DeviceStatus:
        until = min(deadline, self._monotonic() + self._patience.status_s)
        try:
            state = self._bounded.call(lambda: self._spooler.state(until), until)
        except SpoolError as error:
            self._note(error)
            return error.state
        except LateError as error:
            self._note(error)
            return NO_ANSWER
        self._trouble = ""
        return state

    def _say(self, state: DeviceStatus) -> None:
        # That our own job is in the queue is no news.
        if self._on_status is not None and state.health is Health.BAD and state != QUEUE_BUSY:
            self._on_status(state)

    def _note(self, error: Exception) -> None:
        """Log a trouble once: the queue is asked every few seconds."""
        if str(error) != self._trouble:
            self._trouble = str(error)
            log.info("print queue: %s", error)

    def _slips(self) -> SlipEncoder:
        if self._encoder is None:
            self._encoder = SlipEncoder(self._options, self._cache)
        return self._encoder
