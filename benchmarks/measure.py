"""Taking times: ours and its floor in turns, so that whatever disturbs the machine hits both."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Meter = Callable[[], float]
"""Does the work once and returns the seconds that count."""


class BenchError(RuntimeError):
    """A measurement could not be taken, or what was measured did not do its work."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured: 1.0 is the usual, 0.0 as little as possible (for trying it out)."""

    share: float = 1.0

    def times(self, usual: int) -> int:
        """Return how often something is done that is usually done ``usual`` times."""
        return max(1, round(usual * self.share))


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of every repeat, in the order they were taken."""

    seconds: tuple[float, ...]

    @property
    def median_s(self) -> float:
        return statistics.median(self.seconds)

    @property
    def least_s(self) -> float:
        return min(self.seconds)

    @property
    def p99_s(self) -> float:
        return percentile(self.seconds, 99)


def percentile(seconds: Sequence[float], percent: float) -> float:
    """Return the smallest value that ``percent`` of all values do not exceed (nearest rank)."""
    if not seconds:
        raise ValueError("no values")
    if not 0 < percent <= 100:
        raise ValueError("a percentile lies above 0 and at most at 100")
    return sorted(seconds)[math.ceil(percent / 100 * len(seconds)) - 1]


def timed(work: Callable[[], object], batch: int = 1) -> Meter:
    """Return a meter of ``work``; of work of a few microseconds, a ``batch`` is timed as one."""

    def meter() -> float:
        began = time.perf_counter()
        for _ in range(batch):
            work()
        return (time.perf_counter() - began) / batch

    return meter


def race(*meters: Meter, rounds: int, warm_up: int = 1, in_a_row: int = 1) -> tuple[Timing, ...]:
    """Return the timing of each meter.

    Every round asks each meter ``in_a_row`` times; every other round in the opposite order, so that
    none is always the one that comes after. The ``warm_up`` rounds before do not count.
    """
    taken: list[list[float]] = [[] for _ in meters]
    for number in range(-warm_up, rounds):
        order = list(enumerate(meters))
        for place, meter in order if number % 2 == 0 else reversed(order):
            seconds = [meter() for _ in range(in_a_row)]
            if number >= 0:
                taken[place] += seconds
    return tuple(Timing(tuple(seconds)) for seconds in taken)
