"""Every scenario of a sale by card, single faults and pairs: both books in the right state.

Tills without windows sell through the real card rooms, over TLS and with a MAC, to the bank's own
process; cards are simulated chips. Outcomes are written by hand (``card_outcomes``,
``card_wrongs``). Books are looked at through the bank's desk, and on the disk once the till has
stopped.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.domain.sale import SaleState
from kpay_desktop.simulation.cards import Fault
from tests.helpers.card_cases import APPROVED, HASTY, Case, Net, taken_back
from tests.helpers.card_lanes import Day, Lived, is_patient, live
from tests.helpers.card_outcomes import REVERSAL_FAULTS, SALE_FAULTS
from tests.helpers.card_table import CASES, PAIRS, SINGLES
from tests.helpers.card_wrongs import AT_CHIP


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
def test_both_books_agree(day: Day, name: str) -> None:
    case, found = lived(day, name)
    check_till(case, found)
    check_bank(case, found)


def check_till(case: Case, found: Lived) -> None:
    """Compare the till's pages and its disk with the table."""
    ends, seen, row = case.ends, found.seen, found.row
    assert seen is not None
    assert row is not None
    state = seen.view.state
    assert (seen.view.sale.state, seen.problem) == (ends.state, ends.problem)
    assert ("" if state.end is None else state.end.value) == ends.reason
    assert (row.state, row.reason, row.code) == (ends.state.value, ends.reason, ends.code)
    assert row.stan == state.stan
    assert not row.is_armed
    assert not row.is_open
    is_approved = ends.state is SaleState.APPROVED
    # Both copies of what is approved, and nothing on paper of what is not.
    assert row.slips == (2 if is_approved else 0)
    assert bool(row.approval_code) is (ends.code == "00")
    assert ends.fits(list(seen.reversals), is_hasty=case.net in HASTY), seen.reversals
    # Asked for once, whatever became of it, and never taken back twice.
    assert seen.sent == bool(state.stan)
    assert seen.reversals.count("00") <= 1


def check_bank(case: Case, found: Lived) -> None:
    """Compare the bank's rows and accounts with the till's row."""
    seen, row = found.seen, found.row
    assert seen is not None
    assert row is not None
    states = [sale.state for sale in seen.rows]
    assert len(states) <= 1
    assert "".join(states) in case.ends.bank.split("|")
    is_approved = case.ends.state is SaleState.APPROVED
    assert states.count("approved") == is_approved
    assert seen.account_minor == (row.total_minor if is_approved else 0)
    for sale in seen.rows:
        assert (int(sale.stan), sale.amount_minor) == (row.stan, row.total_minor)
        if is_approved:
            assert (sale.rrn, sale.approval_code) == (row.rrn, row.approval_code)


def test_nothing_is_left_at_any_till(day: Day) -> None:
    """What left the customers' accounts is what the tills' approved rows add up to."""
    assert day.closings
    for till in day.closings:
        assert till.approved_minor == till.left_accounts_minor, till.till
        assert (till.open_flows, till.armed) == (0, 0), till.till


# --- the table itself -----------------------------------------------------------------------


def test_a_busy_machine_changes_no_end() -> None:
    """Time-outs come between, and in a hasty till's case in place of what was on the lost line."""
    ends = taken_back("no_answer", "cut", "25?", "00")
    for told in (["cut", "00"], ["cut", "timeout", "25", "timeout", "25", "00"]):
        assert ends.fits(told, is_hasty=False)
        assert ends.fits(told, is_hasty=True)
    assert ends.fits(["timeout", "25", "00"], is_hasty=True)
    assert not ends.fits(["timeout", "25", "00"], is_hasty=False)
    for told in (["25", "00"], ["cut", "25"], ["cut", "timeout"], ["cut", "12", "00"], ["timeout"]):
        assert not ends.fits(told, is_hasty=True)
    silent = taken_back("no_answer", "timeout", "25")
    assert silent.fits(["timeout", "25", "timeout", "25"], is_hasty=True)
    assert not silent.fits(["25"], is_hasty=True)
    assert APPROVED.fits([], is_hasty=False)
    assert not APPROVED.fits(["00"], is_hasty=True)


def test_no_till_forgets_a_sale_on_its_way_that_its_bank_has_not_noted_as_taken_back() -> None:
    """A 25 without a note lets the sale be booked when it comes, long after a short wait."""
    assert is_patient(CASES["overtaken+25"])
    assert not is_patient(CASES["overtaken+12"])


def test_no_two_cases_have_one_name() -> None:
    assert len(CASES) == len(SINGLES) + len(PAIRS)


def test_every_fault_of_the_simulated_cards_is_tried() -> None:
    assert set(AT_CHIP) == set(Fault)


def test_every_scenario_of_the_bank_is_tried() -> None:
    from kpay_desktop.simulation.bank.cardhost.scenarios import RULES, CardKind

    sales = {case.sale.scenario for case in SINGLES}
    assert sales == {rule.scenario.value for rule in RULES if CardKind.SALE in rule.kinds}
    reversals = {case.reversal.scenario for case in PAIRS if case.reversal is not None}
    faulty = {rule.scenario.value for rule in RULES if CardKind.REVERSAL in rule.kinds}
    assert reversals == faulty - {"approve"}


def test_every_fault_of_the_sale_meets_every_fault_of_its_reversal() -> None:
    met = {(case.sale.scenario, case.reversal.scenario) for case in PAIRS if case.reversal}
    for sale in SALE_FAULTS:
        for reversal in REVERSAL_FAULTS:
            assert (sale.ask.scenario, reversal.ask.scenario) in met


def test_no_hasty_till_is_to_hear_an_answer_to_its_sale() -> None:
    """What a busy bank says a moment too late would be another case."""
    silent = {"no_answer"}
    assert {case.ends.reason for case in CASES.values() if case.net is Net.QUICK} == silent
    assert {case.ends.reason for case in CASES.values() if case.net is Net.STEADY}.isdisjoint(
        silent
    )


def test_the_page_names_the_figures() -> None:
    """``docs/reliability.md`` says how many cases there are."""
    page = (Path(__file__).parents[2] / "docs" / "reliability.md").read_text("utf-8")
    words = " ".join(page.split())
    assert f"{len(SINGLES)} cases have one fault, {len(PAIRS)} have two" in words
