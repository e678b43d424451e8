"""The line to a printer on USB: its two bulk endpoints.

The kernel's own driver is put aside while the line is open and taken up again after it. On Windows
a printer that has a driver of its own is reached through its queue instead.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from hardware.paths import UsbPath
from hardware.printer.transport import BrokenLinkError, Link, TransportError

if TYPE_CHECKING:
    from usb.backend import IBackend
    from usb.core import Configuration, Device, Endpoint, Interface

log = logging.getLogger(__name__)

_PRINTER_CLASS: Final = 0x07
_VENDOR_CLASS: Final = 0xFF
_IPP_PROTOCOL: Final = 0x04
_BULK: Final = 0x02
_TYPE_BITS: Final = 0x03
_INWARDS: Final = 0x80
_WRITE_BYTES: Final = 16 * 1024
_READ_BYTES: Final = 512
_STALE_READ_MS: Final = 5
_MAX_STALE_READS: Final = 64
# Printers without anything to say answer at once with an empty packet, some of them.
_EMPTY_WAIT_S: Final = 0.01


class UsbTransport:
    """Opens lines to the printer that ``path`` names.

    ``backend`` is the library's way to the bus; None takes what the system has.
    """

    def __init__(self, path: UsbPath, backend: IBackend | None = None) -> None:
        serial = f":{path.serial}" if path.serial else ""
        self.name = f"usb:{path.vendor:04x}:{path.product:04x}{serial}"
        self.bytes_per_s: float | None = None
        self._path = path
        self._backend = backend

    def open(self, deadline: float) -> Link:
        """See :class:`hardware.printer.transport.Transport`."""
        from usb.core import NoBackendError, USBError

        try:
            device = self._find()
            link = _UsbLink(device)
            link.forget_stale(deadline)
        except NoBackendError as error:
            raise TransportError("libusb is not installed") from error
        except (USBError, NotImplementedError, ValueError) as error:
            raise TransportError(_reason(error)) from error
        return link

    def _find(self) -> Device:
        from usb.core import USBError, find
        from usb.util import dispose_resources

        path = self._path
        refused = "no such device"
        for device in find(
            find_all=True, backend=self._backend, idVendor=path.vendor, idProduct=path.product
        ):
            if not path.serial:
                return device
            try:
                if device.serial_number == path.serial:
                    return device
            except (USBError, ValueError) as error:
                # Another of the same make that we may not ask must not hide the one meant.
                refused = _reason(error)
            with contextlib.suppress(USBError):
                dispose_resources(device)
        raise TransportError(refused)


class _UsbLink:
    """Raises ``USBError`` in its constructor: the device has gone, is in use or is not ours."""

    def __init__(self, device: Device) -> None:
        from usb.util import claim_interface

        self._device = device
        self._number = 0
        self._detached = False
        try:
            interface, self._out, self._in = _plug(_configuration(device))
            self._number = interface.bInterfaceNumber
            self._detached = _put_driver_aside(device, self._number)
            claim_interface(device, self._number)
            if interface.bAlternateSetting:
                interface.set_altsetting()
        except BaseException:
            self.abort()
            raise

    def forget_stale(self, deadline: float) -> None:
        """Read away what the printer still had to say to an earlier line."""
        from usb.core import USBTimeoutError

        for _ in range(_MAX_STALE_READS):
            if time.monotonic() >= deadline:
                return
            try:
                if not self._device.read(self._in, _READ_BYTES, _STALE_READ_MS):
                    return
            except USBTimeoutError:
                return

    def write(self, data: bytes, deadline: float) -> int:
        from usb.core import USBError, USBTimeoutError

        sent = 0
        while sent < len(data):
            left_ms = _left_ms(deadline)
            if left_ms <= 0:
                break
            try:
                sent += self._device.write(self._out, data[sent : sent + _WRITE_BYTES], left_ms)
            except USBTimeoutError:
                break
            except USBError as error:
                raise BrokenLinkError(_reason(error), sent) from error
        return sent

    def read(self, deadline: float) -> bytes:
        from usb.core import USBError, USBTimeoutError

        while True:
            # No time at all would mean for ever to the library.
            left_ms = max(1, _left_ms(deadline))
            try:
                data = bytes(self._device.read(self._in, _READ_BYTES, left_ms))
            except USBTimeoutError:
                return b""
            except USBError as error:
                raise BrokenLinkError(_reason(error)) from error
            if data or time.monotonic() + _EMPTY_WAIT_S >= deadline:
                return data
            time.sleep(_EMPTY_WAIT_S)

    def close(self, deadline: float) -> None:
        """Hang up. What was written has left: each write ends when the printer has taken it."""
        del deadline
        self.abort()

    def abort(self) -> None:
        from usb.core import USBError
        from usb.util import dispose_resources, release_interface

        with contextlib.suppress(USBError, NotImplementedError):
            release_interface(self._device, self._number)
        if self._detached:
            with contextlib.suppress(USBError, NotImplementedError):
                self._device.attach_kernel_driver(self._number)
        with contextlib.suppress(USBError):
            dispose_resources(self._device)


def _configuration(device: Device) -> Configuration:
    from usb.core import USBError

    try:
        return device.get_active_configuration()
    except USBError as error:
        if error.errno in {errno.EACCES, errno.ENODEV}:
            raise
    # Nobody has set it up yet.
    device.set_configuration()
    return device.get_active_configuration()


def _plug(configuration: Configuration) -> tuple[Interface, int, int]:
    """Return the interface that prints, and the addresses of its endpoints out and in."""
    for wanted in (_PRINTER_CLASS, _VENDOR_CLASS):
        for interface in configuration:
            if interface.bInterfaceClass != wanted:
                continue
            if wanted == _PRINTER_CLASS and interface.bInterfaceProtocol == _IPP_PROTOCOL:
                continue
            outwards = [end for end in _bulk(interface) if not end.bEndpointAddress & _INWARDS]
            inwards = [end for end in _bulk(interface) if end.bEndpointAddress & _INWARDS]
            if outwards and inwards:
                return interface, outwards[0].bEndpointAddress, inwards[0].bEndpointAddress
    # One that cannot answer cannot confirm a slip either.
    raise TransportError("no printer that answers")


def _bulk(interface: Interface) -> Iterator[Endpoint]:
    return (end for end in interface if end.bmAttributes & _TYPE_BITS == _BULK)


def _put_driver_aside(device: Device, number: int) -> bool:
    """Detach the kernel's printer driver; True if there was one to take up again."""
    try:
        if not device.is_kernel_driver_active(number):
            return False
    except NotImplementedError:
        return False  # this system has none that stands in the way
    device.detach_kernel_driver(number)
    return True


def _left_ms(deadline: float) -> int:
    return int(1000 * (deadline - time.monotonic()))


def _reason(error: Exception) -> str:
    number = getattr(error, "errno", None)
    return f"{type(error).__name__} {number}" if number is not None else type(error).__name__
