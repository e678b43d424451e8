"""Which machines have a touch screen, and which a keyboard for people."""

from __future__ import annotations

import logging
import queue
from pathlib import Path

import pytest

from hardware.inputs import linux, windows
from hardware.inputs.linux import attached, read_devices
from hardware.inputs.values import NOTHING_KNOWN, Attached
from hardware.inputs.watch import InputWatch, system_look
from tests.helpers import input_lists as lists
from tests.helpers.input_lists import WindowsInputs

WAIT_S = 30.0


def seen(*devices: str) -> Attached:
    return attached(read_devices("".join(devices), word_bits=64))


@pytest.mark.parametrize(
    ("device", "is_touch"),
    [
        (lists.TOUCH_SCREEN, True),
        (lists.OLD_TOUCH_SCREEN, True),
        (lists.TOUCH_PAD, False),
        (lists.PEN_TABLET, False),
        (lists.VIRTUAL_MOUSE, False),
        (lists.MOUSE, False),
        (lists.USB_KEYBOARD, False),
    ],
    ids=["touch", "old touch", "pad", "pen", "virtual mouse", "mouse", "keyboard"],
)
def test_a_touch_screen_is_touched_where_it_shows(device: str, is_touch: bool) -> None:
    assert seen(device).touch is is_touch


@pytest.mark.parametrize(
    ("device", "is_keyboard"),
    [
        (lists.LAPTOP_KEYBOARD, True),
        (lists.USB_KEYBOARD, True),
        (lists.BLUETOOTH_KEYBOARD, True),
        (lists.DRAWN_KEYBOARD, False),
        (lists.SCANNER, False),
        (lists.NAMELESS_SCANNER, False),
        (lists.UNKNOWN_SCANNER, False),
        (lists.STRIPE_READER, False),
        (lists.POWER_BUTTON, False),
        (lists.VIDEO_BUS, False),
        (lists.MOUSE, False),
        (lists.TOUCH_SCREEN, False),
    ],
    ids=[
        *("laptop", "usb", "bluetooth", "drawn", "scanner", "nameless scanner"),
        *("unknown scanner", "stripe reader", "power", "video", "mouse", "touch"),
    ],
)
def test_a_keyboard_is_one_that_people_type_on(device: str, is_keyboard: bool) -> None:
    assert seen(device).keyboard is is_keyboard


def test_a_counter_with_a_scanner_needs_a_keyboard() -> None:
    assert seen(lists.TILL) == Attached(touch=True, keyboard=False)
    assert seen(lists.TILL).needs_keyboard
    assert not seen(lists.TILL, lists.USB_KEYBOARD).needs_keyboard
    assert not seen(lists.MOUSE, lists.USB_KEYBOARD).needs_keyboard


def test_a_list_of_short_words_says_the_same() -> None:
    devices = read_devices(lists.SHORT_WORDS, word_bits=32)

    assert [device.is_touch_screen for device in devices] == [True, False]
    assert [device.is_keyboard for device in devices] == [False, True]


@pytest.mark.parametrize("text", ["", "\n\n", "B: KEY=zz\n", "nonsense\nN: Name\n", "I: Bus=0003"])
def test_a_list_that_says_nothing_has_no_device(text: str) -> None:
    assert seen(text) == Attached(touch=False, keyboard=False)


def test_the_list_is_read_from_the_kernels_file(tmp_path: Path) -> None:
    path = tmp_path / "devices"
    path.write_text(lists.TILL, "utf-8")

    assert str(linux.LIST) == "/proc/bus/input/devices"
    assert linux.look(path).touch


def test_without_a_list_nothing_is_drawn_over_the_page(tmp_path: Path) -> None:
    assert linux.look(tmp_path / "not there") == NOTHING_KNOWN
    assert not NOTHING_KNOWN.needs_keyboard


# --- Windows ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "has_keyboard"),
    [
        ([], False),
        ([lists.PS2], True),
        ([lists.USB], True),
        ([lists.BLUETOOTH], True),
        ([lists.USB_SCANNER], False),
        ([lists.BLUETOOTH_SCANNER], False),
        ([lists.REMOTE], False),
        ([lists.REMOTE, lists.USB_SCANNER, lists.USB], True),
    ],
    ids=["none", "ps2", "usb", "bluetooth", "scanner", "bluetooth scanner", "remote", "all"],
)
def test_windows_names_its_keyboards(paths: list[str], has_keyboard: bool) -> None:
    twin = WindowsInputs(paths=paths)

    assert windows.look(twin.calls) == Attached(touch=True, keyboard=has_keyboard)


@pytest.mark.parametrize(
    ("digitizer", "touch"),
    [(0, False), (0x81, True), (0x82, True), (0xC2, True), (0x02, False), (0x88, False)],
    ids=["none", "inside", "plugged in", "many fingers", "not ready", "pen alone"],
)
def test_windows_tells_a_touch_screen(digitizer: int, touch: bool) -> None:
    twin = WindowsInputs(digitizer=digitizer, paths=[lists.USB])

    assert windows.look(twin.calls) == Attached(touch=touch, keyboard=True)


def test_a_keyboard_that_comes_between_two_questions_is_found() -> None:
    twin = WindowsInputs(late=[lists.USB])

    assert windows.look(twin.calls).keyboard


def test_a_keyboard_that_goes_between_two_questions_is_not_there() -> None:
    twin = WindowsInputs(paths=[lists.USB], gone={lists.USB})

    assert not windows.look(twin.calls).keyboard


def test_a_list_that_never_rests_counts_as_a_keyboard() -> None:
    twin = WindowsInputs(late=[lists.USB_SCANNER] * 20)

    assert windows.look(twin.calls).keyboard


def test_a_windows_that_does_not_say_counts_as_a_keyboard() -> None:
    twin = WindowsInputs(is_silent=True)

    assert windows.look(twin.calls) == Attached(touch=True, keyboard=True)


# --- the watch --------------------------------------------------------------------------------


def test_a_change_is_told_once() -> None:
    states = [Attached(True, False)] * 3 + [Attached(True, True)] * 3
    told: queue.Queue[Attached] = queue.Queue()

    def look() -> Attached:
        return states.pop(0) if len(states) > 1 else states[0]

    watch = InputWatch(look, told.put, every_s=0.001)
    watch.start()
    first, second = told.get(timeout=WAIT_S), told.get(timeout=WAIT_S)
    watch.stop(WAIT_S)

    assert (first.keyboard, second.keyboard) == (False, True)
    assert told.empty()


def test_a_watch_that_never_began_can_be_stopped() -> None:
    InputWatch(lambda: NOTHING_KNOWN, lambda _: None).stop(WAIT_S)


def test_this_system_can_be_looked_at(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert isinstance(system_look()(), Attached)
    assert not caplog.records
