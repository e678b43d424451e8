"""Pages of sales, put together, are all sales of the filter, each once and in order."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpay_desktop.domain.records import SaleFilter, SaleKey, SaleRecord
from kpay_desktop.domain.sale import Method, SaleState
from models.database import OpenedStore
from models.history import PAGE_ROWS
from models.rows import sale_of
from models.statements import BOOK_TRANSACTIONS
from tests.helpers.store import opened, read
from tests.helpers.store_rows import SaleRow, put_sales

START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
METHODS = list(Method)
CASHIERS = ("01", "02", "90")
COUNT = 700


def rows() -> Iterator[SaleRow]:
    """Sales of three days; several in one moment, some with the clock put back."""
    for number in range(1, COUNT + 1):
        back = timedelta(hours=5) if number % 97 == 0 else timedelta()
        yield SaleRow(
            sale_id=number,
            voucher=number % 9 + 1,
            batch_id=number % 3 + 1,
            created_at=START + timedelta(minutes=number // 4 * 25) - back,
            method=METHODS[number * 5 % 13 % len(METHODS)],
            state=list(SaleState)[number * 7 % 11 % len(SaleState)],
            cashier_id=CASHIERS[number // 5 % 3],
        )


@pytest.fixture(scope="module")
def store() -> Iterator[OpenedStore]:
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder)) as made:
        put_sales(Path(folder), rows(), batches=3)
        yield made


@pytest.fixture(scope="module")
def all_sales(store: OpenedStore) -> list[SaleRecord]:
    session = store.reports._session
    return read(store, lambda: [sale_of(row) for row in session.rows(BOOK_TRANSACTIONS, (0,))])


MOMENTS = st.none() | st.integers(-10, 80).map(lambda hours: START + timedelta(hours=hours))
FILTERS = st.builds(
    SaleFilter,
    since=MOMENTS,
    until=MOMENTS,
    method=st.none() | st.sampled_from(Method),
    state=st.none() | st.sampled_from(SaleState),
    cashier_id=st.sampled_from(("", *CASHIERS, "77")),
) | st.builds(
    SaleFilter,
    voucher=st.sampled_from(("000001", "000009", "000077", "12", "abcdef")),
    batch_no=st.none() | st.integers(1, 4),
    since=MOMENTS,
    until=MOMENTS,
    state=st.none() | st.sampled_from(SaleState),
)


def test_every_sale_is_there(all_sales: list[SaleRecord]) -> None:
    assert len(all_sales) == COUNT
    assert {sale.method for sale in all_sales} == set(Method)
    for sale in all_sales:
        assert (sale.card is not None) == (sale.method is Method.CARD) == (sale.mode is None)
        if sale.card is not None:
            assert sale.card.stan == sale.identity.sale_id


def in_order(sales: list[SaleRecord], wanted: SaleFilter) -> list[SaleRecord]:
    """Return what is wanted, newest first."""
    by_number = wanted.voucher != ""
    return sorted(
        (sale for sale in sales if wanted.admits(sale)),
        key=lambda s: (0 if by_number else s.created_at.timestamp(), s.identity.sale_id),
        reverse=True,
    )


def pages(
    store: OpenedStore, wanted: SaleFilter, after: SaleKey | None, *, newer: bool
) -> Iterator[tuple[SaleRecord, ...]]:
    """Yield the pages from a place on; all but the last are full."""
    while True:
        page = read(store, partial(store.reports.find_sales, wanted, after, newer=newer))
        yield page.rows
        if page.next_key is None:
            return
        assert len(page.rows) == PAGE_ROWS
        after = page.next_key


def place(sale: SaleRecord) -> SaleKey:
    return SaleKey(sale.created_at, sale.identity.sale_id)


@settings(deadline=None, max_examples=200)
@given(wanted=FILTERS)
def test_pages_hold_each_sale_once_and_in_order(
    store: OpenedStore, all_sales: list[SaleRecord], wanted: SaleFilter
) -> None:
    found = [row for page in pages(store, wanted, None, newer=False) for row in page]

    assert found == in_order(all_sales, wanted)


@settings(deadline=None, max_examples=200)
@given(wanted=FILTERS, data=st.data())
def test_the_way_back_leads_past_the_same_sales(
    store: OpenedStore, all_sales: list[SaleRecord], wanted: SaleFilter, data: st.DataObject
) -> None:
    expected = in_order(all_sales, wanted)
    at = data.draw(st.integers(0, len(expected)))
    after = place(expected[at]) if at < len(expected) else None

    found: list[SaleRecord] = []
    for page in pages(store, wanted, after, newer=True):
        found = [*page, *found]

    assert found == expected[:at]


@settings(deadline=None, max_examples=50)
@given(wanted=FILTERS, data=st.data())
def test_a_step_down_and_a_step_up_meet(
    store: OpenedStore, all_sales: list[SaleRecord], wanted: SaleFilter, data: st.DataObject
) -> None:
    expected = in_order(all_sales, wanted)
    at = data.draw(st.integers(0, max(0, len(expected) - 1)))
    if not expected:
        return
    down = read(store, partial(store.reports.find_sales, wanted, place(expected[at])))
    if not down.rows:
        return
    up = read(store, partial(store.reports.find_sales, wanted, place(down.rows[0]), newer=True))

    assert up.rows[-1] == expected[at]
    assert up.rows == tuple(expected[max(0, at + 1 - PAGE_ROWS) : at + 1])
