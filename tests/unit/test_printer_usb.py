"""The line to a printer on USB: plugs, drivers, settings and time-outs, without any device."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import usb.core

from hardware.paths import UsbPath
from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.options import PrinterOptions
from hardware.printer.transport import BrokenLinkError, Link, TransportError
from hardware.printer.usb_line import UsbTransport
from kpay_desktop.ports import PrintOutcome
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.simulation.paper.printer import PrinterModel, Switches
from tests.helpers.paper import PATIENCE, SLIP
from tests.helpers.usb_bus import (
    IN,
    IPP_OVER_USB,
    OUT,
    PRODUCT,
    VENDOR,
    VENDOR_CLASS,
    UsbBus,
    UsbInterface,
    UsbPrinter,
)

QUESTION = b"\x10\x04\x01"
DOCUMENT = qr_sale(SLIP)


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


def transport(*printers: UsbPrinter, serial: str = "") -> UsbTransport:
    return UsbTransport(UsbPath(VENDOR, PRODUCT, serial), UsbBus(*printers))


def driver(printer: UsbPrinter, folder: Path) -> EscposPrinter:
    return EscposPrinter(transport(printer), PrinterOptions(), folder, None, PATIENCE)


def answer(link: Link) -> bytes:
    assert link.write(QUESTION, soon()) == len(QUESTION)
    return link.read(soon())


def test_kernels_driver_is_put_aside_and_taken_up_again() -> None:
    printer = UsbPrinter(PrinterModel())
    link = transport(printer).open(soon())
    assert answer(link) == b"\x12"
    link.close(soon())
    assert printer.log == ["open", "driver off", "claim 0", "release 0", "driver on", "close"]


def test_printer_without_a_kernels_driver_is_just_taken() -> None:
    printer = UsbPrinter(PrinterModel(), has_driver=False)
    transport(printer).open(soon()).abort()
    assert printer.log == ["open", "claim 0", "release 0", "close"]


def test_printer_that_nobody_has_set_up_yet_is_set_up() -> None:
    printer = UsbPrinter(PrinterModel(), configuration=0)
    assert answer(transport(printer).open(soon())) == b"\x12"
    assert printer.configuration == 1


@pytest.mark.parametrize(
    "hinder",
    [
        lambda printer: setattr(printer, "is_plugged", False),
        lambda printer: setattr(printer, "is_in_use", True),
        lambda printer: setattr(printer, "is_forbidden", True),
        lambda printer: setattr(printer, "product", 0x9999),
        lambda printer: setattr(printer, "interfaces", [[UsbInterface(endpoints=(OUT,))]]),
        lambda printer: setattr(printer, "interfaces", [[UsbInterface(kind=0x08)]]),
        lambda printer: printer.model.turn(Switches(has_power=False)),
    ],
    ids=["unplugged", "in use", "forbidden", "another", "never answers", "a disk", "off"],
)
def test_no_line(hinder: Callable[[UsbPrinter], None]) -> None:
    printer = UsbPrinter(PrinterModel())
    hinder(printer)
    with pytest.raises(TransportError):
        transport(printer).open(soon())
    # Whatever was taken on the way has been given back.
    assert printer.log.count("open") == printer.log.count("close")
    assert printer.has_driver


def test_two_of_the_same_make_are_told_apart() -> None:
    left, right = UsbPrinter(PrinterModel(), "LEFT"), UsbPrinter(PrinterModel(), "RIGHT")
    link = transport(left, right, serial="RIGHT").open(soon())
    answer(link)
    link.close(soon())
    assert "claim 0" in right.log
    assert left.log == ["open", "close"]
    with pytest.raises(TransportError, match="no such device"):
        transport(left, right, serial="MIDDLE").open(soon())


def test_one_that_may_not_be_asked_does_not_hide_the_one_meant() -> None:
    left = UsbPrinter(PrinterModel(), "LEFT", is_forbidden=True)
    right = UsbPrinter(PrinterModel(), "RIGHT")
    transport(left, right, serial="RIGHT").open(soon()).abort()
    assert "claim 0" in right.log


def test_setting_that_answers_is_chosen() -> None:
    one_way = UsbInterface(endpoints=(OUT,), alternate=0)
    both_ways = UsbInterface(alternate=1)
    printer = UsbPrinter(PrinterModel(), interfaces=[[one_way, both_ways]])
    assert answer(transport(printer).open(soon())) == b"\x12"
    assert "setting 1" in printer.log


def test_interface_for_documents_is_passed_over() -> None:
    documents = UsbInterface(protocol=IPP_OVER_USB, endpoints=(0x03, 0x84))
    slips = UsbInterface(kind=VENDOR_CLASS, number=1)
    printer = UsbPrinter(PrinterModel(), interfaces=[[documents], [slips]])
    assert answer(transport(printer).open(soon())) == b"\x12"
    assert "claim 1" in printer.log


def test_what_was_said_to_an_earlier_line_is_forgotten() -> None:
    printer = UsbPrinter(PrinterModel())
    first = transport(printer).open(soon())
    first.write(QUESTION + b"\x10\x04\x02" * 300, soon())
    first.close(soon())
    second = transport(printer).open(soon())
    assert second.read(soon(0.02)) == b""
    assert answer(second) == b"\x12"


def test_empty_packets_are_no_answer() -> None:
    printer = UsbPrinter(PrinterModel(), says_nothing_at_once=True)
    link = transport(printer).open(soon())
    assert link.read(soon(0.05)) == b""
    assert answer(link) == b"\x12"


def test_printer_that_takes_nothing_costs_no_more_than_the_deadline() -> None:
    printer = UsbPrinter(PrinterModel())
    printer.model.turn(Switches(is_stalled=True))
    link = transport(printer).open(soon())
    assert link.write(bytes(100_000), soon(0.05)) == 0
    assert link.read(soon(0.05)) == b""
    assert link.write(b"too late", soon(-1.0)) == 0


def test_pulled_plug_is_told_with_what_had_left() -> None:
    printer = UsbPrinter(PrinterModel())
    link = transport(printer).open(soon())
    assert link.write(bytes(100), soon()) == 100
    printer.pull()
    with pytest.raises(BrokenLinkError) as raised:
        link.write(bytes(100), soon())
    assert raised.value.sent == 0
    with pytest.raises(BrokenLinkError):
        link.read(soon())
    link.close(soon())


@pytest.mark.parametrize("keeps_power", [True, False], ids=["plug", "power"])
def test_plug_pulled_in_mid_slip_leaves_doubt_and_the_next_slip_is_whole(
    tmp_path: Path, keeps_power: bool
) -> None:
    printer = UsbPrinter(PrinterModel())
    made = driver(printer, tmp_path)
    assert made.print_document(DOCUMENT, 10.0).outcome is PrintOutcome.CONFIRMED
    fault = Switches(breaks_lines=True) if keeps_power else Switches(has_power=False)
    printer.model.turn_after(10_000, fault)
    report = made.print_document(DOCUMENT, 2.0)
    assert (report.outcome, report.status.message_id) == (
        PrintOutcome.UNCONFIRMED,
        "printer.unreachable",
    )
    assert made.status(1.0).message_id == "printer.unreachable"
    printer.model.turn(Switches())
    assert made.print_document(DOCUMENT, 10.0).outcome is PrintOutcome.CONFIRMED
    first, *_, last = printer.model.slips
    assert (last.is_cut, last.lines) == (True, first.lines)
    assert printer.model.problems == ()


def test_till_without_the_systems_library_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(**_: object) -> None:
        raise usb.core.NoBackendError("No backend available")

    monkeypatch.setattr(usb.core, "find", nobody)
    with pytest.raises(TransportError, match="libusb"):
        UsbTransport(UsbPath(VENDOR, PRODUCT)).open(soon())


def test_names_are_paths() -> None:
    assert transport(serial="ABC").name == f"usb:{VENDOR:04x}:{PRODUCT:04x}:ABC"
    assert UsbTransport(UsbPath(VENDOR, PRODUCT), UsbBus()).name == "usb:04b8:0e28"
    assert IN & 0x80
