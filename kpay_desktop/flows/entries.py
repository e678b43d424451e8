"""What a flow's table is made of: every pair of state and event has exactly one entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

E = TypeVar("E")
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Ignore:
    """The event changes nothing here; ``reason`` says why that is right."""

    reason: str


@dataclass(frozen=True, slots=True)
class Bug:
    """The event cannot come here unless the program is wrong."""

    reason: str


class FlowBugError(RuntimeError):
    """A pair marked :class:`Bug` came up. The flow stays where it was; the fault is reported."""

    def __init__(self, phase: str, event: str, reason: str) -> None:
        super().__init__(f"{event} in {phase}: {reason}")
        self.phase = phase
        self.event = event


def full_row(kinds: Iterable[type[E]], *parts: Mapping[type[E], Entry]) -> Mapping[type[E], Entry]:
    """Return the row of a phase, put together from ``parts``.

    Raises:
        ValueError: an event stands in it twice, or one of ``kinds`` does not.
    """
    row: dict[type[E], Entry] = {}
    for part in parts:
        for kind, entry in part.items():
            if kind in row:
                raise ValueError(f"{kind.__name__} stands twice in a row")
            row[kind] = entry
    missing = [kind.__name__ for kind in kinds if kind not in row]
    if missing:
        raise ValueError(f"a row lacks {', '.join(missing)}")
    return row
