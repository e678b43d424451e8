"""Pages of sales for any filter, newest first, each read by an index and no longer than the page.

A page starts behind a sale's place (keyset paging): the thousandth costs what the first one costs.
Ways to pay and states are few; where a filter leaves one free, the newest of each of its values
are read from one index and merged. So no read ever steps over rows that it does not want, but for
the few sales that are unfinished, which have a short index of their own.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator, Sequence

from kpay_desktop.domain.records import SaleFilter, SaleKey, SalePage, SaleRecord
from kpay_desktop.domain.sale import UNFINISHED, SaleState, Wallet
from models import statements as sql
from models.rows import sale_of, time_of, time_text
from models.session import Session, Value

PAGE_ROWS = sql.HISTORY_PAGE_ROWS
_VOUCHER_DIGITS = 6
# Stand before and behind every stored time; numbers of sales start at 1.
_FIRST, _LAST = "", "~"
_ABOVE_ALL = 2**62

#: A sale's place as it is stored.
_Key = tuple[str, int]


class History:
    """Reads pages of sales on the connection that it is given."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def page(self, wanted: SaleFilter, after: SaleKey | None = None) -> SalePage:
        """Return the sales that ``wanted`` admits, behind ``after``: at most :data:`PAGE_ROWS`.

        The newest comes first: by time, or among those of one voucher number by their own number.

        Raises:
            StoreError: the store cannot be read.
        """
        self._session.assert_owner()
        if wanted.voucher:
            return self._of_voucher(wanted, after)
        # One more than the page holds tells whether anything follows.
        keys = list(itertools.islice(self._keys(wanted, after), PAGE_ROWS + 1))
        rows = self._rows(keys[:PAGE_ROWS])
        last = keys[PAGE_ROWS - 1] if len(keys) > PAGE_ROWS else None
        return SalePage(tuple(rows), None if last is None else SaleKey(time_of(last[0]), last[1]))

    def _keys(self, wanted: SaleFilter, after: SaleKey | None) -> Iterator[_Key]:
        since = _FIRST if wanted.since is None else time_text(wanted.since)
        before: _Key = (_LAST if wanted.until is None else time_text(wanted.until), 0)
        if after is not None:
            before = min(before, (time_text(after.created_at), after.sale_id))
        bounds = (since, *before, PAGE_ROWS + 1)
        if wanted.wallet is None and wanted.state is None and not wanted.cashier_id:
            return iter(self._read_keys(sql.HISTORY_KEYS, bounds))
        wallets = list(Wallet) if wanted.wallet is None else [wanted.wallet]
        states = list(SaleState) if wanted.state is None else [wanted.state]
        kinds = list(itertools.product(wallets, sorted(set(states) - UNFINISHED)))
        if wanted.cashier_id:
            text, cashier = sql.HISTORY_KEYS_OF_CASHIER, (wanted.cashier_id,)
            found = [self._read_keys(text, (*cashier, w, s, *bounds)) for w, s in kinds]
        else:
            found = [self._read_keys(sql.HISTORY_KEYS_OF_KIND, (w, s, *bounds)) for w, s in kinds]
        if not UNFINISHED.isdisjoint(states):
            kind = (wanted.wallet or "", wanted.state or "", wanted.cashier_id)
            found.append(self._read_keys(sql.HISTORY_KEYS_UNFINISHED, (*kind, *bounds)))
        return heapq.merge(*found, reverse=True)

    def _read_keys(self, statement: str, values: Sequence[Value]) -> list[_Key]:
        return [(row[0], row[1]) for row in self._session.rows(statement, values)]

    def _rows(self, keys: Sequence[_Key]) -> list[SaleRecord]:
        if not keys:
            return []
        numbers = [number for _, number in keys]
        spare = [0] * (PAGE_ROWS - len(numbers))
        found = {row[0]: row for row in self._session.rows(sql.HISTORY_ROWS, (*numbers, *spare))}
        return [sale_of(found[number]) for number in numbers if number in found]

    def _of_voucher(self, wanted: SaleFilter, after: SaleKey | None) -> SalePage:
        voucher = wanted.voucher
        if not (voucher.isascii() and voucher.isdigit() and len(voucher) == _VOUCHER_DIGITS):
            return SalePage((), None)
        below = _ABOVE_ALL if after is None else after.sale_id
        rows: list[SaleRecord] = []
        while len(rows) <= PAGE_ROWS:
            # A number comes round once in a million sales: these reads are few and short.
            block = self._session.rows(sql.HISTORY_OF_VOUCHER, (int(voucher), below, PAGE_ROWS + 1))
            rows += [sale for sale in map(sale_of, block) if wanted.admits(sale)]
            if len(block) <= PAGE_ROWS:
                break
            below = block[-1][0]
        page = tuple(rows[:PAGE_ROWS])
        if len(rows) <= PAGE_ROWS:
            return SalePage(page, None)
        return SalePage(page, SaleKey(page[-1].created_at, page[-1].identity.sale_id))
