"""The state of a void or a refund: what is stored of it, and what pages show of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.card import CardFacts
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.ports_cards import ReadProblem


class Way(StrEnum):
    """How the money goes back: the way it came.

    ``BY_HAND``: a supervisor gives it back outside the till, as the money of the shop's own code
    came; no host is asked.
    """

    CARD = "card"
    WALLET = "wallet"
    CASH = "cash"
    BY_HAND = "by_hand"


class Phase(StrEnum):
    """Where it stands.

    ``READING``: the card of the sale is to be shown again. ``CONFIRMING``: it was, and the cashier
    looks at its details. ``SENDING``: it is on its way, and nobody knows. ``REVERSING``: by card,
    no answer came, so it is being taken back itself. ``DONE``: the customer has the money back.
    ``REFUSED``: the host said no. ``UNDONE``: it was taken back. ``CLOSED``: it was never sent.
    After the last three the sale stands as before.
    """

    READING = "reading"
    CONFIRMING = "confirming"
    SENDING = "sending"
    REVERSING = "reversing"
    DONE = "done"
    REFUSED = "refused"
    UNDONE = "undone"
    CLOSED = "closed"


class EndReason(StrEnum):
    """Why it ended without money going back, for the page's words."""

    CANCELLED = "cancelled"
    NO_CARD = "no_card"
    RESTARTED = "restarted"
    NOT_WRITTEN = "not_written"
    NOT_SENT = "not_sent"
    HOST_SAID_NO = "host_said_no"
    NO_ANSWER = "no_answer"
    UNCLEAR_ANSWER = "unclear_answer"


@dataclass(frozen=True, slots=True)
class MoneyBackState:
    """One void or refund of one sale.

    ``sale_id``, ``voucher`` and ``order_no`` are the sale's own, ``back_voucher`` is this one's: of
    a void it is the sale's. ``number`` is the gateway's key and stays the same on every repeat;
    ``stan`` is the card host's. ``amount_minor`` of ``total_minor`` goes back. ``original`` are the
    facts of the card that paid, ``facts`` those of the card that was shown for this;
    ``needs_card``: the vault no longer holds the card that paid. ``can_refund``: a void was
    refused, and a refund may do instead. ``needs_person``: nothing more can be done by itself.
    ``sold_at`` is when the sale's own message was made. ``is_lifted``: a supervisor lets other
    messages by card go on beside this reversal, which is repeated on.
    """

    back_id: int
    kind: ReturnKind
    way: Way
    sale_id: int
    voucher: str
    back_voucher: str
    batch_no: int
    total_minor: int
    amount_minor: int
    operator_id: str
    approver_id: str
    begun_at: datetime
    order_no: str = ""
    wallet_txn_no: str = ""
    number: str = ""
    needs_card: bool = False
    original: CardFacts | None = None
    facts: CardFacts | None = None
    phase: Phase = Phase.SENDING
    problem: ReadProblem | None = None
    stan: int = 0
    sent_at: datetime | None = None
    rrn: str = ""
    approval_code: str = ""
    code: str = ""
    was_approved: bool = False
    found_missing: bool = False
    can_refund: bool = False
    needs_person: bool = False
    sold_at: datetime | None = None
    is_lifted: bool = False
    end: EndReason | None = None
    ended_at: datetime | None = None
    tries: int = field(default=0, compare=False)

    @property
    def return_state(self) -> ReturnState:
        """How it stands, as people read it."""
        return _STATES[self.phase]


_STATES = {
    Phase.READING: ReturnState.OPEN,
    Phase.CONFIRMING: ReturnState.OPEN,
    Phase.SENDING: ReturnState.PENDING,
    Phase.REVERSING: ReturnState.PENDING,
    Phase.DONE: ReturnState.DONE,
    Phase.REFUSED: ReturnState.REFUSED,
    Phase.UNDONE: ReturnState.UNDONE,
    Phase.CLOSED: ReturnState.CLOSED,
}
