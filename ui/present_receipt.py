"""The receipt for the customer's phone: its button on the cashier's page, its code on the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.settings_receipt import ReceiptCode
from ui.cash_state import sold_for_cash
from ui.receipt_model import ReceiptModel, ReceiptWanted
from ui.sale_state import SALE_PAGES, is_approved, prints
from ui.till_model import TillModel
from ui.views import Action, Button, Page, Press
from ui.views_customer import CustomerKind, CustomerView
from ui.views_sale import ResultView
from ui.views_screens import PageBody

#: Pages from which the code can be shown alone.
RECEIPT_PAGES: Final = SALE_PAGES | {Page.CASH_SOLD}

_NO_SCREEN: Final = "none"
# With more of them beside it, what has to be decided is lost among the buttons.
_MOST_OTHERS: Final = 2


def receipt_wanted(model: TillModel) -> ReceiptWanted | None:
    """Return whose code is to be there now: the sale's on the page, once it is through.

    Only what was approved has one, or paid in cash; a customer's screen must be there to show it.
    """
    settings = model.settings
    if settings.e_receipt.code is ReceiptCode.NONE or model.operator is None:
        return None
    if settings.devices.customer_screen == _NO_SCREEN:
        return None
    sale = _paid_sale(model)
    return None if sale is None else ReceiptWanted(sale.identity.sale_id, model.customer_language)


def _paid_sale(model: TillModel) -> SaleRecord | None:
    """Return the newest sale, if it was paid and nothing is left to be done for it."""
    view = model.sale
    if view is None:
        return sold_for_cash(model)
    return view.sale if is_approved(view) and prints(view) else None


def receipt_of(model: TillModel) -> ReceiptModel | None:
    """Return the code that may be shown now; None: there is none for this sale."""
    receipt = model.receipt
    is_ours = receipt.symbol is not None and receipt.wanted == receipt_wanted(model)
    return receipt if is_ours else None


def with_receipt_button(model: TillModel, body: PageBody) -> PageBody:
    """Return an approved sale's page with the button that shows the code to the customer."""
    wanted = receipt_wanted(model)
    if not isinstance(body, ResultView) or wanted is None or len(body.buttons) > _MOST_OTHERS:
        return body
    is_shown = model.receipt.is_large and receipt_of(model) is not None
    button = Button(
        Press(Action.SHOW_RECEIPT),
        Message("receipt.hide" if is_shown else "receipt.show"),
        enabled=receipt_of(model) is not None,
        shortcut="F3",
    )
    # Beside the next step, which stays the last.
    return replace(body, buttons=(*body.buttons[:-1], button, body.buttons[-1]))


def with_receipt_code(model: TillModel, view: CustomerView) -> CustomerView:
    """Return what the customer sees of a sale that was paid, with the code for the receipt."""
    receipt = receipt_of(model)
    if view.kind is not CustomerKind.PAID or receipt is None or _card_is_in(model):
        return view
    said = Message("receipt.scan_link" if receipt.is_link else "receipt.scan_text")
    if not (receipt.is_large and model.page in RECEIPT_PAGES):
        return replace(view, symbol=receipt.symbol, note=said)
    return replace(
        view,
        kind=CustomerKind.RECEIPT,
        symbol=receipt.symbol,
        title=Message("receipt.yours"),
        body=said,
        must_be_seen=True,
    )


def _card_is_in(model: TillModel) -> bool:
    # That it is taken out comes first.
    return isinstance(model.sale, CardSaleView) and model.sale.card_in
