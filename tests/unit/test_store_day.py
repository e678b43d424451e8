"""Voids, refunds and settlements in the real store: numbers, lanes, audit, slips of old batches."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from kpay_desktop.domain.moves import ReturnUpdate
from kpay_desktop.domain.records import SaleFilter
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.domain.totals import Totals
from kpay_desktop.ports import StoreError
from models.numbers import Lane
from models.reports import Reports
from tests.helpers.store import audit_rows, draft, opened, raw, read, scanned, write
from tests.helpers.store_cards import facts
from tests.helpers.store_day import (
    AT,
    back_draft,
    back_step,
    begin_back,
    begin_settling,
    cash_draft,
    close_lane,
    end,
    pay,
    pay_by_card,
    refund,
    refund_to_card,
    sale_in,
    sell_cash,
    void,
)

SET_VOUCHER = "UPDATE counters SET value = ? WHERE name = 'voucher'"


def set_last_voucher(folder: Path, number: int) -> None:
    with raw(folder) as engine:
        engine.execute(SET_VOUCHER, (number,))


# --- numbers --------------------------------------------------------------------------------


def test_one_run_of_numbers_names_sales_and_returns_across_starts(tmp_path: Path) -> None:
    numbers: list[int] = []
    for _ in range(3):
        with opened(tmp_path) as store:
            port = store.store
            sold = write(store, partial(pay, port, draft())).sale_id
            numbers += [sold, write(store, partial(void, port, sold)).return_id]
            cash = write(store, partial(sell_cash, port)).sale_id
            numbers += [cash, write(store, partial(refund, port, cash, 1)).return_id]
    assert numbers == list(range(1, 13))


def test_numbers_of_returns_and_orders_are_one_run_and_fit_the_gateway(tmp_path: Path) -> None:
    with opened(tmp_path, lane=Lane("800100012AB")) as store:
        port = store.store
        sold = write(store, partial(pay, port, draft()))
        back = write(store, partial(refund, port, sold.sale_id, 1))
        undone = write(store, partial(pay, port, draft()))
        gone = write(store, partial(void, port, undone.sale_id))
        orders = [sold.order_no, back.number, undone.order_no, gone.number]
        assert orders == sorted(set(orders))
        assert all(len(order) == 25 and order.isalnum() for order in orders)


def test_vouchers_are_unique_over_sales_and_refunds_of_open_batches(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port = store.store
        sold = write(store, partial(pay, port, draft()))
        back = write(store, partial(refund, port, sold.sale_id, 1))
        assert (sold.voucher, back.voucher) == ("000001", "000002")
    set_last_voucher(tmp_path, 999_999)
    with opened(tmp_path) as store:
        port = store.store
        assert write(store, partial(pay, port, scanned())).voucher == "000003"
        write(store, partial(close_lane, port, "paynow"))
    set_last_voucher(tmp_path, 999_999)
    with opened(tmp_path) as store:
        port = store.store
        # The refund's number is free with its batch, and the other lane's sale keeps its own.
        taken = [write(store, partial(refund, port, 1, 1)).voucher for _ in range(3)]
        assert taken == ["000001", "000002", "000004"]
        assert store.verify(60).problems == ()


def test_a_return_that_was_not_written_gives_its_numbers_back(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port = store.store
        sold = write(store, partial(pay, port, draft()))
        too_much = back_draft(ReturnKind.REFUND, sold.sale_id, 3_081)
        with pytest.raises(StoreError):
            write(store, partial(begin_back, port, too_much))
        back = write(store, partial(refund, port, sold.sale_id, 3_080))
        assert (back.return_id, back.voucher) == (2, "000002")
        assert store.verify(60).problems == ()


# --- lanes ----------------------------------------------------------------------------------


def test_each_acquirer_has_a_lane_and_batches_stand_in_their_order(tmp_path: Path) -> None:
    with opened(tmp_path, lane=Lane("80010001", 7)) as store:
        port = store.store
        write(store, partial(sell_cash, port))
        for method in (Method.ALIPAY, Method.WECHAT, Method.PAYNOW):
            write(store, partial(pay, port, scanned(method)))
        write(store, partial(pay_by_card, port, "one"))
        open_ = read(store, store.reports.open_batches)
        lanes = [(batch.acquirer, batch.batch_no) for batch in open_]
        assert lanes == [(lane, 7) for lane in ("cards", "wechat", "paynow", "alipay", "cash")]
        assert read(store, store.reports.batch_summary).batch_no == 7
        write(store, partial(close_lane, port, "cash"))
        again = write(store, partial(sell_cash, port))
        assert again.batch_no == 8


def test_a_settled_batch_stays_what_it_was_whatever_comes(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port, reports = store.store, store.reports
        late = write(store, partial(pay, port, draft(), SaleState.CLOSED))
        sold = write(store, partial(pay, port, draft(1_000, 0)))
        gone = write(store, partial(pay, port, draft(500, 0)))
        write(store, partial(void, port, gone.sale_id))
        write(store, partial(close_lane, port, "paynow"))
        before = read(store, partial(words_of, reports, 1))
        write(store, partial(refund, port, sold.sale_id, 400))
        write(store, partial(end, port, late, SaleState.APPROVED))
        write(store, partial(refund, port, late.sale_id, 80))
        assert read(store, partial(words_of, reports, 1)) == before
        assert read(store, partial(reports.batch_figures, 2)).totals == Totals(1, 3_080, 2, 480)
        assert [e.row_id for e in read(store, partial(reports.listed, 1))] == [2, 3, 4]
        assert store.verify(60).problems == ()


def words_of(reports: Reports, batch_id: int) -> str:
    """Return everything that a settlement's slip reads."""
    figures, groups = reports.batch_figures(batch_id), reports.batch_groups(batch_id)
    return f"{figures} {groups} {reports.batch_span(batch_id)}"


def test_what_comes_late_gets_another_voucher_where_its_own_is_in_use(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port = store.store
        late = write(store, partial(pay, port, draft(), SaleState.CLOSED))
        sold = write(store, partial(pay, port, draft()))
        no = write(store, partial(refund, port, sold.sale_id, 5, ReturnState.REFUSED))
        write(store, partial(close_lane, port, "paynow"))
    set_last_voucher(tmp_path, 999_999)
    with opened(tmp_path) as store:
        port = store.store
        taken = [write(store, partial(pay, port, scanned())).voucher for _ in range(3)]
        assert taken == [late.voucher, sold.voucher, no.voucher]
        write(store, partial(end, port, late, SaleState.APPROVED))
        write(store, lambda: port.commit(back_step(no, ReturnState.DONE)))
        moved = write(store, partial(sale_in, port, late.sale_id))
        back = write(store, partial(port.back, no.return_id))
        assert back is not None
        assert (moved.identity.voucher, back.identity.voucher) == ("000004", "000005")
        assert (moved.identity.batch_no, back.identity.batch_no) == (2, 2)
        page = read(store, lambda: store.reports.find_sales(SaleFilter(voucher="000004")))
        assert page.rows == (moved,)
        assert write(store, partial(pay, port, draft())).voucher == "000006"
        assert store.verify(60).problems == ()


def test_a_batch_of_an_earlier_release_is_settled_in_its_own_lane(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        write(store, partial(pay, store.store, draft()))
        write(store, partial(pay, store.store, scanned(Method.PAYNOW), SaleState.OPEN))
    with raw(tmp_path) as engine:
        engine.execute("UPDATE batches SET acquirer = 'wallets'")
        engine.execute("UPDATE counters SET name = 'batch:wallets' WHERE name = 'batch:paynow'")
    with opened(tmp_path) as store:
        port = store.store
        assert write(store, partial(pay, port, draft())).batch_no == 1
        assert write(store, partial(begin_settling, port, "paynow")) is not None
        write(store, partial(close_lane, port, "wallets"))
        lanes = [(b.acquirer, b.batch_no) for b in read(store, store.reports.open_batches)]
        assert lanes == [("paynow", 1), ("wallets", 2)]


# --- what is carried, what is wiped ---------------------------------------------------------


def test_the_vault_keeps_what_goes_on_in_the_next_batch(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port = store.store
        done = write(store, partial(pay_by_card, port, "done"))
        held = write(store, partial(pay_by_card, port, "held"))
        pending = write(store, partial(refund_to_card, port, held.sale_id, 100, "back"))
        # The same card was shown for another refund. Both sales count, so both stay.
        write(store, partial(refund_to_card, port, done.sale_id, 100, "held"))
        first = write(store, partial(close_lane, port, "cards"))
        kept = [write(store, partial(port.sealed_card, name)) for name in ("done", "held", "back")]
        assert [card is not None for card in kept] == [False, True, True]
        carried = read(store, partial(store.reports.carried, first.settlement_id))
        assert [entry.row_id for entry in carried] == [3, 4]
        for number, handle in ((pending.return_id, "back"), (4, "held")):
            update = ReturnUpdate(number, ReturnState.UNDONE, facts=facts(handle), finished_at=AT)
            step = back_step(replace(pending, return_id=number), ReturnState.UNDONE)
            write(store, partial(port.commit, replace(step, back=update)))
        write(store, partial(close_lane, port, "cards"))
        kept = [write(store, partial(port.sealed_card, name)) for name in ("done", "held", "back")]
        assert kept == [None, None, None]
        assert store.verify(60).problems == ()


def test_only_what_is_sealed_is_named_as_wiped(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port = store.store
        write(store, partial(pay_by_card, port, "one"))
        write(store, partial(close_lane, port, "cards"))
        write(store, partial(pay, port, draft()))
        write(store, partial(close_lane, port, "paynow"))
    with raw(tmp_path) as engine:
        found = engine.execute("SELECT body FROM journal WHERE body LIKE '%closes%' ORDER BY seq")
        bodies = [str(row[0]) for row in found.fetchall()]
    assert '"wiped_cards":["one"]' in bodies[0]
    assert '"wiped_cards":[]' in bodies[1]


# --- who let it happen ----------------------------------------------------------------------


def test_both_names_of_a_void_stand_in_the_audit_log(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port = store.store
        sold = write(store, partial(pay, port, draft()))
        write(store, partial(refund, port, sold.sale_id, 80))
        undone = write(store, partial(pay, port, draft()))
        write(store, partial(void, port, undone.sale_id))
        rows = audit_rows(store)
    assert rows == [
        ("01", "refund", "000002", '{"amount":80,"approver":"90","on":"sale:1"}'),
        ("01", "void", "000003", '{"amount":3080,"approver":"90","on":"sale:3"}'),
    ]


# --- what pages read ------------------------------------------------------------------------


def test_settlements_are_read_newest_first_a_page_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port, reports = store.store, store.reports
        for _ in range(5):
            write(store, partial(sell_cash, port))
            write(store, partial(close_lane, port, "cash"))
        newest = read(store, lambda: reports.settlements(None, 3))
        assert [one.identity.settlement_id for one in newest] == [5, 4, 3]
        older = read(store, lambda: reports.settlements(3, 3))
        assert [one.identity.batch_no for one in older] == [2, 1]
        assert newest[0].state == '{"p":"settled"}'
        assert read(store, lambda: reports.settlements(1, 3)) == []


def test_a_list_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port, reports = store.store, store.reports
        for number in range(6):
            state = (SaleState.APPROVED, SaleState.CLOSED, SaleState.OPEN)[number % 3]
            write(store, partial(pay, port, draft(), state))
        write(store, partial(refund, port, 1, 5))
        write(store, partial(void, port, 4))
        found, after = [], 0
        while page := read(store, partial(reports.listed, 1, after, 2)):
            assert len(page) <= 2
            found += [entry.row_id for entry in page]
            after = found[-1]
        assert found == [1, 3, 4, 6, 7, 8]
        span = read(store, partial(reports.batch_span, 1))
        assert span is not None
        assert (span.first_voucher, span.last_voucher) == ("000001", "000007")
        assert read(store, partial(reports.batch_span, 9)) is None


def test_groups_say_scheme_tips_voids_rounding_and_what_is_by_hand(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port, reports = store.store, store.reports
        for cents in (1_002, 1_003, 999):
            write(store, partial(sell_cash, port, cash_draft(cents)))
        write(store, partial(void, port, 3))
        write(store, partial(refund, port, 1, 501))
        (cash,) = read(store, partial(reports.batch_groups, 1))
        assert cash.totals == Totals(2, 2_005, 1, 501)
        assert (cash.voids, cash.voids_minor, cash.tips) == (1, 999, 0)
        # 1,000 and 1,005 came for 2,005, and 500 went back for 501.
        assert cash.rounding_minor == 1


def test_pages_find_voided_sales_and_cash(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port, reports = store.store, store.reports
        sold = write(store, partial(sell_cash, port))
        undone = write(store, partial(pay, port, draft()))
        write(store, partial(void, port, undone.sale_id))
        voided = read(store, lambda: reports.find_sales(SaleFilter(state=SaleState.VOIDED)))
        assert [sale.identity for sale in voided.rows] == [undone]
        cash = read(store, lambda: reports.find_sales(SaleFilter(method=Method.CASH)))
        assert [sale.identity for sale in cash.rows] == [sold]
        assert cash.rows[0].tender == cash_draft().tender
        # Nobody doubts cash that was counted into a hand.
        assert write(store, lambda: port.doubtful_sales(1_202, AT, 9)) == []
