"""A file is whole under its name, or there is none; and each error of the disk has its words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from kpay_desktop.bootstrap.slip_files import fault_of, write_whole
from kpay_desktop.ports import StoreError, StoreErrorKind
from tests.helpers.mounts import can_mount, read_only, run_python, tmpfs
from ui.save_model import SaveFault

PDF = b"%PDF-1.4 " + bytes(60_000)

SAVE = """
import sys
from pathlib import Path
from kpay_desktop.bootstrap.slip_files import fault_of, write_whole
folder = Path(sys.argv[1])
try:
    write_whole(folder / "slip.pdf", bytes(60_000), lambda: None)
except OSError as error:
    print(fault_of(error).value, sorted(path.name for path in folder.iterdir()))
"""


def nothing() -> None:
    """What comes before a file counts, where nothing does."""


def fault(target: Path) -> SaveFault:
    try:
        write_whole(target, PDF, nothing)
    except OSError as error:
        return fault_of(error)
    raise AssertionError("it was written")


def test_a_file_is_there_whole_and_alone(tmp_path: Path) -> None:
    target = tmp_path / "收据 000138.pdf"
    write_whole(target, PDF, nothing)

    assert target.read_bytes() == PDF
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_of_that_name_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "slip.pdf"
    target.write_bytes(b"an older one")

    write_whole(target, PDF, nothing)

    assert target.read_bytes() == PDF


def test_it_does_not_count_before_it_is_noted(tmp_path: Path) -> None:
    target = tmp_path / "slip.pdf"
    seen: list[bool] = []
    write_whole(target, PDF, lambda: seen.append(target.exists()))

    assert seen == [False]
    assert target.exists()


def test_what_cannot_be_noted_is_not_saved(tmp_path: Path) -> None:
    target = tmp_path / "slip.pdf"
    target.write_bytes(b"an older one")

    def refuse() -> None:
        raise StoreError(StoreErrorKind.FULL)

    with pytest.raises(StoreError):
        write_whole(target, PDF, refuse)

    assert target.read_bytes() == b"an older one"
    assert list(tmp_path.iterdir()) == [target]


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    assert fault(tmp_path / "gone" / "slip.pdf") is SaveFault.GONE


def test_a_file_where_the_folder_was(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", "utf-8")

    assert fault(tmp_path / "file" / "slip.pdf") is SaveFault.GONE


def test_a_name_that_a_folder_has(tmp_path: Path) -> None:
    (tmp_path / "slip.pdf").mkdir()

    assert fault(tmp_path / "slip.pdf") is SaveFault.NAME
    assert (tmp_path / "slip.pdf").is_dir()


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    assert fault(tmp_path / f"{'long' * 80}.pdf") is SaveFault.NAME
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk(tmp_path: Path) -> None:
    if can_mount():
        done = run_python(SAVE, str(tmp_path), mount=tmpfs(tmp_path, 16))
        assert (done.stdout, done.stderr) == ("full []\n", "")
    else:
        assert fault_of(OSError(errno.ENOSPC, "")) is SaveFault.FULL


def test_a_read_only_disk(tmp_path: Path) -> None:
    if can_mount():
        done = run_python(SAVE, str(tmp_path), mount=read_only(tmp_path))
        assert (done.stdout, done.stderr) == ("denied []\n", "")
    else:
        assert fault_of(OSError(errno.EROFS, "")) is SaveFault.DENIED


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOENT, SaveFault.GONE),
        (errno.ENOSPC, SaveFault.FULL),
        (errno.EFBIG, SaveFault.FULL),
        (errno.EACCES, SaveFault.DENIED),
        (errno.EPERM, SaveFault.DENIED),
        (errno.EROFS, SaveFault.DENIED),
        (errno.EBUSY, SaveFault.IN_USE),
        (errno.EINVAL, SaveFault.NAME),
        (errno.EIO, SaveFault.OTHER),
        (errno.ETIMEDOUT, SaveFault.OTHER),
    ],
)
def test_what_is_said_of_an_error(number: int, expected: SaveFault) -> None:
    assert fault_of(OSError(number, os.strerror(number))) is expected


def test_a_file_that_another_program_of_windows_has_open() -> None:
    class HeldError(PermissionError):
        winerror = 32

    error: OSError = HeldError(errno.EACCES, "sharing violation")

    assert fault_of(error) is SaveFault.IN_USE


def test_errors_without_a_number() -> None:
    assert fault_of(OSError("no number")) is SaveFault.OTHER
