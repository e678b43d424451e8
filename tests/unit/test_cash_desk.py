"""Cash: one durable step, then the drawer; and a book of the drawer that adds up."""

from __future__ import annotations

import logging

import pytest

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.cash import CashRounding, DrawerCount
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.domain.records import SlipCopy, SlipKind
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.cash_view import (
    CashSold,
    DrawerDone,
    DrawerRefused,
    DrawerStayedShut,
    DrawerTold,
)
from kpay_desktop.flows.sale_view import ChargeRefused
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.cash_counter import CASHIER, CashCounter, cash_draft
from tests.helpers.memory_store import InMemoryStore

FLOAT = DrawerCount({10_000: 1, 1_000: 5, 100: 20})


def test_a_sale_is_booked_with_its_slip_and_the_drawers_line_then_the_drawer_opens() -> None:
    counter = CashCounter()
    flow = counter.desk.begin(cash_draft(), "press-1", ())
    (sold,) = counter.news
    assert isinstance(sold, CashSold)
    assert flow == f"cash_sale:{sold.sale.identity.sale_id}"
    stored = counter.store.sale(sold.sale.identity.sale_id)
    assert stored == sold.sale
    assert stored is not None
    assert stored.state is SaleState.APPROVED
    assert stored.tender is not None
    assert (stored.tender.due_minor, stored.tender.rounding_minor) == (2_805, 2)
    assert stored.tender.change_minor == 2_195
    (job,) = counter.store.print_jobs(10)
    assert (job.kind, job.copy, job.subject_id) == (
        SlipKind.SALE,
        SlipCopy.CUSTOMER,
        sold.sale.identity.sale_id,
    )
    assert (counter.kicks, counter.prints) == (1, 1)
    shift = counter.store.shift()
    assert shift is not None
    # Nobody had counted: the shift began with nothing, and holds what is due and no more.
    assert (shift.opened, shift.expected_minor) == (None, 2_805)


def test_rounding_goes_down_where_the_shop_says_so() -> None:
    counter = CashCounter()
    counter.desk.begin(cash_draft(rounding=CashRounding.DOWN), "press-1", ())
    shift = counter.store.shift()
    assert shift is not None
    assert shift.expected_minor == 2_800


def test_a_full_disk_books_nothing_and_opens_no_drawer(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    store = InMemoryStore()
    counter = CashCounter(store=store)
    store.fault = StoreErrorKind.FULL
    assert counter.desk.begin(cash_draft(), "press-1", ()) is None
    assert counter.news == [ChargeRefused("press-1", StoreErrorKind.FULL)]
    assert counter.kicks == counter.prints == 0
    store.fault = None
    assert counter.store.shift() is None


def test_a_drawer_that_stays_shut_is_told_and_the_sale_stands() -> None:
    counter = CashCounter(drawer_is_there=False)
    counter.desk.begin(cash_draft(), "press-1", ())
    shut, sold = counter.news
    assert shut == DrawerStayedShut("press-1")
    assert isinstance(sold, CashSold)


def test_a_shift_runs_from_a_count_to_a_count() -> None:
    counter = CashCounter()
    counter.desk.open_shift("open", FLOAT, CASHIER)
    counter.desk.begin(cash_draft(), "press-1", ())
    counter.desk.pay_in("in", 5_000, "Change from the bank", CASHIER)
    leave = counter.leave(Supervised.PAID_OUT, 1_200)
    counter.desk.pay_out("out", 1_200, "Milk", CASHIER, leave)
    leave = counter.leave(Supervised.NO_SALE, 0)
    counter.desk.open_drawer("peek", "Changed a note", CASHIER, leave)
    expected = FLOAT.total_minor + 2_805 + 5_000 - 1_200
    shift = counter.store.shift()
    assert shift is not None
    assert shift.expected_minor == expected
    # Counting needs no kick: whoever counts has it open.
    assert counter.kicks == 4
    counter.desk.close_shift("close", FLOAT, CASHIER)
    done = [n for n in counter.news if isinstance(n, DrawerDone)][-1]
    assert done.closed is not None
    assert done.closed.closed is not None
    entry = done.closed.closed.entry
    assert (entry.expected_minor, entry.amount_minor) == (expected, FLOAT.total_minor)
    assert counter.news[-1] == DrawerTold(None)
    kinds = {name: (count, minor) for name, count, minor in done.closed.sums}
    assert kinds[DrawerKind.SALE.value] == (1, 2_805)
    assert kinds[DrawerKind.PAID_OUT.value][1] in {-1_200, 1_200}
    assert kinds[DrawerKind.NO_SALE.value][0] == 1
    slips = [(job.kind, job.subject_id) for job in counter.store.print_jobs(10)]
    assert slips[-1] == (SlipKind.SHIFT, done.closed.shift_id)
    assert [kind for kind, _ in slips].count(SlipKind.DRAWER) == 3


def test_the_next_shift_begins_anew() -> None:
    counter = CashCounter()
    counter.desk.open_shift("open", FLOAT, CASHIER)
    counter.desk.close_shift("close", FLOAT, CASHIER)
    counter.desk.open_shift("again", DrawerCount({100: 3}), CASHIER)
    shift = counter.store.shift()
    assert shift is not None
    assert (shift.expected_minor, shift.shift_id) == (300, 2)


@pytest.mark.parametrize("amount_minor", [0, -500, 503])
def test_what_is_no_coin_is_refused(amount_minor: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    counter = CashCounter()
    counter.desk.pay_in("in", amount_minor, "Change", CASHIER)
    assert counter.news == [DrawerRefused("in")]
    assert counter.kicks == 0


def test_money_goes_out_with_a_supervisors_leave_for_just_that(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    counter = CashCounter()
    counter.desk.open_shift("open", FLOAT, CASHIER)
    leave = counter.leave(Supervised.PAID_OUT, 1_000)
    counter.desk.pay_out("other amount", 1_500, "Milk", CASHIER, leave)
    counter.desk.pay_out("used up", 1_000, "Milk", CASHIER, leave)
    leave = counter.leave(Supervised.NO_SALE, 0)
    counter.desk.pay_out("other act", 1_000, "Milk", CASHIER, leave)
    leave = counter.leave(Supervised.PAID_OUT, 1_000)
    counter.desk.pay_out("other cashier", 1_000, "Milk", "02", leave)
    leave = counter.leave(Supervised.PAID_OUT, 1_000)
    counter.clock.pass_s(61.0)
    counter.desk.pay_out("too late", 1_000, "Milk", CASHIER, leave)
    refused = [n.request for n in counter.news if isinstance(n, DrawerRefused)]
    assert refused == ["other amount", "used up", "other act", "other cashier", "too late"]
    shift = counter.store.shift()
    assert shift is not None
    assert shift.expected_minor == FLOAT.total_minor
    assert counter.kicks == 0


def test_no_more_is_paid_out_than_should_lie_in_the_drawer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    store = InMemoryStore()
    counter = CashCounter(store=store)
    leave = counter.leave(Supervised.PAID_OUT, 500)
    counter.desk.pay_out("no shift", 500, "Milk", CASHIER, leave)
    assert counter.news == [DrawerRefused("no shift", most_minor=0)]
    counter.desk.open_shift("open", FLOAT, CASHIER)
    most = FLOAT.total_minor
    leave = counter.leave(Supervised.PAID_OUT, most + 5)
    counter.desk.pay_out("too much", most + 5, "Milk", CASHIER, leave)
    assert counter.news[-1] == DrawerRefused("too much", most_minor=most)
    leave = counter.leave(Supervised.PAID_OUT, most)
    counter.desk.pay_out("all of it", most, "Milk", CASHIER, leave)
    shift = counter.store.shift()
    assert shift is not None
    assert shift.expected_minor == 0
    store.unreadable = True
    counter.desk.pay_out("unread", 5, "Milk", CASHIER, "any")
    refused = [news for news in counter.news if isinstance(news, DrawerRefused)]
    assert refused[2:] == [DrawerRefused("unread", StoreErrorKind.DAMAGED)]


def test_a_shift_is_opened_once_and_closed_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    counter = CashCounter()
    counter.desk.close_shift("nothing to close", FLOAT, CASHIER)
    counter.desk.open_shift("open", FLOAT, CASHIER)
    counter.desk.open_shift("open again", FLOAT, CASHIER)
    refused = [n.request for n in counter.news if isinstance(n, DrawerRefused)]
    assert refused == ["nothing to close", "open again"]
