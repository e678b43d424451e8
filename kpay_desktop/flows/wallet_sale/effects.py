"""What a step of a sale by wallet asks to be done: frozen values, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kpay_desktop.domain.sale import Wallet


@dataclass(frozen=True, slots=True)
class CreateOrder:
    """Ask the gateway for a code, check it and read it back."""

    order_no: str
    wallet: Wallet
    amount_minor: int


@dataclass(frozen=True, slots=True)
class SendCode:
    """Send the code that the customer showed, once at most.

    ``code`` can be paid with: it stands here alone, in memory, and in nothing that is written.
    ``ticket`` numbers the answer as if it were one to an enquiry.
    """

    order_no: str
    wallet: Wallet
    amount_minor: int
    code: str = field(repr=False)
    ticket: int = 0


@dataclass(frozen=True, slots=True)
class DrawOwnCode:
    """Draw the shop's own PayNow code for the order, and read it back. No gateway is asked."""

    order_no: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class QueryOrder:
    """Ask what became of the order. At most one enquiry of a ticket is under way at a time.

    ``in_background``: the sale has ended, and nobody waits at the counter for this answer.
    """

    order_no: str
    ticket: int
    in_background: bool = False


@dataclass(frozen=True, slots=True)
class CloseOrder:
    """Ask that the order can no longer be paid."""

    order_no: str


@dataclass(frozen=True, slots=True)
class ReverseOrder:
    """Take a payment by a customer's code back, whatever has become of it.

    ``reverse_no`` is the reversal's own number, the same on each repeat.
    """

    reverse_no: str
    order_no: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class RefundPayment:
    """Send one payment back."""

    refund_no: str
    order_no: str
    wallet_txn_no: str
    amount_minor: int


class TimerName(StrEnum):
    """The clocks of one sale; starting one replaces the one of that name."""

    POLL = "poll"
    EXPIRY = "expiry"
    RETRY = "retry"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Wake the flow after ``delay_s``."""

    name: TimerName
    delay_s: float


@dataclass(frozen=True, slots=True)
class StopTimers:
    """Forget every clock of this sale."""


GatewayEffect = (
    CreateOrder | SendCode | DrawOwnCode | QueryOrder | CloseOrder | ReverseOrder | RefundPayment
)
Effect = GatewayEffect | StartTimer | StopTimers
