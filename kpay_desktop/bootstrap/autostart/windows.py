"""An entry of Windows: a value of the person's ``Run`` key.

Task Manager switches entries off in a key of its own, ``StartupApproved``: its value's first byte
is odd for those that may not start.
"""

from __future__ import annotations

import subprocess
import sys
from typing import Final, Protocol

from kpay_desktop.bootstrap.autostart.entry import EntryError, EntryState, Program
from kpay_desktop.bootstrap.autostart.files import worded
from kpay_desktop.domain.message import Message

RUN_KEY: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED_KEY: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
#: Windows does not start a longer command line from this key.
LONGEST_COMMAND: Final = 260


class UserRegistry(Protocol):
    """Values below ``HKEY_CURRENT_USER``. Every method may raise ``OSError``."""

    def read(self, key: str, name: str) -> object:
        """Return a value, None if it is not there."""
        ...

    def write(self, key: str, name: str, text: str) -> None:
        """Set a value of type ``REG_SZ``."""
        ...

    def remove(self, key: str, name: str) -> None:
        """Remove a value; none is as good."""
        ...


class RunValue:
    """The program's value of the ``Run`` key."""

    def __init__(self, program: Program, registry: UserRegistry) -> None:
        self._name = program.title
        self._command = subprocess.list2cmdline(program.command)
        self._registry = registry

    def state(self) -> EntryState:
        """See :class:`~kpay_desktop.bootstrap.autostart.entry.StartEntry`."""
        try:
            found = self._registry.read(RUN_KEY, self._name)
            approved = self._registry.read(APPROVED_KEY, self._name)
        except OSError as error:
            raise worded(error) from error
        if found is None:
            return EntryState.ABSENT
        if isinstance(approved, bytes) and approved[:1] and approved[0] & 1:
            return EntryState.SWITCHED_OFF
        return EntryState.OURS if found == self._command else EntryState.OTHER

    def switch(self, *, on: bool) -> None:
        """See :class:`~kpay_desktop.bootstrap.autostart.entry.StartEntry`."""
        if on and len(self._command) > LONGEST_COMMAND:
            raise EntryError(Message("comfort.start_too_long"))
        try:
            # What Task Manager said of an earlier entry does not hold for this one.
            self._registry.remove(APPROVED_KEY, self._name)
            if on:
                self._registry.write(RUN_KEY, self._name, self._command)
            else:
                self._registry.remove(RUN_KEY, self._name)
        except OSError as error:
            raise worded(error) from error


if sys.platform == "win32":
    import contextlib
    import winreg

    class WindowsRegistry:
        """The registry of this Windows. Implements :class:`UserRegistry`."""

        def read(self, key: str, name: str) -> object:
            """Return a value, None if it is not there."""
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as opened:
                    value: object = winreg.QueryValueEx(opened, name)[0]
                    return value
            except FileNotFoundError:
                return None

        def write(self, key: str, name: str, text: str) -> None:
            """Set a value of type ``REG_SZ``."""
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
                winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, text)

        def remove(self, key: str, name: str) -> None:
            """Remove a value; none is as good."""
            with (
                contextlib.suppress(FileNotFoundError),
                winreg.OpenKey(
                    winreg.HKEY_CURRENT_USER, key, access=winreg.KEY_SET_VALUE
                ) as opened,
            ):
                winreg.DeleteValue(opened, name)
