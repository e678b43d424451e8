"""What the disk itself says, where the engine only says that it failed."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from kpay_desktop.bootstrap.folders import Folders
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import dialect_sqlite as dialect
from models.dialect_sqlite import store_error
from models.disk import PROBE_FILE, ask_disk
from tests.helpers.store import begin, open_quietly, opened, write

FULL, READ_ONLY, DAMAGED = (
    StoreErrorKind.FULL,
    StoreErrorKind.READ_ONLY,
    StoreErrorKind.DAMAGED,
)


def failing(monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> None:
    def fail(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, call, fail)


class EngineError(dbapi2.Error):
    """An error with the engine's own name of it."""

    def __init__(self, name: str) -> None:
        super().__init__("disk I/O error")
        self.sqlite_errorname = name


@pytest.mark.parametrize("call", ["open", "write", "fsync"])
@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, FULL),
        (errno.EDQUOT, FULL),
        (errno.EROFS, READ_ONLY),
        (errno.EIO, DAMAGED),
    ],
)
@pytest.mark.parametrize("word", ["SQLITE_IOERR", "SQLITE_CANTOPEN"])
def test_the_disk_is_asked_what_ails_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
    kind: StoreErrorKind,
    word: str,
) -> None:
    failing(monkeypatch, call, number)
    error = store_error(EngineError(word), tmp_path / "store.db")
    assert (error.kind, error.detail) == (kind, word)
    assert not (tmp_path / PROBE_FILE).exists()


def test_asking_a_disk_that_is_well_leaves_nothing(tmp_path: Path) -> None:
    assert ask_disk(tmp_path) is None
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_well_now_failed_all_the_same(tmp_path: Path) -> None:
    assert store_error(EngineError("SQLITE_IOERR"), tmp_path / "store.db").kind is DAMAGED


def test_little_room_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1_000))
    assert ask_disk(tmp_path) is FULL


def test_a_database_that_opens_for_reading_alone_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine falls back to that without a word when it may not open the file for writing."""
    with opened(tmp_path) as store:
        begin(store)
    make_plainly = dialect.make_database

    def make_falling_back(path: Path, key_hex: str, *, read_only: bool) -> SqlCipherDatabase:
        made = make_plainly(path, key_hex, read_only=read_only)
        made.database = made.database.replace("mode=rw", "mode=ro")
        return made

    monkeypatch.setattr(dialect, "make_database", make_falling_back)
    with pytest.raises(StoreError) as caught:
        open_quietly(tmp_path)
    assert caught.value.kind is READ_ONLY
    monkeypatch.undo()
    with opened(tmp_path) as store:
        assert begin(store).voucher == "000002"


@pytest.mark.parametrize(("number", "kind"), [(errno.EIO, DAMAGED), (errno.EDQUOT, FULL)])
def test_a_log_that_cannot_be_had_is_the_disks_fault_and_not_the_engines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: StoreErrorKind
) -> None:
    with opened(tmp_path) as store:
        database = store.store._session.database

        def check() -> None:
            dialect.check_connection(database, tmp_path / "store.db", read_only=False)

        write(store, check)
        write(store, lambda: database.pragma("synchronous", 1))
        with pytest.raises(StoreError) as caught:
            write(store, check)
        assert caught.value.kind is StoreErrorKind.ENGINE
        failing(monkeypatch, "open", number)
        with pytest.raises(StoreError) as caught:
            write(store, check)
        assert caught.value.kind is kind
        monkeypatch.undo()


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.EDQUOT, FULL),
        (errno.EIO, DAMAGED),
        (errno.EROFS, READ_ONLY),
        (errno.EACCES, READ_ONLY),
    ],
)
def test_folders_that_cannot_be_made_are_named_the_same_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: StoreErrorKind
) -> None:
    failing(monkeypatch, "mkdir", number)
    with pytest.raises(StoreError) as caught:
        Folders(tmp_path / "data").make()
    assert caught.value.kind is kind
