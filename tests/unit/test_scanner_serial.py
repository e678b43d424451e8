"""A hand scanner on a serial port, tried over a pty: scans, pulled plugs, ports that are none."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.scanner import serial_scanner
from hardware.scanner.line import LineSetup
from hardware.scanner.plug import LinePath
from hardware.scanner.serial_scanner import LineState, SerialScanner
from kpay_desktop.domain.scanner import ScanFault, Suffix
from tests.helpers.pty_scanner import PATIENCE_S, Listener, PtyScanner

CODE = "134567890123456789"


@pytest.fixture
def far(tmp_path: Path) -> Iterator[PtyScanner]:
    scanner = PtyScanner(tmp_path / "ttyACM0")
    try:
        yield scanner
    finally:
        scanner.pull_out()


def driver(far: PtyScanner, listener: Listener, setup: LineSetup | None = None) -> SerialScanner:
    return SerialScanner(
        LinePath(str(far.link), 9_600),
        setup or LineSetup(),
        heard=listener.put,
        broke=listener.put,
        told=listener.put,
    )


@pytest.fixture
def heard(far: PtyScanner) -> Iterator[Listener]:
    listener = Listener()
    scanner = driver(far, listener)
    scanner.start()
    assert listener.next() is LineState.READY
    yield listener
    assert scanner.stop(PATIENCE_S)


def test_scans_arrive_whole_and_in_order(far: PtyScanner, heard: Listener) -> None:
    far.send(f"{CODE}\r\n".encode())
    assert heard.next() == CODE
    far.send(CODE[:7].encode())
    far.send(f"{CODE[7:]}\rPN0123456789ABCDEFGHIJKL\r".encode())
    assert [heard.next(), heard.next()] == [CODE, "PN0123456789ABCDEFGHIJKL"]
    assert heard.thread_names == {"scanner"}


def test_a_scan_without_an_end_is_over_with_silence(far: PtyScanner) -> None:
    listener = Listener()
    scanner = driver(far, listener, LineSetup(suffix=Suffix.NONE))
    scanner.start()
    assert listener.next() is LineState.READY
    far.send(CODE.encode())
    assert listener.next() == CODE
    assert scanner.stop(PATIENCE_S)


def test_half_a_scan_is_reported_after_its_time(far: PtyScanner) -> None:
    listener = Listener()
    scanner = driver(far, listener, LineSetup(whole_s=0.3))
    scanner.start()
    assert listener.next() is LineState.READY
    far.send(CODE[:9].encode())
    assert listener.next() is ScanFault.BROKEN_OFF
    assert scanner.stop(PATIENCE_S)


def test_noise_is_no_scan(far: PtyScanner, heard: Listener) -> None:
    far.send(b"\0\0\0\r\n\x7f")
    far.send(f"{CODE}\r".encode())
    assert heard.next() == CODE


def test_a_plug_pulled_in_mid_scan_is_reported_and_pushed_in_again(
    far: PtyScanner, heard: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    far.send(CODE[:9].encode())
    # What was sent is read before the line ends, or lost with it.
    far.pull_out()
    told = [heard.next()]
    while LineState.ABSENT not in told:
        told.append(heard.next())
    far.plug_in()
    while LineState.READY not in told:
        told.append(heard.next())
    assert set(told) <= {LineState.ABSENT, LineState.READY, ScanFault.BROKEN_OFF}
    far.send(f"{CODE}\r".encode())
    assert heard.next() == CODE
    assert CODE[:9] not in caplog.text


def test_a_port_that_comes_later_is_found(far: PtyScanner) -> None:
    listener = Listener()
    far.pull_out()
    scanner = driver(far, listener)
    scanner.start()
    assert listener.next() is LineState.ABSENT
    far.plug_in()
    assert listener.next() is LineState.READY
    assert scanner.stop(PATIENCE_S)


def test_a_port_that_another_program_holds(far: PtyScanner, heard: Listener) -> None:
    late = Listener()
    second = driver(far, late)
    second.start()
    assert late.next() is LineState.BUSY
    assert second.stop(PATIENCE_S)
    far.send(f"{CODE}\r".encode())
    assert heard.next() == CODE


def test_a_file_that_is_no_port(tmp_path: Path) -> None:
    file, listener = tmp_path / "notes.txt", Listener()
    file.write_text("no port")
    scanner = SerialScanner(
        LinePath(str(file), 9_600),
        LineSetup(),
        heard=listener.put,
        broke=listener.put,
        told=listener.put,
    )
    scanner.start()
    assert listener.next() is LineState.ABSENT
    assert scanner.stop(PATIENCE_S)


@pytest.mark.parametrize(
    ("number", "state"),
    [
        (errno.EACCES, LineState.FORBIDDEN),
        (errno.EPERM, LineState.FORBIDDEN),
        (errno.EBUSY, LineState.BUSY),
        (errno.ENOENT, LineState.ABSENT),
    ],
)
def test_why_a_port_cannot_be_opened(
    monkeypatch: pytest.MonkeyPatch, number: int, state: LineState
) -> None:
    listener = Listener()

    def fails(_self: SerialScanner) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr(serial_scanner.SerialScanner, "_open", fails)
    scanner = SerialScanner(
        LinePath("/dev/ttyACM0", 9_600),
        LineSetup(),
        heard=listener.put,
        broke=listener.put,
        told=listener.put,
    )
    scanner.start()
    assert listener.next() is state
    assert scanner.stop(PATIENCE_S)


def test_a_scanner_that_was_never_started_stops(far: PtyScanner) -> None:
    assert driver(far, Listener()).stop(PATIENCE_S)


class DeadPort:
    """A port that opens, and fails at the first read."""

    timeout = 0.0

    def read(self, _count: int) -> bytes:
        raise OSError(errno.EIO, "gone")

    def close(self) -> None:
        raise OSError(errno.EIO, "gone")


def test_a_port_that_fails_at_once_is_tried_again_after_a_pause(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listener = Listener()
    monkeypatch.setattr(serial_scanner, "FIRST_AGAIN_S", 0.001)
    monkeypatch.setattr(serial_scanner.SerialScanner, "_open", lambda _self: DeadPort())
    scanner = SerialScanner(
        LinePath("/dev/ttyACM0", 9_600),
        LineSetup(),
        heard=listener.put,
        broke=listener.put,
        told=listener.put,
    )
    scanner.start()
    told = [listener.next() for _ in range(6)]
    assert told == [LineState.READY, LineState.ABSENT] * 3
    assert scanner.stop(PATIENCE_S)
