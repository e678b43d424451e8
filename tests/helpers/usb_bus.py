"""A USB bus in software, below the library: descriptors, transfers and pulled plugs, no device."""

from __future__ import annotations

import errno
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

from usb.backend import IBackend
from usb.core import USBError, USBTimeoutError

from kpay_desktop.simulation.paper.printer import Connection, PowerGoneError, PrinterModel

VENDOR, PRODUCT = 0x04B8, 0x0E28
OUT, IN = 0x01, 0x82
PRINTER_CLASS, VENDOR_CLASS = 0x07, 0xFF
BIDIRECTIONAL, IPP_OVER_USB = 0x02, 0x04
GET_DESCRIPTOR, STRING = 0x06, 0x03
SERIAL_INDEX = 3


@dataclass(slots=True)
class UsbInterface:
    """One interface, or another setting of one (``alternate``)."""

    kind: int = PRINTER_CLASS
    protocol: int = BIDIRECTIONAL
    endpoints: tuple[int, ...] = (OUT, IN)
    number: int = 0
    alternate: int = 0


@dataclass(slots=True)
class UsbPrinter:
    """A printer on the bus. ``says_nothing_at_once``: answers empty packets instead of waiting."""

    model: PrinterModel
    serial: str = "X3YQ000123"
    vendor: int = VENDOR
    product: int = PRODUCT
    interfaces: list[list[UsbInterface]] = field(default_factory=lambda: [[UsbInterface()]])
    configuration: int = 1
    is_plugged: bool = True
    is_forbidden: bool = False
    is_in_use: bool = False
    has_driver: bool = True
    says_nothing_at_once: bool = False
    log: list[str] = field(default_factory=list)
    unread: bytearray = field(default_factory=bytearray)
    line: Connection | None = None

    def pull(self) -> None:
        """Pull the plug out of the till: the printer has power and prints what it has."""
        self.is_plugged = False
        if self.line is not None:
            self.line.close()
            self.line = None

    def talk(self) -> Connection:
        """Return the printer's line, which lasts as long as its power."""
        if not self.is_plugged:
            raise gone()
        if self.line is None or not self.line.is_open:
            self.unread.clear()
            try:
                self.line = self.model.connect()
            except PowerGoneError:
                raise gone() from None
        return self.line


class UsbBus(IBackend):
    """What the library asks of a system's USB (``usb.backend.IBackend``)."""

    def __init__(self, *printers: UsbPrinter) -> None:
        self.printers = printers

    # --- what is on it ----------------------------------------------------------------------

    def enumerate_devices(self) -> Iterator[UsbPrinter]:
        for printer in self.printers:
            if printer.is_plugged and printer.model.switches.has_power:
                yield printer

    def get_device_descriptor(self, dev: UsbPrinter) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x0200, bDeviceClass=0, bDeviceSubClass=0,
            bDeviceProtocol=0, bMaxPacketSize0=64, idVendor=dev.vendor, idProduct=dev.product,
            bcdDevice=0x0100, iManufacturer=1, iProduct=2, iSerialNumber=SERIAL_INDEX,
            bNumConfigurations=1, address=4, bus=1, port_number=1, port_numbers=(1,), speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: UsbPrinter, config: int) -> SimpleNamespace:
        if config:
            raise IndexError(config)
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=len(dev.interfaces),
            bConfigurationValue=1, iConfiguration=0, bmAttributes=0xC0, bMaxPower=1,
            extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(
        self, dev: UsbPrinter, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        interface = dev.interfaces[intf][alt]
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=interface.number,
            bAlternateSetting=interface.alternate, bNumEndpoints=len(interface.endpoints),
            bInterfaceClass=interface.kind, bInterfaceSubClass=1,
            bInterfaceProtocol=interface.protocol, iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(
        self, dev: UsbPrinter, ep: int, intf: int, alt: int, config: int
    ) -> SimpleNamespace:
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=dev.interfaces[intf][alt].endpoints[ep],
            bmAttributes=2, wMaxPacketSize=64, bInterval=0, bRefresh=0, bSynchAddress=0,
            extra_descriptors=[],
        )  # fmt: skip

    # --- taking it --------------------------------------------------------------------------

    def open_device(self, dev: UsbPrinter) -> UsbPrinter:
        if dev.is_forbidden:
            raise USBError("Access denied", -3, errno.EACCES)
        dev.log.append("open")
        return dev

    def close_device(self, dev_handle: UsbPrinter) -> None:
        dev_handle.log.append("close")

    def get_configuration(self, dev_handle: UsbPrinter) -> int:
        return dev_handle.configuration

    def set_configuration(self, dev_handle: UsbPrinter, config_value: int) -> None:
        dev_handle.configuration = config_value

    def set_interface_altsetting(self, dev_handle: UsbPrinter, intf: int, altsetting: int) -> None:
        dev_handle.log.append(f"setting {altsetting}")

    def claim_interface(self, dev_handle: UsbPrinter, intf: int) -> None:
        if dev_handle.is_in_use or dev_handle.has_driver:
            raise USBError("Resource busy", -6, errno.EBUSY)
        dev_handle.log.append(f"claim {intf}")

    def release_interface(self, dev_handle: UsbPrinter, intf: int) -> None:
        self._there(dev_handle)
        dev_handle.log.append(f"release {intf}")

    def is_kernel_driver_active(self, dev_handle: UsbPrinter, intf: int) -> bool:
        return dev_handle.has_driver

    def detach_kernel_driver(self, dev_handle: UsbPrinter, intf: int) -> None:
        dev_handle.log.append("driver off")
        dev_handle.has_driver = False

    def attach_kernel_driver(self, dev_handle: UsbPrinter, intf: int) -> None:
        self._there(dev_handle)
        dev_handle.log.append("driver on")
        dev_handle.has_driver = True

    # --- transfers --------------------------------------------------------------------------

    def bulk_write(
        self, dev_handle: UsbPrinter, ep: int, intf: int, data: array[int], timeout: int
    ) -> int:
        assert (ep, timeout > 0) == (OUT, True), "a time-out of nothing waits for ever"
        try:
            taken = dev_handle.talk().send(data.tobytes(), timeout / 1000)
        except PowerGoneError:
            raise gone() from None
        if not taken:
            raise USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        return taken

    def bulk_read(
        self, dev_handle: UsbPrinter, ep: int, intf: int, buff: array[int], timeout: int
    ) -> int:
        assert (ep, timeout > 0) == (IN, True), "a time-out of nothing waits for ever"
        wait_s = 0.0 if dev_handle.says_nothing_at_once else timeout / 1000
        if not dev_handle.unread:
            try:
                dev_handle.unread += dev_handle.talk().receive(wait_s)
            except PowerGoneError:
                raise gone() from None
        if not dev_handle.unread and not dev_handle.says_nothing_at_once:
            raise USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
        data = dev_handle.unread[: len(buff)]
        del dev_handle.unread[: len(buff)]
        buff[: len(data)] = array("B", data)
        return len(data)

    def ctrl_transfer(
        self,
        dev_handle: UsbPrinter,
        kind: int,
        request: int,
        value: int,
        index: int,
        data: array[int],
        timeout: int,
    ) -> int:
        assert (request, value >> 8) == (GET_DESCRIPTOR, STRING)
        # String 0 lists the languages.
        text = b"\x09\x04" if value & 0xFF == 0 else dev_handle.serial.encode("utf-16-le")
        answer = bytes((2 + len(text), STRING)) + text
        data[: len(answer)] = array("B", answer)
        return len(answer)

    def _there(self, printer: UsbPrinter) -> None:
        if not printer.is_plugged or not printer.model.switches.has_power:
            raise gone()


def gone() -> USBError:
    """Return the error of a device that is not on the bus any more."""
    return USBError("No such device (it may have been disconnected)", -4, errno.ENODEV)
