"""What effects at the card host are as calls, and what its answers are as events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.money_back import values as b
from kpay_desktop.ports_batch import BackRequest, BatchHost
from kpay_desktop.ports_cards import (
    CardHost,
    CardSaleRequest,
    HostApproved,
    HostDeclined,
    HostDoubtful,
    NoHostAnswer,
    ReversalAnswer,
    ReversalRequest,
    ReversalStatus,
    SaleAnswer,
    Silence,
)

Local = Callable[[datetime], datetime]
"""A moment as the shop's own time, for fields 12 and 13."""


class LiveHost(CardHost, BatchHost, Protocol):
    """A card host whose line is kept open between messages."""

    def listen(self) -> None:
        """Hear late answers that have come. It does not wait."""

    def shut_down(self) -> None:
        """Close the line."""


@dataclass(frozen=True, slots=True)
class IssuerWords:
    """What the host's answer holds for the card.

    ``arc`` is field 39, the authorisation response code (tag 8A); the rest came in field 55.
    """

    arc: str
    issuer_data: bytes = field(default=b"", repr=False)
    scripts: bytes = field(default=b"", repr=False)


OnceSent = t.Authorise | b.SendToHost
"""What is sent once at most, and reversed where nobody knows."""

Reversing = t.Reverse | b.ReverseAtHost
"""What takes such a message back; it is repeated until it is confirmed."""

HostEffect = OnceSent | Reversing
HostReply = Callable[[t.Event, IssuerWords | None], None]


def send(host: LiveHost, effect: OnceSent, timeout_s: float, local: Local) -> SaleAnswer:
    """Send a sale, a void or a refund."""
    if isinstance(effect, b.SendToHost):
        return host.give_back(back_request(effect, local), timeout_s)
    request = CardSaleRequest(
        stan=effect.stan,
        voucher=effect.voucher,
        batch_no=effect.batch_no,
        amount_minor=effect.amount_minor,
        tip_minor=effect.tip_minor,
        entry=effect.entry,
        handle=effect.handle,
        local_at=local(effect.at),
    )
    return host.sale(request, timeout_s)


def reverse(
    host: LiveHost, effect: Reversing, timeout_s: float, local: Local
) -> ReversalAnswer | NoHostAnswer:
    """Send a reversal."""
    if isinstance(effect, b.ReverseAtHost):
        return host.reverse_back(back_request(effect, local), timeout_s)
    request = ReversalRequest(
        stan=effect.stan,
        voucher=effect.voucher,
        batch_no=effect.batch_no,
        amount_minor=effect.amount_minor,
        entry=effect.entry,
        handle=effect.handle,
        local_at=local(effect.at),
        was_approved=effect.was_approved,
    )
    return host.reverse(request, timeout_s)


def back_request(effect: b.SendToHost | b.ReverseAtHost, local: Local) -> BackRequest:
    """Return a void or refund as the host is asked for it, or for its reversal."""
    sold_at, rrn = None, ""
    if isinstance(effect, b.SendToHost):
        sold_at, rrn = effect.sold_at, effect.rrn
    return BackRequest(
        kind=effect.kind,
        stan=effect.stan,
        voucher=effect.voucher,
        batch_no=effect.batch_no,
        amount_minor=effect.amount_minor,
        entry=effect.entry,
        handle=effect.handle,
        local_at=local(effect.at),
        rrn=rrn,
        sold_at=None if sold_at is None else local(sold_at),
    )


def sale_event(answer: SaleAnswer) -> tuple[t.Event, IssuerWords | None]:
    """Return what the host's answer means to the flow, and its words for the card."""
    match answer:
        case HostApproved(rrn=rrn, approval_code=approval_code, arc=arc):
            words = IssuerWords(arc, answer.issuer_data, answer.scripts)
            return t.HostApproved(rrn, approval_code), words
        case HostDeclined(code=code, rrn=rrn):
            return t.HostDeclined(code, rrn), IssuerWords(code, answer.issuer_data, answer.scripts)
        case HostDoubtful(code=code):
            return t.HostDoubtful(code), None
        case NoHostAnswer(reason=reason, sent=sent):
            return t.HostSilent(reason, sent), None


def reversal_event(answer: ReversalAnswer | NoHostAnswer) -> t.Event:
    """Return what the answer to a reversal means. What "not found" is worth, the books say."""
    if isinstance(answer, NoHostAnswer):
        return t.ReversalSilent(answer.reason)
    match answer.status:
        case ReversalStatus.DONE:
            return t.ReversalDone()
        case ReversalStatus.NOT_FOUND:
            return t.ReversalNotFound(batch_is_open=True, can_arrive=True)
        case ReversalStatus.REFUSED:
            return t.ReversalRefused(answer.code)


def no_answer(effect: HostEffect, reason: Silence, *, sent: bool) -> t.Event:
    """Return what a flow hears of an effect to which nothing came back."""
    if isinstance(effect, Reversing):
        return t.ReversalSilent(reason)
    return t.HostSilent(reason, sent)
