"""The bank's data folder: owner-only, locked while the bank runs, written atomically."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

MAX_SMALL_FILE_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Ports:
    """The bank's ports; 0: none."""

    gateway: int = 0
    desk: int = 0
    cards: int = 0


class FolderError(Exception):
    """The folder cannot be used. The text is for people."""


class FolderInUseError(FolderError):
    """Another bank runs on the folder."""


class Folder:
    """The locked data folder. A context manager: the lock ends with the block, or the process."""

    def __init__(self, root: Path) -> None:
        """Make the folder if need be and lock it.

        Raises:
            FolderInUseError: if another bank runs on it.
            FolderError: if it cannot be made or locked.
        """
        self.root = root
        self.credentials = root / "credentials"
        self.keys = root / "keys"
        self.books = root / "bank.sqlite3"
        try:
            for path in (root, self.credentials, self.keys):
                path.mkdir(parents=True, exist_ok=True, mode=0o700)
                if sys.platform != "win32":
                    path.chmod(0o700)
            self._lock = os.open(root / "bank.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise FolderError(f"The bank's folder cannot be used: {root}") from error
        if not _lock(self._lock):
            holder = _holder(self._lock)
            os.close(self._lock)
            raise FolderInUseError(f"Another bank{holder} is using the folder {root}")
        os.ftruncate(self._lock, 0)
        os.write(self._lock, str(os.getpid()).encode("ascii"))

    def __enter__(self) -> Folder:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let another bank have the folder. Idempotent."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def ports(self) -> Ports:
        """Return the ports of the last run; 0 where there is none."""
        try:
            stored = json.loads((self.root / "ports.json").read_text("ascii"))
            ports = Ports(int(stored["gateway"]), int(stored["desk"]), int(stored.get("cards", 0)))
        except (AttributeError, OSError, ValueError, KeyError, TypeError):
            return Ports()
        is_good = 0 < ports.gateway < 65536 and 0 < ports.desk < 65536 and 0 <= ports.cards < 65536
        return ports if is_good else Ports()

    def remember_ports(self, ports: Ports) -> None:
        """Store the ports, so that the next run takes the same.

        Raises:
            FolderError: if the folder cannot be written.
        """
        stored = {"gateway": ports.gateway, "desk": ports.desk, "cards": ports.cards}
        write_atomically(self.root / "ports.json", json.dumps(stored).encode("ascii"))

    def desk_token(self) -> str:
        """Return the desk's token, made at the first start.

        Raises:
            FolderError: if the folder cannot be written.
        """
        path = self.credentials / "desk_token"
        with contextlib.suppress(OSError, UnicodeDecodeError):
            token = path.read_text("ascii").strip()
            if len(token) >= 32 and token.isprintable():
                return token
        token = secrets.token_urlsafe(32)
        write_atomically(path, f"{token}\n".encode("ascii"))
        return token


def write_atomically(path: Path, data: bytes) -> None:
    """Write an owner-only file: afterwards it is the old one or the new one, never half.

    Raises:
        FolderError: if it cannot be written.
    """
    try:
        handle, temporary = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
    except OSError as error:
        raise FolderError(f"The file cannot be written: {path}") from error


def read_small(path: Path) -> bytes | None:
    """Return a small file's bytes, or None if there is no such file.

    Raises:
        FolderError: if it cannot be read or is too large to be ours.
    """
    try:
        if path.stat().st_size > MAX_SMALL_FILE_BYTES:
            raise FolderError(f"The file is not the bank's: {path}")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FolderError(f"The file cannot be read: {path}") from error


def _sync_folder(folder: Path) -> None:
    """Make a rename durable. Windows has no such call and needs none."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _holder(handle: int) -> str:
    with contextlib.suppress(OSError):
        number = os.read(handle, 16)
        if number.isdigit():
            return f" (process {number.decode('ascii')})"
    return ""


def _lock(handle: int) -> bool:
    """Lock the open file for this process; False if another one has it."""
    try:
        if sys.platform == "win32":
            # A byte far behind the text, which others may still read.
            os.lseek(handle, 1 << 20, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.lseek(handle, 0, os.SEEK_SET)
        return False
    return True
