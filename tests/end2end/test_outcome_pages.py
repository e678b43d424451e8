"""Each outcome of the bank's table, read off the pages of the real till in both languages.

What is said at each step was written down by hand (``tests/helpers/outcome_words.py``). One till
takes all sales: the windows are painted into memory, everything else is the real thing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from kpay_desktop.settings import parse_settings
from tests.helpers import outcome_day as do
from tests.helpers.display import ROOT
from tests.helpers.open_till import SUPERVISOR, OpenTill
from tests.helpers.outcome_day import Counter, Row, work
from tests.helpers.outcome_words import PAGES, expected
from tests.helpers.real_till import audit_faults, profile_text


def _both(row: Row, cents: int) -> tuple[Row, Row]:
    """The same outcome, chosen at the desk and by the cents of the total."""
    return row, replace(row, cents=cents)


#: What the cents bring about only after a long wait: the cashier goes on, and looks again later.
SLOW = (
    Row(
        "uncertain",
        do.cancels_and_serves_the_next,
        ("approved_earlier",),
        97,
        later=do.was_approved,
    ),
    Row("late", do.cancels_and_serves_the_next, ("paid_late",), 94, later=do.came_late),
    Row("paid_twice", do.pays_and_goes, ("paid_twice_earlier",), 96, later=do.was_paid_twice),
    Row("never", do.cancels_before_the_code, ("making", "cancelled"), 81),
    Row("slow", do.pays, ("approved",), 83),
)
DESK = (
    Row("approve", do.reads_then_pays, ("code", "approved")),
    Row("approve", do.cancels, ("cancelled",)),
    Row("approve", do.lets_it_expire, ("expired",)),
    Row("approve", do.pays_behind_a_silent_line, ("checking", "approved")),
    Row("approve", do.pays_behind_a_cut_line, ("checking", "approved")),
    Row("late", do.pays, ("approved",)),
    Row("late", do.pays_late, ("paid_late", "panel_refund", "paid_late")),
    Row("uncertain", do.pays, ("approved",)),
    Row("uncertain", do.pays_and_the_bank_thinks, ("checking", "approved"), delay_s=do.LONG_S),
    Row("never", do.nobody_pays, ("no_answer_broken",)),
    Row("slow", do.pays, ("approved",)),
)
BOTH = (
    *_both(Row("decline", do.nobody_pays, ("declined",)), 91),
    *_both(Row("payer_refuses", do.refuses, ("payer_refused",)), 92),
    *_both(
        Row("pending", do.pays_and_the_bank_thinks, ("checking", "approved"), delay_s=do.LONG_S), 93
    ),
    *_both(
        Row("pending", do.gets_the_money_back, ("checking", "cancelled"), delay_s=do.LONG_S), 93
    ),
    *_both(Row("doubled_callback", do.pays, ("approved",)), 98),
    *_both(
        Row("wrong_amount_paid", do.pays_and_the_bank_names_another_amount, ("doubt", "approved")),
        99,
    ),
    *_both(Row("lose_answer", do.nobody_pays, ("no_answer_broken",)), 82),
    *_both(Row("http_500", do.nobody_pays, ("no_answer_fault",)), 84),
    *_both(Row("garbage", do.nobody_pays, ("no_answer_unreadable",)), 86),
    *_both(Row("half_body", do.nobody_pays, ("no_answer_broken",)), 87),
    *_both(Row("lose_paid_answer", do.pays, ("approved",)), 88),
    *_both(Row("wrong_amount_code", do.nobody_pays, ("code_of_another_amount",)), 71),
    *_both(Row("wrong_reference_code", do.nobody_pays, ("code_of_another_order",)), 72),
    *_both(Row("broken_code", do.nobody_pays, ("broken_code",)), 73),
    *_both(Row("bad_signature", do.nobody_pays, ("no_answer_false",)), 74),
    *_both(Row("bad_signature_paid", do.pays, ("approved",)), 76),
    *_both(Row("wrong_reference_paid", do.pays, ("approved",)), 77),
    *_both(Row("replayed_paid", do.pays, ("approved",)), 78),
)
WECHAT = tuple(
    replace(row, method="wechat")
    for row in (
        Row("approve", do.reads_then_pays, ("code", "approved")),
        Row("decline", do.nobody_pays, ("declined",), 91),
        Row("payer_refuses", do.refuses, ("payer_refused",), 92),
        Row("wrong_amount_code", do.pays_the_wrong_amount, ("doubt",), 71),
        Row("wrong_reference_code", do.cannot_pay, ("cancelled",), 72),
        Row("broken_code", do.nobody_pays, ("no_wechat_code",), 73),
    )
)
#: Whoever is signed in asks, and a supervisor's PIN decides: the supervisor's own session is no
#: exception.
DECIDED = (
    Row("late", do.pays_late_and_is_refunded, ("paid_late", "panel_refund", "refunded")),
    Row("late", do.pays_late_and_is_accepted, ("paid_late", "panel_accept", "approved")),
    Row("paid_twice", do.pays_twice, ("paid_twice", "panel_refund_second", "second_refunded")),
    Row(
        "late",
        do.pays_late_and_is_refunded,
        ("paid_late_supervisor", "panel_refund_supervisor", "refunded"),
        operator=SUPERVISOR,
    ),
)
ROWS = SLOW + DESK + BOTH + WECHAT + DECIDED

# What the outside auditor has against a sale that is left on such a page: money that waits.
UNRECEIPTED = {"paid_late", "doubt"}
PAID_TWICE = {"paid_twice_earlier"}


@dataclass(frozen=True, slots=True)
class Day:
    """What was read, and the books that were left behind."""

    counters: Mapping[Row, Counter]
    faults: list[str]


@pytest.fixture(scope="module")
def day(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    fresh_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Day:
    """Take the chosen rows' sales at one till."""
    chosen: list[Row] = []
    for item in request.session.items:
        if isinstance(item, pytest.Function) and item.path == request.path:
            spec = getattr(item, "callspec", None)
            row = spec.params.get("row") if spec is not None else None
            if isinstance(row, Row):
                chosen.append(row)
    data = Path(shutil.copytree(fresh_data, tmp_path_factory.mktemp("outcomes") / "data"))
    with OpenTill(qapp, parse_settings(profile_text(), "test"), data) as till:
        counters = work(till, chosen)
    return Day(counters, audit_faults(data))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_outcome_is_told_in_words_that_a_cashier_understands(row: Row, day: Day) -> None:
    counter = day.counters[row]
    if counter.error is not None:
        raise counter.error
    assert tuple(look.page for look in counter.looks) == row.pages
    for look in counter.looks:
        english, chinese = expected(look.page, row.method, look.facts)
        assert look.english == english
        assert look.chinese == chinese


def test_the_books_agree_with_what_the_pages_said(day: Day) -> None:
    faults = []
    for row, counter in day.counters.items():
        if counter.error is not None:
            continue
        order, page = counter.looks[-1].facts["order"], row.pages[-1]
        if page in UNRECEIPTED:
            faults += [
                f"{order} was paid and has no {copy} copy" for copy in ("merchant", "customer")
            ]
        elif page in PAID_TWICE:
            kept = 2 * counter.total_minor
            faults += [f"{order} says {counter.total_minor}, paid {kept}"] * 2
    assert sorted(day.faults) == sorted(faults)


def test_every_outcome_of_the_table_is_read_at_a_till() -> None:
    text = (ROOT / "docs" / "bank.md").read_text("utf-8")
    text = text.partition("\n## Outcomes\n")[2].partition("\n### ")[0]
    table = re.findall(r"^\| `(\w+)` \| (?:\.(\d\d))? ?\| sale", text, re.MULTILINE)
    assert len(table) == 23
    assert {row.outcome for row in ROWS if not row.cents} == {outcome for outcome, _ in table}
    by_cents = {(row.outcome, row.cents) for row in ROWS if row.cents}
    assert by_cents == {(outcome, int(cents)) for outcome, cents in table if cents}


def test_whoever_is_in_doubt_reads_the_voucher_and_whom_to_ask() -> None:
    sure = {"making", "code"} | {
        page for page in PAGES if page.startswith(("approved", "paid_twice"))
    }
    sure |= {"second_refunded"} | {page for page in PAGES if page.startswith("panel")}
    for page, texts in PAGES.items():
        for text in texts:
            assert "{voucher}" in text
            assert ("+65 6214 9234" in text) is (page not in sure), page


def test_every_page_that_was_written_down_is_reached() -> None:
    assert {page for row in ROWS for page in row.pages} == set(PAGES)
