"""What the program itself calls a fault of its own, in its log and on its terminal."""

from __future__ import annotations

import re
from pathlib import Path

# "store other": the store refused what no disk was to blame for.
_FAULTS = re.compile(
    r" CRITICAL .*$| ERROR .*: event not handled .*$| ERROR .*: store other$", re.MULTILINE
)


def own_faults(logs: Path, terminal: Path) -> list[str]:
    """Return what was uncaught at the till, half shown or not written, and what it printed."""
    found: list[str] = []
    for log in sorted(logs.glob("till.log*")):
        found += (match.group() for match in _FAULTS.finditer(log.read_text("utf-8", "replace")))
    if terminal.exists():
        found += terminal.read_text("utf-8", "replace").splitlines()
    return found
