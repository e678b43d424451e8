"""What a flow's table is made of: every pair of state and event has exactly one entry.

And what the steps of all flows share: handlers of one event type, and the wait before a repeat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

E = TypeVar("E")
Entry = TypeVar("Entry")
State = TypeVar("State")
Context = TypeVar("Context")
Step = TypeVar("Step")

_MOST_DOUBLINGS = 30


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


def on(
    kind: type[E],
) -> Callable[[Callable[[State, E, Context], Step]], Callable[[State, object, Context], Step]]:
    """Make a handler of one event type into one that stands in a table."""

    def bind(
        handle: Callable[[State, E, Context], Step],
    ) -> Callable[[State, object, Context], Step]:
        def handler(state: State, event: object, context: Context) -> Step:
            if not isinstance(event, kind):
                raise TypeError(f"{type(event).__name__} where {kind.__name__} belongs")
            return handle(state, event, context)

        return handler

    return bind


def back_off(tries: int, first_s: float, last_s: float) -> float:
    """Return the wait in seconds before repeat number ``tries``: doubling, bounded."""
    return float(min(first_s * 2 ** min(tries, _MOST_DOUBLINGS), last_s))
