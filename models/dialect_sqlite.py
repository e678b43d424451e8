"""Everything that only SQLite (with SQLCipher) understands: pragmas, checks, error codes.

No other file of this package holds SQL that PostgreSQL lacks; a test looks for it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, TypeAlias

from peewee import PeeweeException
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from kpay_desktop.ports import StoreError, StoreErrorKind
from models.disk import ask_disk, kind_of

Connection: TypeAlias = dbapi2.Connection
Cursor: TypeAlias = dbapi2.Cursor

# SQLite 3.7.0 to 3.51.2 can lose commits when a second connection resets the WAL.
OLDEST_ENGINE: Final = (3, 51, 3)

BUSY_TIMEOUT_MS: Final = 5_000
# A bound on the WAL while the till never pauses: 1000 pages of 4 KiB.
WAL_PAGES: Final = 1_000

_READ_WRITE: Final = os.R_OK | os.W_OK

_KINDS: Final = {
    "SQLITE_FULL": StoreErrorKind.FULL,
    "SQLITE_READONLY": StoreErrorKind.READ_ONLY,
    "SQLITE_PERM": StoreErrorKind.READ_ONLY,
    "SQLITE_CORRUPT": StoreErrorKind.DAMAGED,
    "SQLITE_NOTADB": StoreErrorKind.DAMAGED,
    "SQLITE_FORMAT": StoreErrorKind.DAMAGED,
    "SQLITE_IOERR": StoreErrorKind.DAMAGED,
    "SQLITE_BUSY": StoreErrorKind.IN_USE,
    "SQLITE_LOCKED": StoreErrorKind.IN_USE,
}

_SPENT: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_READONLY", "SQLITE_CANTOPEN")


def make_database(path: Path, key_hex: str, *, read_only: bool) -> SqlCipherDatabase:
    """Return the database, not yet connected; each thread connects for itself.

    ``key_hex`` is the raw key, so that no slow derivation runs at each connection.
    """
    mode = "ro" if read_only else "rw"
    return SqlCipherDatabase(
        f"{path.absolute().as_uri()}?mode={mode}",
        passphrase=f"x'{key_hex}'",
        pragmas=_reader_pragmas() if read_only else _writer_pragmas(),
        autoconnect=False,
        lock_type="IMMEDIATE",
        timeout=BUSY_TIMEOUT_MS / 1000,
        uri=True,
    )


def _writer_pragmas() -> tuple[tuple[str, str | int], ...]:
    return (
        ("busy_timeout", BUSY_TIMEOUT_MS),
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("foreign_keys", "ON"),
        ("wal_autocheckpoint", WAL_PAGES),
        # What is wiped is overwritten with zeros, in its page and in pages that fall free. The
        # cipher asks for it too; the vault shall not hang on that.
        ("secure_delete", "ON"),
        # Temporary tables and sorts never reach the disk, where they would lie in the clear.
        ("temp_store", "MEMORY"),
        ("trusted_schema", "OFF"),
    )


def _reader_pragmas() -> tuple[tuple[str, str | int], ...]:
    return (
        ("busy_timeout", BUSY_TIMEOUT_MS),
        ("query_only", "ON"),
        ("temp_store", "MEMORY"),
        ("trusted_schema", "OFF"),
    )


def check_engine() -> str:
    """Return the engine's version, and silence the cipher's own log.

    Raises:
        StoreError: (ENGINE) the library is too old, or is no SQLCipher.
    """
    version = dbapi2.sqlite_version
    if dbapi2.sqlite_version_info < OLDEST_ENGINE:
        raise StoreError(StoreErrorKind.ENGINE, f"SQLite {version} can lose commits")
    with contextlib.closing(dbapi2.connect(":memory:")) as probe:
        row = probe.execute("PRAGMA cipher_version").fetchone()
        # It writes to stderr by default, also for an ordinary wrong key.
        probe.execute("PRAGMA cipher_log_level = NONE")
    if row is None or not row[0]:
        raise StoreError(StoreErrorKind.ENGINE, f"SQLite {version} does not encrypt")
    return f"SQLite {version}, SQLCipher {row[0]}"


def check_connection(database: SqlCipherDatabase, path: Path, *, read_only: bool) -> None:
    """Make sure that the connection is what was asked for; pragmas fail silently.

    Raises:
        StoreError: it is not: because the disk refuses, or else (ENGINE) because of the engine.
    """
    wanted = [("cipher_status", "1")]
    if not read_only:
        wanted += [("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1")]
        wanted += [("secure_delete", "1")]
    for pragma, value in wanted:
        found = str(database.pragma(pragma))
        if found != value:
            kind = ask_disk(path.parent) or StoreErrorKind.ENGINE
            raise StoreError(kind, f"{pragma} is {found}")


def checkpoint(database: SqlCipherDatabase) -> bool:
    """Move the WAL into the database and cut it to nothing; False if a reader was in the way."""
    # Waiting for a long report would hold up a sale: the next pause will do.
    database.pragma("busy_timeout", 0)
    try:
        row = database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        database.pragma("busy_timeout", BUSY_TIMEOUT_MS)
    return row is not None and row[0] == 0


def begin_snapshot(database: SqlCipherDatabase) -> None:
    """Begin a transaction that reads one and the same state until its end, and writes nothing."""
    database.begin("DEFERRED")


def wal_path(path: Path) -> Path:
    """Return where the write-ahead log of the database lies."""
    return path.with_name(path.name + "-wal")


def integrity_problems(database: SqlCipherDatabase, limit: int = 20) -> list[str]:
    """Read every page and every index; return what is wrong, at most ``limit`` of each check."""
    problems = _said(database, "cipher_integrity_check", limit)
    if problems:
        # It reads the file beside a writer that may just be emptying the log into it: what was
        # caught half written is whole the next time.
        again = set(_said(database, "cipher_integrity_check", limit))
        problems = [problem for problem in problems if problem in again]
    for check in (f"integrity_check({limit})", "foreign_key_check"):
        problems += _said(database, check, limit)
    return problems


def _said(database: SqlCipherDatabase, check: str, limit: int) -> list[str]:
    rows = database.execute_sql(f"PRAGMA {check}").fetchmany(limit)
    found = [" ".join(str(column) for column in row) for row in rows]
    return [f"{check}: {text}" for text in found if text != "ok"]


class Guard:
    """A ``with`` block out of which only :class:`StoreError` comes, whatever the engine raised.

    ``heard`` gets each of them first.
    """

    __slots__ = ("_heard", "_path")

    def __init__(self, path: Path, heard: Callable[[StoreError], None] | None = None) -> None:
        self._path = path
        self._heard = heard

    def __enter__(self) -> None:
        return None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Literal[False]:
        if error is None or isinstance(error, StoreError):
            return False
        if isinstance(
            error, PeeweeException | dbapi2.Error | OSError | UnicodeError | OverflowError
        ):
            made = store_error(error, self._path)
            if self._heard is not None:
                self._heard(made)
            raise made from error
        return False


def store_error(error: BaseException, path: Path) -> StoreError:
    """Return the store's own error for one of the engine's or the system's.

    The detail names the engine's code and never a value that was to be written.
    """
    if isinstance(error, OSError):
        return StoreError(kind_of(error), f"{type(error).__name__} {error.errno}")
    cause = _engine_error(error)
    name = getattr(cause, "sqlite_errorname", None)
    if not isinstance(name, str):
        return StoreError(StoreErrorKind.OTHER, type(cause).__name__)
    kinds = (known for prefix, known in _KINDS.items() if name.startswith(prefix))
    kind = next(kinds, StoreErrorKind.OTHER)
    if name.startswith("SQLITE_CANTOPEN") and path.exists() and not os.access(path, _READ_WRITE):
        kind = StoreErrorKind.READ_ONLY
    elif name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")):
        kind = ask_disk(path.parent) or kind
    return StoreError(kind, name)


def is_spent(error: StoreError) -> bool:
    """True if the connection is of no more use: the engine holds what it met against it for good.

    One read that fails reaches the engine as a damaged page; from then on it calls everything
    damaged and refuses to write, though the disk may be well again.
    """
    return error.detail.startswith(_SPENT)


def engine_code(error: StoreError) -> str:
    """Return the engine's name of what went wrong (``SQLITE_NOTADB``), or an empty text."""
    return error.detail if error.detail.startswith("SQLITE_") else ""


def _engine_error(error: BaseException) -> BaseException:
    """Return the engine's own exception out of peewee's, which are wrapped once or twice.

    Peewee hands the inner one on as the first argument; where it does not, it is the context.
    """
    seen = {id(error)}
    while isinstance(error, PeeweeException):
        first = error.args[0] if error.args else None
        inner = first if isinstance(first, BaseException) else error.__context__
        if inner is None or id(inner) in seen:
            break
        seen.add(id(inner))
        error = inner
    return error
