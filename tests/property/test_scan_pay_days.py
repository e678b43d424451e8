"""Days in every mode, drawn by seed: codes once, reversals to the end, one payment a purchase."""

from __future__ import annotations

from collections import Counter

import pytest

from kpay_desktop.domain.sale import QrMode
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.counter_day import Weather
from tests.helpers.mixed_day import MixedDay, Scanning
from tests.helpers.till_books import DONE, agree, states

WEATHERS = {
    "fine": Weather(),
    "bad line": Weather(
        request_lost=0.10, answer_lost=0.12, request_late=0.08, answered_twice=0.10, till_busy=0.05
    ),
    "wrong answers": Weather(wrong_once=0.1, answer_lost=0.05, callbacks=True),
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
)
SALES = 12
SEEDS = range(5)


def lived(seed: int, weather: Weather) -> MixedDay:
    """A day that is over."""
    day = MixedDay(seed, weather, SALES, Scanning())
    day.live()
    return day


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("weather", [*WEATHERS.values(), WORST], ids=[*WEATHERS, "worst"])
def test_a_day_in_every_mode_ends_with_the_books_in_agreement(
    seed: int, weather: Weather, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("CRITICAL")
    day = lived(seed, weather)
    agree(day.store, day.bank)
    for order_no, order in day.bank.orders.items():
        assert order.payments or not day.bank.can_be_paid(order_no), "an order was left open"


def test_the_days_see_every_end_of_every_mode(caplog: pytest.LogCaptureFixture) -> None:
    """A simulation in which nothing happens would prove nothing."""
    caplog.set_level("CRITICAL")
    ends: Counter[tuple[QrMode, Phase]] = Counter()
    phases: Counter[str] = Counter()
    undone, tries = 0, 0
    for weather in (*WEATHERS.values(), WORST):
        for seed in range(3):
            day = lived(seed, weather)
            ends.update((s.mode, s.phase) for s in states(day.store))
            steps = [c.state for c in day.store.journal if c.flow.startswith("scan_pay:")]
            for phase in ("paying", "reversing", "asking_again", "doubt", "paid_late"):
                phases[phase] += sum(f'"phase":"{phase}"' in text for text in steps)
            undone += len(day.bank.undone)
            tries += len(day.store.first_tries)
    for phase in DONE - {Phase.BY_HAND, Phase.PAID_LATE}:
        assert ends[QrMode.SCAN, phase], (phase, ends)
    assert ends[QrMode.OWN, Phase.BY_HAND]
    assert ends[QrMode.OWN, Phase.CLOSED]
    assert all(phases.values()), phases
    assert undone
    assert tries
