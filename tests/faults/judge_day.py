"""Whether the books of a day's rest agree after a run went wrong: asks the auditor of days."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.faults.other_ways import PART_MINOR
from tests.faults.shop import Told
from tests.helpers.batch_paper import batch_paper
from tests.helpers.day_audit import audit
from tests.helpers.day_audit_values import Day
from tests.helpers.day_books import read_bank, read_paper, read_till
from tests.helpers.invariants import Tally

ACQUIRERS = ("cards", "paynow")


def of_day(scenario: str, told: Told, again: Told, data: Path) -> list[str]:
    """Return what is wrong between the till's books, the bank's and the paper."""
    data = data.resolve()
    paper = data / "paper"
    till = read_till(data)
    day = Day.of(
        read_bank(data / "bank" / "bank.sqlite3"), till, read_paper(paper), is_settled=True
    )
    tally = Tally()
    audit(day, tally)
    batch_paper(till, paper, tally, is_settled=True)
    wrong = [f"auditor: {words}" for words in tally.broken]
    return [*wrong, *kept(day, told, again), *reached(scenario, day)]


def kept(day: Day, told: Told, again: Told) -> list[str]:
    """What was begun is there, and what had ended has ended so."""
    backs = {row["id"]: row["state"] for row in day.till.returns}
    settlements = {row["id"]: row["phase"] for row in day.till.settlements}
    wrong = []
    for run in (told, again):
        for what, rows in (("back", backs), ("settlement", settlements)):
            begun = map(int, run.all(f"begun {what}"))
            wrong += [f"lost: {what} {number} was begun" for number in begun if number not in rows]
            for number, state in (text.split() for text in run.all(f"ended {what}")):
                now = rows.get(int(number))
                if now != state:
                    wrong.append(f"undone: {what} {number} was {state}, and is {now}")
        known = day.by_order
        wrong += [f"lost: {order} was begun" for order in run.all("begun") if order not in known]
    return wrong


def reached(scenario: str, day: Day) -> list[str]:
    """What the cashier wanted has happened once, whatever was in its way."""
    done = Counter[tuple[str, str]]()
    for row in day.done:
        done[row["method"], row["kind"]] += row["amount_minor"]
    settled = Counter(r["acquirer"] for r in day.till.settlements if r["phase"] == "settled")
    cash = [row["total_minor"] for row in day.till.sales if row["method"] == "cash"]
    wanted: object
    found: object
    match scenario:
        case "void":
            (sold,) = (row["total_minor"] for row in day.till.sales if row["method"] == "card")
            wanted, found = {("card", "void"): sold}, dict(done)
        case "back":
            wanted, found = {("card", "refund"): PART_MINOR}, dict(done)
        case "part":
            wanted, found = {("paynow", "refund"): PART_MINOR // 2}, dict(done)
        case "cash":
            wanted = ([PART_MINOR], {("cash", "refund"): PART_MINOR // 2})
            found = (cash, dict(done))
        case _:
            wanted, found = dict.fromkeys(ACQUIRERS, 1), dict(settled)
    return [] if wanted == found else [f"{scenario}: {found}, and {wanted} was wanted"]
