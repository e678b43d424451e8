"""Anything in any order in every mode: codes, passwords, reversals, retries, confirmed by hand."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from kpay_desktop.domain.sale import Method, QrMode, SaleDraft
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.counter_machine import MOST_SALES, PICK, CounterMachine
from tests.helpers.till_books import states
from tests.helpers.truthful_bank import answer_to, no_answer_to
from tests.helpers.truthful_codes import Customer, not_charged

CUSTOMERS = st.sampled_from(Customer)


class EveryMode(CounterMachine):
    """A counter at which customers show codes, and the shop its own."""

    # A reversal that is refused, and asked about beside it, takes a few more.
    answers_a_sale = CounterMachine.answers_a_sale + 40

    def __init__(self) -> None:
        super().__init__()
        self.late: set[str] = set()
        self.looked_at: set[str] = set()

    # --- the counter --------------------------------------------------------------------------

    def charge(self, method: Method, again: bool) -> None:
        """No rule here: ``begin`` is, for every mode."""
        raise NotImplementedError

    def show(self, then: str) -> None:
        """No rule here: most sales are to be scanned."""
        raise NotImplementedError

    @precondition(lambda self: len(self.store.sales) < MOST_SALES)
    @rule(
        mode=st.sampled_from([QrMode.SCAN, QrMode.SCAN, QrMode.SHOW, QrMode.OWN]),
        customer=CUSTOMERS,
        again=st.none() | PICK,
    )
    def begin(self, mode: QrMode, customer: Customer, again: int | None) -> None:
        """Charge a purchase, or try one again."""
        self.presses += 1
        code = self.bank.issue(customer) if mode is QrMode.SCAN else ""
        retry_of = None
        if again is not None and self.store.sales:
            retry_of = sorted(self.store.sales)[again % len(self.store.sales)]
        sale = SaleDraft(2_800, 280, Method.PAYNOW, mode, "01", retry_of)
        self.till.runner.charge(sale, f"press-{self.presses}", tuple(self.store.sales), code)

    @precondition(lambda self: len(self.store.sales) < MOST_SALES)
    @rule(
        customer=CUSTOMERS,
        then=st.sampled_from(["wait", "cancel", "limit", "pay", "killed", "no answer"]),
    )
    def send_a_code(self, customer: Customer, then: str) -> None:
        """The usual beginning, so that sequences reach far in a few steps."""
        self.begin(QrMode.SCAN, customer, None)
        sent = [a for a in self.till.asked if isinstance(a.effect, t.SendCode)]
        if not sent:
            return  # the disk refused
        asked = sent[-1]
        self.till.asked.remove(asked)
        order_no = asked.effect.order_no if isinstance(asked.effect, t.SendCode) else ""
        if then == "no answer":
            answer_to(self.bank, asked.effect)
            asked.reply(no_answer_to(asked.effect), None)
            return
        self._truth(asked)
        if then == "cancel":
            self.till.runner.post(self.flow_of(order_no), t.CancelPressed())
        elif then == "limit":
            self.time_passes(60.0)
        elif then == "pay":
            self.customer_types(0, held=False)
        elif then == "killed":
            self.restart()

    @precondition(lambda self: bool(self.store.flows))
    @rule(which=PICK)
    def confirm_by_hand(self, which: int) -> None:
        self.till.confirm(sorted(self.store.flows)[which % len(self.store.flows)])

    # --- the line -----------------------------------------------------------------------------

    @precondition(lambda self: any(isinstance(a.effect, t.SendCode) for a in self.till.asked))
    @rule()
    def a_code_is_not_sent(self) -> None:
        asked = next(a for a in self.till.asked if isinstance(a.effect, t.SendCode))
        self.till.asked.remove(asked)
        asked.reply(t.CodeUnsent(), None)

    @precondition(lambda self: bool(self.bank.orders))
    @rule(which=PICK)
    def nothing_can_be_taken_back_now(self, which: int) -> None:
        orders = sorted(self.bank.orders)
        self.bank.orders[orders[which % len(orders)]].is_busy = True

    @rule(steps=st.integers(1, 4))
    def all_goes_well(self, steps: int) -> None:
        """Everything is answered, and time passes to the next clock: sequences reach far."""
        for _ in range(steps):
            while self.till.asked:
                self._truth(self.till.asked.pop(0))
            due = min((at for at, _, _ in self.till.timers.waiting.values()), default=None)
            if due is None:
                return
            self.time_passes(min(60.0, max(0.0, due - self.till.clock.monotonic())))

    @precondition(lambda self: bool(self.under_way))
    @rule(which=PICK)
    def a_request_arrives_late(self, which: int) -> None:
        effect = self.under_way[which % len(self.under_way)]
        if not isinstance(effect, t.StartTimer | t.StopTimers):
            self.late.add(effect.order_no)
        super().a_request_arrives_late(which)

    # --- customers ----------------------------------------------------------------------------

    def typing(self) -> list[str]:
        """The orders whose customers are asked for a password."""
        return sorted(
            order_no
            for order_no, order in self.bank.orders.items()
            if order_no in self.bank.sent
            and self.bank.can_be_paid(order_no)
            and not (order.payments or order.held or order.is_refused)
        )

    @precondition(lambda self: bool(self.typing()))
    @rule(which=PICK, held=st.booleans())
    def customer_types(self, which: int, held: bool) -> None:
        orders = self.typing()
        if orders:
            self.bank.pay(orders[which % len(orders)], held=held)

    @precondition(lambda self: bool(self.typing()))
    @rule(which=PICK)
    def customer_gives_up(self, which: int) -> None:
        orders = self.typing()
        self.bank.orders[orders[which % len(orders)]].is_refused = True

    # --- what holds ---------------------------------------------------------------------------

    @invariant()
    def books_hold(self) -> None:
        for news in self.till.news:
            if isinstance(news, SaleView) and news.flow not in self.looked_at:
                self._not_charged(news)
        super().books_hold()

    def _not_charged(self, view: SaleView) -> None:
        """What is said not to be charged is not, unless a request arrived late."""
        state = view.state
        if state.mode is QrMode.SCAN and state.phase in {Phase.CLOSED, Phase.DECLINED}:
            self.looked_at.add(view.flow)
            if state.identity.order_no not in self.late:
                not_charged(self.bank, state.identity.order_no)

    # --- the end ------------------------------------------------------------------------------

    def _look_once_more(self) -> None:
        """Money that was to be taken back is booked when it is told of twice, some time apart."""
        for _ in range(3):
            self.bank.now_s += 10.0
            self.till.timers.advance(10.0)
            super()._look_once_more()
        for state, flow in zip(states(self.store), list(self.store.flows), strict=True):
            if state.phase is Phase.PAID_LATE:
                self.till.runner.post(flow, t.CheckPressed())
        super()._look_once_more()


def test_any_order_of_events_in_every_mode_ends_as_the_bank_says(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("CRITICAL")
    run_state_machine_as_test(
        EveryMode,
        settings=settings(
            max_examples=200,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
