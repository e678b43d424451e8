"""``python3 run.py fuzz``: give every reader of foreign bytes what nobody thought of.

The exit code is 0 if there was no finding. A finding's input is kept and can be tried again.
"""

from __future__ import annotations

import argparse
import hashlib
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz.engine import ROOT, Figures, fuzz
from tests.fuzz.target import TARGETS

SECONDS = 30
EXIT_ENDED = 143
_HEADS = ("target", "executions", "per second", "edges", "features", "corpus", "findings")


def main(arguments: Sequence[str]) -> int:
    """Try what the command line names; return the exit code."""
    options = _parser().parse_args(arguments)
    if options.input is not None:
        if len(options.target) != 1:
            _say("--input is tried with one --target.")
            return 2
        return _again(options.target[0], options.input)
    if options.library is None:
        _say(f"Without coverage: {options.why or 'atheris was not asked for'}.")
        _say("Inputs are changed by chance alone; that finds less.")
    done: list[Figures] = []
    for name in options.target or TARGETS:
        sys.stderr.write(f"{name}: {options.seconds} s …\n")
        figures = fuzz(name, options.seconds, options.library, options.corpus)
        done.append(figures)
        if figures.finding is not None:
            _tell(figures, options.found)
    _say(f"\n{table(done)}")
    return 1 if any(figures.finding for figures in done) else 0


def _tell(figures: Figures, folder: Path) -> None:
    finding = figures.finding
    if finding is None:
        return
    digest = hashlib.sha256(finding.data).hexdigest()[:12]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{figures.name}-{digest}"
    path.write_bytes(finding.data)
    _say(f"\n{figures.name}: finding\n{finding.words}")
    _say(f"again: python3 run.py fuzz --target {figures.name} --input {path}")


def _again(name: str, path: Path) -> int:
    command = [sys.executable, "-m", "tests.fuzz.child", name, "--input", str(path.resolve())]
    return 1 if subprocess.run(command, cwd=ROOT, check=False).returncode else 0


def table(done: Sequence[Figures]) -> str:
    """Return the figures in columns; what was not watched is a dot."""
    rows = [_HEADS, *(_row(figures) for figures in done)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _row(figures: Figures) -> tuple[str, ...]:
    return (
        figures.name,
        f"{figures.executions:,}",
        f"{figures.per_second:,.0f}",
        str(figures.edges or "·"),
        str(figures.features or "·"),
        str(figures.corpus),
        "1" if figures.finding else "0",
    )


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _parser() -> argparse.ArgumentParser:
    words = "\n".join(f"  {name:12} {listing.about}" for name, listing in TARGETS.items())
    parser = argparse.ArgumentParser(
        prog="run.py fuzz",
        description="Give every reader of foreign bytes what nobody thought of.",
        epilog=f"targets:\n{words}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--seconds", type=_seconds, default=SECONDS, metavar="N", help=f"each; default {SECONDS}"
    )
    parser.add_argument(
        "--target", action="append", default=[], choices=TARGETS, metavar="NAME", help="may repeat"
    )
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="keep inputs for the next time")
    parser.add_argument(
        "--found", type=Path, default=Path("build/fuzz"), metavar="DIR", help="where findings go"
    )
    parser.add_argument("--input", type=Path, metavar="FILE", help="try this input alone")
    parser.add_argument("--library", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--why", default="", help=argparse.SUPPRESS)
    return parser


def _seconds(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 86_400:
        raise argparse.ArgumentTypeError("between 1 and 86400 seconds")
    return value


if __name__ == "__main__":
    # Ended from outside, it takes the process that it waits for with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(EXIT_ENDED))
    sys.exit(main(sys.argv[1:]))
