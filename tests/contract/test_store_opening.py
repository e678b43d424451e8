"""Opening a data folder: who may, with what key, and what is refused in which words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from kpay_desktop.ports import StoreError, StoreErrorKind
from kpay_desktop.security.keys import KEY_FILE, write_owner_only
from models import dialect_sqlite as dialect
from models.database import STORE_FILE
from models.lock import LOCK_FILE
from models.tail import TAIL_FILE
from tests.helpers.store import (
    KEY_HEX,
    begin,
    make_folder,
    open_quietly,
    opened,
    raw,
    sell,
    write,
)

ROOT = Path(__file__).parents[2]


def refused(folder: Path) -> StoreErrorKind:
    with pytest.raises(StoreError) as caught:
        open_quietly(folder)
    assert KEY_HEX not in str(caught.value)
    # Whatever it was, nothing is left behind that would refuse the next start.
    with pytest.raises(StoreError) as again:
        open_quietly(folder)
    assert again.value.kind is caught.value.kind
    return caught.value.kind


def test_the_first_start_makes_everything_for_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "till"
    store = open_quietly(folder)
    assert store.close(60)
    assert store.report.schema_version >= 1
    assert store.report.engine_version.startswith("SQLite 3.")
    assert "SQLCipher" in store.report.engine_version
    names = {path.name for path in folder.iterdir()}
    assert names == {STORE_FILE, KEY_FILE, LOCK_FILE, TAIL_FILE}
    if sys.platform != "win32":
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "收银台 100%41 #till;"
    for _ in range(2):
        with opened(folder) as store:
            begin(store)
    assert (folder / STORE_FILE).stat().st_size > 0
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_files_beside_the_database_are_for_the_owner_alone_too(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        begin(store)
        beside = [tmp_path / f"{STORE_FILE}-wal", tmp_path / f"{STORE_FILE}-shm"]
        assert all(path.exists() for path in beside)
        if sys.platform != "win32":
            assert {path.stat().st_mode & 0o777 for path in beside} == {0o600}


def test_nothing_stands_in_the_file_in_the_clear(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        wal = (tmp_path / f"{STORE_FILE}-wal").read_bytes()
    for data in ((tmp_path / STORE_FILE).read_bytes(), wal):
        assert b"SQLite format" not in data
        assert b"show_qr" not in data
        assert b"paynow" not in data


def test_the_connection_is_what_the_house_asks_for(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        database = store.store._session.database

        def pragmas() -> list[object]:
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "cipher_status")
            return [database.pragma(name) for name in names]

        assert write(store, pragmas) == ["wal", 2, 1, 5_000, "1"]
        assert not database.autoconnect


def test_the_reader_cannot_write(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        begin(store)
        reading = store._reading
        with pytest.raises(StoreError) as caught:
            store.reader.call(lambda: reading.execute("DELETE FROM transactions"), 60)
        assert caught.value.kind is StoreErrorKind.READ_ONLY


def test_an_old_engine_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    assert refused(make_folder(tmp_path)) is StoreErrorKind.ENGINE


def test_a_connection_without_its_pragmas_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialect, "_writer_pragmas", lambda: (("synchronous", "NORMAL"),))
    assert refused(make_folder(tmp_path)) is StoreErrorKind.ENGINE


def test_the_wrong_key_is_named_so(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
    (tmp_path / KEY_FILE).unlink()
    write_owner_only(tmp_path / KEY_FILE, "a5" * 32)
    assert refused(tmp_path) is StoreErrorKind.KEY_WRONG


def test_a_missing_key_is_not_made_anew(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
    (tmp_path / KEY_FILE).unlink()
    assert refused(tmp_path) is StoreErrorKind.KEY_MISSING
    assert not (tmp_path / KEY_FILE).exists()


def test_a_newer_schema_is_left_alone(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    with raw(tmp_path) as engine:
        engine.execute("INSERT INTO schema_versions VALUES (9999, 'later', 'then')")
    assert refused(tmp_path) is StoreErrorKind.NEWER


@pytest.mark.parametrize("empty", [True, False])
def test_a_database_that_has_gone_is_not_begun_anew(tmp_path: Path, *, empty: bool) -> None:
    with opened(tmp_path) as store:
        sell(store)
    if empty:
        (tmp_path / STORE_FILE).write_bytes(b"")
    else:
        (tmp_path / STORE_FILE).unlink()
    assert refused(tmp_path) is StoreErrorKind.DAMAGED


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    make_folder(tmp_path)
    (tmp_path / STORE_FILE).write_bytes(b"SQLite format 3\0" + bytes(8_000))
    assert refused(tmp_path) is StoreErrorKind.KEY_WRONG


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "till").write_text("")
    assert refused(tmp_path / "till") is StoreErrorKind.OTHER


def test_a_second_start_in_this_process_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert refused(tmp_path) is StoreErrorKind.IN_USE
        begin(store)
    with opened(tmp_path) as store:
        begin(store)


HOLDER = """
import sys
from pathlib import Path
from tests.helpers.store import make_folder, open_quietly
store = open_quietly(make_folder(Path(sys.argv[1])))
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_start_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline().strip() == b"open"
            assert refused(tmp_path) is StoreErrorKind.IN_USE
        finally:
            holder.kill()
            holder.wait(30)
    with opened(tmp_path) as store:
        begin(store)


def test_a_wrong_lane_is_refused_before_anything_is_opened() -> None:
    from models.numbers import Lane

    for terminal_id in ("", "123456789012", "80 10001", "8001000\u0661"):
        with pytest.raises(ValueError, match="terminal"):
            Lane(terminal_id)
    with pytest.raises(ValueError, match="batch"):
        Lane("80010001", 0)
