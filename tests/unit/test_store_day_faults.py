"""A disk that refuses in the middle of a step of the day: all of it is written, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest

from kpay_desktop.domain.moves import DrawerEntry, DrawerKind
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.ports import StoreError, StoreErrorKind
from models.dialect_sqlite import Cursor
from models.session import Session, Value
from models.store import SqlStore
from tests.helpers.store import draft, opened, scanned, write
from tests.helpers.store_day import (
    back_draft,
    begin_back,
    begin_settling,
    cash_draft,
    closed,
    move,
    pay,
    pay_by_card,
    refund_to_card,
    sale_in,
    sell_cash,
    void,
)

MOST_STATEMENTS = 80


class Disk:
    """Refuses the statement of that number, counted from now."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left: int | None = None
        plainly = Session._run

        def run(session: Session, sql: str, values: Sequence[Value]) -> Cursor:
            if self.left is not None:
                self.left -= 1
                if self.left < 0:
                    raise StoreError(StoreErrorKind.FULL)
            return plainly(session, sql, values)

        monkeypatch.setattr(Session, "_run", run)


def words_of(store: SqlStore) -> str:
    """Return all that a step of the day may change."""
    sales = [store.candidate(number) for number in range(1, 9)]
    jobs = [(job.job_id, job.kind) for job in store.print_jobs(99)]
    flows = [flow.flow for flow in store.open_flows()]
    vault = [store.sealed_card(handle) for handle in ("one", "two", "back")]
    batches = [store.batch(number) for number in range(1, 9)]
    rest = (store.settlements(None, 9), store.shift(), store.numbers.last, store.journal_rows)
    return f"{sales} {jobs} {flows} {vault} {store.open_batches()} {batches} {rest}"


def prepared(store: SqlStore) -> None:
    """A day with something of everything, its batch of cards about to be closed."""
    pay_by_card(store, "one")
    sold = pay_by_card(store, "two")
    refund_to_card(store, sold.sale_id, 100, "back")
    pay(store, draft())
    sell_cash(store)
    pay(store, scanned(), SaleState.OPEN)


def close_cards(store: SqlStore) -> Callable[[], object]:
    identity = begin_settling(store, "cards")
    assert identity is not None
    return partial(store.commit, closed(identity, (1,)))


STEPS: dict[str, Callable[[SqlStore], Callable[[], object]]] = {
    "close": close_cards,
    "settle": lambda store: partial(begin_settling, store, "paynow"),
    "sell_cash": lambda store: partial(sell_cash, store, cash_draft(555)),
    "refund": lambda store: partial(begin_back, store, back_draft(ReturnKind.REFUND, 4, 5)),
    "move": lambda store: partial(move, store, DrawerEntry(DrawerKind.PAID_IN, 500, "01")),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_step_that_is_refused_anywhere_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    disk = Disk(monkeypatch)
    with opened(tmp_path) as store:
        port = store.store
        write(store, partial(prepared, port))
        work = write(store, partial(STEPS[name], port))
        before = write(store, partial(words_of, port))

        def tried(number: int) -> bool:
            """Return whether the step came through though that statement would be refused."""
            disk.left = number
            try:
                work()
            except StoreError:
                return False
            finally:
                disk.left = None
            return True

        for number in range(MOST_STATEMENTS):
            if write(store, partial(tried, number)):
                break
            assert write(store, partial(words_of, port)) == before
        else:
            raise AssertionError("the step never came through")
        assert number > 5
        assert write(store, partial(words_of, port)) != before
        assert store.verify(60).problems == ()


def test_a_void_that_could_not_be_written_is_written_at_the_next_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    with opened(tmp_path) as store:
        port = store.store
        write(store, partial(prepared, port))

        def refused() -> None:
            disk.left = 9
            with pytest.raises(StoreError):
                void(port, 4)
            disk.left = None

        write(store, refused)
        back = write(store, partial(void, port, 4))
        sale = write(store, partial(sale_in, port, 4))
        assert (sale.state, back.voucher) == (SaleState.VOIDED, sale.identity.voucher)
        assert store.verify(60).problems == ()
