"""The disk under the store: it can be full for a while, and the till can die beside any commit.

The engine and its files are real; they lie in memory where the system has a place for that. What is
injected stands where the engine would say it: a transaction that cannot begin, or cannot be
committed. A crash comes before a commit, which then never was, or right after it.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from models import database as opening
from models import dialect_sqlite as dialect
from models.lock import FolderLock
from tests.helpers.store import KEY_HEX

MEMORY: Final = Path("/dev/shm")


class Moment(StrEnum):
    """When something can happen to a transaction that writes."""

    BEGIN = "begin"
    COMMIT = "commit"
    COMMITTED = "committed"


_COLUMN: Final = "SELECT {} FROM {}"

Hook = Callable[[Moment], None]


class Refusal(dbapi2.DatabaseError):
    """What the engine raises, with its own name for it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.sqlite_errorname = code


def place() -> str | None:
    """Return where data folders lie: in memory, where the system has such a place."""
    return str(MEMORY) if MEMORY.is_dir() else None


class Disk:
    """One data folder, and what happens to writes into it. ``hook`` hears of each moment."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hook: Hook = lambda _: None
        self.locks: list[FolderLock] = []
        self.connections: list[dbapi2.Connection] = []
        self._looking: dbapi2.Connection | None = None

    def forget_life(self) -> None:
        """Do what the system does when a process dies: its files are closed, its locks free."""
        for connection in self.connections:
            with contextlib.suppress(dbapi2.Error):
                connection.close()
        for lock in self.locks:
            lock.release()
        self.connections.clear()
        self.locks.clear()

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Read what is committed, past everything of the program's."""
        if self._looking is None:
            path = self.folder / opening.STORE_FILE
            self._looking = dbapi2.connect(str(path), isolation_level=None, check_same_thread=False)
            self._looking.execute(f"PRAGMA key = \"x'{KEY_HEX}'\"")
        return self._looking.execute(sql, values).fetchall()

    def table(self, name: str) -> str:
        """Return all that a table holds, as one text."""
        columns = [str(row[1]) for row in self.rows(f"PRAGMA table_info({name})")]
        held = [self.rows(_COLUMN.format(column, name)) for column in columns]
        return repr(held)

    def close(self) -> None:
        """Let go of everything."""
        self.forget_life()
        if self._looking is not None:
            self._looking.close()
            self._looking = None


class _Holder:
    """The disk that is in use."""

    disk: Disk | None = None


class _Database(SqlCipherDatabase):
    """The store's database class, with a disk under it that the simulator holds."""

    def connect(self, reuse_if_open: bool = False) -> bool:
        done = super().connect(reuse_if_open)
        if _Holder.disk is not None:
            _Holder.disk.connections.append(self.connection())
        return done

    @property
    def _writes(self) -> bool:
        return str(self.database).endswith("mode=rw")

    def begin(self, lock_type: str | None = None) -> None:
        if self._writes and _Holder.disk is not None:
            _Holder.disk.hook(Moment.BEGIN)
        super().begin(lock_type)

    def commit(self) -> None:
        disk = _Holder.disk if self._writes else None
        if disk is not None:
            disk.hook(Moment.COMMIT)
        super().commit()
        if disk is not None:
            disk.hook(Moment.COMMITTED)


class _Lock(FolderLock):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        if _Holder.disk is not None:
            _Holder.disk.locks.append(self)


@contextlib.contextmanager
def mounted(disk: Disk) -> Iterator[None]:
    """Let stores be opened on ``disk`` for as long as this lasts."""
    _Holder.disk = disk
    # By name: what is put in place of a class or a function is no redefinition of it.
    swaps: tuple[tuple[object, str, object], ...] = (
        (dialect, "SqlCipherDatabase", _Database),
        (opening, "FolderLock", _Lock),
    )
    real = [(module, name, getattr(module, name)) for module, name, _ in swaps]
    for module, name, stand_in in swaps:
        setattr(module, name, stand_in)
    try:
        yield
    finally:
        for module, name, was in real:
            setattr(module, name, was)
        disk.close()
        _Holder.disk = None


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Make a folder for data, and remove it at the end."""
    with tempfile.TemporaryDirectory(prefix="kpay-days-", dir=place()) as made:
        yield Path(made)
