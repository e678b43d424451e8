"""Batches: each closed once, with totals that are the sum of its rows, here and at the host."""

from __future__ import annotations

import json
from collections import Counter

from tests.helpers.invariants import Invariant, Tally
from tests.simulator.bank import Bank
from tests.simulator.disk import Disk
from tests.simulator.rows import TAKEN, Books

_BATCHES = "SELECT id, acquirer, number, is_open FROM batches ORDER BY id"
_SETTLED = (
    "SELECT s.batch_id, s.acquirer, f.state FROM settlements s JOIN flows f ON f.name = s.flow"
    " WHERE s.phase = 'settled' ORDER BY s.id"
)

Sums = tuple[int, int, int, int]


def sums_of(books: Books, batch_id: int) -> Sums:
    """Return count and cents of a batch's sales, net of voids, and of its refunds."""
    sold = [s.total_minor for s in books.sales if s.batch_id == batch_id and s.state in TAKEN]
    back = [b.amount_minor for b in books.done if b.batch_id == batch_id and b.kind == "refund"]
    return len(sold), sum(sold), len(back), sum(back)


def check_batches(tally: Tally, bank: Bank, books: Books, disk: Disk) -> None:
    """Check every batch, and that every row is in one."""
    batches = {int(row[0]): (str(row[1]), int(row[2]), bool(row[3])) for row in disk.rows(_BATCHES)}
    times: Counter[int] = Counter()
    closed: dict[int, Sums] = {}
    for batch_id, acquirer, text in disk.rows(_SETTLED):
        times[batch_id] += 1
        ours = json.loads(text)["ours"]
        told = (ours["sales"], ours["sales_minor"], ours["refunds"], ours["refunds_minor"])
        rows = sums_of(books, batch_id)
        words = f"{acquirer} settled batch {batch_id} with {told}, its rows are {rows}"
        tally.check(Invariant.TOTALS, told == rows, words)
        if acquirer == "cards":
            closed[batches[batch_id][1]] = rows
    theirs = {
        number: (t.sales, t.sales_minor, t.refunds, t.refunds_minor)
        for number, t in bank.cards.closed.items()
    }
    for number in {*closed, *theirs}:
        mine, other = closed.get(number), theirs.get(number)
        words = f"card batch {number}: {mine} in the till, {other} at the host"
        tally.check(Invariant.TOTALS, mine == other, words)
    _rows(tally, books, batches, times)


def _rows(
    tally: Tally,
    books: Books,
    batches: dict[int, tuple[str, int, bool]],
    times: Counter[int],
) -> None:
    sales = [(s.flow, s.batch_id) for s in books.sales if s.state in TAKEN]
    backs = [(b.flow, b.batch_id) for b in books.done if b.kind == "refund"]
    for flow, batch_id in (*sales, *backs):
        batch = batches.get(batch_id)
        is_so = batch is not None and times[batch_id] == (0 if batch[2] else 1)
        words = f"{flow} is in batch {batch_id}, which was settled {times[batch_id]} times"
        tally.check(Invariant.ONE_BATCH, is_so, words)
    vouchers = Counter((s.batch_id, s.voucher) for s in books.sales)
    vouchers.update((b.batch_id, b.voucher) for b in books.backs if b.kind == "refund")
    for (batch_id, voucher), count in vouchers.items():
        words = f"voucher {voucher} stands {count} times in batch {batch_id}"
        tally.check(Invariant.VOUCHERS, count == 1, words)
    # Over the lane: what is open at one time has no number twice.
    open_ = [number for number, batch in batches.items() if batch[2]]
    for voucher, count in Counter(v for b, v in vouchers if b in open_).items():
        tally.check(Invariant.VOUCHERS, count == 1, f"voucher {voucher} is open {count} times")
