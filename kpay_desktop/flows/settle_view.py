"""What pages are told of settlements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kpay_desktop.domain.ledger import BatchStanding, SettlementRecord
from kpay_desktop.domain.message import Message
from kpay_desktop.flows.settlement.state import SettlementState
from kpay_desktop.ports import StoreErrorKind


@dataclass(frozen=True, slots=True)
class SettleView:
    """A settlement as pages may show it. ``run_id`` is common to those of one press.

    ``waits_for`` says what it waits for while it waits for the counter; None in every other phase.
    """

    flow: str
    run_id: int
    state: SettlementState
    waits_for: Message | None = None
    store_fault: StoreErrorKind | None = None


@dataclass(frozen=True, slots=True)
class SettleBegun:
    """Settlements have begun, one for each acquirer with an open batch; none: nothing to settle."""

    views: tuple[SettleView, ...]


@dataclass(frozen=True, slots=True)
class SettleRefused:
    """Nothing was begun; ``kind`` picks the words, None: the till could not take it."""

    kind: StoreErrorKind | None


@dataclass(frozen=True, slots=True)
class StandingTold:
    """The open batches, and what is being settled by now."""

    batches: tuple[BatchStanding, ...]
    under_way: tuple[SettleView, ...]
    kind: StoreErrorKind | None = None


@dataclass(frozen=True, slots=True)
class PastTold:
    """Settlements of before, newest first; ``states`` stand beside them in the same order."""

    request: int
    rows: tuple[SettlementRecord, ...]
    states: tuple[SettlementState, ...]
    has_more: bool
    kind: StoreErrorKind | None = None


@dataclass(frozen=True, slots=True)
class SettleNotice:
    """Settling begins by itself at ``at``, unless somebody puts it off; None: no longer."""

    at: datetime | None


@dataclass(frozen=True, slots=True)
class BatchNearlyFull:
    """A card batch should be settled; ``is_full``: it takes no more rows, and no card is taken."""

    batch_no: int
    rows: int
    is_full: bool


SettleNews = (
    SettleView
    | SettleBegun
    | SettleRefused
    | StandingTold
    | PastTold
    | SettleNotice
    | BatchNearlyFull
)
