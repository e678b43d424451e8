"""The table of invariants: what was not tried fails, and what broke is named."""

from __future__ import annotations

from tests.helpers.invariants import MOST_NAMED, Invariant, Tally


def test_a_row_that_was_never_tried_is_not_well() -> None:
    tally = Tally()
    for each in Invariant:
        if each is not Invariant.REFUNDS:
            tally.tried(each, 2)
    assert tally.untried() == [Invariant.REFUNDS]
    assert not tally.is_well()
    assert tally.is_well(set(Invariant) - {Invariant.REFUNDS})


def test_a_break_is_counted_and_named() -> None:
    tally = Tally()
    assert tally.check(Invariant.TOTALS, holds=True, what="")
    assert not tally.check(Invariant.TOTALS, holds=False, what="batch 3 says 5, its rows 4")
    assert (tally.times(Invariant.TOTALS), tally.breaks) == (2, 1)
    assert tally.broken == [f"{Invariant.TOTALS}: batch 3 says 5, its rows 4"]
    assert not tally.is_well({Invariant.TOTALS})


def test_the_words_of_many_breaks_are_bounded_and_their_number_is_not() -> None:
    tally, other = Tally(), Tally()
    for number in range(3 * MOST_NAMED):
        tally.check(Invariant.HAS_ROW, holds=False, what=f"order {number}")
        other.check(Invariant.HAS_ROW, holds=False, what=f"another {number}")
    tally.add(other)
    assert len(tally.broken) == MOST_NAMED
    assert tally.breaks == 6 * MOST_NAMED


def test_the_table_has_a_line_for_each() -> None:
    tally = Tally()
    tally.tried(Invariant.VOUCHERS, 1_234)
    tally.check(Invariant.NO_CARD, holds=False, what="till.log")
    assert tally.table({Invariant.VOUCHERS}).splitlines() == [
        "invariant                                    tried  broken",
        "vouchers unique per lane among open batches  1,234       0",
        "no card number in the clear anywhere             1       1",
    ]
    assert len(tally.table().splitlines()) == 1 + len(Invariant)
