"""Rows as flows hand them to the store, and as readers get them back.

The store turns one :class:`Commit` into one durable transaction: the journal's row, the state to
resume from, and every row that follows from it stand or fall together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.approval import Approval
from kpay_desktop.domain.card import CardRecord, SealedCard
from kpay_desktop.domain.cash import Tender
from kpay_desktop.domain.moves import DrawerEntry, ReturnUpdate, SettlementUpdate
from kpay_desktop.domain.operator import Operator
from kpay_desktop.domain.sale import (
    Method,
    QrMode,
    SaleIdentity,
    SaleState,
    batches_of_slip,
)
from kpay_desktop.domain.signature import Signature


class CreditKind(StrEnum):
    """Why money came: for the sale, after it had been closed, or a second time for one code."""

    SALE = "sale"
    LATE = "late"
    SECOND = "second"


class CreditState(StrEnum):
    """What became of money that came in."""

    ACCEPTED = "accepted"
    INBOX = "inbox"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


class SlipCopy(StrEnum):
    """Whose slip it is."""

    MERCHANT = "merchant"
    CUSTOMER = "customer"


class SlipKind(StrEnum):
    """What a slip shows: a sale, money back, a settlement or its list of rows, a line of the
    drawer's book, or a shift at the drawer.
    """

    SALE = "sale"
    RETURN = "return"
    SETTLEMENT = "settlement"
    LIST = "list"
    DRAWER = "drawer"
    SHIFT = "shift"


class PrintState(StrEnum):
    """A print job's life.

    ``SENDING`` is durable before the first byte leaves, so that a job found in it after a crash
    is known to be possibly on paper: it prints again, marked DUPLICATE.
    """

    QUEUED = "queued"
    SENDING = "sending"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class SaleUpdate:
    """New figures of a sale's row; None leaves a column as it is.

    ``paid_minor`` is what was paid and accepted in place of the total that was asked for; amount
    and tip follow it, see :func:`split_paid`.
    """

    sale_id: int
    state: SaleState
    reason: str | None = None
    wallet_txn_no: str | None = None
    paid_at: datetime | None = None
    finished_at: datetime | None = None
    paid_minor: int | None = None


def split_paid(amount_minor: int, tip_minor: int, paid_minor: int) -> tuple[int, int]:
    """Return the amount and the tip of a sale for which ``paid_minor`` was accepted, in cents.

    The tip is what is left over the amount, and never more than the customer gave.
    """
    tip = max(0, min(tip_minor, paid_minor - amount_minor))
    return paid_minor - tip, tip


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """Money that the gateway confirmed, keyed by the wallet's transaction number.

    The store refuses a second row of the same ``wallet_txn_no``: a credit counts once.
    """

    wallet_txn_no: str
    attempt_id: int
    paid_minor: int
    kind: CreditKind
    state: CreditState
    refund_no: str | None = None


@dataclass(frozen=True, slots=True)
class PrintRequest:
    """A slip to be printed. The store keeps one unmarked job per subject and copy at most.

    ``subject_id`` is the number of what ``kind`` says: a sale, a return, a settlement (also of a
    list), a line of the drawer's book, a shift.
    """

    subject_id: int
    copy: SlipCopy
    duplicate: bool = False
    kind: SlipKind = SlipKind.SALE


@dataclass(frozen=True, slots=True)
class Commit:
    """One durable step of a flow.

    ``flow`` names the flow instance (``show_qr:17``). ``event`` and ``state`` are JSON texts;
    ``is_open`` says that the flow has work left and is resumed at start. ``new_credits`` are
    inserted, ``credit_states`` change the state of rows that are there, ``credit_amounts`` their
    cents, ``credit_refunds`` the number under which they are sent back. ``authorised`` is the leave
    that a supervisor gave for the step; the audit log has it in the same transaction.

    ``card`` is the attempt's row of card facts as it now is. ``sealed`` goes into the vault,
    ``wiped`` is the handle of what leaves it. ``signature`` belongs to the sale of ``sale``.

    ``back`` is a return's row as it now is; what has gone back for its sale, and what may have,
    follows from it. ``settlement`` is a settlement's row, with the end of its batch when it closes
    one. ``drawer`` is a new line of the drawer's book.
    """

    flow: str
    event: str
    state: str
    is_open: bool
    at: datetime
    sale: SaleUpdate | None = None
    new_credits: tuple[CreditRecord, ...] = ()
    credit_states: tuple[tuple[str, CreditState], ...] = ()
    credit_amounts: tuple[tuple[str, int], ...] = ()
    credit_refunds: tuple[tuple[str, str], ...] = ()
    print_requests: tuple[PrintRequest, ...] = ()
    authorised: Approval | None = None
    card: CardRecord | None = None
    sealed: SealedCard | None = None
    wiped: str = ""
    signature: Signature | None = None
    back: ReturnUpdate | None = None
    settlement: SettlementUpdate | None = None
    drawer: DrawerEntry | None = None


@dataclass(frozen=True, slots=True)
class OpenFlow:
    """A flow that had work left when it was last written."""

    flow: str
    state: str


@dataclass(frozen=True, slots=True)
class SaleRecord:
    """A sale's row as pages and slips read it. Amounts in cents, times in UTC.

    ``refunded_minor`` has gone back to the customer in part or whole; ``returning_minor`` is on its
    way back, by a void or a refund, and not known to have arrived.
    """

    identity: SaleIdentity
    created_at: datetime
    amount_minor: int
    tip_minor: int
    method: Method
    mode: QrMode | None
    cashier_id: str
    state: SaleState
    reason: str = ""
    wallet_txn_no: str = ""
    paid_at: datetime | None = None
    finished_at: datetime | None = None
    card: CardRecord | None = None
    tender: Tender | None = None
    refunded_minor: int = 0
    returning_minor: int = 0

    @property
    def total_minor(self) -> int:
        """Amount and tip, in cents."""
        return self.amount_minor + self.tip_minor


@dataclass(frozen=True, slots=True)
class SaleFilter:
    """Which sales are looked for; what is left empty does not count.

    ``voucher`` has six digits; ``batch_no``, a slip's, tells sales of one voucher number apart and
    counts only beside it (:func:`~kpay_desktop.domain.sale.batches_of_slip`). ``since`` is the
    first moment that counts, ``until`` the first that no longer does.
    """

    voucher: str = ""
    batch_no: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    method: Method | None = None
    state: SaleState | None = None
    cashier_id: str = ""

    def admits(self, sale: SaleRecord) -> bool:
        """True if ``sale`` is looked for."""
        identity = sale.identity
        return (
            self.voucher in {"", identity.voucher}
            and (self.batch_no is None or identity.batch_no in batches_of_slip(self.batch_no))
            and (self.since is None or sale.created_at >= self.since)
            and (self.until is None or sale.created_at < self.until)
            and self.method in {None, sale.method}
            and self.state in {None, sale.state}
            and self.cashier_id in {"", sale.cashier_id}
        )


@dataclass(frozen=True, slots=True, order=True)
class SaleKey:
    """A sale's place among all sales: by time, then by number."""

    created_at: datetime
    sale_id: int


@dataclass(frozen=True, slots=True)
class SalePage:
    """Some sales, newest first.

    ``next_key`` is the place to go on from, the way that was asked for, while anything follows:
    the last one's on the way to older sales, the first one's on the way back to newer ones.
    """

    rows: tuple[SaleRecord, ...]
    next_key: SaleKey | None


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """The open batch: its number, and the count and cents of its approved sales.

    What a supervisor confirmed by hand is no bank's word, and stands apart.
    """

    batch_no: int
    count: int
    total_minor: int
    by_hand_count: int = 0
    by_hand_minor: int = 0


@dataclass(frozen=True, slots=True)
class OperatorRecord:
    """An operator with what signing in needs. ``locked_until`` follows wrong PINs."""

    operator: Operator
    pin_hash: str
    failed_attempts: int = 0
    locked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoreReport:
    """What opening the store found, for logs and the About page."""

    path: str
    schema_version: int
    engine_version: str
    journal_rows: int
    notes: tuple[str, ...] = field(default=())
