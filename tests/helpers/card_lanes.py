"""The whole scenario table at several tills at once, each with a bank's process of its own."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from kpay_desktop.domain.sale import SaleState
from kpay_desktop.ports import BusyError
from kpay_desktop.settings_cards import CardClockSettings
from kpay_desktop.simulation.desk_answers import DeskError
from tests.helpers.card_cases import Case
from tests.helpers.card_day import CLOCKS, HURRIED, Row, Seen, Till
from tests.helpers.card_net import Names

#: A bank that says 25 of a sale that it has must not be believed while cases last.
PATIENT: Final = replace(CLOCKS, arrival_s=3_600.0)
PATIENT_TILLS: Final = 7
FORGETTING_TILLS: Final = 3

#: After so many cases that came to no end a till is not waited for any more.
MOST_WRONG: Final = 5


@dataclass(slots=True)
class Lived:
    """What became of a case: what was seen of it, or went wrong, and its row on the disk."""

    seen: Seen | None = None
    error: Exception | None = None
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """A till's books at the end beside its bank's, in cents."""

    till: str
    approved_minor: int
    left_accounts_minor: int
    open_flows: int
    armed: int


@dataclass(slots=True)
class Day:
    """All cases by name, and all tills."""

    lived: dict[str, Lived]
    closings: list[Closing]


def live(folder: Path, cases: Iterable[Case]) -> Day:
    """Live through the cases, stop everything, and read the tills' books from the disk."""
    lanes: dict[str, list[Case]] = {}
    for number, case in enumerate(cases):
        lanes.setdefault(_lane_of(case, number), []).append(case)
    day = Day({case.name: Lived() for lane in lanes.values() for case in lane}, [])
    with _names():
        threads = [
            threading.Thread(target=_lane, args=(folder / name, name, mine, day), name=name)
            for name, mine in lanes.items()
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return day


def _lane_of(case: Case, number: int) -> str:
    """Return the till that a case is for: one that gives up soon, or that does not."""
    if case.is_hurried:
        return "hurried"
    if is_patient(case):
        return f"patient-{number % PATIENT_TILLS}"
    return f"forgetting-{number % FORGETTING_TILLS}"


def is_patient(case: Case) -> bool:
    """True for what must come to its end without believing a bank that does not know the sale."""
    is_taken_back = case.ends.state is SaleState.CLOSED and bool(case.ends.reversal)
    return not is_taken_back or "" not in case.ends.bank.split("|")


def _clocks_of(lane: str) -> CardClockSettings:
    return {"hurried": HURRIED, "forgetting": CLOCKS, "patient": PATIENT}[lane.partition("-")[0]]


@contextlib.contextmanager
def _names() -> Iterator[None]:
    names = Names()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("socket.getaddrinfo", names.look_up)
        try:
            yield
        finally:
            names.end()


def _lane(folder: Path, name: str, cases: Sequence[Case], day: Day) -> None:
    till = Till(folder, _clocks_of(name))
    ids: dict[int, str] = {}
    left_minor = wrong = 0
    try:
        till.start()
        for case in cases:
            lived = day.lived[case.name]
            if wrong >= MOST_WRONG:
                lived.error = AssertionError(f"not tried: too much went wrong at {name} before")
                continue
            try:
                lived.seen = till.sell(case)
                ids[lived.seen.view.sale.identity.sale_id] = case.name
            except (AssertionError, OSError, BusyError, DeskError) as error:
                # It is the case's own test that fails; the next one gets a till that works.
                lived.error = error
                wrong += 1
                till.mend()
        accounts = till.desk.card_state().accounts
        left_minor = sum(each.opening_minor - each.balance_minor for each in accounts)
    finally:
        till.stop()
    rows = till.rows()
    for sale_id, case_name in ids.items():
        day.lived[case_name].row = rows.get(sale_id)
    day.closings.append(
        Closing(
            name,
            sum(row.total_minor for row in rows.values() if row.state == "approved"),
            left_minor,
            sum(row.is_open for row in rows.values()),
            sum(row.is_armed for row in rows.values()),
        )
    )
