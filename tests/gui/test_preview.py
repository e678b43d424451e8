"""The camera's picture in the window: from any thread, newest first, nothing copied or kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kpay_desktop.ports_scan import Frame, FrameBox
from ui.widgets.preview import Preview, seen_part

WAIT_MS = 60_000


def one_colour(number: int, blue: int, green: int, red: int, depth: int = 3) -> Frame:
    """A picture of one colour."""
    pixel = bytes((blue, green, red, 255))[:depth]
    return Frame(number, 64, 36, pixel * (64 * 36))


@pytest.fixture
def preview(qapp: QApplication) -> Iterator[Preview]:
    """A preview of its own."""
    made = Preview()
    made.resize(320, 180)
    made.show()
    QCoreApplication.processEvents()
    yield made
    shiboken6.delete(made)
    del qapp


def middle(preview: Preview) -> tuple[int, int, int]:
    """Return the colour in the middle, inside the box for the code."""
    colour = preview.grab().toImage().pixelColor(preview.width() // 2, preview.height() // 2)
    return colour.red(), colour.green(), colour.blue()


@pytest.mark.parametrize("mirror", [False, True])
def test_a_picture_that_a_thread_puts_is_seen(
    preview: Preview, qtbot: QtBot, *, mirror: bool
) -> None:
    box = FrameBox()
    preview.show_frames(box, mirror=mirror)

    thread = threading.Thread(target=box.put, args=(one_colour(1, 10, 20, 200),))
    thread.start()
    thread.join()

    qtbot.waitUntil(lambda: preview.has_picture, timeout=WAIT_MS)
    assert middle(preview) == (200, 20, 10)


def test_of_many_pictures_the_newest_is_seen(preview: Preview, qtbot: QtBot) -> None:
    box = FrameBox()
    preview.show_frames(box, mirror=False)

    def puts() -> None:
        for number in range(200):
            box.put(one_colour(number, 0, number, 0))

    thread = threading.Thread(target=puts)
    thread.start()
    thread.join()

    qtbot.waitUntil(lambda: middle(preview) == (0, 199, 0), timeout=WAIT_MS)


@pytest.mark.parametrize(
    "frame",
    [
        Frame(1, 64, 36, b"\x00" * 100),
        Frame(1, 0, 0, b""),
        Frame(1, -4, 36, b"\x00" * 500),
    ],
    ids=["too few bytes", "nothing", "a width that is none"],
)
def test_a_picture_that_is_not_what_it_says_is_not_painted(preview: Preview, frame: Frame) -> None:
    box = FrameBox()
    box.put(frame)
    preview.show_frames(box, mirror=False)
    QCoreApplication.processEvents()

    assert not preview.has_picture
    assert preview.grab().size() == QSize(320, 180)


def test_views_of_bytes_are_taken_too(preview: Preview) -> None:
    frame = one_colour(1, 1, 2, 3)
    box = FrameBox()
    box.put(Frame(1, frame.width, frame.height, memoryview(bytes(frame.pixels))))
    preview.show_frames(box, mirror=False)

    assert middle(preview) == (3, 2, 1)


def test_another_box_takes_the_place_of_the_first(preview: Preview) -> None:
    first, second = FrameBox(), FrameBox()
    preview.show_frames(first, mirror=False)
    preview.show_frames(second, mirror=False)
    second.put(one_colour(1, 5, 5, 5))
    first.put(one_colour(2, 250, 250, 250))
    QCoreApplication.processEvents()

    assert middle(preview) == (5, 5, 5)


def test_a_thread_may_go_on_when_the_window_has_gone(qapp: QApplication) -> None:
    box, gone = FrameBox(), Preview()
    gone.resize(320, 180)
    gone.show()
    gone.show_frames(box, mirror=False)
    shiboken6.delete(gone)

    thread = threading.Thread(target=box.put, args=(one_colour(1, 1, 2, 3),))
    thread.start()
    thread.join()
    qapp.processEvents()

    assert box.take() is not None


@pytest.mark.parametrize(
    ("picture", "place", "seen"),
    [
        ((1280, 720), (800, 450), (0, 0, 1280, 720)),
        ((1280, 720), (400, 400), (280, 0, 720, 720)),
        ((640, 480), (800, 400), (0, 80, 640, 320)),
        ((640, 480), (0, 10), (0, 0, 640, 480)),
    ],
)
def test_the_middle_of_a_picture_fills_its_place(
    picture: tuple[int, int], place: tuple[int, int], seen: tuple[int, int, int, int]
) -> None:
    part = seen_part(QSize(*picture), QSize(*place))

    assert (part.x(), part.y(), part.width(), part.height()) == seen
