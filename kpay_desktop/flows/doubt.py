"""Which sales are in doubt, and whose money waits: as the store says, not as anybody remembers.

A cashier who charges a total again while the first sale of it is in doubt makes the customer pay
twice. Only sales that were really in doubt count: one that was cancelled or expired, and of which
the gateway said at once that nobody paid, is no reason to stop anybody.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from kpay_desktop.domain.sale import UNFINISHED
from kpay_desktop.flows.in_hand import SalesInHand
from kpay_desktop.flows.sale_view import InboxTold, SaleView
from kpay_desktop.flows.wallet_sale import decision, table
from kpay_desktop.ports import Store

MOST_DOUBTED = 200
"""Unfinished sales of one total that a charge looks at, and as many that finished lately."""

MOST_IN_INBOX = 200


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
        stored = store.flow(table.flow_name(sale.identity))
        if stored is None:
            continue
        view = sales.view(stored)
        if view.sale.state in UNFINISHED or view.state.doubted:
            found.append(view)
    return tuple(found)


def inbox(store: Store, sales: SalesInHand) -> InboxTold:
    """Return the sales whose money waits for a decision or is on its way back, oldest first.

    Money of another amount waits too, though it is booked only when it is decided.

    Raises:
        StoreError: the store cannot be read.
    """
    flows = store.waiting_flows(MOST_IN_INBOX + 1)
    waiting = [sales.view(stored) for stored in flows[:MOST_IN_INBOX]]
    waiting += [view for view in sales.views() if decision.is_insisted(view.state)]
    waiting.sort(key=lambda view: view.sale.identity.sale_id)
    return InboxTold(tuple(waiting), len(flows) > MOST_IN_INBOX)
