"""Where the cash drawer is plugged in: paths of the profile's ``drawer``.

The pulse itself goes through the printer's driver, on the printer's thread (``kick_drawer``).
"""

from __future__ import annotations

from typing import Final

from hardware.paths import DevicePathError
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health

NO_DRAWER: Final = DeviceStatus(DeviceKind.PRINTER, Health.UNKNOWN, "printer.no_drawer")

_PINS: Final = {"": None, "printer": 2, "printer:2": 2, "printer:5": 5}


def parse_drawer(path: str) -> int | None:
    """Return the pin of the printer's plug that opens the drawer; None where there is no drawer.

    ``printer`` or ``printer:2``, the usual one, or ``printer:5``.

    Raises:
        DevicePathError: the path means nothing.
    """
    text = path.strip()
    if text not in _PINS:
        raise DevicePathError(path, "is no drawer; write printer, printer:2 or printer:5")
    return _PINS[text]
