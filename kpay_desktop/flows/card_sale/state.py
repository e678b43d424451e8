"""The state of a card sale: what is durable of it, and what pages read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.card import CardFacts, EntryMode, Signing
from kpay_desktop.domain.sale import SaleIdentity
from kpay_desktop.ports_cards import ReadProblem


class Phase(StrEnum):
    """Where a card sale stands.

    Nothing has been sent in ``READING``, ``CHOOSING`` and ``CONFIRMING``. From ``AUTHORISING`` on a
    reversal is armed: it is disarmed by ``APPROVED`` and ``DECLINED`` alone, together with the
    sale's row. ``REVERSING`` is not charged, and worked on until the host confirms it.
    """

    READING = "reading"
    CHOOSING = "choosing"
    CONFIRMING = "confirming"
    AUTHORISING = "authorising"
    COMPLETING = "completing"
    APPROVED = "approved"
    DECLINED = "declined"
    CLOSED = "closed"
    REVERSING = "reversing"
    REVERSED = "reversed"


class EndReason(StrEnum):
    """Why a card sale ended without an approval, for the page's words."""

    CANCELLED = "cancelled"
    NO_CARD = "no_card"
    RESTARTED = "restarted"
    NOT_WRITTEN = "not_written"
    CARD_SAID_NO = "card_said_no"
    HOST_SAID_NO = "host_said_no"
    HOST_OUT_OF_REACH = "host_out_of_reach"
    NO_ANSWER = "no_answer"
    UNCLEAR_ANSWER = "unclear_answer"
    CARD_FAILED_AFTER_APPROVAL = "card_failed_after_approval"


@dataclass(frozen=True, slots=True)
class CardSaleState:
    """One attempt of one card sale. It holds no card data: ``facts.handle`` names that.

    ``stan`` (field 11) is 0 until the reversal is armed; ``sent_at`` is when that was. ``code`` is
    the host's field 39. ``was_approved``: the host had approved what is being reversed.
    ``reversal_code`` is the last answer to a reversal that did not settle it, ``needs_person`` that
    none can. ``answered_late``: an approval came after the reversal was armed for good.
    ``is_lifted``: a supervisor lets other sales go on beside this reversal, which is repeated on.
    ``problem`` and ``seen`` belong to the reading and are worth no durable write by themselves;
    neither is ``tries``, which counts repeats for the back-off.
    """

    identity: SaleIdentity
    total_minor: int
    tip_minor: int
    created_at: datetime
    phase: Phase = Phase.READING
    facts: CardFacts | None = None
    labels: tuple[str, ...] = ()
    fallback: bool = False
    stan: int = 0
    sent_at: datetime | None = None
    end: EndReason | None = None
    code: str = ""
    rrn: str = ""
    approval_code: str = ""
    was_approved: bool = False
    reversal_code: str = ""
    needs_person: bool = False
    answered_late: bool = False
    found_missing: bool = False
    is_lifted: bool = False
    signing: Signing = Signing.NOT_NEEDED
    ended_at: datetime | None = None
    problem: ReadProblem | None = field(default=None, compare=False)
    seen: EntryMode | None = field(default=None, compare=False)
    tries: int = field(default=0, compare=False)
