"""Which sales are in doubt, and whose money waits: as the store says, not as anybody remembers.

A cashier who charges a total again while the first sale of it is in doubt makes the customer pay
twice. Only sales that were really in doubt count: one that was cancelled or expired, and of which
the gateway said at once that nobody paid, is no reason to stop anybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from kpay_desktop.domain.records import OpenFlow, SaleRecord
from kpay_desktop.domain.sale import UNFINISHED, SaleState
from kpay_desktop.flows.in_hand import SalesInHand
from kpay_desktop.flows.sale_view import InboxTold, SaleView
from kpay_desktop.flows.unreadable import UnreadableFlowError
from kpay_desktop.flows.wallet_sale import decision, table
from kpay_desktop.ports import Store

MOST_DOUBTED = 200
"""Unfinished sales of one total that a charge looks at, and as many that finished lately."""

MOST_IN_INBOX = 200

_TAKEN = frozenset(
    {SaleState.OPEN, SaleState.CHECKING, SaleState.APPROVED, SaleState.BY_HAND},
)
_NO_ATTEMPT = 0


def doubted_sales(
    store: Store, sales: SalesInHand, total_minor: int, now: datetime, warning_min: int
) -> tuple[SaleView, ...]:
    """Return the sales of that total that are in doubt, or were within ``warning_min`` minutes.

    Raises:
        StoreError: the store cannot be read.
    """
    since = now - timedelta(minutes=warning_min)
    found: list[SaleView] = []
    for sale in store.doubtful_sales(total_minor, since, MOST_DOUBTED):
        view = _view_of(store, sales, sale)
        if view is not None and (view.sale.state in UNFINISHED or view.state.doubted):
            found.append(view)
    return tuple(found)


def other_tries(
    store: Store, sales: SalesInHand, retry_of: int | None, doubted: tuple[SaleView, ...]
) -> tuple[SaleView, ...] | None:
    """Return what stands in the way of one more try at a purchase; None if nothing does.

    A purchase has one open try at a time, and none once it is paid, whoever was told of what.
    ``doubted`` are the sales of its total that are in doubt. Nothing may be nameable: a card's try.

    Raises:
        StoreError: the store cannot be read.
    """
    if retry_of is None or not store.has_other_approval(retry_of, _NO_ATTEMPT):
        return None
    sale = store.sale(retry_of)
    view = None if sale is None else _view_of(store, sales, sale)
    if view is not None and view.sale.state in _TAKEN:
        return (view,)
    open_ = tuple(each for each in doubted if each.sale.state in _TAKEN)
    return open_ or (() if view is None else (view,))


def _view_of(store: Store, sales: SalesInHand, sale: SaleRecord) -> SaleView | None:
    """Return a sale as pages may show it, or None if it is not one by wallet.

    None also for one that cannot be read: it is named elsewhere, and keeps nobody from paying.
    """
    if sale.mode is None:
        return None
    stored = store.flow(table.flow_name(sale.identity, sale.mode))
    return None if stored is None else _readable(sales, stored)


def _readable(sales: SalesInHand, stored: OpenFlow) -> SaleView | None:
    try:
        return sales.view(stored)
    except UnreadableFlowError:
        return None


def inbox(store: Store, sales: SalesInHand) -> InboxTold:
    """Return the sales whose money waits for a decision or is on its way back, oldest first.

    Money of another amount waits too, though it is booked only when it is decided. What cannot be
    read is named elsewhere, since it is still open.

    Raises:
        StoreError: the store cannot be read.
    """
    flows = store.waiting_flows(MOST_IN_INBOX + 1)
    read = (_readable(sales, stored) for stored in flows[:MOST_IN_INBOX])
    waiting = [view for view in read if view is not None]
    waiting += [view for view in sales.views() if decision.is_insisted(view.state)]
    waiting.sort(key=lambda view: view.sale.identity.sale_id)
    return InboxTold(tuple(waiting), len(flows) > MOST_IN_INBOX)
