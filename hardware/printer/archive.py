"""A file that grows by every slip (``file:``): an archive, or what another program prints."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

from hardware.printer.spooled import JobEnd, SpoolError
from hardware.printer.talk import FILE_FAILS, READY
from kpay_desktop.ports import DeviceStatus

_FLAGS: Final = (
    os.O_WRONLY
    | os.O_APPEND
    | os.O_CREAT
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    # A pipe that nobody reads is refused at once.
    | getattr(os, "O_NONBLOCK", 0)
)


class FileSpooler:
    """Appends to the file ``path``. A slip is in it whole and on the disk, or not at all."""

    has_plug: Final = False

    def __init__(self, path: str) -> None:
        self.name = f"file:{path}"
        self._path = Path(path)

    def state(self, deadline: float) -> DeviceStatus:
        """See :class:`hardware.printer.spooled.Spooler`."""
        del deadline
        there = self._path if self._path.exists() else self._path.parent
        is_right_kind = there.is_file() or (there != self._path and there.is_dir())
        return READY if is_right_kind and os.access(there, os.W_OK) else FILE_FAILS

    def submit(self, data: bytes, title: str, deadline: float) -> int:
        """Append ``data`` and wait until it is on the disk."""
        del title, deadline
        is_new = not self._path.exists()
        try:
            handle = os.open(self._path, _FLAGS, 0o600)
        except OSError as error:
            raise SpoolError(type(error).__name__, FILE_FAILS) from error
        try:
            _append(handle, data)
        finally:
            os.close(handle)
        if is_new:
            _keep_name(self._path.parent)
        return 0

    def job(self, number: int, deadline: float) -> JobEnd:
        """What was appended is through."""
        del number, deadline
        return JobEnd.DONE

    def cancel(self, number: int, deadline: float) -> None:
        """There is nothing to take back."""
        del number, deadline


def _append(handle: int, data: bytes) -> None:
    there = os.fstat(handle)
    if not stat.S_ISREG(there.st_mode):
        raise SpoolError("not a file", FILE_FAILS)
    written = 0
    try:
        while written < len(data):
            written += os.write(handle, data[written:])
        os.fsync(handle)
    except OSError as error:
        is_undone = _undo(handle, there.st_size, written)
        raise SpoolError(type(error).__name__, FILE_FAILS, is_certain=is_undone) from error


def _undo(handle: int, size: int, written: int) -> bool:
    """Take back a slip that is not whole; False if it may stay in the file."""
    try:
        # Whatever somebody else has appended meanwhile is not ours to cut off.
        if os.fstat(handle).st_size != size + written:
            return False
        os.ftruncate(handle, size)
        os.fsync(handle)
    except OSError:
        return False
    return True


def _keep_name(folder: Path) -> None:
    """Bring the new file's name to the disk too, where folders can be brought there."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return  # Windows, which does so by itself
    try:
        os.fsync(handle)
    except OSError as error:
        raise SpoolError(type(error).__name__, FILE_FAILS, is_certain=False) from error
    finally:
        os.close(handle)
