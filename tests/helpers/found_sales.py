"""A till's front on the Transactions page, with sales that were found."""

from __future__ import annotations

from datetime import timedelta

from kpay_desktop.domain.records import SaleKey, SalePage, SaleRecord
from kpay_desktop.domain.sale import WALLET_METHODS, QrMode, SaleIdentity, SaleState
from tests.helpers.front import CASHIER, NOON, SUPERVISOR, Front
from ui.backend import OperatorsNews, SalesFound
from ui.views import Action, Page
from ui.views_transactions import TransactionsView

STATES = (
    SaleState.APPROVED,
    SaleState.APPROVED,
    SaleState.CLOSED,
    SaleState.DECLINED,
    SaleState.CHECKING,
    SaleState.PAID_LATE,
    SaleState.REFUNDED,
    SaleState.APPROVED,
    SaleState.REFUNDING,
    SaleState.OPEN,
)
AMOUNTS = (2800, 2350, 880, 4100, 1990, 1200, 1500, 999_900)


def found_sale(number: int, state: SaleState | None = None) -> SaleRecord:
    """Return the sale of that number; the 138th is the newest, at 14:32:08."""
    at = NOON - timedelta(minutes=7 * (138 - number), seconds=13 * (138 - number) % 60)
    shown = STATES[(138 - number) % len(STATES)] if state is None else state
    approved = shown is SaleState.APPROVED
    return SaleRecord(
        identity=SaleIdentity(number, number, f"{number:06d}", f"80010001{number:014d}", 42),
        created_at=at,
        amount_minor=AMOUNTS[(138 - number) % len(AMOUNTS)],
        tip_minor=280 if number == 138 else 0,
        method=WALLET_METHODS[number % 3],
        mode=QrMode.SHOW,
        cashier_id=CASHIER.operator_id,
        state=shown,
        wallet_txn_no="4200001138202611221432080001" if approved else "",
        paid_at=at if approved else None,
    )


def found_page(newest: int = 138, count: int = 14, *, more: bool = False) -> SalePage:
    """Return ``count`` sales down from ``newest``."""
    rows = tuple(found_sale(number) for number in range(newest, newest - count, -1))
    last = rows[-1]
    key = SaleKey(last.created_at, last.identity.sale_id) if more else None
    return SalePage(rows, key)


def answer(front: Front, page: SalePage | None = None) -> Front:
    """Let the world answer the newest question."""
    found = SalePage((), None) if page is None else page
    front.controller.news(SalesFound(front.model.search.request, found))
    return front


def on_transactions(page: SalePage | None = None) -> Front:
    """Return a front with the page open and answered."""
    front = Front().sign_in()
    front.controller.news(OperatorsNews((CASHIER, SUPERVISOR)))
    front.press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)
    return answer(front, found_page() if page is None else page)


def view_of(front: Front) -> TransactionsView:
    """Return what the page shows."""
    body = front.screens().clerk.body
    assert isinstance(body, TransactionsView)
    return body
