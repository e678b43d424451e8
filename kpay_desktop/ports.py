"""What flows ask of the world, as Protocols, and the values that come back.

Drivers, hosts and the store implement these; ``bootstrap`` hands them over. Every call that waits
takes a deadline in seconds, covering everything it does (name resolution too).

What a device's lamp says and why something is refused stand in ``domain``, because the first window
needs no more than that; they are named here as well, with the calls that they belong to. So are
those of the wallet gateway, which has a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kpay_desktop.domain.card import SealedCard
from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.domain.faults import BusyError, StoreError, StoreErrorKind
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import (
    Commit,
    OpenFlow,
    PrintRequest,
    PrintState,
    SaleRecord,
)
from kpay_desktop.domain.sale import SaleDraft, SaleIdentity
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports_day import DayStore
from kpay_desktop.ports_wallet import (
    CloseAnswer,
    CloseStatus,
    NoAnswer,
    NoAnswerReason,
    OrderMade,
    OrderRefused,
    OrderRequest,
    Payment,
    PaymentStatus,
    QueryAnswer,
    RefundAnswer,
    RefundRequest,
    RefundStatus,
    ReverseAnswer,
    ReverseRequest,
    ReverseStatus,
    ScanRequest,
    WalletGateway,
)
from kpay_desktop.receipts.document import Document

__all__ = [
    "BusyError",
    "Clock",
    "CloseAnswer",
    "CloseStatus",
    "CodeReader",
    "DeviceKind",
    "DeviceStatus",
    "Health",
    "NoAnswer",
    "NoAnswerReason",
    "OrderMade",
    "OrderRefused",
    "OrderRequest",
    "Payment",
    "PaymentStatus",
    "PrintOutcome",
    "PrintReport",
    "Printer",
    "QueryAnswer",
    "RefundAnswer",
    "RefundRequest",
    "RefundStatus",
    "ReverseAnswer",
    "ReverseRequest",
    "ReverseStatus",
    "ScanRequest",
    "SerialExecutor",
    "Store",
    "StoreError",
    "StoreErrorKind",
    "Timers",
    "WalletGateway",
]


class Clock(Protocol):
    """Time, swappable in tests."""

    def now(self) -> datetime:
        """Return the time of day, aware, UTC."""

    def monotonic(self) -> float:
        """Return seconds that never go back, for deadlines."""


# --- codes ----------------------------------------------------------------------------------


class CodeReader(Protocol):
    """Decodes images: grey pixels, row by row, ``width * height`` bytes."""

    def read_grey(self, pixels: bytes, width: int, height: int) -> Sequence[str]:
        """Return the texts of the codes that stand in the image, nothing invented."""


# --- devices --------------------------------------------------------------------------------


class PrintOutcome(StrEnum):
    """How a slip ended at the printer.

    ``CONFIRMED``: the printer said so after the slip. ``NOT_SENT``: no byte left, safe to try
    again unmarked. ``UNCONFIRMED``: some bytes left and no confirmation came back: only a copy
    marked DUPLICATE may follow.
    """

    CONFIRMED = "confirmed"
    NOT_SENT = "not_sent"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class PrintReport:
    """The end of one slip, or of a kick of the drawer, and the printer's state beside it."""

    outcome: PrintOutcome
    status: DeviceStatus


class Printer(Protocol):
    """A receipt printer. It belongs to one thread; each call ends by ``deadline_s``."""

    def print_document(self, document: Document, deadline_s: float) -> PrintReport:
        """Print one slip and wait for the printer's word that it is through.

        Raises:
            ValueError: the document cannot be set on this paper; nothing was sent.
        """

    def status(self, deadline_s: float) -> DeviceStatus:
        """Ask how the printer is at this moment."""

    def kick_drawer(self, deadline_s: float) -> PrintReport:
        """Open the cash drawer that is plugged into the printer.

        A printer that cannot print at this moment is not sent the pulse: it would obey later, when
        nobody stands there.
        """


# --- running --------------------------------------------------------------------------------


class Timers(Protocol):
    """Calls back later, on the serial executor. Both methods may be called from any thread."""

    def start(self, key: str, delay_s: float, call: Callable[[], None]) -> None:
        """Call ``call`` once after ``delay_s``; a timer of the same key is replaced.

        Raises:
            BusyError: there are more timers than any till can have.
        """

    def cancel(self, key: str) -> None:
        """Forget the timer of that key, if there is one."""


class SerialExecutor(Protocol):
    """Runs tasks one at a time in the order given, on one thread."""

    def submit(self, task: Callable[[], None]) -> None:
        """Queue a task.

        Raises:
            BusyError: if the bounded queue is full or the executor has stopped.
        """


# --- store ----------------------------------------------------------------------------------


class Store(DayStore, Protocol):
    """The durable store. Writing methods belong to its one writer thread.

    Each writing method is one transaction that is on the disk when it returns.

    Raises (every method):
        StoreError: the disk is full or read-only, or the data damaged; nothing was written.
    """

    def begin_sale(
        self, draft: SaleDraft, at: datetime, first: Callable[[SaleIdentity], Commit]
    ) -> SaleIdentity:
        """Allocate a sale's numbers and write its rows and the flow's first state together."""

    def commit(self, commit: Commit) -> None:
        """Write one step of a flow."""

    def open_flows(self) -> Sequence[OpenFlow]:
        """Return the flows that have work left, oldest first."""

    def flow(self, flow: str) -> OpenFlow | None:
        """Return a flow's last state, open or not."""

    def flow_of_order(self, order_no: str) -> str | None:
        """Return the name of the flow that made the order."""

    def sale(self, sale_id: int) -> SaleRecord | None:
        """Return a sale's row."""

    def has_other_approval(self, sale_id: int, attempt_id: int) -> bool:
        """True if another try at the same purchase is approved or still open."""

    def doubtful_sales(self, total_minor: int, since: datetime, limit: int) -> Sequence[SaleRecord]:
        """Return sales of that total that are not finished, or finished at or after ``since``.

        The newest come first, at most ``limit`` of each kind. Sales that were never in doubt are
        among those that finished.
        """

    def waiting_flows(self, limit: int) -> Sequence[OpenFlow]:
        """Return the flows whose money waits for a decision or is being sent back, oldest first."""

    def attempt_of_credit(self, wallet_txn_no: str) -> int | None:
        """Return the attempt that a wallet's transaction number is booked on."""

    def reserve_stans(self, count: int) -> int:
        """Reserve ``count`` trace numbers (field 11) in a row for good; return the first.

        They run from 1 to 999999 and begin again; a row never goes over the end.
        """

    def flow_of_stan(self, stan: int) -> str | None:
        """Return the newest flow whose message had that trace number."""

    def batch_is_open(self, sale_id: int) -> bool:
        """True while the batch of a sale has not been settled."""

    def sealed_card(self, handle: str) -> SealedCard | None:
        """Return what the vault holds under ``handle``; None once it is wiped."""

    def signature(self, sale_id: int) -> Signature | None:
        """Return the signature that the sale was signed with on the screen."""

    def note_contact(self, attempt_id: int, contact: str) -> None:
        """Keep what the cashier noted of a customer whose payment by card is taken back."""

    def print_jobs(self, limit: int) -> Sequence[PrintJob]:
        """Return the jobs that are not printed yet, oldest first."""

    def request_print(self, request: PrintRequest, at: datetime) -> int:
        """Queue a slip outside a flow (a reprint); return the job's number."""

    def set_print_state(self, job_id: int, state: PrintState, *, duplicate: bool) -> None:
        """Move a job on; ``duplicate`` marks the paper from now on."""
