"""What stands on paper, beside the till's rows; and that no card number stands anywhere."""

from __future__ import annotations

from collections import Counter

from tests.helpers.invariants import Invariant, Tally
from tests.simulator.disk import Disk
from tests.simulator.paper import Slip
from tests.simulator.readers import NUMBERS
from tests.simulator.rows import PAID, Books

Subject = tuple[str, int]
"""What a slip is about: "sale", "void" or "refund", and the voucher number that it names."""


def check_paper(tally: Tally, books: Books, slips: list[Slip]) -> None:
    """Each slip has its row, each row its slips, and none stands there twice unmarked."""
    amounts: dict[Subject, int] = {}
    copies: dict[Subject, tuple[str, ...]] = {}
    for sale in books.sales:
        if sale.state in PAID:
            subject = ("sale", sale.voucher)
            amounts[subject] = sale.total_minor
            copies[subject] = ("customer",) if sale.method == "cash" else ("customer", "merchant")
    for back in books.done:
        subject = (back.kind, back.voucher)
        amounts[subject] = back.amount_minor
        is_cash = books.by_sale[back.sale_id].method == "cash"
        copies[subject] = ("merchant",) if is_cash else ("customer", "merchant")
    unmarked: Counter[tuple[Subject, str]] = Counter()
    printed: set[tuple[Subject, str]] = set()
    for slip in slips:
        if not slip.kind:
            continue
        subject = (slip.kind, slip.voucher)
        printed.add((subject, slip.copy))
        unmarked[subject, slip.copy] += not slip.is_marked
        words = f"a {slip.kind} slip of voucher {slip.voucher}, of which no row says so"
        if tally.check(Invariant.HAS_BANK, subject in amounts, words):
            minor = amounts[subject]
            words = f"the {slip.kind} slip of {slip.voucher} says {slip.total_minor}, not {minor}"
            tally.check(Invariant.AGREE, abs(slip.total_minor) == minor, words)
    for subject, wanted in copies.items():
        for copy in ("customer", "merchant"):
            count = unmarked[subject, copy]
            words = f"{count} unmarked {copy} copies of {subject}"
            tally.check(Invariant.ONE_SLIP, count <= 1, words)
        for copy in wanted:
            words = f"{subject} has no {copy} copy"
            tally.check(Invariant.AGREE, (subject, copy) in printed, words)


def check_clear(tally: Tally, disk: Disk, logged: list[str]) -> None:
    """Search everything that is kept for the numbers of the cards that were used."""
    tables = disk.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    kept = [(str(row[0]), disk.table(str(row[0]))) for row in tables]
    for name, text in [*kept, ("the log", "\n".join(logged))]:
        leaks = [number[-4:] for number in NUMBERS if number[6:] in text]
        tally.check(Invariant.NO_CARD, not leaks, f"{name} has cards ending in {leaks}")
