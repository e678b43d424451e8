"""``python3 run.py soak``: sales at the real program, with faults and kills, and an audit.

The exit code is 0 if every invariant was tried and none broke.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.helpers.invariants import Invariant
from tests.soak import disk
from tests.soak.acts import Fault
from tests.soak.counter import LostError
from tests.soak.day import BrokenError, SoakDay

EXIT_ENDED = 143


def main(arguments: Sequence[str]) -> int:
    """Soak as the command line says; return the exit code."""
    options = _parser().parse_args(arguments)
    faults = _possible(options.faults)
    if Fault.DISK in faults and not disk.is_inside():
        return disk.run_inside(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_ENDED))
    folder = Path(tempfile.mkdtemp(prefix=f"kpay-soak-{options.seed}-", dir=options.folder))
    disks = (folder / "data", folder / "data" / "bank") if Fault.DISK in faults else ()
    # The bank is not on the till's disk.
    disk.mount(*disks)
    day = SoakDay(folder, options.sales, options.kill_every, faults, options.seed)
    lost = ""
    try:
        day.run()
    except BrokenError as error:
        lost = f"broken {error}"
    except LostError as error:
        lost = f"lost: {error}"
    _tell(day, options.seed)
    wanted = set(Invariant)
    if lost or not day.tally.is_well(wanted):
        if disks:
            # What lies on disks of this process's own would go with it.
            shutil.copytree(disks[0], folder / "kept")
        _say(f"{lost}\nseed {options.seed}; the day lies in {folder}")
        return 1
    disk.unmount(*reversed(disks))
    shutil.rmtree(folder)
    return 0


def _possible(faults: Sequence[Fault]) -> set[Fault]:
    """Return what can be made to fail here."""
    reason = disk.why_not() if Fault.DISK in faults else ""
    if reason:
        sys.stderr.write(f"soak: no full disks: {reason}.\n")
        return set(faults) - {Fault.DISK}
    return set(faults)


def _tell(day: SoakDay, seed: int) -> None:
    """Say what the day was, and what came of it."""
    figures, wanted = day.figures, set(Invariant)
    _say(f"{sum(figures.sales.values())} sales, seed {seed}, {figures.took_s / 60:.1f} min")
    for name in ("sales", "states", "kills", "faults"):
        counted = getattr(figures, name)
        _say(f"{name}: " + ", ".join(f"{key} {count}" for key, count in sorted(counted.items())))
    _say(f"\n{day.tally.table(wanted)}\n")
    for words in day.tally.broken:
        _say(f"broken: {words}")
    for each in day.tally.untried(wanted):
        _say(f"not tried: {each}")


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _faults(text: str) -> tuple[Fault, ...]:
    if text == "all":
        return tuple(Fault)
    return tuple(Fault(each) for each in text.split(",") if each and each != "none")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="run.py soak",
        description="Take sales at the real program while everything fails, and audit the books.",
    )
    parser.add_argument("--sales", type=_positive, default=100, metavar="N", help="default 100")
    parser.add_argument(
        "--kill-every", type=_positive, default=25, metavar="K", help="sales a life; default 25"
    )
    names = ", ".join(Fault)
    parser.add_argument(
        "--faults", type=_faults, default="all", metavar="LIST", help=f"all, none, or of: {names}"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which day; default 1")
    parser.add_argument(
        "--folder", type=Path, metavar="DIR", help="where the day lies; default: temporary"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
