"""Every kind of camera keeps the same contract: simulated, film, folder, network, USB."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from hardware.camera.desk import CameraDesk
from hardware.camera.mjpeg import MjpegSource
from hardware.camera.recorded import FileSource, FolderSource
from hardware.camera.sim import SimSource
from hardware.camera.source import CameraError, Source, Wanted
from hardware.camera.usb import UsbSource
from kpay_desktop.ports_scan import CameraState, FrameBox
from kpay_desktop.settings_scan import CameraSettings
from kpay_desktop.simulation.camera import CameraFeed, Picture
from tests.helpers.cameras import CALM, Heard, as_array, code_picture
from tests.helpers.mjpeg import NetworkCamera, endless
from tests.helpers.vision import cv2

TEXT = "130012345678901234"
WANTED = Wanted(640, 480, 30)
PATIENCE_S = 60.0


@dataclass
class Camera:
    """One kind of camera, with a code before it."""

    make: Callable[[], Source]
    path: str
    take_away: Callable[[], None]
    feed: CameraFeed | None = None
    gone: tuple[CameraState, ...] = field(default=(CameraState.ABSENT,))


def simulated(folder: Path, stack: ExitStack, picture: Picture) -> Camera:
    from kpay_desktop.simulation.camera import Fault

    feed = CameraFeed()
    feed.hold(picture)

    def unplug() -> None:
        feed.fault = Fault.UNPLUGGED

    return Camera(lambda: SimSource(feed), "sim:", unplug, feed)


def film(folder: Path, stack: ExitStack, picture: Picture) -> Camera:
    path = folder / "phone.avi"
    codec = cv2.VideoWriter.fourcc("M", "J", "P", "G")
    writer = cv2.VideoWriter(str(path), codec, 10.0, (picture.width, picture.height))
    for _number in range(3):
        writer.write(as_array(picture))
    writer.release()
    return Camera(lambda: FileSource(path), f"file:{path}", path.unlink)


def pictures(folder: Path, stack: ExitStack, picture: Picture) -> Camera:
    inside = folder / "pictures"
    inside.mkdir()
    (inside / "notes.txt").write_text("no picture", encoding="utf-8")
    (inside / "broken.png").write_bytes(b"\x89PNG broken")
    _, data = cv2.imencode(".png", as_array(picture))
    (inside / "phone.png").write_bytes(data.tobytes())

    def empty() -> None:
        for one in inside.iterdir():
            one.unlink()

    return Camera(lambda: FolderSource(inside), f"folder:{inside}", empty)


def network(folder: Path, stack: ExitStack, picture: Picture) -> Camera:
    server = stack.enter_context(NetworkCamera(endless(as_array(picture))))

    def refuse() -> None:
        server.script = lambda line, stop: line.sendall(b"HTTP/1.1 404 Not Found\r\n\r\n")

    return Camera(lambda: MjpegSource(server.url), server.url, refuse)


def network_without_lengths(folder: Path, stack: ExitStack, picture: Picture) -> Camera:
    server = stack.enter_context(NetworkCamera(endless(as_array(picture), length=False)))

    def refuse() -> None:
        server.script = lambda line, stop: line.sendall(b"HTTP/1.1 503 Busy\r\n\r\n")

    return Camera(lambda: MjpegSource(server.url), server.url, refuse, gone=(CameraState.BUSY,))


KINDS = (simulated, film, pictures, network, network_without_lengths)


@pytest.fixture(params=KINDS, ids=[kind.__name__ for kind in KINDS])
def camera(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Camera]:
    with ExitStack() as stack:
        yield request.param(tmp_path, stack, code_picture(TEXT))


def test_it_gives_pictures_of_three_bytes_a_pixel(camera: Camera) -> None:
    source = camera.make()
    source.open(WANTED, PATIENCE_S)
    for _ in range(8):
        picture = source.read(PATIENCE_S)
        assert picture is not None
        assert picture.shape == (480, 640, 3)
        assert picture.dtype == np.uint8
    source.close()


def test_it_comes_no_faster_than_asked_for(camera: Camera) -> None:
    source = camera.make()
    source.open(Wanted(640, 480, 20), PATIENCE_S)
    assert source.read(PATIENCE_S) is not None
    began = time.monotonic()
    for _ in range(6):
        assert source.read(PATIENCE_S) is not None
    assert time.monotonic() - began > 0.2
    source.close()


def test_it_is_closed_twice_without_harm_and_opens_again(camera: Camera) -> None:
    source = camera.make()
    source.close()
    source.open(WANTED, PATIENCE_S)
    source.close()
    source.close()
    with pytest.raises(CameraError):
        source.read(1.0)
    source.open(WANTED, PATIENCE_S)
    assert source.read(PATIENCE_S) is not None
    source.close()


def test_one_that_was_taken_away_cannot_be_opened(camera: Camera) -> None:
    camera.take_away()
    source = camera.make()
    with pytest.raises(CameraError) as failed:
        source.open(WANTED, PATIENCE_S)
    assert failed.value.state in camera.gone
    source.close()


def test_the_desk_reads_the_code_through_it(camera: Camera) -> None:
    heard, box = Heard(), FrameBox()
    settings = CameraSettings(source=camera.path, width=640, height=480)
    desk = CameraDesk(settings, box, heard.tell, feed=camera.feed, clocks=CALM, listed=lambda: ())
    desk.open(heard.seen)
    heard.wait_for_code(TEXT)
    assert heard.wait_for(CameraState.SEEING).name
    desk.close()
    assert desk.stop(PATIENCE_S)
    assert heard.codes == [TEXT]


@pytest.mark.parametrize("kind", [simulated, film, pictures])
def test_one_that_is_taken_away_in_mid_scan_is_told(
    kind: Callable[[Path, ExitStack, Picture], Camera], tmp_path: Path
) -> None:
    with ExitStack() as stack:
        camera = kind(tmp_path, stack, code_picture(TEXT))
        heard = Heard()
        settings = CameraSettings(source=camera.path, width=640, height=480)
        desk = CameraDesk(
            settings, FrameBox(), heard.tell, feed=camera.feed, clocks=CALM, listed=lambda: ()
        )
        desk.open(heard.seen)
        heard.wait_for(CameraState.SEEING)
        camera.take_away()
        heard.wait_for(CameraState.LOST, CameraState.ABSENT)
        assert desk.stop(PATIENCE_S)


def test_a_network_camera_that_is_cut_off_comes_back() -> None:
    shown = endless(as_array(code_picture(TEXT)))
    is_cut = threading.Event()

    def cut(line: socket.socket, stop: threading.Event) -> None:
        shown(line, is_cut)

    with NetworkCamera(cut) as server:
        heard = Heard()
        desk = CameraDesk(
            CameraSettings(source=server.url),
            FrameBox(),
            heard.tell,
            clocks=CALM,
            listed=lambda: (),
        )
        desk.open(heard.seen)
        heard.wait_for(CameraState.SEEING)
        server.script = lambda line, stop: line.sendall(b"HTTP/1.1 404 Not Found\r\n\r\n")
        is_cut.set()
        heard.wait_for(CameraState.LOST)
        server.script = shown
        heard.wait_for(CameraState.SEEING)
        assert desk.stop(PATIENCE_S)


class Capture:
    """A driver of the computer's camera that gives a few pictures, then none."""

    def __init__(self, pictures: int) -> None:
        self.left = pictures
        self.is_released = False

    def read(self) -> tuple[bool, np.ndarray[tuple[int, ...], np.dtype[np.uint8]] | None]:
        if self.left == 0:
            return False, None
        self.left -= 1
        return True, np.zeros((480, 640, 3), np.uint8)

    def release(self) -> None:
        self.is_released = True


@pytest.mark.parametrize(
    ("pictures", "is_there", "state"),
    [
        (3, False, CameraState.LOST),
        (3, True, CameraState.BLIND),
        (3, None, CameraState.LOST),
        (0, True, CameraState.BUSY),
        (0, None, CameraState.BUSY),
    ],
)
def test_a_computers_camera_that_gives_nothing_any_more(
    pictures: int, is_there: bool | None, state: CameraState
) -> None:
    answers: list[bool | None] = [True]
    capture = Capture(pictures)
    source = UsbSource(0, "Webcam", lambda: answers[0], lambda *_: capture)
    source.open(WANTED, PATIENCE_S)
    answers[0] = is_there
    for _ in range(pictures):
        assert source.read(PATIENCE_S) is not None
    with pytest.raises(CameraError) as failed:
        source.read(PATIENCE_S)
    assert failed.value.state is state
    source.close()
    assert capture.is_released


@pytest.mark.parametrize(
    ("is_there", "state"),
    [(True, CameraState.BUSY), (False, CameraState.ABSENT), (None, CameraState.ABSENT)],
)
def test_a_computers_camera_that_does_not_open(is_there: bool | None, state: CameraState) -> None:
    source = UsbSource(0, "Webcam", lambda: is_there, lambda *_: None)
    with pytest.raises(CameraError) as failed:
        source.open(WANTED, PATIENCE_S)
    assert failed.value.state is state


def test_opencv_finds_no_camera_where_there_is_none(capfd: pytest.CaptureFixture[str]) -> None:
    source = UsbSource(63, "Webcam", lambda: None)
    with pytest.raises(CameraError) as failed:
        source.open(WANTED, PATIENCE_S)
    assert failed.value.state is CameraState.ABSENT
    assert capfd.readouterr().err == ""
