"""The batch beside the keypad, once it has been settled."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.day_world import day_world
from ui.backend import BatchNews


def test_a_settled_batch_leaves_the_sale_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # A bank that is not there yet is noted in the log.
    caplog.set_level("ERROR")
    with day_world(tmp_path / "data") as day:
        day.sells_for_cash(1_003, 2_000)

        def counts() -> list[int]:
            return [news.summary.count for news in day.till.news if isinstance(news, BatchNews)]

        day.till.wait("the batch with the sale", lambda: counts()[-1:] == [1])
        day.settles()
        day.till.wait("the batch without it", lambda: counts()[-1:] == [0])
