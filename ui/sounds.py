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
from kpay_desktop.flows.print_values import PrintPhase
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.show_qr.state import Phase
from kpay_desktop.ports import DeviceKind, Health
from ui.till_model import TillModel

MAX_SALES: Final = 400


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
    Phase.ASKING: Mood.UNDER_WAY,
    Phase.CLOSING: Mood.UNDER_WAY,
    Phase.ASKING_AGAIN: Mood.UNDER_WAY,
    Phase.DOUBT: Mood.IN_DOUBT,
    Phase.APPROVED: Mood.PAID,
    Phase.CLOSED: Mood.NOT_CHARGED,
    Phase.DECLINED: Mood.NOT_CHARGED,
    Phase.PAID_LATE: Mood.LATE,
    Phase.REFUNDED: Mood.OVER,
}
_BEING_ENDED: Final = {Phase.ASKING, Phase.CLOSING, Phase.ASKING_AGAIN}
_PRINTER_STUCK: Final = {PrintPhase.WAITING, PrintPhase.HELD}


def mood_of(view: SaleView) -> Mood:
    """Return how a sale stands. One that is being ended is in doubt once an answer was missed."""
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


class Ear:
    """Remembers what was seen, so that each change is heard once."""

    def __init__(self) -> None:
        self._sales: dict[str, _Heard] = {}
        self._printer: bool | None = None

    def sale(self, view: SaleView, *, on_page: bool, is_running: bool) -> Sound | None:
        """Return what a sale's news sounds like.

        ``is_running``: the till has taken up what was in flight. Money that comes late for a sale
        of another day is then heard at its first news.
        """
        before = self._sales.pop(view.flow, None)
        now = _Heard(mood_of(view), _waiting(view))
        self._sales[view.flow] = now
        while len(self._sales) > MAX_SALES:
            del self._sales[next(iter(self._sales))]
        if before is None:
            return Sound.ATTENTION if is_running and now.mood is Mood.LATE else None
        if now.mood is not before.mood:
            return SALE_SOUNDS[now.mood][0 if on_page else 1]
        return Sound.ATTENTION if now.waiting > before.waiting else None

    def printer(self, model: TillModel) -> Sound | None:
        """Return what the printer's news sounds like."""
        before, now = self._printer, printer_needs_hand(model)
        if now is None:
            return None
        self._printer = now
        return Sound.ATTENTION if now and before is False else None


def _waiting(view: SaleView) -> int:
    return sum(payment.state is CreditState.INBOX for payment in view.state.payments)
