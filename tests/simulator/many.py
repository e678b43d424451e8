"""Many days: lived on several processes, some of them twice."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from typing import Final

from tests.simulator.day import live, template
from tests.simulator.disk import folder
from tests.simulator.faults import Fault
from tests.simulator.figures import Figures

TWICE_EVERY: Final = 50
"""One day in so many is lived twice, and must be the same both times."""

PART: Final = 20


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


def try_all(first: int, count: int, among: tuple[Fault, ...], workers: int) -> Iterator[Figures]:
    """Live through many days on several processes, part by part."""
    parts = [
        (range(start, min(start + PART, first + count)), among)
        for start in range(first, first + count, PART)
    ]
    if workers == 1 or len(parts) == 1:
        yield from map(_part, parts)
        return
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        yield from pool.imap_unordered(_part, parts)
