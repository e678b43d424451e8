"""Slips and lists of settlements, read off the paper and held against a till's books."""

from __future__ import annotations

import pytest

from tests.helpers.batch_paper import check_batch_slips, read_batch_slip
from tests.helpers.day_books import Row, TillBooks
from tests.helpers.invariants import Tally

SETTLEMENT = """\
SETTLEMENT
Batch                                     000001
Vouchers                         000001 - 000003
VISA
Net                                        42.00
ALL METHODS
Sales                    2                 45.00
Refunds                  1                  3.00
Net                                     1,042.00
HOST'S TOTALS
Net
Till                                      42.00
TOTALS AGREE
"""
LIST = """\
TRANSACTION LIST
Batch                                     000001
000003 REFUND                        ##-## ##:##
VISA *1010                                 -3.00
SUBTOTALS
VISA                     2                -42.00
TOTAL                    2                -42.00
*** DUPLICATE ***
"""

BOOKS = TillBooks(
    sales=tuple(
        {"voucher": n, "batch_id": 7, "state": state, "total_minor": 2_250}
        for n, state in ((1, "approved"), (2, "approved"), (4, "voided"))
    ),
    returns=(
        {"voucher": 3, "batch_id": 7, "kind": "refund", "state": "done", "amount_minor": 300},
        {"voucher": 4, "batch_id": 7, "kind": "void", "state": "done", "amount_minor": 2_250},
        {"voucher": 5, "batch_id": 7, "kind": "refund", "state": "refused", "amount_minor": 9},
    ),
    settlements=({"id": 2, "batch_id": 7, "phase": "settled"},),
)
SLIPS: tuple[Row, ...] = tuple(
    {"kind": kind, "voucher": voucher, "net_minor": 4_200, "duplicate": False}
    for kind, voucher in (("settlement", 1), ("list", 3))
)


def test_a_slip_and_a_list_are_read() -> None:
    assert read_batch_slip(SETTLEMENT) == {
        "kind": "settlement",
        "voucher": 1,
        "net_minor": 104_200,
        "duplicate": False,
    }
    assert read_batch_slip(LIST) == {
        "kind": "list",
        "voucher": 3,
        "net_minor": -4_200,
        "duplicate": True,
    }


@pytest.mark.parametrize("text", ["", "SALE  MERCHANT COPY\nVoucher no.  000001\n", "SETTLEMENT\n"])
def test_another_slip_or_one_torn_early_is_none(text: str) -> None:
    assert read_batch_slip(text) is None


def broken(slips: tuple[Row, ...], books: TillBooks = BOOKS) -> list[str]:
    tally = Tally()
    check_batch_slips(books, slips, tally, is_settled=True)
    return tally.broken


def test_papers_that_agree_are_well() -> None:
    assert broken(SLIPS) == []
    assert broken((*SLIPS, {**SLIPS[0], "duplicate": True, "net_minor": None})) == []


@pytest.mark.parametrize(
    ("slips", "words"),
    [
        (SLIPS[:1], "settlement 2 has no list on paper"),
        ((*SLIPS, SLIPS[0]), "2 unmarked papers (settlement) of settlement 2"),
        ((*SLIPS, {**SLIPS[0], "voucher": 8}), "nothing is settled"),
        (({**SLIPS[0], "net_minor": 4_201}, SLIPS[1]), "says 4201, not 4200"),
    ],
)
def test_a_paper_that_disagrees_is_found(slips: tuple[Row, ...], words: str) -> None:
    (found,) = broken(slips)
    assert words in found


def test_paper_of_a_batch_that_is_still_open_is_found() -> None:
    open_yet = TillBooks(
        sales=BOOKS.sales, settlements=({"id": 2, "batch_id": 7, "phase": "totals"},)
    )
    assert len(broken(SLIPS, open_yet)) == 2
