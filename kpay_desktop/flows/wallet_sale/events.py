"""What can happen to a sale by wallet: frozen values, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kpay_desktop.ports import NoAnswerReason, Payment


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
class CodeUnsent:
    """A customer's code never left the till, and never will."""


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
class ReverseDone:
    """The gateway has taken the payment back: nobody is charged."""


@dataclass(frozen=True, slots=True)
class ReverseNotNow:
    """The customer is paying at this moment, so nothing was taken back."""


@dataclass(frozen=True, slots=True)
class ReverseRefused:
    """The gateway will not take it back."""

    code: str


@dataclass(frozen=True, slots=True)
class ReverseNotFound:
    """There is nothing to take back: the gateway knows no such order."""


@dataclass(frozen=True, slots=True)
class ReverseUnanswered:
    """Whether it was taken back is not known."""


@dataclass(frozen=True, slots=True)
class PollDue:
    """Time for the next enquiry while the customer pays."""


@dataclass(frozen=True, slots=True)
class ExpiryReached:
    """The code's time is over, or the time in which the customer can pay."""


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
class ByHandPressed:
    """Somebody has seen the money of the shop's own code. Names as in :class:`AcceptPressed`.

    ``free``: the purchase has not been paid by another try.
    """

    operator_id: str
    approver_id: str
    free: bool


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
    | CodeUnsent
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
    | ReverseDone
    | ReverseNotNow
    | ReverseRefused
    | ReverseNotFound
    | ReverseUnanswered
    | PollDue
    | ExpiryReached
    | RetryDue
    | WatchDue
    | CancelPressed
    | CheckPressed
    | AcceptPressed
    | RefundPressed
    | ByHandPressed
    | RefundDone
    | RefundRefused
    | RefundUnanswered
    | Restarted
    | Stalled
)

EVENT_TYPES: tuple[type[Event], ...] = Event.__args__

MONEY_PRESSES = (AcceptPressed, RefundPressed)
"""Decisions about money that waits."""

SUPERVISED = (*MONEY_PRESSES, ByHandPressed)
"""Presses that reach a sale with a supervisor's approval and in no other way."""
