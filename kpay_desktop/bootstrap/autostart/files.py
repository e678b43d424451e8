"""Entries that are files: read, written whole or not at all, removed."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kpay_desktop.bootstrap.autostart.entry import EntryError
from kpay_desktop.domain.message import Message


def read_file(path: Path) -> bytes | None:
    """Return what a file holds, None if there is none.

    Raises:
        EntryError: it cannot be read.
    """
    with _worded():
        try:
            return path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        EntryError: the disk refuses.
    """
    with _worded():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).chmod(0o644)
            Path(draft).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(draft).unlink()
            raise


def remove_file(path: Path) -> None:
    """Remove a file; none is as good.

    Raises:
        EntryError: the disk refuses.
    """
    with _worded(), suppress(FileNotFoundError, NotADirectoryError):
        path.unlink()


_REASONS = {
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.ENOSPC: "full",
    errno.EDQUOT: "full",
}


@contextmanager
def _worded() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise worded(error) from error


def worded(error: OSError) -> EntryError:
    """Return what a system's refusal means to the person at the till."""
    return EntryError(Message(f"comfort.start_{_REASONS.get(error.errno or 0, 'failed')}"))
