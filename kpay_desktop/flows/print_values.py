"""What the print queue says and what it works with: phases, stages, news, parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import PrintState
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, Printer, SerialExecutor, Timers
from kpay_desktop.receipts.document import Document

UNKNOWN: Final = DeviceStatus(DeviceKind.PRINTER, Health.UNKNOWN, "printer.unknown")
NOT_CONFIRMING: Final = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.no_answer")


class PrintPhase(StrEnum):
    """What the queue is doing.

    ``IDLE``: nothing to print. ``PRINTING``: a slip is at the printer. ``WAITING``: for a printer
    that cannot print now. ``HELD``: the printer confirmed none of several tries; it goes on when
    its state has changed or somebody asks. ``STALLED``: the store cannot be written. ``STOPPED``:
    the till is closing.
    """

    IDLE = "idle"
    PRINTING = "printing"
    WAITING = "waiting"
    HELD = "held"
    STALLED = "stalled"
    STOPPED = "stopped"


class JobStage(StrEnum):
    """How far a slip has come. ``AGAIN``: not confirmed, it prints once more, marked."""

    QUEUED = "queued"
    PRINTING = "printing"
    PRINTED = "printed"
    AGAIN = "again"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class JobNews:
    """A slip has come to a stage."""

    job: PrintJob
    stage: JobStage


@dataclass(frozen=True, slots=True)
class PrinterNews:
    """The printer's live state, for its lamp, and what the queue is doing about it."""

    status: DeviceStatus
    phase: PrintPhase


PrintNews = JobNews | PrinterNews


class PrintJobs(Protocol):
    """The part of ``ports.Store`` that the queue needs. Every method may raise StoreError."""

    def print_jobs(self, limit: int) -> Sequence[PrintJob]:
        """Return the jobs that are not printed yet, oldest first."""

    def signature(self, sale_id: int) -> Signature | None:
        """Return the signature that the sale was signed with on the screen."""

    def set_print_state(self, job_id: int, state: PrintState, *, duplicate: bool) -> None:
        """Move a job on; ``duplicate`` marks the paper from now on."""


@dataclass(frozen=True, slots=True)
class PrintParts:
    """What the queue works with.

    ``executor`` is the store's own: everything but the printer's work runs on it, and timers fire
    on it. ``printer_executor`` is the printer's thread. ``document_for`` makes a job's slip with
    the customer's signature, where the slip shows one; it is called on the printer's thread, and
    raises StoreError where what it shows cannot be read now. ``observe`` is called on the store's
    and must be quick.
    """

    store: PrintJobs
    executor: SerialExecutor
    timers: Timers
    printer: Printer
    printer_executor: SerialExecutor
    document_for: Callable[[PrintJob, Signature | None], Document]
    observe: Callable[[PrintNews], None]
