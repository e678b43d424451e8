"""A sale without its network, beside bare commits of the same engine in the same folder.

The till's side is the real runner on the real store and its writer thread; the gateway answers at
once, nothing is printed. The floor writes the very rows of the sale's journal with the engine
alone, one durable commit each, as often as the sale commits.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from benchmarks.at_work import DEADLINE_S, Seller, StoreAtWork
from benchmarks.measure import Effort, Meter, race
from benchmarks.report import Row, Target, compare
from kpay_desktop.domain.records import Commit
from kpay_desktop.ports import Store
from kpay_desktop.security.keys import KEY_FILE
from models.database import STORE_FILE, OpenedStore

SALE = Target(ratio=2.5, added_s=0.0012)
COMMIT = Target(ratio=1.5)
# The runner keeps sales in hand whose orders are still watched; this stays well below its limit.
MOST_SALES = 400


class JournalRow(NamedTuple):
    """What the journal holds of one step, without its number."""

    flow: str
    at: str
    event: str
    state: str
    is_open: int
    body: str
    hash: str


def run(effort: Effort, folder: Path) -> list[Row]:
    with StoreAtWork(folder / "till") as opened:
        counter = Seller(opened)
        view = counter.sell()
        rows = _journal(folder / "till", view.flow)
        with _BareEngine(folder / "bare.db") as bare:
            return [
                *_sales(effort, counter, bare, rows),
                _commits(effort, opened, bare, rows[1]),
            ]


def _sales(effort: Effort, counter: Seller, bare: _BareEngine, rows: list[JournalRow]) -> list[Row]:
    """Return wall time and processor time of a sale."""
    spent: dict[str, list[float]] = {"floor": [], "ours": []}

    def both(name: str, work: Callable[[], object]) -> Meter:
        def meter() -> float:
            processor, began = time.process_time(), time.perf_counter()
            work()
            seconds = time.perf_counter() - began
            spent[name].append(time.process_time() - processor)
            return seconds

        return meter

    def commits() -> None:
        for row in rows:
            bare.commit(row)

    rounds = min(effort.times(300), MOST_SALES)
    warm_up = 3
    floor, ours = race(
        both("floor", commits), both("ours", counter.sell), rounds=rounds, warm_up=warm_up
    )
    floor_cpu, ours_cpu = (
        replace(timing, seconds=tuple(spent[name][warm_up:]))
        for name, timing in (("floor", floor), ("ours", ours))
    )
    name = f"{len(rows)} bare commits of its rows"
    return [
        compare("sale", "sale without network", (name, floor), ours, SALE),
        compare("sale", "· processor time of it", (name, floor_cpu), ours_cpu),
    ]


def _commits(effort: Effort, opened: OpenedStore, bare: _BareEngine, row: JournalRow) -> Row:
    """Return one step of a flow through the store, on the writer's thread."""
    step = Commit(row.flow, row.event, row.state, True, datetime.now(UTC))
    store: Store = opened.store

    def ours() -> float:
        began = time.perf_counter()
        store.commit(step)
        return time.perf_counter() - began

    def floor() -> float:
        began = time.perf_counter()
        bare.commit(row)
        return time.perf_counter() - began

    alone, through = race(
        floor,
        lambda: opened.writer.call(ours, DEADLINE_S),
        rounds=effort.times(500),
        warm_up=5,
    )
    return compare("sale", "one step through the store", ("a bare commit", alone), through, COMMIT)


# --- the floor's side -----------------------------------------------------------------------


def _journal(folder: Path, flow: str) -> list[JournalRow]:
    """Return the rows that the store wrote into its journal for one sale."""
    key = (folder / KEY_FILE).read_text("ascii").strip()
    with contextlib.closing(_connect(folder / STORE_FILE, key)) as connection:
        found = connection.execute(
            "SELECT flow, at, event, state, is_open, body, hash FROM journal WHERE flow = ?"
            " ORDER BY seq",
            (flow,),
        )
        return [JournalRow(*row) for row in found.fetchall()]


def _connect(path: Path, key_hex: str) -> Connection:
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
    connection.execute("PRAGMA cipher_log_level = NONE")
    return connection


_TABLE = (
    "CREATE TABLE journal (seq INTEGER PRIMARY KEY, flow TEXT NOT NULL, at TEXT NOT NULL,"
    " event TEXT NOT NULL, state TEXT NOT NULL, is_open INTEGER NOT NULL,"
    " body TEXT NOT NULL, hash TEXT NOT NULL)"
)


class _BareEngine:
    """The engine alone, set up as the store sets it up, with one table as wide as the journal."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> _BareEngine:
        self._connection = _connect(self._path, "5a" * 32)
        for statement in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            _TABLE,
        ):
            self._connection.execute(statement)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def commit(self, row: JournalRow) -> None:
        """Write one row durably."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(
            "INSERT INTO journal (flow, at, event, state, is_open, body, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        self._connection.execute("COMMIT")
