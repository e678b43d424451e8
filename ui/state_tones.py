"""The colour of each state: of a sale, of a device."""

from __future__ import annotations

from kpay_desktop.domain.devices import Health
from kpay_desktop.domain.sale import Method, SaleState
from ui.views import BAD, INFO, OK, PLAIN, WARN, Tone

STATE_TONES: dict[SaleState, Tone] = {
    SaleState.OPEN: INFO,
    SaleState.CHECKING: WARN,
    SaleState.APPROVED: OK,
    SaleState.CLOSED: PLAIN,
    SaleState.DECLINED: BAD,
    SaleState.REVERSING: WARN,
    SaleState.PAID_LATE: WARN,
    SaleState.REFUNDING: WARN,
    SaleState.REFUNDED: PLAIN,
    SaleState.BY_HAND: INFO,
    SaleState.VOIDED: PLAIN,
}

HEALTH_TONES: dict[Health, Tone] = {
    Health.OK: OK,
    Health.WARN: WARN,
    Health.BAD: BAD,
    Health.UNKNOWN: PLAIN,
}


def state_word(method: Method, state: SaleState) -> str:
    """Return how the state of a sale is called: cash is paid, and approved by nobody."""
    is_paid = method is Method.CASH and state is SaleState.APPROVED
    return "cash.state_paid" if is_paid else f"sale.state_{state.value}"
