"""What is under way at the counter, lane by lane, as the flows of sales and returns tell it."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.returns import ReturnState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.back_view import BackBegun, BackView
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.cash_view import CashSold
from kpay_desktop.flows.sale_view import ChargeBegun, SaleView
from kpay_desktop.flows.settle_parts import lane_of

MOST_KNOWN = 1_000
"""Flows whose last state is remembered, so that only what moved counts as news."""


@dataclass(frozen=True, slots=True)
class _UnderWay:
    lane: Acquirer
    voucher: str
    is_back: bool


class Counter:
    """Watches sales, voids and refunds. ``note`` may be called from any thread.

    ``moved`` and the like tell what has happened since they were asked last.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._paying: dict[str, _UnderWay] = {}
        self._known: dict[str, SaleState | ReturnState] = {}
        self._has_card_row = False

    def note(self, news: object) -> bool:
        """Take in what was told; True if a sale or return has moved by it."""
        if isinstance(news, CashSold):
            return True
        view = news.view if isinstance(news, ChargeBegun | BackBegun) else news
        state: SaleState | ReturnState
        if isinstance(view, SaleView | CardSaleView):
            sale, state = view.sale, view.sale.state
            is_paying = state is SaleState.OPEN
        elif isinstance(view, BackView):
            sale, state = view.back.sale, view.state.return_state
            is_paying = state is ReturnState.OPEN
        else:
            return False
        lane = lane_of(sale.method, sale.mode)
        with self._lock:
            if is_paying:
                is_back = isinstance(view, BackView)
                self._paying[view.flow] = _UnderWay(lane, sale.identity.voucher, is_back)
            else:
                self._paying.pop(view.flow, None)
            if self._known.get(view.flow) == state:
                return False
            self._known[view.flow] = state
            while len(self._known) > MOST_KNOWN:
                self._known.pop(next(iter(self._known)))
            is_row = state in {SaleState.APPROVED, ReturnState.DONE}
            self._has_card_row = self._has_card_row or (is_row and lane is Acquirer.CARDS)
            return True

    def under_way(self, acquirer: str) -> Message | None:
        """Say who pays, or what is about to go back, in a lane; None: nothing is."""
        with self._lock:
            found = next((one for one in self._paying.values() if one.lane == acquirer), None)
        if found is None:
            return None
        word = "settlement.waits_back" if found.is_back else "settlement.waits_sale"
        return message(word, voucher=found.voucher)

    def take_card_row(self) -> bool:
        """True if a row was added to the cards' batch since this was asked last."""
        with self._lock:
            had, self._has_card_row = self._has_card_row, False
            return had
