"""A chip waits at its reader for as long as cashier and card host may take."""

from __future__ import annotations

import pytest

from kpay_desktop.bootstrap.cards import desk_clocks
from kpay_desktop.hosts.iso8583.profile import TimeSettings
from kpay_desktop.settings_cards import CardClockSettings


@pytest.mark.parametrize("read_s", [0.05, 120.0, 600.0])
def test_no_chip_gives_up_before_people_and_host_do(read_s: float) -> None:
    longest = TimeSettings(connect_s=60.0, answer_s=120.0, overall_s=180.0)
    # The host is greeted, then asked.
    assert desk_clocks(CardClockSettings(read_s=read_s)).answer_s >= read_s + 2 * longest.overall_s
