"""Events and effects of the show-QR sale beside its states: frozen values, nothing else.

Pages need the states alone, and find them in :mod:`kpay_desktop.flows.wallet_sale.state`: the many
values here would hold up the till's start.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.flows.wallet_sale.state import EndReason, Phase, SeenPayment, WalletSaleState
from kpay_desktop.ports import NoAnswerReason, Payment

__all__ = [
    "EVENT_TYPES",
    "SUPERVISED",
    "AcceptPressed",
    "Begun",
    "CancelPressed",
    "CheckPressed",
    "CloseDone",
    "CloseNotFound",
    "CloseOrder",
    "CloseRefused",
    "CloseUnanswered",
    "CodeReady",
    "CodeRefused",
    "CreateOrder",
    "Effect",
    "EndReason",
    "Event",
    "ExpiryReached",
    "Failed",
    "Gone",
    "NotFound",
    "OrderDeclined",
    "OrderUnanswered",
    "Paid",
    "Pending",
    "Phase",
    "PollDue",
    "QueryOrder",
    "QueryUnanswered",
    "RefundDone",
    "RefundPayment",
    "RefundPressed",
    "RefundRefused",
    "RefundUnanswered",
    "Restarted",
    "RetryDue",
    "SeenPayment",
    "Stalled",
    "StartTimer",
    "StopTimers",
    "TimerName",
    "Unsure",
    "WalletSaleState",
    "WatchDue",
]

# --- events ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Begun:
    """The sale's first row in the journal; it is not an event of the table.

    ``despite`` are the sales (``sale_id``) of the same total that were in doubt: the cashier was
    told of them and charged all the same.
    """

    despite: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeReady:
    """The order is made; its code was checked and reads back."""

    code_text: str


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The order is made, but its code is not the one that was asked for. ``problem``: its id."""

    problem: str


@dataclass(frozen=True, slots=True)
class OrderDeclined:
    """The gateway definitely made no order."""

    code: str


@dataclass(frozen=True, slots=True)
class OrderUnanswered:
    """Whether the order was made is not known."""

    reason: NoAnswerReason


@dataclass(frozen=True, slots=True)
class Paid:
    """The gateway says that the order is paid: by enquiry or by callback.

    ``order_minor`` is the gateway's amount of the order; ``payments`` is oldest first.
    """

    order_minor: int | None
    payments: tuple[Payment, ...]
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pending:
    """Not paid yet."""

    ticket: int


@dataclass(frozen=True, slots=True)
class NotFound:
    """The gateway knows no such order."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Gone:
    """The gateway has closed the order."""

    ticket: int


@dataclass(frozen=True, slots=True)
class Failed:
    """The payment failed for good."""

    ticket: int
    code: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """The gateway cannot say."""

    ticket: int
    code: str


@dataclass(frozen=True, slots=True)
class QueryUnanswered:
    """The enquiry brought nothing that can be believed."""

    ticket: int
    reason: NoAnswerReason


@dataclass(frozen=True, slots=True)
class CloseDone:
    """The order can no longer be paid."""


@dataclass(frozen=True, slots=True)
class CloseRefused:
    """The order cannot be closed: the gateway says that it is paid."""


@dataclass(frozen=True, slots=True)
class CloseNotFound:
    """There is no order to close."""


@dataclass(frozen=True, slots=True)
class CloseUnanswered:
    """Whether the order is closed is not known."""


@dataclass(frozen=True, slots=True)
class PollDue:
    """Time for the next enquiry while the code is shown."""


@dataclass(frozen=True, slots=True)
class ExpiryReached:
    """The code's time is over."""


@dataclass(frozen=True, slots=True)
class RetryDue:
    """Time to repeat what had no answer."""


@dataclass(frozen=True, slots=True)
class WatchDue:
    """Time to look at a finished order again."""


@dataclass(frozen=True, slots=True)
class CancelPressed:
    """The cashier ends the sale."""


@dataclass(frozen=True, slots=True)
class CheckPressed:
    """The cashier wants to know now."""


@dataclass(frozen=True, slots=True)
class AcceptPressed:
    """Money that waits becomes the sale's payment. ``free``: the sale has no other one.

    ``operator_id`` pressed, ``approver_id`` is the supervisor who authorised it.
    """

    operator_id: str
    approver_id: str
    free: bool


@dataclass(frozen=True, slots=True)
class RefundPressed:
    """What waits for this order goes back. Names as in :class:`AcceptPressed`."""

    operator_id: str
    approver_id: str


@dataclass(frozen=True, slots=True)
class RefundDone:
    """The refund of that number is done."""

    refund_no: str


@dataclass(frozen=True, slots=True)
class RefundRefused:
    """The gateway refuses the refund of that number."""

    refund_no: str
    code: str


@dataclass(frozen=True, slots=True)
class RefundUnanswered:
    """The refund of that number is on its way or not known."""

    refund_no: str


@dataclass(frozen=True, slots=True)
class Restarted:
    """The program started and found the sale in flight."""


@dataclass(frozen=True, slots=True)
class Stalled:
    """The last step could not be written; the work is taken up again."""


Event = (
    CodeReady
    | CodeRefused
    | OrderDeclined
    | OrderUnanswered
    | Paid
    | Pending
    | NotFound
    | Gone
    | Failed
    | Unsure
    | QueryUnanswered
    | CloseDone
    | CloseRefused
    | CloseNotFound
    | CloseUnanswered
    | PollDue
    | ExpiryReached
    | RetryDue
    | WatchDue
    | CancelPressed
    | CheckPressed
    | AcceptPressed
    | RefundPressed
    | RefundDone
    | RefundRefused
    | RefundUnanswered
    | Restarted
    | Stalled
)

EVENT_TYPES: tuple[type[Event], ...] = Event.__args__

SUPERVISED = (AcceptPressed, RefundPressed)
"""Presses that reach a sale with a supervisor's approval and in no other way."""


# --- effects --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CreateOrder:
    """Ask the gateway for a code, check it and read it back."""

    order_no: str
    wallet: Wallet
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


Effect = CreateOrder | QueryOrder | CloseOrder | RefundPayment | StartTimer | StopTimers
