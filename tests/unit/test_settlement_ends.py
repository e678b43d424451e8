"""How a settlement ends: what is carried over, what moved meanwhile, and what a yes is worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import Method
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows import codec
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import Agreement, CarriedRow, Phase, SettlementState
from tests.unit.test_settlement_table import CONTEXT, DIFFERENT, OURS, STATES, THEIRS, take


@pytest.mark.parametrize(
    ("told", "agreement"),
    [
        (None, Agreement.AGREE),
        (Totals(), Agreement.AGREE),
        (OURS, Agreement.AGREE),
        (THEIRS, Agreement.DIFFER),
    ],
)
def test_a_yes_agrees_unless_it_names_other_totals(
    told: Totals | None, agreement: Agreement
) -> None:
    state = take(STATES[Phase.TOTALS], t.HostAgreed(40, told)).state
    assert (state.agreement, state.theirs == OURS) == (agreement, agreement is Agreement.AGREE)


@pytest.mark.parametrize(
    ("told", "agreement", "theirs"),
    [
        (None, Agreement.UPLOADED, THEIRS),
        (Totals(), Agreement.UPLOADED, THEIRS),
        (OURS, Agreement.UPLOADED, OURS),
        (Totals(9, 9_000), Agreement.DIFFER, Totals(9, 9_000)),
    ],
)
def test_a_yes_to_our_rows_that_names_other_totals_is_no_agreement(
    told: Totals | None, agreement: Agreement, theirs: Totals
) -> None:
    ending = replace(STATES[Phase.ENDING], theirs=THEIRS)
    state = take(ending, t.HostAgreed(ending.stan, told)).state
    assert (state.phase, state.agreement, state.theirs) == (Phase.SETTLED, agreement, theirs)


def test_what_is_carried_over_is_kept_with_its_row_its_money_and_its_way() -> None:
    row = CarriedRow(5, "000105", Method.CARD, 2_050, ReturnKind.REFUND)
    held = take(STATES[Phase.CLEARING], t.Uncleared(("000105",), (row,)), t.ClearTimeOver())
    lifted = take(held.state, t.LiftPressed("01", "90")).state
    assert lifted.carried_rows == (row,)
    assert codec.decode(SettlementState, codec.encode(lifted)) == lifted
    assert not take(held.state, t.Cleared()).state.carried_rows


def test_rows_that_move_while_they_are_compared_are_counted_anew() -> None:
    told = replace(STATES[Phase.COMPARING], done=2, differences=(DIFFERENT,), theirs=THEIRS)
    step = take(told, t.RowsMoved())
    assert step.effects[:2] == (t.StopTimers(), t.Clear())
    again = take(step.state, t.Cleared(), context=replace(CONTEXT, next_row=3)).state
    assert (again.ours, again.theirs, again.cursor, again.done) == (OURS, Totals(), 3, 0)
    assert not again.differences
