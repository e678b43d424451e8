"""One purchase, several tries: show and scan by turns, new codes, and money that comes late.

Each try has its own row, voucher and order number, and only one of them may keep the customer's
money. A till without windows, with the real world, flow, store, client and bank.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.sale import Method, SaleState, Wallet
from kpay_desktop.flows.wallet_sale.decision import act_of
from kpay_desktop.flows.wallet_sale.state import Phase
from tests.helpers.approvals import ACCEPT, REFUND
from tests.helpers.scan_cases import Case, Ends, Lane, Shown
from tests.helpers.scan_day import CASHIER, Row, ScanTill
from tests.helpers.scan_lanes import report_of
from tests.helpers.scan_sale import CUSTOMER, Sale

TOTAL_MINOR = 4_200
FRESH = Case("a try", Ends(SaleState.APPROVED))
OLD = Case("an old code", Ends(SaleState.DECLINED), shown=Shown.EXPIRED)


class Counter:
    """A till, and the tries of one purchase at it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.till = ScanTill(folder, Lane.BUSY)
        self.tries: list[Sale] = []

    def scan(self, case: Case = FRESH, outcome: str = "") -> Sale:
        """Read the code on the customer's phone."""
        self._want(outcome)
        return self._try(self.till.code_of(case))

    def show(self, outcome: str = "") -> Sale:
        """Show a code of our own; wait until the customer sees it."""
        self._want(outcome)
        sale = self._try("")
        sale.reaches(Phase.SHOWN)
        return sale

    def _want(self, outcome: str) -> None:
        if outcome:
            self.till.desk.set_next(outcome)

    def _try(self, code: str) -> Sale:
        before = self.tries[-1].view.sale.identity.sale_id if self.tries else None
        flow = self.till.charge(TOTAL_MINOR, Method.WECHAT, code, before)
        sale = Sale(self.till, FRESH, flow, code)
        self.tries.append(sale)
        return sale

    def pays(self, sale: Sale) -> None:
        """The customer reads the code that we showed, and pays."""
        scan = self.till.desk.scan(sale.view.state.code_text)
        assert self.till.desk.press(scan.order, CUSTOMER, "pay").result in {"paid", "processing"}

    def cancelled(self, sale: Sale) -> None:
        """Press Cancel; the next try waits until nobody is charged for this one."""
        sale.cancel()
        sale.reaches(Phase.CLOSED)

    def decided(self, sale: Sale, kind: Supervised, *ends: Phase) -> None:
        """A supervisor decides about money that came late."""
        self.till.decide(sale.flow, kind)
        sale.reaches(*ends)

    def books(self) -> list[Row]:
        """Stop everything; hold the books against each other; return the tries' rows."""
        for sale in self.tries:
            sale.ends()
        left_minor = self.till.left_accounts_minor()
        self.till.stop()
        rows = list(self.till.rows().values())
        assert len({row.order_no for row in rows}) == len(rows) == len(self.tries)
        kept = [row for row in rows if row.state == "approved"]
        assert left_minor == sum(row.total_minor for row in kept) == TOTAL_MINOR
        report = report_of(self.folder)
        assert report["faults"] == []
        assert {slip["order"] for slip in report["slips"]} == {row.order_no for row in kept}
        return rows


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A counter whose till runs."""
    made = Counter(tmp_path / "data")
    try:
        made.till.start()
        yield made
    finally:
        made.till.stop()


def states(counter: Counter) -> list[str]:
    return [row.state for row in counter.books()]


def test_an_expired_code_then_a_fresh_one(counter: Counter) -> None:
    old = counter.scan(OLD)
    old.reaches(Phase.DECLINED)
    fresh = counter.scan()
    fresh.reaches(Phase.APPROVED)
    assert old.order_no != fresh.order_no
    vouchers = {sale.view.sale.identity.voucher for sale in counter.tries}
    assert len(vouchers) == 2
    assert states(counter) == ["declined", "approved"]


def test_show_then_scan_and_nobody_pays_the_first(counter: Counter) -> None:
    counter.cancelled(counter.show())
    counter.scan().reaches(Phase.APPROVED)
    assert states(counter) == ["closed", "approved"]


def test_scan_then_show_and_nobody_pays_the_first(counter: Counter) -> None:
    first = counter.scan(outcome="userpaying")
    first.reaches(Phase.PAYING)
    counter.cancelled(first)
    second = counter.show()
    counter.pays(second)
    second.reaches(Phase.APPROVED)
    assert states(counter) == ["closed", "approved"]


def test_the_first_shown_code_is_paid_after_the_scan(counter: Counter) -> None:
    first = counter.show("late")
    counter.cancelled(first)
    counter.scan().reaches(Phase.APPROVED)
    counter.pays(first)
    counter.till.desk.settle(first.order_no)
    first.reaches(Phase.PAID_LATE)
    # The purchase is paid: this money can only go back.
    counter.till.decide(first.flow, ACCEPT)
    counter.till.until("a refusal", lambda: bool(first.view.note))
    assert first.view.state.phase is Phase.PAID_LATE
    counter.decided(first, REFUND, Phase.REFUNDED)
    assert states(counter) == ["refunded", "approved"]


def test_the_first_scan_is_settled_after_the_code_was_paid(counter: Counter) -> None:
    first = counter.scan(outcome="late")
    first.reaches(Phase.PAYING)
    counter.cancelled(first)
    second = counter.show()
    counter.pays(second)
    second.reaches(Phase.APPROVED)
    counter.till.desk.settle(first.order_no)
    first.reaches(Phase.PAID_LATE)
    # Its reversal may still be on its way: this money is offered back, and nothing else.
    assert act_of(first.view.state, first.flow, ACCEPT, CASHIER) is None
    counter.decided(first, REFUND, Phase.REFUNDED)
    assert states(counter) == ["refunded", "approved"]


def test_the_first_shown_code_is_paid_and_the_scan_given_up(counter: Counter) -> None:
    first = counter.show("late")
    counter.cancelled(first)
    second = counter.scan(outcome="userpaying")
    second.reaches(Phase.PAYING)
    counter.cancelled(second)
    counter.pays(first)
    counter.till.desk.settle(first.order_no)
    first.reaches(Phase.PAID_LATE)
    counter.decided(first, ACCEPT, Phase.APPROVED)
    assert states(counter) == ["approved", "closed"]


@pytest.mark.parametrize("wallet", list(Wallet))
def test_three_codes_of_one_customer(counter: Counter, wallet: Wallet) -> None:
    """Two fail, the third is charged; each had an order number of its own."""
    case = Case("a try", Ends(SaleState.APPROVED), wallet)
    counter.scan(case, "payerror_paid").reaches(Phase.DECLINED)
    counter.scan(case, "code_invalid").reaches(Phase.DECLINED)
    counter.scan(case).reaches(Phase.APPROVED)
    assert states(counter) == ["declined", "declined", "approved"]
