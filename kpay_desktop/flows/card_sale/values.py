"""Events and effects of the card sale: frozen values, nothing else. None holds card data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.card import CardFacts, EntryMode
from kpay_desktop.ports_cards import ReadProblem, Silence

# --- events: the card -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Begun:
    """The sale's first row in the journal; it is not an event of the table."""

    despite: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A card is there; the other ways no longer wait."""

    entry: EntryMode


@dataclass(frozen=True, slots=True)
class ChoiceNeeded:
    """The card has several applications."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardReady:
    """The card was read and wants to go online."""

    facts: CardFacts


@dataclass(frozen=True, slots=True)
class ReadFailed:
    """Nothing came of this card by this way. ``fallback``: its stripe may be tried next."""

    problem: ReadProblem
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class CardDone:
    """The card has seen the issuer's answer and gave its certificate, or did not."""

    facts: CardFacts
    approved: bool


@dataclass(frozen=True, slots=True)
class CardTimeOver:
    """The card has not ended within its time."""


@dataclass(frozen=True, slots=True)
class ReadTimeOver:
    """Nobody has shown a card within the time."""


# --- events: people -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Chosen:
    """The customer chose an application; None: none of them."""

    index: int | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The cashier confirms the card's details."""


@dataclass(frozen=True, slots=True)
class CancelPressed:
    """The cashier ends the sale."""


@dataclass(frozen=True, slots=True)
class TryNowPressed:
    """The cashier wants the reversal sent now."""


@dataclass(frozen=True, slots=True)
class LiftPressed:
    """A supervisor lets other sales by card go on beside the reversal of this one."""

    operator_id: str
    approver_id: str


@dataclass(frozen=True, slots=True)
class Signed:
    """The customer has signed on the screen; the store has the strokes."""


@dataclass(frozen=True, slots=True)
class SignOnPaper:
    """The signature is taken on paper: by setting, by choice, or because nobody signed in time."""


# --- events: the host -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HostApproved:
    """The host approved."""

    rrn: str
    approval_code: str


@dataclass(frozen=True, slots=True)
class HostDeclined:
    """The host's definite no: nothing is charged."""

    code: str
    rrn: str = ""


@dataclass(frozen=True, slots=True)
class HostDoubtful:
    """An answer that settles nothing."""

    code: str


@dataclass(frozen=True, slots=True)
class HostSilent:
    """Nothing that can be believed came back. ``sent``: a byte may have left."""

    reason: Silence
    sent: bool


@dataclass(frozen=True, slots=True)
class LateApproved:
    """The host's approval came when nobody waited for it any more."""

    rrn: str


@dataclass(frozen=True, slots=True)
class ReversalDone:
    """The host has taken the message back (0410 with 00)."""


@dataclass(frozen=True, slots=True)
class ReversalNotFound:
    """The host knows no such message (25).

    ``batch_is_open``: at the host, as far as we know. ``can_arrive``: the message may still be on
    its way; only a clock that cannot be set says that it is not.
    """

    batch_is_open: bool
    can_arrive: bool


@dataclass(frozen=True, slots=True)
class ReversalRefused:
    """Any other answer to the reversal."""

    code: str


@dataclass(frozen=True, slots=True)
class ReversalSilent:
    """No answer to the reversal."""

    reason: Silence


# --- events: the program --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RetryDue:
    """Time to send the reversal again."""


@dataclass(frozen=True, slots=True)
class SignTimeOver:
    """The customer has not signed within the time."""


@dataclass(frozen=True, slots=True)
class Restarted:
    """The program started and found the sale in flight."""


@dataclass(frozen=True, slots=True)
class Stalled:
    """The last step could not be written; the work is taken up again."""


Event = (
    CardSeen
    | ChoiceNeeded
    | CardReady
    | ReadFailed
    | CardDone
    | CardTimeOver
    | ReadTimeOver
    | Chosen
    | Confirmed
    | CancelPressed
    | TryNowPressed
    | LiftPressed
    | Signed
    | SignOnPaper
    | HostApproved
    | HostDeclined
    | HostDoubtful
    | HostSilent
    | LateApproved
    | ReversalDone
    | ReversalNotFound
    | ReversalRefused
    | ReversalSilent
    | RetryDue
    | SignTimeOver
    | Restarted
    | Stalled
)

EVENT_TYPES: tuple[type[Event], ...] = Event.__args__

# --- effects --------------------------------------------------------------------------------


class TimerName(StrEnum):
    """The clocks of a card sale."""

    READ = "read"
    CARD = "card"
    RETRY = "retry"
    SIGN = "sign"


@dataclass(frozen=True, slots=True)
class ReadCard:
    """Wait for a card by every way. ``fallback``: the stripe of a chip card is taken this once."""

    amount_minor: int
    tip_minor: int
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class ChooseAtCard:
    """Tell the card what the customer chose."""

    index: int | None


@dataclass(frozen=True, slots=True)
class StopReading:
    """Let the card and the readers go; what is in memory of the card is wiped."""


@dataclass(frozen=True, slots=True)
class FinishAtCard:
    """Hand the host's answer to the card that waits. ``answered`` false: there is none."""

    answered: bool


@dataclass(frozen=True, slots=True)
class Authorise:
    """Send the sale. Its reversal is armed on the disk."""

    stan: int
    voucher: str
    batch_no: int
    amount_minor: int
    tip_minor: int
    entry: EntryMode
    handle: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reverse:
    """Take the sale back; its numbers are the sale's own.

    ``is_lifted``: a supervisor lets other messages go before it is confirmed.
    """

    stan: int
    voucher: str
    batch_no: int
    amount_minor: int
    entry: EntryMode
    handle: str
    at: datetime
    was_approved: bool
    is_lifted: bool = False


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Start a clock."""

    name: TimerName
    delay_s: float


@dataclass(frozen=True, slots=True)
class StopTimers:
    """Stop every clock of the sale."""


Effect = (
    ReadCard
    | ChooseAtCard
    | StopReading
    | FinishAtCard
    | Authorise
    | Reverse
    | StartTimer
    | StopTimers
)
