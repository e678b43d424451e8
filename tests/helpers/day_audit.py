"""Holds a day's books against each other: one function for each invariant.

Each notes its tries and breaks in a tally; none knows how the day was made. What a day has not had
is not tried.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.helpers.day_books import BankBooks, Row, TillBooks
from tests.helpers.invariants import Invariant, Tally

APPROVED = frozenset({"approved", "voided"})
UNFINISHED = frozenset({"open", "checking", "reversing", "paid_late", "refunding"})
UNKNOWN = frozenset({"checking", "reversing"})
NAMED = frozenset({"inbox", "refunding"})
ARMING, ARMED = "authorising", frozenset({"authorising", "completing", "reversing"})
_PAYERS = ("customer:", "card:")


@dataclass(frozen=True, slots=True)
class Day:
    """Both sides' books and the paper at one moment. ``is_settled``: nothing was left to do."""

    bank: BankBooks
    till: TillBooks
    slips: Sequence[Row]
    is_settled: bool = True
    by_order: dict[str, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, bank: BankBooks, till: TillBooks, slips: Sequence[Row], *, is_settled: bool) -> Day:
        """Return the day of these books."""
        return cls(bank, till, slips, is_settled, {row["order_no"]: row for row in till.sales})


def audit(day: Day, tally: Tally) -> None:
    """Try every invariant that the books of both sides have something for."""
    for check in _CHECKS:
        check(day, tally)


def kept_minor(payment: Row) -> int:
    """Return what the shop has of a payment at the bank and has not given back."""
    return payment["amount_minor"] - payment["back_minor"] if payment["state"] == "settled" else 0


# --- rows and approvals -------------------------------------------------------------------------


def _has_row(day: Day, tally: Tally) -> None:
    booked = {row["wallet_txn_no"]: row["order_no"] for row in day.till.credits}
    for payment in day.bank.payments:
        if not kept_minor(payment) or (payment["reversal"] and not day.is_settled):
            continue
        order, txn = payment["reqsn"], payment["trxid"]
        tally.check(
            Invariant.HAS_ROW,
            booked.get(txn) == order and order in day.by_order,
            f"{order}: the bank's payment {txn} has no row",
        )
    rrns = {row["rrn"]: row["order_no"] for row in day.till.cards}
    for sale in day.bank.card_approved:
        row = day.by_order.get(rrns.get(sale["rrn"], ""))
        tally.check(
            Invariant.HAS_ROW,
            row is not None and row["state"] in APPROVED,
            f"the card host holds {sale['rrn']}, voucher {sale['voucher']}, and the till does not",
        )


def _has_bank(day: Day, tally: Tally) -> None:
    payments = {payment["trxid"]: payment for payment in day.bank.payments}
    accepted = {row["sale_id"]: row for row in day.till.credits if row["state"] == "accepted"}
    cards = {row["sale_id"]: row for row in day.till.cards}
    approved = {sale["rrn"]: sale for sale in day.bank.card_approved}
    for row in day.till.sales:
        if row["state"] != "approved" or row["method"] == "cash":
            continue
        order = row["order_no"]
        if row["method"] == "card":
            card = cards.get(row["id"])
            holds = card is not None and card["rrn"] in approved
        else:
            credit = accepted.get(row["id"])
            payment = payments.get(credit["wallet_txn_no"]) if credit is not None else None
            holds = payment is not None and payment["state"] == "settled"
            holds = holds and payment is not None and payment["reqsn"] == order
        tally.check(Invariant.HAS_BANK, holds, f"{order} is approved, and not at the bank")
    for row in day.till.sales:
        if row["state"] == "by_hand":
            is_own = row["mode"] == "own"
            tally.check(Invariant.HAS_BANK, is_own, f"{row['order_no']} was confirmed by hand")


def _durable_first(day: Day, tally: Tally) -> None:
    """Whatever the bank received, the till had written: it knows it, whenever it died."""
    check = Invariant.DURABLE_FIRST
    for order in day.bank.orders:
        known = order["reqsn"] in day.by_order
        tally.check(check, known, f"the bank has the order {order['reqsn']}, and the till has not")
    stans = {row["stan"] for row in day.till.cards}
    for sale in (*day.bank.card_sales, *day.bank.card_reversals):
        known = int(sale["stan"]) in stans
        tally.check(check, known, f"the card host has STAN {sale['stan']}, and the till has not")
    refunds = {row["refund_no"] for row in day.till.credits}
    for refund in day.bank.refunds:
        known = refund["reqsn"] in refunds or refund["kind"] == "cancel"
        tally.check(check, known, f"the bank has the refund {refund['reqsn']}, the till has not")


def _one_per_press(day: Day, tally: Tally) -> None:
    """Tries at one purchase are one press: at most one of them is approved."""
    first: dict[int, int] = {row["sale_id"]: row["first_sale_id"] for row in day.till.retries}
    paid: Counter[int] = Counter()
    for row in day.till.sales:
        paid[first.get(row["id"], int(row["id"]))] += row["state"] in {"approved", "by_hand"}
    for purchase, count in paid.items():
        what = f"{count} approvals of the purchase {purchase}"
        tally.check(Invariant.ONE_PER_PRESS, count <= 1, what)
    accepted = Counter(int(c["sale_id"]) for c in day.till.credits if c["state"] == "accepted")
    for sale, count in accepted.items():
        tally.check(Invariant.ONE_PER_PRESS, count <= 1, f"{count} credits accepted on {sale}")


def _reversal_first(day: Day, tally: Tally) -> None:
    """No sale by card is sent while another's reversal is armed, by the journal's order."""
    armed: set[str] = set()
    for row in day.till.journal:
        if not row["flow"].startswith("card_sale:"):
            continue
        flow, phase = row["flow"], row["state"].get("phase")
        if phase == ARMING and flow not in armed:
            what = f"{flow} was sent while {sorted(armed)} was armed"
            tally.check(Invariant.REVERSAL_FIRST, not armed, what)
        (armed.add if phase in ARMED else armed.discard)(flow)


def _unknown_ends(day: Day, tally: Tally) -> None:
    is_open = {row["name"]: row["is_open"] for row in day.till.flows}
    seen: set[int] = set()
    for row in day.till.journal:
        update = row["body"].get("sale")
        if update is not None and update["state"] in UNKNOWN:
            seen.add(update["sale"])
    for row in day.till.sales:
        state = row["state"]
        if row["id"] in seen or state in UNFINISHED:
            named = (
                state not in UNFINISHED or bool(is_open.get(row["flow"])) or state == "paid_late"
            )
            tally.check(
                Invariant.UNKNOWN_ENDS, named, f"{row['order_no']} is {state}, and nobody works"
            )
        if day.is_settled and state in {"open", *UNKNOWN}:
            tally.fail(Invariant.UNKNOWN_ENDS, f"{row['order_no']} stays {state}")


# --- batches and vouchers -----------------------------------------------------------------------


def _one_batch(day: Day, tally: Tally) -> None:
    batches = {row["id"]: row for row in day.till.batches}
    for row in day.till.sales:
        batch = batches.get(row["batch_id"])
        holds = batch is not None and bool(batch["is_open"]) == bool(row["batch_open"])
        tally.check(Invariant.ONE_BATCH, holds, f"{row['order_no']} is in no batch, or in two")


def _vouchers(day: Day, tally: Tally) -> None:
    vouchers = Counter(row["voucher"] for row in day.till.sales if row["batch_open"])
    for voucher, count in vouchers.items():
        tally.check(Invariant.VOUCHERS, count == 1, f"voucher {voucher} {count} times")


# --- paper --------------------------------------------------------------------------------------


def _one_slip(day: Day, tally: Tally) -> None:
    unmarked = Counter(
        (slip["rrn"] or slip["order"], slip["copy"])
        for slip in day.slips
        if not slip["duplicate"] and slip["approved"]
    )
    for key, count in unmarked.items():
        what = f"{count} unmarked {key[1]} copies of {key[0]}"
        tally.check(Invariant.ONE_SLIP, count == 1, what)


def _slips_agree(day: Day, tally: Tally) -> None:
    rrns = {row["sale_id"]: row["rrn"] for row in day.till.cards}
    rows = {rrns.get(row["id"]) or row["order_no"]: row for row in day.till.sales}
    copies = set()
    for slip in day.slips:
        key = slip["rrn"] or slip["order"]
        row = rows.get(key)
        if not slip["approved"] and (row is None or row["state"] != "by_hand"):
            continue
        copies.add((key, slip["copy"]))
        holds = row is not None and row["state"] in {*APPROVED, "by_hand"}
        holds = holds and row is not None and row["total_minor"] == slip["total_minor"]
        tally.check(Invariant.AGREE, holds, f"a slip of {key} says {slip['total_minor']}")
    if not day.is_settled:
        return
    for key, row in rows.items():
        if row["state"] == "approved":
            for copy in ("merchant", "customer"):
                what = f"{row['order_no']} is approved and has no {copy} copy"
                tally.check(Invariant.AGREE, (key, copy) in copies, what)


# --- money --------------------------------------------------------------------------------------


def _refunds(day: Day, tally: Tally) -> None:
    for payment in day.bank.payments:
        if payment["back_minor"]:
            holds = payment["back_minor"] <= payment["amount_minor"]
            what = f"{payment['reqsn']}: {payment['back_minor']} went back"
            tally.check(Invariant.REFUNDS, holds, what)
    numbers = Counter(row["refund_no"] for row in day.till.credits if row["refund_no"])
    for number, count in numbers.items():
        tally.check(Invariant.REFUNDS, count == 1, f"the refund {number} {count} times")
    backs: defaultdict[int, int] = defaultdict(int)
    for back in day.bank.card_backs:
        if back["state"] == "approved" and back["sale"] is not None:
            backs[back["sale"]] += back["amount_minor"]
    sales = {sale["seq"]: sale for sale in day.bank.card_sales}
    for seq, minor in backs.items():
        holds = minor <= sales[seq]["approved_minor"]
        tally.check(Invariant.REFUNDS, holds, f"of {sales[seq]['rrn']} {minor} went back")


def _agree(day: Day, tally: Tally) -> None:
    check = Invariant.AGREE
    tally.check(check, not day.bank.faults, "; ".join(day.bank.faults))
    kept: defaultdict[str, int] = defaultdict(int)
    for payment in day.bank.payments:
        kept[payment["reqsn"]] += kept_minor(payment)
    held = sum(p["amount_minor"] for p in day.bank.payments if p["state"] == "held")
    cards = {row["sale_id"]: row["rrn"] for row in day.till.cards}
    approved = {sale["rrn"]: sale["amount_minor"] for sale in day.bank.card_approved}
    waiting: defaultdict[int, int] = defaultdict(int)
    for credit in day.till.credits:
        if credit["state"] in NAMED:
            waiting[credit["sale_id"]] += credit["paid_minor"]
    total = 0
    for row in day.till.sales:
        if row["method"] == "cash" or row["mode"] == "own":
            continue
        mine = row["total_minor"] if row["state"] == "approved" else 0
        mine += waiting[row["id"]]
        total += mine
        theirs = approved.get(cards.get(row["id"], ""), 0) + kept[row["order_no"]]
        if day.is_settled:
            what = f"{row['order_no']} is {row['state']} over {mine}, and {theirs} at the bank"
            tally.check(check, mine == theirs, what)
    if day.is_settled:
        moved = -sum(minor for who, minor in day.bank.moves.items() if who.startswith(_PAYERS))
        what = f"the rows add up to {total}, and {moved} left the customers' accounts"
        tally.check(check, total + held == moved, what)


_CHECKS: tuple[Callable[[Day, Tally], None], ...] = (
    _has_row,
    _has_bank,
    _durable_first,
    _one_per_press,
    _reversal_first,
    _unknown_ends,
    _one_batch,
    _vouchers,
    _one_slip,
    _slips_agree,
    _refunds,
    _agree,
)
