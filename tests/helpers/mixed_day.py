"""A day at a counter where customers show codes too, and the shop its own where nobody answers.

A purchase that was not paid is tried again, in whichever way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kpay_desktop.domain.sale import Method, QrMode, SaleDraft
from kpay_desktop.flows.sale_view import ChargeBegun, Observed, SaleView
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.approvals import BY_HAND, decide
from tests.helpers.counter_day import CounterDay, Weather
from tests.helpers.till import Asked
from tests.helpers.truthful_codes import Customer, not_charged

CUSTOMERS = (
    *(Customer.PAYS, Customer.PAYS, Customer.PASSWORD, Customer.PASSWORD, Customer.PASSWORD),
    *(Customer.POOR, Customer.FAILS, Customer.FAILS_PAID),
)


@dataclass(frozen=True)
class Scanning:
    """How often things go wrong with codes: shares, as in :class:`Weather`.

    ``unsent``: a code waits for its thread too long. ``busy``: nothing can be taken back now.
    """

    unsent: float = 0.05
    busy: float = 0.3
    modes: tuple[QrMode, ...] = (QrMode.SCAN, QrMode.SCAN, QrMode.SHOW, QrMode.OWN)
    retries: float = 0.5


class MixedDay(CounterDay):
    """A day in every mode."""

    def __init__(self, seed: int, weather: Weather, sales: int, scanning: Scanning) -> None:
        self._scanning = scanning
        self._tries = sales
        self._met: set[str] = set()
        self._ended: set[str] = set()
        self._late: set[str] = set()
        super().__init__(seed, weather, sales)

    # --- the counter --------------------------------------------------------------------------

    def charge(self, number: int) -> Callable[[], None]:
        """Charge a new purchase."""
        draft = SaleDraft(
            self._random.randint(1, 99_999),
            self._random.choice((0, 100)),
            Method.PAYNOW,
            self._random.choice(self._scanning.modes),
            "01",
        )
        return lambda: self._press_charge(draft, f"press-{number}")

    def _press_charge(self, draft: SaleDraft, request: str) -> None:
        code = ""
        if draft.mode is QrMode.SCAN:
            self.bank.now_s = self.till.clock.monotonic()
            code = self.bank.issue(self._random.choice(CUSTOMERS))
        self.till.runner.charge(draft, request, tuple(self.store.sales), code)

    def _again(self, view: SaleView) -> None:
        """Try the purchase of a sale again, in another way perhaps."""
        self._tries += 1
        draft = SaleDraft(
            view.sale.amount_minor,
            view.sale.tip_minor,
            Method.PAYNOW,
            self._random.choice(self._scanning.modes),
            "01",
            view.sale.identity.sale_id,
        )
        self._press_charge(draft, f"press-{self._tries}")

    def see(self, news: Observed) -> None:
        """Look at what pages are told, a sale's beginning too."""
        if isinstance(news, ChargeBegun) and isinstance(news.view, SaleView):
            news = news.view
        if not isinstance(news, SaleView):
            return
        state, flow = news.state, news.flow
        if state.mode is QrMode.SHOW:
            super().see(news)
        elif state.mode is QrMode.SCAN:
            self._customer(news)
            self.decide_about(news)
        elif state.phase is Phase.SHOWN and flow not in self._met:
            self._met.add(flow)
            if self._random.random() < 0.6:
                self._plan(self._random.uniform(1, 400), lambda: self._by_hand(flow))
        self._views[flow] = news
        is_over = state.phase in {Phase.CLOSED, Phase.DECLINED}
        if is_over and flow not in self._ended:
            self._ended.add(flow)
            order_no = state.identity.order_no
            if state.mode is QrMode.SCAN and order_no not in self._late:
                not_charged(self.bank, order_no)
            if self._is_troubled() and self._random.random() < self._scanning.retries:
                self._plan(self._random.uniform(0.5, 60), lambda: self._again(news))

    def _customer(self, view: SaleView) -> None:
        """What the customer at a scanned sale, and the cashier, will do."""
        if view.flow in self._met:
            return
        self._met.add(view.flow)
        order_no = view.state.identity.order_no
        if self._random.random() < 0.8:
            self._plan(self._random.uniform(0.5, 70), lambda: self._type_password(order_no))
        if self._random.random() < 0.3:
            self._plan(
                self._random.uniform(0.1, 40), lambda: self._press(view.flow, t.CancelPressed())
            )
        for _ in range(self._random.choice((0, 0, 1, 3))):
            self._plan(
                self._random.uniform(0.1, 90), lambda: self._press(view.flow, t.CheckPressed())
            )
        self._plan(self._random.uniform(1, 380), lambda: self.known(order_no))

    def _type_password(self, order_no: str) -> None:
        order = self.bank.orders.get(order_no)
        if order is not None and not order.payments and not order.held:
            self._pay(order_no)

    def known(self, order_no: str) -> None:
        """The bank learns of what was on its way, if it has the order by now."""
        if order_no in self.bank.orders:
            super().known(order_no)

    def _by_hand(self, flow: str) -> None:
        state = self._views[flow].state
        decide(self.till.runner, self.till.authority, state, flow, BY_HAND)

    def _carry_out(self, asked: Asked) -> Callable[[], None]:
        """Let the bank do what was asked when nobody waits for its answer any more."""
        effect, call = asked.effect, super()._carry_out(asked)

        def late() -> None:
            if not isinstance(effect, t.StartTimer | t.StopTimers):
                self._late.add(effect.order_no)
            call()

        return late

    # --- the line -----------------------------------------------------------------------------

    def _send(self, asked: Asked) -> None:
        effect, till = asked.effect, self.till
        if isinstance(effect, t.DrawOwnCode):
            self._plan(0.02, lambda: self._reply(till, asked, t.CodeReady("OWN")))
            return
        if isinstance(effect, t.SendCode) and self._happens(self._scanning.unsent):
            self._plan(5.0, lambda: self._reply(till, asked, t.CodeUnsent()))
            return
        if isinstance(effect, t.ReverseOrder) and self._happens(self._scanning.busy):
            order = self.bank.orders.get(effect.order_no)
            if order is not None:
                order.is_busy = True
        super()._send(asked)
