"""Sales for cash at a till's front without windows, as the cash desk tells of them."""

from __future__ import annotations

from kpay_desktop.domain.cash import CashRounding, Tender, round_cash
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.sale import Method, SaleIdentity, SaleState
from kpay_desktop.flows.cash_view import CashSold
from kpay_desktop.settings import Settings
from tests.helpers.front import CASHIER, NOON, Front
from ui.views import Action


def cash_sale(
    amount_minor: int = 2_803,
    handed_minor: int = 5_000,
    *,
    tip_minor: int = 0,
    number: int = 138,
    rounding: CashRounding = CashRounding.NEAREST,
) -> SaleRecord:
    """Return a sale for cash that is in the books."""
    total = amount_minor + tip_minor
    return SaleRecord(
        identity=SaleIdentity(number, number, f"{number:06d}", f"80010001{number:014d}", 42),
        created_at=NOON,
        amount_minor=amount_minor,
        tip_minor=tip_minor,
        method=Method.CASH,
        mode=None,
        cashier_id=CASHIER.operator_id,
        state=SaleState.APPROVED,
        paid_at=NOON,
        finished_at=NOON,
        tender=Tender(total, round_cash(total, rounding), handed_minor),
    )


def at_tender(*keys: str, settings: Settings | None = None) -> Front:
    """Return a front on which cash is being taken for SGD 28.03, or for what ``keys`` say."""
    front = Front(settings).sign_in().keys(*(keys or ("2", "8", "0", "3")))
    return front.press(Action.CHARGE).press(Action.PICK_METHOD, "cash:")


def sold(sale: SaleRecord | None = None) -> Front:
    """Return a front with a sale for cash on the page."""
    front = at_tender().keys("5", "00", "0").press(Action.TAKE_CASH)
    request = front.model.draft.request
    front.controller.news(CashSold(request, sale or cash_sale()))
    return front
