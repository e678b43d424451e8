"""Each outcome of the bank's table, in the state that the table names, with the books agreeing.

The real store, client, bank, printer and clocks; no windows. The desk asks for the outcome where
it needs a shorter delay than the table's, the cents of the total wherever they can.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.flows.wallet_sale.decision import is_insisted
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.settings import Settings, parse_settings
from tests.helpers.approvals import ACCEPT, REFUND
from tests.helpers.audit_log import audit_log
from tests.helpers.display import ROOT
from tests.helpers.real_till import QUICK, audit, profile_text, sales_of
from tests.helpers.shop_day import CASHIER, SUPERVISOR, ShopDay
from ui.backend import Authorised, AuthoriseRefused

DOLLARS = 500
QUICK_S = 0.3

Script = Callable[[ShopDay], None]


@dataclass(frozen=True, slots=True)
class Row:
    """An outcome, what people do, and where the sale ends; ``cents`` of 0: by the desk."""

    outcome: str
    script: Script
    end: Phase
    cents: int = 0
    method: Method = Method.PAYNOW

    @property
    def name(self) -> str:
        """The test's name."""
        return f"{self.outcome}-{self.script.__name__}-{self.method.value}"


# --- what people do -----------------------------------------------------------------------------


def nobody(_: ShopDay) -> None:
    """The sale ends without a code."""


def pays(day: ShopDay) -> None:
    """The customer pays as soon as the code is there."""
    day.shows_code()
    assert day.customer() is not None


def refuses(day: ShopDay) -> None:
    """The customer refuses."""
    day.shows_code()
    day.customer("refuse")


def cannot_pay(day: ShopDay) -> None:
    """The app knows nothing of the code, and the cashier cancels."""
    day.shows_code()
    assert day.customer() is None
    day.cancel()


def pays_and_the_bank_thinks(day: ShopDay) -> None:
    """The cashier cancels while the payment is under way; it is settled after all."""
    day.shows_code()
    day.customer()
    day.cancel()
    day.reaches(Phase.CLOSING)
    day.desk.settle(day.view.sale.identity.order_no)


def gets_the_money_back(day: ShopDay) -> None:
    """The cashier cancels while the payment is under way; the bank returns the money."""
    day.shows_code()
    day.customer()
    day.cancel()
    day.reaches(Phase.CLOSING)
    day.desk.give_back(day.view.sale.identity.order_no)


def pays_late(day: ShopDay) -> None:
    """The customer pays a code that has been closed."""
    day.shows_code()
    day.cancel()
    day.reaches(Phase.CLOSED)
    day.customer()
    day.reaches(Phase.PAID_LATE)


def pays_late_and_is_refunded(day: ShopDay) -> None:
    """The same, and a supervisor lets the cashier send the money back."""
    pays_late(day)
    day.decide(REFUND)


def pays_late_and_is_accepted(day: ShopDay) -> None:
    """The same, and a supervisor lets the cashier accept the money."""
    pays_late(day)
    day.decide(ACCEPT)


def pays_twice(day: ShopDay) -> None:
    """Two customers pay; a supervisor lets the cashier send the second payment back."""
    pays(day)
    day.reaches(Phase.APPROVED)
    waits = {CreditState.INBOX}
    day.until("two payments", lambda: len(day.view.state.payments) == 2)
    assert {p.state for p in day.view.state.payments[1:]} == waits
    day.decide(REFUND)
    day.until("the refund", lambda: day.view.state.payments[1].state is CreditState.REFUNDED)


def pays_and_the_bank_says_another_amount(day: ShopDay) -> None:
    """The till believes no other amount; the bank then names the right one."""
    pays(day)
    day.reaches(Phase.DOUBT)
    assert day.world.waiting_slips() == 0
    day.desk.settle(day.view.sale.identity.order_no)


PAYNOW_ROWS = (
    Row("approve", pays, Phase.APPROVED),
    Row("decline", nobody, Phase.DECLINED, 91),
    Row("payer_refuses", refuses, Phase.DECLINED, 92),
    Row("pending", pays_and_the_bank_thinks, Phase.APPROVED, 93),
    Row("pending", gets_the_money_back, Phase.CLOSED, 93),
    Row("late", pays_late_and_is_refunded, Phase.REFUNDED),
    Row("late", pays_late_and_is_accepted, Phase.APPROVED),
    Row("late", pays, Phase.APPROVED),
    Row("paid_twice", pays_twice, Phase.APPROVED),
    Row("uncertain", pays, Phase.APPROVED),
    Row("doubled_callback", pays, Phase.APPROVED, 98),
    Row("wrong_amount_paid", pays_and_the_bank_says_another_amount, Phase.APPROVED, 99),
    Row("never", nobody, Phase.CLOSED),
    Row("lose_answer", nobody, Phase.CLOSED, 82),
    Row("slow", pays, Phase.APPROVED),
    Row("http_500", nobody, Phase.CLOSED, 84),
    Row("garbage", nobody, Phase.CLOSED, 86),
    Row("half_body", nobody, Phase.CLOSED, 87),
    Row("lose_paid_answer", pays, Phase.APPROVED, 88),
    Row("wrong_amount_code", nobody, Phase.CLOSED, 71),
    Row("wrong_reference_code", nobody, Phase.CLOSED, 72),
    Row("broken_code", nobody, Phase.CLOSED, 73),
    Row("bad_signature", nobody, Phase.CLOSED, 74),
    Row("bad_signature_paid", pays, Phase.APPROVED, 76),
    Row("wrong_reference_paid", pays, Phase.APPROVED, 77),
    Row("replayed_paid", pays, Phase.APPROVED, 78),
)
WECHAT_ROWS = (
    Row("wrong_reference_code", cannot_pay, Phase.CLOSED, 72, Method.WECHAT),
    Row("broken_code", nobody, Phase.CLOSED, 73, Method.WECHAT),
)


def run(day: ShopDay, row: Row) -> int:
    """Take the sale; return its total."""
    if not row.cents:
        day.desk.set_next(row.outcome, delay_s=QUICK_S)
    total_minor = DOLLARS + row.cents
    day.charge(total_minor, row.method)
    row.script(day)
    day.reaches(row.end)
    day.settles()
    return total_minor


@pytest.mark.parametrize("row", PAYNOW_ROWS + WECHAT_ROWS, ids=lambda row: row.name)
def test_outcome(row: Row, data: Path, caplog: pytest.LogCaptureFixture) -> None:
    with ShopDay(parse_settings(profile_text(), "test"), data) as day:
        total_minor = run(day, row)
        is_shown = Phase.SHOWN in day.phases
        was_in_doubt = Phase.DOUBT in day.phases

    report = audit(data)
    approved = row.end is Phase.APPROVED
    slips = [(slip["copy"], slip["total_minor"], slip["duplicate"]) for slip in report["slips"]]
    copies = [("merchant", total_minor, False), ("customer", total_minor, False)]
    assert slips == (copies if approved else [])
    assert sum(report["moves"].values()) == 0
    assert report["moves"].get("customer:1010", 0) == (-total_minor if approved else 0)
    assert is_shown is (row.script is not nobody)
    assert was_in_doubt is (row.outcome == "wrong_amount_paid")


def quick_insisting() -> Settings:
    """The profile of a shop that does not wait long for a bank that keeps to its word."""
    return parse_settings(profile_text(QUICK | {"insist_s": "0.4"}), "test")


def pays_another_amount(day: ShopDay) -> None:
    """The link does not show its amount: what comes is not what was asked for."""
    day.charge(DOLLARS + 71, Method.WECHAT)
    pays(day)
    day.reaches(Phase.DOUBT)
    assert day.world.waiting_slips() == 0
    day.until("the same word again", lambda: is_insisted(day.view.state))


def test_a_wechat_code_for_another_amount_is_refunded_with_a_supervisor(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with ShopDay(quick_insisting(), data) as day:
        pays_another_amount(day)
        day.world.check(day.view.flow)
        day.decide(REFUND)
        day.reaches(Phase.REFUNDED)
        day.settles()
    report = audit(data)
    assert (report["slips"], report["moves"].get("customer:1010", 0)) == ([], 0)


def test_a_wechat_code_for_another_amount_is_accepted_as_what_was_paid(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with ShopDay(quick_insisting(), data) as day:
        pays_another_amount(day)
        day.decide(ACCEPT)
        day.reaches(Phase.APPROVED)
        day.settles()
    report = audit(data)
    assert {slip["total_minor"] for slip in report["slips"]} == {DOLLARS + 171}
    assert report["moves"]["customer:1010"] == -(DOLLARS + 171)
    summary, rows = sales_of(data)
    assert [(row.state, row.total_minor) for row in rows] == [(SaleState.APPROVED, DOLLARS + 171)]
    assert summary.total_minor == DOLLARS + 171


def test_every_outcome_of_the_table_is_tried() -> None:
    text = (ROOT / "docs" / "bank.md").read_text("utf-8")
    text = text.partition("\n## Outcomes\n")[2].partition("\n### ")[0]
    table = set(re.findall(r"^\| `(\w+)` \| (?:\.\d\d)? ?\| sale", text, re.MULTILINE))
    assert len(table) == 23
    assert {row.outcome for row in PAYNOW_ROWS} == table


def test_a_cashier_alone_does_not_decide_about_money_that_came_late(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with ShopDay(parse_settings(profile_text(), "test"), data) as day:
        day.desk.set_next("late", delay_s=0.2)
        day.charge(DOLLARS, Method.PAYNOW)
        pays_late(day)
        # Nobody is signed in; then a cashier is, with their own PIN, or in somebody else's name.
        assert isinstance(day.authorise(REFUND), AuthoriseRefused)
        day.sign_in(CASHIER)
        assert isinstance(day.authorise(REFUND, CASHIER), AuthoriseRefused)
        assert isinstance(day.authorise(REFUND, SUPERVISOR, SUPERVISOR), AuthoriseRefused)
        # Without an approval, with one for something else, and with one that was used up by that.
        given = day.authorise(REFUND)
        assert isinstance(given, Authorised)
        for kind, number in (
            (REFUND, ""),
            (ACCEPT, given.approval_no),
            (REFUND, given.approval_no),
        ):
            day.view_changes(partial(day.world.decide, day.view.flow, kind, number))
            assert day.view.state.phase is Phase.PAID_LATE
        # An approval ends when its asker leaves.
        given = day.authorise(REFUND)
        assert isinstance(given, Authorised)
        day.world.sign_out(CASHIER)
        day.sign_in(CASHIER)
        day.view_changes(partial(day.world.decide, day.view.flow, REFUND, given.approval_no))
        assert day.view.state.phase is Phase.PAID_LATE
        day.decide(REFUND)
        day.reaches(Phase.REFUNDED)
    report = audit(data)
    assert (report["faults"], report["slips"]) == ([], [])
    told = audit_log(data, "authorised", "refund_late")
    assert [row.operator_id for row in told] == ["90", "90", "90", "01"]
    assert told[-1].action == "refund_late"
    assert (told[-1].detail["approver"], told[-1].detail["amount"]) == ("90", DOLLARS)
