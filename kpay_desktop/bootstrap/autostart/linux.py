"""An entry of Linux desktops: a file in the autostart folder.

Desktop Application Autostart Specification; the file's form and its quoting are those of the
Desktop Entry Specification 1.5 ("The Exec key").
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from kpay_desktop.bootstrap.autostart.entry import (
    EntryError,
    EntryState,
    Program,
)
from kpay_desktop.bootstrap.autostart.files import read_file, remove_file, write_file
from kpay_desktop.domain.message import Message

_GROUP: Final = "[Desktop Entry]"
#: An argument with one of these is quoted.
_RESERVED: Final = frozenset(" \t\n\"'\\><~|&;$*?#()`")
#: Inside quotes these stand behind a backslash.
_ESCAPED: Final = frozenset('"`$\\')
_CODES: Final = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


class DesktopEntry:
    """``autostart/<name>.desktop`` below the person's configuration."""

    def __init__(self, program: Program, folder: Path) -> None:
        self._program = program
        self.path = folder / f"{program.name}.desktop"

    def state(self) -> EntryState:
        """See :class:`~kpay_desktop.bootstrap.autostart.entry.StartEntry`."""
        data = read_file(self.path)
        if data is None:
            return EntryState.ABSENT
        keys = _keys(data.decode("utf-8", "surrogateescape"))
        if keys.get("Hidden") == "true" or keys.get("X-GNOME-Autostart-enabled") == "false":
            return EntryState.SWITCHED_OFF
        wanted = _keys(desktop_file(self._program))
        same = all(keys.get(name) == wanted[name] for name in ("Type", "Exec", "Path"))
        return EntryState.OURS if same else EntryState.OTHER

    def switch(self, *, on: bool) -> None:
        """See :class:`~kpay_desktop.bootstrap.autostart.entry.StartEntry`."""
        if on:
            text = desktop_file(self._program)
            write_file(self.path, text.encode("utf-8", "surrogateescape"))
        else:
            remove_file(self.path)


def autostart_folder(environ: Mapping[str, str], home: Path) -> Path:
    """Return the folder; a relative ``XDG_CONFIG_HOME`` does not count (XDG Base Directory)."""
    named = Path(environ.get("XDG_CONFIG_HOME", ""))
    return (named if named.is_absolute() else home / ".config") / "autostart"


def desktop_file(program: Program) -> str:
    """Return the file's text.

    Raises:
        EntryError: the file's form has no way to name the program.
    """
    starter = program.command[0]
    if "=" in starter:
        raise EntryError(Message("comfort.start_failed"))
    lines = {
        "Type": "Application",
        "Version": "1.5",
        "Name": _string(program.title),
        "Exec": exec_line(program.command),
        "TryExec": _string(starter),
        "Path": _string(os.fspath(program.folder)),
        "Terminal": "false",
        "X-GNOME-Autostart-enabled": "true",
    }
    return "\n".join((_GROUP, *(f"{name}={value}" for name, value in lines.items()), ""))


def exec_line(command: Sequence[str]) -> str:
    """Return a command as the value of ``Exec``."""
    return _string(" ".join(_argument(each) for each in command))


def _argument(text: str) -> str:
    # A percent sign begins a field code, in quotes too.
    text = text.replace("%", "%%")
    if text and not _RESERVED.intersection(text):
        return text
    inside = "".join(f"\\{char}" if char in _ESCAPED else char for char in text)
    return f'"{inside}"'


def _string(text: str) -> str:
    """Return a value of the file's type ``string``; spaces at its ends are kept."""
    inside = text.strip(" ")
    first = len(text) - len(text.lstrip(" "))
    last = len(text) - len(inside) - first if inside else 0
    escaped = "".join(_CODES.get(char, char) for char in inside)
    return "\\s" * first + escaped + "\\s" * last


def _keys(text: str) -> dict[str, str]:
    """Return the keys of the file's one group that counts, as they are written."""
    keys: dict[str, str] = {}
    group = ""
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped.startswith("["):
            group = stripped
        elif group == _GROUP and not stripped.startswith("#"):
            name, is_pair, value = line.partition("=")
            if is_pair:
                keys[name.strip()] = value.strip()
    return keys
