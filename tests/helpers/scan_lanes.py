"""The whole table of sales by customers' codes at several tills at once, each with its own bank."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kpay_desktop.ports import BusyError
from kpay_desktop.simulation.desk_client import DeskError
from tests.helpers.display import ROOT
from tests.helpers.scan_cases import Case, Lane
from tests.helpers.scan_day import Row, ScanTill, Seen

#: So many tills share the cases of a lane.
TILLS: Final = {Lane.PATIENT: 3, Lane.HURRIED: 3, Lane.WATCHFUL: 1, Lane.TIMELY: 1}
#: After so many cases that came to no end a till is not waited for any more.
MOST_WRONG: Final = 3
AUDITOR: Final = ROOT / "tests" / "end2end" / "auditor.py"
AUDIT_S: Final = 120.0


@dataclass(slots=True)
class Lived:
    """What became of a case: what was seen of it, or went wrong, and its row on the disk."""

    seen: Seen | None = None
    error: Exception | None = None
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """A till's books at the end beside its bank's, in cents, and what the auditor says of both."""

    till: str
    approved_minor: int
    rows: tuple[Row, ...]
    report: dict[str, Any]
    codes: tuple[str, ...]
    folder: Path


@dataclass(slots=True)
class Day:
    """All cases by name, and all tills."""

    lived: dict[str, Lived]
    closings: list[Closing] = field(default_factory=list)


def live(folder: Path, cases: Iterable[Case]) -> Day:
    """Live through the cases, stop everything, and read the tills' books from the disk."""
    lanes: dict[tuple[Lane, int], list[Case]] = {}
    for number, case in enumerate(cases):
        lanes.setdefault((case.lane, number % TILLS[case.lane]), []).append(case)
    day = Day({case.name: Lived() for lane in lanes.values() for case in lane})
    threads = [
        threading.Thread(target=_lane, args=(folder, lane, number, mine, day), name=lane.value)
        for (lane, number), mine in lanes.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return day


def _lane(folder: Path, lane: Lane, number: int, cases: Sequence[Case], day: Day) -> None:
    name = f"{lane.value}-{number}"
    data = folder / name
    till = ScanTill(data, lane)
    ids: dict[int, str] = {}
    wrong = 0
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
    finally:
        till.stop()
    rows = till.rows()
    for sale_id, case_name in ids.items():
        day.lived[case_name].row = rows.get(sale_id)
    approved = sum(row.total_minor for row in rows.values() if row.state == "approved")
    closing = Closing(
        name, approved, tuple(rows.values()), report_of(data), tuple(till.codes), data
    )
    day.closings.append(closing)


def report_of(data: Path) -> dict[str, Any]:
    """Let the auditor look, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-I", str(AUDITOR), str(data / "bank"), str(data / "paper")],
        capture_output=True,
        text=True,
        timeout=AUDIT_S,
        check=False,
    )
    assert done.stderr == "", done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report
