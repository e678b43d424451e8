"""Whoever gives money back and settles: a cashier who asks, a supervisor who lets it happen."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.domain.returns import ReturnKind, left_minor
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.flows.back_view import (
    BackBegun,
    BackRefused,
    BackView,
    CandidatesTold,
    ReturnWanted,
)
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.cash_view import CashSold
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.settle_parts import carry_over_act
from kpay_desktop.flows.settle_view import SettleView
from kpay_desktop.flows.settlement.state import Phase as Settling
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.ports import BusyError
from tests.helpers.approvals import SUPERVISOR
from tests.simulator.readers import Pockets
from tests.simulator.threads import Director
from tests.simulator.till import CASHIER, News, Till

ACTS: Final = {ReturnKind.VOID: Supervised.VOID, ReturnKind.REFUND: Supervised.REFUND}
TAKEN: Final = frozenset({SaleState.APPROVED, SaleState.BY_HAND})
MOST_TRIES: Final = 4
LIFTED: Final = 0.1


@dataclass(slots=True)
class Wish:
    """A sale for which money is to go back; ``begun`` are flows by press."""

    sale_id: int
    voucher: str
    tries: int = 0
    begun: dict[str, list[str]] = field(default_factory=dict)


class Office:
    """Who acts. ``till`` is the program that runs by now, if one does."""

    def __init__(
        self,
        director: Director,
        chance: random.Random,
        pockets: Pockets,
        till: Callable[[], Till | None],
        is_troubled: Callable[[], bool],
    ) -> None:
        self._director, self._chance, self._pockets = director, chance, pockets
        self._till, self._is_troubled = till, is_troubled
        self.wishes: list[Wish] = []
        self._asked: dict[int, Wish] = {}
        self._pressed: dict[str, Wish] = {}
        self._known: set[int] = set()
        self._confirmed: set[str] = set()
        self._held: set[tuple[str, int]] = set()
        self._number = 0

    # --- pages ------------------------------------------------------------------------------

    def see(self, news: News) -> None:
        """Look at a page, and decide what to do about it."""
        match news:
            case CashSold(sale=sale):
                self._sold(sale)
            case CandidatesTold():
                self._found(news)
            case BackBegun(request=request, view=view):
                wish = self._pressed.get(request)
                if wish is not None:
                    wish.begun.setdefault(request, []).append(view.flow)
                attempt_id = view.back.sale.identity.attempt_id
                self._pockets.asked[view.flow] = f"card_sale:{attempt_id}"
                self._look(view)
            case CardBlocked(view=view):
                self._blocked(view)
            case BackRefused(request=request, blocked_by=view) if view is not None:
                self._blocked(view)
                self._refused(request)
            case BackRefused(request=request):
                self._refused(request)
            case BackView():
                self._look(news)
            case SettleView():
                self._settling(news)
            case SaleView() | CardSaleView():
                if news.sale.state in TAKEN:
                    self._sold(news.sale)
            case _:
                pass

    def _later(self, first_s: float, last_s: float, act: Callable[[], None]) -> None:
        self._director.plan(self._chance.uniform(first_s, last_s), act)

    def _running(self) -> Till | None:
        till = self._till()
        return till if till is not None and till.is_well else None

    def _refused(self, request: str) -> None:
        wish = self._pressed.get(request)
        if wish is not None and wish.tries < MOST_TRIES and self._is_troubled():
            self._later(10.0, 90.0, partial(self._ask, wish))

    def _blocked(self, view: CardSaleView | BackView | Unreadable) -> None:
        """A reversal is in the way of others: now and then a supervisor lets them go on."""
        till = self._running()
        if till is None or till.back is None or self._chance.random() >= LIFTED:
            return
        if isinstance(view, Unreadable):
            named = view.voucher, view.amount_minor
        elif isinstance(view, CardSaleView):
            named = view.sale.identity.voucher, view.state.total_minor
        else:
            named = view.state.back_voucher, view.state.amount_minor
        act = Act(Supervised.LIFT_BLOCK, view.flow, *named, CASHIER)
        number = till.authority.grant(act, SUPERVISOR).number
        try:
            till.back.lift_block(view.flow, number)
        except BusyError:
            return

    # --- money back -------------------------------------------------------------------------

    def _sold(self, sale: SaleRecord) -> None:
        sale_id = sale.identity.sale_id
        if sale_id in self._known:
            return
        self._known.add(sale_id)
        many = 0.5 if sale.method is not Method.CASH else 0.3
        for _ in range(self._chance.choice((1, 1, 2, 3))):
            if self._chance.random() < many:
                wish = Wish(sale_id, sale.identity.voucher)
                self.wishes.append(wish)
                self._later(3.0, 400.0, partial(self._ask, wish))

    def _ask(self, wish: Wish) -> None:
        till = self._running()
        if not self._is_troubled():
            return
        if till is None or till.back is None:
            self._later(5.0, 20.0, lambda: self._ask(wish))
            return
        self._number += 1
        self._asked[self._number] = wish
        try:
            till.back.find_sale(self._number, wish.sale_id)
        except BusyError:
            return

    def _found(self, told: CandidatesTold) -> None:
        wish, till, chance = self._asked.pop(told.request, None), self._running(), self._chance
        if wish is None or till is None or till.back is None or not told.found:
            return
        candidate = told.found[0]
        left = left_minor(candidate.returnable)
        kind = chance.choice((*ReturnKind,))
        amount = candidate.returnable.total_minor
        if kind is ReturnKind.REFUND:
            if not left:
                return
            # Somebody may want all of it back once more: that is to be refused.
            amount = chance.choice((left, chance.randint(1, left), amount))
        wish.tries += 1
        press = f"back-{told.request}"
        self._pressed[press] = wish
        subject = f"sale:{wish.sale_id}"
        voucher = candidate.sale.identity.voucher
        act = Act(ACTS[kind], subject, voucher, amount, CASHIER)
        wanted = ReturnWanted(press, kind, wish.sale_id, amount)
        number = till.authority.grant(act, SUPERVISOR).number
        try:
            till.back.begin(wanted, number)
            if chance.random() < 0.1:
                till.back.begin(wanted, number)
        except BusyError:
            return

    def _look(self, view: BackView) -> None:
        till, flow = self._running(), view.flow
        if till is None or till.back is None:
            return
        back = till.back
        if view.state.phase is Phase.CONFIRMING and flow not in self._confirmed:
            self._confirmed.add(flow)
            is_right = self._chance.random() < 0.9
            self._act(1.0, 8.0, lambda: back.confirm(flow) if is_right else back.cancel(flow))
        if view.state.phase is Phase.REVERSING and self._chance.random() < 0.1:
            self._act(1.0, 20.0, lambda: back.try_now(flow))

    def _act(self, first_s: float, last_s: float, act: Callable[[], None]) -> None:
        till = self._running()

        def do() -> None:
            if till is not None and till.is_well:
                try:
                    act()
                except BusyError:
                    return

        self._later(first_s, last_s, do)

    # --- settlement -------------------------------------------------------------------------

    def settle(self) -> None:
        """Settle every open batch, as soon as there is a till to do it."""
        till = self._running()
        if till is None or till.settling is None:
            self._director.plan(10.0, self.settle)
            return
        try:
            till.settling.settle(CASHIER)
        except BusyError:
            self._director.plan(5.0, self.settle)

    def _settling(self, view: SettleView) -> None:
        if view.state.phase is not Settling.HELD or not view.state.carried:
            return
        key = (view.flow, view.state.tries)
        if key not in self._held and self._chance.random() < 0.5:
            self._held.add(key)
            self._later(5.0, 120.0, lambda: self._lift(view))

    def _lift(self, view: SettleView) -> None:
        till = self._running()
        if till is None or till.settling is None:
            return
        act = carry_over_act(view.flow, view.state, CASHIER)
        number = till.authority.grant(act, SUPERVISOR).number
        try:
            till.settling.carry_over(view.flow, number, CASHIER)
        except BusyError:
            return
