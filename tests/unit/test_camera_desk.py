"""The camera's desk: what it tells, shows and reads, and when it does not."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from hardware.camera.clocks import CameraClocks
from hardware.camera.desk import CameraDesk
from hardware.camera.latch import Latch
from hardware.camera.source import CameraError, Source, Wanted
from hardware.paths import DevicePathError
from kpay_desktop.ports_scan import CameraChoice, CameraState, FrameBox
from kpay_desktop.settings_scan import CameraSettings
from kpay_desktop.simulation.camera import CameraFeed, Fault
from tests.helpers.cameras import CALM, QUICK, Heard, code_picture

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels

ONE = "130012345678901234"
TWO = "281234567890123456"

OFF, OPENING, SEEING = CameraState.OFF, CameraState.OPENING, CameraState.SEEING


class Counter:
    """A desk with the demo's camera before it."""

    def __init__(self, source: str = "sim:", clocks: CameraClocks = CALM) -> None:
        self.feed, self.box, self.heard = CameraFeed(), FrameBox(), Heard()
        self.desk = CameraDesk(
            CameraSettings(source=source, width=640, height=480),
            self.box,
            self.heard.tell,
            feed=self.feed,
            clocks=clocks,
            listed=lambda: (),
        )

    def is_looked_through(self) -> bool:
        return self.feed.is_open

    def open(self) -> None:
        self.desk.open(self.heard.seen)


@pytest.fixture
def counter() -> Iterator[Counter]:
    made = Counter()
    yield made
    assert made.desk.stop(60.0)


def test_it_is_open_only_while_its_page_stands(counter: Counter) -> None:
    assert not counter.is_looked_through()
    counter.open()
    told = counter.heard.wait_for(SEEING)
    assert counter.is_looked_through()
    assert told.choices == (CameraChoice("sim:", "sim:"),)
    counter.desk.close()
    counter.heard.wait(lambda: not counter.is_looked_through())
    assert counter.heard.states == [OPENING, SEEING, OFF]


def test_a_code_is_told_once_while_it_is_held_up(counter: Counter) -> None:
    counter.feed.hold(code_picture(ONE))
    counter.open()
    counter.heard.wait_for_code(ONE)
    counter.feed.hold(code_picture(TWO))
    counter.heard.wait_for_code(TWO)
    assert counter.heard.codes == [ONE, TWO]


def test_a_code_that_was_gone_is_told_again() -> None:
    counter = Counter(clocks=replace(CALM, gone_s=0.2))
    counter.feed.hold(code_picture(ONE))
    counter.open()
    counter.heard.wait_for_code(ONE)

    def is_told_again() -> bool:
        # A frame that was on its way may still show it: then it is taken away once more.
        counter.feed.hold()
        time.sleep(0.6)
        counter.feed.hold(code_picture(ONE))
        time.sleep(0.3)
        return len(counter.heard.codes) > 1

    counter.heard.wait(is_told_again)
    assert set(counter.heard.codes) == {ONE}
    assert counter.desk.stop(60.0)


def test_the_latch_lets_a_text_pass_when_it_was_gone_for_long_enough() -> None:
    latch = Latch(gone_s=2.0)
    assert latch.new([ONE], 10.0) == [ONE]
    assert latch.new([ONE, TWO], 11.9) == [TWO]
    assert latch.new([ONE], 13.9) == []
    assert latch.new([TWO, ONE], 14.0) == [TWO]
    assert latch.new([ONE], 16.1) == [ONE]


def test_the_latch_holds_few_texts_and_none_of_them_as_it_is() -> None:
    latch = Latch(gone_s=2.0)
    for number in range(1_000):
        assert latch.new([f"{number}"], 0.0) == [f"{number}"]
    assert latch.new(["999", "0"], 0.0) == ["0"]
    assert not any(value == "999" for value in vars(latch).values())


def test_pictures_go_on_while_no_codes_are_read(counter: Counter) -> None:
    counter.open()
    counter.heard.wait_for(SEEING)
    counter.desk.read(False)
    counter.feed.hold(code_picture(ONE))
    first = counter.heard
    first.wait(lambda: counter.box.take() is not None)
    first.wait(lambda: counter.box.take() is not None)
    time.sleep(0.3)
    assert not counter.heard.codes
    counter.desk.read(True)
    counter.heard.wait_for_code(ONE)


def test_frames_are_numbered_and_whole(counter: Counter) -> None:
    counter.feed.hold(code_picture(ONE))
    counter.open()
    numbers: list[int] = []

    def has_two() -> bool:
        frame = counter.box.take()
        if frame is not None:
            assert (frame.width, frame.height) == (640, 480)
            assert len(frame.pixels) == 640 * 480 * frame.depth
            numbers.append(frame.number)
        return len(numbers) >= 2

    counter.heard.wait(has_two)
    assert numbers == sorted(set(numbers))


def test_nothing_is_shown_after_it_was_closed(counter: Counter) -> None:
    counter.open()
    counter.heard.wait_for(SEEING)
    counter.desk.close()
    counter.heard.wait(lambda: not counter.is_looked_through())
    assert counter.box.take() is None


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault.UNPLUGGED, CameraState.LOST),
        (Fault.BUSY, CameraState.BUSY),
        (Fault.FROZEN, CameraState.BLIND),
    ],
)
def test_a_fault_in_mid_scan_is_told_and_mends(fault: Fault, state: CameraState) -> None:
    counter = Counter(clocks=QUICK)
    counter.open()
    counter.heard.wait_for(SEEING)
    counter.feed.fault = fault
    counter.heard.wait_for(state)
    counter.feed.fault = Fault.NONE
    counter.heard.wait_for(SEEING)
    counter.feed.hold(code_picture(ONE))
    counter.heard.wait_for_code(ONE)
    assert counter.desk.stop(60.0)


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        (Fault.UNPLUGGED, CameraState.ABSENT),
        (Fault.BUSY, CameraState.BUSY),
        (Fault.FROZEN, CameraState.BLIND),
    ],
)
def test_a_fault_before_it_opens_is_told_and_mends(fault: Fault, state: CameraState) -> None:
    counter = Counter(clocks=QUICK)
    counter.feed.fault = fault
    counter.open()
    counter.heard.wait_for(state)
    counter.feed.fault = Fault.NONE
    counter.heard.wait_for(SEEING)
    assert counter.desk.stop(60.0)


def test_a_lost_camera_stays_lost_while_it_is_tried_again(counter: Counter) -> None:
    counter.open()
    counter.heard.wait_for(SEEING)
    counter.feed.fault = Fault.UNPLUGGED
    counter.heard.wait_for(CameraState.LOST)
    time.sleep(5 * CALM.retry_s)
    assert counter.heard.states == [OPENING, SEEING, CameraState.LOST]


def test_trying_again_is_not_told_every_time(counter: Counter) -> None:
    counter.feed.fault = Fault.BUSY
    counter.open()
    counter.heard.wait_for(CameraState.BUSY)
    time.sleep(5 * CALM.retry_s)
    assert counter.heard.states == [OPENING, CameraState.BUSY]


def test_a_till_without_a_camera_says_so() -> None:
    counter = Counter("none")
    counter.open()
    counter.heard.wait_for(CameraState.NOT_SET)
    assert counter.desk.stop(60.0)


def test_a_camera_that_is_not_there_is_absent() -> None:
    counter = Counter("auto")
    counter.open()
    counter.heard.wait_for(CameraState.ABSENT)
    counter.desk.use("sim:")
    counter.heard.wait_for(SEEING)
    assert counter.desk.stop(60.0)


def test_it_can_be_opened_again_at_once(counter: Counter) -> None:
    for _ in range(5):
        counter.open()
        counter.desk.close()
    counter.open()
    counter.feed.hold(code_picture(ONE))
    counter.heard.wait_for_code(ONE)


def test_a_desk_that_was_stopped_opens_no_more(counter: Counter) -> None:
    assert counter.desk.stop(60.0)
    counter.open()
    assert counter.heard.told == []


class HangingSource:
    """A camera whose driver hangs where it is told to, until it is let go."""

    name = "Webcam"

    def __init__(self, hangs_in: str, let_go: threading.Event) -> None:
        self._hangs_in, self._let_go = hangs_in, let_go

    def open(self, wanted: Wanted, timeout_s: float) -> None:
        if self._hangs_in == "open":
            self._let_go.wait(120.0)

    def read(self, timeout_s: float) -> Pixels | None:
        if self._hangs_in == "read":
            self._let_go.wait(120.0)
        time.sleep(0.02)
        import numpy as np

        return np.zeros((48, 64, 3), np.uint8)

    def close(self) -> None:
        if self._hangs_in == "close":
            self._let_go.wait(120.0)


@pytest.mark.parametrize(("call", "state"), [("open", "slow"), ("read", "blind")])
def test_a_driver_that_hangs_is_told_and_given_up(call: str, state: str) -> None:
    let_go = threading.Event()
    made: list[str] = []

    def make(path: str, name: str) -> Source:
        made.append(path)
        return HangingSource(call if len(made) == 1 else "", let_go)

    heard = Heard()
    desk = CameraDesk(
        CameraSettings(source="usb:0"),
        FrameBox(),
        heard.tell,
        clocks=QUICK,
        listed=lambda: (CameraChoice("usb:0", "Webcam"),),
        make=make,
    )
    desk.open(heard.seen)
    heard.wait(
        lambda: (CameraState(state), "Webcam") in [(one.state, one.name) for one in heard.told]
    )
    heard.wait_for(SEEING)
    assert made == ["usb:0", "usb:0"]
    assert not desk.stop(0.0)
    let_go.set()
    assert desk.stop(60.0)


def test_closing_does_not_wait_for_a_driver() -> None:
    let_go = threading.Event()
    heard = Heard()
    desk = CameraDesk(
        CameraSettings(source="usb:0"),
        FrameBox(),
        heard.tell,
        clocks=QUICK,
        listed=lambda: (),
        make=lambda path, name: HangingSource("close", let_go),
    )
    desk.open(heard.seen)
    heard.wait_for(SEEING)
    desk.close()
    assert heard.told[-1].state is OFF
    let_go.set()
    assert desk.stop(60.0)


def test_the_first_camera_that_opens_is_taken() -> None:
    def make(path: str, name: str) -> Source:
        if path == "usb:0":
            raise CameraError(CameraState.BUSY, "busy")
        return HangingSource("", threading.Event())

    heard = Heard()
    desk = CameraDesk(
        CameraSettings(),
        FrameBox(),
        heard.tell,
        clocks=QUICK,
        listed=lambda: (CameraChoice("usb:0", "One"), CameraChoice("usb:2", "Two")),
        make=make,
    )
    desk.open(heard.seen)
    told = heard.wait_for(SEEING)
    assert told.name == "Webcam"
    assert [one.path for one in told.choices] == ["usb:0", "usb:2"]
    assert desk.stop(60.0)


def test_a_path_that_means_nothing_is_an_absent_camera() -> None:
    def make(path: str, name: str) -> Source:
        raise DevicePathError(path, "is nothing")

    heard = Heard()
    desk = CameraDesk(
        CameraSettings(), FrameBox(), heard.tell, clocks=QUICK, listed=lambda: (), make=make
    )
    desk.use("usb:x")
    desk.open(heard.seen)
    heard.wait_for(CameraState.ABSENT)
    assert desk.stop(60.0)


def test_a_new_camera_is_noticed_while_another_is_open() -> None:
    there = [CameraChoice("usb:0", "One")]
    heard = Heard()
    desk = CameraDesk(
        CameraSettings(source="usb:0"),
        FrameBox(),
        heard.tell,
        clocks=QUICK,
        listed=lambda: tuple(there),
        make=lambda path, name: HangingSource("", threading.Event()),
    )
    desk.open(heard.seen)
    heard.wait_for(SEEING)
    there.append(CameraChoice("usb:4", "Two"))
    heard.wait(lambda: len(heard.told[-1].choices) == 2)
    assert desk.stop(60.0)
