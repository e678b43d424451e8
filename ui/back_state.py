"""Money on its way back, as far as pages, notices and the rail ask."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.card_sale.state import Phase as CardPhase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.flows.sale_view import AnySaleView
from kpay_desktop.flows.unreadable import Unreadable
from ui.till_model import TillModel
from ui.views import Page
from ui.void_model import ASKING, MOST_BACKS, Stage, fresh, is_ended, without_secrets


def shown_back(model: TillModel) -> BackView | None:
    """Return the return that the Void page shows."""
    void = model.void
    if void.stage is not Stage.SHOWN:
        return None
    return next((one for one in model.backs if one.flow == void.flow), None)


def shown_unreadable(model: TillModel) -> Unreadable | None:
    """Return what cannot be read and is shown on the Void page."""
    void = model.void
    if void.stage is not Stage.SHOWN:
        return None
    return next((one for one in model.unreadable if one.flow == void.flow), None)


def with_unreadable(model: TillModel, one: Unreadable) -> TillModel:
    """Return the model with what cannot be read named once, as it stands by now."""
    known = {each.flow: each for each in model.unreadable} | {one.flow: one}
    return replace(model, unreadable=tuple(known.values())[-MOST_BACKS:])


def with_back(model: TillModel, view: BackView) -> TillModel:
    """Return the model with that return among those it knows."""
    if any(one.flow == view.flow for one in model.backs):
        backs = tuple(view if one.flow == view.flow else one for one in model.backs)
    else:
        backs = (*model.backs, view)[-MOST_BACKS:]
    return replace(model, backs=backs)


def forget_shown(model: TillModel) -> TillModel:
    """Return the model without what the Void page shows, if that has ended: it was seen."""
    view = shown_back(model)
    if view is None or not is_ended(view):
        return model
    return replace(model, backs=tuple(one for one in model.backs if one.flow != view.flow))


def gives_refund(model: TillModel) -> bool:
    """True while the page gives a refund, and no void."""
    view = shown_back(model)
    kind = model.void.kind if view is None else view.back.kind
    return kind is ReturnKind.REFUND


def holds_page(model: TillModel) -> bool:
    """True while nothing leads away from the Void page: a card is asked for, or an answer."""
    if model.page is not Page.VOID:
        return False
    view = shown_back(model)
    asks = view is not None and view.state.phase in ASKING
    return asks or model.void.stage is Stage.BEGINNING


def may_lift(view: AnySaleView | BackView | None) -> bool:
    """True where a reversal by card cannot be confirmed, and a supervisor may go on beside it."""
    if isinstance(view, CardSaleView):
        reverses = view.state.phase is CardPhase.REVERSING
        return reverses and view.state.needs_person and not view.state.is_lifted
    if isinstance(view, BackView):
        reverses = view.state.phase is Phase.REVERSING
        return reverses and view.state.needs_person and not view.state.is_lifted
    return False


def waiting_backs(model: TillModel, page: Page) -> tuple[BackView, ...]:
    """Return what is named in the bar: what is under way, or has ended unseen; oldest first."""
    shown = shown_back(model) if page is Page.VOID else None
    return tuple(one for one in model.backs if shown is None or one.flow != shown.flow)


def back_word(view: BackView) -> str:
    """Return which notice money on its way back gets."""
    if view.state.needs_person:
        return "back_needs_person"
    if not is_ended(view):
        return "back_pending"
    if view.state.phase is Phase.DONE:
        return f"back_{view.back.kind.value}"
    return "back_not"


def settled_back(model: TillModel) -> TillModel:
    """Return the model without what belongs to the Void page, once that was left.

    Nothing secret stays behind the lock either; what has ended and was seen is named no longer.
    """
    void = model.void
    if model.page is Page.VOID:
        kept = void if model.lock is None else without_secrets(void)
        return model if kept is void else replace(model, void=kept)
    if void.stage is Stage.FORM and not (void.voucher or void.pin or void.problem or void.flow):
        return model
    backs = tuple(one for one in model.backs if one.flow != void.flow or not is_ended(one))
    return replace(model, void=fresh(void), backs=backs)
