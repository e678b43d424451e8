"""Device paths, as people write them in a profile."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hardware.printer.absent import AbsentPrinter
from hardware.printer.escpos_printer import EscposPrinter
from hardware.registry import (
    DevicePath,
    DevicePathError,
    NoPath,
    SimPath,
    TcpPath,
    open_printer,
    parse_path,
    printer_options,
)
from kpay_desktop.ports import Health, PrintOutcome
from kpay_desktop.receipts.document import Document
from kpay_desktop.settings import ChinesePrinting, DeviceSettings
from kpay_desktop.simulation.paper.printer import PrinterModel


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
        "usb:04b8:0202",
        "file:/tmp/x",
        "TCP:host",
    ],
)
def test_other_paths_are_refused_by_name(path: str) -> None:
    with pytest.raises(DevicePathError) as raised:
        parse_path(path)
    assert raised.value.path == path
    assert repr(path) in str(raised.value)


def test_printer_of_a_profile(tmp_path: Path) -> None:
    settings = DeviceSettings(printer="tcp:127.0.0.1:9100", paper_mm=58)
    printer = open_printer(settings, tmp_path, None)
    assert isinstance(printer, EscposPrinter)
    assert (printer.options.columns, printer.options.dots) == (32, 384)


def test_options_follow_the_settings() -> None:
    settings = DeviceSettings(
        printer="sim:", chinese=ChinesePrinting.GB18030, process_id=True, paper_mm=58
    )
    options = printer_options(settings)
    assert options.chinese is ChinesePrinting.GB18030
    assert options.has_process_id
    assert options.paper_mm == 58


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
    assert (report.status.health, report.status.message_id) == (Health.UNKNOWN, "printer.none")
