"""What was measured, as rows beside their floors and targets: for people, and as JSON."""

from __future__ import annotations

import os
import platform
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from benchmarks.measure import Timing


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should stay below; None is no limit.

    ``ratio``: ours over the floor. ``ours_s``, ``added_s`` (ours less the floor), ``p99_s``:
    seconds.
    """

    ratio: float | None = None
    ours_s: float | None = None
    added_s: float | None = None
    p99_s: float | None = None

    def words(self) -> str:
        """Return the limits in the table's words."""
        parts = []
        if self.ratio is not None:
            parts.append(f"≤ {self.ratio:g}×")
        if self.ours_s is not None:
            parts.append(f"≤ {duration(self.ours_s)}")
        if self.added_s is not None:
            parts.append(f"≤ +{duration(self.added_s)}")
        if self.p99_s is not None:
            parts.append(f"p99 ≤ {duration(self.p99_s)}")
        return ", ".join(parts)

    def is_met(self, floor: Timing, ours: Timing) -> bool | None:
        """Return whether all limits are kept; None where there is no limit."""
        kept = [
            figure <= limit
            for figure, limit in (
                (ours.median_s / floor.median_s, self.ratio),
                (ours.median_s, self.ours_s),
                (ours.median_s - floor.median_s, self.added_s),
                (ours.p99_s, self.p99_s),
            )
            if limit is not None
        ]
        return all(kept) if kept else None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. Seconds are medians, but for ``p99_s`` of ours.

    ``is_met`` is None where the line stands for comparison only. Where ``unit`` is not seconds, the
    three figures are numbers of it, the same at every run.
    """

    bench: str
    work: str
    floor: str
    floor_s: float
    ours_s: float
    p99_s: float
    repeats: int
    target: str
    is_met: bool | None
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.ours_s / self.floor_s


def compare(
    bench: str, work: str, floor: tuple[str, Timing], ours: Timing, target: Target | None = None
) -> Row:
    """Return the line of ``work`` beside its floor: the floor's name and timing."""
    name, timing = floor
    wanted = target or Target()
    return Row(
        bench=bench,
        work=work,
        floor=name,
        floor_s=timing.median_s,
        ours_s=ours.median_s,
        p99_s=ours.p99_s,
        repeats=len(ours.seconds),
        target=wanted.words(),
        is_met=wanted.is_met(timing, ours),
    )


def counted(
    bench: str, work: str, floor: tuple[str, int], ours: int, unit: str, most_ratio: float
) -> Row:
    """Return the line of something that is counted, beside the least number of it."""
    name, least = floor
    is_met = ours <= most_ratio * least
    target = Target(ratio=most_ratio).words()
    return Row(bench, work, name, least, ours, ours, 1, target, is_met, unit)


def duration(seconds: float) -> str:
    """Return a time with three figures that count, in the unit that suits it."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if abs(seconds) >= size or unit == "µs":
            value = seconds / size
            if abs(value) >= 100:
                return f"{value:.0f} {unit}"
            return f"{value:.3g} {unit}"
    raise AssertionError


_HEADS = ("work", "floor", "", "ours", "p99", "ratio", "target", "met")
_MET = {True: "yes", False: "NO", None: "·"}
_NUMBERS = frozenset((2, 3, 4, 5))


def table(rows: Sequence[Row]) -> str:
    """Return the rows as one table of plain text."""
    cells = [_HEADS, *(_cells(row) for row in rows)]
    widths = [max(_width(line[place]) for line in cells) for place in range(len(_HEADS))]
    lines = []
    for line in cells:
        parts = []
        for place, (text, width) in enumerate(zip(line, widths, strict=True)):
            padding = " " * (width - _width(text))
            parts.append(padding + text if place in _NUMBERS else text + padding)
        lines.append("  ".join(parts).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.work,
        row.floor,
        _figure(row.floor_s, row.unit),
        _figure(row.ours_s, row.unit),
        _figure(row.p99_s, row.unit),
        f"{row.ratio:.2f}×",
        row.target,
        _MET[row.is_met],
    )


def _figure(value: float, unit: str) -> str:
    return duration(value) if unit == "s" else f"{value:g}"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


@dataclass(frozen=True, slots=True)
class Machine:
    """What it was measured on. ``load`` is how many processes wanted to run in the last minute."""

    system: str
    python: str
    cores: int
    load: float | None

    @classmethod
    def here(cls) -> Machine:
        load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
        return cls(
            system=f"{platform.system()} {platform.machine()}",
            python=platform.python_version(),
            cores=os.cpu_count() or 1,
            load=None if load is None else round(load, 2),
        )

    def words(self) -> str:
        load = "" if self.load is None else f", load {self.load:g}"
        return f"{self.system}, {self.cores} cores{load}, Python {self.python}"


def as_json(machine: Machine, rows: Sequence[Row]) -> dict[str, object]:
    """Return everything for a file; times in seconds, what is counted in its unit."""
    return {
        "machine": asdict(machine),
        "rows": [asdict(row) | {"ratio": row.ratio} for row in rows],
    }
