"""What the customer sees of money that goes back to them."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SlipKind
from kpay_desktop.flows.money_back.state import Phase, Way
from ui.back_state import shown_back
from ui.present_receipt import with_receipt_code
from ui.till_model import TillModel
from ui.views import Page
from ui.views_customer import CustomerKind, CustomerView


def with_back(view: CustomerView, model: TillModel, page: Page) -> CustomerView:
    """Return the customer's window with the return of the page; else ``view`` as it is."""
    back = shown_back(model) if page is Page.VOID else None
    if back is None:
        return view
    state = back.state
    given = back.back.given_minor
    amount_minor = state.amount_minor if given is None else given
    total = format_sgd(amount_minor)
    match state.phase:
        case Phase.READING:
            return replace(
                view,
                kind=CustomerKind.CARD,
                total_minor=amount_minor,
                title=Message("customer.back_card"),
                body=message("customer.back_card_body", total=total),
                picture="tap",
                must_be_seen=True,
            )
        case Phase.CONFIRMING | Phase.SENDING:
            title, body = message("customer.back_wait", total=total), "customer.one_moment"
            return replace(view, kind=CustomerKind.WAIT, title=title, body=Message(body))
        case Phase.DONE if state.way is Way.BY_HAND:
            return view
        case Phase.DONE:
            title = message("customer.back_done", total=total)
            body = f"customer.back_to_{state.way.value}"
            done = replace(view, kind=CustomerKind.PAID, total_minor=amount_minor, title=title)
            return with_receipt_code(model, replace(done, body=Message(body)), SlipKind.RETURN)
        case _:
            # Nothing that a customer could act on: staff says what becomes of it.
            return view
