"""One till per data folder: a lock that the operating system frees whatever happens to us."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kpay_desktop.ports import StoreError, StoreErrorKind
from models.dialect_sqlite import Guard

LOCK_FILE = "store.lock"


class FolderLock:
    """Holds a data folder for this process.

    The lock belongs to the open file, not to a text in it: a killed process leaves nothing to
    clean up, and a second start from the same process is refused too.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_FILE
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the folder.

        Raises:
            StoreError: (IN_USE) another till holds it; or the file cannot be made.
        """
        if self._handle is not None:
            return
        with Guard(self._path):
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        if _try_lock(handle):
            self._handle = handle
            return
        os.close(handle)
        raise StoreError(StoreErrorKind.IN_USE, "another till has this data folder open")

    def release(self) -> None:
        """Give the folder up. Harmless when it is not held."""
        if self._handle is None:
            return
        handle, self._handle = self._handle, None
        # Closing frees the lock on every system.
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            # flock, not lockf: a lock of the open file, so that closing some other handle of the
            # same file in this process does not free it.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
