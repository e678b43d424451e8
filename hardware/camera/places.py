"""Camera paths of a profile, and the cameras that a computer has."""

from __future__ import annotations

import logging
import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hardware.camera.mjpeg import MjpegSource
from hardware.camera.recorded import FileSource, FolderSource
from hardware.camera.sim import SimSource
from hardware.camera.source import Source
from hardware.camera.usb import UsbSource
from hardware.paths import DevicePathError
from kpay_desktop.ports_scan import CameraChoice
from kpay_desktop.simulation.camera import CameraFeed

log = logging.getLogger(__name__)

#: How many cameras are looked for where the system cannot be asked which there are.
PROBED: Final = 3
MAX_CHOICES: Final = 16

#: ``VIDIOC_QUERYCAP`` of Linux' videodev2.h, and what it says of a node that gives pictures.
_QUERY_CAPABILITIES: Final = 0x80685600
_GIVES_PICTURES: Final = 0x00000001 | 0x00001000
_HAS_OWN_CAPABILITIES: Final = 0x80000000

List = Callable[[], tuple[CameraChoice, ...]]


def source_at(path: str, name: str, feed: CameraFeed | None, listed: List) -> Source:
    """Return the camera that a path names; ``auto`` and ``none`` name none. Nothing is opened.

    Raises:
        DevicePathError: the path means nothing, or ``sim:`` where nothing is simulated.
    """
    kind, _, rest = path.partition(":")
    match kind:
        case "usb" if rest.isdecimal():
            return UsbSource(int(rest), name or path, lambda: _is_named(listed, path))
        case "file" if rest:
            return FileSource(Path(rest))
        case "folder" if rest:
            return FolderSource(Path(rest))
        case "http" | "https" if rest.startswith("//"):
            return MjpegSource(path)
        case "sim" if feed is not None and not rest:
            return SimSource(feed)
    raise DevicePathError(path, "is no camera: write usb:N, file:PATH, folder:PATH or http://…")


def _is_named(listed: List, path: str) -> bool | None:
    if listed is numbered_cameras:
        return None
    return any(one.path == path for one in listed())


class LinuxCameras:
    """Lists the nodes of Video4Linux that give pictures; a camera has others, for its facts."""

    def __init__(
        self,
        classes: Path = Path("/sys/class/video4linux"),
        devices: Path = Path("/dev"),
        gives_pictures: Callable[[Path], bool] | None = None,
    ) -> None:
        self._classes, self._devices = classes, devices
        self._gives_pictures = gives_pictures or _node_gives_pictures
        # Opening a node wakes its camera up: each is asked once in its life.
        self._known: dict[tuple[str, int, int], bool] = {}

    def __call__(self) -> tuple[CameraChoice, ...]:
        """Return the cameras, the lowest number first."""
        found = [choice for number in self._numbers() if (choice := self._choice(number))]
        return tuple(found[:MAX_CHOICES])

    def _numbers(self) -> list[int]:
        try:
            names = [entry.name for entry in self._classes.iterdir()]
        except OSError:
            return []
        nodes = [name.removeprefix("video") for name in names if name.startswith("video")]
        return sorted(int(number) for number in nodes if number.isdecimal())

    def _choice(self, number: int) -> CameraChoice | None:
        node = self._devices / f"video{number}"
        try:
            facts = node.stat()
        except OSError:
            return None
        key = (str(node), facts.st_ino, facts.st_ctime_ns)
        if key not in self._known:
            if len(self._known) > 4 * MAX_CHOICES:
                self._known.clear()
            self._known[key] = self._gives_pictures(node)
        if not self._known[key]:
            return None
        return CameraChoice(f"usb:{number}", self._name(number) or f"video{number}")

    def _name(self, number: int) -> str:
        try:
            name = (self._classes / f"video{number}" / "name").read_text("utf-8", "replace")
        except OSError:
            return ""
        # Drivers name both halves of a camera alike: "Webcam C270: Webcam C270".
        first, _, second = name.strip().partition(": ")
        return "".join(
            one for one in (first if first == second else name.strip()) if one.isprintable()
        )[:80]


def _node_gives_pictures(node: Path) -> bool:
    """Ask a node what it can do. One that may not be opened counts: opening it says more."""
    if sys.platform != "linux":
        return True
    import fcntl

    try:
        handle = os.open(node, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        log.debug("camera_node_not_opened kind=%s", type(error).__name__)
        return True
    try:
        answer = fcntl.ioctl(handle, _QUERY_CAPABILITIES, bytes(104))
    except OSError:
        return True
    finally:
        os.close(handle)
    whole, own = struct.unpack_from("=II", answer, 84)
    return bool((own if whole & _HAS_OWN_CAPABILITIES else whole) & _GIVES_PICTURES)


def numbered_cameras() -> tuple[CameraChoice, ...]:
    """Name the cameras of a system that cannot be asked: by number, whether there or not."""
    return tuple(CameraChoice(f"usb:{number}", f"#{number + 1}") for number in range(PROBED))


def computers_cameras(platform: str = sys.platform) -> List:
    """Return what lists this computer's cameras."""
    return LinuxCameras() if platform.startswith("linux") else numbered_cameras
