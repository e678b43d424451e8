"""Cash: rounding to five cents, tender and change, and counting a drawer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpay_desktop.domain.cash import (
    DENOMINATIONS_MINOR,
    CashRounding,
    DrawerCount,
    Tender,
    change_pieces,
    likely_tenders,
    round_cash,
)

TOTALS = st.integers(0, 10_000_000)


@pytest.mark.parametrize(
    ("total", "nearest", "down"),
    [
        (0, 0, 0),
        (2, 0, 0),
        (3, 5, 0),
        (1_000, 1_000, 1_000),
        (1_001, 1_000, 1_000),
        (1_002, 1_000, 1_000),
        (1_003, 1_005, 1_000),
        (1_004, 1_005, 1_000),
        (1_005, 1_005, 1_005),
        (1_007, 1_005, 1_005),
        (1_008, 1_010, 1_005),
        (99_999, 100_000, 99_995),
    ],
)
def test_the_cash_part_is_rounded_to_five_cents(total: int, nearest: int, down: int) -> None:
    assert round_cash(total, CashRounding.NEAREST) == nearest
    assert round_cash(total, CashRounding.DOWN) == down


@given(TOTALS)
def test_rounding_takes_or_gives_less_than_a_coin(total: int) -> None:
    nearest, down = (round_cash(total, rounding) for rounding in CashRounding)
    assert nearest % 5 == down % 5 == 0
    assert abs(nearest - total) <= 2
    assert 0 <= total - down < 5


def test_a_negative_total_is_refused() -> None:
    with pytest.raises(ValueError, match="one way"):
        round_cash(-5, CashRounding.NEAREST)


def test_a_tender_knows_its_change_and_its_rounding() -> None:
    tender = Tender(total_minor=3_083, due_minor=3_085, handed_minor=5_000)
    assert (tender.change_minor, tender.rounding_minor) == (1_915, 2)
    assert change_pieces(1_915) == ((1_000, 1), (500, 1), (200, 2), (10, 1), (5, 1))


@pytest.mark.parametrize(
    ("total", "due", "handed"),
    [(3_083, 3_085, 3_080), (3_083, 3_083, 5_000), (3_083, 3_085, 5_001), (3_083, 3_090, 5_000)],
    ids=["too little", "due has no coins", "handed has no coins", "due is not the total"],
)
def test_a_tender_that_cannot_be_is_refused(total: int, due: int, handed: int) -> None:
    with pytest.raises(ValueError, match=r"due|coins"):
        Tender(total, due, handed)


@given(st.integers(0, 400_000).map(lambda fives: fives * 5))
def test_change_adds_up_and_no_smaller_piece_is_worth_a_larger_one(change: int) -> None:
    pieces = change_pieces(change)
    assert sum(denomination * count for denomination, count in pieces) == change
    assert [d for d, _ in pieces] == sorted({d for d, _ in pieces}, reverse=True)
    for denomination, count in pieces:
        # Five of a kind make a larger piece, or two and a half of it.
        assert denomination == 10_000 or count <= 4


@pytest.mark.parametrize("change", [-5, 3])
def test_change_of_no_coins_is_refused(change: int) -> None:
    with pytest.raises(ValueError, match="coins"):
        change_pieces(change)


@pytest.mark.parametrize(
    ("due", "offered"),
    [
        (3_085, (3_085, 3_200, 3_500, 4_000)),
        (1_000, (1_000, 5_000, 10_000)),
        (180, (180, 200, 500, 1_000)),
        (12_345, (12_345, 12_400, 12_500, 13_000)),
    ],
)
def test_keys_offer_what_customers_hand_over(due: int, offered: tuple[int, ...]) -> None:
    assert likely_tenders(due) == offered


@given(st.integers(1, 200_000).map(lambda fives: fives * 5))
def test_what_is_offered_is_enough(due: int) -> None:
    offered = likely_tenders(due)
    assert offered[0] == due
    assert all(handed >= due for handed in offered)
    assert len(set(offered)) == len(offered)


def test_nothing_due_offers_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        likely_tenders(0)


def test_a_counted_drawer_says_what_is_missing() -> None:
    counted = DrawerCount({5: 10, 100: 4, 5_000: 2})
    assert counted.total_minor == 10_450
    assert counted.difference_minor(10_500) == -50
    assert counted.difference_minor(10_000) == 450
    assert DrawerCount().total_minor == 0


def test_a_count_stays_as_it_was() -> None:
    pieces = {5: 1}
    counted = DrawerCount(pieces)
    pieces[5] = 9
    assert counted.total_minor == 5


@pytest.mark.parametrize("pieces", [{3: 1}, {5: -1}, {5: 10_000}])
def test_a_count_that_cannot_be_is_refused(pieces: dict[int, int]) -> None:
    with pytest.raises(ValueError, match=r"no such coin|nobody"):
        DrawerCount(pieces)


def test_every_denomination_can_be_counted() -> None:
    assert DrawerCount(dict.fromkeys(DENOMINATIONS_MINOR, 1)).total_minor == 116_885
