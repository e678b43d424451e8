"""Devices by path string: ``tcp:192.168.1.50:9100`` for a printer on the network, ``sim:`` for the
simulated one, and an empty path for none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hardware.printer.absent import AbsentPrinter
from hardware.printer.escpos_printer import EscposPrinter, Tell
from hardware.printer.options import PrinterOptions
from hardware.printer.sim import SimTransport
from hardware.printer.tcp import TcpTransport
from hardware.printer.transport import Transport
from kpay_desktop.ports import Printer
from kpay_desktop.settings import DeviceSettings
from kpay_desktop.simulation.paper.printer import PrinterModel

DEFAULT_PORT: Final = 9100


class DevicePathError(ValueError):
    """A path names no device that the till knows; ``path`` is what was written."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path!r} {reason}")
        self.path = path
        self.reason = reason


@dataclass(frozen=True, slots=True)
class TcpPath:
    """A device on the network."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class SimPath:
    """A device simulated in this process."""


@dataclass(frozen=True, slots=True)
class NoPath:
    """No device."""


DevicePath = TcpPath | SimPath | NoPath

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?")


def parse_path(path: str) -> DevicePath:
    """Return what a device path means.

    ``tcp:HOST``, ``tcp:HOST:PORT`` (9100 if left out), ``tcp:[IPV6]:PORT``, ``sim:`` or nothing.

    Raises:
        DevicePathError: it means nothing.
    """
    text = path.strip()
    if not text:
        return NoPath()
    scheme, colon, rest = text.partition(":")
    if not colon:
        raise DevicePathError(path, "has no kind; write tcp:HOST:PORT or sim:")
    if scheme == "sim":
        if rest:
            raise DevicePathError(path, "says more than sim: allows")
        return SimPath()
    if scheme == "tcp":
        return _parse_tcp(path, rest)
    raise DevicePathError(path, f"is of a kind that is not known: {scheme}:")


def printer_options(settings: DeviceSettings) -> PrinterOptions:
    """Return how the profile's printer is set up."""
    return PrinterOptions(
        paper_mm=settings.paper_mm,
        chinese=settings.chinese,
        has_process_id=settings.process_id,
    )


def open_printer(
    settings: DeviceSettings, cache: Path, simulated: PrinterModel | None, tell: Tell | None = None
) -> Printer:
    """Return the driver of the profile's printer; nothing is connected yet.

    ``cache`` is a private folder, ``simulated`` the printer behind ``sim:``. ``tell`` hears of the
    printer's state while a slip is under way.

    Raises:
        DevicePathError: the path means nothing, or ``sim:`` without a simulated printer.
    """
    transport: Transport
    match parse_path(settings.printer):
        case NoPath():
            return AbsentPrinter()
        case TcpPath(host, port):
            transport = TcpTransport(host, port)
        case SimPath():
            if simulated is None:
                raise DevicePathError(settings.printer, "is for the demo and for training")
            transport = SimTransport(simulated)
    return EscposPrinter(transport, printer_options(settings), cache, tell)


def _parse_tcp(path: str, rest: str) -> TcpPath:
    if rest.startswith("["):
        host, bracket, after = rest[1:].partition("]")
        if not bracket or not re.fullmatch(r"[0-9A-Fa-f:.]+(%\w+)?", host):
            raise DevicePathError(path, "has no valid address in its brackets")
        if after and not after.startswith(":"):
            raise DevicePathError(path, "has something between its brackets and its port")
        port_text = after[1:] if after else str(DEFAULT_PORT)
    else:
        host, colon, port_text = rest.partition(":")
        port_text = port_text if colon else str(DEFAULT_PORT)
        if not _HOST.fullmatch(host):
            raise DevicePathError(path, "has no valid host name")
    if not re.fullmatch(r"\d{1,5}", port_text) or not 1 <= int(port_text) <= 65_535:
        raise DevicePathError(path, "has no valid port")
    return TcpPath(host, int(port_text))
