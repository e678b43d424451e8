"""What ails a disk, when the engine only says that it could not read or write.

The engine has one word for most of what a system can answer: "I/O error", or "cannot open". A page
has to say whether there is no room, nothing may be written, or the disk fails.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Final

from kpay_desktop.ports import StoreErrorKind

PROBE_FILE = "store.probe"

_PROBE_BYTES: Final = 64 * 1024
_FULL_BELOW_BYTES: Final = 256 * 1024

_KINDS: Final = {
    errno.ENOSPC: StoreErrorKind.FULL,
    errno.EDQUOT: StoreErrorKind.FULL,
    errno.EFBIG: StoreErrorKind.FULL,
    errno.EROFS: StoreErrorKind.READ_ONLY,
    errno.EACCES: StoreErrorKind.READ_ONLY,
    errno.EPERM: StoreErrorKind.READ_ONLY,
    errno.EIO: StoreErrorKind.DAMAGED,
}


def kind_of(error: OSError) -> StoreErrorKind:
    """Return what a system's error means to the store."""
    return _KINDS.get(error.errno or 0, StoreErrorKind.OTHER)


def ask_disk(folder: Path) -> StoreErrorKind | None:
    """Write a little into ``folder``, and return what the disk says; None if all is well with it.

    Some systems report a full disk as a mere write error: little room counts as none.
    """
    try:
        _write(folder / PROBE_FILE)
    except OSError as error:
        return kind_of(error)
    try:
        is_full = shutil.disk_usage(folder).free < _FULL_BELOW_BYTES
    except OSError:
        return None
    return StoreErrorKind.FULL if is_full else None


def _write(path: Path) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        left = _PROBE_BYTES
        while left:
            left -= os.write(handle, bytes(left))
        os.fsync(handle)
    finally:
        os.close(handle)
        path.unlink(missing_ok=True)
