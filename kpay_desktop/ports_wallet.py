"""What flows ask of an acquirer's gateway for wallets, as a Protocol, and what comes back.

Every call takes a deadline in seconds that covers all it does. An answer that cannot be believed is
no answer, and never a failure of the payment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kpay_desktop.domain.sale import Wallet


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
    """An order is to be undone: not paid any more, or paid back.

    ``reverse_no`` is the request's own number and stays the same on every retry. ``wallet_txn_no``
    names the payment that is meant, of an order that may have been paid more than once; it is empty
    where nobody knows of a payment.
    """

    reverse_no: str
    order_no: str
    amount_minor: int
    wallet_txn_no: str = ""


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
