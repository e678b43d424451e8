"""The support file: what the service needs to see, and nothing that could be misused.

It holds the till's log, the settings without PINs, keys and their places, what opening the store
found, and versions. Never the database, a key file, the bank's data, a slip or a card's data.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import platform
import re
import sys
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum
from importlib import metadata
from pathlib import Path

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.bootstrap.logs import KEPT_FILES
from kpay_desktop.domain.records import StoreReport
from kpay_desktop.settings import Settings
from kpay_desktop.version import PROGRAM, VERSION

LOG_NAME = "till.log"
MAX_LOG_BYTES = 2_000_000
HIDDEN = "(not shown)"
# Settings that are secret, lead to a secret, or name people.
_SECRET = frozenset(
    {"pin", "private_key", "bank_key", "cusid", "appid", "operators", "host_profile", "mobile"}
)
_LIBRARIES = (
    *("PySide6-Essentials", "peewee", "sqlcipher3", "cryptography", "urllib3", "qrcode"),
    *("opencv-python", "zxing-cpp", "pyzbar", "pyserial"),
)
# Cameras on a network often take their password in the address.
_QUERY = re.compile(r"(?<=://)([^?#]*)[?#].*", re.DOTALL)


def save_support(folders: Folders, settings: Settings, report: StoreReport, now: datetime) -> Path:
    """Write ``support-YYYYMMDD-HHMMSS.zip`` into the data folder and return its path.

    ``now`` is aware; the name bears the shop's time. The file is its owner's alone and appears
    under its name only when it is whole.

    Raises:
        OSError: the disk refuses; nothing is left behind.
    """
    local = now.astimezone(settings.terminal.time_zone)
    target = folders.root / f"support-{local:%Y%m%d-%H%M%S}.zip"
    part = target.with_suffix(".part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(handle, "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made,
        ):
            for name, data in _contents(folders, settings, report, local):
                made.writestr(name, data)
        part.replace(target)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
        raise
    return target


def _contents(
    folders: Folders, settings: Settings, report: StoreReport, at: datetime
) -> Iterator[tuple[str, bytes]]:
    yield "versions.txt", _lines(_versions(at))
    yield "settings.txt", _lines(_settings_lines(settings))
    yield "store.txt", _lines(_fields(report, "store"))
    names = [LOG_NAME, *(f"{LOG_NAME}.{number}" for number in range(1, KEPT_FILES + 1))]
    for name in names:
        try:
            data = (folders.logs / name).read_bytes()
        except FileNotFoundError:
            continue
        yield f"logs/{name}", data[-MAX_LOG_BYTES:]


def _lines(lines: Sequence[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode("utf-8")


def _versions(at: datetime) -> list[str]:
    lines = [
        f"written = {at:%Y-%m-%d %H:%M:%S %z}",
        f"program = {PROGRAM} {VERSION}",
        f"python = {sys.version.split()[0]}",
        f"system = {platform.platform()}",
    ]
    for library in _LIBRARIES:
        try:
            lines.append(f"{library} = {metadata.version(library)}")
        except metadata.PackageNotFoundError:
            lines.append(f"{library} = none")
    return lines


def _settings_lines(settings: Settings) -> list[str]:
    lines = []
    for each in dataclasses.fields(settings):
        if each.name in _SECRET:
            lines.append(f"{each.name} = {HIDDEN}")
        else:
            lines += _value(getattr(settings, each.name), each.name)
    return lines


def _value(value: object, name: str) -> list[str]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _fields(value, name)
    if isinstance(value, tuple) and any(dataclasses.is_dataclass(each) for each in value):
        return [line for i, each in enumerate(value) for line in _value(each, f"{name}[{i}]")]
    return [f"{name} = {_plain(value)}"]


def _fields(value: object, name: str) -> list[str]:
    lines: list[str] = []
    if dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            inner = f"{name}.{each.name}"
            if each.name in _SECRET or not each.repr:
                lines.append(f"{inner} = {HIDDEN}")
            else:
                lines += _value(getattr(value, each.name), inner)
    return lines


def _plain(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        return ", ".join(_plain(each) for each in value)
    return _QUERY.sub(rf"\1?{HIDDEN}", str(value))
