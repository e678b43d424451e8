"""The line to a network printer: deadlines, look-ups, and the slip that must not get lost."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.options import PrinterOptions
from hardware.printer.tcp import Address, TcpTransport, resolve_name
from hardware.printer.transport import BrokenLinkError, TransportError
from kpay_desktop.ports import PrintOutcome
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.simulation.paper.printer import PrinterModel, Switches
from tests.helpers.paper import SLIP, server

# Longer than what the slow printer's line can hold.
LONG_SLIP = b"\x1b@\x1dv0\x00\x48\x00\x00\x10" + bytes(72 * 4096) + b"\x1dV\x01"


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


@contextmanager
def peer() -> Iterator[tuple[socket.socket, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening, listening.getsockname()[1]


def test_slip_is_whole_although_the_printer_spoke_and_nobody_listened() -> None:
    """Closing over unread bytes resets the line, and the slow printer drops the rest."""
    model = PrinterModel()
    model.turn(Switches(sends_status=True))
    with server(model, chunk_bytes=2_048, chunk_pause_s=0.002) as port:
        link = TcpTransport("127.0.0.1", port).open(soon())
        assert link.write(LONG_SLIP, soon()) == len(LONG_SLIP)
        link.close(soon(10.0))
    assert [slip.is_cut for slip in model.slips] == [True]


def test_careless_closing_does_lose_it() -> None:
    """The trap is real: the same without telling the end and draining."""
    model = PrinterModel()
    model.turn(Switches(sends_status=True))
    with server(model, chunk_bytes=2_048, chunk_pause_s=0.002) as port:
        careless = socket.create_connection(("127.0.0.1", port), 5.0)
        careless.sendall(LONG_SLIP)
        assert careless.recv(1, socket.MSG_PEEK)  # the printer has spoken; it stays unread
        careless.close()
        deadline = soon(10.0)
        while model.is_connected and time.monotonic() < deadline:
            time.sleep(0.01)
    assert not any(slip.is_cut for slip in model.slips)


def test_slow_printer_gets_a_whole_slip_through_the_driver(tmp_path: Path) -> None:
    model = PrinterModel()
    model.turn(Switches(sends_status=True))
    with server(model, chunk_bytes=2_048, chunk_pause_s=0.001) as port:
        printer = EscposPrinter(TcpTransport("127.0.0.1", port), PrinterOptions(), tmp_path)
        report = printer.print_document(qr_sale(SLIP), 20.0)
    assert report.outcome is PrintOutcome.CONFIRMED
    assert [slip.is_cut for slip in model.slips] == [True]
    assert model.problems == ()


def test_nobody_there_is_no_line() -> None:
    with peer() as (_, port):
        pass
    with pytest.raises(TransportError):
        TcpTransport("127.0.0.1", port).open(soon())


def test_name_server_that_stays_silent_costs_no_more_than_the_deadline() -> None:
    answer = threading.Event()

    def silent(host: str, port: int) -> list[Address]:
        answer.wait(10.0)
        return []

    transport = TcpTransport("printer.shop", 9100, silent)
    begun = time.monotonic()
    with pytest.raises(TransportError):
        transport.open(soon(0.1))
    with pytest.raises(TransportError):
        transport.open(soon(0.1))
    assert time.monotonic() - begun < 5.0
    answer.set()


def test_one_look_up_at_a_time() -> None:
    calls: list[str] = []
    answer = threading.Event()

    def silent(host: str, port: int) -> list[Address]:
        calls.append(host)
        answer.wait(10.0)
        return []

    transport = TcpTransport("printer.shop", 9100, silent)
    for _ in range(3):
        with pytest.raises(TransportError):
            transport.open(soon(0.02))
    answer.set()
    assert calls == ["printer.shop"]


def test_known_address_serves_when_the_name_server_is_away() -> None:
    with peer() as (_, port):
        found: list[list[Address]] = [[(socket.AF_INET, ("127.0.0.1", port))], []]
        transport = TcpTransport("printer.shop", port, lambda *_: found.pop(0))
        for _ in range(2):
            transport.open(soon()).abort()


def test_look_up_that_fails_is_no_line() -> None:
    def refuse(host: str, port: int) -> list[Address]:
        raise OSError("no such name")

    with pytest.raises(TransportError):
        TcpTransport("printer.shop", 9100, refuse).open(soon())


def test_second_address_is_tried() -> None:
    with peer() as (_, port), peer() as (gone, closed):
        gone.close()
        both: list[Address] = [
            (socket.AF_INET, ("127.0.0.1", closed)),
            (socket.AF_INET, ("127.0.0.1", port)),
        ]
        TcpTransport("printer.shop", port, lambda *_: both).open(soon()).abort()


def test_reading_waits_no_longer_than_its_deadline() -> None:
    with peer() as (listening, port):
        link = TcpTransport("127.0.0.1", port).open(soon())
        far, _ = listening.accept()
        assert link.read(soon(0.02)) == b""
        far.sendall(b"\x12")
        assert link.read(soon()) == b"\x12"
        far.close()
        with pytest.raises(BrokenLinkError):
            link.read(soon())
        link.close(soon(0.2))


def test_writing_to_a_printer_that_takes_nothing_ends_at_its_deadline() -> None:
    with peer() as (listening, port):
        link = TcpTransport("127.0.0.1", port).open(soon())
        far, _ = listening.accept()
        data = bytes(64 * 1024 * 1024)
        sent = link.write(data, soon(0.1))
        assert 0 < sent < len(data)
        link.abort()
        far.close()


def test_numeric_addresses_are_not_looked_up() -> None:
    def never(host: str, port: int) -> list[Address]:
        raise AssertionError(host)

    with peer() as (_, port):
        TcpTransport("127.0.0.1", port, never).open(soon()).abort()
    assert TcpTransport("::1", 9100, never).name == "tcp:[::1]:9100"


def test_system_s_look_up_is_asked() -> None:
    names = [address[:2] for _, address in resolve_name("127.0.0.1", 9100)]
    assert names == [("127.0.0.1", 9100)]
