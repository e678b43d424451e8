"""Sales by card at a front without windows: views by hand, as the runner would report them."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.card import (
    CardFacts,
    CardRecord,
    EntryMode,
    Scheme,
    Signing,
    Verification,
)
from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import Method, SaleIdentity, SaleState
from kpay_desktop.flows.card_sale.state import CardSaleState, EndReason, Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.ports_cards import ReadProblem, WaysTold
from tests.helpers.front import CASHIER, NOON

READY_WAYS = WaysTold(
    ((EntryMode.TAP, Health.OK), (EntryMode.CHIP, Health.OK), (EntryMode.SWIPE, Health.OK))
)
SECOND_SCREEN = DeviceStatus(DeviceKind.CUSTOMER_SCREEN, Health.OK, "screen.second", "HDMI-2")
ONE_SCREEN = DeviceStatus(DeviceKind.CUSTOMER_SCREEN, Health.WARN, "screen.windowed")
CHIP = CardFacts(
    handle="card:138",
    scheme=Scheme.VISA,
    entry=EntryMode.CHIP,
    first_six="476173",
    last_four="1010",
    expiry="1228",
    holder="TAN MEI LING",
    label="VISA DEBIT",
    aid="A0000000031010",
)
TAP = replace(CHIP, entry=EntryMode.TAP, holder="", expiry="")
_STATES = {
    Phase.APPROVED: SaleState.APPROVED,
    Phase.DECLINED: SaleState.DECLINED,
    Phase.CLOSED: SaleState.CLOSED,
    Phase.REVERSING: SaleState.REVERSING,
    Phase.REVERSED: SaleState.CLOSED,
}
_UNREAD = {Phase.READING, Phase.CHOOSING, Phase.CLOSED}
_SENT = {
    Phase.AUTHORISING,
    Phase.COMPLETING,
    Phase.APPROVED,
    Phase.DECLINED,
    Phase.REVERSING,
    Phase.REVERSED,
}


def card_state(
    phase: Phase,
    *,
    number: int = 138,
    facts: CardFacts | None = CHIP,
    end: EndReason | None = None,
    code: str = "",
    signing: Signing = Signing.NOT_NEEDED,
    problem: ReadProblem | None = None,
    tries: int = 0,
) -> CardSaleState:
    """Return the state of SGD 30.80 by card."""
    known = None if phase in _UNREAD else facts
    verification = Verification.SIGNATURE if signing is not Signing.NOT_NEEDED else None
    if known is not None and verification is not None:
        known = replace(known, verification=verification)
    approved = phase is Phase.APPROVED
    return CardSaleState(
        identity=SaleIdentity(number, number, f"{number:06d}", f"80010001{number:014d}", 7),
        total_minor=3080,
        tip_minor=280,
        created_at=NOON,
        phase=phase,
        facts=known,
        labels=("VISA DEBIT", "NETS") if phase is Phase.CHOOSING else (),
        stan=number if phase in _SENT else 0,
        sent_at=NOON if phase in _SENT else None,
        end=end,
        code="00" if approved else code,
        rrn="632614002138" if approved else "",
        approval_code="831204" if approved else "",
        signing=signing,
        ended_at=NOON if phase in _STATES else None,
        problem=problem,
        tries=tries,
    )


def record_of(state: CardSaleState, contact: str = "") -> CardRecord | None:
    """Return what the books would hold of the card."""
    if state.facts is None:
        return None
    return CardRecord(
        facts=state.facts,
        stan=state.stan,
        rrn=state.rrn,
        approval_code=state.approval_code,
        host_code=state.code,
        signing=state.signing,
        is_armed=state.phase is Phase.REVERSING,
        contact=contact,
    )


def view_of(
    state: CardSaleState,
    *,
    until: float | None = None,
    retry_at: float | None = None,
    contact: str = "",
    card_in: bool = False,
) -> CardSaleView:
    """Return the view of a state."""
    identity = state.identity
    return CardSaleView(
        flow=f"card_sale:{identity.attempt_id}",
        sale=SaleRecord(
            identity=identity,
            created_at=NOON,
            amount_minor=state.total_minor - state.tip_minor,
            tip_minor=state.tip_minor,
            method=Method.CARD,
            mode=None,
            cashier_id=CASHIER.operator_id,
            state=_STATES.get(state.phase, SaleState.OPEN),
            paid_at=NOON if state.phase is Phase.APPROVED else None,
            card=record_of(state, contact),
        ),
        state=state,
        until=until,
        retry_at=retry_at,
        card_in=card_in,
    )


def reading(problem: ReadProblem | None = None, *, fallback: bool = False) -> CardSaleView:
    """Return a sale whose card is waited for, 52 s left at the front's first moment."""
    state = card_state(Phase.READING, problem=problem)
    return view_of(replace(state, fallback=fallback), until=152.0)


def choosing() -> CardSaleView:
    """Return a sale whose card has two applications."""
    return view_of(card_state(Phase.CHOOSING), until=152.0)


def confirming() -> CardSaleView:
    """Return a sale whose card was read."""
    return view_of(card_state(Phase.CONFIRMING), until=152.0)


def authorising(facts: CardFacts = CHIP) -> CardSaleView:
    """Return a sale that the bank is asked about."""
    return view_of(card_state(Phase.AUTHORISING, facts=facts))


def completing() -> CardSaleView:
    """Return a sale in which the card has the last word."""
    return view_of(card_state(Phase.COMPLETING), until=130.0)


def signing(*, card_in: bool = False) -> CardSaleView:
    """Return an approved sale that the customer signs, 90 s left."""
    state = card_state(Phase.APPROVED, signing=Signing.WAITED_FOR)
    return view_of(state, until=190.0, card_in=card_in)


def approved(signed: Signing = Signing.NOT_NEEDED, *, card_in: bool = False) -> CardSaleView:
    """Return an approved sale."""
    return view_of(card_state(Phase.APPROVED, signing=signed), card_in=card_in)


def declined(end: EndReason = EndReason.HOST_SAID_NO, code: str = "51") -> CardSaleView:
    """Return a declined sale."""
    return view_of(card_state(Phase.DECLINED, end=end, code=code))


def closed(end: EndReason = EndReason.CANCELLED) -> CardSaleView:
    """Return a sale that ended before anything was sent."""
    return view_of(card_state(Phase.CLOSED, end=end))


def reversing(
    end: EndReason = EndReason.NO_ANSWER,
    *,
    tries: int = 1,
    retry_at: float | None = 108.0,
    contact: str = "",
    number: int = 138,
) -> CardSaleView:
    """Return a sale whose reversal goes out again in 8 s."""
    state = card_state(Phase.REVERSING, end=end, tries=tries, number=number)
    return view_of(state, retry_at=retry_at, contact=contact)


def reversed_sale(end: EndReason = EndReason.NO_ANSWER) -> CardSaleView:
    """Return a sale whose reversal the host has confirmed."""
    return view_of(card_state(Phase.REVERSED, end=end))
