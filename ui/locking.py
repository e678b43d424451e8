"""When the screen may be locked, when it locks by itself, and what is told of what is behind it."""

from __future__ import annotations

from typing import Final

from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.flows.show_qr.state import Phase
from ui.till_model import TillModel
from ui.views import Page

#: Pages on which a sale is under way before it is charged.
_SALE_PAGES: Final = {Page.METHOD, Page.CONFIRM, Page.DOUBT}
_PAYING: Final = {Phase.CREATED, Phase.SHOWN}
_ENDED: Final = {
    Phase.APPROVED,
    Phase.CLOSED,
    Phase.DECLINED,
    Phase.PAID_LATE,
    Phase.REFUNDED,
}


def phase_on_page(model: TillModel) -> Phase | None:
    """Return how the sale of the page stands, or of the page behind the lock."""
    if model.sale is None or model.page not in {Page.SHOW_QR, Page.RESULT}:
        return None
    return model.sale.state.phase


def is_checking(model: TillModel) -> bool:
    """True while the page, or the page behind the lock, has a sale whose end is not known."""
    phase = phase_on_page(model)
    return phase is not None and phase not in _ENDED


def may_lock(model: TillModel) -> bool:
    """True if the screen can be locked by hand: somebody is signed in, and no customer pays."""
    if model.operator is None or model.lock is not None or model.draft.charging:
        return False
    return phase_on_page(model) not in _PAYING


def locks_by_itself(model: TillModel) -> bool:
    """True while nobody's touch is missed: no sale is under way on the page."""
    return may_lock(model) and model.page not in _SALE_PAGES and not is_checking(model)


def unlocks_for_owner(model: TillModel, operator_id: str) -> bool:
    """True if that operator's PIN leaves the one signed in who is signed in now."""
    owner = model.operator
    if owner is None or model.lock is None or operator_id == owner.operator_id:
        return True
    return model.lock.keeps_owner and is_supervisor(model, operator_id)


def is_supervisor(model: TillModel, operator_id: str) -> bool:
    """True if that operator may do what a supervisor may."""
    chosen: Operator | None = next(
        (each for each in model.operators if each.operator_id == operator_id), None
    )
    return chosen is not None and chosen.role.includes(Role.SUPERVISOR)


def notices_behind(model: TillModel) -> int:
    """Return how many sales wait for a look behind the lock."""
    own = model.sale.flow if model.sale is not None and phase_on_page(model) is not None else ""
    return len({view.flow for view in (*model.others, *model.inbox.views)} - {own})
