"""``python3 run.py simulate``: whole days by seed, with faults, each judged by the same list.

The exit code is 0 if nothing broke, every invariant was tried and every fault struck.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence

from tests.helpers.invariants import Tally
from tests.simulator.day import Result, live, template
from tests.simulator.disk import folder
from tests.simulator.faults import ALL, Fault
from tests.simulator.figures import Figures
from tests.simulator.many import PART, check_auditor, try_all

SEEDS = 200
MOST_NAMED = 5
HUNT_PART = 4


def main(arguments: Sequence[str]) -> int:
    """Try what the command line names; return the exit code."""
    options = _parser().parse_args(arguments)
    # Nobody's keyring is asked.
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    among = tuple(dict.fromkeys(options.faults)) if options.faults else ALL
    if options.one is not None:
        return _one(options.one, among)
    missed = check_auditor()
    for each in missed:
        _say(f"the auditor does not notice: {each}")
    if missed:
        return 1
    seeds = range(options.first, options.first + options.seeds)
    if options.hunt:
        return _hunt(seeds, among, options.workers)
    return _many(seeds, among, options.workers)


def _many(seeds: range, among: tuple[Fault, ...], workers: int) -> int:
    figures, began = Figures(), time.monotonic()
    for part in try_all(seeds, among, workers):
        figures.join(part)
        for seed in part.broken:
            sys.stderr.write(f"broken: seed {seed}\n")
        if figures.days % 1_000 < PART:
            sys.stderr.write(f"{figures.days} of {len(seeds)}\n")
    _say(figures.words(among))
    for words in figures.tally.broken:
        _say(f"broken: {words}")
    for seed in figures.unlike:
        _say(f"not the same twice: seed {seed}")
    for fault in figures.idle(among):
        _say(f"never struck: {fault}")
    for invariant in figures.tally.untried():
        _say(f"not tried: {invariant}")
    for seed in sorted(figures.broken)[:MOST_NAMED]:
        _say(f"again: python3 run.py simulate --one {seed}{_faults_in_words(among)}")
    took_s = time.monotonic() - began
    a_second = figures.days / took_s
    _say(f"{len(figures.broken)} seeds broken; {took_s:.0f} s, {a_second:.1f} a second")
    return 0 if figures.is_well(among) else 1


def _hunt(seeds: range, among: tuple[Fault, ...], workers: int) -> int:
    """Look for one seed that breaks something; what was never tried counts only in the end."""
    figures = Figures()
    for part in try_all(seeds, among, workers, HUNT_PART):
        figures.join(part)
        if part.tally.breaks or part.unlike:
            words = (*part.tally.broken, "a day was not the same twice")[0]
            _say(f"found after {figures.days} days: {words}")
            return 1
    untried = figures.tally.untried()
    _say(f"not tried: {untried[0]}" if untried else f"nothing found in {figures.days} days")
    return 1 if untried else 0


def _one(seed: int, among: tuple[Fault, ...]) -> int:
    with folder() as place:
        new = template(place)
        result, again = live(seed, new, among), live(seed, new, among)
    _say("\n".join(result.trace))
    _say(_judgement(result))
    if again.digest != result.digest:
        _say("it was not the same the second time")
    return 1 if result.tally.breaks or again.digest != result.digest else 0


def _judgement(result: Result) -> str:
    tally: Tally = result.tally
    faults = ", ".join(f"{fault} {result.struck.get(fault, 0)}x" for fault in result.faults)
    broken = "\n".join(f"broken: {words}" for words in tally.broken) or "all is well"
    return f"seed {result.seed}: {faults or 'no faults'}; trace {result.digest}\n{broken}"


def _faults_in_words(among: tuple[Fault, ...]) -> str:
    return "" if among == ALL else " --faults " + " ".join(among)


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run.py simulate", description="Live through whole days by seed, in virtual time."
    )
    parser.add_argument(
        "--seeds", type=_positive, default=SEEDS, metavar="N", help=f"how many; default {SEEDS}"
    )
    parser.add_argument("--first", type=int, default=1, metavar="S", help="from which; default 1")
    parser.add_argument("--hunt", action="store_true", help="end at the first seed that is broken")
    parser.add_argument("--one", type=int, metavar="S", help="one seed, with its trace")
    parser.add_argument(
        "--faults",
        nargs="+",
        type=Fault,
        choices=list(ALL),
        metavar="NAME",
        help=f"these faults alone: {', '.join(ALL)}",
    )
    parser.add_argument(
        "--workers",
        type=_positive,
        default=os.cpu_count() or 1,
        metavar="N",
        help="days lived side by side; default: one a core",
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
