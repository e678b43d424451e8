"""Cash given back out of the drawer, and what is given back by hand."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.cash import CashRounding, Tender, round_cash
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.domain.returns import ReturnKind, ReturnProblem, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState
from kpay_desktop.ports import BusyError, StoreErrorKind
from tests.helpers.back_counter import CASHIER, SUPERVISOR, TOTAL, BackCounter


@pytest.fixture
def counter() -> BackCounter:
    return BackCounter()


def test_a_void_of_cash_leaves_the_drawer_in_the_step_that_books_it(counter: BackCounter) -> None:
    sale_id = counter.sell(Method.CASH)
    mark = len(counter.diary)
    flow = counter.void(sale_id)
    assert counter.cards.since(mark) == ["begin", "kick", "print"]
    written = counter.store.journal[-1]
    entry = written.drawer
    assert entry is not None
    assert (entry.kind, entry.amount_minor) == (DrawerKind.VOID, -TOTAL)
    assert (entry.operator_id, entry.approver_id) == (CASHIER, SUPERVISOR)
    assert (entry.sale_id, entry.return_id) == (sale_id, counter.row(flow).identity.return_id)
    assert (counter.row(flow).state, counter.row(flow).given_minor) == (ReturnState.DONE, TOTAL)
    assert counter.sale(sale_id).state is SaleState.VOIDED
    assert len(counter.slips(flow)) == 2
    assert counter.store.open_flows() == []


def test_a_refund_of_cash_is_rounded_to_coins(counter: BackCounter) -> None:
    sale_id = counter.sell(Method.CASH)
    flow = counter.refund(sale_id, 1_003)
    assert counter.row(flow).given_minor == 1_005
    entry = counter.store.journal[-1].drawer
    assert entry is not None
    assert (entry.kind, entry.amount_minor) == (DrawerKind.REFUND, -1_005)
    sale = counter.sale(sale_id)
    assert (sale.state, sale.refunded_minor) == (SaleState.APPROVED, 1_003)


@pytest.mark.parametrize("total_minor", [1_001, 1_002, 1_003, 1_004, 1_005, 999])
@pytest.mark.parametrize("parts", [(2, 2, 2), (3, 3, 3, 3), (1,), (501, 3)])
@pytest.mark.parametrize("rounding", CashRounding)
def test_parts_add_up_to_what_was_put_into_the_drawer(
    total_minor: int, parts: tuple[int, ...], rounding: CashRounding
) -> None:
    counter = BackCounter(rounding=rounding)
    due_minor = round_cash(total_minor, rounding)
    tender = Tender(total_minor, due_minor, 5_000)
    sale_id = counter.book(SaleDraft(total_minor, 0, Method.CASH, None, CASHIER, tender=tender))
    flows = [counter.refund(sale_id, part) for part in parts]
    flows.append(counter.refund(sale_id, total_minor - sum(parts)))
    given = [counter.row(flow).given_minor or 0 for flow in flows]
    assert sum(given) == due_minor
    for flow, cents in zip(flows, given, strict=True):
        assert abs(cents - counter.row(flow).amount_minor) < 5
        assert cents % 5 == 0
    assert counter.kicks == len(flows)


@pytest.mark.parametrize(
    ("paid", "now", "total_minor", "parts"),
    [
        (CashRounding.DOWN, CashRounding.NEAREST, 1_004, (1_003, 1)),
        (CashRounding.DOWN, CashRounding.NEAREST, 1_004, (3, 1_001)),
        (CashRounding.NEAREST, CashRounding.DOWN, 1_003, (501, 502)),
        (CashRounding.NEAREST, CashRounding.DOWN, 1_003, (4, 4, 4, 991)),
    ],
)
def test_a_shop_that_rounds_in_another_way_by_now_gives_back_no_more_than_was_paid(
    paid: CashRounding, now: CashRounding, total_minor: int, parts: tuple[int, ...]
) -> None:
    before = BackCounter(rounding=paid)
    due_minor = round_cash(total_minor, paid)
    tender = Tender(total_minor, due_minor, 5_000)
    sale_id = before.book(SaleDraft(total_minor, 0, Method.CASH, None, CASHIER, tender=tender))
    counter = BackCounter(before.store, before.clock, rounding=now)
    given = [counter.row(counter.refund(sale_id, part)).given_minor or 0 for part in parts]
    assert sum(given) == due_minor
    for part, cents in zip(parts, given, strict=True):
        # A slip says no more than that of rounding.
        assert abs(cents - part) < 5
        assert cents % 5 == 0
    assert counter.sale(sale_id).refunded_minor == total_minor


def test_a_shop_that_changes_its_rounding_between_two_parts_gives_back_what_was_paid() -> None:
    before = BackCounter(rounding=CashRounding.NEAREST)
    tender = Tender(1_002, 1_000, 5_000)
    sale_id = before.book(SaleDraft(1_002, 0, Method.CASH, None, CASHIER, tender=tender))
    first = before.row(before.refund(sale_id, 3)).given_minor
    counter = BackCounter(before.store, before.clock, rounding=CashRounding.DOWN)
    parts = (6, 993)
    given = [counter.row(counter.refund(sale_id, part)).given_minor or 0 for part in parts]
    assert first == 5
    assert sum(given) == 995
    assert all(abs(cents - part) < 5 for part, cents in zip(parts, given, strict=True))


def test_cash_that_the_disk_does_not_take_stays_in_the_drawer(
    counter: BackCounter, caplog: pytest.LogCaptureFixture
) -> None:
    sale_id = counter.sell(Method.CASH)
    counter.store.fault = StoreErrorKind.FULL
    counter.press(ReturnKind.VOID, sale_id)
    assert counter.refused().kind is StoreErrorKind.FULL
    assert counter.kicks == 0
    counter.store.fault = None
    assert counter.sale(sale_id).state is SaleState.APPROVED
    assert "not begun" in caplog.text


def test_a_drawer_that_does_not_open_undoes_nothing(
    counter: BackCounter, caplog: pytest.LogCaptureFixture
) -> None:
    counter.kick_fails = BusyError("busy")
    sale_id = counter.sell(Method.CASH)
    flow = counter.void(sale_id)
    assert counter.row(flow).state is ReturnState.DONE
    assert "drawer was not opened" in caplog.text


def test_what_came_by_the_shops_own_code_is_given_back_by_hand(counter: BackCounter) -> None:
    sale_id = counter.sell(Method.PAYNOW, QrMode.OWN)
    assert counter.sale(sale_id).state is SaleState.BY_HAND
    flow = counter.refund(sale_id, 1_000)
    assert (counter.row(flow).state, counter.row(flow).given_minor) == (ReturnState.DONE, None)
    assert counter.gateway == []
    assert counter.kicks == 0
    assert counter.store.journal[-1].drawer is None
    assert len(counter.slips(flow)) == 2
    counter.press(ReturnKind.VOID, sale_id)
    assert counter.refused().problem is ReturnProblem.REFUNDED_IN_PART


def test_a_void_by_hand_voids_the_sale(counter: BackCounter) -> None:
    sale_id = counter.sell(Method.PAYNOW, QrMode.OWN)
    counter.void(sale_id)
    assert counter.sale(sale_id).state is SaleState.VOIDED


def test_no_more_cash_goes_back_than_should_lie_in_a_drawer_that_was_counted(
    counter: BackCounter,
) -> None:
    sale_id = counter.sell(Method.CASH)
    # Nobody has counted: what lies there is not known, and the money goes back.
    counter.refund(sale_id, 500)
    counter.book_in_drawer(DrawerKind.CLOSED, 0)
    counter.book_in_drawer(DrawerKind.OPENED, 1_000)
    counter.press(ReturnKind.REFUND, sale_id, 1_005)
    assert counter.refused().problem is ReturnProblem.DRAWER_SHORT
    assert counter.sale(sale_id).returning_minor == 0
    counter.refund(sale_id, 1_000)
    assert counter.sale(sale_id).refunded_minor == 1_500
