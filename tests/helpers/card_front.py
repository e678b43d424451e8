"""Sales by card at a front without windows: views by hand, as the runner would report them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

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
from kpay_desktop.flows.sale_view import ChargeBegun
from kpay_desktop.ports_cards import ReadProblem, WaysTold
from kpay_desktop.settings import Settings, demo_settings
from tests.helpers.front import CASHIER, NOON, Front
from ui.present_unfinished import UNDONE
from ui.views import Action

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


def card_shop() -> Settings:
    """Return the demo's settings, with cards among the ways to pay."""
    settings = demo_settings()
    return replace(settings, cards=replace(settings.cards, enabled=True))


def card_front(view: CardSaleView | None = None, *, screen: DeviceStatus = SECOND_SCREEN) -> Front:
    """Return a front of a shop that takes cards; ``view`` is charged and on the screen."""
    front = Front(card_shop())
    front.controller.news(screen)
    front.controller.news(READY_WAYS)
    if view is not None:
        charge_card(front, view)
    return front


def to_card_confirm(front: Front) -> Front:
    """Go to the confirmation of SGD 28.00 and 10 % by card."""
    front.sign_in().keys("2", "8", "00")
    front.press(Action.TIP, "10").press(Action.CHARGE)
    return front.press(Action.PICK_METHOD, "card:")


def charge_card(front: Front, view: CardSaleView) -> Front:
    """Charge it by card, and let the world answer with ``view``."""
    to_card_confirm(front).press(Action.CONFIRM)
    front.controller.news(ChargeBegun(front.model.draft.request, view))
    return front


STATES: dict[str, Callable[[], Front]] = {
    "method": lambda: to_card_confirm(card_front()).press(Action.BACK),
    "confirm_total": lambda: to_card_confirm(card_front()),
    "reading": lambda: card_front(reading()),
    **{
        f"problem_{problem.value}": partial(lambda p: card_front(reading(p)), problem)
        for problem in ReadProblem
    },
    "fallback": lambda: card_front(reading(ReadProblem.TRY_AGAIN, fallback=True)),
    "choosing": lambda: card_front(choosing()),
    "confirming": lambda: card_front(confirming()),
    "authorising": lambda: card_front(authorising()),
    "completing": lambda: card_front(completing()),
    "signing": lambda: card_front(signing(card_in=True)),
    "signing_here": lambda: card_front(signing(card_in=True), screen=ONE_SCREEN),
    "approved": lambda: card_front(approved()),
    "approved_card_in": lambda: card_front(approved(Signing.ON_PAPER, card_in=True)),
    **{
        f"declined_{end.value}": partial(lambda e: card_front(declined(e)), end)
        for end in (EndReason.HOST_SAID_NO, EndReason.CARD_SAID_NO, EndReason.HOST_OUT_OF_REACH)
    },
    **{
        f"closed_{end.value}": partial(lambda e: card_front(closed(e)), end)
        for end in (EndReason.CANCELLED, EndReason.NO_CARD, EndReason.RESTARTED)
    },
    **{
        f"reversing_{end.value}": partial(lambda e: card_front(reversing(e)), end) for end in UNDONE
    },
    "reversing_now": lambda: card_front(reversing(retry_at=None)),
    "reversing_card_in": lambda: card_front(replace(reversing(), card_in=True)),
    "needs_person": lambda: card_front(needs_person()),
    "noting": lambda: card_front(reversing()).press(Action.NOTE_CONTACT),
    "reversed": lambda: card_front(reversed_sale()),
}
"""Every state of a sale by card, with the front that it is on."""


def needs_person() -> CardSaleView:
    """Return a reversal that the bank keeps on refusing; the customer's contact was noted."""
    view = reversing(EndReason.CARD_FAILED_AFTER_APPROVAL, tries=6, contact="Mr Tan 9123 4567")
    return replace(view, state=replace(view.state, needs_person=True, reversal_code="12"))
