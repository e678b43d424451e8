"""Sales by customers' codes and by the shop's own code, as the store keeps and counts them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kpay_desktop.domain.approval import Act, Approval, Supervised
from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.records import BatchSummary, SaleFilter, SaleRecord
from kpay_desktop.domain.sale import Method, QrMode, SaleIdentity, SaleState
from models.database import OpenedStore
from models.numbers import Lane
from tests.helpers.store import (
    HandClock,
    approved,
    begin,
    close_batch,
    moved,
    opened,
    own_code,
    raw,
    read,
    scanned,
    sell,
    settle,
    write,
)
from tests.helpers.store_cards import sell_by_card

AT = HandClock().now()


def move(store: OpenedStore, identity: SaleIdentity, state: SaleState) -> None:
    write(store, lambda: store.store.commit(moved(identity, state)))


def by_hand(store: OpenedStore) -> SaleIdentity:
    identity = begin(store, own_code())
    move(store, identity, SaleState.BY_HAND)
    return identity


def approve(store: OpenedStore, identity: SaleIdentity) -> None:
    write(store, lambda: store.store.commit(approved(identity)))


def found(store: OpenedStore, wanted: SaleFilter) -> list[int]:
    page = read(store, lambda: store.reports.find_sales(wanted))
    return [sale.identity.sale_id for sale in page.rows]


def is_paid_otherwise(store: OpenedStore, sale_id: int, attempt_id: int) -> bool:
    return write(store, lambda: store.store.has_other_approval(sale_id, attempt_id))


@pytest.mark.parametrize("method", [Method.WECHAT, Method.ALIPAY, Method.PAYNOW])
def test_a_scanned_sale_is_kept_as_what_it_is(tmp_path: Path, method: Method) -> None:
    with opened(tmp_path) as store:
        identity = begin(store, scanned(method))
        approve(store, identity)
        sale = read(store, lambda: store.reports.sale(identity.sale_id))
        assert isinstance(sale, SaleRecord)
        assert (sale.method, sale.mode, sale.state) == (method, QrMode.SCAN, SaleState.APPROVED)
        assert store.verify(60).problems == ()


def test_the_own_code_has_batches_of_its_own(tmp_path: Path) -> None:
    lane = Lane("80010001", 42)
    with opened(tmp_path, lane=lane) as store:
        assert read(store, store.reports.batch_summary).batch_no == 42
        first = by_hand(store)
        assert (first.voucher, first.batch_no) == ("000001", 42)
        assert sell(store).batch_no == sell_by_card(store).batch_no == 42
        settle(store, Acquirer.OWN)
    with raw(tmp_path) as engine:
        rows = engine.execute("SELECT acquirer, is_open FROM batches ORDER BY id")
        assert rows.fetchall() == [(Acquirer.OWN, 0), (Acquirer.PAYNOW, 1), (Acquirer.CARDS, 1)]
    with opened(tmp_path, lane=lane) as store:
        assert by_hand(store).batch_no == 43
        assert sell(store).batch_no == 42
        assert store.verify(60).problems == ()


def test_a_shop_with_nothing_else_sees_the_number_of_its_own_codes(tmp_path: Path) -> None:
    with opened(tmp_path, lane=Lane("80010001", 7)) as store:
        by_hand(store)
        close_batch(store)
        assert read(store, store.reports.batch_summary) == BatchSummary(8, 0, 0)
        by_hand(store)
        assert read(store, store.reports.batch_summary) == BatchSummary(8, 0, 0, 1, 3_080)


def test_what_is_confirmed_by_hand_is_counted_apart(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        by_hand(store)
        by_hand(store)
        begin(store, own_code())
        move(store, begin(store, own_code()), SaleState.CLOSED)
        approve(store, begin(store, scanned()))
        move(store, begin(store, scanned()), SaleState.CHECKING)
        summary = read(store, store.reports.batch_summary)
        assert summary == BatchSummary(1, 2, 6_160, by_hand_count=2, by_hand_minor=6_160)


def test_sales_by_hand_are_looked_for_by_their_state(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        hand = [by_hand(store).sale_id, by_hand(store).sale_id]
        closed = begin(store, own_code())
        move(store, closed, SaleState.CLOSED)
        checking = begin(store, scanned())
        move(store, checking, SaleState.CHECKING)
        assert found(store, SaleFilter(state=SaleState.BY_HAND)) == hand[::-1]
        assert found(store, SaleFilter(state=SaleState.BY_HAND, cashier_id="01")) == hand[::-1]
        assert found(store, SaleFilter(state=SaleState.BY_HAND, cashier_id="02")) == []
        assert found(store, SaleFilter(state=SaleState.BY_HAND, method=Method.PAYNOW)) == hand[::-1]
        assert found(store, SaleFilter(state=SaleState.BY_HAND, method=Method.WECHAT)) == []
        assert found(store, SaleFilter(state=SaleState.CHECKING)) == [checking.sale_id]
        everything = found(store, SaleFilter(method=Method.PAYNOW))
        assert everything == [closed.sale_id, *hand[::-1], 1]


# --- one purchase, one payment ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "is_taken"),
    [
        (SaleState.OPEN, True),
        (SaleState.CHECKING, True),
        (SaleState.APPROVED, True),
        (SaleState.CLOSED, False),
        (SaleState.DECLINED, False),
    ],
)
def test_a_scanned_try_stands_in_the_way_of_another(
    tmp_path: Path, state: SaleState, is_taken: bool
) -> None:
    with opened(tmp_path) as store:
        shown = begin(store)
        move(store, shown, SaleState.CLOSED)
        tried = begin(store, scanned(retry_of=shown.sale_id))
        if state is not SaleState.OPEN:
            move(store, tried, state)
        for attempt_id in (shown.attempt_id, 0):
            assert is_paid_otherwise(store, shown.sale_id, attempt_id) is is_taken
        # A try never stands in its own way.
        assert not is_paid_otherwise(store, tried.sale_id, tried.attempt_id)


def test_a_purchase_that_is_confirmed_by_hand_is_paid(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        first = begin(store, own_code())
        move(store, first, SaleState.CLOSED)
        second = begin(store, own_code(retry_of=first.sale_id))
        assert is_paid_otherwise(store, first.sale_id, first.attempt_id)
        move(store, second, SaleState.CLOSED)
        assert not is_paid_otherwise(store, first.sale_id, first.attempt_id)
        move(store, second, SaleState.BY_HAND)
        assert is_paid_otherwise(store, first.sale_id, first.attempt_id)


def test_doubt_looks_at_scanned_and_own_codes_too(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        asked = begin(store, scanned())
        move(store, asked, SaleState.CHECKING)
        shown = begin(store, own_code())
        closed = begin(store, own_code())
        move(store, closed, SaleState.CLOSED)
        confirmed = by_hand(store)
        doubted = write(store, lambda: store.store.doubtful_sales(3_080, AT, 20))
        assert [sale.identity for sale in doubted] == [confirmed, closed, shown, asked]


# --- who said so ------------------------------------------------------------------------------


def test_who_confirmed_by_hand_stands_in_the_audit_log(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        identity = begin(store, own_code())
        act = Act(Supervised.CONFIRM_BY_HAND, "own_code:1", identity.voucher, 3_080, "01")
        step = replace(moved(identity, SaleState.BY_HAND), authorised=Approval("1", act, "90", 0.0))
        write(store, lambda: store.store.commit(step))
        assert store.verify(60).problems == ()
    with raw(tmp_path) as engine:
        row = engine.execute("SELECT operator_id, action, subject, detail FROM audit").fetchone()
        assert row == (
            "01",
            "confirm_by_hand",
            identity.voucher,
            '{"amount":3080,"approver":"90","on":"own_code:1"}',
        )


@pytest.mark.parametrize(
    ("is_own", "state", "problem"),
    [
        (True, SaleState.APPROVED, "sale 1 is approved, and no bank can have said so"),
        (False, SaleState.BY_HAND, "sale 1 is confirmed by hand, and is no own code's"),
    ],
)
def test_a_sale_that_says_what_nobody_could_know_is_named(
    tmp_path: Path, is_own: bool, state: SaleState, problem: str
) -> None:
    with opened(tmp_path) as store:
        move(store, begin(store, own_code() if is_own else scanned()), state)
        assert store.verify(60).problems == (problem,)
