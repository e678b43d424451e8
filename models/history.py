"""Pages of sales for any filter, newest first, each read by an index and no longer than the page.

A page starts at a sale's place (keyset paging), downwards or back up: the thousandth costs what the
first one costs. Ways to pay and states are few; where a filter leaves one free, the nearest of each
of its values are read from one index and merged. So no read ever steps over rows that it does not
want, but for the few sales that are unfinished, which have a short index of their own.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kpay_desktop.domain.records import SaleFilter, SaleKey, SalePage, SaleRecord
from kpay_desktop.domain.sale import UNFINISHED, Method, SaleState
from models import statements as sql
from models.rows import sale_of, time_of, time_text
from models.session import Session, Value

PAGE_ROWS = sql.HISTORY_PAGE_ROWS
_VOUCHER_DIGITS = 6
# Stand before and behind every stored time; numbers of sales start at 1.
_FIRST, _LAST = "", "~"
ABOVE_ALL = 2**62

#: A sale's place as it is stored.
_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Way:
    """The statements that go one way: down to older sales, or up to newer ones."""

    keys: str
    of_kind: str
    of_cashier: str
    unfinished: str
    of_voucher: str
    is_down: bool


_DOWN = _Way(
    sql.HISTORY_KEYS,
    sql.HISTORY_KEYS_OF_KIND,
    sql.HISTORY_KEYS_OF_CASHIER,
    sql.HISTORY_KEYS_UNFINISHED,
    sql.HISTORY_OF_VOUCHER,
    is_down=True,
)
_UP = _Way(
    sql.HISTORY_NEWER_KEYS,
    sql.HISTORY_NEWER_KEYS_OF_KIND,
    sql.HISTORY_NEWER_KEYS_OF_CASHIER,
    sql.HISTORY_NEWER_KEYS_UNFINISHED,
    sql.HISTORY_NEWER_OF_VOUCHER,
    is_down=False,
)


class History:
    """Reads pages of sales on the connection that it is given."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(
        self, wanted: SaleFilter, after: SaleKey | None = None, *, newer: bool = False
    ) -> SalePage:
        """Return the sales that ``wanted`` admits, next to ``after``: at most :data:`PAGE_ROWS`.

        They are the older ones behind it, or with ``newer`` those before it; without a place, the
        newest or the oldest there are. The newest of them comes first: by time, or among those of
        one voucher number by their own number.

        Raises:
            StoreError: the store cannot be read.
        """
        self._session.assert_owner()
        way = _UP if newer else _DOWN
        if wanted.voucher:
            return self._of_voucher(wanted, after, way)
        # One more than the page holds tells whether anything follows.
        keys = list(itertools.islice(self._keys(wanted, after, way), PAGE_ROWS + 1))
        last = keys[PAGE_ROWS - 1] if len(keys) > PAGE_ROWS else None
        shown = keys[:PAGE_ROWS] if way.is_down else keys[PAGE_ROWS - 1 :: -1]
        rows = self._rows(shown)
        return SalePage(tuple(rows), None if last is None else SaleKey(time_of(last[0]), last[1]))

    def _keys(self, wanted: SaleFilter, after: SaleKey | None, way: _Way) -> Iterator[_Key]:
        bounds = _bounds(wanted, after, way)
        if wanted.method is None and wanted.state is None and not wanted.cashier_id:
            return iter(self._read_keys(way.keys, bounds))
        methods = list(Method) if wanted.method is None else [wanted.method]
        states = list(SaleState) if wanted.state is None else [wanted.state]
        kinds = list(itertools.product(methods, sorted(set(states) - UNFINISHED)))
        if wanted.cashier_id:
            text, cashier = way.of_cashier, (wanted.cashier_id,)
            found = [self._read_keys(text, (*cashier, m, s, *bounds)) for m, s in kinds]
        else:
            found = [self._read_keys(way.of_kind, (m, s, *bounds)) for m, s in kinds]
        if not UNFINISHED.isdisjoint(states):
            kind = (wanted.method or "", wanted.state or "", wanted.cashier_id)
            found.append(self._read_keys(way.unfinished, (*kind, *bounds)))
        return heapq.merge(*found, reverse=way.is_down)

    def _read_keys(self, statement: str, values: Sequence[Value]) -> list[_Key]:
        return [(row[0], row[1]) for row in self._session.rows(statement, values)]

    def _rows(self, keys: Sequence[_Key]) -> list[SaleRecord]:
        if not keys:
            return []
        numbers = [number for _, number in keys]
        spare = [0] * (PAGE_ROWS - len(numbers))
        found = {row[0]: row for row in self._session.rows(sql.HISTORY_ROWS, (*numbers, *spare))}
        return [sale_of(found[number]) for number in numbers if number in found]

    def _of_voucher(self, wanted: SaleFilter, after: SaleKey | None, way: _Way) -> SalePage:
        voucher = wanted.voucher
        if not (voucher.isascii() and voucher.isdigit() and len(voucher) == _VOUCHER_DIGITS):
            return SalePage((), None)
        at = ABOVE_ALL if way.is_down else 0
        if after is not None:
            at = after.sale_id
        rows: list[SaleRecord] = []
        while len(rows) <= PAGE_ROWS:
            # A number comes round once in a million sales: these reads are few and short.
            block = self._session.rows(way.of_voucher, (int(voucher), at))
            rows += [sale for sale in map(sale_of, block) if wanted.admits(sale)]
            if len(block) <= PAGE_ROWS:
                break
            at = block[-1][0]
        page = rows[:PAGE_ROWS]
        key = None
        if len(rows) > PAGE_ROWS:
            key = SaleKey(page[-1].created_at, page[-1].identity.sale_id)
        return SalePage(tuple(page if way.is_down else reversed(page)), key)


def _bounds(wanted: SaleFilter, after: SaleKey | None, way: _Way) -> tuple[str, str, int]:
    """Return the far end of what is wanted, and the place to begin behind."""
    first = _FIRST if wanted.since is None else time_text(wanted.since)
    last = _LAST if wanted.until is None else time_text(wanted.until)
    # Numbers of sales start at 1: a moment with number 0 stands before all of its own.
    start = (last, 0) if way.is_down else (first, 0)
    if after is not None:
        place = (time_text(after.created_at), after.sale_id)
        start = min(start, place) if way.is_down else max(start, place)
    return (first if way.is_down else last, *start)
