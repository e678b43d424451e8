"""``python -m benchmarks [names…]``: measure, each beside its floor from the same run.

The exit code says whether everything could be measured, never whether it was quick.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from benchmarks.catalogue import BENCHES, measure
from benchmarks.measure import Effort
from benchmarks.report import Machine, Row, as_json, table


def main(arguments: list[str]) -> int:
    """Measure what the command line names; return the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in BENCHES]
    if unknown:
        parser.error(f"there is no measurement {', '.join(unknown)}; see --help")
    # Windows are painted into memory: a display's own pace is not the till's.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    effort = Effort(options.effort)
    machine = Machine.here()
    rows: list[Row] = []
    try:
        for name in options.names or BENCHES:
            print(f"measuring {name} …", file=sys.stderr, flush=True)
            rows += measure(name, effort, options.folder)
    finally:
        # Also what was measured before one of them crashed.
        print(f"\n{machine.words()}. Medians; p99 is ours.\n\n{table(rows)}", flush=True)
    if options.json is not None:
        text = json.dumps(as_json(machine, rows), indent=1, ensure_ascii=False)
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    names = "\n".join(f"  {name:8} {bench.about}" for name, bench in BENCHES.items())
    parser = argparse.ArgumentParser(
        prog="run.py bench",
        description="Measure the till, each figure beside its floor from the same run.",
        epilog=f"names:\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="name", help="default: all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="where stores are made: on the disk that counts; default: the temporary folder",
    )
    parser.add_argument(
        "--effort",
        type=float,
        default=1.0,
        metavar="X",
        help="1 is the usual, 0.2 quick and rough, 5 patient",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
