"""The shop's day and its cut-off."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.business_day import BusinessDays

SINGAPORE = timezone(timedelta(hours=8))
YEAR_2020 = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "day"),
    [
        (datetime(2026, 11, 22, 3, 59, 59, tzinfo=SINGAPORE), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 4, 0, 0, tzinfo=SINGAPORE), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 23, 59, 59, tzinfo=SINGAPORE), date(2026, 11, 22)),
        (datetime(2026, 11, 23, 0, 30, 0, tzinfo=SINGAPORE), date(2026, 11, 22)),
        (datetime(2027, 1, 1, 1, 0, 0, tzinfo=SINGAPORE), date(2026, 12, 31)),
    ],
)
def test_a_late_evening_belongs_to_its_day(local: datetime, day: date) -> None:
    days = BusinessDays(SINGAPORE, cutoff_min=240)
    assert days.day_of(local) == day
    assert days.day_of(local.astimezone(UTC)) == day


def test_without_a_cut_off_the_day_ends_at_midnight_in_the_shop() -> None:
    days = BusinessDays(SINGAPORE)
    assert days.begins(date(2026, 11, 22)) == datetime(2026, 11, 21, 16, tzinfo=UTC)
    assert days.ends(date(2026, 11, 22)) == datetime(2026, 11, 22, 16, tzinfo=UTC)


@given(
    st.integers(0, 20 * 365 * 86_400).map(lambda s: YEAR_2020 + timedelta(seconds=s)),
    st.integers(0, 1_439),
    st.integers(-720, 840),
)
def test_every_moment_lies_in_its_own_day(at: datetime, cutoff: int, offset: int) -> None:
    days = BusinessDays(timezone(timedelta(minutes=offset)), cutoff)
    day = days.day_of(at)
    assert days.begins(day) <= at < days.ends(day)
    assert days.ends(day) == days.begins(day + timedelta(days=1))


@pytest.mark.parametrize("cutoff", [-1, 1_440])
def test_a_cut_off_lies_within_a_day(cutoff: int) -> None:
    with pytest.raises(ValueError, match="cut-off"):
        BusinessDays(SINGAPORE, cutoff)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        BusinessDays(SINGAPORE).day_of(YEAR_2020.replace(tzinfo=None))
