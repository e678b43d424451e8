"""The cash drawer of a whole till without windows: who may open it, and what is written of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.settings import parse_settings
from tests.helpers.real_till import profile_text
from tests.helpers.shop_day import CASHIER, SUPERVISOR, ShopDay


def test_only_the_supervisor_who_is_signed_in_opens_it(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with ShopDay(parse_settings(profile_text(), "test"), data) as day:
        printer = day.world.printer
        assert printer is not None
        model = printer.model
        assert model is not None
        day.sign_in(CASHIER)
        for claimed in (CASHIER, SUPERVISOR):
            day.world.test_drawer(claimed)
        day.sign_in(SUPERVISOR)
        day.world.test_drawer(CASHIER)
        assert model.kicks == ()

        day.world.test_drawer(SUPERVISOR)
        day.until("the pulse", lambda: model.kicks == (2,))

    assert caplog.messages.count("refused: a supervisor opens the drawer") == 3
