"""Sales found among a million, beside the engine's own plain reads of the same rows.

The floor fetches the bare rows on a connection of its own; the till's side gives sales as its
pages show them.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlcipher3.dbapi2 import Connection

from benchmarks.bare import make_store
from benchmarks.measure import BenchError, Effort, race, timed
from benchmarks.report import Row, Target, compare
from kpay_desktop.domain.records import SaleFilter, SaleKey
from kpay_desktop.domain.sale import VOUCHER_MAX, WALLET_METHODS, SaleState, format_voucher
from models.reports import Reports
from models.rows import time_text
from models.statements import SALE_COLUMNS

USUAL_SALES = 1_000_000
LEAST_SALES = 2_000
PAGE_ROWS = 50
START = datetime(2026, 1, 1, tzinfo=UTC)
LOOK_UP, PAGE = Target(ratio=3.0), Target(ratio=5.0)
_BLOCK = 20_000
# A prime: one sale after the other lies far away.
_STRIDE = 611_953
_STATES = (SaleState.APPROVED,) * 8 + (SaleState.CLOSED, SaleState.DECLINED)

_TABLES = (
    "transactions t JOIN attempts a ON a.id = t.attempt_id JOIN batches b ON b.id = t.batch_id"
)
_SELECT = f"SELECT {SALE_COLUMNS}"
_VOUCHER = f"{_SELECT} FROM {_TABLES} WHERE t.voucher = ? ORDER BY t.id DESC LIMIT 1"
_BELOW = f"{_SELECT} FROM {_TABLES} WHERE t.id < ? ORDER BY t.id DESC LIMIT {PAGE_ROWS}"
_BATCH = "INSERT INTO batches (id, acquirer, number, is_open, opened_at) VALUES (1, 'w', 1, 0, '')"
_SALE = (
    "INSERT INTO transactions (id, attempt_id, batch_id, batch_open, voucher, created_at,"
    " amount_minor, tip_minor, method, mode, cashier_id, state, reason, wallet_txn_no)"
    " VALUES (?, ?, 1, 0, ?, ?, 3080, 0, ?, 'show', ?, ?, '', '')"
)
_ATTEMPT = (
    "INSERT INTO attempts (id, sale_id, order_no, flow, state, created_at)"
    " VALUES (?, ?, ?, '', ?, ?)"
)


def run(effort: Effort, folder: Path) -> list[Row]:
    count = max(LEAST_SALES, effort.times(USUAL_SALES))
    store = make_store(folder)
    with contextlib.closing(store.connect()) as bare:
        _fill(bare, count)
        with store.reports() as reports:
            return _rows(effort, reports, bare, count)


def _rows(effort: Effort, reports: Reports, bare: Connection, count: int) -> list[Row]:
    middle = count // 2
    behind = SaleKey(_at(middle), middle)
    narrow = SaleFilter(cashier_id="03", state=SaleState.DECLINED)
    cases = (
        _Case("first page", SaleFilter(), None, _BELOW, count + 1, PAGE),
        _Case("page in the middle", SaleFilter(), behind, _BELOW, middle, PAGE),
        _Case("page of a cashier and a state", narrow, behind, _BELOW, middle, Target()),
    )
    made = [_look_up(effort, reports, bare, count)]
    for case in cases:
        if not reports.find_sales(case.wanted, case.after).rows:
            raise BenchError("no sale was found")
        floor, ours = race(
            timed(partial(_fetch, bare, case.plain, case.value)),
            timed(partial(reports.find_sales, case.wanted, case.after)),
            rounds=effort.times(200),
            warm_up=3,
        )
        title = f"{case.name}, {count:,} sales"
        made.append(compare("history", title, ("bare rows", floor), ours, case.target))
    return made


def _look_up(effort: Effort, reports: Reports, bare: Connection, count: int) -> Row:
    """Return the time of a voucher's sale, each time another one: pages are not at hand."""
    rounds, warm_up = effort.times(400), 3
    picked = [turn * _STRIDE % count + 1 for turn in range(rounds + warm_up)]
    vouchers = [_voucher(number) for number in picked]
    plain, ours = iter(vouchers), (format_voucher(voucher) for voucher in vouchers)

    def find() -> None:
        if not reports.find_sales(SaleFilter(voucher=next(ours))).rows:
            raise BenchError("a voucher was not found")

    floor, found = race(
        timed(lambda: _fetch(bare, _VOUCHER, next(plain))),
        timed(find),
        rounds=rounds,
        warm_up=warm_up,
    )
    title = f"voucher found, {count:,} sales"
    return compare("history", title, ("bare row", floor), found, LOOK_UP)


class _Case(NamedTuple):
    """What is looked for, and the plain read beside it with its one value."""

    name: str
    wanted: SaleFilter
    after: SaleKey | None
    plain: str
    value: int
    target: Target


def _fetch(bare: Connection, statement: str, value: int) -> list[tuple[object, ...]]:
    return bare.execute(statement, (value,)).fetchall()


def _fill(bare: Connection, count: int) -> None:
    bare.execute("BEGIN IMMEDIATE")
    bare.execute(_BATCH)
    for first in range(1, count + 1, _BLOCK):
        numbers = range(first, min(first + _BLOCK, count + 1))
        bare.executemany(_SALE, map(_sale, numbers))
        bare.executemany(_ATTEMPT, map(_attempt, numbers))
    bare.execute("COMMIT")


def _voucher(number: int) -> int:
    return (number - 1) % VOUCHER_MAX + 1


def _at(number: int) -> datetime:
    return START + timedelta(seconds=20 * number)


def _state(number: int) -> SaleState:
    return _STATES[number * 7 % len(_STATES)]


def _sale(number: int) -> tuple[object, ...]:
    method = WALLET_METHODS[number % 3]
    at, cashier = time_text(_at(number)), f"{number // 50 % 4 + 1:02d}"
    return (number, number, _voucher(number), at, method, cashier, _state(number))


def _attempt(number: int) -> tuple[object, ...]:
    return (number, number, f"80010001{number:014d}", _state(number), time_text(_at(number)))
