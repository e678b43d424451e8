"""Every clock and every error of a sale by the customer's code: both books in the right state.

Tills without windows sell through the real world, flow, store and gateway client to the bank's own
process. Outcomes are written by hand (``scan_table``). The bank's books are looked at through its
desk while everything runs, by the auditor at the end, and the till's on the disk once it has
stopped.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.domain.sale import SaleState
from tests.helpers.canary import Search
from tests.helpers.canary_shapes import Canary
from tests.helpers.scan_cases import Case
from tests.helpers.scan_lanes import Day, Lived, live
from tests.helpers.scan_table import CASES, PAIRS, SINGLES


@pytest.fixture(scope="module")
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Day:
    """Live through the cases whose tests were chosen."""
    chosen = {
        item.callspec.params["name"]
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.path == request.path
        and hasattr(item, "callspec")
    }
    cases = [case for name, case in CASES.items() if name in chosen]
    return live(tmp_path_factory.mktemp("tills"), cases)


def lived(day: Day, name: str) -> tuple[Case, Lived]:
    """Return a case and what became of it."""
    found = day.lived[name]
    if found.error is not None:
        raise found.error
    return CASES[name], found


@pytest.mark.parametrize("name", CASES)
def test_both_books_agree_on_a_scan(day: Day, name: str) -> None:
    case, found = lived(day, name)
    check_till(case, found)
    check_bank(case, found)


def check_till(case: Case, found: Lived) -> None:
    """Compare the till's pages and its disk with the table."""
    ends, seen, row = case.ends, found.seen, found.row
    assert seen is not None
    assert row is not None
    state = seen.view.state
    assert seen.view.sale.state is ends.state, seen.said
    assert ("" if state.end is None else state.end.value) == ends.reason
    assert state.refused_code == ends.code
    assert (row.state, row.mode) == (ends.state.value, "scan")
    # Both copies of what is approved, and nothing on paper of what is not.
    assert (row.slips, row.unprinted) == (2 if ends.state is SaleState.APPROVED else 0, 0)
    # Sent once, whatever became of it; taken back under one number.
    assert seen.sent == 1
    assert ends.fits(seen.answers("undo")), seen.said
    assert len({said.number for said in seen.said if said.kind == "undo"}) <= 1
    assert not seen.answers("close")


def check_bank(case: Case, found: Lived) -> None:
    """Compare the bank's order and its customers' accounts with the till's row."""
    seen, row = found.seen, found.row
    assert seen is not None
    assert row is not None
    assert seen.status in case.ends.bank.split("|"), seen.said
    expected_minor = row.total_minor if case.ends.is_paid else 0
    assert (seen.kept_minor, seen.moved_minor) == (expected_minor, expected_minor)


def test_the_auditor_is_content_with_every_till(day: Day) -> None:
    """What left the customers' accounts is what the tills' rows and slips say."""
    assert day.closings
    for closing in day.closings:
        report = closing.report
        late = sum(row.total_minor for row in closing.rows if row.state == "paid_late")
        kept = sum(entry["kept_minor"] for entry in report["paid"].values())
        assert kept == closing.approved_minor + late, closing.till
        vouched = {(slip["order"], slip["total_minor"]) for slip in report["slips"]}
        approved = {(r.order_no, r.total_minor) for r in closing.rows if r.state == "approved"}
        assert vouched == approved, closing.till
        if not late:
            assert report["faults"] == [], closing.till


def test_no_code_of_a_customer_is_written_by_a_till(day: Day) -> None:
    """Not in the database, its log and its free pages, nor in any file; the bank has its own."""
    for closing in day.closings:
        codes = [code for code in closing.codes if code.isdecimal()]
        search = Search([Canary(f"code {n}", (code,)) for n, code in enumerate(codes)])
        found = search.below(closing.folder, without=[closing.folder / "bank"])
        assert [*found, *search.store(closing.folder)] == [], closing.till


# --- the table itself -----------------------------------------------------------------------


def test_no_two_scans_have_one_name() -> None:
    assert len(CASES) == len(SINGLES) + len(PAIRS)


def test_every_outcome_of_a_scanned_sale_is_tried() -> None:
    from kpay_desktop.simulation.bank.outcomes import RULES, Kind, Way

    tried = {ask.outcome for case in CASES.values() for ask in case.asks if ask.kind == "sale"}
    scanned = {
        rule.outcome.value for rule in RULES if Kind.SALE in rule.kinds and Way.SCAN in rule.ways
    }
    assert tried == scanned - {"approve"}


def test_every_fault_of_a_reversal_is_tried() -> None:
    from kpay_desktop.simulation.bank.outcomes import RULES, Kind

    tried = {ask.outcome for case in CASES.values() for ask in case.asks if ask.kind == "cancel"}
    faults = {rule.outcome.value for rule in RULES if Kind.CANCEL in rule.kinds}
    assert tried == faults - {"approve"}


def test_the_page_names_the_figures_of_scans() -> None:
    """``docs/reliability.md`` says how many cases there are."""
    page = (Path(__file__).parents[2] / "docs" / "reliability.md").read_text("utf-8")
    words = " ".join(page.split())
    assert f"{len(SINGLES)} cases of a scanned sale have one fault, {len(PAIRS)} two" in words
