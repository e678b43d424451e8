"""Scanner paths, as people write them in a profile: ``keyboard``, ``tty:/dev/ttyACM0``, …"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from hardware.paths import DevicePathError
from hardware.scanner.line import LineSetup
from kpay_desktop.domain.scanner import Suffix
from kpay_desktop.settings_scan import ScannerSettings

# Names in /dev/serial/by-id hold almost anything but spaces.
_TTY = re.compile(r"/dev/[^\s]+|COM[1-9][0-9]{0,2}|\\\\\.\\COM[1-9][0-9]{0,2}")
_COM = re.compile(r"(?:COM)?([1-9][0-9]{0,2})", re.IGNORECASE)


class ScannerKind(Enum):
    """How a scanner's codes come: as keys, on a serial line, from the demo's desk, or not."""

    KEYS = "keyboard"
    LINE = "line"
    SIMULATED = "sim:"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class LinePath:
    """A scanner on a serial line."""

    port: str
    baud: int


def kind_of(settings: ScannerSettings) -> ScannerKind:
    """Return how the profile's scanner is attached."""
    if settings.source.startswith(("tty:", "com:")):
        return ScannerKind.LINE
    return ScannerKind(settings.source)


def line_path(settings: ScannerSettings) -> LinePath:
    """Return where a scanner on a serial line is.

    Raises:
        DevicePathError: the path means no serial port.
    """
    scheme, _, port = settings.source.partition(":")
    if scheme == "com":
        match = _COM.fullmatch(port)
        if match is None:
            raise DevicePathError(settings.source, "is not com:COM3 or com:3")
        return LinePath(f"COM{match[1]}", settings.baud)
    if scheme != "tty" or _TTY.fullmatch(port) is None:
        raise DevicePathError(settings.source, "is not tty:/dev/NAME nor com:PORT")
    return LinePath(port, settings.baud)


def line_setup(settings: ScannerSettings) -> LineSetup:
    """Return what the profile's scanner sends around a code."""
    return LineSetup(settings.prefix, Suffix(settings.suffix), settings.whole_ms / 1_000)
