"""No statement walks a table that grows: what the engine plans for everything that is ever run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.moves import SettlementIdentity
from kpay_desktop.domain.records import (
    Commit,
    CreditState,
    PrintRequest,
    PrintState,
    SaleFilter,
    SaleUpdate,
    SlipCopy,
)
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, SaleState
from models import statements, statements_day
from models.database import OpenedStore
from models.dialect_sqlite import Cursor
from models.operators import OperatorRows
from models.reports import Reports
from models.session import Session, Value
from tests.helpers.store import HandClock, close_batch, draft, opened, read, sell, write
from tests.helpers.store_day import (
    back_draft,
    back_step,
    begin_back,
    close_lane,
    pay,
    stop_settling,
)
from tests.helpers.store_dump import fill

# These stay as small as a shop.
SMALL = {"operators", "settings", "counters", "anchors", "schema_versions"}
# Indexes of what is waiting, not of all that is there.
WAITING = {
    "flows_open",
    "print_jobs_waiting",
    "batches_one_open",
    "transactions_unfinished",
    "returns_unfinished",
    "settlements_one_open",
    "shifts_one_open",
    "credits_waiting",
}
DATA = re.compile(r"(SELECT|INSERT|UPDATE|DELETE)\b")


class Listener:
    """Hears every statement of every session, with the values of its first use."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.heard: dict[str, Sequence[object]] = {}
        open_plainly, run_plainly = Session.open, Session._run

        def open_heard(session: Session) -> None:
            session.database.query_hooks.append(lambda event: self._hear(event.sql, event.params))
            open_plainly(session)

        def run_heard(session: Session, sql: str, values: Sequence[Value]) -> Cursor:
            self._hear(sql, values)
            return run_plainly(session, sql, values)

        monkeypatch.setattr(Session, "open", open_heard)
        monkeypatch.setattr(Session, "_run", run_heard)

    def _hear(self, sql: str, values: Sequence[object] | None) -> None:
        if DATA.match(sql) and "sqlite_" not in sql:
            self.heard.setdefault(sql, tuple(values or ()))


def every_filter(at: datetime) -> Iterator[SaleFilter]:
    """Yield every combination of what sales can be looked for by."""
    for voucher, since, method, state, cashier in product(
        ("", "000001"), (None, at), (None, Method.CARD), (None, SaleState.CLOSED), ("", "01")
    ):
        yield SaleFilter(voucher, None, since, since, method, state, cashier)


def readings_of_the_day(reports: Reports) -> Iterator[Callable[[], object]]:
    """Yield what pages and slips read of voids, batches and the drawer."""
    yield reports.open_batches
    yield reports.standing
    yield partial(reports.candidate, 1)
    yield partial(reports.candidates, "000001")
    yield partial(reports.refund, "000001")
    yield partial(reports.settlement, 1)
    yield partial(reports.settlements, None, 20)
    yield partial(reports.carried, 1)
    yield partial(reports.last_settled_at, Acquirer.CARDS)
    yield reports.shift
    yield partial(reports.shift_of, 1)
    yield partial(reports.drawer_move, 1)
    yield partial(reports.drawer_moves, 1)
    for number in range(1, 14):
        yield partial(reports.back, number)
        yield partial(reports.entry, number)
    for batch_id in range(1, 6):
        yield partial(reports.batch, batch_id)
        yield partial(reports.batch_figures, batch_id, range(1, 14))
        yield partial(reports.batch_groups, batch_id)
        yield partial(reports.batch_span, batch_id)
        yield partial(reports.unresolved, batch_id)
        yield partial(reports.listed, batch_id)


def give_back_late(store: OpenedStore) -> None:
    """Void what a gateway had refused to void, after its batch was settled."""
    port = store.store
    sold = pay(port, draft())
    back = begin_back(port, back_draft(ReturnKind.VOID, sold.sale_id, 3_080))
    for state in (ReturnState.REFUSED, ReturnState.DONE):
        port.commit(back_step(back, state))
        if state is ReturnState.REFUSED:
            stop_settling(port, SettlementIdentity(3, 3, "paynow", 1, 1))
            close_lane(port, "paynow")


def do_everything(store: OpenedStore) -> None:
    at = HandClock().now()
    port = store.store
    fill(store)
    operators = OperatorRows(port._session, store.audit)
    reprint = PrintRequest(1, SlipCopy.CUSTOMER, duplicate=False)
    for work in (
        port.open_flows,
        lambda: port.flow("show_qr:1"),
        lambda: port.flow_of_order("none"),
        lambda: port.has_other_approval(1, 1),
        lambda: port.doubtful_sales(3_080, at, 20),
        lambda: port.waiting_flows(200),
        lambda: port.attempt_of_credit("none"),
        lambda: port.print_jobs(10),
        lambda: port.flow_of_stan(1),
        lambda: port.sealed_card("card-1"),
        lambda: port.signature(4),
        lambda: port.batch_is_open(4),
        lambda: port.request_print(reprint, at),
        lambda: port.set_print_state(1, PrintState.PRINTED, duplicate=False),
        lambda: operators.note_success("01", at, "another hash"),
        port.rest,
        store.audit.rest,
    ):
        write(store, work)
    readings: tuple[Callable[[], object], ...] = (
        lambda: store.reports.recent_sales(30),
        store.reports.batch_summary,
        lambda: store.reports.sale_by_voucher("000001"),
        lambda: store.reports.sale(1),
        *readings_of_the_day(store.reports),
        *(
            partial(store.reports.find_sales, wanted, newer=newer)
            for wanted in every_filter(at)
            for newer in (False, True)
        ),
    )
    for reading in readings:
        read(store, reading)
    refunded = Commit(
        flow="show_qr:3",
        event="{}",
        state="{}",
        is_open=False,
        at=at,
        credit_states=(("LATE-1", CreditState.REFUNDED),),
        credit_amounts=(("LATE-1", 3_080),),
        credit_refunds=(("LATE-1", "R1"),),
    )
    write(store, lambda: port.commit(refunded))
    write(store, lambda: give_back_late(store))
    other_amount = SaleUpdate(1, SaleState.APPROVED, paid_minor=3_180)
    write(
        store,
        lambda: port.commit(
            replace(
                refunded, sale=other_amount, credit_states=(), credit_amounts=(), credit_refunds=()
            )
        ),
    )
    close_batch(store)
    read(store, store.reports.batch_summary)
    sell(store)
    store.verify(60)


def test_every_statement_finds_its_rows_by_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = Listener(monkeypatch)
    with opened(tmp_path) as store:
        do_everything(store)
    with opened(tmp_path) as store:
        named = vars(statements) | vars(statements_day)
        # Names with a bar are parts of statements.
        texts = [text for name, text in named.items() if name[0] != "_" and isinstance(text, str)]
        whole = r"SELECT .* FROM |INSERT .*VALUES|UPDATE |DELETE "
        known = {text for text in texts if re.match(whole, text)}
        assert known - set(listener.heard) == set()
        walks = [
            f"{step}: {sql}"
            for sql, values in listener.heard.items()
            for step in plan(store, sql, values)
            if walks_a_table(step)
        ]
    assert walks == []
    assert len(listener.heard) > 90


def plan(store: OpenedStore, sql: str, values: Sequence[object]) -> list[str]:
    database = store.store._session.database
    explain = f"EXPLAIN QUERY PLAN {sql}"
    return write(store, lambda: [str(r[3]) for r in database.execute_sql(explain, values)])


def walks_a_table(step: str) -> bool:
    if step.startswith("USE TEMP B-TREE"):
        return True
    scan = re.match(r"SCAN (\S+)(?: USING (?:COVERING )?INDEX (\S+))?", step)
    if scan is None or scan[1] in SMALL or step.endswith(("VALUES CLAUSE", "CONSTANT ROW")):
        return False
    return scan[2] not in WAITING


def test_a_walk_is_noticed(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        for sql in (
            "SELECT * FROM transactions WHERE state = 'open'",
            "SELECT * FROM transactions WHERE id > 1 ORDER BY state",
            "UPDATE journal SET state = '' WHERE flow = ''",
        ):
            assert any(map(walks_a_table, plan(store, sql, ()))), sql
