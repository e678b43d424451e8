"""The state of a show-QR sale: what is stored of it, and what pages show of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import SaleIdentity, Wallet
from kpay_desktop.ports import Payment


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
class WalletSaleState:
    """One attempt of one sale.

    ``ticket`` numbers enquiries by phase, so that an answer to an earlier one cannot end the
    sale. ``tries`` counts repeats for the back-off, ``close_again`` says what the next one is,
    ``odd`` holds payments of another amount that were first heard of at ``odd_at``, for an order of
    ``odd_order_minor``; ``insists`` that the gateway has kept to it for long. ``doubted`` says that
    the end was not known for a while. None of them is worth a durable write by itself: they do not
    take part in comparison. ``refunds`` counts refund numbers given out.
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
    odd_order_minor: int | None = field(default=None, compare=False)
    insists: bool = field(default=False, compare=False)
    doubted: bool = field(default=False, compare=False)
