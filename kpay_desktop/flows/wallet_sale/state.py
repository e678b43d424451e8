"""The state of a sale by wallet: what is stored of it, and what pages show of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import QrMode, SaleIdentity, Wallet
from kpay_desktop.ports import Payment


class Phase(StrEnum):
    """Where the sale stands.

    ``CREATED``: durable, the order is being made. ``SHOWN``: the code is on the customer's screen.
    ``ASKING``, ``CLOSING``, ``ASKING_AGAIN``: it is being ended: the code is off the screen, the
    gateway is asked, told to close, and asked again. ``DOUBT``: the gateway says paid, but not the
    amount that was asked for. ``APPROVED``, ``CLOSED``, ``DECLINED``: ended; the order is still
    watched for a while. ``PAID_LATE``: money came after the end. ``REFUNDED``: it went back.

    Of a code that the customer showed: ``PAYING``: it was sent, and the customer may have to type a
    password, or nothing was answered. ``REVERSING``: the payment is being taken back, and is not
    charged whatever comes; then ``ASKING_AGAIN``. Of the shop's own code: ``BY_HAND``, a supervisor
    says that the money came.
    """

    CREATED = "created"
    SHOWN = "shown"
    PAYING = "paying"
    ASKING = "asking"
    CLOSING = "closing"
    REVERSING = "reversing"
    ASKING_AGAIN = "asking_again"
    DOUBT = "doubt"
    APPROVED = "approved"
    CLOSED = "closed"
    DECLINED = "declined"
    PAID_LATE = "paid_late"
    REFUNDED = "refunded"
    BY_HAND = "by_hand"


class EndReason(StrEnum):
    """Why a sale is being ended without an approval, for the page's words.

    ``TOO_LATE``: the customer did not finish paying on the phone within the wallet's time.
    """

    EXPIRED = "expired"
    CANCELLED = "cancelled"
    RESTARTED = "restarted"
    BAD_CODE = "bad_code"
    NO_ANSWER = "no_answer"
    REFUSED = "refused"
    MISMATCH = "mismatch"
    TOO_LATE = "too_late"


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
    """One attempt of one sale, in one ``mode``. A code that the customer showed never stands here.

    ``ticket`` numbers enquiries by phase, so that an answer to an earlier one cannot end the
    sale. ``tries`` counts repeats for the back-off, ``close_again`` says what the next one is,
    ``odd`` holds payments of another amount that were first heard of at ``odd_at``, for an order of
    ``odd_order_minor``; ``insists`` that the gateway has kept to it for long. ``doubted`` says that
    the end was not known for a while. ``stuck``: a payment is being taken back for so long that a
    person should know. None of them is worth a durable write by itself: they do not take part in
    comparison. ``refunds`` counts refund numbers given out. ``armed_at``: since when the payment by
    a customer's code is to be taken back; from then on it is never taken for the sale's.
    ``undone``: the gateway has said that it is taken back, and nothing else since.
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
    mode: QrMode = QrMode.SHOW
    armed_at: datetime | None = None
    undone: bool = False
    ticket: int = field(default=0, compare=False)
    tries: int = field(default=0, compare=False)
    close_again: bool = field(default=False, compare=False)
    odd: tuple[Payment, ...] = field(default=(), compare=False)
    odd_at: datetime | None = field(default=None, compare=False)
    odd_order_minor: int | None = field(default=None, compare=False)
    insists: bool = field(default=False, compare=False)
    doubted: bool = field(default=False, compare=False)
    stuck: bool = field(default=False, compare=False)
