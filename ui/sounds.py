"""Which news is heard, and as what: the one place that decides it.

Sounds belong to changes, not to states: what was so when it was first seen is not heard, so that
neither a start of the till nor a page that is drawn again repeats a sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.sound import Sound
from kpay_desktop.flows.card_sale.state import Phase as CardPhase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.flows.sale_view import AnySaleView, SaleView
from kpay_desktop.flows.wallet_sale.state import Phase
from kpay_desktop.ports import DeviceKind, Health
from kpay_desktop.ports_cards import ReadProblem
from ui.till_model import TillModel

MAX_SALES: Final = 400
#: How often it is heard that a card is still in the reader, and for how long, in seconds.
REMIND_EVERY_S, REMIND_FOR_S = 2.0, 30.0


class Mood(StrEnum):
    """How a sale stands, as far as the ear is concerned."""

    UNDER_WAY = "under_way"
    IN_DOUBT = "in_doubt"
    PAID = "paid"
    NOT_CHARGED = "not_charged"
    LATE = "late"
    OVER = "over"


#: What a sale's new mood sounds like: on the page that the cashier looks at, and behind it. A sale
#: behind the page never sounds like the one on it, or goods are handed over for the wrong one.
SALE_SOUNDS: Final[Mapping[Mood, tuple[Sound | None, Sound | None]]] = {
    Mood.UNDER_WAY: (None, None),
    Mood.IN_DOUBT: (Sound.ATTENTION, None),
    Mood.PAID: (Sound.APPROVED, Sound.ATTENTION),
    Mood.NOT_CHARGED: (Sound.FAILED, Sound.ATTENTION),
    Mood.LATE: (Sound.ATTENTION, Sound.ATTENTION),
    Mood.OVER: (None, None),
}

_MOODS: Final[Mapping[Phase, Mood]] = {
    Phase.CREATED: Mood.UNDER_WAY,
    Phase.SHOWN: Mood.UNDER_WAY,
    Phase.PAYING: Mood.UNDER_WAY,
    Phase.REVERSING: Mood.IN_DOUBT,
    Phase.ASKING: Mood.UNDER_WAY,
    Phase.CLOSING: Mood.UNDER_WAY,
    Phase.ASKING_AGAIN: Mood.UNDER_WAY,
    Phase.DOUBT: Mood.IN_DOUBT,
    Phase.APPROVED: Mood.PAID,
    Phase.CLOSED: Mood.NOT_CHARGED,
    Phase.DECLINED: Mood.NOT_CHARGED,
    Phase.PAID_LATE: Mood.LATE,
    Phase.REFUNDED: Mood.OVER,
    Phase.BY_HAND: Mood.OVER,
}
_CARD_MOODS: Final[Mapping[CardPhase, Mood]] = {
    CardPhase.READING: Mood.UNDER_WAY,
    CardPhase.CHOOSING: Mood.UNDER_WAY,
    CardPhase.CONFIRMING: Mood.UNDER_WAY,
    CardPhase.AUTHORISING: Mood.UNDER_WAY,
    CardPhase.COMPLETING: Mood.UNDER_WAY,
    CardPhase.APPROVED: Mood.PAID,
    CardPhase.DECLINED: Mood.NOT_CHARGED,
    CardPhase.CLOSED: Mood.NOT_CHARGED,
    CardPhase.REVERSING: Mood.NOT_CHARGED,
    CardPhase.REVERSED: Mood.OVER,
}
_BEING_ENDED: Final = {Phase.ASKING, Phase.CLOSING, Phase.ASKING_AGAIN}
_PRINTER_STUCK: Final = {PrintPhase.WAITING, PrintPhase.HELD}


def mood_of(view: AnySaleView) -> Mood:
    """Return how a sale stands. One that is being ended is in doubt once an answer was missed."""
    if isinstance(view, CardSaleView):
        return _CARD_MOODS[view.state.phase]
    phase = view.state.phase
    if phase in _BEING_ENDED and view.state.doubted:
        return Mood.IN_DOUBT
    return _MOODS[phase]


def printer_needs_hand(model: TillModel) -> bool | None:
    """True while somebody has to go to the printer; None while it has not been seen."""
    lamp = model.lamp(DeviceKind.PRINTER)
    if lamp is None or lamp.health is Health.UNKNOWN:
        return None
    if lamp.health is not Health.BAD:
        return False
    return lamp.message_id == "printer.paper_out" or model.print_phase in _PRINTER_STUCK


@dataclass(frozen=True, slots=True)
class _Heard:
    mood: Mood
    waiting: int
    problem: ReadProblem | None


class Ear:
    """Remembers what was seen, so that each change is heard once."""

    def __init__(self) -> None:
        self._sales: dict[str, _Heard] = {}
        self._printer: bool | None = None

    def sale(self, view: AnySaleView, *, on_page: bool, is_running: bool) -> Sound | None:
        """Return what a sale's news sounds like.

        ``is_running``: the till has taken up what was in flight. Money that comes late for a sale
        of another day is then heard at its first news.
        """
        before = self._sales.pop(view.flow, None)
        now = _Heard(mood_of(view), _waiting(view), _problem(view))
        self._sales[view.flow] = now
        while len(self._sales) > MAX_SALES:
            del self._sales[next(iter(self._sales))]
        if before is None:
            return Sound.ATTENTION if is_running and now.mood is Mood.LATE else None
        if now.mood is not before.mood:
            return SALE_SOUNDS[now.mood][0 if on_page else 1]
        more = now.waiting > before.waiting
        unread = now.problem is not None and now.problem is not before.problem
        return Sound.ATTENTION if more or unread else None

    def printer(self, model: TillModel) -> Sound | None:
        """Return what the printer's news sounds like."""
        before, now = self._printer, printer_needs_hand(model)
        if now is None:
            return None
        self._printer = now
        return Sound.ATTENTION if now and before is False else None


class CardReminder:
    """Says when it is to be heard that a card is still in the reader, some times and no more."""

    def __init__(self) -> None:
        self._since: dict[str, float] = {}
        self._next = 0.0

    def sale(self, view: AnySaleView, now: float) -> None:
        """Take in a sale's news; ``now`` in monotonic seconds."""
        if not isinstance(view, CardSaleView) or not view.card_in:
            self._since.pop(view.flow, None)
        elif view.flow not in self._since:
            self._since[view.flow] = now
            while len(self._since) > MAX_SALES:
                del self._since[next(iter(self._since))]
            self._next = now + REMIND_EVERY_S

    def is_due(self, now: float) -> bool:
        """True when it is to be heard now; it counts as heard then."""
        left_behind = any(now - since <= REMIND_FOR_S for since in self._since.values())
        if not left_behind or now < self._next:
            return False
        self._next = now + REMIND_EVERY_S
        return True


def _problem(view: AnySaleView) -> ReadProblem | None:
    return view.state.problem if isinstance(view, CardSaleView) else None


def _waiting(view: AnySaleView) -> int:
    if not isinstance(view, SaleView):
        return 0
    return sum(payment.state is CreditState.INBOX for payment in view.state.payments)
