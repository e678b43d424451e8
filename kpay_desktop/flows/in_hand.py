"""The sales that the runner has in hand, with their clocks. All of it on the executor's thread."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from kpay_desktop.domain.records import OpenFlow
from kpay_desktop.flows import codec
from kpay_desktop.flows.flow_clocks import FlowClocks
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.unreadable import UnreadableFlowError
from kpay_desktop.flows.wallet_sale import table
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import WalletSaleState
from kpay_desktop.ports import Store, StoreError, Timers

log = logging.getLogger(__name__)

MAX_SALES_IN_HAND = 500
"""Sales kept in hand. More that are not settled would mean that nothing is answered for days."""


@dataclass(slots=True)
class Live:
    """One sale in hand. ``unwritten`` are payments that the store could not take yet."""

    view: SaleView
    unwritten: list[t.Paid] = field(default_factory=list)
    timers: set[str] = field(default_factory=set)


class SalesInHand:
    """Sales by flow and by order number: those with work left, and any that is asked for."""

    def __init__(self, store: Store, timers: Timers) -> None:
        self._store = store
        self.clocks = FlowClocks(timers, "sale")
        self._live: dict[str, Live] = {}
        self._by_order: dict[str, str] = {}

    def adopt(self, view: SaleView) -> Live:
        """Take a sale in hand."""
        live = Live(view)
        self._live[view.flow] = live
        self._by_order[view.state.identity.order_no] = view.flow
        return live

    def read(self, stored: OpenFlow) -> Live:
        """Take a stored sale in hand, unless it is already: a callback may come before recovery.

        Raises:
            UnreadableFlowError: what is stored of it is damaged.
            StoreError: the store cannot be read.
        """
        live = self._live.get(stored.flow)
        return live if live is not None else self.adopt(self.view(stored))

    def view(self, stored: OpenFlow) -> SaleView:
        """Return a stored sale as it stands, without taking it in hand.

        Raises:
            UnreadableFlowError: what is stored of it is damaged.
            StoreError: the store cannot be read.
        """
        live = self._live.get(stored.flow)
        if live is not None:
            return live.view
        try:
            state = codec.decode(WalletSaleState, stored.state)
            sale = self._store.sale(state.identity.sale_id)
        except (ValueError, KeyError) as error:
            raise UnreadableFlowError(stored.flow) from error
        if sale is None or not table.is_flow(stored.flow):
            raise UnreadableFlowError(stored.flow)
        return SaleView(stored.flow, sale, state)

    def views(self) -> tuple[SaleView, ...]:
        """Return the sales in hand as pages are told of them."""
        return tuple(live.view for live in self._live.values())

    def find(self, flow: str) -> Live | None:
        """Return a sale by its flow, from the store if need be."""
        live = self._live.get(flow)
        if live is not None:
            return live
        try:
            stored = self._store.flow(flow)
            return None if stored is None else self.read(stored)
        except StoreError as error:
            log.error("flow %s cannot be read: store %s", flow, error.kind.value)
            return None

    def flow_of(self, order_no: str) -> str | None:
        """Return the flow of an order, or None if this till knows no such order."""
        flow = self._by_order.get(order_no)
        if flow is not None:
            return flow
        try:
            return self._store.flow_of_order(order_no)
        except StoreError as error:
            log.error("order cannot be looked up: store %s", error.kind.value)
            return None

    def forget(self, live: Live) -> None:
        """Let a sale go; the store has all of it."""
        self.clocks.stop(live.timers)
        self._live.pop(live.view.flow, None)
        self._by_order.pop(live.view.state.identity.order_no, None)

    def make_room(self) -> bool:
        """Return whether one more sale can be taken in hand.

        The oldest sale of which only the order is still watched makes room: a counter sells on. It
        is watched again from the next start, and found whenever the gateway calls about it.
        """
        if len(self._live) < MAX_SALES_IN_HAND:
            return True
        for live in self._live.values():
            if table.is_settled(live.view.state) and not live.unwritten:
                log.warning("too many sales in hand: one is no longer watched")
                self.forget(live)
                return True
        return False
