"""What pages read: the open batch, its newest sales, a sale by its voucher."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.domain.records import BatchSummary, SaleUpdate
from kpay_desktop.domain.sale import SaleState
from models.numbers import Lane
from models.session import WrongThreadError
from tests.helpers.store import begin, close_batch, draft, opened, raw, read, sell, shown, write


def test_before_the_first_sale_the_batch_is_empty(tmp_path: Path) -> None:
    with opened(tmp_path, lane=Lane("80010001", 77)) as store:
        assert read(store, store.reports.batch_summary) == BatchSummary(77, 0, 0)
        assert read(store, lambda: store.reports.recent_sales(10)) == []
        assert begin(store).batch_no == 77


def test_only_approved_sales_count(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        sell(store)
        begin(store, draft(999_900, 100))
        closed = begin(store)
        done = replace(shown(closed), sale=SaleUpdate(closed.sale_id, SaleState.CLOSED))
        write(store, lambda: store.store.commit(done))
        assert read(store, store.reports.batch_summary) == BatchSummary(1, 2, 6_160)


def test_the_newest_sales_of_the_batch_come_first(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        close_batch(store)
        assert read(store, lambda: store.reports.recent_sales(10)) == []
        newer = [sell(store) for _ in range(5)]
        sales = read(store, lambda: store.reports.recent_sales(3))
        assert [s.identity for s in sales] == [newer[4], newer[3], newer[2]]
        assert len(read(store, lambda: store.reports.recent_sales(10))) == 5
        assert read(store, lambda: store.reports.recent_sales(0)) == []
        assert read(store, store.reports.batch_summary) == BatchSummary(2, 5, 5 * 3_080)


def test_a_reader_gets_what_the_writer_has(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = sell(store)
        same = write(store, lambda: store.store.sale(identity.sale_id))
        assert read(store, lambda: store.reports.sale(identity.sale_id)) == same
        assert read(store, lambda: store.reports.sale_by_voucher(identity.voucher)) == same
        assert read(store, lambda: store.reports.sale(99)) is None
        assert read(store, lambda: store.reports.sale_by_voucher("000099")) is None


def test_the_newest_of_equal_vouchers_is_meant(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        close_batch(store)
    with raw(tmp_path) as engine:
        engine.execute("UPDATE counters SET value = 999999 WHERE name = 'voucher'")
    with opened(tmp_path) as store:
        second = sell(store)
        found = read(store, lambda: store.reports.sale_by_voucher("000001"))
        assert found is not None
        assert found.identity == second


@pytest.mark.parametrize("text", ["", "1", "0000001", "00000x", "00 001", "\u0660\u0661\u0662345"])
def test_what_is_no_voucher_finds_nothing(tmp_path: Path, text: str) -> None:
    with opened(tmp_path) as store:
        sell(store)
        assert read(store, lambda: store.reports.sale_by_voucher(text)) is None


def test_reports_belong_to_the_readers_thread(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for call in (
            store.reports.batch_summary,
            lambda: store.reports.sale(1),
            lambda: write(store, store.reports.batch_summary),
        ):
            with pytest.raises(WrongThreadError):
                call()


def test_no_statement_is_ever_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with opened(tmp_path) as store:
        sell(store)
    assert "show_qr" not in caplog.text
    assert "INSERT" not in caplog.text
