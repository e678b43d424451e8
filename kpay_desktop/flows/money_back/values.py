"""Events and effects of a void or refund: frozen values, nothing else. None holds card data.

What readers and card host say is said in the words of the card sale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows.card_sale.values import (
    CancelPressed,
    CardReady,
    Confirmed,
    HostApproved,
    HostDeclined,
    HostDoubtful,
    HostSilent,
    LateApproved,
    LiftPressed,
    ReadFailed,
    ReadTimeOver,
    Restarted,
    RetryDue,
    ReversalDone,
    ReversalNotFound,
    ReversalRefused,
    ReversalSilent,
    Stalled,
    TryNowPressed,
)

__all__ = [
    "EVENT_TYPES",
    "CancelPressed",
    "CardReady",
    "Confirmed",
    "Effect",
    "Event",
    "HostApproved",
    "HostDeclined",
    "HostDoubtful",
    "HostSilent",
    "KickDrawer",
    "LateApproved",
    "LiftPressed",
    "ReadCard",
    "ReadFailed",
    "ReadTimeOver",
    "Restarted",
    "RetryDue",
    "ReversalDone",
    "ReversalNotFound",
    "ReversalRefused",
    "ReversalSilent",
    "ReverseAtHost",
    "SendToGateway",
    "SendToHost",
    "Stalled",
    "StartTimer",
    "StopReading",
    "StopTimers",
    "TimerName",
    "TryNowPressed",
    "WalletDone",
    "WalletPending",
    "WalletRefused",
    "WalletSilent",
]


# --- events: the gateway --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WalletDone:
    """The gateway gave the money back. ``wallet_no``: the wallet's own number for it."""

    wallet_no: str = ""


@dataclass(frozen=True, slots=True)
class WalletRefused:
    """The gateway's definite no."""

    code: str


@dataclass(frozen=True, slots=True)
class WalletPending:
    """The gateway is at it: PayNow's refunds take their time and may fail later."""


@dataclass(frozen=True, slots=True)
class WalletSilent:
    """Nothing that can be believed came back, or an answer that settles nothing."""


Event = (
    CardReady
    | ReadFailed
    | ReadTimeOver
    | Confirmed
    | CancelPressed
    | TryNowPressed
    | LiftPressed
    | HostApproved
    | HostDeclined
    | HostDoubtful
    | HostSilent
    | LateApproved
    | ReversalDone
    | ReversalNotFound
    | ReversalRefused
    | ReversalSilent
    | WalletDone
    | WalletRefused
    | WalletPending
    | WalletSilent
    | RetryDue
    | Restarted
    | Stalled
)

EVENT_TYPES: tuple[type[Event], ...] = Event.__args__


# --- effects --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadCard:
    """Wait for the card of the sale, by every way. Nothing is charged to it."""

    amount_minor: int


@dataclass(frozen=True, slots=True)
class StopReading:
    """Let the card and the readers go."""


@dataclass(frozen=True, slots=True)
class SendToHost:
    """Send the void or refund by card (0200/020000 or 0200/200000). It is armed on the disk.

    ``sold_at``: when the sale's own message was made, which a void names.
    """

    kind: ReturnKind
    stan: int
    voucher: str
    batch_no: int
    amount_minor: int
    entry: EntryMode
    handle: str
    rrn: str
    at: datetime
    sold_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReverseAtHost:
    """Take that message back (0400); its numbers are the message's own.

    ``is_lifted``: a supervisor lets other messages go before it is confirmed.
    """

    kind: ReturnKind
    stan: int
    voucher: str
    batch_no: int
    amount_minor: int
    entry: EntryMode
    handle: str
    at: datetime
    is_lifted: bool = False


@dataclass(frozen=True, slots=True)
class SendToGateway:
    """Ask the gateway to give money back. ``number`` is the same on every repeat."""

    kind: ReturnKind
    number: str
    order_no: str
    wallet_txn_no: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class KickDrawer:
    """Open the drawer: cash goes back."""


class TimerName(StrEnum):
    """The clocks of a void or refund; starting one replaces the one of that name."""

    READ = "read"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Wake the flow after ``delay_s``."""

    name: TimerName
    delay_s: float


@dataclass(frozen=True, slots=True)
class StopTimers:
    """Forget every clock."""


Effect = (
    ReadCard
    | StopReading
    | SendToHost
    | ReverseAtHost
    | SendToGateway
    | KickDrawer
    | StartTimer
    | StopTimers
)
