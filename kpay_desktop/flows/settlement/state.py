"""The state of a settlement: what is stored of it, and what pages show of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.totals import Totals

MOST_NAMED = 200
"""Vouchers that differ and are named; more are counted."""


class Phase(StrEnum):
    """Where a settlement stands.

    ``WAITING``: for the counter to be idle. ``CLEARING``: what is armed or not known is sent once
    more. ``HELD``: something cannot be cleared, and a person decides. ``TOTALS``: our totals were
    written down and are on their way (0500). ``SIGNING_ON``: the host has another batch number.
    ``UPLOADING``: the totals differ, and each row is sent (0320). ``ENDING``: all rows were
    sent, and the end of it is on its way (0500/960000). ``COMPARING``: of wallets, whose gateway
    has no batch: each order is asked for. ``SETTLED``: the batch is closed. ``STOPPED``: it is not,
    and sales go on in it.
    """

    WAITING = "waiting"
    CLEARING = "clearing"
    HELD = "held"
    TOTALS = "totals"
    SIGNING_ON = "signing_on"
    UPLOADING = "uploading"
    ENDING = "ending"
    COMPARING = "comparing"
    SETTLED = "settled"
    STOPPED = "stopped"


class Agreement(StrEnum):
    """How our totals stand beside the host's.

    ``UPLOADED``: they differed, the host took our rows and closed with them. ``DIFFER``: the batch
    is closed, and vouchers differ, of wallets; or the host closed it with other totals than ours.
    ``OURS_ALONE``: there is no host to compare with.
    """

    AGREE = "agree"
    UPLOADED = "uploaded"
    DIFFER = "differ"
    OURS_ALONE = "ours_alone"


class StopReason(StrEnum):
    """Why a settlement ended without closing the batch; nothing is lost by it."""

    CANCELLED = "cancelled"
    REFUSED = "refused"
    BATCH_UNKNOWN = "batch_unknown"
    DIFFERS_STILL = "differs_still"


class Kind(StrEnum):
    """Whom a batch is settled with."""

    CARD_HOST = "card_host"
    WALLETS = "wallets"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that the host sees otherwise. ``code`` is the host's own; ``theirs_minor`` if told."""

    sale_id: int
    voucher: str
    ours_minor: int
    theirs_minor: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """A sale or return whose end is not known, as it stood when it was named.

    ``row_id`` is its own number. ``kind`` is None of a sale. A sale of which a void is pending
    stands here beside it, under the same voucher.
    """

    row_id: int
    voucher: str
    method: Method
    amount_minor: int
    kind: ReturnKind | None = None


@dataclass(frozen=True, slots=True)
class SettlementState:
    """One settlement of one batch.

    ``ours`` are written down before they are sent and never change after that; ``stan`` is the
    number of the message that is on its way and ``sent_at`` the moment that it names, so that a
    repeat is the identical message. ``cursor`` is the last row (``sale_id``) that was sent or
    compared, ``done`` how many, ``silent_rows`` the last of them in a row about which nobody
    answered. ``carried`` are vouchers that are not known and go on in the next
    batch, ``carried_rows`` the rows that they name. ``code`` is the host's own when it refused, or
    settled nothing; ``needs_person``: it keeps saying so, and the message is repeated on. ``tries``
    counts repeats and is worth no durable write by itself.
    """

    settlement_id: int
    kind: Kind
    acquirer: str
    batch_no: int
    begun_at: datetime
    operator_id: str
    is_automatic: bool = False
    phase: Phase = Phase.WAITING
    ours: Totals = field(default_factory=Totals)
    theirs: Totals | None = None
    agreement: Agreement | None = None
    stan: int = 0
    sent_at: datetime | None = None
    cursor: int = 0
    rows: int = 0
    done: int = 0
    silent_rows: int = 0
    sign_ons: int = 0
    carried: tuple[str, ...] = ()
    carried_rows: tuple[CarriedRow, ...] = ()
    lifted_by: str = ""
    differences: tuple[Difference, ...] = ()
    unnamed: int = 0
    code: str = ""
    needs_person: bool = False
    stop: StopReason | None = None
    ended_at: datetime | None = None
    tries: int = field(default=0, compare=False)
