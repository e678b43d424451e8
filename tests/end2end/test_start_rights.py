"""Starting with the computer, in a whole till without windows: who decides it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from kpay_desktop.settings import parse_settings
from tests.helpers.real_till import profile_text
from tests.helpers.shop_day import CASHIER, SUPERVISOR, ShopDay

ENTERED = "start entry state=ours"


def test_only_the_supervisor_who_is_signed_in_decides_what_starts(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with ShopDay(parse_settings(profile_text(), "test"), data) as day:
        day.sign_in(CASHIER)
        for claimed in (CASHIER, SUPERVISOR):
            day.world.start_with_computer(claimed, on=True)
        day.sign_in(SUPERVISOR)
        day.world.start_with_computer(CASHIER, on=True)
        assert ENTERED not in caplog.messages

        day.world.start_with_computer(SUPERVISOR, on=True)
        day.until("the entry", lambda: ENTERED in caplog.messages)

    refused = "refused: a supervisor decides what starts with the computer"
    assert caplog.messages.count(refused) == 3
