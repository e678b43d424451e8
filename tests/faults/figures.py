"""Trying many points, and what came of them as tables."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tests.faults.guard import Way
from tests.faults.points import FILE_ERRORS, Cell, Point, kind_of
from tests.faults.trial import Trials, Tried

MOST_INSTEAD = 5
"""How many other points of a cell are tried where none of those chosen was reached."""

_ENDS = (Way.KILL.value, Way.TORN.value, Way.CUT.value)


@dataclass
class Figures:
    """What came of the points so far."""

    tried: list[Tried] = field(default_factory=list)
    took_s: float = 0.0

    @property
    def broken(self) -> list[Tried]:
        """Those after which the books did not agree, or the till was silent."""
        return [one for one in self.tried if one.wrong]

    @property
    def struck(self) -> list[Tried]:
        """Those that were reached."""
        return [one for one in self.tried if one.has_struck]

    def missing(self, cells: Iterable[Cell]) -> list[Cell]:
        """Return the cells that were not tried at all."""
        seen = {one.point.cell for one in self.struck}
        return sorted((cell for cell in cells if cell not in seen), key=str)


def try_all(
    trials: Trials,
    points: Sequence[Point],
    others: Sequence[Point],
    workers: int,
    told: Callable[[int, Tried], None],
    *,
    by_strace: bool = False,
) -> Figures:
    """Try ``points``, ``workers`` at a time, and some of ``others`` for cells nothing reached.

    ``told`` hears of each as it is done.
    """
    figures = Figures()
    lock = threading.Lock()
    began = time.monotonic()

    def attempt(point: Point) -> None:
        tried = trials.attempt(point, by_strace=by_strace)
        with lock:
            figures.tried.append(tried)
            told(len(figures.tried), tried)

    pool = ThreadPoolExecutor(workers)
    try:
        list(pool.map(attempt, points))
    finally:
        # Also when somebody has had enough: what is under way ends, the rest is left.
        pool.shutdown(cancel_futures=True)
    for cell in figures.missing({point.cell for point in points}):
        instead = [point for point in others if point.cell == cell]
        for point in sorted(instead, key=lambda p: p.nth)[:MOST_INSTEAD]:
            attempt(point)
            if figures.tried[-1].has_struck:
                break
    figures.took_s = time.monotonic() - began
    return figures


def tables(figures: Figures) -> str:
    """Return the figures for people: calls on files, calls on lines, scenarios."""
    files = [one for one in figures.struck if not one.point.call.is_line]
    lines = [one for one in figures.struck if one.point.call.is_line]
    named = (("calls on files", files), ("calls on lines", lines))
    parts = [_by_call(title, tried) for title, tried in named if tried]
    return "\n\n".join([*parts, _by_scenario(figures.struck)])


def _by_call(title: str, tried: Sequence[Tried]) -> str:
    counts = Counter((kind_of(one.point.call), _column(one.point)) for one in tried)
    errors = [error for errors in FILE_ERRORS.values() for error in errors]
    known = list(dict.fromkeys([*errors, *(one.point.error for one in tried)]))
    found = {column for _, column in counts}
    columns = [column for column in (*known, *_ENDS) if column in found]
    rows = [(title, *columns, "broken", "s each")]
    for kind in sorted({kind for kind, _ in counts}):
        mine = [one for one in tried if kind_of(one.point.call) == kind]
        rows.append(
            (
                kind,
                *(str(counts[kind, column] or "·") for column in columns),
                *_ends_of(mine),
            )
        )
    sums = (str(sum(n for (_, c), n in counts.items() if c == column)) for column in columns)
    rows.append((f"{len(tried)} in all", *sums, *_ends_of(tried)))
    return _aligned(rows)


def _column(point: Point) -> str:
    return point.error or point.way.value


def _by_scenario(tried: Sequence[Tried]) -> str:
    rows = [("scenario", *(way.value for way in Way), "lived on", "said so", "broken", "s each")]
    for scenario in sorted({one.point.scenario for one in tried}):
        mine = [one for one in tried if one.point.scenario == scenario]
        rows.append((scenario, *_by_way(mine), *_ends_of(mine)))
    rows.append((f"{len(tried)} in all", *_by_way(tried), *_ends_of(tried)))
    return _aligned(rows)


def _by_way(tried: Sequence[Tried]) -> tuple[str, ...]:
    ways = Counter(one.point.way for one in tried)
    lived, said = sum(one.lived for one in tried), sum(one.said_so for one in tried)
    return (*(str(ways[way]) for way in Way), str(lived), str(said))


def _ends_of(tried: Sequence[Tried]) -> tuple[str, str]:
    mean_s = sum(one.took_s for one in tried) / len(tried) if tried else 0.0
    return str(sum(bool(one.wrong) for one in tried)), f"{mean_s:.1f}"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "  ".join(
            text.ljust(width) if place == 0 else text.rjust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    return "\n".join(lines)
