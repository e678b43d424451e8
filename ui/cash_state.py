"""Cash, as far as pages and controllers ask: what is due, and what is wrong with what is given."""

from __future__ import annotations

from kpay_desktop.domain.cash import ROUND_TO_MINOR, Tender, round_cash
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SaleRecord
from ui.till_model import TillModel


def due_minor(model: TillModel) -> int:
    """Return what is due in cash for the sale that is being typed, in cents."""
    return round_cash(model.draft.total_minor, model.settings.cash.rounding)


def tender_problem(model: TillModel) -> Message | None:
    """Return why what is handed over does not do, or None if it does."""
    due, handed = due_minor(model), model.cash.handed_minor
    if handed % ROUND_TO_MINOR:
        return Message("cash.no_such_coin")
    if handed < due:
        return message("cash.missing", missing=format_sgd(due - handed))
    return None


def tender_of(model: TillModel) -> Tender | None:
    """Return what is handed over, once it is enough and can be."""
    if tender_problem(model) is not None:
        return None
    return Tender(model.draft.total_minor, due_minor(model), model.cash.handed_minor)


def sold_for_cash(model: TillModel) -> SaleRecord | None:
    """Return the sale for cash that is the newest of all, whatever page stands."""
    return model.cash.sold if model.sale is None else None
