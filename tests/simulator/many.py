"""Many days: lived on several processes, some of them twice."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from typing import Final

from tests.simulator.day import Day, live, template
from tests.simulator.disk import folder
from tests.simulator.faults import Fault
from tests.simulator.figures import Figures
from tests.simulator.selfcheck import unnoticed

TWICE_EVERY: Final = 50
"""One day in so many is lived twice, and must be the same both times."""

PART: Final = 20
MOST_LOOKED_AT: Final = 30


def check_auditor(seed: int = 1) -> list[str]:
    """Return what the auditor would not notice; see :mod:`tests.simulator.selfcheck`.

    The day is one without faults that has something of everything.
    """
    missed: list[str] = []

    def look(day: Day) -> None:
        if day.has_all:
            missed[:] = unnoticed(day)

    with folder() as place:
        new = template(place)
        for one in range(seed, seed + MOST_LOOKED_AT):
            missed[:] = ["everything: no day had something of everything"]
            live(one, new, (), look)
            if not missed or "everything" not in missed[0]:
                break
    return missed


def try_seeds(seeds: Sequence[int], among: tuple[Fault, ...]) -> Figures:
    """Live through the days of these seeds."""
    figures = Figures()
    with folder() as place:
        new = template(place)
        for seed in seeds:
            result = live(seed, new, among)
            figures.add(result)
            if seed % TWICE_EVERY == 0 or result.tally.breaks:
                figures.twice += 1
                if live(seed, new, among).digest != result.digest:
                    figures.unlike.append(seed)
    return figures


def _part(job: tuple[range, tuple[Fault, ...]]) -> Figures:
    return try_seeds(*job)


def try_all(
    seeds: range, among: tuple[Fault, ...], workers: int, part: int = PART
) -> Iterator[Figures]:
    """Live through many days on several processes, part by part."""
    parts = [(seeds[at : at + part], among) for at in range(0, len(seeds), part)]
    if workers == 1 or len(parts) == 1:
        yield from map(_part, parts)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap_unordered(_part, parts)
