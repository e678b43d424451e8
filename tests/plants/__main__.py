"""``python3 run.py plants``: make mistakes on purpose, one by one, and see each of them found.

The exit code is 0 if each was found by what ought to find it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from tests.plants.catalogue import NOTHING, PLANTS
from tests.plants.hunt import Found, UnplantableError, copied_tree, hunt

SEEDS = 400


def main(arguments: Sequence[str]) -> int:
    """Plant what the command line names; return the exit code."""
    options = _parser().parse_args(arguments)
    chosen = [PLANTS[name] for name in options.only or PLANTS]
    most = max(len(plant.name) for plant in chosen)
    missed: list[str] = []
    with copied_tree() as copy:
        control = hunt(copy, NOTHING, options.seeds, options.workers)
        _say(_line(control, most))
        if control.is_caught:
            _say("something is found where nothing was planted")
            return 1
        for plant in chosen:
            try:
                found = hunt(copy, plant, options.seeds, options.workers)
            except UnplantableError as error:
                _say(f"{plant.name:<{most}}  cannot be planted: {error}")
                missed.append(plant.name)
                continue
            _say(_line(found, most))
            if not found.is_caught:
                missed.append(plant.name)
    _say(f"{len(chosen)} planted, {len(chosen) - len(missed)} caught")
    for name in missed:
        _say(f"not caught: {name}")
    return 1 if missed else 0


def _line(found: Found, most: int) -> str:
    by = found.plant.catcher if found.is_caught else "nobody"
    return f"{found.plant.name:<{most}}  {by:<11}  {found.took_s:>4.0f} s  {found.words[:200]}"


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    words = "\n".join(f"  {plant.name:22} {plant.what}" for plant in PLANTS.values())
    parser = argparse.ArgumentParser(
        prog="run.py plants",
        description="Make mistakes on purpose in a copy of the tree, and see each found.",
        epilog=f"mistakes:\n{words}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--only", nargs="+", choices=list(PLANTS), metavar="NAME", help="these mistakes alone"
    )
    parser.add_argument(
        "--seeds",
        type=int,
        default=SEEDS,
        metavar="N",
        help=f"days, or states of the disk, among which each is looked for; default {SEEDS}",
    )
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
