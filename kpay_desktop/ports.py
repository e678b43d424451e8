"""What flows ask of the world, as Protocols, and the values that come back.

Drivers, hosts and the store implement these; ``bootstrap`` hands them over. Every call that waits
takes a deadline in seconds, covering everything it does (name resolution too).

What a device's lamp says and why something is refused stand in ``domain``, because the first window
needs no more than that; they are named here as well, with the calls that they belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kpay_desktop.domain.card import SealedCard
from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.domain.faults import BusyError, StoreError, StoreErrorKind
from kpay_desktop.domain.records import (
    Commit,
    OpenFlow,
    PrintJob,
    PrintRequest,
    PrintState,
    SaleRecord,
)
from kpay_desktop.domain.sale import SaleDraft, SaleIdentity, Wallet
from kpay_desktop.domain.signature import Signature
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


# --- wallet gateway -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order to be shown as a code. ``valid_for_s`` is how long the code may be paid."""

    order_no: str
    wallet: Wallet
    amount_minor: int
    valid_for_s: int
    description: str


@dataclass(frozen=True, slots=True)
class OrderMade:
    """The gateway made the code. Nothing has been paid yet."""

    order_no: str
    gateway_id: str
    code_text: str


@dataclass(frozen=True, slots=True)
class OrderRefused:
    """The gateway definitely made no order. ``code`` is its own, ``text`` its own words."""

    order_no: str
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing that can be believed came back: never a failure of the payment.

    ``reason`` is one of the words of :class:`NoAnswerReason`.
    """

    order_no: str
    reason: NoAnswerReason


class NoAnswerReason(StrEnum):
    """Why there is no answer, for logs and for the cashier's page."""

    OFFLINE = "offline"
    TIMEOUT = "timeout"
    SIGNATURE = "signature"
    MISMATCH = "mismatch"
    MALFORMED = "malformed"
    SERVER = "server"


class PaymentStatus(StrEnum):
    """What a query said of an order."""

    PAID = "paid"
    PENDING = "pending"
    NOT_FOUND = "not_found"
    CLOSED = "closed"
    FAILED = "failed"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment by one customer: the wallet's own transaction number and the cents paid."""

    wallet_txn_no: str
    paid_minor: int


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """A believed answer about an order (signature, numbers and currency were checked).

    ``payments`` is oldest first; more than one means that the code was paid more than once.
    ``order_minor`` is the amount the gateway has for the order, in cents. ``paid_at`` and ``payer``
    (masked) belong to the newest payment.
    """

    order_no: str
    status: PaymentStatus
    code: str
    order_minor: int | None = None
    payments: tuple[Payment, ...] = ()
    paid_at: datetime | None = None
    payer: str = ""


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """A payment by the code that a customer shows. ``code`` can be paid with: it is never kept.

    ``terminal_id`` is this lane's, for the acquirer's books.
    """

    order_no: str
    amount_minor: int
    code: str = field(repr=False)
    description: str
    terminal_id: str


@dataclass(frozen=True, slots=True)
class ReverseRequest:
    """An order by a customer's code is to be undone: not paid any more, or paid back.

    ``reverse_no`` is the request's own number and stays the same on every retry.
    """

    reverse_no: str
    order_no: str
    amount_minor: int


class ReverseStatus(StrEnum):
    """What taking a payment back came to.

    ``DONE``: nobody is charged. ``NOT_NOW``: the customer is paying at this moment, so nothing was
    reversed; it is asked again. ``REFUSED``: the gateway will not. ``NOT_FOUND``: no such order.
    """

    DONE = "done"
    NOT_NOW = "not_now"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class ReverseAnswer:
    """A believed answer to a reversal. ``code`` is the gateway's own."""

    order_no: str
    status: ReverseStatus
    code: str


class CloseStatus(StrEnum):
    """What closing an order came to."""

    CLOSED = "closed"
    ALREADY_PAID = "already_paid"
    NOT_FOUND = "not_found"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class CloseAnswer:
    """A believed answer to a close."""

    order_no: str
    status: CloseStatus
    code: str


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Money back to one payer. ``refund_no`` stays the same on every retry."""

    refund_no: str
    order_no: str
    wallet_txn_no: str
    amount_minor: int


class RefundStatus(StrEnum):
    """What a refund came to."""

    DONE = "done"
    PENDING = "pending"
    REFUSED = "refused"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """A believed answer to a refund."""

    refund_no: str
    status: RefundStatus
    code: str
    text: str = ""


class WalletGateway(Protocol):
    """An acquirer's gateway for wallets. Thread-safe; each call ends by ``deadline_s``."""

    def create_order(
        self, request: OrderRequest, deadline_s: float
    ) -> OrderMade | OrderRefused | NoAnswer:
        """Ask for a code to show."""

    def pay_by_code(
        self, request: ScanRequest, deadline_s: float
    ) -> QueryAnswer | OrderRefused | NoAnswer:
        """Send a customer's code, once at most.

        ``OrderRefused``: it was definitely not charged and never will be (the code has expired, too
        little money). ``QueryAnswer``: paid, pending (the customer types a password), or failed in
        a way after which money may have moved all the same.
        """

    def reverse(self, request: ReverseRequest, deadline_s: float) -> ReverseAnswer | NoAnswer:
        """Take back an order by a customer's code, whatever has become of it."""

    def query(self, order_no: str, deadline_s: float) -> QueryAnswer | NoAnswer:
        """Ask what became of an order. ``code`` of a failure is the wallet's own word, if any."""

    def close(self, order_no: str, deadline_s: float) -> CloseAnswer | NoAnswer:
        """Ask that an order can no longer be paid."""

    def refund(self, request: RefundRequest, deadline_s: float) -> RefundAnswer | NoAnswer:
        """Give money back. Repeating the same ``refund_no`` never refunds twice."""

    def ping(self, deadline_s: float) -> float | None:
        """Return the round trip in milliseconds, or None if there was no answer."""


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


class Store(Protocol):
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
