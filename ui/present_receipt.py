"""The receipt for the customer's phone: its button on the cashier's page, its code on the other."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

from kpay_desktop.domain.ledger import ReturnRecord
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.records import SaleRecord, SlipKind
from kpay_desktop.flows.back_view import BackView
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.money_back.state import Phase, Way
from kpay_desktop.settings_receipt import ReceiptCode
from ui.back_state import shown_back
from ui.cash_state import sold_for_cash
from ui.receipt_model import ReceiptModel, ReceiptWanted
from ui.sale_state import SALE_PAGES, is_approved, prints
from ui.till_model import TillModel
from ui.views import Action, Button, Page, Press
from ui.views_customer import CustomerKind, CustomerView
from ui.views_sale import ResultView
from ui.views_screens import PageBody
from ui.views_void import ReturnOutcome, VoidView

_Shown = TypeVar("_Shown", ResultView, ReturnOutcome)

#: Pages from which the code can be shown alone, by what it is of.
_PAGES: Final = {
    SlipKind.SALE: SALE_PAGES | {Page.CASH_SOLD},
    SlipKind.RETURN: frozenset({Page.VOID}),
}

_NO_SCREEN: Final = "none"
# With more of them beside it, what has to be decided is lost among the buttons.
_MOST_OTHERS: Final = 2


def receipt_wanted(model: TillModel) -> ReceiptWanted | None:
    """Return whose code is to be there now: what the page shows, once it is through.

    Only what was approved has one, was paid in cash, or has gone back, and no bank was passed over;
    a customer's screen must be there to show it.
    """
    settings = model.settings
    if settings.e_receipt.code is ReceiptCode.NONE or model.operator is None:
        return None
    if settings.devices.customer_screen == _NO_SCREEN:
        return None
    language, back = model.customer_language, _gone_back(model)
    if back is not None:
        return ReceiptWanted(back.identity.return_id, language, SlipKind.RETURN)
    sale = _paid_sale(model)
    return None if sale is None else ReceiptWanted(sale.identity.sale_id, language)


def _gone_back(model: TillModel) -> ReturnRecord | None:
    """Return the void or refund that the page shows, if the customer has the money back."""
    view = shown_back(model) if model.page is Page.VOID else None
    if view is None or view.state.phase is not Phase.DONE or view.state.way is Way.BY_HAND:
        return None
    return view.back


def _paid_sale(model: TillModel) -> SaleRecord | None:
    """Return the newest sale, if it was paid and nothing is left to be done for it."""
    view = model.sale
    if view is None:
        return sold_for_cash(model)
    return view.sale if is_approved(view) and prints(view) else None


def receipt_of(model: TillModel) -> ReceiptModel | None:
    """Return the code that may be shown now; None: there is none for what stands there."""
    receipt = model.receipt
    is_ours = receipt.symbol is not None and receipt.wanted == receipt_wanted(model)
    return receipt if is_ours else None


def is_receipt_page(model: TillModel) -> bool:
    """True where the code can be shown alone: its own page stands."""
    wanted = model.receipt.wanted
    return wanted is not None and model.page in _PAGES[wanted.kind]


def with_receipt_button(model: TillModel, body: PageBody) -> PageBody:
    """Return the page with the button that shows the code to the customer, where there is one."""
    wanted = receipt_wanted(model)
    if isinstance(body, VoidView):
        right, is_back = body.right, wanted is not None and wanted.kind is SlipKind.RETURN
        if not isinstance(right, ReturnOutcome) or not is_back:
            return body
        return replace(body, right=_with_button(model, right))
    if not isinstance(body, ResultView) or wanted is None or len(body.buttons) > _MOST_OTHERS:
        return body
    return _with_button(model, body)


def _with_button(model: TillModel, shown: _Shown) -> _Shown:
    is_shown = model.receipt.is_large and receipt_of(model) is not None
    button = Button(
        Press(Action.SHOW_RECEIPT),
        Message("receipt.hide" if is_shown else "receipt.show"),
        enabled=receipt_of(model) is not None,
        shortcut="F3",
    )
    # Beside the next step, which stays the last.
    return replace(shown, buttons=(*shown.buttons[:-1], button, shown.buttons[-1]))


def with_receipt_code(
    model: TillModel, view: CustomerView, kind: SlipKind = SlipKind.SALE
) -> CustomerView:
    """Return what the customer sees of money that moved, with the code for the receipt."""
    receipt = receipt_of(model)
    if view.kind is not CustomerKind.PAID or receipt is None or _card_is_in(model):
        return view
    if receipt.wanted is None or receipt.wanted.kind is not kind:
        return view
    said = Message("receipt.scan_link" if receipt.is_link else "receipt.scan_text")
    if not (receipt.is_large and is_receipt_page(model)):
        return replace(view, symbol=receipt.symbol, note=said)
    return replace(
        view,
        kind=CustomerKind.RECEIPT,
        symbol=receipt.symbol,
        title=Message("receipt.yours" if kind is SlipKind.SALE else "receipt.yours_back"),
        body=said,
        must_be_seen=True,
    )


def _card_is_in(model: TillModel) -> bool:
    # That it is taken out comes first.
    back = shown_back(model) if model.page is Page.VOID else None
    shown = model.sale if back is None else back
    return isinstance(shown, CardSaleView | BackView) and shown.card_in
