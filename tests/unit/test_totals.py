"""Totals of a batch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.totals import Totals

COUNTS = st.integers(1, 999)
CENTS = st.integers(0, 10**9)
TOTALS = st.builds(Totals, COUNTS, CENTS, COUNTS, CENTS)


@given(TOTALS, TOTALS)
def test_totals_add_up(one: Totals, other: Totals) -> None:
    both = one + other
    assert both.sales == one.sales + other.sales
    assert both.net_minor == one.net_minor + other.net_minor
    assert one + Totals() == one


def test_a_day_of_refunds_is_below_zero() -> None:
    assert Totals(1, 500, 2, 1_200).net_minor == -700


def test_a_batch_warns_before_it_is_full() -> None:
    assert Totals().is_empty
    assert not Totals(899, 1).is_nearly_full
    assert Totals(900, 1).is_nearly_full
    assert Totals(0, 0, 900, 1).is_nearly_full
    assert not Totals(998, 1).is_full
    assert Totals(0, 0, 999, 1).is_full


@pytest.mark.parametrize("figures", [(-1, 0, 0, 0), (0, 5, 0, 0), (1, -5, 0, 0), (0, 0, 0, 1)])
def test_money_without_a_row_is_refused(figures: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="counts"):
        Totals(*figures)
