"""The bank's process with a death planned: ``python -m tests.helpers.mortal_bank N ARGS…``.

It is the real bank; only its books are wrapped. Each of its transactions has two points, just
before and just after its commit; at point N the process kills itself, once: brought back on the
same folder it lives. Points are told on standard error. N of 0 lives on.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from kpay_desktop.simulation.bank import main, service
from kpay_desktop.simulation.bank.books import Books, Transaction

_points = itertools.count(1)


def _point(name: str, death: int, grave: Path) -> None:
    number = next(_points)
    os.write(2, f"bank-point {number} {name}\n".encode())
    if number == death:
        grave.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def plan(death: int, grave: Path) -> None:
    """Give the bank books that die at their point ``death``, and leave ``grave``."""
    number = 0 if grave.exists() else death

    class MortalBooks(Books):
        @contextlib.contextmanager
        def write(self) -> Iterator[Transaction]:
            with super().write() as tx:
                yield tx
                _point("before commit", number, grave)
            _point("after commit", number, grave)

    vars(service)["Books"] = MortalBooks


if __name__ == "__main__":
    folder = Path(sys.argv[sys.argv.index("--data") + 1])
    plan(int(sys.argv[1]), folder.with_name("bank.died"))
    sys.exit(main(sys.argv[2:]))
