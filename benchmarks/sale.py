"""A sale without its network, beside bare commits of the same engine in the same folder.

The till's side is the real runner on the real store and its writer thread; the gateway answers at
once, nothing is printed. The floor writes the very rows of the sale's journal with the engine
alone, one durable commit each, as often as the sale commits.
"""

from __future__ import annotations

import contextlib
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from benchmarks.codes import sample_code
from benchmarks.measure import BenchError, Effort, Meter, race
from benchmarks.report import Row, Target, compare
from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.domain.records import Commit
from kpay_desktop.domain.sale import QrMode, SaleDraft, Wallet
from kpay_desktop.flows.runner import Observed, Reply, Runner, RunnerParts, SaleView
from kpay_desktop.flows.show_qr import values as t
from kpay_desktop.flows.show_qr.values import Phase
from kpay_desktop.ports import Payment, Store
from kpay_desktop.security.keys import KEY_FILE, KeySource
from kpay_desktop.settings_works import KeyStore, QrClockSettings
from models.database import STORE_FILE, OpenedStore, open_store
from models.numbers import Lane

SALE = Target(ratio=2.5, added_s=0.0012)
COMMIT = Target(ratio=1.5)
AMOUNT_MINOR, TIP_MINOR = 2_000, 280
BETWEEN_SALES = timedelta(seconds=20)
DEADLINE_S = 30.0
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
    with _StoreAtWork(folder / "till") as opened:
        counter = _Counter(opened)
        view = counter.sell()
        rows = _journal(folder / "till", view.flow)
        with _BareEngine(folder / "bare.db") as bare:
            return [
                *_sales(effort, counter, bare, rows),
                _commits(effort, opened, bare, rows[1]),
            ]


def _sales(
    effort: Effort, counter: _Counter, bare: _BareEngine, rows: list[JournalRow]
) -> list[Row]:
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


# --- the till's side ------------------------------------------------------------------------


class _StoreAtWork:
    """The real store in a folder of its own; ``with`` gives it opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faults: list[Exception] = []

    def __enter__(self) -> OpenedStore:
        self._folder.mkdir(mode=0o700)
        key = KeySource(KeyStore.FILE, "demo")
        lane = Lane("80010001")
        self._opened = open_store(self._folder, key, lane, SystemClock(), self._faults.append)
        return self._opened

    def __exit__(self, *_: object) -> None:
        self._opened.close(DEADLINE_S)
        if self._faults:
            raise BenchError("the store had a fault") from self._faults[0]


class _NoTimers:
    """Implements ``ports.Timers``: nothing comes due, because every answer is there at once."""

    def start(self, key: str, delay_s: float, call: Callable[[], None]) -> None:
        pass

    def cancel(self, key: str) -> None:
        pass


class _CounterClock:
    """Implements ``ports.Clock`` for a busy counter: a sale every twenty seconds."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def pass_time(self) -> None:
        """Let the next customer come."""
        self._ahead += BETWEEN_SALES

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead.total_seconds()


class _Counter:
    """Sells with the real runner. The gateway's answers come at once: code made, code paid."""

    def __init__(self, opened: OpenedStore) -> None:
        self._numbers = itertools.count(1)
        self._clock = _CounterClock()
        self._code = sample_code()
        self._approved = threading.Event()
        self._last: SaleView | None = None
        self._runner = Runner(
            RunnerParts(
                store=opened.store,
                executor=opened.writer,
                timers=_NoTimers(),
                clock=self._clock,
                clocks=QrClockSettings(),
                perform=self._perform,
                observe=self._observe,
                print_wanted=_nothing,
            )
        )

    def sell(self) -> SaleView:
        """Make one sale and wait until it is approved; return it."""
        self._approved.clear()
        self._clock.pass_time()
        number = next(self._numbers)
        # Totals differ, as they mostly do: equal ones within minutes are looked at for doubts.
        draft = SaleDraft(AMOUNT_MINOR + number, TIP_MINOR, Wallet.PAYNOW, QrMode.SHOW, "01")
        self._runner.charge(draft, f"press-{number}")
        if not self._approved.wait(DEADLINE_S) or self._last is None:
            raise BenchError("the sale was not approved")
        return self._last

    def _perform(self, effect: t.Effect, reply: Reply) -> None:
        match effect:
            case t.CreateOrder(order_no=order_no, amount_minor=total_minor):
                reply(t.CodeReady(self._code), None)
                payment = Payment(f"W{order_no}", total_minor)
                reply(t.Paid(total_minor, (payment,), self._clock.now()), None)
            case _:
                raise BenchError(f"nobody asks for {type(effect).__name__} in such a sale")

    def _observe(self, observed: Observed) -> None:
        if isinstance(observed, SaleView) and observed.state.phase is Phase.APPROVED:
            self._last = observed
            self._approved.set()


def _nothing() -> None:
    pass


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
