"""What an entry starts, and what every system's kind of entry can do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from kpay_desktop.domain.message import Message

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Program:
    """What is started. ``name`` is the entry's own, in letters that every system takes."""

    name: str
    title: str
    command: tuple[str, ...]
    folder: Path


class EntryState(Enum):
    """What stands under the entry's name."""

    ABSENT = "absent"
    OURS = "ours"
    OTHER = "other"
    """It starts something else, such as a till that was moved away since."""
    SWITCHED_OFF = "switched_off"
    """The system's own settings keep it from starting."""


class EntryError(Exception):
    """The entry cannot be changed; ``reason`` says why, for the person at the till."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.id)
        self.reason = reason


class StartEntry(Protocol):
    """One program's entry among those that start with the computer."""

    def state(self) -> EntryState:
        """Return what stands there.

        Raises:
            EntryError: it cannot be read.
        """
        ...

    def switch(self, *, on: bool) -> None:
        """Write the entry, or take it away. Doing so twice is as good as once.

        Raises:
            EntryError: the system refuses.
        """
        ...


def till_program(profile: str, arguments: Sequence[str]) -> Program:
    """Return the program that runs at this moment, as a new log-in would have to start it."""
    return Program(
        name=f"kpay-desktop-{profile}",
        title=f"KPay Desktop ({profile})",
        command=(*_starter(), *arguments),
        folder=ROOT,
    )


def _starter() -> tuple[str, ...]:
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    # Not the environment's own interpreter: run.py makes that one anew when it is gone.
    python = Path(str(getattr(sys, "_base_executable", "") or sys.executable))
    if sys.platform == "win32":
        windowless = python.with_name("pythonw.exe")
        python = windowless if windowless.exists() else python
    return (str(python), str(ROOT / "run.py"))


def keep(entry: StartEntry, *, wanted: bool) -> None:
    """Make the entry what the settings say; what the system's own settings say comes first.

    Raises:
        EntryError: the system refuses.
    """
    state = entry.state()
    if wanted and state in {EntryState.ABSENT, EntryState.OTHER}:
        entry.switch(on=True)
    elif not wanted and state is EntryState.OURS:
        entry.switch(on=False)


class UnwrittenEntry:
    """An entry that nothing starts: for pictures and trials, which leave this computer as it is."""

    def __init__(self) -> None:
        self._on = False

    def state(self) -> EntryState:
        """See :class:`StartEntry`."""
        return EntryState.OURS if self._on else EntryState.ABSENT

    def switch(self, *, on: bool) -> None:
        """See :class:`StartEntry`."""
        self._on = on
