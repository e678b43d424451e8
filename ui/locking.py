"""When the screen may be locked, when it locks by itself, and what is told of what is behind it."""

from __future__ import annotations

from typing import Final

from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.flows.sale_view import AnySaleView
from ui.back_state import holds_page
from ui.sale_state import SALE_PAGES, customer_pays, has_ended
from ui.till_model import TillModel
from ui.views import Page

#: Pages on which a sale is under way before it is charged.
_DRAFT_PAGES: Final = {Page.METHOD, Page.CONFIRM, Page.TENDER, Page.SCAN, Page.DOUBT}


def sale_on_page(model: TillModel) -> AnySaleView | None:
    """Return the sale of the page, or of the page behind the lock."""
    return model.sale if model.page in SALE_PAGES else None


def is_checking(model: TillModel) -> bool:
    """True while the page, or the page behind the lock, has a sale whose end is not known."""
    view = sale_on_page(model)
    return view is not None and not has_ended(view)


def may_lock(model: TillModel) -> bool:
    """True if the screen can be locked by hand: somebody is signed in, and no customer pays."""
    if model.operator is None or model.lock is not None or model.draft.charging:
        return False
    view = sale_on_page(model)
    return view is None or not customer_pays(view)


def locks_by_itself(model: TillModel) -> bool:
    """True while nobody's touch is missed: nothing is under way on the page."""
    is_free = model.page not in _DRAFT_PAGES and not is_checking(model)
    return may_lock(model) and is_free and not holds_page(model)


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
    """Return how many sales and returns wait for a look behind the lock."""
    view = sale_on_page(model)
    own = "" if view is None else view.flow
    views = (*model.others, *model.inbox.views, *model.backs)
    return len({each.flow for each in views} - {own})
