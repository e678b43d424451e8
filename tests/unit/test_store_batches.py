"""Each acquirer has batches of its own; people see one number and one total."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.records import BatchSummary, SaleUpdate
from kpay_desktop.domain.sale import WALLET_METHODS, Method, QrMode, SaleState
from models.numbers import Lane, acquirer_of
from tests.helpers.store import begin, opened, raw, read, sell, settle, shown, write
from tests.helpers.store_cards import begin_card, sell_by_card, take_back

LANE_42 = Lane("80010001", 42)


def test_every_method_has_its_acquirer() -> None:
    assert acquirer_of(Method.CARD, None) == Acquirer.CARDS
    for method in WALLET_METHODS:
        assert acquirer_of(method, QrMode.SHOW) == acquirer_of(method, QrMode.SCAN) == method.value
    assert acquirer_of(Method.CASH, None) == Acquirer.CASH
    assert acquirer_of(Method.PAYNOW, QrMode.OWN) == Acquirer.OWN


def test_each_acquirer_counts_its_own_batches(tmp_path: Path) -> None:
    with opened(tmp_path, lane=LANE_42) as store:
        assert [sell(store).batch_no, sell_by_card(store).batch_no] == [42, 42]
        settle(store, Acquirer.CARDS)
        assert [sell(store).batch_no, begin_card(store).batch_no] == [42, 43]
        settle(store, Acquirer.PAYNOW)
        settle(store, Acquirer.CARDS)
    with opened(tmp_path, lane=LANE_42) as store:
        assert [begin_card(store).batch_no, sell(store).batch_no] == [44, 43]
        assert store.verify(60).problems == ()
    with raw(tmp_path) as engine:
        rows = engine.execute("SELECT acquirer, number, is_open FROM batches ORDER BY id")
        assert rows.fetchall() == [
            ("paynow", 42, 0),
            ("cards", 42, 0),
            ("cards", 43, 0),
            ("cards", 44, 1),
            ("paynow", 43, 1),
        ]


def test_the_summary_covers_both_and_has_the_number_of_the_cards(tmp_path: Path) -> None:
    with opened(tmp_path, lane=LANE_42) as store:
        reports = store.reports
        assert read(store, reports.batch_summary) == BatchSummary(42, 0, 0)
        sell(store)
        settle(store, Acquirer.PAYNOW)
        sell(store)
        assert read(store, reports.batch_summary) == BatchSummary(43, 1, 3_080)
        sell_by_card(store)
        assert read(store, reports.batch_summary) == BatchSummary(42, 2, 6_160)
        begin_card(store)
        take_back(store, "back")
        assert read(store, reports.batch_summary) == BatchSummary(42, 2, 6_160)
        settle(store, Acquirer.CARDS)
        assert read(store, reports.batch_summary) == BatchSummary(43, 1, 3_080)
        settle(store, Acquirer.PAYNOW)
        assert read(store, reports.batch_summary).count == 0


def test_the_newest_sales_are_those_of_all_open_batches(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        settled = sell_by_card(store, "old")
        settle(store, Acquirer.CARDS)
        sold = [sell(store), sell_by_card(store), sell(store), begin_card(store)]
        newest = read(store, lambda: store.reports.recent_sales(3))
        assert [sale.identity for sale in newest] == [sold[3], sold[2], sold[1]]
        everything = read(store, lambda: store.reports.recent_sales(100))
        assert [sale.identity for sale in everything] == sold[::-1]
        assert settled not in {sale.identity for sale in everything}


def test_a_voucher_is_not_given_out_twice_over_all_open_batches(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        card = sell_by_card(store)
        assert card.voucher == "000001"
    with raw(tmp_path) as engine:
        engine.execute("UPDATE counters SET value = 999999 WHERE name = 'voucher'")
    with opened(tmp_path) as store:
        # The wallets' batch has no sale yet, but the number stands in the cards' open one.
        assert begin(store).voucher == "000002"
        settle(store, Acquirer.CARDS)
    with raw(tmp_path) as engine:
        engine.execute("UPDATE counters SET value = 999999 WHERE name = 'voucher'")
    with opened(tmp_path) as store:
        again = begin_card(store)
        assert again.voucher == "000001"
        found = read(store, lambda: store.reports.sale_by_voucher("000001"))
        assert found is not None
        assert found.identity == again


def test_settling_one_acquirer_leaves_the_other_its_sales(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        wallet, card = begin(store), sell_by_card(store)
        settle(store, Acquirer.CARDS)
        assert write(store, lambda: store.store.batch_is_open(wallet.sale_id))
        assert not write(store, lambda: store.store.batch_is_open(card.sale_id))
        done = replace(shown(wallet), sale=SaleUpdate(wallet.sale_id, SaleState.APPROVED))
        write(store, lambda: store.store.commit(done))
        assert read(store, store.reports.batch_summary) == BatchSummary(1, 1, 3_080)
        assert store.verify(60).problems == ()
