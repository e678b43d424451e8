"""The kind of entry that this system has."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kpay_desktop.bootstrap.autostart.entry import Program, StartEntry

if sys.platform == "win32":

    def start_entry(program: Program) -> StartEntry:
        """Return the program's entry on this system."""
        from kpay_desktop.bootstrap.autostart.windows import RunValue, WindowsRegistry

        return RunValue(program, WindowsRegistry())

elif sys.platform == "darwin":

    def start_entry(program: Program) -> StartEntry:
        """Return the program's entry on this system."""
        from kpay_desktop.bootstrap.autostart.macos import LaunchAgent

        return LaunchAgent(program, Path.home())

else:

    def start_entry(program: Program) -> StartEntry:
        """Return the program's entry on this system."""
        from kpay_desktop.bootstrap.autostart.linux import DesktopEntry, autostart_folder

        return DesktopEntry(program, autostart_folder(os.environ, Path.home()))
