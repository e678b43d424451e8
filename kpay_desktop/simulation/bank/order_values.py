"""Orders, their payments and refunds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kpay_desktop.simulation.bank.outcomes import Plan, Way


class OrderState(StrEnum):
    """What was done to an order. Whether it is paid follows from its payments."""

    OPEN = "open"
    DECLINED = "declined"
    REFUSED = "refused"
    CLOSED = "closed"


class PaymentState(StrEnum):
    """``HELD``: the customer has been charged, the merchant not yet credited."""

    HELD = "held"
    SETTLED = "settled"
    RETURNED = "returned"


class Looks(StrEnum):
    """What a query says of an order because of this payment, while it is held."""

    UNPAID = "unpaid"
    PENDING = "pending"
    UNCERTAIN = "uncertain"
    PAID = "paid"


class RefundState(StrEnum):
    """What became of a refund."""

    DONE = "done"
    PENDING = "pending"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Order:
    """An order. ``code_amount_minor`` is what its code asks for.

    ``seen``: the customer has the payment page open, or is asked for the password. An order by a
    customer's code (``way``) has its ``customer``; ``expires_at`` is the wallet's own limit then,
    and ``acts_at`` when the customer acts by himself. ``reason`` is the wallet's word for a
    failure, ``reversal`` the number under which the order was taken back.
    """

    order_id: str
    reqsn: str
    wallet: str
    amount_minor: int
    code_amount_minor: int
    body: str
    notify_url: str
    code_key: str
    payinfo: str
    plan: Plan
    state: OrderState
    seen: bool
    created_at: datetime
    expires_at: datetime
    closed_at: datetime | None = None
    way: Way = Way.SHOW
    customer: str | None = None
    reason: str = ""
    acts_at: datetime | None = None
    reversal: str | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """One customer's payment of an order; ``trxid`` is the wallet's transaction number."""

    trxid: str
    order_id: str
    customer: str
    payer: str
    amount_minor: int
    state: PaymentState
    looks: Looks
    after_close_s: float | None
    made_at: datetime
    due_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refund:
    """Money back for one payment. ``reqsn`` is the refund's own number."""

    reqsn: str
    kind: str
    refund_trxid: str
    trxid: str
    amount_minor: int
    state: RefundState
    reason: str
    made_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
