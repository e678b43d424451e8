"""Device paths, as people write them in a profile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hardware.drawer.plug import NO_DRAWER, parse_drawer
from hardware.paths import (
    CupsPath,
    DevicePath,
    DevicePathError,
    FilePath,
    FlowControl,
    NoPath,
    SimPath,
    TcpPath,
    TtyPath,
    UsbPath,
    WinPath,
    parse_path,
)
from hardware.printer.absent import AbsentPrinter
from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.spooled import SpooledPrinter
from hardware.registry import open_printer, open_speaker, printer_options
from hardware.sound.sim import NoSpeaker, SimSpeaker
from hardware.sound.speaker import ComputerSpeaker
from kpay_desktop.ports import Health, PrintOutcome
from kpay_desktop.receipts.document import Document
from kpay_desktop.settings_works import ChinesePrinting, DeviceSettings
from kpay_desktop.simulation.paper.printer import PrinterModel

BY_PATH = "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0"


@pytest.mark.parametrize(
    ("path", "meaning"),
    [
        ("", NoPath()),
        ("sim:", SimPath()),
        (" sim: ", SimPath()),
        ("tcp:192.168.1.50", TcpPath("192.168.1.50", 9100)),
        ("tcp:192.168.1.50:9101", TcpPath("192.168.1.50", 9101)),
        ("tcp:printer-1.shop.local", TcpPath("printer-1.shop.local", 9100)),
        ("tcp:[fe80::1%eth0]:9100", TcpPath("fe80::1%eth0", 9100)),
        ("tcp:[::1]", TcpPath("::1", 9100)),
        ("usb:04b8:0E28", UsbPath(0x04B8, 0x0E28)),
        ("usb:04b8:0e28:X3YQ000123", UsbPath(0x04B8, 0x0E28, "X3YQ000123")),
        ("tty:/dev/ttyUSB0", TtyPath("/dev/ttyUSB0", 38_400, FlowControl.RTSCTS)),
        ("tty:/dev/ttyS0:19200", TtyPath("/dev/ttyS0", 19_200)),
        ("tty:/dev/ttyS0:9600:xonxoff", TtyPath("/dev/ttyS0", 9_600, FlowControl.XONXOFF)),
        ("tty:/dev/ttyACM0:none", TtyPath("/dev/ttyACM0", 38_400, FlowControl.NONE)),
        (f"tty:{BY_PATH}", TtyPath(BY_PATH)),
        (f"tty:{BY_PATH}:115200", TtyPath(BY_PATH, 115_200)),
        ("tty:COM3", TtyPath("COM3")),
        ("tty:COM12:115200", TtyPath("COM12", 115_200)),
        ("tty:\\\\.\\COM12:9600", TtyPath("\\\\.\\COM12", 9_600)),
        ("cups:slips", CupsPath("slips")),
        ("cups:收据", CupsPath("收据")),
        ("win:EPSON TM-T20III Receipt", WinPath("EPSON TM-T20III Receipt")),
        ("win:\\\\counter\\slips", WinPath("\\\\counter\\slips")),
        ("file:/var/lib/kpay/slips.bin", FilePath("/var/lib/kpay/slips.bin")),
        ("file:C:\\kpay\\slips.bin", FilePath("C:\\kpay\\slips.bin")),
    ],
)
def test_paths_mean_devices(path: str, meaning: DevicePath) -> None:
    assert parse_path(path) == meaning


@pytest.mark.parametrize(
    "path",
    [
        "192.168.1.50",
        "tcp:",
        "tcp::9100",
        "tcp:host:0",
        "tcp:host:65536",
        "tcp:host:91a",
        "tcp:host:",
        "tcp:ho st",
        "tcp:-host",
        "tcp:[::1",
        "tcp:[hello]",
        "tcp:[::1]9100",
        "sim:other",
        "TCP:host",
        "usb:",
        "usb:4b8:0e28",
        "usb:04b8",
        "usb:04b8:0e28:",
        "usb:04b8:0e28:a b",
        "tty:",
        "tty:ttyUSB0",
        "tty:COM0",
        "tty:COM3:123",
        "tty:COM3:38401",
        "tty:/dev/ttyS0:9600:dsrdtr",
        "cups:",
        "cups:-d",
        "cups:a b",
        "cups:a/b",
        "win:",
        "win:a,b",
        "win:a\nb",
        "file:",
        "file:slips.bin",
        "file:/",
        "file:/var/lib/",
        "file:/var/lib/a\0b",
    ],
)
def test_other_paths_are_refused_by_name(path: str) -> None:
    with pytest.raises(DevicePathError) as raised:
        parse_path(path)
    assert raised.value.path == path
    assert repr(path) in str(raised.value)


@pytest.mark.parametrize(
    ("path", "pin"), [("", None), ("printer", 2), (" printer:2 ", 2), ("printer:5", 5)]
)
def test_drawers_hang_on_the_printer(path: str, pin: int | None) -> None:
    assert parse_drawer(path) == pin


@pytest.mark.parametrize("path", ["drawer", "printer:", "printer:3", "usb:04b8:0e28"])
def test_other_drawers_are_refused(path: str) -> None:
    with pytest.raises(DevicePathError, match="no drawer"):
        parse_drawer(path)
    with pytest.raises(ValueError, match="is printer"):
        DeviceSettings(drawer=path)


@pytest.mark.parametrize("path", ["usb:04b8:0e28", "tty:/dev/ttyS0", "tcp:127.0.0.1:9100"])
def test_lines_that_answer_are_spoken_with(tmp_path: Path, path: str) -> None:
    assert isinstance(open_printer(DeviceSettings(printer=path), tmp_path, None), EscposPrinter)


@pytest.mark.parametrize("path", ["cups:slips", "file:/nowhere/slips.bin"])
def test_queues_are_given_whole_slips(tmp_path: Path, path: str) -> None:
    assert isinstance(open_printer(DeviceSettings(printer=path), tmp_path, None), SpooledPrinter)


def test_queue_of_windows_needs_windows(tmp_path: Path) -> None:
    with pytest.raises(DevicePathError, match="cups:slips"):
        open_printer(DeviceSettings(printer="win:slips"), tmp_path, None)


def test_slow_lines_get_images_in_low_bands(tmp_path: Path) -> None:
    printer = open_printer(DeviceSettings(printer="tty:/dev/ttyS0:9600"), tmp_path, None)
    assert isinstance(printer, EscposPrinter)
    # What fills a broken image must be through the line while the printer is given time for it.
    assert printer.options.max_command_bytes / 960 < 5.0


def test_printer_of_a_profile(tmp_path: Path) -> None:
    settings = DeviceSettings(printer="tcp:127.0.0.1:9100", paper_mm=58)
    printer = open_printer(settings, tmp_path, None)
    assert isinstance(printer, EscposPrinter)
    assert (printer.options.columns, printer.options.dots) == (32, 384)


def test_options_follow_the_settings() -> None:
    settings = DeviceSettings(
        printer="sim:",
        chinese=ChinesePrinting.GB18030,
        code_page="CP858",
        process_id=True,
        native_qr=False,
        cutter=False,
        drawer="printer:5",
        paper_mm=58,
    )
    options = printer_options(settings)
    assert options.chinese is ChinesePrinting.GB18030
    assert options.has_process_id
    assert (options.paper_mm, options.code_page, options.drawer_pin) == (58, "CP858", 5)
    assert not options.native_qr
    assert not options.has_cutter


def test_code_page_is_one_that_printers_have() -> None:
    with pytest.raises(ValueError, match="is one of CP437"):
        DeviceSettings(code_page="CP936")


def test_simulated_printer_needs_the_simulation(tmp_path: Path) -> None:
    settings = DeviceSettings(printer="sim:")
    with pytest.raises(DevicePathError, match="demo"):
        open_printer(settings, tmp_path, None)
    assert isinstance(open_printer(settings, tmp_path, PrinterModel()), EscposPrinter)


def test_no_printer_prints_nothing_and_says_so(tmp_path: Path) -> None:
    printer = open_printer(replace(DeviceSettings(), printer=""), tmp_path, None)
    assert isinstance(printer, AbsentPrinter)
    report = printer.print_document(Document("", ()), 1.0)
    assert report.outcome is PrintOutcome.NOT_SENT
    assert printer.status(1.0) == report.status
    assert printer.kick_drawer(1.0).status == NO_DRAWER
    assert (report.status.health, report.status.message_id) == (Health.UNKNOWN, "printer.none")


@pytest.mark.parametrize(
    ("path", "kind"), [("", NoSpeaker), ("sim:", SimSpeaker), ("auto", ComputerSpeaker)]
)
def test_sounds_are_played_with_what_the_profile_names(
    tmp_path: Path, path: str, kind: type
) -> None:
    made = open_speaker(DeviceSettings(sound=path), tmp_path, lambda _: None)
    assert type(made) is kind
