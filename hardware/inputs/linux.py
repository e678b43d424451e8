"""Touch screens and keyboards by the kernel's own list, ``/proc/bus/input/devices``.

Each device stands there with its name (``N:``), its place (``S:``) and what it can do, as bits
(``B:``; see the kernel's Documentation/input/event-codes). The list is the same under X11, under
Wayland and without either, and anybody may read it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from hardware.inputs.values import NOTHING_KNOWN, Attached, is_reader

LIST: Final = Path("/proc/bus/input/devices")
#: Bits in a word of the list: those of a C ``long`` of the process that reads it.
WORD_BITS: Final = struct.calcsize("l") * 8

_ABS_X, _ABS_Y, _ABS_MT_X, _ABS_MT_Y = 0x00, 0x01, 0x35, 0x36
_BTN_MOUSE, _BTN_MOUSE_LAST = 0x110, 0x117
_BTN_TOOL_PEN, _BTN_TOOL_FINGER, _BTN_TOUCH, _BTN_STYLUS = 0x140, 0x145, 0x14A, 0x14B
_PROP_DIRECT = 0x01
# Esc, the figures, Tab, Q to P, Enter, Ctrl, A and S: a device with all of them is a keyboard;
# power buttons, remote controls and mice have a few.
_TYPING_KEYS = range(1, 32)
# Programs that type (keyboards drawn by the desktop) live here. Bluetooth keyboards do not.
_BY_PROGRAMS = "/devices/virtual/input/"
_MAKER = re.compile(r"Vendor=([0-9a-fA-F]+)")


@dataclass(frozen=True, slots=True)
class Device:
    """One device of the list; ``bits`` by the list's own names (``KEY``, ``ABS``, ``PROP``, …)."""

    name: str = ""
    maker: int = 0
    place: str = ""
    bits: Mapping[str, int] = field(default_factory=dict)

    def has(self, kind: str, *numbers: int) -> bool:
        """True if it has every one of these bits."""
        field_of_bits = self.bits.get(kind, 0)
        return all(field_of_bits >> number & 1 for number in numbers)

    @property
    def is_touch_screen(self) -> bool:
        """A surface that is touched where something is shown; no pad, no pen's tablet, no mouse."""
        at_a_point = self.has("ABS", _ABS_X, _ABS_Y) or self.has("ABS", _ABS_MT_X, _ABS_MT_Y)
        direct = self.has("PROP", _PROP_DIRECT)
        pen = self.has("KEY", _BTN_TOOL_PEN) or self.has("KEY", _BTN_STYLUS)
        pad = self.has("KEY", _BTN_TOOL_FINGER) and not direct
        # A mouse of a virtual machine points at a place too.
        mouse = any(self.has("KEY", n) for n in range(_BTN_MOUSE, _BTN_MOUSE_LAST + 1))
        touched = direct or self.has("KEY", _BTN_TOUCH)
        return at_a_point and touched and not (pen or pad or (mouse and not direct))

    @property
    def is_keyboard(self) -> bool:
        """A keyboard that people type on."""
        if self.place.startswith(_BY_PROGRAMS) or is_reader(self.name, self.maker):
            return False
        return self.has("KEY", *_TYPING_KEYS)


def read_devices(text: str, word_bits: int = WORD_BITS) -> list[Device]:
    """Return the devices of a list. Lines that are not known are passed over."""
    return [_device(block.splitlines(), word_bits) for block in _blocks(text)]


def attached(devices: Iterable[Device]) -> Attached:
    """Return what is attached."""
    known = list(devices)
    return Attached(
        touch=any(device.is_touch_screen for device in known),
        keyboard=any(device.is_keyboard for device in known),
    )


def look(path: Path = LIST) -> Attached:
    """Return what is attached to this machine; ``NOTHING_KNOWN`` where the kernel has no list."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        return NOTHING_KNOWN
    return attached(read_devices(text))


def _blocks(text: str) -> Iterator[str]:
    return (block for block in re.split(r"\n\s*\n", text) if block.strip())


def _device(lines: list[str], word_bits: int) -> Device:
    name, maker, place = "", 0, ""
    bits: dict[str, int] = {}
    for line in lines:
        kind, _, rest = line.partition(": ")
        if kind == "I" and (found := _MAKER.search(rest)):
            maker = int(found[1], 16)
        elif kind == "N":
            name = rest.partition("=")[2].strip().strip('"')
        elif kind == "S":
            place = rest.partition("=")[2].strip()
        elif kind == "B":
            label, _, words = rest.partition("=")
            bits[label] = _bits(words, word_bits)
    return Device(name, maker, place, bits)


def _bits(words: str, word_bits: int) -> int:
    """Return the number that words in hexadecimal make, the highest first; 0 for nonsense."""
    number = 0
    try:
        for word in words.split():
            number = number << word_bits | int(word, 16)
    except ValueError:
        return 0
    return number
