"""A connection that has met damage is of no more use; the till goes on all the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kpay_desktop.ports import StoreError, StoreErrorKind
from kpay_desktop.security.audit import chain_hash
from models.chain import JOURNAL
from models.database import STORE_FILE, OpenedStore
from tests.helpers.store import (
    DEADLINE_S,
    Faults,
    begin,
    open_quietly,
    opened,
    raw,
    read,
    sell,
)

PAGE = 4_096


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with opened(tmp_path) as store:
        for _ in range(3):
            sell(store)
    return tmp_path


def spoil(folder: Path) -> Callable[[], None]:
    """Flip a bit in every page but the first; return what puts the file back as it was."""
    path = folder / STORE_FILE
    whole = path.read_bytes()
    spoilt = bytearray(whole)
    for at in range(PAGE, len(whole), PAGE):
        spoilt[at + 1_000] ^= 1

    def put(data: bytes) -> None:
        with path.open("r+b") as file:
            file.write(data)

    put(bytes(spoilt))
    return lambda: put(whole)


def refusal(store: OpenedStore) -> StoreErrorKind:
    with pytest.raises(StoreError) as caught:
        begin(store)
    return caught.value.kind


def test_sales_go_on_when_the_disk_reads_well_again(folder: Path) -> None:
    with opened(folder) as store:
        put_back = spoil(folder)
        assert refusal(store) is StoreErrorKind.DAMAGED
        assert refusal(store) is StoreErrorKind.DAMAGED
        put_back()
        assert sell(store).voucher == "000004"
        assert store.verify(60).problems == ()


def test_pages_are_read_again_when_the_disk_reads_well_again(folder: Path) -> None:
    with opened(folder) as store:
        put_back = spoil(folder)
        with pytest.raises(StoreError) as caught:
            read(store, store.reports.batch_summary)
        assert caught.value.kind is StoreErrorKind.DAMAGED
        put_back()
        assert read(store, store.reports.batch_summary).count == 3


def test_a_journal_that_grew_meanwhile_is_not_sold_on(folder: Path) -> None:
    """What was called unwritten and is there after all belongs to the next start's recovery."""
    faults = Faults()
    store = open_quietly(folder, faults=faults)
    put_back = spoil(folder)
    assert refusal(store) is StoreErrorKind.DAMAGED
    put_back()
    last = store.store.journal_rows
    with raw(folder) as engine:
        row = list(engine.execute("SELECT * FROM journal WHERE seq = ?", (last,)).fetchall()[0])
        row[0] = last + 1
        row[-1] = chain_hash(JOURNAL.name, str(row[-1]), row[:-1])
        engine.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    assert refusal(store) is StoreErrorKind.DAMAGED
    assert refusal(store) is StoreErrorKind.DAMAGED
    assert store.close(DEADLINE_S)
    assert [str(fault) for fault in faults.heard][
        -1
    ] == "damaged: the journal is not where it was left"
    with opened(folder) as store:
        assert store.store.journal_rows == last + 1
        sell(store)


def test_a_witness_that_could_not_be_written_once_is_written_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(folder) as store:
        before = (folder / "store.tail").read_text("ascii")
        with monkeypatch.context() as full:
            full.setattr("models.tail.os.write", _no_room)
            begin(store)
        assert (folder / "store.tail").read_text("ascii") == before
        begin(store)
        assert (folder / "store.tail").read_text("ascii") != before


def _no_room(*_: object) -> int:
    raise OSError(28, "no room")
