"""Which cameras a computer has, and what a profile's path means."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hardware.camera.mjpeg import MjpegSource
from hardware.camera.places import (
    LinuxCameras,
    computers_cameras,
    numbered_cameras,
    source_at,
)
from hardware.camera.recorded import FileSource, FolderSource
from hardware.camera.sim import SimSource
from hardware.camera.usb import UsbSource
from hardware.paths import DevicePathError
from kpay_desktop.ports_scan import CameraChoice
from kpay_desktop.simulation.camera import CameraFeed


class Computer:
    """A Linux computer's folders of devices."""

    def __init__(self, root: Path) -> None:
        self.classes, self.devices = root / "class", root / "dev"
        self.classes.mkdir()
        self.devices.mkdir()
        self.asked: list[str] = []
        self.facts_only: set[str] = set()
        self.cameras = LinuxCameras(self.classes, self.devices, self.gives_pictures)

    def gives_pictures(self, node: Path) -> bool:
        self.asked.append(node.name)
        return node.name not in self.facts_only

    def plug_in(self, number: int, name: str, *, facts_only: bool = False) -> None:
        folder = self.classes / f"video{number}"
        folder.mkdir()
        (folder / "name").write_text(name + "\n", encoding="utf-8")
        (self.devices / f"video{number}").touch()
        if facts_only:
            self.facts_only.add(f"video{number}")

    def unplug(self, number: int) -> None:
        (self.devices / f"video{number}").unlink()


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path)


def test_nodes_without_pictures_are_left_out(computer: Computer) -> None:
    computer.plug_in(10, "HD Webcam")
    computer.plug_in(2, "Webcam C270: Webcam C270")
    computer.plug_in(3, "Webcam C270: Webcam C270", facts_only=True)
    assert computer.cameras() == (
        CameraChoice("usb:2", "Webcam C270"),
        CameraChoice("usb:10", "HD Webcam"),
    )


def test_plugging_in_and_out_is_noticed_and_nodes_are_asked_once(computer: Computer) -> None:
    assert computer.cameras() == ()
    computer.plug_in(0, "Front: Camera")
    assert computer.cameras() == computer.cameras() == (CameraChoice("usb:0", "Front: Camera"),)
    computer.unplug(0)
    assert computer.cameras() == ()
    assert computer.asked == ["video0"]


def test_names_are_made_fit_to_be_shown(computer: Computer) -> None:
    computer.plug_in(0, "")
    computer.plug_in(1, "Cam\x07era" + "x" * 200)
    first, second = computer.cameras()
    assert first.name == "video0"
    assert second.name.startswith("Camerax")
    assert len(second.name) == 80


def test_a_computer_without_cameras_has_none(tmp_path: Path) -> None:
    assert LinuxCameras(tmp_path / "none", tmp_path)() == ()


def test_a_node_that_is_no_camera_counts_until_it_is_opened(tmp_path: Path) -> None:
    computer = Computer(tmp_path)
    computer.plug_in(0, "Webcam")
    assert len(LinuxCameras(computer.classes, computer.devices)()) == 1


def test_systems_that_cannot_be_asked_name_numbers() -> None:
    assert [one.path for one in numbered_cameras()] == ["usb:0", "usb:1", "usb:2"]
    assert computers_cameras("win32") is computers_cameras("darwin") is numbered_cameras
    assert isinstance(computers_cameras("linux"), LinuxCameras)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("usb:0", UsbSource),
        ("file:/tmp/phone.avi", FileSource),
        ("folder:/tmp/phones", FolderSource),
        ("http://camera/video", MjpegSource),
        ("https://camera/video", MjpegSource),
        ("sim:", SimSource),
    ],
)
def test_a_path_names_a_kind_of_camera(path: str, kind: type) -> None:
    assert isinstance(source_at(path, "", CameraFeed(), numbered_cameras), kind)


@pytest.mark.parametrize("path", ["", "auto", "none", "usb:", "usb:x", "file:", "http:x", "sim:2"])
def test_other_paths_name_none(path: str) -> None:
    with pytest.raises(DevicePathError, match="is no camera"):
        source_at(path, "", CameraFeed(), numbered_cameras)


def test_nothing_is_simulated_where_nothing_stands_behind_it() -> None:
    with pytest.raises(DevicePathError):
        source_at("sim:", "", None, numbered_cameras)


_QUIET = """
import os, sys
from hardware.camera.vision import load_vision
load_vision()
import cv2
cv2.VideoCapture(63, cv2.CAP_V4L2)
cv2.VideoCapture("/nowhere.avi", cv2.CAP_FFMPEG)
cv2.imdecode(cv2.imencode(".png", __import__("numpy").zeros((9, 9), "uint8"))[1][:40], 1)
print(os.environ.get("QT_QPA_PLATFORM_PLUGIN_PATH"), os.environ.get("QT_QPA_FONTDIR"))
print(cv2.getNumThreads(), "PySide6" in sys.modules)
"""


@pytest.mark.parametrize("before", [None, "/own/plugins"])
def test_opencv_disturbs_neither_qt_nor_the_terminal(before: str | None) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QT_QPA")}
    if before is not None:
        kept["QT_QPA_PLATFORM_PLUGIN_PATH"] = before
    done = subprocess.run(
        [sys.executable, "-c", _QUIET],
        env=kept,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{before} None\n1 False\n"
