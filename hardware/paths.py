"""Device paths, as people write them in a profile: ``tcp:192.168.1.50``, ``usb:04b8:0e28`` …"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DEFAULT_PORT: Final = 9100
DEFAULT_BAUD: Final = 38_400
"""What receipt printers with a serial plug are set to as they leave the works, most of them."""

BAUDS: Final = (9_600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600)


class DevicePathError(ValueError):
    """A path names no device that the till knows; ``path`` is what was written."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path!r} {reason}")
        self.path = path
        self.reason = reason


class FlowControl(StrEnum):
    """How a printer on a serial line says that it can take no more.

    ``RTSCTS``: by a wire, which the usual cable leads to CTS. ``XONXOFF``: by two bytes. ``NONE``:
    not at all, for lines that only look serial (a printer's own USB port).
    """

    RTSCTS = "rtscts"
    XONXOFF = "xonxoff"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TcpPath:
    """A device on the network."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class UsbPath:
    """A device on USB. ``serial`` tells two of the same make apart; empty takes the first."""

    vendor: int
    product: int
    serial: str = ""


@dataclass(frozen=True, slots=True)
class TtyPath:
    """A device on a serial line."""

    port: str
    baud: int = DEFAULT_BAUD
    flow: FlowControl = FlowControl.RTSCTS


@dataclass(frozen=True, slots=True)
class CupsPath:
    """A print queue of CUPS."""

    queue: str


@dataclass(frozen=True, slots=True)
class WinPath:
    """A print queue of Windows."""

    queue: str


@dataclass(frozen=True, slots=True)
class FilePath:
    """A file that grows."""

    path: str


@dataclass(frozen=True, slots=True)
class SimPath:
    """A device simulated in this process."""


@dataclass(frozen=True, slots=True)
class NoPath:
    """No device."""


DevicePath = TcpPath | UsbPath | TtyPath | CupsPath | WinPath | FilePath | SimPath | NoPath

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?")
_USB = re.compile(r"([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})(?::([^\s:]{1,126}))?")
# Names in /dev/serial/by-path hold colons themselves.
_TTY = re.compile(
    r"(/dev/[^\s:]+|/dev/serial/by-\S+?|COM[1-9]\d{0,2}|\\\\\.\\COM[1-9]\d{0,2})"
    r"(?::(\d{4,6}))?(?::(rtscts|xonxoff|none))?"
)
_CUPS_QUEUE = re.compile(r"[^\s/#?'\"<>|\\-][^\s/#?'\"<>|\\]{0,126}")
_WIN_QUEUE = re.compile(r"[^\x00-\x1f,]{1,220}")
_ABSOLUTE = re.compile(r"(/|[A-Za-z]:[\\/]|\\\\[^\\])[^\x00-\x1f]*[^\x00-\x1f\\/]")


def parse_path(path: str) -> DevicePath:
    """Return what a device path means; an empty one means no device.

    Raises:
        DevicePathError: it means nothing.
    """
    text = path.strip()
    if not text:
        return NoPath()
    scheme, colon, rest = text.partition(":")
    if not colon:
        raise DevicePathError(path, f"has no kind; write one of {', '.join(_KINDS)} before it")
    parse = _KINDS.get(f"{scheme}:")
    if parse is None:
        raise DevicePathError(path, f"is of a kind that is not known: {scheme}:")
    return parse(path, rest)


def _parse_sim(path: str, rest: str) -> DevicePath:
    if rest:
        raise DevicePathError(path, "says more than sim: allows")
    return SimPath()


def _parse_tcp(path: str, rest: str) -> DevicePath:
    if rest.startswith("["):
        host, bracket, after = rest[1:].partition("]")
        if not bracket or not re.fullmatch(r"[0-9A-Fa-f:.]+(%\w+)?", host):
            raise DevicePathError(path, "has no valid address in its brackets")
        if after and not after.startswith(":"):
            raise DevicePathError(path, "has something between its brackets and its port")
        port_text = after[1:] if after else str(DEFAULT_PORT)
    else:
        host, colon, port_text = rest.partition(":")
        port_text = port_text if colon else str(DEFAULT_PORT)
        if not _HOST.fullmatch(host):
            raise DevicePathError(path, "has no valid host name")
    if not re.fullmatch(r"\d{1,5}", port_text) or not 1 <= int(port_text) <= 65_535:
        raise DevicePathError(path, "has no valid port")
    return TcpPath(host, int(port_text))


def _parse_usb(path: str, rest: str) -> DevicePath:
    match = _USB.fullmatch(rest)
    if match is None:
        raise DevicePathError(path, "is not usb:VENDOR:PRODUCT with four hexadecimal digits each")
    return UsbPath(int(match[1], 16), int(match[2], 16), match[3] or "")


def _parse_tty(path: str, rest: str) -> DevicePath:
    match = _TTY.fullmatch(rest)
    if match is None:
        raise DevicePathError(path, "is not tty:/dev/NAME:BAUD nor tty:COM3:BAUD")
    baud = int(match[2] or DEFAULT_BAUD)
    if baud not in BAUDS:
        raise DevicePathError(
            path, f"has no valid speed; it is one of {', '.join(map(str, BAUDS))}"
        )
    return TtyPath(match[1], baud, FlowControl(match[3] or FlowControl.RTSCTS))


def _parse_cups(path: str, rest: str) -> DevicePath:
    if not _CUPS_QUEUE.fullmatch(rest):
        raise DevicePathError(path, "has no valid name of a queue")
    return CupsPath(rest)


def _parse_win(path: str, rest: str) -> DevicePath:
    if not _WIN_QUEUE.fullmatch(rest):
        raise DevicePathError(path, "has no valid name of a printer")
    return WinPath(rest)


def _parse_file(path: str, rest: str) -> DevicePath:
    if not _ABSOLUTE.fullmatch(rest):
        raise DevicePathError(path, "is no whole path of a file, from the root on")
    return FilePath(rest)


_KINDS: dict[str, Callable[[str, str], DevicePath]] = {
    "tcp:": _parse_tcp,
    "usb:": _parse_usb,
    "tty:": _parse_tty,
    "cups:": _parse_cups,
    "win:": _parse_win,
    "file:": _parse_file,
    "sim:": _parse_sim,
}
