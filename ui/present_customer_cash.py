"""What the customer sees of cash: what is due, what was given, and the change."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import Method
from ui.cash_state import due_minor
from ui.till_model import TillModel
from ui.views_customer import CustomerView


def with_due(view: CustomerView, model: TillModel) -> CustomerView:
    """Return what is due in cash; where it was rounded, the total as well."""
    due, total = due_minor(model), model.draft.total_minor
    body = Message("customer.cash_due")
    if due != total:
        body = message("customer.cash_rounded", total=format_sgd(total))
    title = Message("customer.cash_total")
    return replace(view, total_minor=due, method=Method.CASH, title=title, body=body)


def with_change(view: CustomerView, sale: SaleRecord, *, is_fresh: bool) -> CustomerView:
    """Return that a sale for cash was paid: what was given for it, and what goes back.

    Raises:
        ValueError: the sale was not for cash.
    """
    tender = sale.tender
    if tender is None:
        raise ValueError("nothing was handed over for this sale")
    due, handed = format_sgd(tender.due_minor), format_sgd(tender.handed_minor)
    title, body = message("customer.paid", total=due), Message("customer.thank_you")
    if tender.change_minor:
        title = message("customer.change", change=format_sgd(tender.change_minor))
        body = message("customer.given", due=due, handed=handed)
    return replace(
        view,
        total_minor=tender.due_minor,
        method=Method.CASH,
        title=title,
        body=body,
        must_be_seen=is_fresh,
    )
