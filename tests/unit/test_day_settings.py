"""Settings of the whole day: what is taken, and what is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.domain.cash import CashRounding
from kpay_desktop.domain.sale import Method
from kpay_desktop.settings import Settings, demo_settings, parse_settings
from kpay_desktop.settings_reader import SettingsError

DEMO = Path(__file__).parents[2] / "resources" / "profiles" / "demo.toml"


def with_lines(text: str) -> Settings:
    return parse_settings(f"{DEMO.read_text('utf-8')}\n{text}\n", "shop.toml")


def test_the_times_of_a_day_are_minutes_in_order() -> None:
    day = with_lines('[day]\ncutoff = "04:00"\nsettle_at = ["23:30", "15:05"]').day
    assert day.cutoff_min == 240
    assert day.settle_at_min == (905, 1410)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('[day]\ncutoff = "4:00"', "day.cutoff must be a time of day"),
        ('[day]\ncutoff = "24:00"', "day.cutoff must be a time of day"),
        ('[day]\nsettle_at = ["12:60"]', "day.settle_at must be a time of day"),
        ('[day]\nsettle_at = ["12:00", "12:00"]', "day.settle_at names each time once"),
        ("[day]\nnotice_s = 3601", "day.notice_s must be 0 to 3600 seconds"),
        ("[settle_clock]\nclear_s = 0", "settle_clock.clear_s must be 0.05 to 3600 seconds"),
        ("[settle_clock]\nclear_s = nan", "settle_clock.clear_s must be 0.05 to 3600 seconds"),
        ("[settle_clock]\nclear_s = 3601", "settle_clock.clear_s must be 0.05 to 3600 seconds"),
        (
            "[settle_clock]\nretry_first_s = 0",
            "settle_clock.retry_first_s must be at least 0.05 seconds",
        ),
        (
            "[settle_clock]\nretry_first_s = 130",
            "settle_clock.retry_last_s must not be below retry_first_s, and at most 3600 seconds",
        ),
        ("[settle_clock]\nretry_last_s = 3601", "settle_clock.retry_last_s must not be below"),
        ("[returns]\nwallet_days = 366", "returns.wallet_days must be 0 to 365 days"),
        ("[returns]\ncard_days = -1", "returns.card_days must be 0 to 3650 days"),
        ("[returns]\npartials = 0", "returns.partials must be 1 to 999"),
        ("[returns]\nperson_after_h = 0", "returns.person_after_h must be 1 to 720 hours"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(line: str, said: str) -> None:
    with pytest.raises(SettingsError, match=r"shop\.toml") as caught:
        with_lines(line)
    assert said in str(caught.value)


def test_limits_are_those_of_the_way_it_was_paid() -> None:
    returns = with_lines("[returns]\ncard_days = 90\nwallet_days = 30\npartials = 60").returns
    assert returns.limits(Method.CARD).days == 90
    assert returns.limits(Method.CARD).partials == 60
    assert returns.limits(Method.WECHAT).days == 30
    # The wallet's own limit is the lower one.
    assert returns.limits(Method.PAYNOW).partials == 50
    assert returns.limits(Method.CASH).days == 365


def test_cash_is_rounded_to_the_nearest_unless_the_shop_says_down() -> None:
    assert demo_settings().cash.rounding is CashRounding.NEAREST
    assert with_lines("[returns]\ncash_days = 1").returns.cash_days == 1
