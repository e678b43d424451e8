"""What is written besides sales: money back, settlements, and what goes in and out of the drawer.

Drafts are what a flow asks numbers for, identities are the numbers it gets, updates are what one of
its steps writes. Amounts in cents, times in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.card import CardFacts
from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.domain.returns import ReturnKind, ReturnState

# --- money back -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """A void or refund that was authorised.

    ``given_minor`` is what leaves the drawer: the amount, rounded to coins; None where no cash is
    given back. ``approver_id`` is the supervisor whose PIN it was.
    """

    kind: ReturnKind
    sale_id: int
    amount_minor: int
    operator_id: str
    approver_id: str
    given_minor: int | None = None

    def __post_init__(self) -> None:
        if self.amount_minor <= 0:
            raise ValueError("nothing is not given back")


@dataclass(frozen=True, slots=True)
class ReturnIdentity:
    """The numbers of a void or refund.

    ``return_id`` is its row's own, out of the same run as those of sales: no sale has it.
    ``voucher`` and ``batch_no`` are the sale's of a void; a refund has a voucher of its own and
    stands in the batch that is open now. ``number`` is the gateway's idempotency key, letters and
    digits, at most 25; it stays the same on every repeat.
    """

    return_id: int
    voucher: str
    batch_no: int
    number: str


@dataclass(frozen=True, slots=True)
class ReturnUpdate:
    """A return's row as it now is, but for what its draft and its identity say.

    ``facts`` are those of the card that the money goes back to; ``wallet_no`` is the wallet's own
    number of the return.
    """

    return_id: int
    state: ReturnState
    stan: int = 0
    rrn: str = ""
    approval_code: str = ""
    host_code: str = ""
    wallet_no: str = ""
    facts: CardFacts | None = None
    is_armed: bool = False
    finished_at: datetime | None = None


# --- settlement -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SettlementDraft:
    """A settlement that was asked for. ``run_id``: the first one of the same press, if another."""

    acquirer: str
    operator_id: str
    is_automatic: bool = False
    run_id: int | None = None


@dataclass(frozen=True, slots=True)
class SettlementIdentity:
    """The numbers of a settlement, and those of the batch that it is to close."""

    settlement_id: int
    run_id: int
    acquirer: str
    batch_id: int
    batch_no: int


@dataclass(frozen=True, slots=True)
class BatchClosing:
    """The end of a batch.

    ``carried`` are rows (sales and returns, by their ids) that are not known: they go on in the
    next batch, which this opens if there are any. Card numbers of the other rows leave the vault.
    """

    batch_id: int
    carried: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SettlementUpdate:
    """A settlement's row as it now is. ``phase`` is the flow's own word for where it stands."""

    settlement_id: int
    phase: str
    finished_at: datetime | None = None
    closes: BatchClosing | None = None


# --- the drawer -----------------------------------------------------------------------------


class DrawerKind(StrEnum):
    """Why the drawer was opened, or what changed in it.

    ``OPENED``: what lay in it was counted, and a shift began. ``CLOSED``: it was counted, and the
    shift ended. ``NO_SALE``: it was opened for a reason that somebody gave, and nothing changed.
    """

    OPENED = "opened"
    SALE = "sale"
    VOID = "void"
    REFUND = "refund"
    PAID_IN = "paid_in"
    PAID_OUT = "paid_out"
    NO_SALE = "no_sale"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class DrawerEntry:
    """One line of the drawer's book.

    ``amount_minor`` is what it adds to the drawer, below zero where it takes away; of a count it is
    what was counted. ``expected_minor`` is what should have been there when it was counted.
    ``sale_id`` and ``return_id`` name what it belongs to.
    """

    kind: DrawerKind
    amount_minor: int
    operator_id: str
    approver_id: str = ""
    reason: str = ""
    sale_id: int | None = None
    return_id: int | None = None
    count: DrawerCount | None = None
    expected_minor: int | None = None
