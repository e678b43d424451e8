"""What the books hold of a card sale in each of its states."""

from __future__ import annotations

from collections.abc import Mapping

from kpay_desktop.domain.card import CardRecord
from kpay_desktop.domain.records import SaleUpdate
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.flows.card_sale.table import is_armed

_STATES: Mapping[Phase, SaleState] = {
    Phase.READING: SaleState.OPEN,
    Phase.CHOOSING: SaleState.OPEN,
    Phase.CONFIRMING: SaleState.OPEN,
    Phase.AUTHORISING: SaleState.OPEN,
    Phase.COMPLETING: SaleState.OPEN,
    Phase.APPROVED: SaleState.APPROVED,
    Phase.DECLINED: SaleState.DECLINED,
    Phase.CLOSED: SaleState.CLOSED,
    Phase.REVERSING: SaleState.REVERSING,
    Phase.REVERSED: SaleState.CLOSED,
}


def sale_state(state: CardSaleState) -> SaleState:
    """Return the sale's state as people read it."""
    return _STATES[state.phase]


def sale_update(state: CardSaleState) -> SaleUpdate:
    """Return the figures of the sale's row."""
    is_approved = state.phase is Phase.APPROVED
    return SaleUpdate(
        state.identity.sale_id,
        sale_state(state),
        reason="" if state.end is None else state.end.value,
        paid_at=state.ended_at if is_approved else None,
        finished_at=state.ended_at,
    )


def card_record(state: CardSaleState, contact: str = "") -> CardRecord | None:
    """Return the row of card facts; None until a card has been read."""
    if state.facts is None:
        return None
    return CardRecord(
        facts=state.facts,
        stan=state.stan,
        rrn=state.rrn,
        approval_code=state.approval_code,
        host_code=state.code,
        signing=state.signing,
        is_armed=is_armed(state),
        contact=contact,
    )
