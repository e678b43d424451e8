"""A connection and the one thread that may use it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from peewee import PeeweeException

from kpay_desktop.ports import StoreError, StoreErrorKind
from models import dialect_sqlite as dialect
from models.dialect_sqlite import Connection, Cursor

# What a column can hold on its way in.
Value: TypeAlias = str | int | None
# What comes back; each reader knows the columns that it asked for.
Row: TypeAlias = tuple[Any, ...]


class WrongThreadError(AssertionError):
    """A store's method was called off its thread: a mistake of ours, not of the disk."""


class Session:
    """Runs statements on one connection, for the thread that opened it.

    Inside ``with session.transaction():`` all statements stand or fall together. Every error of
    the engine leaves as a ``StoreError``. A connection that is spent after one is replaced before
    the next use.
    """

    def __init__(self, path: Path, key_hex: str, *, read_only: bool) -> None:
        self.path = path
        self.read_only = read_only
        self.database = dialect.make_database(path, key_hex, read_only=read_only)
        self.guard = dialect.Guard(path, self._heard)
        self.on_revival: Callable[[], None] | None = None
        self._thread_id: int | None = None
        self._connection: Connection | None = None
        self._is_spent = False
        self._is_inside = False

    def open(self) -> None:
        """Connect, and make this thread the owner.

        Raises:
            StoreError: the file cannot be read with this key, or not at all.
        """
        self._thread_id = threading.get_ident()
        with self.guard:
            try:
                self.database.connect()
                self._connection = self.database.connection()
                # The first read: a wrong key or a damaged first page shows here.
                self.database.get_tables()
                dialect.check_connection(self.database, self.path, read_only=self.read_only)
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Disconnect. Only on the owner's thread."""
        self.assert_owner()
        self._connection = None
        with contextlib.suppress(PeeweeException):
            self.database.close()

    def assert_owner(self) -> None:
        """Refuse any thread but the one that opened the connection."""
        if threading.get_ident() != self._thread_id:
            raise WrongThreadError("the store's connection belongs to another thread")

    def revive(self) -> None:
        """Replace the connection if it is spent. ``on_revival`` then takes up what it must know.

        Raises:
            StoreError: the file is not to be had, or is not what it was. The next use tries again.
        """
        if not self._is_spent or self._is_inside:
            return
        self.close()
        self.open()
        self._is_spent = False
        if self.on_revival is not None:
            try:
                self.on_revival()
            except BaseException:
                self._is_spent = True
                raise

    def _heard(self, error: StoreError) -> None:
        self._is_spent = self._is_spent or dialect.is_spent(error)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all or nothing; it is on the disk when the block has ended without an error."""
        self.assert_owner()
        self.revive()
        with self.guard:
            self.database.begin()
            self._is_inside = True
            try:
                yield
                self.database.commit()
            except BaseException:
                self._roll_back()
                raise
            finally:
                self._is_inside = False

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads of the block see one and the same state."""
        self.assert_owner()
        self.revive()
        with self.guard:
            dialect.begin_snapshot(self.database)
            self._is_inside = True
            try:
                yield
            finally:
                self._is_inside = False
                self._roll_back()

    def execute(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Run a statement that gives no rows; return how many rows it changed."""
        with self.guard:
            return self._run(sql, values).rowcount

    def row(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """Return the first row, or None."""
        with self.guard:
            return self._run(sql, values).fetchone()

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return all rows."""
        with self.guard:
            return self._run(sql, values).fetchall()

    def each(self, sql: str, values: Sequence[Value] = ()) -> Iterator[Row]:
        """Yield rows as they are read, for walks over a whole table."""
        with self.guard:
            cursor = self._run(sql, values)
            while block := cursor.fetchmany(1_000):
                yield from block

    def _run(self, sql: str, values: Sequence[Value]) -> Cursor:
        self.revive()
        # Straight to the engine: peewee's own way costs a tenth of a sale's commits.
        if self._connection is None:
            raise StoreError(StoreErrorKind.OTHER, "the store is not open")
        return self._connection.execute(sql, values)

    def _roll_back(self) -> None:
        # After a full disk the engine has rolled back by itself and says that there is nothing
        # to roll back; the first error is the one that counts.
        with contextlib.suppress(PeeweeException):
            self.database.rollback()
