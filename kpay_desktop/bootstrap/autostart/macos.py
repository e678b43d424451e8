"""An entry of macOS: a launch agent of the person logged in (``man launchd.plist``)."""

from __future__ import annotations

import os
import plistlib
from pathlib import Path
from xml.parsers.expat import ExpatError

from kpay_desktop.bootstrap.autostart.entry import (
    EntryState,
    Program,
)
from kpay_desktop.bootstrap.autostart.files import read_file, remove_file, write_file

_DOMAIN = "com.kpay-group"


class LaunchAgent:
    """``~/Library/LaunchAgents/<label>.plist``; it takes effect at the next log-in."""

    def __init__(self, program: Program, home: Path) -> None:
        self._label = f"{_DOMAIN}.{program.name}"
        self._program = program
        self.path = home / "Library" / "LaunchAgents" / f"{self._label}.plist"

    def state(self) -> EntryState:
        """See :class:`~kpay_desktop.bootstrap.autostart.entry.StartEntry`."""
        data = read_file(self.path)
        if data is None:
            return EntryState.ABSENT
        try:
            found: object = plistlib.loads(data)
        except (plistlib.InvalidFileException, ExpatError, ValueError):
            return EntryState.OTHER
        if not isinstance(found, dict):
            return EntryState.OTHER
        if found.get("Disabled") is True:
            return EntryState.SWITCHED_OFF
        return EntryState.OURS if found == self._agent() else EntryState.OTHER

    def switch(self, *, on: bool) -> None:
        """See :class:`~kpay_desktop.bootstrap.autostart.entry.StartEntry`."""
        if on:
            write_file(self.path, plistlib.dumps(self._agent()))
        else:
            remove_file(self.path)

    def _agent(self) -> dict[str, object]:
        return {
            "Label": self._label,
            "ProgramArguments": list(self._program.command),
            "WorkingDirectory": os.fspath(self._program.folder),
            "RunAtLoad": True,
            # A program with windows, wanted only where there is a screen to put them on.
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
