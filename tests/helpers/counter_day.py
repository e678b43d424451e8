"""A day at a counter in virtual time: customers, cashier, a bad line, a bad disk, power cuts.

Everything is drawn from one seed, so that a day that went wrong can be lived again.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass

from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.sale_view import Observed, SaleView
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.decision import is_insisted, to_accept
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.approvals import ACCEPT, REFUND, decide
from tests.helpers.flows import draft
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.till import Asked, Till
from tests.helpers.till_books import DONE, Auditor, states
from tests.helpers.truthful_bank import TruthfulBank, answer_to, no_answer_to, spoilt

TIME_OUT_S = 10.0
TROUBLE_FOR_S = 1_500.0
LONGEST_S = 48 * 3_600.0


@dataclass(frozen=True)
class Weather:
    """How often things go wrong: each figure is a probability or a number of times a day."""

    request_lost: float = 0.0
    answer_lost: float = 0.0
    request_late: float = 0.0
    wrong_once: float = 0.0
    answered_twice: float = 0.0
    till_busy: float = 0.0
    killed_at_step: float = 0.0
    restarts: int = 0
    full_disks: int = 0
    clock_jumps: int = 0
    callbacks: bool = False
    wrong_codes: float = 0.0
    codes_last_s: int = 180


class CounterDay:
    """Lives through a day. ``live`` returns when every sale has ended and no money moves."""

    def __init__(self, seed: int, weather: Weather, sales: int) -> None:
        self._random = random.Random(seed)
        self._weather = weather
        self.store = InMemoryStore()
        self.bank = TruthfulBank()
        self.till = Till(self.store)
        self.auditor = Auditor(self.store)
        self._plans: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()
        self._codes: set[str] = set()
        self._lied: set[str] = set()
        self._decided: set[tuple[str, str]] = set()
        self._views: dict[str, SaleView] = {}
        self._steps = 0
        self._starts_s = self.till.clock.monotonic()
        for n in range(sales):
            self._plan(self._random.uniform(0, 900), self.charge(n))
        for _ in range(weather.restarts):
            self._plan(self._random.uniform(0, TROUBLE_FOR_S), self._restart)
        for _ in range(weather.full_disks):
            self._plan(self._random.uniform(0, TROUBLE_FOR_S), self._fill_disk)
        for _ in range(weather.clock_jumps):
            self._plan(self._random.uniform(0, TROUBLE_FOR_S), self._set_clock)

    # --- time -------------------------------------------------------------------------------

    def live(self) -> None:
        """Let the day pass."""
        while True:
            now = self.till.clock.monotonic()
            timers = [(at, key) for key, (at, _, _) in self.till.timers.waiting.items()]
            next_timer = min(timers, default=(float("inf"), ""))
            next_plan = self._plans[0][0] if self._plans else float("inf")
            if not self._plans and self._is_over():
                return
            due = min(next_timer[0], next_plan)
            assert due - self._starts_s < LONGEST_S, "the day does not end"
            self.till.clock.pass_s(max(0.0, due - now))
            self.bank.now_s = self.till.clock.monotonic()
            if next_plan <= next_timer[0]:
                heapq.heappop(self._plans)[2]()
            else:
                self.till.timers.fire(next_timer[1])
            self._settle()

    def _plan(self, in_s: float, call: Callable[[], None]) -> None:
        at = self.till.clock.monotonic() + in_s
        heapq.heappush(self._plans, (at, next(self._numbers), call))

    def _is_over(self) -> bool:
        """No sale is watched any more, and no refund is under way."""
        if any('"watching":true' in text for text, _ in self.store.flows.values()):
            return False
        return all(
            s.phase in DONE and all(p.state is not CreditState.REFUNDING for p in s.payments)
            for s in states(self.store, only_open=True)
        )

    def _settle(self) -> None:
        """After each happening: look at the books, send what the till asked, look at the pages."""
        self.auditor.audit()
        news, self.till.news = self.till.news, []
        asked, self.till.asked = self.till.asked, []
        for told in news:
            self.see(told)
        steps, self._steps = self._steps, len(self.store.journal)
        if self._steps > steps and self._happens(self._weather.killed_at_step):
            # Killed between the write and what was to follow from it.
            self._plan(0.0, self._restart)
            return
        for each in asked:
            self._send(each)

    # --- the line ---------------------------------------------------------------------------

    def _send(self, asked: Asked) -> None:
        chance, weather, till = self._random.random(), self._weather, self.till
        way_s, back_s = self._random.uniform(0.02, 1.5), self._random.uniform(0.02, 1.5)
        if not self._is_troubled():
            chance = 1.0

        if chance < weather.request_lost + weather.answer_lost + weather.request_late:
            if chance < weather.answer_lost:
                self._plan(way_s, self._carry_out(asked))
            elif chance < weather.answer_lost + weather.request_late:
                self._plan(self._random.uniform(8, 60), self._carry_out(asked))
            self._plan(TIME_OUT_S, lambda: self._reply(till, asked, no_answer_to(asked.effect)))
            return
        self._plan(way_s, lambda: self._answer(till, asked, back_s))

    def _carry_out(self, asked: Asked) -> Callable[[], None]:
        return lambda: void(answer_to(self.bank, asked.effect, self._weather.codes_last_s))

    def _total(self, order_no: str) -> int:
        sales = self.store.sales.values()
        return next(s.total_minor for s in sales if s.identity.order_no == order_no)

    def _answer(self, till: Till, asked: Asked, back_s: float) -> None:
        event = answer_to(self.bank, asked.effect, self._weather.codes_last_s)
        if isinstance(asked.effect, t.QueryOrder) and self._happens(self._weather.wrong_once):
            order_no = asked.effect.order_no
            if order_no not in self._lied:
                self._lied.add(order_no)
                event = spoilt(event, self._total(order_no))
        self._plan(back_s, lambda: self._reply(till, asked, event))
        is_once = isinstance(asked.effect, t.CreateOrder | t.SendCode)
        if self._happens(self._weather.answered_twice) and not is_once:
            self._plan(back_s * 3, lambda: self._reply(till, asked, event))

    def _reply(self, till: Till, asked: Asked, event: t.Event) -> None:
        if till is not self.till:
            return  # the program that asked is gone
        till.executor.is_full = self._happens(self._weather.till_busy)
        asked.reply(event, None)
        till.executor.is_full = False

    def _happens(self, share: float) -> bool:
        return self._is_troubled() and self._random.random() < share

    def _is_troubled(self) -> bool:
        return self.till.clock.monotonic() - self._starts_s < TROUBLE_FOR_S

    # --- customers ----------------------------------------------------------------------------

    def see(self, news: Observed) -> None:
        """Look at what pages are told."""
        if isinstance(news, SaleView):
            self._look(news)

    def _look(self, view: SaleView) -> None:
        order_no = view.state.identity.order_no
        if view.state.phase in {Phase.CLOSED, Phase.DECLINED} and order_no in self._codes:
            assert not self.bank.can_be_paid(order_no), "not charged, and yet it can be paid"
        if view.state.phase is Phase.SHOWN and order_no not in self._codes:
            self._codes.add(order_no)
            if self._random.random() < self._weather.wrong_codes:
                self.bank.orders[order_no].wrong_by_minor = self._random.choice((-1, 100))
            for _ in range(self._random.choice((0, 1, 1, 1, 1, 2))):
                self._plan(self._random.uniform(1, 240), lambda: self._pay(order_no))
            if self._random.random() < 0.25:
                in_s = self._random.uniform(0, 190)
                self._plan(in_s, lambda: self._press(view.flow, t.CancelPressed()))
        self.decide_about(view)

    def decide_about(self, view: SaleView) -> None:
        """Plan what a supervisor decides about money that waits."""
        self._views[view.flow] = view
        insisted = is_insisted(view.state)
        waits = insisted or any(p.state is CreditState.INBOX for p in view.state.payments)
        money = len(view.state.payments) + (len(view.state.odd) if insisted else 0)
        key = (view.flow, f"{view.state.phase.value}{money}")
        if waits and key not in self._decided:
            self._decided.add(key)
            if insisted or self._random.random() < 0.9:
                in_s = self._random.uniform(5, 200)
                self._plan(in_s, lambda: self._decide(view.flow))
                self._plan(in_s + self._random.uniform(0.1, 9), lambda: self._decide(view.flow))

    def _pay(self, order_no: str) -> None:
        if not self.bank.can_be_paid(order_no):
            return
        if self._random.random() < 0.05:
            self.bank.orders[order_no].is_refused = True
            return
        held = self._random.random() < 0.25
        self.bank.pay(order_no, held=held)
        known_in_s = self._random.uniform(1, 380) if held else 0.0
        self._plan(known_in_s, lambda: self.known(order_no))

    def known(self, order_no: str) -> None:
        """The bank learns of what was on its way, and calls."""
        self.bank.reveal(order_no)
        if self._weather.callbacks:
            self._plan(self._random.uniform(0, 4), lambda: self.call_back(order_no, 1.0))

    def call_back(self, order_no: str, again_s: float) -> None:
        """The bank calls until the till has it on its disk."""
        order = self.bank.orders[order_no]
        booked: list[int] = []
        for payment in order.payments:
            event = t.Paid(order.amount_minor, (payment,))
            self.till.runner.post_paid(order_no, event, lambda: booked.append(1))
        if len(booked) < len(order.payments) and again_s < 100:
            self._plan(again_s, lambda: self.call_back(order_no, again_s * 2))

    # --- the counter --------------------------------------------------------------------------

    def charge(self, number: int) -> Callable[[], None]:
        method = self._random.choice((Method.PAYNOW, Method.WECHAT))
        amount_minor = self._random.randint(1, 99_999)
        sale = draft(amount_minor, self._random.choice((0, 100)), method)
        return lambda: self.till.runner.charge(
            sale, f"press-{number}", tuple(self.till.store.sales)
        )

    def _press(self, flow: str, event: t.Event) -> None:
        self.till.runner.post(flow, event)

    def _decide(self, flow: str) -> None:
        """A cashier asks, by the page that stands, and a supervisor authorises it."""
        state = self._views[flow].state
        kind = ACCEPT if to_accept(state) and self._random.random() < 0.5 else REFUND
        decide(self.till.runner, self.till.authority, state, flow, kind)

    # --- trouble ------------------------------------------------------------------------------

    def _restart(self) -> None:
        self.till = self.till.restarted()
        self.till.runner.recover()

    def _fill_disk(self) -> None:
        self.store.fault = StoreErrorKind.FULL
        self._plan(self._random.uniform(0.1, 20), self._empty_disk)

    def _empty_disk(self) -> None:
        self.store.fault = None

    def _set_clock(self) -> None:
        self.till.clock.jump(self._random.choice((-7_200, -600, 600, 7_200, 90_000)))


def void(_: object) -> None:
    """Leave an answer unheard."""
