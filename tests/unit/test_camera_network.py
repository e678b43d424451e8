"""Cameras of the network that do not send what they should; every one of them is bounded."""

from __future__ import annotations

import socket
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.camera.mjpeg import MjpegSource
from hardware.camera.parts import (
    MAX_BETWEEN_BYTES,
    MAX_HEAD_BYTES,
    MAX_PART_BYTES,
    PartError,
    Parts,
    boundary_of,
)
from hardware.camera.source import CameraError, Wanted
from kpay_desktop.ports_scan import CameraState
from tests.helpers.mjpeg import HEAD, NetworkCamera, Script, endless, jpeg, part

WANTED = Wanted(640, 480, 30)
GREY = np.full((48, 64, 3), 128, np.uint8)
ABSENT, BUSY, BLIND, LOST = (
    CameraState.ABSENT,
    CameraState.BUSY,
    CameraState.BLIND,
    CameraState.LOST,
)


def sends(*pieces: bytes, keep_open: bool = False) -> Script:
    def send(line: socket.socket, stop: threading.Event) -> None:
        for piece in pieces:
            line.sendall(piece)
        if keep_open:
            stop.wait(60.0)

    return send


def opened(url: str, timeout_s: float = 60.0) -> MjpegSource:
    source = MjpegSource(url)
    source.open(WANTED, timeout_s)
    return source


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b"", BLIND),
        (b"SSH-2.0-camera\r\n\r\n", BLIND),
        (b"HTTP/1.1 maybe\r\n\r\n", BLIND),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", BLIND),
        (b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace\r\n\r\n", BLIND),
        (b"HTTP/1.1 401 Unauthorized\r\n\r\n", ABSENT),
        (b"HTTP/1.1 503 Busy\r\n\r\n", BUSY),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 20_000, BLIND),
    ],
)
def test_an_answer_that_is_no_series_of_pictures(answer: bytes, state: CameraState) -> None:
    with NetworkCamera(sends(answer)) as camera, pytest.raises(CameraError) as failed:
        opened(camera.url)
    assert failed.value.state is state


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///video",
        "http://camera:port/",
        "http://camera:0/",
        "ftp://camera/video",
        "http://127.0.0.1:1/video",
        "http://nobody.invalid/video",
        "http://" + "a" * 80 + ".invalid/",
    ],
)
def test_an_address_at_which_nobody_answers(url: str) -> None:
    with pytest.raises(CameraError) as failed:
        opened(url)
    assert failed.value.state is ABSENT


def test_one_that_says_nothing_is_waited_for_until_the_deadline() -> None:
    with NetworkCamera(sends(keep_open=True)) as camera, pytest.raises(CameraError) as failed:
        opened(camera.url, 0.3)
    assert failed.value.state is ABSENT


def test_one_that_trickles_its_headers_is_waited_for_until_the_deadline() -> None:
    def trickle(line: socket.socket, stop: threading.Event) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n")
        while not stop.wait(0.02):
            line.sendall(b"a")

    with NetworkCamera(trickle) as camera, pytest.raises(CameraError):
        opened(camera.url, 0.5)


def test_it_is_followed_where_it_has_moved() -> None:
    with NetworkCamera(endless(GREY)) as there:
        moved = b"HTTP/1.1 302 Found\r\nLocation: " + there.url.encode() + b"\r\n\r\n"
        with NetworkCamera(sends(moved)) as here:
            source = opened(here.url)
            assert source.read(60.0) is not None
            source.close()
        assert there.asked[0].startswith(b"GET /video HTTP/1.0\r\n")


def test_it_is_not_followed_for_ever() -> None:
    with NetworkCamera(sends(b"HTTP/1.1 302 Found\r\nLocation: /video\r\n\r\n")) as camera:
        with pytest.raises(CameraError) as failed:
            opened(camera.url)
        assert (failed.value.state, failed.value.reason) == (ABSENT, "moved_too_often")
        assert len(camera.asked) == 4


def test_it_is_not_followed_out_of_the_web() -> None:
    moved = b"HTTP/1.1 302 Found\r\nLocation: file:///etc/hostname\r\n\r\n"
    with NetworkCamera(sends(moved)) as camera, pytest.raises(CameraError) as failed:
        opened(camera.url)
    assert failed.value.reason == "no_address"


def test_a_series_that_ends_is_a_camera_that_was_lost() -> None:
    with NetworkCamera(sends(HEAD, part(jpeg(GREY)))) as camera:
        source = opened(camera.url)
        assert source.read(60.0) is not None
        with pytest.raises(CameraError) as failed:
            source.read(60.0)
        assert failed.value.state is LOST
        source.close()


def test_a_series_that_stops_gives_nothing_until_the_deadline() -> None:
    with NetworkCamera(sends(HEAD, part(jpeg(GREY)), keep_open=True)) as camera:
        source = opened(camera.url)
        assert source.read(60.0) is not None
        assert source.read(0.2) is None
        assert source.read(0.0) is None
        source.close()


def test_what_is_no_picture_is_passed_over() -> None:
    pieces = [HEAD, part(b"not a picture"), part(b""), part(jpeg(GREY))]
    with NetworkCamera(sends(*pieces, keep_open=True)) as camera:
        source = opened(camera.url)
        picture = source.read(60.0)
        assert picture is not None
        assert picture.shape == (48, 64, 3)
        source.close()


@pytest.mark.parametrize(
    "flood",
    [
        b"--frame\r\nContent-Length: 99999999999\r\n\r\n",
        b"--frame\r\n\r\n" + b"x" * (MAX_PART_BYTES + 100),
        b"y" * (MAX_BETWEEN_BYTES + 100),
        b"--frame\r\n" + b"X: z\r\n" * (MAX_HEAD_BYTES // 4),
        b"--frame" + b"z" * (MAX_HEAD_BYTES + 100),
    ],
    ids=["length", "part", "between", "headers", "boundary"],
)
def test_a_flood_ends_the_line(flood: bytes) -> None:
    def send(line: socket.socket, stop: threading.Event) -> None:
        line.sendall(HEAD)
        while not stop.is_set():
            line.sendall(flood)

    with NetworkCamera(send) as camera:
        source = MjpegSource(camera.url)
        with pytest.raises(CameraError) as failed:
            read_many(source)
        assert failed.value.state is BLIND
        source.close()


def read_many(source: MjpegSource) -> None:
    source.open(WANTED, 60.0)
    for _ in range(200):
        source.read(1.0)


def test_more_pictures_than_asked_for_are_passed_over() -> None:
    with NetworkCamera(endless(GREY, pause_s=0.0005)) as camera:
        source = MjpegSource(camera.url)
        source.open(Wanted(640, 480, 10), 60.0)
        began = time.monotonic()
        for _ in range(5):
            assert source.read(60.0) is not None
        assert time.monotonic() - began > 0.35
        source.close()


# --- parts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "boundary"),
    [
        ("multipart/x-mixed-replace; boundary=frame", "frame"),
        ('Multipart/X-Mixed-Replace;charset=x;BOUNDARY="my frame"', "my frame"),
        ("multipart/x-mixed-replace;boundary=--frame", "frame"),
        ("multipart/x-mixed-replace; boundary=--", None),
        ("multipart/x-mixed-replace", None),
        ("image/jpeg; boundary=frame", None),
        ("", None),
    ],
)
def test_the_boundary_is_found(said: str, boundary: str | None) -> None:
    assert boundary_of(said) == boundary


@given(
    st.lists(st.binary(max_size=60).filter(lambda one: b"--frame" not in one), max_size=6),
    st.booleans(),
    st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=30),
)
def test_parts_come_out_whole_however_they_were_cut(
    bodies: list[bytes], length: bool, cuts: list[int]
) -> None:
    stream = b"".join(part(body, length=length) for body in bodies) + b"--frame--\r\n"
    parts, found, at, turn = Parts("frame"), [], 0, 0
    while at < len(stream):
        step = cuts[turn % len(cuts)]
        found += parts.feed(stream[at : at + step])
        at, turn = at + step, turn + 1
    # Without a length the line break before the boundary is the part's own or not: JPEG cares not.
    assert [body.rstrip(b"\r\n") for body in found] == [body.rstrip(b"\r\n") for body in bodies]


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_no_bytes_make_it_stumble(pieces: list[bytes]) -> None:
    parts = Parts("f")
    try:
        for piece in pieces:
            parts.feed(piece + b"\n--f\n")
    except PartError:
        return
