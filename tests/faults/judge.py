"""Whether the books agree after a run went wrong and the till was started again."""

from __future__ import annotations

import json
import signal
from collections import Counter
from pathlib import Path
from typing import TypedDict

from kpay_desktop.ports import StoreErrorKind
from tests.end2end.auditor import audit
from tests.faults.cashier import CLOSED, WELL
from tests.faults.guard import Way
from tests.faults.judge_day import of_day
from tests.faults.other_ways import BY_CARD, DAY, WORKING
from tests.faults.points import Point
from tests.faults.shop import LATER, OF_TROUBLE, Told

# What a page has to call a store on which such an error stays.
KINDS = {"ENOSPC": "full", "EDQUOT": "full", "EIO": "damaged", "EROFS": "read_only"}

_PAYERS = ("customer:", "card:")


class Books(TypedDict):
    """What the till's store holds."""

    problems: list[str]
    sales: list[tuple[int, str, str, int, int]]
    credits: list[tuple[str, str, int, str]]
    cards: list[tuple[str, str]]
    jobs: list[tuple[int, str, str, int, int]]


def judge(point: Point, first: Told, again: Told, data: Path) -> list[str]:
    """Return what is wrong; nothing, if all is well."""
    wrong = [*_of_the_run(point, first), *_of_recovery(again)]
    told = again.all("books")
    if not told:
        return [*wrong, "no books after the second start"]
    books: Books = json.loads(told[0])
    if point.scenario in DAY:
        wrong += [f"store: {text}" for text in books["problems"]]
        wrong += [f"a slip is {state}" for _, _, state, *_ in books["jobs"] if state != "printed"]
        return [*wrong, *_taken_back(first, again), *of_day(point.scenario, first, again, data)]
    return [*wrong, *_of_books(books, first, again, data)]


# --- what the till did ------------------------------------------------------------------------


def _of_the_run(point: Point, told: Told) -> list[str]:
    ended = told.ended
    if ended is None:
        return ["the run was lost"]
    wrong = _surprises(told)
    if point.way in {Way.KILL, Way.TORN, Way.CUT} and ended.has_struck:
        return wrong + ([] if ended.code == -signal.SIGKILL else [f"ended with {ended.code}"])
    if ended.code == CLOSED:
        if not told.all("closed"):
            wrong.append("the till closed and said nothing")
    elif ended.code != 0:
        wrong.append(f"ended with {ended.code}: never {', '.join(told.all('never'))}")
    return wrong + _silence(point, told)


def _surprises(told: Told) -> list[str]:
    wrong = [f"unexpected: {text}" for text in told.all("unexpected")]
    if "Traceback" in told.errors:
        wrong.append(f"a traceback: {told.errors.strip().splitlines()[-1]}")
    if told.ended is not None and told.ended.is_late:
        wrong.append("it hung")
    return wrong


def _silence(point: Point, told: Told) -> list[str]:
    """The till has to say that its store fails, by the right name, and may not sell on it."""
    wrong = []
    unwritten = _unwritten(point, told)
    shown = [*told.all("fault"), *told.all("refused"), *told.all("closed")]
    if unwritten and not shown and not any(told.all(f"{word}{LATER}") for word in OF_TROUBLE):
        wrong.append(f"said nothing of {unwritten[0]}")
    stays = point.way is Way.STAYS and not point.call.is_line
    kinds = {text for text in shown if text in set(StoreErrorKind)}
    if stays and kinds and kinds != {KINDS[point.error]}:
        wrong.append(f"called {' and '.join(sorted(kinds))}, and it was {point.error}")
    wrong += [f"on a broken store: {text}" for text in told.all("probe") if "Begun" in text]
    return wrong


def _unwritten(point: Point, told: Told) -> list[str]:
    """Return what a page has to say something of.

    Trace numbers are fetched ahead, at the start; they are asked for again before each message, and
    a sale by card that still has none says so.
    """
    begun = next((at for at, (word, _) in enumerate(told.words) if word == "begun"), None)
    return [
        text
        for at, (word, text) in enumerate(told.words)
        if word == "unwritten"
        and (
            not text.endswith(" reserve")
            or (point.scenario in BY_CARD and begun is not None and at > begun)
        )
    ]


def _of_recovery(told: Told) -> list[str]:
    if told.ended is None:
        return ["the second run was lost"]
    wrong = [f"at the second start, {text}" for text in _surprises(told)]
    if told.ended.code != 0:
        never = ", ".join([*told.all("never"), *told.all("closed")])
        wrong.append(f"the second start ended with {told.ended.code}: {never}")
    return wrong


# --- what the books say -----------------------------------------------------------------------


def _of_books(books: Books, told: Told, again: Told, data: Path) -> list[str]:
    report = audit(data / "bank", data / "paper")
    wrong = [f"store: {text}" for text in books["problems"]]
    wrong += [f"auditor: {text}" for text in report["faults"]]
    sales = {order: (state, total) for _, order, state, total, _ in books["sales"]}
    wrong += [f"lost: {order} was begun" for order in told.all("begun") if order not in sales]
    wrong += [
        f"undone: {order} was {state}"
        for order, state in (text.split() for text in told.all("ended"))
        if state in {"approved", "refunded"} and sales.get(order, ("", 0))[0] != state
    ]
    wrong += _taken_back(told, again)
    wrong += _of_money(books, sales, report["paid"], report["cards"])
    charged = sum(total for state, total in sales.values() if state == "approved")
    moved = -sum(minor for who, minor in report["moves"].items() if who.startswith(_PAYERS))
    if charged != moved:
        wrong.append(f"{charged} is approved, and {moved} left the customers' accounts")
    wrong += _of_numbers(books)
    return wrong


def _taken_back(told: Told, again: Told) -> list[str]:
    """What a till that ended well called ended, the next start may not find at work."""
    if told.ended is None or told.ended.code != WELL:
        return []
    at_work = {text.split()[0] for text in again.all("seen") if text.split()[1] in WORKING}
    return [f"not durable: {text}" for text in told.all("ended") if text.split()[0] in at_work]


def _of_money(
    books: Books,
    sales: dict[str, tuple[str, int]],
    paid: dict[str, dict[str, list[str] | int]],
    cards: dict[str, int],
) -> list[str]:
    """``cards``: what the card host holds as approved, by RRN."""
    wrong = []
    rrns = dict(books["cards"])
    approved = [order for order, (state, _) in sales.items() if state == "approved"]
    known = {rrns.get(order) for order in approved}
    wrong += [
        f"the card host holds {rrn}, which the till does not" for rrn in cards if rrn not in known
    ]
    credits_of: dict[str, list[tuple[str, int, str]]] = {}
    for txn, order, minor, state in books["credits"]:
        credits_of.setdefault(order, []).append((txn, minor, state))
    for order, entry in paid.items():
        if order not in sales:
            wrong.append(f"the bank was paid for {order}, which the till does not know")
        booked = sorted(txn for txn, _, _ in credits_of.get(order, []))
        if booked != sorted(entry["txns"] if isinstance(entry["txns"], list) else []):
            wrong.append(f"{order}: the till booked {booked}, the bank {entry['txns']}")
    for order, (state, total) in sales.items():
        kept = paid.get(order, {}).get("kept_minor", 0)
        accepted = [minor for _, minor, s in credits_of.get(order, []) if s == "accepted"]
        if order in rrns:
            # No credit is booked by a card: its row has the host's own number.
            kept = cards.get(rrns[order], 0)
            accepted = [kept] if kept else []
        if state == "approved" and not (kept == total and accepted == [total]):
            wrong.append(f"{order} is approved over {total}, and {kept} came")
        elif state in {"closed", "declined", "refunded"} and (kept or accepted):
            wrong.append(f"{order} is {state}, and the bank has {kept}")
        elif state not in {"approved", "closed", "declined", "refunded"}:
            wrong.append(f"{order} is left {state}")
    if len(approved) > 1:
        wrong.append(f"charged {len(approved)} times")
    return wrong


def _of_numbers(books: Books) -> list[str]:
    """No voucher twice, every slip of an approved sale printed, no slip of another."""
    wrong = []
    vouchers = Counter(voucher for *_, voucher in books["sales"])
    wrong += [f"voucher {number} {n} times" for number, n in vouchers.items() if n > 1]
    approved = {sale for sale, _, state, *_ in books["sales"] if state == "approved"}
    first = Counter(
        (sale, copy) for sale, copy, _, _, is_reprint in books["jobs"] if not is_reprint
    )
    wanted = Counter((sale, copy) for sale in approved for copy in ("merchant", "customer"))
    if first != wanted:
        wrong.append(f"slips {dict(first)} for the sales {sorted(approved)}")
    wrong += [f"a slip is {state}" for _, _, state, *_ in books["jobs"] if state != "printed"]
    return wrong
