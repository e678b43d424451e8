"""The line to a printer on a serial port, tried over a pty: pieces, deadlines, pulled adapters."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.paths import FlowControl, TtyPath
from hardware.printer.escpos_printer import EscposPrinter
from hardware.printer.options import PrinterOptions
from hardware.printer.serial_line import SerialTransport
from hardware.printer.transport import BrokenLinkError, TransportError
from kpay_desktop.ports import PrintOutcome
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.simulation.paper.printer import PrinterModel, Switches
from tests.helpers.paper import SLIP
from tests.helpers.pty_printer import PtyPrinter, pty_printer

QUESTION = b"\x10\x04\x01"


def soon(seconds: float = 5.0) -> float:
    return time.monotonic() + seconds


@pytest.fixture
def far() -> Iterator[PtyPrinter]:
    with pty_printer(PrinterModel()) as printer:
        yield printer


def transport(far: PtyPrinter, flow: FlowControl = FlowControl.RTSCTS) -> SerialTransport:
    return SerialTransport(TtyPath(far.device, 38_400, flow))


@pytest.mark.parametrize("flow", list(FlowControl))
def test_question_and_answer(far: PtyPrinter, flow: FlowControl) -> None:
    link = transport(far, flow).open(soon())
    assert link.write(QUESTION, soon()) == len(QUESTION)
    assert link.read(soon()) == b"\x12"
    link.close(soon())


def test_nothing_comes_by_the_deadline(far: PtyPrinter) -> None:
    link = transport(far).open(soon())
    assert link.read(soon(0.02)) == b""
    assert link.write(b"late", soon(-1.0)) == 0
    link.close(soon())


def test_port_that_is_not_there_is_no_line(tmp_path: Path) -> None:
    with pytest.raises(TransportError):
        SerialTransport(TtyPath(str(tmp_path / "ttyUSB0"))).open(soon())


def test_file_that_is_no_port_is_no_line(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a port")
    with pytest.raises(TransportError):
        SerialTransport(TtyPath(str(file))).open(soon())


def test_port_belongs_to_one_line_at_a_time(far: PtyPrinter) -> None:
    link = transport(far).open(soon())
    with pytest.raises(TransportError):
        transport(far).open(soon())
    link.close(soon())
    transport(far).open(soon()).close(soon())


def test_answers_that_nobody_waited_for_are_dropped(far: PtyPrinter) -> None:
    link = transport(far).open(soon())
    link.write(QUESTION * 20, soon())
    assert link.read(soon())
    link.abort()
    link = transport(far).open(soon())
    link.write(b"\x10\x04\x04", soon())
    assert link.read(soon()) == b"\x12"
    link.close(soon())


def test_printer_that_takes_nothing_ends_at_the_deadline_and_leaves_doubt() -> None:
    model = PrinterModel()
    with pty_printer(model) as far:
        model.turn(Switches(is_stalled=True))
        link = transport(far).open(soon())
        data = bytes(1_000_000)
        sent = link.write(data, soon(0.1))
        assert 0 < sent < len(data)
        begun = time.monotonic()
        link.close(soon(0.1))
        assert time.monotonic() - begun < 5.0


def test_pulled_adapter_breaks_the_line(far: PtyPrinter) -> None:
    link = transport(far).open(soon())
    far.pull()
    with pytest.raises(BrokenLinkError):
        link.read(soon())
    with pytest.raises(BrokenLinkError) as raised:
        link.write(QUESTION, soon())
    assert raised.value.sent >= 0
    link.close(soon())
    with pytest.raises(TransportError):
        transport(far).open(soon())


def test_adapter_pulled_in_mid_slip_leaves_doubt(tmp_path: Path) -> None:
    model = PrinterModel()
    with pty_printer(model) as far:
        line = transport(far)
        line.bytes_per_s = None
        printer = EscposPrinter(line, PrinterOptions(band_dots=48), tmp_path)
        assert printer.print_document(qr_sale(SLIP), 10.0).outcome is PrintOutcome.CONFIRMED
        model.turn_after(5_000, Switches(is_stalled=True))
        model.on_change(lambda: far.hang_up() if model.switches.is_stalled else None)
        report = printer.print_document(qr_sale(SLIP), 5.0)
    assert (report.outcome, report.status.message_id) == (
        PrintOutcome.UNCONFIRMED,
        "printer.unreachable",
    )


def test_slip_that_the_line_cannot_carry_in_time_is_not_begun(
    far: PtyPrinter, tmp_path: Path
) -> None:
    line = SerialTransport(TtyPath(far.device, 9_600))
    printer = EscposPrinter(line, PrinterOptions(band_dots=48), tmp_path)
    report = printer.print_document(qr_sale(SLIP), 45.0)
    assert (report.outcome, report.status.message_id) == (
        PrintOutcome.NOT_SENT,
        "printer.line_slow",
    )
    # A printer of the same speed with letters of its own has less to be sent.
    assert line.bytes_per_s == 960.0
