"""Slips appended to a file: whole or not at all, whatever the disk does."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hardware.printer.archive import FileSpooler
from hardware.printer.spooled import JobEnd, SpoolError

MODULE = "hardware.printer.archive"
DATA = b"\x1b@a slip\n\x1dV\x01"


def soon() -> float:
    return time.monotonic() + 5.0


def append(spooler: FileSpooler, data: bytes = DATA) -> None:
    number = spooler.submit(data, "slip", soon())
    assert spooler.job(number, soon()) is JobEnd.DONE
    spooler.cancel(number, soon())


def test_slips_follow_one_another_in_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "slips.bin"
    spooler = FileSpooler(str(file))
    assert spooler.state(soon()).message_id == "printer.ready"
    append(spooler)
    append(spooler)
    assert file.read_bytes() == 2 * DATA
    assert file.stat().st_mode & 0o077 == 0
    assert spooler.state(soon()).message_id == "printer.ready"
    assert spooler.name == f"file:{file}"


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: None])
def test_what_is_no_file_is_not_written_to(tmp_path: Path, make: Callable[[Path], None]) -> None:
    place = tmp_path / "there"
    make(place)
    inside = place if place.exists() else tmp_path / "missing" / "slips.bin"
    spooler = FileSpooler(str(inside))
    assert spooler.state(soon()).message_id == "printer.file_fails"
    with pytest.raises(SpoolError) as raised:
        append(spooler)
    assert raised.value.is_certain


def full_disk(written: list[int]) -> Callable[[int, bytes], int]:
    """Return a write that takes some bytes once, and then none."""
    whole = os.write

    def write(handle: int, data: bytes) -> int:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(whole(handle, data[:5]))
        return written[0]

    return write


def test_disk_that_fills_up_leaves_no_half_slip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "slips.bin"
    append(FileSpooler(str(file)))
    written: list[int] = []
    monkeypatch.setattr(f"{MODULE}.os.write", full_disk(written))
    with pytest.raises(SpoolError) as raised:
        append(FileSpooler(str(file)))
    assert raised.value.is_certain
    assert written == [5]
    assert file.read_bytes() == DATA


def test_what_others_appended_is_not_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "slips.bin"
    append(FileSpooler(str(file)))

    def fail(handle: int) -> None:
        with file.open("ab") as other:
            other.write(b"another till's")
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(f"{MODULE}.os.fsync", fail)
    with pytest.raises(SpoolError) as raised:
        append(FileSpooler(str(file)))
    assert not raised.value.is_certain
    assert file.read_bytes() == 2 * DATA + b"another till's"


def test_slip_that_cannot_be_taken_back_stays_in_doubt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(f"{MODULE}.os.fsync", fail)
    monkeypatch.setattr(f"{MODULE}.os.ftruncate", fail)
    with pytest.raises(SpoolError) as raised:
        append(FileSpooler(str(tmp_path / "slips.bin")))
    assert not raised.value.is_certain
