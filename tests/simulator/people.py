"""Everybody at the counter: a cashier, customers with phones, a supervisor.

They see pages and act on them, soon or late or not at all, as their dice have it; nothing that they
do can be wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from kpay_desktop.domain.cash import CashRounding, Tender, round_cash
from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft
from kpay_desktop.flows.card_sale.state import Phase as CardPhase
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.cash_view import CashSold
from kpay_desktop.flows.sale_view import (
    ChargeBegun,
    ChargeDoubted,
    ChargeRefused,
    SaleView,
)
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.decision import is_insisted, to_accept
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import BusyError
from tests.helpers.approvals import ACCEPT, BY_HAND, REFUND, decide
from tests.helpers.truthful_codes import Customer
from tests.simulator.bank import Bank
from tests.simulator.threads import Director
from tests.simulator.till import News, Till

CUSTOMERS: Final = (
    *(Customer.PAYS, Customer.PAYS, Customer.PASSWORD, Customer.PASSWORD, Customer.PASSWORD),
    *(Customer.POOR, Customer.FAILS, Customer.FAILS_PAID),
)
PRICES: Final = (450, 1_280, 2_350)
OVER: Final = frozenset({Phase.CLOSED, Phase.DECLINED})
CARD_OVER: Final = frozenset({CardPhase.CLOSED, CardPhase.DECLINED, CardPhase.REVERSED})


@dataclass(slots=True)
class Purchase:
    """What a customer wants to buy. ``begun`` are the flows that its presses of Charge began."""

    number: int
    draft: SaleDraft
    presses: int = 0
    begun: dict[str, list[str]] = field(default_factory=dict)


class People:
    """Who acts. ``till`` is the program that runs by now, if one does."""

    def __init__(
        self,
        director: Director,
        chance: random.Random,
        bank: Bank,
        till: Callable[[], Till | None],
        is_troubled: Callable[[], bool],
    ) -> None:
        self._director, self._chance, self._bank = director, chance, bank
        self._till, self._is_troubled = till, is_troubled
        self.purchases: list[Purchase] = []
        self._by_press: dict[str, Purchase] = {}
        self._by_flow: dict[str, Purchase] = {}
        self._views: dict[str, SaleView] = {}
        self._met: set[str] = set()
        self._ended: set[str] = set()
        self._decided: set[tuple[str, str]] = set()

    # --- the cashier ------------------------------------------------------------------------

    def come(self, in_s: float) -> None:
        """Let a customer come."""
        chance = self._chance
        method = chance.choice(
            (*(Method.CARD,) * 4, Method.PAYNOW, Method.WECHAT, Method.ALIPAY, Method.CASH)
        )
        modes = (QrMode.SHOW, QrMode.SHOW, QrMode.SCAN, QrMode.SCAN, QrMode.OWN)
        mode = None if method.wallet is None else chance.choice(modes)
        if method is Method.ALIPAY:
            mode = QrMode.SCAN
        if mode is QrMode.OWN:
            method = Method.PAYNOW
        # Many cost the same: one's money must not be taken for another's.
        amount = chance.choice(PRICES) if chance.random() < 0.4 else chance.randint(1, 99_999)
        tip = chance.choice((0, 0, 100))
        tender = None
        if method is Method.CASH:
            due = round_cash(amount + tip, CashRounding.NEAREST)
            tender = Tender(amount + tip, due, due + chance.choice((0, 5, 1_000)))
        draft = SaleDraft(amount, tip, method, mode, "01", tender=tender)
        purchase = Purchase(len(self.purchases) + 1, draft)
        self.purchases.append(purchase)
        self._director.plan(in_s, lambda: self._press(purchase, purchase.draft))

    def _press(self, purchase: Purchase, draft: SaleDraft, despite: tuple[int, ...] = ()) -> None:
        purchase.presses += 1
        request = f"press-{purchase.number}-{purchase.presses}"
        self._by_press[request] = purchase
        self._charge(request, draft, despite)
        if self._chance.random() < 0.1:
            # Pressed twice on one page: it is one sale all the same. A page ends with its program.
            page = self._till()
            in_s = self._chance.uniform(0.0, 0.4)
            self._director.plan(in_s, lambda: self._twice(page, request, draft, despite))

    def _twice(
        self, page: Till | None, request: str, draft: SaleDraft, despite: tuple[int, ...]
    ) -> None:
        if page is not None and page is self._till():
            self._charge(request, draft, despite)

    def _charge(self, request: str, draft: SaleDraft, despite: tuple[int, ...]) -> None:
        till = self._till()
        if till is None or not till.is_well or till.runner is None:
            if self._is_troubled():
                self._director.plan(5.0, lambda: self._charge(request, draft, despite))
            return
        code = ""
        if draft.mode is QrMode.SCAN:
            self._bank.wallets.now_s = self._director.now_s
            code = self._bank.wallets.issue(self._chance.choice(CUSTOMERS))
        try:
            till.runner.charge(draft, request, despite, code)
        except BusyError:
            self._director.plan(1.0, lambda: self._charge(request, draft, despite))

    def _again(self, flow: str, draft: SaleDraft) -> None:
        purchase = self._by_flow.get(flow)
        if purchase is not None and self._is_troubled() and self._chance.random() < 0.5:
            in_s = self._chance.uniform(0.5, 60.0)
            self._director.plan(in_s, lambda: self._press(purchase, draft))

    # --- pages ------------------------------------------------------------------------------

    def see(self, news: News) -> None:
        """Look at a page, and decide what to do about it."""
        match news:
            case ChargeBegun(request=request, view=view):
                purchase = self._by_press.get(request)
                if purchase is not None:
                    purchase.begun.setdefault(request, []).append(view.flow)
                    self._by_flow[view.flow] = purchase
                self.see(view)
            case CashSold(request=request, sale=sale):
                purchase = self._by_press.get(request)
                if purchase is not None:
                    flow = f"cash_sale:{sale.identity.sale_id}"
                    purchase.begun.setdefault(request, []).append(flow)
            case ChargeDoubted(request=request, others=others):
                self._insist(request, tuple(v.sale.identity.sale_id for v in others))
            case ChargeRefused(request=request) | CardBlocked(request=request):
                self._insist(request, ())
            case CardSaleView():
                self._see_card(news)
            case SaleView():
                self._see_wallet(news)
            case _:
                pass

    def _insist(self, request: str, others: tuple[int, ...]) -> None:
        purchase = self._by_press.get(request)
        if purchase is None or not self._is_troubled() or purchase.presses > 6:
            return
        in_s = self._chance.uniform(2.0, 30.0)
        self._director.plan(in_s, lambda: self._press(purchase, purchase.draft, others))

    def _see_card(self, view: CardSaleView) -> None:
        till = self._till()
        phase, flow = view.state.phase, view.flow
        if till is None or not till.is_well or till.cards is None:
            return
        cards = till.cards
        if phase is CardPhase.CONFIRMING and (flow, "confirm") not in self._decided:
            self._decided.add((flow, "confirm"))
            if self._chance.random() < 0.93:
                self._soon(lambda: cards.confirm(flow), 0.3, 6.0)
            else:
                self._soon(lambda: cards.cancel(flow), 0.3, 6.0)
        if phase is CardPhase.REVERSING and self._chance.random() < 0.1:
            self._soon(lambda: cards.reverse_now(flow), 1.0, 20.0)
        if phase in CARD_OVER and flow not in self._ended:
            self._ended.add(flow)
            self._again(flow, _again_draft(view.sale.identity.sale_id, view))

    def _soon(self, act: Callable[[], None], first_s: float, last_s: float) -> None:
        till = self._till()

        def do() -> None:
            if till is not None and till.is_well:
                try:
                    act()
                except BusyError:
                    return

        self._director.plan(self._chance.uniform(first_s, last_s), do)

    def _see_wallet(self, view: SaleView) -> None:
        flow, state = view.flow, view.state
        self._views[flow] = view
        if flow not in self._met and state.phase in {Phase.SHOWN, Phase.PAYING}:
            self._met.add(flow)
            self._customer(view)
        if state.mode is QrMode.OWN and state.phase is Phase.SHOWN:
            key = (flow, "by hand")
            if key not in self._decided:
                self._decided.add(key)
                if self._chance.random() < 0.6:
                    self._soon(lambda: self._decide(flow), 1.0, 300.0)
        if state.phase in OVER and flow not in self._ended:
            self._ended.add(flow)
            self._again(flow, _again_draft(view.sale.identity.sale_id, view))
        self._about_money(view)

    def _about_money(self, view: SaleView) -> None:
        insisted = is_insisted(view.state)
        waits = insisted or any(p.state is CreditState.INBOX for p in view.state.payments)
        money = len(view.state.payments) + (len(view.state.odd) if insisted else 0)
        refused = sum(bool(p.refused_code) for p in view.state.payments)
        key = (view.flow, f"{view.state.phase.value}{money}/{refused}")
        if waits and key not in self._decided:
            self._decided.add(key)
            self._later_decide(view.flow)

    def _later_decide(self, flow: str) -> None:
        self._director.plan(self._chance.uniform(5.0, 200.0), lambda: self._decide(flow))

    def _decide(self, flow: str) -> None:
        """The cashier asks by the page that stands, and a supervisor authorises it."""
        till, view = self._till(), self._views[flow]
        if till is None or not till.is_well or till.runner is None:
            self._director.plan(20.0, lambda: self._decide(flow))
            return
        state = view.state
        kind = ACCEPT if to_accept(state) and self._chance.random() < 0.5 else REFUND
        if state.mode is QrMode.OWN:
            kind = BY_HAND
        try:
            decide(till.runner, till.authority, state, flow, kind)
        except BusyError:
            self._director.plan(20.0, lambda: self._decide(flow))
            return
        self._director.plan(60.0, lambda: self._look_again(flow, state.phase))

    def _look_again(self, flow: str, before: Phase) -> None:
        """What was asked may have been lost with the program: who waits asks again."""
        view = self._views[flow]
        if any(p.state is CreditState.INBOX for p in view.state.payments) or (
            is_insisted(view.state) and view.state.phase is before
        ):
            self._decide(flow)

    # --- customers --------------------------------------------------------------------------

    def _customer(self, view: SaleView) -> None:
        chance, order_no = self._chance, view.state.identity.order_no
        flow = view.flow
        if view.state.mode is QrMode.OWN:
            return
        if view.state.mode is QrMode.SHOW:
            for _ in range(chance.choice((0, 1, 1, 1, 1, 1, 2))):
                self._director.plan(chance.uniform(1.0, 240.0), lambda: self._pay(order_no))
        elif chance.random() < 0.8:
            self._director.plan(chance.uniform(0.5, 70.0), lambda: self._type_password(order_no))
        if chance.random() < 0.25:
            self._director.plan(chance.uniform(0.5, 190.0), lambda: self._cancel(flow))
        if chance.random() < 0.2:
            self._director.plan(chance.uniform(0.5, 90.0), lambda: self._check(flow))
        self._director.plan(chance.uniform(1.0, 380.0), lambda: self._known(order_no))

    def _post(self, flow: str, event: t.Event) -> None:
        till = self._till()
        if till is not None and till.is_well and till.runner is not None:
            try:
                till.runner.post(flow, event)
            except BusyError:
                return

    def _cancel(self, flow: str) -> None:
        self._post(flow, t.CancelPressed())

    def _check(self, flow: str) -> None:
        self._post(flow, t.CheckPressed())

    def _pay(self, order_no: str) -> None:
        books = self._bank.wallets
        books.now_s = self._director.now_s
        if not books.can_be_paid(order_no):
            return
        if self._chance.random() < 0.05:
            books.orders[order_no].is_refused = True
            return
        held = self._chance.random() < 0.25
        books.pay(order_no, held=held)
        in_s = self._chance.uniform(1.0, 380.0) if held else 0.0
        self._director.plan(in_s, lambda: self._known(order_no))

    def _type_password(self, order_no: str) -> None:
        order = self._bank.wallets.orders.get(order_no)
        if order is not None and not order.payments and not order.held:
            self._pay(order_no)

    def _known(self, order_no: str) -> None:
        """The bank learns of what was on its way, and calls the till."""
        books = self._bank.wallets
        if order_no not in books.orders:
            return
        books.reveal(order_no)
        if self._chance.random() < 0.5:
            self._director.plan(self._chance.uniform(0.0, 4.0), lambda: self._call(order_no, 1.0))

    def _call(self, order_no: str, again_s: float) -> None:
        """The bank calls until the till says that it has it on its disk."""
        order, till = self._bank.wallets.orders[order_no], self._till()
        if order.is_undone or not order.payments:
            return
        booked: list[int] = []
        wanted = len(order.payments)
        if till is not None and till.is_well and till.runner is not None:
            try:
                for payment in order.payments:
                    event = t.Paid(order.amount_minor, (payment,))
                    till.runner.post_paid(order_no, event, lambda: booked.append(1))
            except BusyError:
                pass

        def look() -> None:
            if len(booked) < wanted and again_s < 100:
                self._call(order_no, again_s * 2)

        self._director.plan(again_s, look)


def _again_draft(sale_id: int, view: SaleView | CardSaleView) -> SaleDraft:
    sale = view.sale
    return SaleDraft(
        sale.amount_minor, sale.tip_minor, sale.method, sale.mode, "01", retry_of=sale_id
    )
