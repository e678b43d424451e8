"""``python3 run.py disk-states``: record a day's writes, and open what a power cut leaves of them.

The exit code is 0 if the till finds its books again in every state and every invariant was tried.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.disk.day import DAY
from tests.disk.events import Kind, Recording
from tests.disk.record import record
from tests.disk.states import Way, choose, read_point
from tests.disk.trial import TRIED, TRIED_IN_ALL, Figures, try_points
from tests.faults import kernel
from tests.faults.plants import PLANTS

EXIT_ENDED = 143


def main(arguments: Sequence[str]) -> int:
    """Try what the command line names; return the exit code."""
    options = _parser().parse_args(arguments)
    reason = kernel.why_not()
    if reason:
        sys.stderr.write(f"disk-states: {reason}.\n")
        return 2
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_ENDED))
    with tempfile.TemporaryDirectory(prefix="kpay-disk-", dir=options.folder) as place:
        folder = Path(place).resolve()
        recording = (
            Recording.load(options.tape)
            if options.tape
            else record(folder, tuple(options.day), plant=options.plant)
        )
        if options.keep:
            recording.save(options.keep)
        kinds = Counter(event.kind for event in recording.events)
        _say(", ".join(f"{kinds[kind]} {kind}" for kind in Kind if kinds[kind]))
        points = (
            [options.point] if options.point else choose(recording, options.states, options.seed)
        )
        figures = try_points(recording, points, folder, options.workers)
    _say(_table(figures))
    wanted = TRIED_IN_ALL if tuple(options.day) == DAY else TRIED
    _say(f"\n{figures.tally.table(wanted)}\n")
    for one in figures.broken[:20]:
        _say(f"broken: --point {one.point}: {'; '.join(one.wrong[:3])}")
    untried = [] if options.point else figures.tally.untried(wanted)
    for each in untried:
        _say(f"not tried: {each}")
    _say(f"{len(points)} states, {len(figures.broken)} broken; {figures.took_s / 60:.1f} min")
    return 1 if figures.broken or untried else 0


def _table(figures: Figures) -> str:
    broken = Counter(one.point.way.value for one in figures.broken)
    lines = [f"{'what was not synced':<22}  states  broken"]
    lines += [f"{way.value:<22}  {figures.ways[way]:>6}  {broken[way]:>6}" for way in Way]
    return "\n".join(lines)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run.py disk-states",
        description="Record a day's writes, and open every state that a power cut could leave.",
    )
    parser.add_argument(
        "--states", type=_positive, default=8_000, metavar="N", help="how many; default 8000"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the chance; default 1")
    parser.add_argument(
        "--point", type=read_point, metavar="WORDS", help="one state, in the words it was told by"
    )
    parser.add_argument(
        "--day",
        nargs="+",
        choices=sorted(set(DAY)),
        default=list(DAY),
        metavar="NAME",
        help=f"what is done in the day, in this order; default: {' '.join(DAY)}",
    )
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep what was recorded")
    parser.add_argument("--tape", type=Path, metavar="FILE", help="use what was kept earlier")
    parser.add_argument(
        "--plant", choices=list(PLANTS), default="", help="let the till make a mistake on purpose"
    )
    parser.add_argument(
        "--workers",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes side by side; default: one a core",
    )
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="where states lie; default: temporary"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
