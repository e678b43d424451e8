"""Days at a counter, drawn by seed: in the end the till's books and the bank's are the same."""

from __future__ import annotations

from collections import Counter

import pytest

from kpay_desktop.domain.records import CreditKind
from kpay_desktop.domain.sale import OTHER_AMOUNT
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.counter_day import CounterDay, Weather
from tests.helpers.till_books import DONE, agree, states

WEATHERS = {
    "fine": Weather(),
    "bad line": Weather(
        request_lost=0.10, answer_lost=0.12, request_late=0.08, answered_twice=0.10, till_busy=0.05
    ),
    "codes that last": Weather(request_lost=0.05, request_late=0.10, codes_last_s=10**9),
    "wrong answers": Weather(wrong_once=0.1, answer_lost=0.05),
    "wrong codes": Weather(wrong_codes=0.5, answer_lost=0.05, callbacks=True),
    "full disk": Weather(answer_lost=0.05, full_disks=15, callbacks=True),
    "power cuts": Weather(answer_lost=0.05, killed_at_step=0.07, restarts=6, full_disks=4),
    "wrong clock": Weather(answer_lost=0.05, clock_jumps=4, callbacks=True),
}
WORST = Weather(
    request_lost=0.10,
    answer_lost=0.12,
    request_late=0.08,
    wrong_once=0.05,
    answered_twice=0.10,
    till_busy=0.05,
    killed_at_step=0.05,
    restarts=5,
    full_disks=10,
    callbacks=True,
    codes_last_s=100_000,
)

SALES = 12
SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("weather", [*WEATHERS.values(), WORST], ids=[*WEATHERS, "worst"])
def test_a_day_ends_with_the_books_in_agreement(
    seed: int, weather: Weather, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    day = CounterDay(seed, weather, SALES)
    day.live()
    agree(day.store, day.bank)
    for order_no, order in day.bank.orders.items():
        assert order.payments or not day.bank.can_be_paid(order_no), "an order was left open"


def test_the_days_see_every_end(caplog: pytest.LogCaptureFixture) -> None:
    """A simulation in which nothing happens would prove nothing."""
    caplog.set_level("CRITICAL")
    ends: Counter[Phase] = Counter()
    kinds: Counter[CreditKind] = Counter()
    doubts, others = 0, 0
    for weather in (*WEATHERS.values(), WORST):
        for seed in range(3):
            day = CounterDay(seed, weather, SALES)
            day.live()
            ends.update(s.phase for s in states(day.store))
            kinds.update(c.kind for c in day.store.credits.values())
            doubts += sum('"phase":"doubt"' in c.state for c in day.store.journal)
            others += sum(s.reason == OTHER_AMOUNT for s in day.store.sales.values())
    assert all(ends[phase] for phase in DONE - {Phase.BY_HAND}), ends
    assert all(kinds[kind] for kind in CreditKind), kinds
    assert doubts
    assert others
