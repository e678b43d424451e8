"""The till dies after each step of a scanned sale, before and after its request arrived.

Whatever the customer, the cashier and the bank do: it is started again, sends no code, and ends the
sale as the bank's books say.
"""

from __future__ import annotations

import itertools

import pytest

from kpay_desktop.domain.sale import QrMode, SaleState
from kpay_desktop.flows.wallet_sale import values as t
from tests.helpers.counter_machine import is_over
from tests.helpers.flows import scan_draft
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.till import Till
from tests.helpers.till_books import Auditor, agree, states
from tests.helpers.truthful_bank import TruthfulBank, answer_to
from tests.helpers.truthful_codes import Customer, not_charged

MOST_STEPS = 13
NEVER = 99


class Story:
    """One scanned sale of which the till dies once, after ``die_at`` durable steps."""

    def __init__(self, customer: Customer, act: str, die_at: int, *, arrives: bool) -> None:
        self.store = InMemoryStore()
        self.till = Till(self.store)
        self.bank = TruthfulBank()
        self.auditor = Auditor(self.store)
        self._act, self._die_at, self._arrives = act, die_at, arrives
        self.died = False
        self.till.runner.charge(scan_draft(), "press-1", (), self.bank.issue(customer))

    def live(self) -> None:
        """Go on until the sale has ended and the bank has heard of everything."""
        for _ in range(400):
            self._step()
            self.auditor.audit()
            (state,) = states(self.store)
            if self.died_enough() and is_over(state) and not self.till.asked:
                return
        raise AssertionError("the sale does not end")

    def died_enough(self) -> bool:
        """True if the till has died, or never gets so far."""
        (state,) = states(self.store)
        return self.died or (is_over(state) and not self.till.asked)

    def _step(self) -> None:
        if not self.died and len(self.store.journal) >= self._die_at:
            self.died = True
            for asked in self.till.asked if self._arrives else []:
                answer_to(self.bank, asked.effect)
            self.till = self.till.restarted()
            self.till.runner.recover()
        elif self.till.asked:
            asked = self.till.asked.pop(0)
            asked.reply(answer_to(self.bank, asked.effect), None)
        elif not self._somebody_acts():
            due = min(at for at, _, _ in self.till.timers.waiting.values())
            wait_s = max(0.0, due - self.till.clock.monotonic())
            self.bank.now_s += wait_s
            self.till.timers.advance(wait_s)

    def _somebody_acts(self) -> bool:
        """Let cashier or customer do the one thing they do; True if the till has heard of it."""
        act, self._act = self._act, ""
        (flow,), (state,) = self.store.flows, states(self.store)
        order = self.bank.orders.get(state.identity.order_no)
        if act == "cancel":
            self.till.runner.post(flow, t.CancelPressed())
            return bool(self.till.asked)
        types = act == "type" and order is not None and self.bank.can_be_paid(order.order_no)
        if types and order is not None and not (order.is_refused or order.payments):
            self.bank.pay(order.order_no)
        return False


STORIES = list(itertools.product(Customer, ["wait", "cancel", "type"]))
NAMES = [f"{customer}-{act}" for customer, act in STORIES]


@pytest.mark.parametrize("arrives", [True, False], ids=["arrived", "lost"])
@pytest.mark.parametrize("die_at", range(1, MOST_STEPS))
@pytest.mark.parametrize(
    ("customer", "act"), STORIES, ids=[f"{c}-{a or 'waits'}" for c, a in STORIES]
)
def test_a_till_that_dies_ends_its_scanned_sale_as_the_bank_says(
    customer: Customer, act: str, die_at: int, arrives: bool
) -> None:
    story = Story(customer, act, die_at, arrives=arrives)
    story.live()
    (state,) = states(story.store)
    assert state.mode is QrMode.SCAN
    order_no = state.identity.order_no
    assert story.bank.sent in ([], [order_no]), "a code was sent again"
    (sale,) = story.store.sales.values()
    if sale.state is not SaleState.APPROVED:
        not_charged(story.bank, order_no)
    if order_no in story.bank.orders:
        story.bank.reveal(order_no)
    agree(story.store, story.bank)


def test_the_stories_are_as_long_as_is_tried_and_end_in_every_way() -> None:
    ends: set[SaleState] = set()
    longest = 0
    for (customer, act), die_at in itertools.product(STORIES, (1, 2, 3, NEVER)):
        story = Story(customer, act, die_at, arrives=True)
        story.live()
        ends |= {sale.state for sale in story.store.sales.values()}
        longest = max(longest, len(story.store.journal))
    assert ends == {SaleState.APPROVED, SaleState.CLOSED, SaleState.DECLINED}
    assert 5 <= longest < MOST_STEPS
