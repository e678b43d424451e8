"""Rows of the whole day as they are read: returns, batches, settlements, drawer, slips to print.

Amounts in cents, times in UTC.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from kpay_desktop.domain.card import CardFacts, Scheme
from kpay_desktop.domain.moves import DrawerEntry, ReturnIdentity, SettlementIdentity
from kpay_desktop.domain.records import PrintState, SaleRecord, SlipCopy, SlipKind
from kpay_desktop.domain.returns import PastReturn, Returnable, ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.totals import Totals

# --- money back -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReturnRecord:
    """A void's or refund's row, with the sale that it belongs to as it is now.

    ``before_minor``: of one that is done, what had gone back for the sale before it had.
    """

    identity: ReturnIdentity
    kind: ReturnKind
    sale: SaleRecord
    amount_minor: int
    state: ReturnState
    operator_id: str
    approver_id: str
    begun_at: datetime
    given_minor: int | None = None
    stan: int = 0
    rrn: str = ""
    approval_code: str = ""
    host_code: str = ""
    wallet_no: str = ""
    facts: CardFacts | None = None
    is_armed: bool = False
    finished_at: datetime | None = None
    before_minor: int = 0

    @property
    def past(self) -> PastReturn:
        """What the rules of returns ask of it."""
        return PastReturn(self.kind, self.state, self.amount_minor)


@dataclass(frozen=True, slots=True)
class ReturnCandidate:
    """A sale for which money may go back, as far as the rules ask, and what has gone back."""

    sale: SaleRecord
    returnable: Returnable
    returns: tuple[ReturnRecord, ...] = ()


# --- batches --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """A batch that has not been settled."""

    batch_id: int
    acquirer: str
    batch_no: int
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """One row of a batch: a sale, or the refund of one.

    A void is no row of its own: it takes its sale out of the totals. ``row_id`` is the sale's or
    the return's own number; rows follow one another by it.
    """

    row_id: int
    sale: SaleRecord
    back: ReturnRecord | None = None

    @property
    def voucher(self) -> str:
        """The number by which people know the row."""
        return self.sale.identity.voucher if self.back is None else self.back.identity.voucher

    @property
    def at(self) -> datetime:
        """When the row began."""
        return self.sale.created_at if self.back is None else self.back.begun_at

    @property
    def amount_minor(self) -> int:
        """What was sold, or went back."""
        return self.sale.total_minor if self.back is None else self.back.amount_minor


@dataclass(frozen=True, slots=True)
class UnresolvedRow:
    """A sale or return of an open batch whose end is not known. ``flow`` works on it."""

    row_id: int
    voucher: str
    method: Method
    amount_minor: int
    flow: str
    kind: ReturnKind | None = None


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """What a batch comes to: totals net of voids, and how many rows count in them."""

    totals: Totals
    rows: int


@dataclass(frozen=True, slots=True)
class BatchSpan:
    """The first and the last of the rows that count in a batch, by their numbers."""

    first_voucher: str
    last_voucher: str
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What came by one way to pay; ``scheme`` of cards. Voids and tips are said beside the totals.

    ``is_by_hand``: a supervisor confirmed it, and no bank.
    """

    method: Method
    totals: Totals
    scheme: Scheme | None = None
    is_by_hand: bool = False
    voids: int = 0
    voids_minor: int = 0
    tips: int = 0
    tips_minor: int = 0
    rounding_minor: int = 0


@dataclass(frozen=True, slots=True)
class BatchStanding:
    """An open batch as pages show it before it is settled."""

    batch: OpenBatch
    figures: BatchFigures
    groups: tuple[GroupFigures, ...]
    unresolved: tuple[UnresolvedRow, ...]


@dataclass(frozen=True, slots=True)
class SettlementRecord:
    """A settlement's row. ``state`` is the flow's newest state, as text."""

    identity: SettlementIdentity
    phase: str
    state: str
    operator_id: str
    is_automatic: bool
    begun_at: datetime
    finished_at: datetime | None = None


# --- the drawer -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DrawerMove:
    """A line of the drawer's book with its number, its shift and its time."""

    move_id: int
    shift_id: int
    at: datetime
    entry: DrawerEntry


@dataclass(frozen=True, slots=True)
class ShiftRecord:
    """A shift at the drawer: from a count to the next.

    ``opened`` is None where cash came before anybody had counted: the shift began with nothing.
    ``expected_minor`` is what should lie in the drawer now, or should have when it was closed.
    ``sums`` are how often and how much of each kind, by the kinds' own words.
    """

    shift_id: int
    began_at: datetime
    opened: DrawerMove | None
    closed: DrawerMove | None
    expected_minor: int
    sums: tuple[tuple[str, int, int], ...] = field(default=())


# --- slips ----------------------------------------------------------------------------------


PrintSubject: TypeAlias = SaleRecord | ReturnRecord | SettlementRecord | DrawerMove | ShiftRecord
"""What a slip shows; which of them, its kind says."""


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A slip in the print queue with what it shows."""

    job_id: int
    subject: PrintSubject
    copy: SlipCopy
    duplicate: bool
    state: PrintState
    created_at: datetime
    kind: SlipKind = SlipKind.SALE

    @property
    def sale(self) -> SaleRecord | None:
        """The sale, of a sale's slip."""
        return self.subject if isinstance(self.subject, SaleRecord) else None

    @property
    def subject_id(self) -> int:
        """The number of what it shows."""
        match self.subject:
            case SaleRecord(identity=identity):
                return identity.sale_id
            case ReturnRecord(identity=returned):
                return returned.return_id
            case SettlementRecord(identity=settled):
                return settled.settlement_id
            case DrawerMove(move_id=move_id):
                return move_id
            case ShiftRecord(shift_id=shift_id):
                return shift_id


class Acquirer(StrEnum):
    """With whom a batch is settled; each has a lane of batches of its own.

    ``OWN``: sales by the shop's own code, which a supervisor confirmed. ``CASH``: what the drawer
    holds. Nobody is asked about those two. ``WALLETS`` is of earlier releases, which settled all
    wallets together; no new batch is opened in it.
    """

    CARDS = "cards"
    WECHAT = "wechat"
    PAYNOW = "paynow"
    ALIPAY = "alipay"
    WALLETS = "wallets"
    OWN = "own"
    CASH = "cash"
