"""The kernel's list of input devices on several machines, and Windows' functions in software."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field

from hardware.inputs.windows import (
    FAILED,
    NID_INTEGRATED_TOUCH,
    NID_READY,
    RIDI_DEVICE_NAME,
    RIM_TYPE_KEYBOARD,
    SM_DIGITIZER,
    Count,
    Devices,
    InputCalls,
    Text,
)

KEYBOARD_BITS = """\
B: EV=120013
B: KEY=402000000 3803078f800d001 feffffdfffefffff fffffffffffffffe
B: MSC=10
B: LED=7
"""
LAPTOP_KEYBOARD = f"""\
I: Bus=0011 Vendor=0001 Product=0001 Version=ab41
N: Name="AT Translated Set 2 keyboard"
P: Phys=isa0060/serio0/input0
S: Sysfs=/devices/platform/i8042/serio0/input/input3
U: Uniq=
H: Handlers=sysrq kbd event3 leds
B: PROP=0
{KEYBOARD_BITS}
"""
USB_KEYBOARD = f"""\
I: Bus=0003 Vendor=046d Product=c31c Version=0110
N: Name="Logitech USB Keyboard"
P: Phys=usb-0000:00:14.0-2/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/0003:046D:C31C.0004/input/input11
U: Uniq=
H: Handlers=sysrq kbd event8 leds
B: PROP=0
{KEYBOARD_BITS}
"""
BLUETOOTH_KEYBOARD = f"""\
I: Bus=0005 Vendor=05ac Product=0255 Version=0050
N: Name="Keys of the back office"
P: Phys=00:1a:7d:da:71:13
S: Sysfs=/devices/virtual/misc/uhid/0005:05AC:0255.0007/input/input29
U: Uniq=34:88:5d:10:22:9e
H: Handlers=sysrq kbd event12 leds
B: PROP=0
{KEYBOARD_BITS}
"""
DRAWN_KEYBOARD = f"""\
I: Bus=0006 Vendor=0000 Product=0000 Version=0000
N: Name="ydotoold virtual device"
P: Phys=
S: Sysfs=/devices/virtual/input/input31
U: Uniq=
H: Handlers=sysrq kbd event14 leds
B: PROP=0
{KEYBOARD_BITS}
"""
SCANNER = f"""\
I: Bus=0003 Vendor=05e0 Product=1200 Version=0110
N: Name="Symbol Technologies, Inc, 2008 Symbol Bar Code Scanner"
P: Phys=usb-0000:00:14.0-3/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-3/1-3:1.0/0003:05E0:1200.0005/input/input12
U: Uniq=S/N:7E5C4B
H: Handlers=sysrq kbd event9 leds
B: PROP=0
{KEYBOARD_BITS}
"""
NAMELESS_SCANNER = SCANNER.replace("Symbol Technologies, Inc, 2008 Symbol Bar Code Scanner", "HID")
UNKNOWN_SCANNER = SCANNER.replace("05e0", "28e9").replace(
    "Symbol Technologies, Inc, 2008 Symbol Bar Code Scanner", "USB Scan Keyboard"
)
STRIPE_READER = SCANNER.replace("05e0", "0801").replace(
    "Symbol Technologies, Inc, 2008 Symbol Bar Code Scanner", "Mag-Tek USB Swipe Reader"
)
POWER_BUTTON = """\
I: Bus=0019 Vendor=0000 Product=0001 Version=0000
N: Name="Power Button"
P: Phys=LNXPWRBN/button/input0
S: Sysfs=/devices/LNXSYSTM:00/LNXPWRBN:00/input/input2
U: Uniq=
H: Handlers=kbd event2
B: PROP=0
B: EV=3
B: KEY=10000000000000 0

"""
VIDEO_BUS = """\
I: Bus=0019 Vendor=0000 Product=0006 Version=0000
N: Name="Video Bus"
P: Phys=LNXVIDEO/video/input0
S: Sysfs=/devices/LNXSYSTM:00/LNXSYBUS:00/PNP0A08:00/LNXVIDEO:00/input/input9
U: Uniq=
H: Handlers=kbd event7
B: PROP=0
B: EV=3
B: KEY=3e000b00000000 0 0 0

"""
MOUSE = """\
I: Bus=0003 Vendor=046d Product=c077 Version=0111
N: Name="Logitech USB Optical Mouse"
P: Phys=usb-0000:00:14.0-1/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/0003:046D:C077.0003/input/input10
U: Uniq=
H: Handlers=mouse0 event5
B: PROP=0
B: EV=17
B: KEY=ff0000 0 0 0 0
B: REL=903
B: MSC=10

"""
TOUCH_SCREEN = """\
I: Bus=0018 Vendor=04f3 Product=2a15 Version=0100
N: Name="ELAN0732:00 04F3:2A15"
P: Phys=i2c-ELAN0732:00
S: Sysfs=/devices/pci0000:00/0000:00:15.0/i2c-0/i2c-ELAN0732:00/0018:04F3:2A15.0001/input/input6
U: Uniq=
H: Handlers=mouse1 event6
B: PROP=2
B: EV=1b
B: KEY=400 0 0 0 0 0
B: ABS=260800000000003
B: MSC=20

"""
OLD_TOUCH_SCREEN = """\
I: Bus=0003 Vendor=0eef Product=0001 Version=0112
N: Name="eGalax Inc. USB TouchController"
P: Phys=usb-0000:00:14.0-4/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/input/input13
U: Uniq=
H: Handlers=mouse2 event10
B: PROP=0
B: EV=b
B: KEY=400 0 0 0 0 0
B: ABS=3

"""
TOUCH_PAD = """\
I: Bus=0018 Vendor=06cb Product=cd8b Version=0100
N: Name="SYNA8004:00 06CB:CD8B Touchpad"
P: Phys=i2c-SYNA8004:00
S: Sysfs=/devices/pci0000:00/0000:00:15.1/i2c-1/i2c-SYNA8004:00/0018:06CB:CD8B.0002/input/input8
U: Uniq=
H: Handlers=mouse3 event11
B: PROP=5
B: EV=1b
B: KEY=e520 10000 0 0 0 0
B: ABS=2e0800000000003
B: MSC=20

"""
PEN_TABLET = """\
I: Bus=0003 Vendor=056a Product=0357 Version=0110
N: Name="Wacom Intuos Pro M Pen"
P: Phys=usb-0000:00:14.0-5/input0
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-5/1-5:1.0/0003:056A:0357.0009/input/input15
U: Uniq=
H: Handlers=mouse4 event13
B: PROP=1
B: EV=1b
B: KEY=1c03 0 0 0 0 0
B: ABS=1000f000063
B: MSC=1

"""
VIRTUAL_MOUSE = """\
I: Bus=0003 Vendor=0627 Product=0001 Version=0001
N: Name="QEMU QEMU USB Tablet"
P: Phys=usb-0000:00:01.2-1/input0
S: Sysfs=/devices/pci0000:00/0000:00:01.2/usb1/1-1/1-1:1.0/0003:0627:0001.0001/input/input4
U: Uniq=28754-0000:00:01.2-1
H: Handlers=mouse0 js0 event4
B: PROP=0
B: EV=1f
B: KEY=70000 0 0 0 0
B: REL=900
B: ABS=3
B: MSC=10

"""

TILL = POWER_BUTTON + VIDEO_BUS + TOUCH_SCREEN + SCANNER
"""A counter machine: a touch screen, a hand scanner, nothing to type on."""

# A 32-bit system writes the same bits in shorter words.
SHORT_WORDS = """\
I: Bus=0003 Vendor=0eef Product=0001 Version=0112
N: Name="eGalax Inc. USB TouchController"
S: Sysfs=/devices/platform/soc/3f980000.usb/usb1/1-1/1-1.3/1-1.3:1.0/input/input0
H: Handlers=mouse0 event0
B: PROP=0
B: EV=b
B: KEY=400 0 0 0 0 0 0 0 0 0 0
B: ABS=3

I: Bus=0003 Vendor=046d Product=c31c Version=0110
N: Name="Logitech USB Keyboard"
S: Sysfs=/devices/platform/soc/3f980000.usb/usb1/1-1/1-1.2/1-1.2:1.0/input/input1
H: Handlers=sysrq kbd event1 leds
B: PROP=0
B: EV=120013
B: KEY=10000 7 ff800000 7ff febeffdf ffefffff ffffffff fffffffe
B: LED=1f

"""

PS2 = r"\\?\ACPI#PNP0303#4&1a2b3c4d&0#{884b96c3-56ef-11d1-bc8c-00a0c91405dd}"
USB = r"\\?\HID#VID_046D&PID_C31C&MI_00#7&2f1e3d4c&0&0000#{884b96c3-56ef-11d1-bc8c-00a0c91405dd}"
USB_SCANNER = r"\\?\HID#VID_0C2E&PID_0200#8&11&0&0000#{884b96c3-56ef-11d1-bc8c-00a0c91405dd}"
BLUETOOTH = r"\\?\HID#{00001124-0000-1000-8000-00805f9b34fb}_VID&000205ac_PID&0255#9&2&0&0000#{884}"
BLUETOOTH_SCANNER = BLUETOOTH.replace("05ac", "05e0")
REMOTE = r"\\?\Root#RDP_KBD#0000#{884b96c3-56ef-11d1-bc8c-00a0c91405dd}"
TOUCH_READY = NID_INTEGRATED_TOUCH | NID_READY
_MOUSE_KIND = 0


@dataclass(slots=True)
class WindowsInputs:
    """``paths`` are keyboards. Each ``late`` one comes between two questions; ``gone`` went away
    after it was listed; ``is_silent``: the list cannot be had.
    """

    digitizer: int = TOUCH_READY
    paths: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    is_silent: bool = False

    @property
    def calls(self) -> InputCalls:
        """The functions."""
        return InputCalls(self._metric, self._list, self._info)

    def _metric(self, index: int) -> int:
        assert index == SM_DIGITIZER
        return self.digitizer

    def _list(self, room: Devices | None, count: ctypes._Pointer[Count], size: int) -> int:
        assert size == ctypes.sizeof(ctypes.c_void_p) * 2
        if self.is_silent:
            return FAILED
        # A mouse stands among them.
        there = len(self.paths) + 1
        if room is None:
            count.contents.value = there
            if self.late:
                self.paths.append(self.late.pop(0))
            return 0
        if count.contents.value < there:
            count.contents.value = there
            return FAILED
        room[0].device, room[0].kind = 77, _MOUSE_KIND
        for index in range(len(self.paths)):
            room[index + 1].device, room[index + 1].kind = 100 + index, RIM_TYPE_KEYBOARD
        return there

    def _info(
        self, handle: int, command: int, text: Text | None, length: ctypes._Pointer[Count]
    ) -> int:
        assert command == RIDI_DEVICE_NAME
        path = self.paths[handle - 100]
        if path in self.gone:
            return FAILED
        if text is None:
            length.contents.value = len(path) + 1
            return 0
        text.value = path
        return len(path) + 1
