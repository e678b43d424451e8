"""Batches: what one comes to, its list, and a settlement whose totals differ, row by row.

A card batch of 999 rows stands open behind ten thousand rows of closed ones. The floors read the
bare figures and rows on a connection of their own; the settlement's floor writes as many commits
of one row each as it has steps, with the same engine.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlcipher3.dbapi2 import Connection

from benchmarks.at_work import NoTimers
from benchmarks.bare import DEADLINE_S, connect, make_store
from benchmarks.measure import BenchError, Effort, race, timed
from benchmarks.report import Row, Target, compare
from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.domain.sale import format_voucher
from kpay_desktop.domain.totals import MOST_ROWS, Totals
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.card_box import MemoryCardBox
from kpay_desktop.flows.settle_parts import BatchEffect, CardSide, SettleParts, TellBatch
from kpay_desktop.flows.settle_runner import SettleRunner
from kpay_desktop.flows.settle_view import SettleNews, SettleView
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import Phase
from kpay_desktop.flows.stan_book import StanBook
from kpay_desktop.ports_batch import BatchRow
from kpay_desktop.ports_cards import CardData
from kpay_desktop.security.vault import Vault
from kpay_desktop.settings_day import SettleClockSettings
from models.database import OpenedStore
from models.reports import Reports
from models.rows import time_text

BATCHES = 11
AMOUNT_MINOR = 3_080
START = datetime(2026, 11, 1, tzinfo=UTC)
FIGURES, LIST, UPLOAD = Target(ratio=5.0), Target(ratio=5.0), Target(ratio=5.0)
_KEY_HEX = "5a" * 32
_PAN, _EXPIRY = "4761739001010119", "2812"

_BATCH = (
    "INSERT INTO batches (id, acquirer, number, is_open, opened_at, closed_at)"
    " VALUES (?, 'cards', ?, ?, ?, ?)"
)
_SALE = (
    "INSERT INTO transactions (id, attempt_id, batch_id, batch_open, voucher, created_at,"
    " amount_minor, tip_minor, method, mode, cashier_id, state, reason, wallet_txn_no, paid_at,"
    " finished_at) VALUES (?, ?, ?, ?, ?, ?, 3080, 0, 'card', '', '01', 'approved', '', '', ?, ?)"
)
_ATTEMPT = (
    "INSERT INTO attempts (id, sale_id, order_no, flow, state, created_at)"
    " VALUES (?, ?, ?, ?, 'approved', ?)"
)
_CARD = (
    "INSERT INTO card_payments (attempt_id, handle, scheme, entry, first_six, last_four, label,"
    " aid, verification, tvr, tsi, cryptogram, stan, rrn, approval_code, host_code, signing,"
    " is_armed, contact) VALUES (?, ?, 'visa', 'tap', '476173', '0119', '', '', 'none', '', '',"
    " '', ?, ?, '123456', '00', 'not_needed', 0, '')"
)
_PLAIN_SUM = (
    "SELECT COUNT(*), SUM(amount_minor + tip_minor) FROM transactions"
    " WHERE batch_id = ? AND state = 'approved'"
)
_PLAIN_ROWS = (
    "SELECT t.*, c.* FROM transactions t JOIN card_payments c ON c.attempt_id = t.attempt_id"
    " WHERE t.batch_id = ? ORDER BY t.id"
)
_SCRATCH = "CREATE TABLE bench_rows (id INTEGER PRIMARY KEY, note TEXT NOT NULL)"
_SCRATCH_ROW = "INSERT INTO bench_rows (note) VALUES (?)"
#: About what the journal's row of a step holds.
_NOTE = "x" * 900


def run(effort: Effort, folder: Path) -> list[Row]:
    rows = max(20, effort.times(MOST_ROWS))
    store = make_store(folder)
    faults: list[Exception] = []
    with contextlib.closing(store.connect()) as bare:
        _fill(bare, rows)
        with store.reports() as reports:
            made = _reads(effort, reports, bare, rows)
        opened = store.open(faults.append)
        try:
            with contextlib.closing(connect(folder / "floor.db", store.key_hex)) as floor:
                return [*made, _settlement(opened, floor, rows)]
        finally:
            opened.close(DEADLINE_S)
            if faults:
                raise BenchError("the store had a fault") from faults[0]


def _reads(effort: Effort, reports: Reports, bare: Connection, rows: int) -> list[Row]:
    all_rows = BATCHES * rows

    def figures() -> None:
        if reports.batch_figures(BATCHES).rows != rows:
            raise BenchError("the batch does not add up")

    def listed() -> None:
        after = 0
        while page := reports.listed(BATCHES, after):
            after = page[-1].row_id
        if after != all_rows:
            raise BenchError("the list is not whole")

    title = f"{rows:,} of {all_rows:,} rows"
    cases = (
        (f"what a batch comes to, {title}", _PLAIN_SUM, figures, FIGURES),
        (f"open batches with their ways to pay, {title}", _PLAIN_ROWS, reports.standing, FIGURES),
        (f"list of a batch, {title}", _PLAIN_ROWS, listed, LIST),
    )
    made = []
    for name, plain, work, target in cases:
        floor, ours = race(
            timed(partial(_fetch, bare, plain)),
            timed(work),
            rounds=effort.times(100),
            warm_up=3,
        )
        made.append(compare("batch", name, ("bare rows", floor), ours, target))
    return made


def _settlement(opened: OpenedStore, floor: Connection, rows: int) -> Row:
    """Return the time of one settlement with an upload; the host answers at once."""
    floor.execute("PRAGMA journal_mode = WAL")
    floor.execute("PRAGMA synchronous = FULL")
    floor.execute(_SCRATCH)
    numbers = range((BATCHES - 1) * rows + 1, BATCHES * rows + 1)
    till = _Settling(opened, map("card:{}".format, numbers))

    def commits() -> None:
        for _ in range(rows):
            floor.execute("BEGIN IMMEDIATE")
            floor.execute(_SCRATCH_ROW, (_NOTE,))
            floor.execute("COMMIT")

    # A batch is settled once: neither is measured twice.
    plain, ours = race(timed(commits), timed(till.run), rounds=1, warm_up=0)
    name = f"batch of {rows:,} rows settled, each sent again"
    return compare("batch", name, (f"{rows:,} bare commits", plain), ours, UPLOAD)


class _Host:
    """Implements ``settle_parts.BatchWork``: differs, then takes each row and the end, at once."""

    def settle(self, effect: BatchEffect, tell: TellBatch) -> None:
        """Answer it."""
        match effect:
            case t.SendTotals(stan=stan):
                tell(t.HostDiffers(stan, Totals(1, AMOUNT_MINOR)))
            case t.SendEnd(stan=stan, ours=ours):
                tell(t.HostAgreed(stan, ours))
            case BatchRow(stan=stan):
                tell(t.RowTaken(stan))
            case t.SignOn():
                tell(t.SignedOn())


class _Settling:
    """Settles with the real runner and store."""

    def __init__(self, opened: OpenedStore, handles: Iterable[str]) -> None:
        self._ended = threading.Event()
        self._phase = Phase.WAITING
        clock = SystemClock()
        self._runner = SettleRunner(
            SettleParts(
                store=opened.store,
                executor=opened.writer,
                timers=NoTimers(),
                clock=clock,
                clocks=SettleClockSettings(),
                authority=Authority(clock),
                query=lambda *_: None,
                nudge=lambda _: None,
                observe=self._observe,
                print_wanted=lambda: None,
            )
        )
        stans = StanBook(opened.store.reserve_stans, opened.writer)
        opened.writer.call(stans.fill, DEADLINE_S)
        box, vault = MemoryCardBox(), Vault(_KEY_HEX)
        for handle in handles:
            box.put(handle, CardData(_PAN, _EXPIRY))
        self._runner.use_cards(CardSide(opened.store, box, vault, stans, _Host()))

    def run(self) -> None:
        """Settle the open batch."""
        self._runner.settle("01")
        if not self._ended.wait(DEADLINE_S) or self._phase is not Phase.SETTLED:
            raise BenchError(f"the batch was not settled: {self._phase.value}")

    def _observe(self, news: SettleNews) -> None:
        if isinstance(news, SettleView):
            self._phase = news.state.phase
            if news.state.ended_at is not None:
                self._ended.set()


def _fetch(bare: Connection, statement: str) -> list[tuple[object, ...]]:
    return bare.execute(statement, (BATCHES,)).fetchall()


def _fill(bare: Connection, rows: int) -> None:
    bare.execute("BEGIN IMMEDIATE")
    for batch in range(1, BATCHES + 1):
        is_open = int(batch == BATCHES)
        at = time_text(_at(batch * rows))
        bare.execute(_BATCH, (batch, batch, is_open, at, None if is_open else at))
        numbers = range((batch - 1) * rows + 1, batch * rows + 1)
        bare.executemany(_SALE, (_sale(number, batch, is_open) for number in numbers))
        bare.executemany(_ATTEMPT, map(_attempt, numbers))
        bare.executemany(_CARD, map(_card, numbers))
    bare.execute("INSERT INTO counters (name, value) VALUES ('batch:cards', ?)", (BATCHES,))
    bare.execute("COMMIT")


def _at(number: int) -> datetime:
    return START + timedelta(seconds=20 * number)


def _sale(number: int, batch: int, is_open: int) -> tuple[object, ...]:
    at = time_text(_at(number))
    return (number, number, batch, is_open, int(format_voucher(number)), at, at, at)


def _attempt(number: int) -> tuple[object, ...]:
    order_no, at = f"80010001{number:014d}", time_text(_at(number))
    return (number, number, order_no, f"card_sale:{number}", at)


def _card(number: int) -> tuple[object, ...]:
    return (number, f"card:{number}", number, f"{number:012d}")
