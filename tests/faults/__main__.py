"""``python3 run.py faults``: kill the till and fail its system calls, point by point.

The exit code is 0 if the books agreed after every point and every row of the table was tried.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.faults import kernel, strace
from tests.faults.figures import Figures, tables, try_all
from tests.faults.guard import Way
from tests.faults.points import (
    SCENARIOS,
    Point,
    every,
    needed_cells,
    points_of,
    read_point,
)
from tests.faults.trial import Trials, Tried

EVERY = 20
EXIT_ENDED = 143
TELL_EVERY = 50


def main(arguments: Sequence[str]) -> int:
    """Try what the command line names; return the exit code."""
    options = _parser().parse_args(arguments)
    reason = kernel.why_not() or (strace.why_not() if options.by_strace else "")
    if reason:
        sys.stderr.write(f"faults: {reason}.\n")
        return 2
    # Nobody's keyring is asked, and what was made on the way is removed however this ends.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_ENDED))
    with tempfile.TemporaryDirectory(prefix="kpay-faults-", dir=options.folder) as folder:
        trials = Trials(Path(folder))
        trials.prepare()
        if options.point:
            return _one(trials, options.point, by_strace=options.by_strace)
        return _many(trials, options)


def _many(trials: Trials, options: argparse.Namespace) -> int:
    points: list[Point] = []
    for scenario in options.only or SCENARIOS:
        points += points_of(scenario, trials.calls(scenario))
    ways = strace.WAYS if options.by_strace else set(options.ways or Way)
    points = [point for point in points if point.way in ways]
    needed = {point.cell for point in points}
    if not options.only and ways == set(Way):
        needed |= needed_cells()
    chosen = every(points, 1 if options.all else options.every, options.seed)
    _say(f"{len(chosen)} of {len(points)} points, seed {options.seed}")
    figures = try_all(
        trials,
        chosen,
        points,
        options.workers,
        lambda number, tried: _tell(number, tried, len(chosen)),
        by_strace=options.by_strace,
    )
    missing = figures.missing(needed)
    _say(f"\n{tables(figures)}\n")
    for one in figures.broken:
        _say(f'broken: --point "{one.point}": {"; ".join(one.wrong)}')
    for cell in missing:
        _say(f"not tried: {cell.call}, {cell.how}")
    _say(_sum(figures, len(missing)))
    return 1 if figures.broken or missing else 0


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _tell(number: int, tried: Tried, count: int) -> None:
    if tried.wrong:
        sys.stderr.write(f"broken: {tried.point}: {'; '.join(tried.wrong)}\n")
    elif number % TELL_EVERY == 0:
        sys.stderr.write(f"{number} of {count}\n")


def _sum(figures: Figures, missing: int) -> str:
    struck = figures.struck
    killed = sum(not one.point.error for one in struck)
    return (
        f"{len(struck)} points reached of {len(figures.tried)} tried:"
        f" {len(struck) - killed} errors, {killed} kills; {len(figures.broken)} broken,"
        f" {missing} rows not tried; {figures.took_s / 60:.0f} min"
    )


def _one(trials: Trials, point: Point, *, by_strace: bool) -> int:
    tried = trials.attempt(point, by_strace=by_strace)
    reached = "reached" if tried.has_struck else "not reached"
    _say(f"{point}: {reached}, {'; '.join(tried.wrong) or 'all is well'}")
    return 1 if tried.wrong else 0


def _parser() -> argparse.ArgumentParser:
    words = "\n".join(f"  {name:8} {about}" for name, about in SCENARIOS.items())
    parser = argparse.ArgumentParser(
        prog="run.py faults",
        description="Kill the till and fail its system calls, point by point.",
        epilog=f"scenarios:\n{words}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which points; default 1")
    how_many = parser.add_mutually_exclusive_group()
    how_many.add_argument(
        "--every",
        type=_positive,
        default=EVERY,
        metavar="N",
        help=f"one point in N of each call and way, and at least one; default {EVERY}",
    )
    how_many.add_argument("--all", action="store_true", help="all points: hours")
    how_many.add_argument(
        "--point", type=read_point, metavar="WORDS", help="one point, in the words it was told by"
    )
    parser.add_argument(
        "--only", nargs="+", choices=list(SCENARIOS), metavar="NAME", help="these scenarios alone"
    )
    parser.add_argument(
        "--ways", nargs="+", choices=list(Way), type=Way, metavar="WAY", help=_ways_in_words()
    )
    parser.add_argument(
        "--by-strace",
        action="store_true",
        help="a second opinion, some three times as slow: single errors and kills only",
    )
    parser.add_argument(
        "--workers",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="runs side by side; default: one a core",
    )
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="where data lies; default: the temporary folder"
    )
    return parser


def _ways_in_words() -> str:
    return f"these ways to go wrong alone: {', '.join(Way)}"


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
