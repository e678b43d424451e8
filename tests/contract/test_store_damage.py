"""Damage on the disk is found, and never sold on."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from kpay_desktop.ports import StoreError, StoreErrorKind
from models.database import STORE_FILE
from models.tail import TAIL_FILE
from tests.helpers.store import begin, opened, raw, sell, write
from tests.helpers.store import open_quietly as open_store

PAGE = 4_096


def flip(path: Path, position: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)


def found(folder: Path) -> bool:
    """True if the damage shows when the folder is opened, or at the latest in the whole check."""
    try:
        store = open_store(folder)
    except StoreError as error:
        return error.kind is StoreErrorKind.DAMAGED
    try:
        return not store.verify(60).is_sound
    finally:
        store.close(60)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("day")
    with opened(folder) as store:
        for _ in range(10):
            sell(store)
    return folder


def test_a_flipped_bit_anywhere_is_found(day: Path, tmp_path: Path) -> None:
    pages = (day / STORE_FILE).stat().st_size // PAGE
    chance = random.Random(20261122)
    for page in range(pages):
        folder = tmp_path / str(page)
        shutil.copytree(day, folder)
        flip(folder / STORE_FILE, page * PAGE + chance.randrange(PAGE))
        assert found(folder), f"page {page}"


def test_a_flipped_bit_on_the_first_page_is_damage_and_not_a_wrong_key(
    day: Path, tmp_path: Path
) -> None:
    for position in (3, 20, 100, PAGE - 1):
        folder = tmp_path / str(position)
        shutil.copytree(day, folder)
        flip(folder / STORE_FILE, position)
        with pytest.raises(StoreError) as caught:
            open_store(folder)
        assert caught.value.kind is StoreErrorKind.DAMAGED


@pytest.mark.parametrize("keep", [1, 3, 7])
def test_a_file_cut_short_is_found(day: Path, tmp_path: Path, keep: int) -> None:
    folder = tmp_path / "cut"
    shutil.copytree(day, folder)
    data = (folder / STORE_FILE).read_bytes()
    (folder / STORE_FILE).write_bytes(data[: len(data) * keep // 8])
    assert found(folder)


def test_a_page_that_the_log_makes_whole_again_is_no_damage(day: Path, tmp_path: Path) -> None:
    """A crash while the log is emptied tears pages of the file; the log still has them."""
    live, crashed = tmp_path / "live", tmp_path / "crashed"
    shutil.copytree(day, live)
    with opened(live) as store:
        sell(store)
        shutil.copytree(live, crashed)
    torn = pages_in_log(crashed / f"{STORE_FILE}-wal")
    assert len(torn) > 3
    for page in torn:
        flip(crashed / STORE_FILE, (page - 1) * PAGE + 2_000)
    with opened(crashed) as store:
        assert store.verify(60).problems == ()


def test_a_page_that_is_just_being_written_is_no_damage(day: Path, tmp_path: Path) -> None:
    folder = tmp_path / "busy"
    shutil.copytree(day, folder)
    whole = (folder / STORE_FILE).read_bytes()
    with opened(folder) as store:
        checks: list[str] = []

        def looks(sql: str) -> None:
            if "cipher_integrity_check" in sql:
                checks.append(sql)
                (folder / STORE_FILE).write_bytes(whole)

        store._reading.database.query_hooks.append(lambda event: looks(event.sql))
        flip(folder / STORE_FILE, 5 * PAGE + 1_000)
        assert store.verify(60).problems == ()
        assert len(checks) == 2


def pages_in_log(log: Path) -> set[int]:
    """Return the numbers of the pages in a write-ahead log (https://sqlite.org/walformat.html)."""
    data = log.read_bytes()
    frames = range(32, len(data) - 24 - PAGE + 1, 24 + PAGE)
    return {int.from_bytes(data[at : at + 4]) for at in frames}


def test_commits_that_a_damaged_log_dropped_are_missed(tmp_path: Path) -> None:
    """The engine drops what stands behind the damage without a word; the witness does not."""
    live = tmp_path / "live"
    copy = tmp_path / "copy"
    with opened(live) as store:
        sell(store)
        write(store, lambda: None)
        for _ in range(5):
            sell(store)
        shutil.copytree(live, copy)
    wal = copy / f"{STORE_FILE}-wal"
    assert wal.stat().st_size > 20 * PAGE
    flip(wal, wal.stat().st_size - 10 * PAGE)
    with pytest.raises(StoreError) as caught:
        open_store(copy)
    assert caught.value.kind is StoreErrorKind.DAMAGED
    assert "rows are missing" in caught.value.detail


def test_a_log_that_was_taken_away_is_missed(tmp_path: Path) -> None:
    live = tmp_path / "live"
    copy = tmp_path / "copy"
    with opened(live) as store:
        sell(store)
        shutil.copytree(live, copy)
    (copy / f"{STORE_FILE}-wal").unlink()
    with pytest.raises(StoreError) as caught:
        open_store(copy)
    assert caught.value.kind is StoreErrorKind.DAMAGED


def test_an_older_copy_of_the_database_is_missed(day: Path, tmp_path: Path) -> None:
    folder = tmp_path / "till"
    shutil.copytree(day, folder)
    with opened(folder) as store:
        begin(store)
    shutil.copy(day / STORE_FILE, folder / STORE_FILE)
    assert found(folder)


def test_a_torn_or_missing_witness_does_not_stop_the_till(day: Path, tmp_path: Path) -> None:
    folder = tmp_path / "till"
    shutil.copytree(day, folder)
    for text in (b"", b"key=", (folder / TAIL_FILE).read_bytes().replace(b"seq=0", b"seq=9")):
        (folder / TAIL_FILE).write_bytes(text)
        with opened(folder) as store:
            begin(store)
    (folder / TAIL_FILE).unlink()
    with opened(folder) as store:
        begin(store)


def test_a_witness_that_fell_behind_does_no_harm(day: Path, tmp_path: Path) -> None:
    folder = tmp_path / "till"
    shutil.copytree(day, folder)
    behind = (folder / TAIL_FILE).read_bytes()
    with opened(folder) as store:
        begin(store)
    (folder / TAIL_FILE).write_bytes(behind)
    with opened(folder) as store:
        assert store.verify(60).is_sound


@pytest.mark.parametrize("witnessed", [True, False])
@pytest.mark.parametrize(
    "change",
    ["DELETE FROM journal WHERE seq = 30", "UPDATE journal SET hash = '00' WHERE seq = 30"],
)
def test_a_journal_without_its_last_row_is_not_opened(
    day: Path, tmp_path: Path, change: str, *, witnessed: bool
) -> None:
    folder = tmp_path / "till"
    shutil.copytree(day, folder)
    if not witnessed:
        # Then the anchor of the last pause is what tells.
        (folder / TAIL_FILE).unlink()
    with raw(folder) as engine:
        assert engine.execute("SELECT MAX(seq) FROM journal").fetchone() == (30,)
        engine.execute(change)
    with pytest.raises(StoreError) as caught:
        open_store(folder)
    assert caught.value.kind is StoreErrorKind.DAMAGED


def test_a_sale_changed_behind_the_journals_back_is_found(day: Path, tmp_path: Path) -> None:
    changes = (
        "UPDATE transactions SET amount_minor = 1 WHERE id = 3",
        "UPDATE transactions SET state = 'closed' WHERE id = 3",
        "UPDATE credits SET paid_minor = 1 WHERE attempt_id = 3",
        "DELETE FROM credits WHERE attempt_id = 3",
        "UPDATE attempts SET order_no = 'X' WHERE id = 3",
        "UPDATE flows SET is_open = 1 WHERE first_seq = 1",
        "UPDATE flows SET state = '{}' WHERE first_seq = 1",
    )
    for number, change in enumerate(changes):
        folder = tmp_path / str(number)
        shutil.copytree(day, folder)
        with raw(folder) as engine:
            engine.execute(change)
        store = open_store(folder)
        report = store.verify(60)
        assert store.close(60)
        assert not report.is_sound, change
