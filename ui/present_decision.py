"""What is offered and said where a supervisor decides about a sale's money."""

from __future__ import annotations

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.operator import Role
from kpay_desktop.domain.sale import OTHER_AMOUNT
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.decision import (
    NOT_AUTHORISED,
    ONLY_REFUND,
    PAID_ALREADY,
    is_insisted,
    to_accept,
    to_refund_minor,
)
from ui.till_model import TillModel
from ui.views import Action, Button, Press


def refund_button(view: SaleView) -> Button:
    """Return the way to send back what waits."""
    amount_minor = to_refund_minor(view.state)
    return Button(
        Press(Action.REFUND_LATE),
        message("sale.refund_late", total=format_sgd(amount_minor)),
        danger=True,
        enabled=amount_minor > 0,
        shortcut="F8",
    )


def accept_button(view: SaleView) -> Button:
    """Return the way to let money that waits become the sale's payment."""
    found = to_accept(view.state)
    amount_minor = view.sale.total_minor if found is None else found[1]
    return Button(
        Press(Action.ACCEPT_LATE),
        message("sale.accept_late", total=format_sgd(amount_minor)),
        primary=True,
        enabled=found is not None,
    )


def other_amount(view: SaleView) -> Message:
    """Return both amounts: what was asked for, and what the bank says was paid."""
    total = view.state.total_minor
    named = [p.paid_minor for p in view.state.payments]
    if is_insisted(view.state):
        named = [p.paid_minor for p in view.state.odd]
    other = next((paid_minor for paid_minor in named if paid_minor != total), None)
    if other is None:
        # Of all that the gateway says, only its own order is of another amount.
        return Message("sale.doubt_body")
    return message("sale.other_amount", total=format_sgd(total), paid=format_sgd(other))


def accepted_lines(view: SaleView) -> tuple[Message, ...]:
    """Return what was asked for, where a supervisor accepted another amount."""
    if view.sale.reason != OTHER_AMOUNT:
        return ()
    return (message("sale.accepted_other", total=format_sgd(view.state.total_minor)),)


def supervisor_line(model: TillModel) -> tuple[Message, ...]:
    """Return who decides, for somebody who may not."""
    if model.operator is not None and model.operator.role.includes(Role.SUPERVISOR):
        return ()
    return (Message("sale.supervisor_decides"),)


def note_lines(view: SaleView) -> tuple[Message, ...]:
    """Return why the last decision changed nothing."""
    if view.note == NOT_AUTHORISED:
        return (Message("sale.not_authorised"),)
    if view.note == PAID_ALREADY:
        return (Message("by_hand.paid_already"),)
    return (Message("sale.accept_refused"),) if view.note == ONLY_REFUND else ()
