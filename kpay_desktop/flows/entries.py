"""What a flow's table is made of: every pair of state and event has exactly one entry."""

from __future__ import annotations

from dataclasses import dataclass


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
