"""Holds a day's batches, paper and money against each other; see :mod:`tests.helpers.day_audit`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from tests.helpers.day_audit_values import PAID, TAKEN, Day, kept_minor
from tests.helpers.invariants import Invariant, Tally

NAMED = frozenset({"inbox", "refunding"})
_PAYERS = ("customer:", "card:")

Sums = tuple[int, int, int, int]


# --- batches and vouchers -----------------------------------------------------------------------


def _sums(day: Day, batch_id: int) -> Sums:
    """Return count and cents of a batch's sales, net of voids, and of its refunds."""
    sold = [
        row["total_minor"]
        for row in day.till.sales
        if row["batch_id"] == batch_id and row["state"] in TAKEN
    ]
    back = [
        row["amount_minor"]
        for row in day.done
        if row["batch_id"] == batch_id and row["kind"] == "refund"
    ]
    return len(sold), sum(sold), len(back), sum(back)


def _own_totals(day: Day, tally: Tally) -> dict[int, Sums]:
    """Hold each settlement against its rows; return what the card batches come to."""
    check = Invariant.TOTALS
    settled = [row for row in day.till.settlements if row["phase"] == "settled"]
    ours: dict[int, Sums] = {}
    for row in settled:
        told = row["state"]["ours"]
        mine = (told["sales"], told["sales_minor"], told["refunds"], told["refunds_minor"])
        found = _sums(day, row["batch_id"])
        what = f"{row['acquirer']} settled batch {row['number']} with {mine}, its rows are {found}"
        tally.check(check, mine == found, what)
        if row["acquirer"] == "cards":
            ours[row["number"]] = found
    return ours


def _totals(day: Day, tally: Tally) -> None:
    check = Invariant.TOTALS
    ours = _own_totals(day, tally)
    theirs = {
        row["batch_no"]: (row["sales"], row["sales_minor"], row["refunds"], row["refunds_minor"])
        for row in day.bank.card_batches
    }
    for number, other in theirs.items():
        # One that the host has closed and the till not yet is still under way.
        if number in ours or day.is_settled:
            what = f"card batch {number}: {ours.get(number)} in the till, {other} at the host"
            tally.check(check, ours.get(number) == other, what)
    for number in ours:
        tally.check(check, number in theirs, f"card batch {number} is not closed at the host")


def _one_batch(day: Day, tally: Tally) -> None:
    check = Invariant.ONE_BATCH
    batches = {row["id"]: row for row in day.till.batches}
    settled = Counter(row["batch_id"] for row in day.till.settlements if row["phase"] == "settled")
    rows = [row for row in day.till.sales if row["state"] in PAID]
    rows += [row for row in day.done if row["kind"] == "refund"]
    for row in rows:
        batch = batches.get(row["batch_id"])
        times = settled[row["batch_id"]]
        holds = batch is not None and times == (0 if batch["is_open"] else 1)
        holds = holds and batch is not None and bool(batch["is_open"]) == bool(row["batch_open"])
        what = f"row {row['id']} is in batch {row['batch_id']}, which was settled {times} times"
        tally.check(check, holds, what)


def _vouchers(day: Day, tally: Tally) -> None:
    """No number twice in a batch, and none twice in all that is open at one time."""
    rows = [*day.till.sales, *(row for row in day.till.returns if row["kind"] == "refund")]
    in_batch = Counter((row["batch_id"], row["voucher"]) for row in rows)
    for (batch_id, voucher), count in in_batch.items():
        what = f"voucher {voucher} stands {count} times in batch {batch_id}"
        tally.check(Invariant.VOUCHERS, count == 1, what)
    for voucher, count in Counter(row["voucher"] for row in rows if row["batch_open"]).items():
        tally.check(Invariant.VOUCHERS, count == 1, f"voucher {voucher} is open {count} times")


# --- paper --------------------------------------------------------------------------------------


def _paper(day: Day, tally: Tally) -> None:
    """Each slip has its row, each row its slips, and none stands there twice unmarked."""
    amounts: dict[tuple[str, int], int] = {}
    copies: dict[tuple[str, int], tuple[str, ...]] = {}
    for row in day.till.sales:
        if row["state"] in PAID:
            subject = ("sale", row["voucher"])
            amounts[subject] = row["total_minor"]
            is_cash = row["method"] == "cash"
            copies[subject] = ("customer",) if is_cash else ("customer", "merchant")
    for row in day.done:
        subject = (row["kind"], row["voucher"])
        amounts[subject] = -row["amount_minor"]
        is_cash = row["method"] == "cash"
        copies[subject] = ("merchant",) if is_cash else ("customer", "merchant")
    unmarked: Counter[tuple[tuple[str, int], str]] = Counter()
    printed: set[tuple[tuple[str, int], str]] = set()
    for slip in day.slips:
        subject = (slip["kind"], slip["voucher"])
        printed.add((subject, slip["copy"]))
        unmarked[subject, slip["copy"]] += not slip["duplicate"]
        what = f"the slip of {subject} says {slip['total_minor']}, its row {amounts.get(subject)}"
        tally.check(Invariant.AGREE, amounts.get(subject) == slip["total_minor"], what)
    for (subject, copy), count in unmarked.items():
        what = f"{count} unmarked {copy} copies of {subject}"
        tally.check(Invariant.ONE_SLIP, count <= 1, what)
    for subject, wanted in copies.items() if day.is_settled else ():
        for copy in wanted:
            what = f"{subject} has no {copy} copy"
            tally.check(Invariant.AGREE, (subject, copy) in printed, what)


# --- money --------------------------------------------------------------------------------------


def _refunds(day: Day, tally: Tally) -> None:
    check = Invariant.REFUNDS
    for payment in day.bank.payments:
        if payment["back_minor"]:
            holds = payment["back_minor"] <= payment["amount_minor"]
            tally.check(check, holds, f"{payment['reqsn']}: {payment['back_minor']} went back")
    numbers = Counter(row["number"] for row in day.till.returns)
    for number, count in numbers.items():
        tally.check(check, count == 1, f"the refund {number} {count} times")
    sent: defaultdict[int, int] = defaultdict(int)
    for back in day.bank.card_backs:
        if back["state"] == "approved" and back["sale"] is not None:
            sent[back["sale"]] += back["amount_minor"]
    sales = {sale["seq"]: sale for sale in day.bank.card_sales}
    for seq, minor in sent.items():
        holds = minor <= sales[seq]["approved_minor"]
        tally.check(check, holds, f"of {sales[seq]['rrn']} {minor} went back")
    mine: defaultdict[int, int] = defaultdict(int)
    for row in day.till.returns:
        if row["state"] in {"done", "pending"}:
            mine[row["sale_id"]] += row["amount_minor"]
    for sale_id, minor in mine.items():
        sale = day.by_sale[sale_id]
        what = f"{sale['order_no']}: {minor} of {sale['total_minor']} back"
        tally.check(check, minor <= sale["total_minor"], what)


def _agree(day: Day, tally: Tally) -> None:
    """Each sale beside its money at the bank, and all of them beside the customers' accounts."""
    check = Invariant.AGREE
    tally.check(check, not day.bank.faults, "; ".join(day.bank.faults))
    if not day.is_settled:
        return
    kept: defaultdict[str, int] = defaultdict(int)
    for payment in day.bank.payments:
        kept[payment["reqsn"]] += kept_minor(payment)
    cards = {row["sale_id"]: row["rrn"] for row in day.till.cards}
    approved = {sale["rrn"]: sale["amount_minor"] for sale in day.bank.card_approved}
    refunded: defaultdict[int, int] = defaultdict(int)
    for row in day.done:
        if row["kind"] == "refund":
            refunded[row["sale_id"]] += row["amount_minor"]
    waiting: defaultdict[int, int] = defaultdict(int)
    for credit in day.till.credits:
        if credit["state"] in NAMED:
            waiting[credit["sale_id"]] += credit["paid_minor"]
    total = 0
    for row in day.till.sales:
        if row["method"] == "cash" or row["mode"] == "own":
            continue
        is_card = row["method"] == "card"
        mine = row["total_minor"] if row["state"] == "approved" else 0
        mine += waiting[row["id"]]
        total += mine - refunded[row["id"]]
        theirs = approved.get(cards.get(row["id"], ""), 0) if is_card else kept[row["order_no"]]
        # The host keeps a refund of a card beside its sale, a wallet takes it off.
        owed = mine if is_card else mine - refunded[row["id"]]
        what = f"{row['order_no']} is {row['state']} over {owed}, and {theirs} at the bank"
        tally.check(check, owed == theirs, what)
    held = sum(p["amount_minor"] for p in day.bank.payments if p["state"] == "held")
    moved = -sum(minor for who, minor in day.bank.moves.items() if who.startswith(_PAYERS))
    what = f"the rows add up to {total}, and {moved} left the customers' accounts"
    tally.check(check, total + held == moved, what)


def _drawer(day: Day, tally: Tally) -> None:
    """What the drawer's book has is what was taken in cash and not given back."""
    if not day.till.cash:
        return
    due = {row["sale_id"]: row["due_minor"] for row in day.till.cash}
    mine = sum(due.get(row["id"], 0) for row in day.till.sales if row["state"] in PAID)
    mine -= sum(row["given_minor"] or 0 for row in day.done)
    booked = sum(row["amount_minor"] for row in day.till.drawer)
    what = f"the drawer's book has {booked}, its rows {mine}"
    tally.check(Invariant.AGREE, mine == booked, what)


def _till_totals(day: Day, tally: Tally) -> None:
    _own_totals(day, tally)


ALONE: tuple[Callable[[Day, Tally], None], ...] = (
    _till_totals,
    _one_batch,
    _vouchers,
    _refunds,
    _drawer,
)
"""What the till's books alone have something for."""

MONEY: tuple[Callable[[Day, Tally], None], ...] = (
    _totals,
    _one_batch,
    _vouchers,
    _paper,
    _refunds,
    _agree,
    _drawer,
)
