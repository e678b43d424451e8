"""Whoever changes a row of the day past the till is found out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kpay_desktop.domain.returns import ReturnState
from tests.helpers.store import draft, opened, raw, write
from tests.helpers.store_day import back_step, pay, refund
from tests.helpers.store_dump import fill

CHANGES = [
    ("UPDATE returns SET amount_minor = 1 WHERE id = 9", "return 9 is not"),
    ("UPDATE returns SET state = 'refused' WHERE id = 9", "return 9 is not"),
    ("UPDATE returns SET approver_id = '01' WHERE id = 11", "return 11 is not"),
    ("UPDATE returns SET batch_id = 5, batch_open = 1 WHERE id = 12", "return 12 is not"),
    ("UPDATE returns SET given_minor = 5 WHERE id = 11", "return 11 is not"),
    ("UPDATE transactions SET refunded_minor = 0 WHERE id = 7", "sale 7 is not"),
    ("UPDATE transactions SET returning_minor = 0 WHERE id = 10", "sale 10 is not"),
    ("UPDATE transactions SET batch_id = 5 WHERE id = 10", "sale 10 is not"),
    ("UPDATE transactions SET state = 'approved' WHERE id = 8", "sale 8 is not"),
    ("UPDATE cash_payments SET due_minor = 5 WHERE sale_id = 7", "cash of sale 7 is not"),
    ("DELETE FROM cash_payments WHERE sale_id = 7", "cash of sale 7 is missing"),
    ("UPDATE settlements SET finished_at = NULL WHERE id = 1", "settlement 1 is not"),
    ("UPDATE settlements SET carried = '6' WHERE id = 1", "settlement 1 is not"),
    ("DELETE FROM settlements WHERE id = 2", "settlement 2 is missing"),
    ("UPDATE batches SET closed_at = '2026' WHERE id = 3", "closed batch 3 is not"),
    ("UPDATE batches SET is_open = 0 WHERE id = 1", "closed batch 1 is not"),
    ("UPDATE drawer_moves SET amount_minor = 0 WHERE id = 3", "line of the drawer 3 is not"),
    ("DELETE FROM drawer_moves WHERE id = 3", "line of the drawer 3 is missing"),
    ("UPDATE shifts SET closed_move_id = 3 WHERE id = 1", "shift 1 is not"),
    ("INSERT INTO vault VALUES ('card-1', '00', '')", "card in the vault card-1 is not"),
]


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("day")
    with opened(folder) as store:
        fill(store)
        assert store.verify(60).problems == ()
    return folder


@pytest.mark.parametrize(("statement", "problem"), CHANGES)
def test_a_change_of_a_row_of_the_day_is_found(
    day: Path, tmp_path: Path, statement: str, problem: str
) -> None:
    folder = tmp_path / "till"
    shutil.copytree(day, folder)
    with raw(folder) as engine:
        assert engine.execute(statement).rowcount == 1
    with opened(folder) as store:
        problems = store.verify(60).problems
    assert any(found.startswith(problem) for found in problems), problems


def test_more_given_back_than_came_is_named_though_the_journal_says_so(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        port = store.store
        sold = write(store, lambda: pay(port, draft()))
        back = write(store, lambda: refund(port, sold.sale_id, 3_080, ReturnState.REFUSED))
        write(store, lambda: refund(port, sold.sale_id, 3_000))
        # A gateway that says yes after its no: what has happened is written down, and named.
        write(store, lambda: port.commit(back_step(back, ReturnState.DONE)))
        assert store.verify(60).problems == ("sale 1 had more given back than it was for",)
