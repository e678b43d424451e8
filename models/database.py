"""Opening a till's data folder: engine, lock, key, schema and chains, then the two threads."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kpay_desktop.domain.records import StoreReport
from kpay_desktop.ports import BusyError, Clock, StoreError, StoreErrorKind
from kpay_desktop.security.keys import (
    DatabaseKey,
    KeyProblem,
    KeySource,
    KeyUnavailableError,
)
from kpay_desktop.settings_works import KeyStore
from models import dialect_sqlite as dialect
from models import statements as sql
from models.audit import AuditLog
from models.lock import FolderLock
from models.migrate import migrate, schema_version
from models.numbers import Lane
from models.operators import OperatorRows, SignIn
from models.reports import Reports
from models.session import Session
from models.store import SqlStore
from models.stored_settings import StoredSettings
from models.tail import TailFile, Witness, check_not_shorter
from models.verify import VerifyReport, verify
from models.writer import Reader, Writer

log = logging.getLogger(__name__)

STORE_FILE = "store.db"
OPEN_DEADLINE_S = 60.0

# peewee writes every statement with its values to its log at DEBUG.
logging.getLogger("peewee").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class OpenedStore:
    """A store at work.

    ``store``, ``settings`` and ``audit`` belong to ``writer``'s thread, ``reports`` to
    ``reader``'s, ``sign_in`` to any worker. ``key_place``: where the key lies; a file deserves a
    warning in a profile that is not the demo.
    """

    writer: Writer
    reader: Reader
    store: SqlStore
    settings: StoredSettings
    audit: AuditLog
    sign_in: SignIn
    reports: Reports
    report: StoreReport
    key_place: KeyStore
    _reading: Session
    _lock: FolderLock
    _rest: Callable[[], bool]

    def verify(self, deadline_s: float) -> VerifyReport:
        """Check everything, on the reader's thread; pages' reads wait meanwhile.

        Raises:
            BusyError, TimeoutError: it did not come to an end.
        """

        def work() -> VerifyReport:
            # The check of pages reads the file past the log: one that was torn there by a crash,
            # and that the log makes whole again, would look like damage. From here no page's read
            # keeps the log from being emptied.
            with contextlib.suppress(StoreError):
                self.writer.call(self._rest, deadline_s)
            return verify(self._reading)

        return self.reader.call(work, deadline_s)

    def close(self, deadline_s: float) -> bool:
        """Finish what waits, empty the write-ahead log and give up the folder.

        False if that took longer; the folder then stays locked until the process ends.
        """
        ended = self.reader.stop(deadline_s)
        ended = self.writer.stop(deadline_s) and ended
        if ended:
            self._lock.release()
        return ended


def open_store(
    folder: Path,
    key: KeySource,
    lane: Lane,
    clock: Clock,
    on_fault: Callable[[Exception], None],
    deadline_s: float = OPEN_DEADLINE_S,
) -> OpenedStore:
    """Open the store in ``folder``, making it at the first start. Waits: not for the GUI thread.

    ``on_fault`` hears, on the store's threads, what their tasks raised. Opening stays quick
    however much there is: only the chains' rows since the last pause are checked.

    Raises:
        StoreError: it cannot be used; ``kind`` says why, and nothing is left running or locked.
    """
    engine = dialect.check_engine()
    _prepare_folder(folder)
    lock = FolderLock(folder)
    lock.acquire()
    try:
        return _open_locked(folder, key, lane, clock, on_fault, deadline_s, lock, engine)
    except BaseException:
        lock.release()
        raise


def _open_locked(
    folder: Path,
    key: KeySource,
    lane: Lane,
    clock: Clock,
    on_fault: Callable[[Exception], None],
    deadline_s: float,
    lock: FolderLock,
    engine: str,
) -> OpenedStore:
    witness = TailFile(folder).read()
    has_data = _check_presence(folder / STORE_FILE, witness)
    found = _find_key(folder, key, may_make=not has_data)
    side = _WriterSide(folder, found, lane, clock)
    writer = Writer("store-writer", on_fault, on_idle=side.rest, on_stop=side.stop)
    reading = Session(folder / STORE_FILE, found.hex, read_only=True)
    reader = Reader("store-reader", on_fault, on_stop=reading.close)
    writer.start()
    try:
        version = writer.call(lambda: side.open(witness), deadline_s)
        reader.start()
        reader.call(reading.open, deadline_s)
    except BaseException as error:
        reader.stop(deadline_s)
        writer.stop(deadline_s)
        if isinstance(error, TimeoutError | BusyError):
            raise StoreError(StoreErrorKind.OTHER, "the disk does not answer") from error
        raise
    report = StoreReport(
        path=str(folder / STORE_FILE),
        schema_version=version,
        engine_version=engine,
        journal_rows=side.store.journal_rows,
        notes=tuple(side.notes),
    )
    log.info("store_opened schema=%d rows=%d", version, report.journal_rows)
    return OpenedStore(
        writer=writer,
        reader=reader,
        store=side.store,
        settings=side.settings,
        audit=side.audit,
        sign_in=SignIn(writer, side.operators, clock),
        reports=Reports(reading, lane),
        report=report,
        key_place=found.place,
        _reading=reading,
        _lock=lock,
        _rest=side.rest,
    )


class _WriterSide:
    """Everything that lives on the writer's thread."""

    def __init__(self, folder: Path, key: DatabaseKey, lane: Lane, clock: Clock) -> None:
        self._path = folder / STORE_FILE
        self._key = key
        self._clock = clock
        self._session = Session(self._path, key.hex, read_only=False)
        self._tail = TailFile(folder)
        self._is_open = False
        self.notes: list[str] = []
        self.audit = AuditLog(self._session)
        self.store = SqlStore(self._session, lane, self._tail, self.audit)
        self.settings = StoredSettings(self._session, self.audit, self.store.numbers)
        self.operators = OperatorRows(self._session, self.audit)

    def open(self, witness: Witness | None) -> int:
        """Connect, migrate, check the chains; return the schema's version."""
        with self._session.guard:
            _make_file(self._path)
        self._connect(witness)
        self._is_open = True
        before = schema_version(self._session)
        now = self._clock.now()
        version = migrate(self._session, now)
        if before != version:
            self.notes.append(f"schema {before} -> {version}")
        # The engine opens for reading alone, without a word, what it cannot open otherwise.
        with self._session.transaction():
            self._session.execute(sql.TOUCH_NOTHING)
        tail = self.store.open(now)
        self.audit.open()
        same_row = None
        if witness is not None:
            row = self._session.row(sql.JOURNAL_HASH, (witness.link.seq,))
            same_row = None if row is None else str(row[0])
        check_not_shorter(witness, tail, same_row)
        self._tail.open(self._key.check, tail)
        self._session.on_revival = self._take_up
        return version

    def _take_up(self) -> None:
        self.store.take_up(self._clock.now())
        self.audit.open()

    def rest(self) -> bool:
        """Move the anchors and empty the write-ahead log; False if it has to be tried again."""
        if not self._is_open:
            return True
        self._session.revive()
        self.store.rest()
        self.audit.rest()
        with self._session.guard:
            wal = dialect.wal_path(self._path)
            if not wal.exists() or wal.stat().st_size == 0:
                return True
            return dialect.checkpoint(self._session.database)

    def stop(self) -> None:
        """Rest, then disconnect."""
        if not self._is_open:
            return
        try:
            self.rest()
        finally:
            self._is_open = False
            self._tail.close()
            self._session.close()

    def _connect(self, witness: Witness | None) -> None:
        try:
            self._session.open()
        except StoreError as error:
            # The engine says the same of a wrong key and of a damaged first page.
            is_unreadable = dialect.engine_code(error).startswith("SQLITE_NOTADB")
            if is_unreadable and (witness is None or witness.key_check != self._key.check):
                raise StoreError(StoreErrorKind.KEY_WRONG, error.detail) from error
            raise


def _prepare_folder(folder: Path) -> None:
    """Make the folder, for its owner alone."""
    with dialect.Guard(folder / STORE_FILE):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if sys.platform != "win32" and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)


def _make_file(path: Path) -> None:
    """Make the empty file before the engine does, so that nobody else can ever read it."""
    if path.exists():
        return
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _check_presence(path: Path, witness: Witness | None) -> bool:
    """Return whether there is data; refuse a folder whose data has gone."""
    with dialect.Guard(path):
        has_data = path.exists() and path.stat().st_size > 0
    if witness is not None and not has_data:
        raise StoreError(StoreErrorKind.DAMAGED, "the database file is missing")
    return has_data


def _find_key(folder: Path, source: KeySource, *, may_make: bool) -> DatabaseKey:
    try:
        return source.find(folder, may_make=may_make)
    except KeyUnavailableError as error:
        if error.problem is KeyProblem.FILE_UNWRITABLE and isinstance(error.__cause__, OSError):
            # The first start on a full or read-only disk.
            raise dialect.store_error(error.__cause__, folder / STORE_FILE) from error
        raise StoreError(StoreErrorKind.KEY_MISSING, str(error)) from error
