"""Sales are found on the reader's thread: the newest question alone gets an answer."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.sale_reading import SaleReading
from kpay_desktop.domain.records import SaleFilter, SaleKey, SalePage
from kpay_desktop.ports import StoreError, StoreErrorKind
from tests.helpers.store import DEADLINE_S, HandClock, opened, read, sell
from ui.backend import News, SalesFailed, SalesFound


def wait(until: threading.Event) -> None:
    assert until.wait(DEADLINE_S)


def test_a_later_question_takes_an_earlier_ones_place(tmp_path: Path) -> None:
    heard: list[News] = []
    go_on = threading.Event()
    with opened(tmp_path / "data") as store:
        sell(store)
        reading = SaleReading(store, heard.append)
        store.reader.submit(lambda: wait(go_on))
        reading.find(1, SaleFilter(), None)
        reading.find(2, SaleFilter(voucher="000001"), None)
        go_on.set()
        read(store, lambda: None)

    assert len(heard) == 1
    found = heard[0]
    assert isinstance(found, SalesFound)
    assert found.request == 2
    assert [sale.identity.voucher for sale in found.page.rows] == ["000001"]


def test_the_way_back_up_is_asked_for(tmp_path: Path) -> None:
    heard: list[News] = []
    with opened(tmp_path / "data") as store:
        first, second = sell(store), sell(store)
        reading = SaleReading(store, heard.append)
        place = SaleKey(HandClock().now(), first.sale_id)
        reading.find(1, SaleFilter(), place, newer=True)
        read(store, lambda: None)
        reading.find(2, SaleFilter(), SaleKey(HandClock().now(), second.sale_id))
        read(store, lambda: None)

    pages = [news.page.rows for news in heard if isinstance(news, SalesFound)]
    numbers = [[sale.identity.sale_id for sale in rows] for rows in pages]
    assert numbers == [[second.sale_id], [first.sale_id]]


def test_a_store_that_cannot_be_read_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[News] = []

    def damaged(
        wanted: SaleFilter, after: SaleKey | None = None, *, newer: bool = False
    ) -> SalePage:
        raise StoreError(StoreErrorKind.DAMAGED, "a page")

    with opened(tmp_path / "data") as store:
        monkeypatch.setattr(store.reports, "find_sales", damaged)
        SaleReading(store, heard.append).find(7, SaleFilter(), None)
        read(store, lambda: None)

    assert heard == [SalesFailed(7, StoreErrorKind.DAMAGED)]
    assert caplog.messages == ["sales cannot be read: damaged"]
