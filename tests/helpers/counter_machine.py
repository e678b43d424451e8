"""A counter as a state machine: anything in any order, and a bank that tells the truth at last."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.table import is_settled
from kpay_desktop.flows.wallet_sale.values import Phase, WalletSaleState
from tests.helpers.flows import draft
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.till import Asked, Till
from tests.helpers.till_books import Auditor, agree, states
from tests.helpers.truthful_bank import TruthfulBank, answer_to, no_answer_to, spoilt

MOST_SALES = 4
PICK = st.integers(0, 10_000)
PRESSES = st.sampled_from(["cancel", "check", "accept", "refund"])


class CounterMachine(RuleBasedStateMachine):
    """A till, its bank, its customers, and everything that can go wrong between them.

    ``answers_a_sale``: how many a sale may need once everything works again. A code is polled until
    its time is over, and whatever comes then is settled in a few more.
    """

    answers_a_sale = 180 // 3 + 25

    def __init__(self) -> None:
        super().__init__()
        self.store = InMemoryStore()
        self.till = Till(self.store)
        self.bank = TruthfulBank()
        self.auditor = Auditor(self.store)
        self.presses = 0
        self.stale: list[tuple[str, t.Event]] = []
        self.under_way: list[t.Effect] = []
        self.codes: set[str] = set()
        self.lied: set[str] = set()

    # --- the counter ----------------------------------------------------------------------

    @precondition(lambda self: len(self.store.sales) < MOST_SALES)
    @rule(method=st.sampled_from([Method.PAYNOW, Method.WECHAT]), again=st.booleans())
    def charge(self, method: Method, again: bool) -> None:
        self.presses += 1
        for _ in range(1 + again):
            self.till.runner.charge(
                draft(method=method), f"press-{self.presses}", tuple(self.till.store.sales)
            )

    @precondition(lambda self: len(self.store.sales) < MOST_SALES)
    @rule(then=st.sampled_from(["stand", "cancel", "expire", "pay"]))
    def show(self, then: str) -> None:
        """The usual beginning, so that sequences reach far in a few steps."""
        self.charge(Method.PAYNOW, again=False)
        created = [a for a in self.till.asked if isinstance(a.effect, t.CreateOrder)]
        if not created:
            return  # the disk refused
        asked = created[-1]
        self.till.asked.remove(asked)
        self._truth(asked)
        order_no = order_of(asked.effect)
        flow = self.flow_of(order_no)
        self.books_hold()
        if then == "cancel":
            self.till.runner.post(flow, t.CancelPressed())
        elif then == "expire":
            self.time_passes(200.0)
        elif then == "pay" and order_no in self.codes:
            self.bank.pay(order_no)

    @precondition(lambda self: bool(self.store.sales))
    @rule(which=PICK, press=PRESSES)
    def press(self, which: int, press: str) -> None:
        flow = sorted(self.store.flows)[which % len(self.store.flows)]
        events: dict[str, t.Event] = {
            "cancel": t.CancelPressed(),
            "check": t.CheckPressed(),
        }
        if press == "accept":
            self.till.accept(flow)
        elif press == "refund":
            self.till.refund(flow)
        else:
            self.till.runner.post(flow, events[press])

    # --- the line -------------------------------------------------------------------------

    @precondition(lambda self: bool(self.till.asked))
    @rule(
        which=PICK,
        fate=st.sampled_from(
            ["truth", "truth", "truth", "busy", "answer lost", "request lost", "later", "twice"]
        ),
    )
    def answer(self, which: int, fate: str) -> None:
        asked = self.till.asked.pop(which % len(self.till.asked))
        order_no = order_of(asked.effect)
        if fate == "request lost":
            self.under_way.append(asked.effect)
            asked.reply(no_answer_to(asked.effect), None)
            return
        event = answer_to(self.bank, asked.effect)
        if fate == "answer lost":
            asked.reply(no_answer_to(asked.effect), None)
            return
        if fate == "later":
            self.stale.append((self.flow_of(order_no), event))
            return
        if fate == "twice" and not isinstance(asked.effect, t.CreateOrder):
            self.stale.append((self.flow_of(order_no), event))
        self.till.executor.is_full = fate == "busy"
        asked.reply(event, None)
        self.till.executor.is_full = False

    @precondition(lambda self: any(isinstance(a.effect, t.QueryOrder) for a in self.till.asked))
    @rule()
    def be_wrong_once(self) -> None:
        asked = next(a for a in self.till.asked if isinstance(a.effect, t.QueryOrder))
        order_no = order_of(asked.effect)
        if order_no in self.lied:
            return
        self.lied.add(order_no)
        self.till.asked.remove(asked)
        asked.reply(spoilt(answer_to(self.bank, asked.effect), 3_080), None)

    @precondition(lambda self: bool(self.stale))
    @rule(which=PICK)
    def an_answer_arrives_late(self, which: int) -> None:
        flow, event = self.stale.pop(which % len(self.stale))
        self.till.runner.post(flow, event)

    @precondition(lambda self: bool(self.under_way))
    @rule(which=PICK)
    def a_request_arrives_late(self, which: int) -> None:
        effect = self.under_way.pop(which % len(self.under_way))
        answer_to(self.bank, effect)

    @precondition(lambda self: bool(self.bank.orders))
    @rule(which=PICK)
    def callback(self, which: int) -> None:
        order_no = sorted(self.bank.orders)[which % len(self.bank.orders)]
        self._call_back(order_no)

    def _call_back(self, order_no: str) -> None:
        order = self.bank.orders[order_no]
        for payment in order.payments:
            self.till.runner.post_paid(order_no, t.Paid(order.amount_minor, (payment,)))

    # --- customers ------------------------------------------------------------------------

    @precondition(lambda self: bool(self.payable()))
    @rule(which=PICK, held=st.booleans())
    def pay(self, which: int, held: bool) -> None:
        codes = self.payable()
        self.bank.pay(codes[which % len(codes)], held=held)

    @precondition(lambda self: any(order.held for order in self.bank.orders.values()))
    @rule()
    def the_bank_learns_of_a_payment(self) -> None:
        self.bank.reveal(next(n for n, order in self.bank.orders.items() if order.held))

    @precondition(lambda self: bool(self.payable()))
    @rule(which=PICK)
    def refuse(self, which: int) -> None:
        codes = self.payable()
        self.bank.orders[codes[which % len(codes)]].is_refused = True

    def payable(self) -> list[str]:
        return sorted(code for code in self.codes if self.bank.can_be_paid(code))

    # --- the world ------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([0.5, 2.0, 3.0, 10.0, 60.0, 200.0, 4_000.0]))
    def time_passes(self, seconds: float) -> None:
        self.bank.now_s += seconds
        self.till.timers.advance(seconds)

    @rule(seconds=st.sampled_from([-86_400.0, -7_200.0, 3_600.0, 90_000.0]))
    def the_clock_is_set(self, seconds: float) -> None:
        self.till.clock.jump(seconds)

    @rule(writes=st.integers(1, 3))
    def the_disk_refuses(self, writes: int) -> None:
        self.store.refusals = writes

    @rule()
    def restart(self) -> None:
        self.under_way += [asked.effect for asked in self.till.asked]
        self.stale.clear()
        self.till = self.till.restarted()
        self.till.runner.recover()

    # --- what holds -----------------------------------------------------------------------

    @invariant()
    def books_hold(self) -> None:
        self.auditor.audit()
        for news in self.till.news:
            if isinstance(news, SaleView) and news.state.phase is Phase.SHOWN:
                self.codes.add(news.state.identity.order_no)
        del self.till.news[:-1]

    def flow_of(self, order_no: str) -> str:
        flow = self.store.flow_of_order(order_no)
        assert flow is not None
        return flow

    def teardown(self) -> None:
        """From now on everything works: every sale ends, as the bank's books say."""
        self.store.refusals = 0
        for order_no in list(self.bank.orders):
            self.bank.reveal(order_no)
        for flow, event in self.stale:
            self.till.runner.post(flow, event)
        before = self.bank.asked
        self._work(lambda: all(is_over(s) for s in states(self.store)))
        # What nobody watches any more, the gateway calls about.
        for order_no in self.bank.orders:
            self._call_back(order_no)
        self._work(lambda: not self.till.asked)
        self._look_once_more()
        assert self.bank.asked - before <= self.answers_a_sale * max(1, len(self.store.sales))
        self.auditor.audit()
        agree(self.store, self.bank)

    def _work(self, is_done: Callable[[], bool]) -> None:
        for _ in range(400):
            while self.till.asked:
                self._truth(self.till.asked.pop(0))
            if is_done():
                return
            due = min((at for at, _, _ in self.till.timers.waiting.values()), default=None)
            assert due is not None, "a sale waits for nothing"
            wait_s = max(0.0, due - self.till.clock.monotonic())
            self.bank.now_s += wait_s
            self.till.timers.advance(wait_s)
        raise AssertionError("a sale does not end")

    def _look_once_more(self) -> None:
        for key in [k for k in self.till.timers.waiting if k.endswith("/watch")]:
            self.till.timers.fire(key)
        while self.till.asked:
            self._truth(self.till.asked.pop(0))

    def _truth(self, asked: Asked) -> None:
        asked.reply(answer_to(self.bank, asked.effect), None)


def is_over(state: WalletSaleState) -> bool:
    """The sale has ended, and no refund is under way."""
    return is_settled(state) or (
        state.phase in {Phase.PAID_LATE, Phase.APPROVED}
        and all(p.state is not CreditState.REFUNDING for p in state.payments)
    )


def order_of(effect: t.Effect) -> str:
    assert not isinstance(effect, t.StartTimer | t.StopTimers)
    return effect.order_no
