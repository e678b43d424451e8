"""Touch screens and keyboards as Windows tells of them.

``GetSystemMetrics(SM_DIGITIZER)`` says whether a touch screen is there and ready;
``GetRawInputDeviceList`` names every keyboard by its device path, in which a USB device's maker
stands (``VID_05E0``).
"""

from __future__ import annotations

import ctypes
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hardware.inputs.values import Attached, is_reader

SM_DIGITIZER: Final = 94
#: Bits of SM_DIGITIZER: a touch screen inside, one plugged in, and ready for input.
NID_INTEGRATED_TOUCH, NID_EXTERNAL_TOUCH, NID_READY = 0x01, 0x02, 0x80
RIM_TYPE_KEYBOARD: Final = 1
RIDI_DEVICE_NAME: Final = 0x2000_0007
FAILED: Final = 0xFFFF_FFFF
#: Devices may come between asking how many there are and asking which.
_TRIES: Final = 4

# Keyboards of remote sessions and of programs: nobody's hands are on them here.
_NOBODYS = re.compile(r"^\\\\\?\\(root#|terminput_bus)|#rdp_kbd#", re.IGNORECASE)
# Behind a wire; over Bluetooth, where two or four figures stand before it.
_MAKER = re.compile(r"vid_([0-9a-f]{4})|vid&(?:000[12]|0[12])([0-9a-f]{4})", re.IGNORECASE)

Count = ctypes.c_uint32


class RawInputDevice(ctypes.Structure):
    """``RAWINPUTDEVICELIST``."""

    _fields_ = (("device", ctypes.c_void_p), ("kind", ctypes.c_uint32))


Devices = ctypes.Array[RawInputDevice]
Text = ctypes.Array[ctypes.c_wchar]


@dataclass(frozen=True, slots=True)
class InputCalls:
    """The functions of ``user32``, in the order of their arguments there."""

    system_metric: Callable[[int], int]
    device_list: Callable[[Devices | None, ctypes._Pointer[Count], int], int]
    device_info: Callable[[int, int, Text | None, ctypes._Pointer[Count]], int]


def look(calls: InputCalls) -> Attached:
    """Return what is attached. Where Windows does not say, there is a keyboard."""
    digitizer = calls.system_metric(SM_DIGITIZER)
    has_touch = bool(digitizer & (NID_INTEGRATED_TOUCH | NID_EXTERNAL_TOUCH))
    names = _keyboards(calls)
    return Attached(
        touch=has_touch and bool(digitizer & NID_READY),
        keyboard=names is None or any(is_keyboard(name) for name in names),
    )


def is_keyboard(path: str) -> bool:
    """Return True for the device path of a keyboard that people type on."""
    if _NOBODYS.search(path):
        return False
    maker = _MAKER.search(path)
    return not is_reader("", int(maker[1] or maker[2], 16) if maker else 0)


def _keyboards(calls: InputCalls) -> list[str] | None:
    """Return the device paths of all keyboards; None if Windows does not say."""
    size = ctypes.sizeof(RawInputDevice)
    for _ in range(_TRIES):
        count = Count()
        if calls.device_list(None, ctypes.pointer(count), size) == FAILED:
            return None
        room = (RawInputDevice * max(1, count.value))()
        found = calls.device_list(room, ctypes.pointer(count), size)
        if found != FAILED:
            handles = [each.device for each in room[:found] if each.kind == RIM_TYPE_KEYBOARD]
            names = (_name(calls, handle or 0) for handle in handles)
            return [name for name in names if name]
    return None


def _name(calls: InputCalls, handle: int) -> str:
    """Return a device's path; nothing once it is gone."""
    length = Count()
    if calls.device_info(handle, RIDI_DEVICE_NAME, None, ctypes.pointer(length)) == FAILED:
        return ""
    text = ctypes.create_unicode_buffer(max(1, length.value))
    if calls.device_info(handle, RIDI_DEVICE_NAME, text, ctypes.pointer(length)) == FAILED:
        return ""
    return text.value


if sys.platform == "win32":

    def load_calls() -> InputCalls:
        """Return the functions of this Windows."""
        library = ctypes.WinDLL("user32", use_last_error=True)
        count = ctypes.POINTER(Count)
        metric = library.GetSystemMetrics
        metric.argtypes, metric.restype = (ctypes.c_int,), ctypes.c_int
        devices = library.GetRawInputDeviceList
        devices.argtypes = (ctypes.POINTER(RawInputDevice), count, ctypes.c_uint32)
        devices.restype = ctypes.c_uint32
        info = library.GetRawInputDeviceInfoW
        info.argtypes = (ctypes.c_void_p, ctypes.c_uint32, ctypes.c_wchar_p, count)
        info.restype = ctypes.c_uint32
        return InputCalls(system_metric=metric, device_list=devices, device_info=info)
