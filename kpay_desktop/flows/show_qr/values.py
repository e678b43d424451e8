"""States, events and effects of the show-QR sale: frozen values, nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import SaleIdentity, Wallet
from kpay_desktop.ports import NoAnswerReason, Payment


class Phase(StrEnum):
    """Where the sale stands.

    ``CREATED``: durable, the order is being made. ``SHOWN``: the code is on the customer's screen.
    ``ASKING``, ``CLOSING``, ``ASKING_AGAIN``: it is being ended: the code is off the screen, the
    gateway is asked, told to close, and asked again. ``DOUBT``: the gateway says paid, but not the
    amount that was asked for. ``APPROVED``, ``CLOSED``, ``DECLINED``: ended; the order is still
    watched for a while. ``PAID_LATE``: money came after the end. ``REFUNDED``: it went back.
    """

    CREATED = "created"
    SHOWN = "shown"
    ASKING = "asking"
    CLOSING = "closing"
    ASKING_AGAIN = "asking_again"
    DOUBT = "doubt"
    APPROVED = "approved"
    CLOSED = "closed"
    DECLINED = "declined"
    PAID_LATE = "paid_late"
    REFUNDED = "refunded"


class EndReason(StrEnum):
    """Why a sale is being ended without an approval, for the page's words."""

    EXPIRED = "expired"
    CANCELLED = "cancelled"
    RESTARTED = "restarted"
    BAD_CODE = "bad_code"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    MISMATCH = "mismatch"


@dataclass(frozen=True, slots=True)
class SeenPayment:
    """A payment of the order that has been booked, and what became of it.

    ``refused_code`` is the gateway's own code if it refused the last refund.
    """

    wallet_txn_no: str
    paid_minor: int
    kind: CreditKind
    state: CreditState
    refund_no: str | None = None
    refused_code: str = ""


@dataclass(frozen=True, slots=True)
class ShowQrState:
    """One attempt of one sale.

    ``ticket`` numbers enquiries by phase, so that an answer to an earlier one cannot end the
    sale. ``tries`` counts repeats for the back-off, ``close_again`` says what the next one is,
    ``odd`` holds payments of another amount that were heard of at ``odd_at``, ``doubted`` that the
    end was not known for a while. None of them is worth a durable write by itself: they do not take
    part in comparison. ``refunds`` counts refund
    numbers given out.
    """

    identity: SaleIdentity
    wallet: Wallet
    total_minor: int
    created_at: datetime
    expires_at: datetime
    phase: Phase = Phase.CREATED
    end: EndReason | None = None
    code_text: str = ""
    order_known: bool = False
    refused_code: str = ""
    payments: tuple[SeenPayment, ...] = ()
    paid_at: datetime | None = None
    ended_at: datetime | None = None
    watching: bool = False
    close_refused: bool = False
    refunds: int = 0
    ticket: int = field(default=0, compare=False)
    tries: int = field(default=0, compare=False)
    close_again: bool = field(default=False, compare=False)
    odd: tuple[Payment, ...] = field(default=(), compare=False)
    odd_at: datetime | None = field(default=None, compare=False)
    doubted: bool = field(default=False, compare=False)


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
    """A supervisor accepts money that came late. ``free``: the sale has no other payment."""

    operator_id: str
    free: bool


@dataclass(frozen=True, slots=True)
class RefundPressed:
    """A supervisor sends back what is in the inbox for this order."""

    operator_id: str


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
