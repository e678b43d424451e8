"""How a sale of either kind stands, as far as pages, lock and notices ask."""

from __future__ import annotations

from typing import Final

from kpay_desktop.domain.card import Signing
from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.sale import QrMode, SaleState
from kpay_desktop.flows.card_sale.state import Phase as CardPhase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.sale_view import AnySaleView, SaleView
from kpay_desktop.flows.wallet_sale.state import Phase
from ui.views import Page

#: States of sales that have slips.
PRINTED_STATES: Final = frozenset({SaleState.APPROVED, SaleState.BY_HAND})
#: Pages of a sale that was charged; which of them stands follows from the sale.
SALE_PAGES: Final = frozenset({Page.SHOW_QR, Page.PAYING, Page.CARD, Page.UNFINISHED, Page.RESULT})
#: Of these the ones that nothing leads away from but the sale itself.
PAYING_PAGES: Final = frozenset({Page.SHOW_QR, Page.PAYING, Page.CARD})

_PAYING: Final = frozenset({Phase.CREATED, Phase.SHOWN, Phase.PAYING})
_ENDED: Final = frozenset(
    {
        Phase.APPROVED,
        Phase.BY_HAND,
        Phase.CLOSED,
        Phase.DECLINED,
        Phase.PAID_LATE,
        Phase.REFUNDED,
    }
)
_CARD_PAYING: Final = frozenset(
    {
        CardPhase.READING,
        CardPhase.CHOOSING,
        CardPhase.CONFIRMING,
        CardPhase.AUTHORISING,
        CardPhase.COMPLETING,
    }
)
_CANCELLABLE: Final = frozenset({CardPhase.READING, CardPhase.CHOOSING, CardPhase.CONFIRMING})
#: Phases of a card sale of which nothing is charged and nothing is left to do.
CARD_NOT_CHARGED: Final = frozenset({CardPhase.CLOSED, CardPhase.DECLINED, CardPhase.REVERSED})


def is_signing(view: AnySaleView) -> bool:
    """True while the customer is to sign on the screen."""
    return isinstance(view, CardSaleView) and view.state.signing is Signing.WAITED_FOR


def is_reversing(view: AnySaleView) -> bool:
    """True while a sale is not charged and its reversal is not confirmed."""
    return isinstance(view, CardSaleView) and view.state.phase is CardPhase.REVERSING


def customer_pays(view: AnySaleView) -> bool:
    """True while the customer has something to do for the sale: pay, or sign."""
    if isinstance(view, SaleView):
        return view.state.phase in _PAYING
    return view.state.phase in _CARD_PAYING or is_signing(view)


def can_cancel(view: AnySaleView) -> bool:
    """True while the cashier may end the sale: nothing was sent for a card, or a code is paid."""
    if isinstance(view, SaleView):
        return view.state.phase in _PAYING
    return view.state.phase in _CANCELLABLE


def has_ended(view: AnySaleView) -> bool:
    """True once it is known whether the sale was paid, and the customer has nothing left to do."""
    if isinstance(view, SaleView):
        return view.state.phase in _ENDED
    return not customer_pays(view)


def is_approved(view: AnySaleView) -> bool:
    """True for a sale that was paid."""
    if isinstance(view, SaleView):
        return view.state.phase is Phase.APPROVED
    return view.state.phase is CardPhase.APPROVED


def is_by_hand(view: AnySaleView) -> bool:
    """True for a sale of which a supervisor, and no bank, says that it was paid."""
    return isinstance(view, SaleView) and view.state.phase is Phase.BY_HAND


def has_slips(view: AnySaleView) -> bool:
    """True for a sale of which slips can be printed."""
    return is_approved(view) or is_by_hand(view)


def prints(view: AnySaleView) -> bool:
    """True once the sale's slips are queued: those of a card wait for the signature."""
    return has_slips(view) and not is_signing(view)


def is_not_charged(view: AnySaleView) -> bool:
    """True for a sale that ended without a charge: the same amount may be taken again."""
    if isinstance(view, SaleView):
        return view.state.phase in {Phase.CLOSED, Phase.DECLINED}
    return view.state.phase in CARD_NOT_CHARGED


def needs_somebody(view: AnySaleView) -> bool:
    """True while a sale that is not on the screen must stay named."""
    if isinstance(view, CardSaleView):
        return view.state.phase is CardPhase.REVERSING or customer_pays(view)
    phase = view.state.phase
    if phase is Phase.APPROVED:
        return any(
            p.state in {CreditState.INBOX, CreditState.REFUNDING} for p in view.state.payments
        )
    return phase not in {Phase.BY_HAND, Phase.CLOSED, Phase.DECLINED, Phase.REFUNDED}


def page_of_sale(view: AnySaleView) -> Page:
    """Return the page that shows the sale."""
    if isinstance(view, SaleView):
        if not customer_pays(view):
            return Page.RESULT
        return Page.PAYING if view.state.mode is QrMode.SCAN else Page.SHOW_QR
    if customer_pays(view):
        return Page.CARD
    return Page.UNFINISHED if is_reversing(view) else Page.RESULT
