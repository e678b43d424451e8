"""Scans on a serial line: whole ones, and everything that comes instead of one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.paths import DevicePathError
from hardware.scanner.line import QUIET_S, LineBroken, LineScan, LineSetup, ScanLine
from hardware.scanner.plug import LinePath, ScannerKind, kind_of, line_path, line_setup
from kpay_desktop.domain.scanner import MOST, ScanFault, Suffix
from kpay_desktop.settings_scan import ScannerSettings

CODE = "134567890123456789"
WHOLE = [LineScan(CODE)]
BROKEN = LineBroken(ScanFault.BROKEN_OFF)
NO_END = LineSetup(suffix=Suffix.NONE)


@pytest.mark.parametrize("suffix", [Suffix.ENTER, Suffix.TAB])
@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t"])
def test_a_scan_ends_with_its_end(suffix: Suffix, end: bytes) -> None:
    line = ScanLine(LineSetup(suffix=suffix))
    assert line.take(CODE.encode() + end, 1.0) == WHOLE
    assert not line.is_active
    assert line.take(CODE.encode() + end, 2.0) == WHOLE


@given(cuts=st.lists(st.integers(0, 41), max_size=8))
def test_pieces_of_a_scan_are_put_together(cuts: list[int]) -> None:
    data = f"{CODE}\r\n{CODE}\r\n".encode()
    edges = [0, *sorted(cuts), len(data)]
    line = ScanLine()
    events = [
        event
        for at, (begin, end) in enumerate(itertools.pairwise(edges))
        for event in line.take(data[begin:end], 1.0 + at / 1_000)
    ]
    assert events == WHOLE * 2


def test_without_an_end_silence_ends_a_scan() -> None:
    line = ScanLine(NO_END)
    assert line.take(CODE.encode(), 1.0) == []
    assert line.quiet(1.0 + QUIET_S / 2) is None
    assert line.quiet(1.1 + QUIET_S) == LineScan(CODE)
    assert line.quiet(9.0) is None


def test_half_a_scan_is_reported_when_its_time_is_over() -> None:
    line = ScanLine(LineSetup(whole_s=1.5))
    assert line.take(CODE[:9].encode(), 1.0) == []
    assert line.quiet(2.0) is None
    assert line.quiet(2.6) == BROKEN
    assert line.take(CODE.encode() + b"\r", 3.0) == WHOLE


def test_a_scan_that_trickles_is_swallowed_to_its_end() -> None:
    line = ScanLine(LineSetup(whole_s=1.5))
    events = [e for at in range(30) for e in line.take(b"1", 1.0 + at / 10)]
    assert events == [BROKEN]
    assert line.take(b"23\r", 4.0) == []
    assert line.take(CODE.encode() + b"\r", 5.0) == WHOLE


def test_a_whole_scan_that_was_fetched_late_is_whole() -> None:
    line = ScanLine(LineSetup(whole_s=0.5))
    line.take(CODE[:3].encode(), 1.0)
    assert line.take(CODE[3:].encode() + b"\r", 9.0) == WHOLE


def test_a_line_that_goes_takes_half_a_scan_with_it() -> None:
    line = ScanLine()
    assert line.lost() is None
    line.take(CODE[:9].encode(), 1.0)
    assert line.lost() == BROKEN
    assert line.take(CODE.encode() + b"\r", 2.0) == WHOLE


def test_a_prefix_is_taken_off_and_its_absence_says_that_the_beginning_is_missing() -> None:
    line = ScanLine(LineSetup(prefix="~Q"))
    assert line.take(f"~Q{CODE}\r".encode(), 1.0) == WHOLE
    assert line.take(f"{CODE}\r".encode(), 2.0) == [BROKEN]


@pytest.mark.parametrize("noise", [b"", b"\0", b"\0\0\x02", b"\x7f\x01", b"\r\n\r\n"])
def test_noise_between_scans_is_passed_over(noise: bytes) -> None:
    line = ScanLine()
    assert line.take(noise, 1.0) == []
    assert line.quiet(9.0) is None
    assert line.take(noise + CODE.encode() + b"\r" + noise, 10.0) == WHOLE


def test_noise_within_a_scan_stays_visible() -> None:
    line = ScanLine()
    assert line.take(b"1345\xff67890123\r", 1.0) == [
        LineScan("1345\N{REPLACEMENT CHARACTER}67890123")
    ]
    assert line.take(b"1345\x0067890123\r", 2.0) == [LineScan("1345\x0067890123")]


def test_separators_that_nobody_can_type_are_left_out() -> None:
    assert ScanLine().take(f"{CODE[:6]}\x1d{CODE[6:]}\r".encode(), 1.0) == WHOLE


def test_too_short_a_scan_is_no_code() -> None:
    assert ScanLine().take(b"1345\r", 1.0) == [BROKEN]


def test_memory_is_bounded() -> None:
    line = ScanLine()
    events = line.take(b"7" * 100 * MOST, 1.0)
    assert events == [LineBroken(ScanFault.TOO_LONG)]
    assert len(repr(line)) < 40
    assert line.take(b"\r" + CODE.encode() + b"\r", 2.0) == WHOLE


@given(data=st.lists(st.binary(max_size=60), max_size=30), suffix=st.sampled_from(Suffix))
def test_whatever_comes_scans_stay_whole_and_bounded(data: list[bytes], suffix: Suffix) -> None:
    line = ScanLine(LineSetup(suffix=suffix))
    at = 1.0
    for piece in data:
        at += 0.3
        events = line.take(piece, at)
        quiet = line.quiet(at + 0.2)
        for event in (*events, *((quiet,) if quiet else ())):
            assert isinstance(event, LineBroken) or 8 <= len(event.text) <= MOST
    line.lost()
    assert line.take(b"\r" + CODE.encode() + b"\r", at + 60) == WHOLE


def test_what_was_scanned_is_never_shown() -> None:
    line = ScanLine()
    line.take(CODE.encode(), 1.0)
    assert CODE not in repr(line) + repr(LineScan(CODE))


# --- paths --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "port"),
    [
        ("tty:/dev/ttyACM0", "/dev/ttyACM0"),
        ("tty:/dev/serial/by-id/usb-Make_0:1-if00", "/dev/serial/by-id/usb-Make_0:1-if00"),
        ("tty:COM12", "COM12"),
        ("com:COM3", "COM3"),
        ("com:3", "COM3"),
    ],
)  # fmt: skip
def test_serial_paths(source: str, port: str) -> None:
    settings = ScannerSettings(source=source, baud=115_200, prefix="~", suffix="tab", whole_ms=900)
    assert kind_of(settings) is ScannerKind.LINE
    assert line_path(settings) == LinePath(port, 115_200)
    assert line_setup(settings) == LineSetup("~", Suffix.TAB, 0.9)


@pytest.mark.parametrize("source", ["tty:ttyACM0", "tty:COM0", "com:/dev/ttyS0", "com:COM1234"])
def test_paths_that_mean_no_port(source: str) -> None:
    with pytest.raises(DevicePathError):
        line_path(ScannerSettings(source=source))


@pytest.mark.parametrize("kind", [ScannerKind.KEYS, ScannerKind.SIMULATED, ScannerKind.NONE])
def test_scanners_without_a_line(kind: ScannerKind) -> None:
    assert kind_of(ScannerSettings(source=kind.value)) is kind
