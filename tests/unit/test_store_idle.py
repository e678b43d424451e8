"""When the till pauses: the write-ahead log is emptied, and opening has little to check."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from models import chain as chain_module
from models import dialect_sqlite as dialect
from models.chain import JOURNAL, read_anchor
from models.database import STORE_FILE
from tests.helpers.store import (
    HandClock,
    approved,
    begin,
    draft,
    first_step,
    opened,
    sell,
    shown,
    write,
)


def wal_bytes(folder: Path) -> int:
    return (folder / f"{STORE_FILE}-wal").stat().st_size


def test_a_pause_empties_the_log(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        assert wal_bytes(tmp_path) > 0
        for _ in range(600):
            if wal_bytes(tmp_path) == 0:
                break
            assert not threading.Event().wait(0.05)
        assert wal_bytes(tmp_path) == 0
        anchor = write(store, lambda: read_anchor(store.store._session, JOURNAL))
        assert anchor.seq == store.store.journal_rows == 3


def test_a_reader_in_the_way_puts_the_pause_off_and_no_sale(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
        inside, leave = threading.Event(), threading.Event()

        def read_long() -> None:
            with store._reading.snapshot():
                store._reading.rows("SELECT id FROM transactions")
                inside.set()
                assert leave.wait(30)

        store.reader.submit(read_long)
        assert inside.wait(30)
        begin(store)
        database = store.store._session.database
        said: list[str] = []
        database.query_hooks.append(lambda event: said.append(event.sql))
        assert not write(store, lambda: dialect.checkpoint(database))
        # It does not wait for the reader: a sale may come.
        assert said[:2] == ["PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)"]
        begin(store)
        assert write(store, lambda: database.pragma("busy_timeout")) == dialect.BUSY_TIMEOUT_MS
        leave.set()
        store.reader.call(lambda: None, 30)
        assert write(store, lambda: dialect.checkpoint(database))


def test_closing_leaves_no_log_behind(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        sell(store)
    assert not (tmp_path / f"{STORE_FILE}-wal").exists()


def test_the_anchor_follows_a_till_that_never_pauses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain_module, "ANCHOR_EVERY", 10)
    with opened(tmp_path) as store:

        def work() -> int:
            at = HandClock().now()
            for _ in range(8):
                identity = store.store.begin_sale(draft(), at, first_step(at))
                store.store.commit(shown(identity))
                store.store.commit(approved(identity))
            return read_anchor(store.store._session, JOURNAL).seq

        assert write(store, work) == 20
        assert store.verify(60).is_sound
