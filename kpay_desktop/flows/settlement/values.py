"""Events and effects of a settlement: frozen values, nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.settlement.state import CarriedRow, Difference
from kpay_desktop.ports_cards import Silence

# --- events: the till -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CounterIdle:
    """Nothing is under way at the counter: no sale, no void, no refund of this acquirer."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """Nothing of the batch is armed or unknown any more."""


@dataclass(frozen=True, slots=True)
class Uncleared:
    """Vouchers of the batch that were sent once more and are still not known, and their rows."""

    vouchers: tuple[str, ...]
    rows: tuple[CarriedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RowsMoved:
    """While orders were compared, a row of the batch changed that is part of our totals."""


@dataclass(frozen=True, slots=True)
class ClearTimeOver:
    """Clearing has had its time."""


@dataclass(frozen=True, slots=True)
class RetryDue:
    """Time to repeat what had no answer."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """The program started and found the settlement in flight."""


@dataclass(frozen=True, slots=True)
class Stalled:
    """The last step could not be written; the work is taken up again."""


# --- events: people -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CancelPressed:
    """Somebody ends the settlement."""


@dataclass(frozen=True, slots=True)
class TryNowPressed:
    """Somebody wants what is repeated sent now."""


@dataclass(frozen=True, slots=True)
class LiftPressed:
    """A supervisor lets the batch close without what cannot be cleared; it is carried over."""

    operator_id: str
    approver_id: str


# --- events: the host -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HostAgreed:
    """The host closed the batch (0510 with 00). ``theirs``: its totals, if it named them.

    ``stan``, here and below, is of the message that this answers.
    """

    stan: int
    theirs: Totals | None = None


@dataclass(frozen=True, slots=True)
class HostDiffers:
    """The host has other totals (0510 with 95)."""

    stan: int
    theirs: Totals | None = None


@dataclass(frozen=True, slots=True)
class BatchUnknown:
    """The host has another batch number (77 or 80, by profile)."""

    stan: int
    code: str


@dataclass(frozen=True, slots=True)
class HostRefused:
    """Any other answer: the batch stays open."""

    stan: int
    code: str


@dataclass(frozen=True, slots=True)
class HostSilent:
    """Nothing that can be believed came back."""

    stan: int
    reason: Silence


@dataclass(frozen=True, slots=True)
class SignedOn:
    """The host took the sign-on."""


@dataclass(frozen=True, slots=True)
class SignOnFailed:
    """It did not, or did not answer."""


@dataclass(frozen=True, slots=True)
class RowTaken:
    """The host has the row now. ``differs``: it had it otherwise."""

    stan: int
    differs: Difference | None = None


@dataclass(frozen=True, slots=True)
class RowSilent:
    """Nothing that can be believed came back about the row."""

    stan: int
    reason: Silence


@dataclass(frozen=True, slots=True)
class RowCompared:
    """The gateway told of one order. ``theirs`` is what it adds to the gateway's totals."""

    sale_id: int
    theirs: Totals
    differs: Difference | None = None


@dataclass(frozen=True, slots=True)
class RowUnanswered:
    """The gateway did not tell of the order. Voucher and cents are ours, to name it by.

    ``is_heard``: it answered, and what it said settles nothing.
    """

    sale_id: int
    voucher: str
    ours_minor: int
    is_heard: bool = False


Event = (
    CounterIdle
    | Cleared
    | Uncleared
    | RowsMoved
    | ClearTimeOver
    | RetryDue
    | Restarted
    | Stalled
    | CancelPressed
    | TryNowPressed
    | LiftPressed
    | HostAgreed
    | HostDiffers
    | BatchUnknown
    | HostRefused
    | HostSilent
    | SignedOn
    | SignOnFailed
    | RowTaken
    | RowSilent
    | RowCompared
    | RowUnanswered
)

EVENT_TYPES: tuple[type[Event], ...] = Event.__args__

SUPERVISED = (LiftPressed,)
"""Presses that reach a settlement with a supervisor's approval and in no other way."""


# --- effects --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WaitForIdle:
    """Tell when nothing is under way at the counter any more."""


@dataclass(frozen=True, slots=True)
class Clear:
    """Send what is armed, ask what is not known."""


@dataclass(frozen=True, slots=True)
class SendTotals:
    """Send our totals (0500/920000). A repeat has the same ``stan`` and ``at``, and is the same."""

    stan: int
    batch_no: int
    ours: Totals
    at: datetime


@dataclass(frozen=True, slots=True)
class SignOn:
    """Sign on (0800)."""


@dataclass(frozen=True, slots=True)
class SendRow:
    """Send one row (0320). A repeat has the same ``stan`` and is the same message."""

    stan: int
    sale_id: int


@dataclass(frozen=True, slots=True)
class SendEnd:
    """Say that all rows were sent (0500/960000). A repeat is the same message."""

    stan: int
    batch_no: int
    ours: Totals
    at: datetime


@dataclass(frozen=True, slots=True)
class CompareRow:
    """Ask the gateway about one order."""

    sale_id: int


class TimerName(StrEnum):
    """The clocks of a settlement; starting one replaces the one of that name."""

    CLEAR = "clear"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Wake the flow after ``delay_s``."""

    name: TimerName
    delay_s: float


@dataclass(frozen=True, slots=True)
class StopTimers:
    """Forget every clock of this settlement."""


Effect = (
    WaitForIdle
    | Clear
    | SendTotals
    | SignOn
    | SendRow
    | SendEnd
    | CompareRow
    | StartTimer
    | StopTimers
)
