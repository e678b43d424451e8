"""Holds a day's books against each other: what stands behind each invariant, rows and messages.

Each function notes its tries and breaks in a tally; none knows how the day was made. What a day has
not had is not tried. Batches, paper and money have a file of their own beside this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from tests.helpers.day_audit_money import ALONE, MONEY
from tests.helpers.day_audit_values import Day, kept_minor
from tests.helpers.invariants import Invariant, Tally

UNFINISHED = frozenset({"open", "checking", "reversing", "paid_late", "refunding"})
UNKNOWN = frozenset({"checking", "reversing"})
UNENDED = frozenset({"open", "pending"})
ARMED = {
    "card_sale": frozenset({"authorising", "completing", "reversing"}),
    "money_back": frozenset({"sending", "reversing"}),
}
ARMING = frozenset({"authorising", "sending"})


def audit(day: Day, tally: Tally) -> None:
    """Try every invariant that the books of both sides have something for."""
    for check in (*_CHECKS, *MONEY):
        check(day, tally)


def audit_till(day: Day, tally: Tally) -> None:
    """Try every invariant that the till's books alone have something for, at any moment."""
    for check in (_one_per_press, _reversal_first, _unknown_ends, *ALONE):
        check(day, tally)


def _late_refunds(day: Day) -> dict[str, str]:
    """Return the state of each payment whose refund has a number, by that number."""
    payments = (each for row in day.till.flows for each in row["state"].get("payments") or ())
    return {each["refund_no"]: each["state"] for each in payments if each.get("refund_no")}


# --- rows and approvals -------------------------------------------------------------------------


def _has_row(day: Day, tally: Tally) -> None:
    check = Invariant.HAS_ROW
    booked = {row["wallet_txn_no"]: row["order_no"] for row in day.till.credits}
    for payment in day.bank.payments:
        if kept_minor(payment):
            order, txn = payment["reqsn"], payment["trxid"]
            known = booked.get(txn) == order and order in day.by_order
            tally.check(check, known, f"{order}: the bank's payment {txn} has no row")
    rrns = {row["rrn"]: row["order_no"] for row in day.till.cards}
    for sale in day.bank.card_approved:
        row = day.by_order.get(rrns.get(sale["rrn"], ""))
        known = row is not None and row["state"] == "approved"
        what = f"the card host holds {sale['rrn']}, voucher {sale['voucher']}, the till does not"
        tally.check(check, known, what)
    done = {row["stan"]: row for row in day.till.returns if row["state"] == "done"}
    for back in day.bank.card_backs:
        if back["state"] == "approved":
            row = done.get(int(back["stan"]))
            known = row is not None and row["amount_minor"] == back["amount_minor"]
            tally.check(check, known, f"the host's {back['kind']} {back['stan']} has no row")
    numbers = {row["number"]: row for row in day.till.returns}
    late = {number for number, state in _late_refunds(day).items() if state == "refunded"}
    for refund in day.bank.refunds:
        row = numbers.get(refund["reqsn"])
        if refund["state"] == "done" and refund["kind"] == "refund" and day.is_settled:
            known = refund["reqsn"] in late or (row is not None and row["state"] == "done")
            tally.check(check, known, f"the bank's refund {refund['reqsn']} has no row")


def _has_bank(day: Day, tally: Tally) -> None:
    check = Invariant.HAS_BANK
    payments = {payment["trxid"]: payment for payment in day.bank.payments}
    accepted = {row["sale_id"]: row for row in day.till.credits if row["state"] == "accepted"}
    cards = {row["sale_id"]: row["rrn"] for row in day.till.cards}
    approved = {sale["rrn"] for sale in day.bank.card_approved}
    for row in day.till.sales:
        order, method = row["order_no"], row["method"]
        if row["state"] == "by_hand":
            tally.check(check, row["mode"] == "own", f"{order} was confirmed by hand")
        if row["state"] != "approved" or method == "cash":
            continue
        if method == "card":
            holds = cards.get(row["id"]) in approved
        else:
            credit = accepted.get(row["id"])
            payment = payments.get(credit["wallet_txn_no"]) if credit is not None else None
            holds = payment is not None and payment["state"] == "settled"
            holds = holds and payment is not None and payment["reqsn"] == order
        tally.check(check, holds, f"{order} is approved, and not at the bank")
    backs = {int(b["stan"]): b for b in day.bank.card_backs if b["state"] == "approved"}
    refunds = {refund["reqsn"] for refund in day.bank.refunds if refund["state"] != "refused"}
    for row in day.till.returns:
        if row["state"] != "done" or row["method"] == "cash" or row["mode"] == "own":
            continue
        if row["method"] == "card":
            holds = row["stan"] in backs and backs[row["stan"]]["kind"] == row["kind"]
        elif row["kind"] == "refund":
            holds = row["number"] in refunds
        else:
            kept = [kept_minor(p) for p in day.bank.payments if p["reqsn"] == row["order_no"]]
            holds = not any(kept)
        what = f"the {row['kind']} of {row['order_no']} is done, and not at the bank"
        tally.check(check, holds, what)


def _durable_first(day: Day, tally: Tally) -> None:
    """Whatever the bank received, the till had written: it knows it, whenever it died."""
    check = Invariant.DURABLE_FIRST
    for order in day.bank.orders:
        known = order["reqsn"] in day.by_order
        tally.check(check, known, f"the bank has the order {order['reqsn']}, and the till has not")
    sales = {row["stan"] for row in day.till.cards}
    backs = {row["stan"] for row in day.till.returns}
    for sale in day.bank.card_sales:
        known = int(sale["stan"]) in sales
        tally.check(check, known, f"the host has the sale {sale['stan']}, and the till has not")
    for reversal in day.bank.card_reversals:
        known = int(reversal["stan"]) in sales | backs
        what = f"the host has the reversal {reversal['stan']}, and the till has not"
        tally.check(check, known, what)
    for back in day.bank.card_backs:
        known = int(back["stan"]) in backs
        what = f"the host has the {back['kind']} {back['stan']}, and the till has not"
        tally.check(check, known, what)
    refunds = {*_late_refunds(day), *(row["number"] for row in day.till.returns)}
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
    """Nothing by card is sent while another's reversal is armed, by the journal's order."""
    armed: set[str] = set()
    for row in day.till.journal:
        flow, state = row["flow"], row["state"]
        kind = flow.partition(":")[0]
        if kind not in ARMED or (kind == "money_back" and state["way"] != "card"):
            continue
        phase = state.get("phase")
        if phase in ARMING and flow not in armed:
            what = f"{flow} was sent while {sorted(armed)} was armed"
            tally.check(Invariant.REVERSAL_FIRST, not armed, what)
        is_armed = phase in ARMED[kind] and not state.get("is_lifted")
        (armed.add if is_armed else armed.discard)(flow)


def _unknown_ends(day: Day, tally: Tally) -> None:
    check = Invariant.UNKNOWN_ENDS
    is_open = {row["name"]: bool(row["is_open"]) for row in day.till.flows}
    seen: set[int] = set()
    for row in day.till.journal:
        update = row["body"].get("sale")
        if update is not None and update["state"] in UNKNOWN:
            seen.add(update["sale"])
    for row in day.till.sales:
        state = row["state"]
        if row["id"] in seen or state in UNFINISHED:
            named = state not in UNFINISHED or is_open.get(row["flow"]) or state == "paid_late"
            ended = not (day.is_settled and state in {"open", *UNKNOWN})
            what = f"{row['order_no']} is {state}"
            tally.check(check, bool(named) and ended, what)
    for row in day.till.returns:
        named = row["state"] not in UNENDED or is_open.get(row["flow"], False)
        ended = not (day.is_settled and row["state"] in UNENDED)
        what = f"the {row['kind']} of {row['order_no']} is {row['state']}"
        tally.check(check, named and ended, what)
    for settlement in day.till.settlements:
        ended = settlement["finished_at"] is not None
        what = f"settlement {settlement['id']} stands in {settlement['phase']}"
        tally.check(check, ended or is_open.get(settlement["flow"], False), what)


_CHECKS: tuple[Callable[[Day, Tally], None], ...] = (
    _has_row,
    _has_bank,
    _durable_first,
    _one_per_press,
    _reversal_first,
    _unknown_ends,
)
