"""Anything in any order: answers late, doubled, lost and wrong, full disks, restarts.

The bank tells the truth in the end; the till must then have ended every sale as the bank's books
say, with one receipt for each approval.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.helpers.counter_machine import CounterMachine


def test_any_order_of_events_ends_as_the_bank_says(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("CRITICAL")
    run_state_machine_as_test(
        CounterMachine,
        settings=settings(
            max_examples=200,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
