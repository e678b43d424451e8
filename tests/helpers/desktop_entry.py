"""What a Linux desktop makes of an autostart file: written from the specification alone.

Desktop Entry Specification 1.5. Nothing here comes from the till.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

_UNESCAPED = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
_BOOLEANS = ("Terminal", "Hidden", "X-GNOME-Autostart-enabled", "NoDisplay")
_KEY = re.compile(r"[A-Za-z0-9-]+(\[[A-Za-z_@.]+\])?")
_KNOWN = {
    *("Type", "Version", "Name", "Comment", "Icon", "Hidden", "OnlyShowIn", "NotShowIn"),
    *("TryExec", "Exec", "Path", "Terminal", "Categories", "StartupNotify", "StartupWMClass"),
}
# Outside quotes; a percent sign is legal there, and begins a code.
_RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")


class FaultyEntryError(Exception):
    """The file breaks the specification; the text says where."""


@dataclass(frozen=True, slots=True)
class Start:
    """What the desktop runs, and where."""

    command: tuple[str, ...]
    folder: Path


def read_entry(text: str) -> dict[str, str]:
    """Return the keys of the file with their values unescaped; refuse what is not allowed."""
    lines = text.split("\n")
    if not text.endswith("\n"):
        raise FaultyEntryError("the last line has no end")
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if first != "[Desktop Entry]":
        raise FaultyEntryError("the first group is not [Desktop Entry]")
    keys: dict[str, str] = {}
    for line in lines[lines.index(first) + 1 :]:
        if not line or line.startswith("#"):
            continue
        name, is_pair, value = line.partition("=")
        if not is_pair or not _KEY.fullmatch(name):
            raise FaultyEntryError(f"not a key and its value: {line}")
        if name in keys:
            raise FaultyEntryError(f"{name} stands there twice")
        if name.partition("[")[0] not in _KNOWN and not name.startswith("X-"):
            raise FaultyEntryError(f"{name} is not a key")
        keys[name] = _unescaped(value)
    return keys


def start_of(text: str) -> Start:
    """Return what a desktop would start for this file; refuse what is not allowed."""
    keys = read_entry(text)
    for name in ("Type", "Name", "Exec"):
        if not keys.get(name):
            raise FaultyEntryError(f"{name} is missing")
    if keys["Type"] != "Application":
        raise FaultyEntryError("not an application")
    for name in _BOOLEANS:
        if keys.get(name, "true") not in {"true", "false"}:
            raise FaultyEntryError(f"{name} is neither true nor false")
    if shutil.which(keys.get("TryExec", "sh")) is None:
        raise FaultyEntryError("TryExec cannot be run")
    command = _arguments(keys["Exec"])
    if not command or "=" in command[0]:
        raise FaultyEntryError("Exec names no program")
    return Start(tuple(command), Path(keys.get("Path") or "."))


def _unescaped(value: str) -> str:
    out, rest = [], iter(value.strip(" "))
    for char in rest:
        if char != "\\":
            out.append(char)
            continue
        code = next(rest, "")
        if code not in _UNESCAPED:
            raise FaultyEntryError(f"no such escape: \\{code}")
        out.append(_UNESCAPED[code])
    return "".join(out)


def _arguments(line: str) -> list[str]:
    arguments: list[str] = []
    at = 0
    while at < len(line):
        if line[at] == " ":
            at += 1
            continue
        if line[at] == '"':
            text, at = _quoted(line, at + 1)
        else:
            end = line.find(" ", at)
            end = len(line) if end < 0 else end
            text, at = line[at:end], end
            if _RESERVED & set(text):
                raise FaultyEntryError(f"not quoted: {text}")
        if at < len(line) and line[at] != " ":
            raise FaultyEntryError("a quote ends inside an argument")
        arguments.append(_without_codes(text))
    return arguments


def _quoted(line: str, at: int) -> tuple[str, int]:
    out: list[str] = []
    while at < len(line):
        char = line[at]
        if char == '"':
            return "".join(out), at + 1
        if char in "`$":
            raise FaultyEntryError(f"not escaped: {char}")
        if char == "\\":
            at += 1
            char = line[at : at + 1]
            if char not in {'"', "`", "$", "\\"}:
                raise FaultyEntryError(f"no such escape in quotes: \\{char}")
        out.append(char)
        at += 1
    raise FaultyEntryError("a quote does not end")


def _without_codes(text: str) -> str:
    if re.search(r"%(?!%)", text.replace("%%", "")):
        raise FaultyEntryError(f"a field code nobody asked for: {text}")
    return text.replace("%%", "%")
