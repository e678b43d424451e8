"""From the profile's device paths to drivers. Nothing is connected yet."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from hardware.drawer.plug import parse_drawer
from hardware.paths import (
    CupsPath,
    DevicePathError,
    FilePath,
    NoPath,
    SimPath,
    TcpPath,
    TtyPath,
    UsbPath,
    WinPath,
    parse_path,
)
from hardware.printer.absent import AbsentPrinter
from hardware.printer.archive import FileSpooler
from hardware.printer.escpos_printer import EscposPrinter, Tell
from hardware.printer.options import PrinterOptions
from hardware.printer.serial_line import SerialTransport
from hardware.printer.sim import SimTransport
from hardware.printer.spooled import SpooledPrinter, Spooler
from hardware.printer.tcp import TcpTransport
from hardware.printer.transport import Transport
from hardware.printer.usb_line import UsbTransport
from hardware.sound.sim import NoSpeaker, SimSpeaker
from hardware.sound.speaker import ComputerSpeaker, Speaker
from hardware.sound.speaker import Tell as TellSound
from kpay_desktop.ports import Printer
from kpay_desktop.settings_works import DeviceSettings
from kpay_desktop.simulation.paper.printer import PrinterModel

# A slow line carries an image of this height in the time that a printer is given for an answer.
SLOW_LINE_BAND_DOTS = 48


def printer_options(settings: DeviceSettings) -> PrinterOptions:
    """Return how the profile's printer is set up."""
    return PrinterOptions(
        paper_mm=settings.paper_mm,
        chinese=settings.chinese,
        code_page=settings.code_page,
        has_process_id=settings.process_id,
        native_qr=settings.native_qr,
        has_cutter=settings.cutter,
        drawer_pin=parse_drawer(settings.drawer),
    )


def open_printer(
    settings: DeviceSettings, cache: Path, simulated: PrinterModel | None, tell: Tell | None = None
) -> Printer:
    """Return the driver of the profile's printer.

    ``cache`` is a private folder, ``simulated`` the printer behind ``sim:``. ``tell`` hears of the
    printer's state while a slip is under way.

    Raises:
        DevicePathError: a path means nothing, or not on this system, or ``sim:`` without a
            simulated printer.
    """
    path = parse_path(settings.printer)
    options = printer_options(settings)
    if isinstance(path, NoPath):
        return AbsentPrinter()
    if isinstance(path, CupsPath | WinPath | FilePath):
        return SpooledPrinter(_spooler(path, settings.printer), options, cache, tell)
    if isinstance(path, TtyPath):
        options = replace(options, band_dots=SLOW_LINE_BAND_DOTS)
    transport = _transport(path, settings.printer, simulated)
    return EscposPrinter(transport, options, cache, tell)


def open_speaker(settings: DeviceSettings, cache: Path, tell: TellSound) -> Speaker:
    """Return what the profile's sounds are played with; ``tell`` hears how it is.

    ``cache`` is a private folder.
    """
    match settings.sound:
        case "":
            return NoSpeaker()
        case "sim:":
            return SimSpeaker(tell)
        case _:
            return ComputerSpeaker(cache / "sounds", tell)


def _transport(
    path: TcpPath | UsbPath | TtyPath | SimPath, written: str, simulated: PrinterModel | None
) -> Transport:
    match path:
        case TcpPath(host, port):
            return TcpTransport(host, port)
        case UsbPath():
            return UsbTransport(path)
        case TtyPath():
            return SerialTransport(path)
        case SimPath():
            if simulated is None:
                raise DevicePathError(written, "is for the demo and for training")
            return SimTransport(simulated)


def _spooler(path: CupsPath | WinPath | FilePath, written: str) -> Spooler:
    match path:
        case FilePath(name):
            return FileSpooler(name)
        case CupsPath(queue):
            return _cups_queue(queue, written)
        case WinPath(queue):
            return _windows_queue(queue, written)


if sys.platform == "win32":

    def _cups_queue(queue: str, written: str) -> Spooler:
        raise DevicePathError(written, f"is not for Windows; write win:{queue}")

    def _windows_queue(queue: str, written: str) -> Spooler:
        from hardware.printer.windows_queue import WindowsSpooler
        from hardware.printer.winspool import load_winspool

        del written
        return WindowsSpooler(queue, load_winspool())

else:

    def _cups_queue(queue: str, written: str) -> Spooler:
        from hardware.printer.cups import CupsSpooler, find_server

        del written
        return CupsSpooler(queue, find_server(os.environ))

    def _windows_queue(queue: str, written: str) -> Spooler:
        raise DevicePathError(written, f"is for Windows; write cups:{queue}")
