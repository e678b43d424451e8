"""What a recorded day is made of: changes of files, and what left the till between them."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Kind(StrEnum):
    """What happened. ``MARK``: something left the till; ``PAPER``: bytes were printed."""

    CREATE = "create"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    RENAME = "rename"
    UNLINK = "unlink"
    MARK = "mark"
    PAPER = "paper"


CHANGES = frozenset({Kind.CREATE, Kind.WRITE, Kind.TRUNCATE, Kind.RENAME, Kind.UNLINK})
"""What a disk sees beside the order to sync."""


@dataclass(frozen=True, slots=True)
class Event:
    """One of them. ``path`` is within the data folder; ``at`` a place, or a size to cut to.

    ``data`` is what was written or printed, a mark's words, or the new name.
    """

    kind: Kind
    path: str
    at: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class Recording:
    """A day: what lay in the folder when it began, and what happened then, in order."""

    begin: dict[str, bytes]
    events: tuple[Event, ...]

    def save(self, path: Path) -> None:
        """Write it to a file."""
        lines = [json.dumps({name: _text(data) for name, data in self.begin.items()})]
        lines += [json.dumps([e.kind, e.path, e.at, _text(e.data)]) for e in self.events]
        path.write_text("\n".join(lines), "ascii")

    @classmethod
    def load(cls, path: Path) -> Recording:
        """Read what :meth:`save` wrote."""
        first, *rest = path.read_text("ascii").split("\n")
        begin = {name: base64.b64decode(data) for name, data in json.loads(first).items()}
        events = (json.loads(line) for line in rest)
        return cls(
            begin,
            tuple(
                Event(Kind(kind), name, at, base64.b64decode(data))
                for kind, name, at, data in events
            ),
        )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
