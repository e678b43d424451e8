"""Trying many states, in several processes."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.disk.check import Judged, judge
from tests.disk.events import Recording
from tests.disk.states import Point, states
from tests.helpers.invariants import Invariant, Tally

TRIED = frozenset(
    {Invariant.DURABLE_FIRST, Invariant.HAS_ROW, Invariant.ONE_SLIP, Invariant.STORE_WHOLE}
)
"""What has something to try in each day."""
TRIED_IN_ALL = TRIED | {
    *(Invariant.ONE_PER_PRESS, Invariant.REVERSAL_FIRST, Invariant.UNKNOWN_ENDS, Invariant.AGREE),
    *(Invariant.TOTALS, Invariant.ONE_BATCH, Invariant.VOUCHERS, Invariant.REFUNDS),
}
"""What has something to try in a day of everything."""
CHUNK = 100


@dataclass
class Figures:
    """What came of all states."""

    ways: Counter[str] = field(default_factory=Counter)
    broken: list[Judged] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    took_s: float = 0.0


def try_points(
    recording: Recording, points: Sequence[Point], folder: Path, workers: int
) -> Figures:
    """Open the state of each of ``points``, in ``workers`` processes; 1: in this one."""
    began = time.monotonic()
    figures = Figures()
    chunks = [points[at : at + CHUNK] for at in range(0, len(points), CHUNK)]
    if workers == 1:
        done = [_try_chunk(recording, chunk, folder) for chunk in chunks]
    else:
        tape = folder / "states.tape"
        recording.save(tape)
        context = multiprocessing.get_context("forkserver")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            done = list(pool.map(_try_in_child, [(tape, chunk, folder) for chunk in chunks]))
    for judged, tally in done:
        figures.tally.add(tally)
        figures.ways.update(each.point.way.value for each in judged)
        figures.broken += [each for each in judged if each.wrong]
    figures.took_s = time.monotonic() - began
    return figures


def _try_in_child(work: tuple[Path, Sequence[Point], Path]) -> tuple[list[Judged], Tally]:
    tape, points, folder = work
    return _try_chunk(Recording.load(tape), points, folder)


def _try_chunk(
    recording: Recording, points: Sequence[Point], folder: Path
) -> tuple[list[Judged], Tally]:
    tally = Tally()
    place = folder / f"state-{os.getpid()}"
    return [judge(state, place, tally) for state in states(recording, points)], tally
