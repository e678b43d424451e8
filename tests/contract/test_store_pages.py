"""How many pages each step of a sale changes: each is encrypted, authenticated and written."""

from __future__ import annotations

import statistics
from functools import partial
from pathlib import Path

from models.database import STORE_FILE
from models.dialect_sqlite import wal_path
from tests.helpers.store import approved, begin, opened, raw, shown, write

# A frame of the log: its head and a page.
FRAME_BYTES = 24 + 4096
SALES = 20


def test_steps_change_few_pages(tmp_path: Path) -> None:
    log = wal_path(tmp_path / STORE_FILE)
    sizes: dict[str, list[int]] = {"begun": [], "shown": [], "approved": []}
    with opened(tmp_path) as store, raw(tmp_path) as reader:
        # While somebody reads, the log is not emptied, however long the test takes.
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM journal").fetchone()
        for _ in range(SALES):
            sale = begin(store)
            sizes["begun"].append(log.stat().st_size)
            write(store, partial(store.store.commit, shown(sale)))
            sizes["shown"].append(log.stat().st_size)
            write(store, partial(store.store.commit, approved(sale)))
            sizes["approved"].append(log.stat().st_size)
        reader.execute("COMMIT")

    def pages(before: list[int], after: list[int]) -> float:
        grown = [b - a for a, b in zip(before, after, strict=True)]
        return statistics.median(grown) / FRAME_BYTES

    assert pages(sizes["approved"][:-1], sizes["begun"][1:]) <= 14
    assert pages(sizes["begun"], sizes["shown"]) <= 2
    assert pages(sizes["shown"], sizes["approved"]) <= 15
